package liquid

import (
	"strconv"
	"strings"
	"time"
)

// filterDate formats a time, a text that names one, or seconds since 1970. What
// is no date passes unchanged.
func filterDate(c *Call, in any, args []any) (any, error) {
	format := c.s.toText(args[0])
	if format == "" {
		return in, nil
	}
	when, ok := c.s.date(in)
	if !ok {
		return in, nil
	}
	if len(format) > 4096 {
		return nil, failf("date format is too long")
	}
	if err := c.s.step(len(format)); err != nil {
		return nil, err
	}
	return c.made(args[0], Strftime(when, format))
}

// Date reads a date the way the filter date does.
func (s *State) Date(v any) (time.Time, bool) { return s.date(normal(v)) }

func (s *State) date(v any) (time.Time, bool) {
	switch x := plain(v).(type) {
	case time.Time:
		return x, true
	case int:
		return time.Unix(int64(x), 0).In(s.Now().Location()), true
	case string:
		return s.parseDate(x)
	case Safe:
		return s.parseDate(string(x))
	}
	if t, ok := v.(interface{ Time() time.Time }); ok {
		return t.Time(), true
	}
	return time.Time{}, false
}

func (s *State) parseDate(t string) (time.Time, bool) {
	if t == "" || len(t) > 128 {
		return time.Time{}, false
	}
	t = strings.ToLower(t)
	if t == "now" || t == "today" {
		return s.Now(), true
	}
	if digits(t) {
		n, err := strconv.ParseInt(t, 10, 64)
		return time.Unix(n, 0).In(s.Now().Location()), err == nil
	}
	d := dateText{now: s.Now()}
	return d.read(t)
}

// dateText gathers what the words of a written date say.
type dateText struct {
	now                         time.Time
	year, month, day            int
	hour, minute, second, nanos int
	hasClock, pm, am, hasYear   bool
	weekday                     int
	zone                        *time.Location
}

var monthNames = [...]string{"january", "february", "march", "april", "may", "june", "july", "august", "september",
	"october", "november", "december"}
