package liquid

import (
	"fmt"
	"slices"
	"strings"
)

const (
	maxNesting = 100
	maxErrors  = 20
	maxSource  = 512 << 10
)

// TagParser reads a tag when a template is parsed and answers what it does.
type TagParser func(p *Parser, t Tag) (Node, error)

// Tag is a tag as found in a template.
type Tag struct {
	Name   string
	Markup *Markup
	at     int
}

// Node is a parsed tag. Render writes into the State; an error stops the node
// and is returned, or shown in the output, as Options.Errors says.
type Node interface {
	Render(s *State) error
}

// silent is a node that writes nothing, so a block of nothing else writes none
// of its white space either.
type silent interface{ silent() bool }

// Parser is what a TagParser may ask for while it reads its tag.
type Parser struct {
	env      *Env
	name     string
	src      string
	scan     *scanner
	errs     Errors
	warn     Errors
	depth    int
	trim     bool           // the last piece ended in -%} or -}}
	failed   map[string]int // blocks whose opening tag was reported
	eof      bool           // an unclosed block was reported
	enough   bool           // of errors
	remember bool           // see forNode
	uses     []string       // names of other templates
}

// Body is a piece of a template between two tags.
type Body struct {
	items []item
	blank bool
}

type item struct {
	node  Node
	at    int
	blank bool
}

type text string

func (t text) Render(s *State) error {
	s.out = append(s.out, t...)
	return nil
}

// Errorf is a syntax error at the tag's own place.
func (t Tag) Errorf(format string, args ...any) error {
	return t.Markup.p.errorAt(t.at, "", format, args...)
}

func (p *Parser) errorAt(at int, near, format string, args ...any) *Error {
	e := &Error{Kind: ErrSyntax, Message: fmt.Sprintf(format, args...), Text: near}
	e.place(p.name, p.src, at)
	return e
}

func (p *Parser) report(err error, at int) {
	e := asError(err)
	if e.Kind == ErrRender {
		e.Kind = ErrSyntax
	}
	e.place(p.name, p.src, at)
	if e != errEOF && len(p.errs) < maxErrors {
		p.errs = append(p.errs, e)
	}
	if len(p.errs) == maxErrors {
		p.scan.pos, p.eof = p.scan.end, true
		p.enough = true
	}
}

// errEOF ends the outer blocks once the innermost unclosed one was reported.
var errEOF = &Error{Kind: ErrSyntax, Message: "end of template", placed: true}

// Uses notes that the template calls another one by name, for Template.Uses.
func (p *Parser) Uses(name string) {
	if !slices.Contains(p.uses, name) && len(p.uses) < 1000 {
		p.uses = append(p.uses, name)
	}
}

// Name is the name of the template being parsed.
func (p *Parser) Name() string { return p.name }

// Body reads the template up to one of the given end tags and answers the tag
// it found. Where none comes, the error says that the tag was never closed.
//
//	body, _, err := p.Body(t, "endsection")
func (p *Parser) Body(t Tag, ends ...string) (*Body, Tag, error) {
	if p.depth++; p.depth > maxNesting {
		p.depth--
		return nil, Tag{}, p.errorAt(t.at, "", "Nesting too deep")
	}
	defer func() { p.depth-- }()
	body := &Body{blank: true}
	end, found := p.fill(body, ends)
	if !found {
		if p.eof {
			return nil, Tag{}, errEOF
		}
		p.eof = true
		return nil, Tag{}, p.errorAt(t.at, "", "'%s' tag was never closed", t.Name)
	}
	return body, end, nil
}

// fill adds nodes to body until one of the end tags, or the end of the text.
func (p *Parser) fill(body *Body, ends []string) (Tag, bool) {
	for {
		piece, at, ok := p.scan.next()
		if !ok || p.enough {
			return Tag{}, false
		}
		var tag parts
		switch {
		case p.scan.liquid:
			if strings.TrimSpace(piece) == "" {
				continue
			}
			if tag, ok = nameAndMarkup(piece, 0, len(piece)); !ok {
				p.report(p.errorAt(at, excerpt(piece), "Unknown tag '%s'", strings.TrimSpace(piece)), at)
				continue
			}
			tag.markup = strings.TrimRight(tag.markup, "\r")
		case strings.HasPrefix(piece, "{%"):
			p.control(body, piece)
			if !strings.HasSuffix(piece, "%}") || len(piece) < 4 {
				p.report(p.errorAt(at, excerpt(p.src[at:min(len(p.src), at+60)]), "Tag '%s' was not properly terminated with regexp: /\\%%\\}/", piece), at)
				continue
			}
			if tag, ok = tagParts(piece); !ok {
				p.report(p.errorAt(at, excerpt(piece), "Unknown tag '%s'", piece), at)
				continue
			}
		case strings.HasPrefix(piece, "{{"):
			p.control(body, piece)
			p.output(body, piece, at)
			continue
		default:
			if p.trim {
				piece = strings.TrimLeft(piece, spaces)
			}
			p.trim = false
			if piece != "" {
				blank := strings.Trim(piece, spaces) == ""
				body.items = append(body.items, item{text(piece), at, blank})
				body.blank = body.blank && blank
			}
			continue
		}
		t := Tag{Name: tag.name, at: at + tag.nameAt}
		for _, end := range ends {
			if tag.name == end {
				t.Markup = p.markup(tag.markup, at+tag.markupAt)
				return t, true
			}
		}
		p.tag(body, t, tag.markup, at+tag.markupAt, ends)
	}
}

