package liquid

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

func (e *Env) textFilters() {
	e.add("upcase", 0, 0, mapText(strings.ToUpper))
	e.add("downcase", 0, 0, mapText(strings.ToLower))
	e.add("capitalize", 0, 0, mapText(capitalize))
	e.add("strip", 0, 0, mapText(func(s string) string { return strings.Trim(s, spaces) }))
	e.add("lstrip", 0, 0, mapText(func(s string) string { return strings.TrimLeft(s, spaces) }))
	e.add("rstrip", 0, 0, mapText(func(s string) string { return strings.TrimRight(s, spaces) }))
	e.add("strip_newlines", 0, 0, mapText(stripNewlines))
	e.add("squish", 0, 0, squish)
	e.add("append", 1, 1, appendText)
	e.add("prepend", 1, 1, prependText)
	e.add("replace", 1, 2, replaceWith(replaceAll))
	e.add("replace_first", 1, 2, replaceWith(replaceFirst))
	e.add("replace_last", 2, 2, replaceWith(replaceLast))
	e.add("remove", 1, 1, replaceWith(replaceAll))
	e.add("remove_first", 1, 1, replaceWith(replaceFirst))
	e.add("remove_last", 1, 1, replaceWith(replaceLast))
}

// mapText is a filter that changes a text and keeps HTML what is HTML.
func mapText(f func(string) string) FilterFunc {
	return func(c *Call, in any, _ []any) (any, error) {
		t := c.s.toText(in)
		if err := c.reserve(len(t)); err != nil {
			return nil, err
		}
		r := f(t)
		if len(r) == len(t) && r == t && isText(in) {
			return in, nil
		}
		return c.made(in, r)
	}
}

func isText(v any) bool {
	_, ok := textOf(v)
	return ok
}

func capitalize(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + strings.ToLower(s[n:])
}

func stripNewlines(s string) string {
	if strings.IndexByte(s, '\n') < 0 {
		return s
	}
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", ""), "\n", "")
}

func squish(c *Call, in any, _ []any) (any, error) {
	if in == nil {
		return nil, nil
	}
	t := c.s.toText(in)
	return c.made(in, strings.Join(strings.FieldsFunc(t, isSpaceRune), " "))
}

func appendText(c *Call, in any, args []any) (any, error) { return c.concat(in, args[0]) }

func prependText(c *Call, in any, args []any) (any, error) { return c.concat(args[0], in) }

// concat joins two texts. When one of them is HTML the other is escaped first
// and the whole is HTML.
func (c *Call) concat(a, b any) (any, error) {
	safe := isSafe(a) || isSafe(b)
	x, y := c.part(a, safe), c.part(b, safe)
	if err := c.s.Grow(len(x) + len(y)); err != nil {
		return nil, err
	}
	if safe {
		return Safe(x + y), nil
	}
	return x + y, nil
}

type replacer func(s *State, t, old, with string) (string, error)

// replaceWith keeps HTML what is HTML and escapes a plain text put into it.
func replaceWith(f replacer) FilterFunc {
	return func(c *Call, in any, args []any) (any, error) {
		old := c.s.toText(args[0])
		with := ""
		if len(args) > 1 {
			with = c.part(args[1], isSafe(in))
		}
		t := c.s.toText(in)
		if err := c.s.step(len(t) >> 6); err != nil {
			return nil, err
		}
		r, err := f(c.s, t, old, with)
		if err != nil {
			return nil, err
		}
		return keep(in, r), nil
	}
}

func replaceAll(s *State, t, old, with string) (string, error) {
	n := strings.Count(t, old)
	if n == 0 {
		return t, nil
	}
	if len(with) > 0 && n > s.limits.Assigned/len(with) {
		return "", s.Grow(-1)
	}
	if err := s.Grow(len(t) + n*max(0, len(with)-len(old))); err != nil {
		return "", err
	}
	return strings.ReplaceAll(t, old, with), nil
}

func replaceFirst(s *State, t, old, with string) (string, error) {
	i := strings.Index(t, old)
	return splice(s, t, i, len(old), with)
}

func replaceLast(s *State, t, old, with string) (string, error) {
	i := strings.LastIndex(t, old)
	return splice(s, t, i, len(old), with)
}

func splice(s *State, t string, i, n int, with string) (string, error) {
	if i < 0 {
		return t, nil
	}
	if err := s.Grow(len(t) + len(with)); err != nil {
		return "", err
	}
	return t[:i] + with + t[i+n:], nil
}