var dayNames = [...]string{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"}

func (d *dateText) read(t string) (time.Time, bool) {
	d.weekday = -1
	words := strings.FieldsFunc(t, func(r rune) bool { return r == ' ' || r == ',' || r == '\t' || r == '\n' })
	found := false
	for i := 0; i < len(words); i++ {
		ok := d.word(words[i])
		found = found || ok
	}
	if !found || d.month > 12 || d.day > 31 || d.hour > 24 || d.minute > 59 || d.second > 60 {
		return time.Time{}, false
	}
	return d.time()
}

func (d *dateText) word(w string) bool {
	if i := strings.IndexByte(w, 't'); i > 0 && isDigit(w[i-1]) && i+1 < len(w) && isDigit(w[i+1]) {
		return d.word(w[:i]) && d.clock(w[i+1:])
	}
	switch {
	case strings.Contains(w, ":") && isDigit(w[0]):
		return d.clock(w)
	case w == "am" || w == "a.m.":
		d.am = true
		return true
	case w == "pm" || w == "p.m.":
		d.pm = true
		return true
	case w[0] == '+' || w[0] == '-' && d.hasClock:
		return d.offset(w)
	case w == "utc" || w == "gmt" || w == "z":
		d.zone = time.UTC
		return true
	}
	if z, ok := zoneNames[w]; ok {
		d.zone = time.FixedZone(strings.ToUpper(w), z*3600)
		return true
	}
	if n := named(monthNames[:], w); n >= 0 {
		d.month = n + 1
		return true
	}
	if n := named(dayNames[:], w); n >= 0 {
		d.weekday = n
		return true
	}
	return d.numbers(w)
}

var zoneNames = map[string]int{"est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
	"cet": 1, "cest": 2, "bst": 1, "jst": 9}

// named finds a full name or its first three letters.
func named(names []string, w string) int {
	w = strings.TrimSuffix(w, ".")
	for i, n := range names {
		if w == n || len(w) >= 3 && len(w) <= 4 && strings.HasPrefix(n, w) {
			return i
		}
	}
	return -1
}

// numbers reads 2024-01-31, 31/1/2024, 20240131, 31-jan-2024, 31st or a year.
func (d *dateText) numbers(w string) bool {
	for _, sep := range [...]string{"-", "/", "."} {
		parts := strings.Split(w, sep)
		if len(parts) >= 2 && len(parts) <= 3 {
			return d.dated(parts, sep)
		}
	}
	for _, suffix := range [...]string{"st", "nd", "rd", "th"} {
		w = strings.TrimSuffix(w, suffix)
	}
	n, err := strconv.Atoi(w)
	if err != nil || n < 0 {
		return false
	}
	switch {
	case len(w) == 8:
		d.year, d.month, d.day, d.hasYear = n/10000, n/100%100, n%100, true
	case len(w) == 14:
		d.year, d.month, d.day, d.hasYear = n/1e10, n/1e8%100, n/1e6%100, true
		d.hour, d.minute, d.second, d.hasClock = n/10000%100, n/100%100, n%100, true
	case len(w) <= 2 && d.day == 0:
		d.day = n
	case len(w) == 4 || d.day != 0:
		d.setYear(n, len(w))
	default:
		return false
	}
	return true
}

func (d *dateText) setYear(n, width int) {
	if width <= 2 {
		n += 2000
		if n >= 2069 {
			n -= 100
		}
	}
	d.year, d.hasYear = n, true
}

func (d *dateText) dated(parts []string, sep string) bool {
	n := [3]int{}
	for i, p := range parts {
		v, err := strconv.Atoi(p)
		if err != nil {
			if m := named(monthNames[:], p); m >= 0 && i == 1 {
				n[i] = m + 1
				continue
			}
			return false
		}
		n[i] = v
	}
	switch {
	case len(parts) == 2 && len(parts[0]) == 4:
		d.setYear(n[0], 4)
		d.month, d.day = n[1], 1
	case len(parts) == 2 && sep == "/":
		d.month, d.day = n[0], n[1]
	case len(parts) == 2:
		d.day, d.month = n[0], n[1]
	case len(parts[0]) == 4 || sep == "/" && len(parts[2]) < 3 || sep == "-" && len(parts[2]) < 3:
		d.setYear(n[0], len(parts[0]))
		d.month, d.day = n[1], n[2]
	default:
		d.day, d.month = n[0], n[1]
		d.setYear(n[2], len(parts[2]))
	}
	return d.month <= 12 && d.day <= 31
}

// clock reads 10:20, 10:20:30.5, with am, pm, Z or an offset behind.
func (d *dateText) clock(w string) bool {
	for _, half := range [...]string{"am", "pm"} {
		if rest, ok := strings.CutSuffix(w, half); ok {
			w, d.am, d.pm = rest, half == "am", half == "pm"
		}
	}
	if rest, ok := strings.CutSuffix(w, "z"); ok {
		w, d.zone = rest, time.UTC
	}
	if i := strings.IndexAny(w, "+-"); i > 0 {
		d.hasClock = true
		if !d.offset(w[i:]) {
			return false
		}
		w = w[:i]
	}
	var frac string
	w, frac, _ = strings.Cut(w, ".")
	if frac != "" && digits(frac) {
		frac = (frac + "000000000")[:9]
		d.nanos, _ = strconv.Atoi(frac)
	}
	for i, p := range strings.SplitN(w, ":", 3) {
		n, err := strconv.Atoi(p)
		if err != nil {
			return false
		}
		*[]*int{&d.hour, &d.minute, &d.second}[i] = n
	}
	d.hasClock = true
	return true
}

func (d *dateText) offset(w string) bool {
	t := strings.ReplaceAll(w[1:], ":", "")
	if !digits(t) || len(t) > 4 {
		return false
	}
	n, _ := strconv.Atoi(t)
	if len(t) <= 2 {
		n *= 100
	}
	sec := n/100*3600 + n%100*60
	if w[0] == '-' {
		sec = -sec
	}
	d.zone = time.FixedZone("", sec)
	return true
}

func (d *dateText) time() (time.Time, bool) {
	y, m, day := d.now.Date()
	switch {
	case d.hasYear && d.month == 0:
		d.month, d.day = 1, max(d.day, 1)
	case !d.hasYear && d.month == 0 && d.day == 0:
		d.month, d.day = int(m), day
	case d.month == 0:
		d.month = int(m)
	}
	if !d.hasYear {
		d.year = y
	}
	if d.pm && d.hour < 12 {
		d.hour += 12
	}
	if d.am && d.hour == 12 {
		d.hour = 0
	}
	zone := d.zone
	if zone == nil {
		zone = d.now.Location()
	}
	t := time.Date(d.year, time.Month(d.month), max(1, d.day), d.hour, d.minute, d.second, d.nanos, zone)
	return t, t.Day() == max(1, d.day) || d.hour == 24
}
