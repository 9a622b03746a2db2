package liquid

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Strftime formats a time with the directives of strftime, as %d %B %Y, and the
// flags - 0 ^ # _ : with a width.
func Strftime(t time.Time, format string) string {
	var b strings.Builder
	for i := 0; i < len(format); i++ {
		if format[i] != '%' || i+1 >= len(format) {
			b.WriteByte(format[i])
			continue
		}
		d := directive{}
		j := i + 1
		for ; j < len(format) && d.flag(format[j]); j++ {
		}
		for ; j < len(format) && isDigit(format[j]) && d.width < 1000; j++ {
			d.width = d.width*10 + int(format[j]-'0')
		}
		if j < len(format) && (format[j] == 'E' || format[j] == 'O') {
			j++
		}
		for ; j < len(format) && format[j] == ':'; j++ {
			d.colons++
		}
		if j >= len(format) {
			b.WriteString(format[i:])
			break
		}
		text, ok := d.format(t, format[j])
		if !ok {
			text = format[i : j+1]
		}
		b.WriteString(text)
		i = j
	}
	return b.String()
}

type directive struct {
	pad           byte // 0 for the directive's own, '-' for none
	upper, swap   bool
	width, colons int
}

func (d *directive) flag(c byte) bool {
	switch c {
	case '-', '0', '_':
		d.pad = c
	case '^':
		d.upper = true
	case '#':
		d.swap = true
	default:
		return false
	}
	return true
}

func (d *directive) number(n, width int, pad byte) string {
	switch d.pad {
	case '-':
		width = 0
	case '0':
		pad = '0'
	case '_':
		pad = ' '
	}
	if d.width > 0 && d.pad != '-' {
		width = min(d.width, 1024)
	}
	t := strconv.Itoa(n)
	sign := ""
	if n < 0 && pad == '0' {
		sign, t = "-", t[1:]
	}
	if gap := width - len(sign) - len(t); gap > 0 {
		if pad == ' ' {
			return strings.Repeat(" ", gap) + sign + t
		}
		return sign + strings.Repeat(string(pad), gap) + t
	}
	return sign + t
}

func (d *directive) text(s string) string {
	if d.upper {
		s = strings.ToUpper(s)
	}
	if gap := min(d.width, 1024) - len(s); gap > 0 && d.pad != '-' {
		pad := " "
		if d.pad == '0' {
			pad = "0"
		}
		return strings.Repeat(pad, gap) + s
	}
	return s
}

func (d *directive) name(s string) string {
	if d.swap {
		s = strings.ToUpper(s)
	}
	return d.text(s)
}

// composed directives are written in terms of others.
var composed = map[byte]string{'c': "%a %b %e %H:%M:%S %Y", 'D': "%m/%d/%y", 'x': "%m/%d/%y", 'F': "%Y-%m-%d", 'T': "%H:%M:%S",
	'X': "%H:%M:%S", 'R': "%H:%M", 'r': "%I:%M:%S %p", 'v': "%e-%^b-%Y", '+': "%a %b %e %H:%M:%S %Z %Y"}

func (d *directive) format(t time.Time, c byte) (string, bool) {
	if f := composed[c]; f != "" {
		return d.text(Strftime(t, f)), true
	}
	switch c {
	case '%':
		return "%", true
	case 'n':
		return d.text("\n"), true
	case 't':
		return d.text("\t"), true
	case 'B':
		return d.name(t.Month().String()), true
	case 'b', 'h':
		return d.name(t.Month().String()[:3]), true
	case 'A':
		return d.name(t.Weekday().String()), true
	case 'a':
		return d.name(t.Weekday().String()[:3]), true
	case 'p':
		if d.swap {
			return d.text(strings.ToLower(t.Format("PM"))), true
		}
		return d.text(t.Format("PM")), true
	case 'P':
		return d.text(strings.ToLower(t.Format("PM"))), true
	case 'Z':
		zone := t.Format("MST")
		if zone != "" && (zone[0] == '+' || zone[0] == '-') {
			zone = ""
		}
		return d.name(zone), true
	case 'z':
		return d.zone(t), true
	case 'L', 'N':
		return d.fraction(t, c), true
	case 's':
		return d.number(int(t.Unix()), 1, '0'), true
	}
	return d.numeric(t, c)
}

func (d *directive) numeric(t time.Time, c byte) (string, bool) {
	isoYear, isoWeek := t.ISOWeek()
	hour12 := (t.Hour()+11)%12 + 1
	weekday := int(t.Weekday())
	switch c {
	case 'Y':
		return d.number(t.Year(), 4, '0'), true
	case 'C':
		return d.number(t.Year()/100, 2, '0'), true
	case 'y':
		return d.number(t.Year()%100, 2, '0'), true
	case 'm':
		return d.number(int(t.Month()), 2, '0'), true
	case 'd':
		return d.number(t.Day(), 2, '0'), true
	case 'e':
		return d.number(t.Day(), 2, ' '), true
	case 'j':
		return d.number(t.YearDay(), 3, '0'), true
	case 'H':
		return d.number(t.Hour(), 2, '0'), true
	case 'k':
		return d.number(t.Hour(), 2, ' '), true
	case 'I':
		return d.number(hour12, 2, '0'), true
	case 'l':
		return d.number(hour12, 2, ' '), true
	case 'M':
		return d.number(t.Minute(), 2, '0'), true
	case 'S':
		return d.number(t.Second(), 2, '0'), true
	case 'u':
		return d.number((weekday+6)%7+1, 1, '0'), true
	case 'w':
		return d.number(weekday, 1, '0'), true
	case 'G':
		return d.number(isoYear, 4, '0'), true
	case 'g':
		return d.number(isoYear%100, 2, '0'), true
	case 'V':
		return d.number(isoWeek, 2, '0'), true
	case 'U':
		return d.number((t.YearDay()+6-weekday)/7, 2, '0'), true
	case 'W':
		return d.number((t.YearDay()+6-(weekday+6)%7)/7, 2, '0'), true
	}
	return "", false
}

func (d *directive) zone(t time.Time) string {
	_, sec := t.Zone()
	sign := byte('+')
	if sec < 0 {
		sign, sec = '-', -sec
	}
	switch d.colons {
	case 0:
		return fmt.Sprintf("%c%02d%02d", sign, sec/3600, sec/60%60)
	case 1:
		return fmt.Sprintf("%c%02d:%02d", sign, sec/3600, sec/60%60)
	}
	return fmt.Sprintf("%c%02d:%02d:%02d", sign, sec/3600, sec/60%60, sec%60)
}

func (d *directive) fraction(t time.Time, c byte) string {
	places := d.width
	if places == 0 {
		places = map[byte]int{'L': 3, 'N': 9}[c]
	}
	nanos := fmt.Sprintf("%09d", t.Nanosecond())
	if places <= 9 {
		return nanos[:places]
	}
	return nanos + strings.Repeat("0", min(places, 64)-9)
}
