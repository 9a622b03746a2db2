package liquid

import (
	"strings"
)

func (e *Env) standardTags() {
	for name, parse := range map[string]TagParser{
		"assign": parseAssign, "capture": parseCapture, "increment": parseCounter(0, 1), "decrement": parseCounter(-1, -1),
		"echo": parseEcho, "if": parseIf, "unless": parseIf, "case": parseCase, "for": parseFor, "tablerow": parseTableRow,
		"break": parseInterrupt(doBreak), "continue": parseInterrupt(doContinue), "cycle": parseCycle, "ifchanged": parseIfChanged,
		"comment": parseComment, "#": parseInlineComment, "doc": parseDoc, "raw": parseRaw, "render": parseRender,
	} {
		e.tags[name] = parse
	}
}

type assign struct {
	name  string
	value Expr
}

func parseAssign(_ *Parser, t Tag) (Node, error) {
	m := t.Markup
	if !strings.Contains(m.text, "=") {
		return nil, t.Errorf("Syntax Error in 'assign' - Valid syntax: assign [var] = [source]")
	}
	left, right, _ := strings.Cut(m.text, "=")
	target := m.p.markup(left, m.at)
	name, err := target.Ident()
	if err != nil {
		return nil, err
	}
	if err := target.End(); err != nil {
		return nil, err
	}
	if strings.HasSuffix(name, "?") {
		return nil, t.Errorf("Syntax Error in 'assign' - Valid syntax: assign [var] = [source]")
	}
	source := m.p.markup(right, m.at+len(left)+1)
	if source.Done() {
		return assign{name, literal{nil}}, nil
	}
	value, err := source.Value()
	if err != nil {
		return nil, err
	}
	return assign{name, value}, source.End()
}

func (assign) silent() bool { return true }

func (a assign) Render(s *State) error {
	v, err := a.value.Eval(s)
	if err != nil {
		return err
	}
	s.frame.assign(a.name, v)
	return s.Grow(32)
}

type capture struct {
	name string
	body *Body
}

func parseCapture(p *Parser, t Tag) (Node, error) {
	name, err := t.Markup.Ident()
	if err == nil {
		err = t.Markup.End()
	}
	if err != nil {
		return nil, err
	}
	body, _, err := p.Body(t, "endcapture")
	return &capture{name, body}, err
}

func (*capture) silent() bool { return true }

func (c *capture) Render(s *State) error {
	start := len(s.out)
	if err := c.body.Render(s); err != nil {
		return err
	}
	v, err := s.captured(start)
	if err != nil {
		return err
	}
	s.frame.assign(c.name, v)
	return nil
}

// counter is increment, which shows the number and then adds, or decrement,
// which subtracts and then shows it.
type counter struct {
	name        string
	before, add int
}

func parseCounter(before, add int) TagParser {
	return func(_ *Parser, t Tag) (Node, error) {
		name, err := t.Markup.Ident()
		if err != nil {
			return nil, err
		}
		return counter{name, before, add}, t.Markup.End()
	}
}

func (c counter) Render(s *State) error {
	n, ok := s.frame.counters[c.name]
	if !ok && s.depth == 0 {
		n, _ = normal(s.data.Vars[c.name]).(int)
	}
	if s.frame.counters == nil {
		s.frame.counters = map[string]int{}
	}
	s.frame.counters[c.name] = n + c.add
	if err := s.Grow(32); err != nil {
		return err
	}
	return s.Write(n + c.before)
}

func parseEcho(_ *Parser, t Tag) (Node, error) { return t.Markup.outputNode() }

func parseInterrupt(kind interrupt) TagParser {
	return func(_ *Parser, t Tag) (Node, error) { return kind, nil }
}

func (i interrupt) Render(s *State) error {
	s.interrupt = i
	return nil
}

// cycle writes its values in turn. Tags with the same name, or the same literal
// values, take turns together.
type cycle struct {
	name   Expr
	key    string
	values []Expr
}

func parseCycle(_ *Parser, t Tag) (Node, error) {
	m := t.Markup
	if m.Done() {
		return nil, t.Errorf("Syntax Error in 'cycle' - Valid syntax: cycle [name :] var [, var2, var3 ...]")
	}
	first, err := m.Expr()
	if err != nil {
		return nil, err
	}
	c := &cycle{}
	if m.Colon() {
		c.name = first
		if first, err = m.Expr(); err != nil {
			return nil, err
		}
	}
	c.values = append(c.values, first)
	for m.Comma() && !m.Done() {
		e, err := m.Expr()
		if err != nil {
			return nil, err
		}
		c.values = append(c.values, e)
	}
	if c.name == nil {
		c.key = c.literalKey(t)
	}
	return c, m.End()
}

func (c *cycle) literalKey(t Tag) string {
	w := writer{limit: 1 << 16}
	for _, e := range c.values {
		l, ok := e.(literal)
		if !ok {
			return "\x01" + t.Name + toText(t.at)
		}
		w.inspect(l.value, 0)
		w.b = append(w.b, ',')
	}
	return "\x02" + string(w.b)
}

func (c *cycle) Render(s *State) error {
	key := c.key
	if c.name != nil {
		v, err := c.name.Eval(s)
		if err != nil {
			return err
		}
		key = className(v) + ":" + s.toText(v)
	}
	i := s.frame.cycles[key]
	if i >= len(c.values) {
		i = 0
	}
	v, err := c.values[i].Eval(s)
	if err != nil {
		return err
	}
	if err := s.Write(v); err != nil {
		return err
	}
	if s.frame.cycles == nil {
		s.frame.cycles = map[string]int{}
	}
	s.frame.cycles[key] = (i + 1) % len(c.values)
	return s.Grow(len(key))
}

// ifChanged writes its body unless it is the same as the last one written.
type ifChanged struct{ body *Body }

func parseIfChanged(p *Parser, t Tag) (Node, error) {
	body, _, err := p.Body(t, "endifchanged")
	return &ifChanged{body}, err
}

func (n *ifChanged) silent() bool { return n.body.blank }

func (n *ifChanged) Render(s *State) error {
	start := len(s.out)
	if err := n.body.Render(s); err != nil {
		return err
	}
	got := s.out[start:]
	if last := s.frame.changed; last != nil && *last == string(got) {
		s.out = s.out[:start]
		return nil
	}
	if err := s.Grow(len(got)); err != nil {
		return err
	}
	kept := string(got)
	s.frame.changed = &kept
	return nil
}