const spaces = " \t\n\v\f\r\x00"

// control does what the dashes of {%- and -%} ask for.
func (p *Parser) control(body *Body, piece string) {
	if n := len(body.items); n > 0 && len(piece) > 2 && piece[2] == '-' {
		last := &body.items[n-1]
		if s, ok := last.node.(text); ok {
			last.node = text(strings.TrimRight(string(s), spaces))
		}
	}
	p.trim = len(piece) > 4 && piece[len(piece)-3] == '-'
}

func (p *Parser) tag(body *Body, t Tag, markup string, at int, ends []string) {
	if t.Name == "liquid" {
		p.liquid(body, markup, at)
		return
	}
	parse := p.env.tags[t.Name]
	if parse == nil {
		p.unknown(body, t, ends)
		return
	}
	t.Markup = p.markup(markup, at)
	node, err := parse(p, t)
	if err != nil {
		p.report(err, t.at)
		p.failed[t.Name]++
		return
	}
	if node == nil {
		return
	}
	blank := false
	if s, ok := node.(silent); ok {
		blank = s.silent()
	}
	body.items = append(body.items, item{node, t.at, blank})
	body.blank = body.blank && blank
}

// unknown reports a tag nobody knows, unless it belongs to a block whose
// opening tag was reported already.
func (p *Parser) unknown(body *Body, t Tag, ends []string) {
	if opener, isEnd := strings.CutPrefix(t.Name, "end"); isEnd && p.failed[opener] > 0 {
		p.failed[opener]--
		return
	}
	middle := t.Name == "else" || t.Name == "elsif" || t.Name == "when"
	if middle {
		for _, n := range p.failed {
			if n > 0 {
				return
			}
		}
	}
	message := fmt.Sprintf("Unknown tag '%s'", t.Name)
	if len(ends) > 0 {
		block := strings.TrimPrefix(ends[0], "end")
		if t.Name == "else" {
			message = fmt.Sprintf("%s tag does not expect 'else' tag", block)
		} else if strings.HasPrefix(t.Name, "end") {
			message = fmt.Sprintf("'%s' is not a valid delimiter for %s tags. use %s", t.Name, block, ends[0])
		}
	}
	if len(p.warn) >= maxErrors && !p.env.strict {
		return
	}
	e := p.errorAt(t.at, "", "%s", message)
	if p.env.strict || middle || strings.HasPrefix(t.Name, "end") {
		p.report(e, t.at)
		return
	}
	p.warn = append(p.warn, e)
	body.items = append(body.items, item{note(e.comment()), t.at, true})
	body.blank = false
}

// note is a comment the engine itself puts into the page.
type note string

func (n note) Render(s *State) error {
	s.out = append(s.out, n...)
	return nil
}

// liquid reads the lines of a {% liquid %} tag into the same body.
func (p *Parser) liquid(body *Body, markup string, at int) {
	if p.depth++; p.depth > maxNesting {
		p.depth--
		p.report(p.errorAt(at, "", "Nesting too deep"), at)
		return
	}
	outer := p.scan
	p.scan = &scanner{src: p.src, pos: at, end: at + len(markup), liquid: true}
	eof := p.eof
	p.eof = false
	for {
		if _, more := p.fill(body, nil); !more {
			break
		}
	}
	p.eof = eof || p.enough
	p.scan = outer
	p.depth--
}

// settle drops the white space of blocks that write nothing else.
func settle(bodies ...*Body) bool {
	for _, b := range bodies {
		if !b.blank {
			return false
		}
	}
	for _, b := range bodies {
		kept := b.items[:0]
		for _, it := range b.items {
			if _, isText := it.node.(text); !isText {
				kept = append(kept, it)
			}
		}
		b.items = kept
	}
	return true
}
