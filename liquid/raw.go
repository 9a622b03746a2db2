package liquid

import "strings"

// Raw answers the text up to the end tag as it stands, not parsed.
func (p *Parser) Raw(t Tag, end string) (string, error) {
	if !p.scan.liquid {
		rest := p.src[p.scan.pos:p.scan.end]
		if i, n := findEnd(rest, end); i >= 0 {
			p.trim = rest[i+n-3] == '-'
			p.scan.pos += i + n
			return rest[:i], nil
		}
	}
	p.scan.pos = p.scan.end
	p.eof = true
	return "", p.errorAt(t.at, "", "'%s' tag was never closed", t.Name)
}

// findEnd finds an end tag and its length: the last {% before a %}.
func findEnd(text, end string) (at, length int) {
	for from := 0; ; {
		open := strings.Index(text[from:], "{%")
		if open < 0 {
			return -1, 0
		}
		open += from
		stop := strings.Index(text[open+2:], "%}")
		if stop < 0 {
			return -1, 0
		}
		stop += open + 4
		for i := stop - 4; i >= open; i-- {
			if text[i] != '{' || text[i+1] != '%' {
				continue
			}
			if tag, ok := tagParts(text[i:stop]); ok {
				if tag.name == end {
					return i, stop - i
				}
				break
			}
		}
		from = stop
	}
}

type comment struct{}

func (comment) silent() bool        { return true }
func (comment) Render(*State) error { return nil }

func parseInlineComment(_ *Parser, t Tag) (Node, error) {
	for _, line := range strings.Split(t.Markup.text, "\n")[1:] {
		if line = strings.TrimLeft(line, spaces); line != "" && line[0] != '#' {
			return nil, t.Errorf("Syntax error in tag '#' - Each line of comments must be prefixed by the '#' character")
		}
	}
	return comment{}, nil
}

func parseComment(p *Parser, t Tag) (Node, error) {
	for open := 1; ; {
		piece, at, ok := p.scan.next()
		if !ok {
			p.eof = true
			return nil, p.errorAt(t.at, "", "'comment' tag was never closed")
		}
		var tag parts
		switch {
		case p.scan.liquid:
			tag, _ = nameAndMarkup(piece, 0, len(piece))
		case strings.HasPrefix(piece, "{%") && strings.HasSuffix(piece, "%}") && len(piece) >= 4:
			tag, _ = tagParts(piece)
		}
		switch tag.name {
		case "raw":
			if _, err := p.Raw(Tag{Name: "raw", at: at}, "endraw"); err != nil {
				return nil, err
			}
		case "comment":
			open++
		case "endcomment":
			open--
		}
		if open == 0 {
			if !p.scan.liquid {
				p.trim = piece[len(piece)-3] == '-'
			}
			return comment{}, nil
		}
	}
}

type doc struct{ empty bool }

func (d doc) silent() bool      { return d.empty }
func (doc) Render(*State) error { return nil }

func parseDoc(p *Parser, t Tag) (Node, error) {
	if strings.Trim(t.Markup.text, spaces) != "" {
		return nil, t.Errorf("Syntax Error in 'doc' - Valid syntax: {%% doc %%}{%% enddoc %%}")
	}
	body, err := p.Raw(t, "enddoc")
	if err != nil {
		return nil, err
	}
	for rest := body; ; {
		i := strings.Index(rest, "{%")
		if i < 0 {
			return doc{body == ""}, nil
		}
		rest = rest[i:]
		if j := strings.Index(rest, "%}"); j >= 2 {
			if tag, _ := tagParts(rest[:j+2]); tag.name == "doc" {
				return nil, t.Errorf("Syntax Error in 'doc' - Nested doc tags are not allowed")
			}
		}
		rest = rest[2:]
	}
}

type raw string

func (r raw) silent() bool { return r == "" }

func (r raw) Render(s *State) error {
	s.out = append(s.out, r...)
	return nil
}

func parseRaw(p *Parser, t Tag) (Node, error) {
	if strings.Trim(t.Markup.text, spaces) != "" {
		return nil, t.Errorf("Syntax Error in 'raw' - Valid syntax: raw")
	}
	body, err := p.Raw(t, "endraw")
	return raw(body), err
}
