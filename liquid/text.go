package liquid

import (
	"fmt"
	"html"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Write writes a value as {{ value }} does: plain text escaped, Safe as it is,
// the elements of a list one after the other.
func (s *State) Write(v any) error { return s.write(v, 0) }

// WriteHTML writes text that is HTML already.
func (s *State) WriteHTML(html string) { s.html(html) }

// WriteText writes plain text, escaped where escaping is on.
func (s *State) WriteText(text string) { s.text(text) }

// html writes text as it is, when there is room for it.
func (s *State) html(t string) {
	if len(t) >= 256 {
		if len(s.out)+len(t) > s.limits.Output && s.over == nil {
			s.over = s.tooMuch()
		}
		if s.step(len(t)>>8) != nil || s.over != nil {
			return
		}
	}
	s.out = append(s.out, t...)
}

func (s *State) text(t string) {
	if len(t) >= 256 && !s.room(t) {
		return
	}
	if s.env.escape {
		s.out = appendEscaped(s.out, t)
	} else {
		s.out = append(s.out, t...)
	}
}

// room pays for writing a long text (what ifchanged throws away again counts)
// and refuses one that does not fit any more before it is written.
func (s *State) room(t string) bool {
	n := len(t)
	if s.env.escape {
		n = escapedLen(t)
	}
	if len(s.out)+n > s.limits.Output && s.over == nil {
		s.over = s.tooMuch()
	}
	return s.step(n>>8) == nil && s.over == nil
}

func (s *State) tooMuch() error { return budgetf("output is larger than %d bytes", s.limits.Output) }

func escapedLen(t string) int {
	n := len(t)
	for i := 0; i < len(t); i++ {
		if e := htmlEscapes[t[i]]; e != "" {
			n += len(e) - 1
		}
	}
	return n
}

func (s *State) write(v any, depth int) error {
	switch x := v.(type) {
	case nil:
	case string:
		s.text(x)
	case Safe:
		s.html(string(x))
	case int:
		s.out = strconv.AppendInt(s.out, int64(x), 10)
	case []any:
		return s.writeList(list(x), depth)
	case float64:
		s.out = append(s.out, floatText(x)...)
	case bool:
		s.out = strconv.AppendBool(s.out, x)
	case Range:
		s.out = append(s.out, toText(x)...)
	case plainer:
		if depth > maxNesting {
			return nil
		}
		return s.write(normal(x.LiquidValue()), depth+1)
	case time.Time:
		s.text(toText(x))
	case fmt.Stringer:
		s.text(x.String())
	case Array:
		return s.writeList(x, depth)
	default:
		s.text(s.toText(x))
	}
	return nil
}

func (s *State) writeList(l Array, depth int) error {
	if depth > maxNesting {
		return nil
	}
	for i := range l.Len() {
		if err := s.step(1); err != nil {
			return err
		}
		if err := s.write(normal(l.At(i)), depth+1); err != nil {
			return err
		}
		if len(s.out) > s.limits.Output {
			s.over = s.tooMuch()
			return s.over
		}
	}
	return nil
}

// Text is a value as text, Safe or not. Filters and tags of the caller use it
// for arguments: a quoted text in a template arrives as Safe, so asserting
// string would miss it.
func Text(v any) string { return toText(normal(v)) }

// PlainText is Text without HTML escapes: for URLs, files and comparisons.
func PlainText(v any) string {
	if s, ok := v.(Safe); ok {
		return unescape(string(s))
	}
	return Text(v)
}

// Escape makes text safe to stand in HTML, in attributes too.
func Escape(text string) Safe { return Safe(escaped(text)) }

func unescape(s string) string {
	if strings.IndexByte(s, '&') < 0 {
		return s
	}
	return html.UnescapeString(s)
}

func textOf(v any) (string, bool) {
	switch x := v.(type) {
	case string:
		return x, true
	case Safe:
		return string(x), true
	}
	return "", false
}

// toText is the text of a value the way filters see it; lists and objects come
// in the reference's form: ["a", 1] and {"a"=>1}.
func toText(v any) string {
	w := writer{limit: 1 << 20}
	return w.text(v)
}

// toText within a render counts what it makes.
func (s *State) toText(v any) string {
	if t, ok := textOf(v); ok {
		return t
	}
	w := writer{limit: max(0, s.limits.Assigned-s.assigned), s: s}
	t := w.text(v)
	if w.over {
		_ = s.Grow(s.limits.Assigned + 1)
	} else if len(t) > 32 {
		_ = s.Grow(len(t))
	}
	return t
}

type writer struct {
	b     []byte
	limit int
	over  bool
	s     *State
}

func (w *writer) text(v any) string {
	switch x := v.(type) {
	case nil:
		return ""
	case string:
		return x
	case Safe:
		return string(x)
	case int:
		return strconv.Itoa(x)
	case float64:
		return floatText(x)
	case bool:
		return strconv.FormatBool(x)
	case nothing:
		return ""
	case Range:
		return strconv.Itoa(x.First) + ".." + strconv.Itoa(x.Last)
	case plainer:
		return w.text(plainOnce(x))
	case time.Time:
		return x.Format("2006-01-02 15:04:05 -0700")
	case fmt.Stringer:
		return x.String()
	case *Map, map[string]any, []any, Array:
		w.inspect(v, 0)
		return string(w.b)
	}
	return ""
}

func plainOnce(p plainer) any {
	v := normal(p.LiquidValue())
	if _, again := v.(plainer); again {
		return nil
	}
	return v
}

func (w *writer) inspect(v any, depth int) {
	if w.over || depth > maxNesting || len(w.b) > w.limit || w.s != nil && w.s.step(1) != nil {
		w.over = true
		return
	}
	switch x := v.(type) {
	case nil:
		w.b = append(w.b, "nil"...)
	case string:
		w.b = appendQuoted(w.b, x)
	case Safe:
		w.b = appendQuoted(w.b, string(x))
	case *Map, map[string]any:
		seq, _ := sequence(x)
		p := seq.(pairs)
		w.b = append(w.b, '{')
		for i, k := range p.keys {
			if i > 0 {
				w.b = append(w.b, ", "...)
			}
			w.b = append(appendQuoted(w.b, k), "=>"...)
			w.inspect(normal(p.values[k]), depth+1)
		}
		w.b = append(w.b, '}')
	case Range:
		w.b = append(w.b, w.text(x)...)
	case []any:
		w.elements(list(x), depth)
	case Array:
		w.elements(x, depth)
	default:
		w.b = append(w.b, (&writer{limit: w.limit}).text(v)...)
	}
}

func (w *writer) elements(l Array, depth int) {
	w.b = append(w.b, '[')
	for i := range l.Len() {
		if w.over {
			break
		}
		if i > 0 {
			w.b = append(w.b, ", "...)
		}
		w.inspect(normal(l.At(i)), depth+1)
	}
	w.b = append(w.b, ']')
}

// appendQuoted writes a text the way the reference shows it inside a list.
func appendQuoted(b []byte, s string) []byte {
	b = append(b, '"')
	for i := 0; i < len(s); i++ {
		switch c := s[i]; c {
		case '"', '\\':
			b = append(b, '\\', c)
		case '\n':
			b = append(b, `\n`...)
		case '\t':
			b = append(b, `\t`...)
		case '\r':
			b = append(b, `\r`...)
		case '#':
			if i+1 < len(s) && (s[i+1] == '{' || s[i+1] == '$' || s[i+1] == '@') {
				b = append(b, '\\')
			}
			b = append(b, c)
		case 27:
			b = append(b, `\e`...)
		default:
			if c < 32 || c == 127 {
				b = fmt.Appendf(b, `\x%02X`, c)
			} else {
				b = append(b, c)
			}
		}
	}
	return append(b, '"')
}

// floatText prints a float as Ruby does: shortest digits, always a point.
func floatText(f float64) string {
	switch {
	case math.IsNaN(f):
		return "NaN"
	case math.IsInf(f, 1):
		return "Infinity"
	case math.IsInf(f, -1):
		return "-Infinity"
	}
	a := math.Abs(f)
	if a != 0 && (a < 1e-4 || a >= 1e16) {
		t := strconv.FormatFloat(f, 'e', -1, 64)
		mantissa, exp, _ := strings.Cut(t, "e")
		if !strings.Contains(mantissa, ".") {
			mantissa += ".0"
		}
		return mantissa + "e" + exp
	}
	t := strconv.FormatFloat(f, 'f', -1, 64)
	if !strings.Contains(t, ".") {
		t += ".0"
	}
	return t
}

var htmlEscapes = [256]string{'&': "&amp;", '<': "&lt;", '>': "&gt;", '"': "&quot;", '\'': "&#39;"}

func appendEscaped(b []byte, s string) []byte {
	start := 0
	for i := 0; i < len(s); i++ {
		if e := htmlEscapes[s[i]]; e != "" {
			b = append(append(b, s[start:i]...), e...)
			start = i + 1
		}
	}
	return append(b, s[start:]...)
}

func escaped(s string) string {
	for i := 0; i < len(s); i++ {
		if htmlEscapes[s[i]] != "" {
			return string(appendEscaped(make([]byte, 0, len(s)+16), s))
		}
	}
	return s
}

func runes(s string) int { return utf8.RuneCountInString(s) }

func edge(s, name string) string {
	if name == "first" {
		_, n := utf8.DecodeRuneInString(s)
		return s[:n]
	}
	_, n := utf8.DecodeLastRuneInString(s)
	return s[len(s)-n:]
}
