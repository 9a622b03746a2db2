package liquid

import "strings"

// scanner cuts a template into text, {{ outputs }} and {% tags %}. It follows
// the reference in broken input too: an unclosed {{ or {% is a piece of its own,
// which the parser then reports. Inside {% liquid %} a piece is a line.
type scanner struct {
	src    string
	pos    int
	end    int
	liquid bool
	// once no end was found there is none further on, and looking again for
	// every opening would take quadratic time
	noTagEnd, noOutputEnd bool
}

// next answers the next piece and where it starts.
func (z *scanner) next() (piece string, at int, ok bool) {
	if z.pos >= z.end {
		return "", z.pos, false
	}
	at = z.pos
	if z.liquid {
		n := strings.IndexByte(z.src[at:z.end], '\n')
		if n < 0 {
			z.pos = z.end
			return z.src[at:z.end], at, true
		}
		z.pos += n + 1
		return z.src[at : at+n], at, true
	}
	rest := z.src[at:z.end]
	switch {
	case strings.HasPrefix(rest, "{%"):
		return z.tag(rest), at, true
	case strings.HasPrefix(rest, "{{"):
		return z.output(rest), at, true
	}
	n := 0
	for {
		i := strings.IndexByte(rest[n:], '{')
		if i < 0 || n+i+1 >= len(rest) {
			z.pos = z.end
			return rest, at, true
		}
		n += i
		if rest[n+1] == '{' || rest[n+1] == '%' {
			break
		}
		n++
	}
	z.pos += n
	return rest[:n], at, true
}

func (z *scanner) tag(rest string) string {
	n := -1
	if !z.noTagEnd {
		n = strings.Index(rest[2:], "%}")
	}
	if n < 0 {
		z.noTagEnd = true
		z.pos += 2
		return "{%"
	}
	z.pos += n + 4
	return rest[:n+4]
}

func (z *scanner) output(rest string) string {
	for i := 2; i < len(rest) && !z.noOutputEnd; i++ {
		c := rest[i]
		if c != '}' && c != '{' {
			continue
		}
		if i+1 >= len(rest) {
			if c == '}' {
				z.pos += i + 1
				return rest[:i+1]
			}
			break
		}
		if c == '}' {
			n := i + 1
			if rest[i+1] == '}' {
				n++
			}
			z.pos += n
			return rest[:n]
		}
		if rest[i+1] == '%' {
			n := strings.Index(rest[i:], "%}")
			if n < 0 {
				break
			}
			z.pos += i + n + 2
			return rest[:i+n+2]
		}
	}
	z.noOutputEnd = true
	z.pos += 2
	return "{{"
}

// parts are a tag's name and markup and where they start.
type parts struct {
	name, markup     string
	nameAt, markupAt int
}

// tagParts takes {%- name markup -%} apart. ok is false where no name follows.
func tagParts(piece string) (tag parts, ok bool) {
	i := 2
	end := len(piece) - 2
	if i < end && piece[i] == '-' {
		i++
	}
	if end > i && piece[end-1] == '-' {
		end--
	}
	return nameAndMarkup(piece, i, end)
}

// nameAndMarkup reads a tag name at i of s; the markup goes on to end.
func nameAndMarkup(s string, i, end int) (tag parts, ok bool) {
	for i < end && isSpace(s[i]) {
		i++
	}
	start := i
	if i < end && s[i] == '#' {
		i++
	} else {
		for i < end && isWord(s[i]) {
			i++
		}
	}
	if i == start {
		return parts{}, false
	}
	name := s[start:i]
	for i < end && isSpace(s[i]) {
		i++
	}
	return parts{name, s[i:end], start, i}, true
}
