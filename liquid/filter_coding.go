package liquid

import (
	"encoding/base64"
	"strings"
	"unicode/utf8"
)

func (e *Env) codingFilters() {
	e.add("escape", 0, 0, escapeFilter)
	e.add("h", 0, 0, escapeFilter)
	e.add("escape_once", 0, 0, escapeOnce)
	e.add("newline_to_br", 0, 0, newlineToBr)
	e.add("url_encode", 0, 0, urlEncode)
	e.add("url_decode", 0, 0, urlDecode)
	e.add("base64_encode", 0, 0, base64Encode(base64.StdEncoding))
	e.add("base64_url_safe_encode", 0, 0, base64Encode(base64.URLEncoding))
	e.add("base64_decode", 0, 0, base64Decode(base64.StdEncoding, "base64_decode"))
	e.add("base64_url_safe_decode", 0, 0, base64Decode(base64.URLEncoding, "base64_url_safe_decode"))
}

// html marks text a filter made into HTML, where escaping is on.
func (c *Call) html(t string) (any, error) {
	if err := c.s.Grow(len(t)); err != nil {
		return nil, err
	}
	if c.s.env.escape {
		return Safe(t), nil
	}
	return t, nil
}

func escapeFilter(c *Call, in any, _ []any) (any, error) {
	if in == nil || isSafe(in) {
		return in, nil
	}
	t := c.s.toText(in)
	return c.html(c.escaped(t))
}

func escapeOnce(c *Call, in any, _ []any) (any, error) {
	t := c.s.toText(in)
	if len(t) > 1<<14 {
		if err := c.reserve(escapedLen(t)); err != nil {
			return nil, err
		}
	}
	return c.html(escapedOnce(t))
}

// escapedOnce leaves entities as they are.
func escapedOnce(s string) string {
	var b []byte
	start := 0
	for i := 0; i < len(s); i++ {
		e := htmlEscapes[s[i]]
		if e == "" || s[i] == '&' && entity(s[i:]) {
			continue
		}
		b = append(append(b, s[start:i]...), e...)
		start = i + 1
	}
	if b == nil {
		return s
	}
	return string(append(b, s[start:]...))
}

// entity: &name; or &#123; at the start of s.
func entity(s string) bool {
	i := 1
	if i < len(s) && s[i] == '#' {
		for i++; i < len(s) && isDigit(s[i]); i++ {
		}
		return i > 2 && i < len(s) && s[i] == ';'
	}
	for i < len(s) && isWord(s[i]) && s[i] != '_' && !isDigit(s[i]) {
		i++
	}
	return i > 1 && i < len(s) && s[i] == ';'
}

func newlineToBr(c *Call, in any, _ []any) (any, error) {
	t := c.s.toText(in)
	if c.s.env.escape && !isSafe(in) {
		t = c.escaped(t)
	}
	n := strings.Count(t, "\n")
	if err := c.s.Grow(len(t) + 6*n); err != nil {
		return nil, err
	}
	t = strings.ReplaceAll(strings.ReplaceAll(t, "\r\n", "\n"), "\n", "<br />\n")
	if c.s.env.escape {
		return Safe(t), nil
	}
	return t, nil
}

func urlEncode(c *Call, in any, _ []any) (any, error) {
	if in == nil {
		return nil, nil
	}
	t := plainText(c, in)
	if err := c.reserve(3 * len(t)); err != nil {
		return nil, err
	}
	var b []byte
	for i := 0; i < len(t); i++ {
		switch ch := t[i]; {
		case ch == ' ':
			b = append(b, '+')
		case isWord(ch), ch == '.', ch == '-', ch == '~':
			b = append(b, ch)
		default:
			b = append(b, '%', upperHex[ch>>4], upperHex[ch&15])
		}
	}
	return c.made(nil, string(b))
}

const upperHex = "0123456789ABCDEF"

func plainText(c *Call, in any) string {
	if s, ok := in.(Safe); ok {
		return unescape(string(s))
	}
	return c.s.toText(in)
}

func urlDecode(c *Call, in any, _ []any) (any, error) {
	if in == nil {
		return nil, nil
	}
	t := plainText(c, in)
	b := make([]byte, 0, len(t))
	for i := 0; i < len(t); i++ {
		switch {
		case t[i] == '+':
			b = append(b, ' ')
		case t[i] == '%' && i+2 < len(t) && hexValue(t[i+1]) >= 0 && hexValue(t[i+2]) >= 0:
			b = append(b, byte(hexValue(t[i+1])<<4|hexValue(t[i+2])))
			i += 2
		default:
			b = append(b, t[i])
		}
	}
	if !utf8.Valid(b) {
		return nil, failf("invalid byte sequence in UTF-8")
	}
	return c.made(nil, string(b))
}

func hexValue(c byte) int {
	switch {
	case isDigit(c):
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

func base64Encode(enc *base64.Encoding) FilterFunc {
	return func(c *Call, in any, _ []any) (any, error) {
		t := plainText(c, in)
		if err := c.reserve(2 * len(t)); err != nil {
			return nil, err
		}
		return c.made(nil, enc.EncodeToString([]byte(t)))
	}
}

func base64Decode(enc *base64.Encoding, name string) FilterFunc {
	return func(c *Call, in any, _ []any) (any, error) {
		t := plainText(c, in)
		if enc == base64.URLEncoding && len(t)%4 != 0 {
			t += strings.Repeat("=", 4-len(t)%4)
		}
		b, err := enc.Strict().DecodeString(t)
		if err != nil || strings.ContainsAny(t, "\r\n") {
			return nil, failf("invalid base64 provided to %s", name)
		}
		return c.made(nil, string(b))
	}
}
