package liquid

import "strings"

// renderNode is {% render 'name' with value as alias, key: value %}, or for a
// list: once per element. The template inside sees its arguments and the
// global objects only.
type renderNode struct {
	name  string
	alias string
	value Expr
	loop  bool
	args  Args
}

func parseRender(p *Parser, t Tag) (Node, error) {
	m := t.Markup
	name, err := m.Literal()
	if err != nil {
		return nil, err
	}
	p.Uses(name)
	n := &renderNode{name: name, alias: name[strings.LastIndexByte(name, '/')+1:]}
	if n.value, n.loop, err = withOrFor(m, &n.alias); err != nil {
		return nil, err
	}
	n.args, err = m.namedArgs()
	return n, err
}

// withOrFor reads what render and include have in common.
func withOrFor(m *Markup, alias *string) (value Expr, loop bool, err error) {
	loop = m.Word("for")
	if loop || m.Word("with") {
		if value, err = m.Expr(); err != nil {
			return nil, false, err
		}
	}
	if m.Word("as") {
		*alias, err = m.Ident()
	}
	return value, loop, err
}

func (n *renderNode) Render(s *State) error {
	t, err := s.Load(n.name)
	if err != nil {
		return err
	}
	if n.value == nil {
		return n.once(s, t, nil, nil)
	}
	v, err := n.value.Eval(s)
	if err != nil {
		return err
	}
	if _, isText := textOf(v); n.loop && !isText {
		if seq, ok := sequence(v); ok {
			length := seq.Len()
			if length > s.limits.Range {
				return s.tooLong(length)
			}
			fl := &forloop{name: n.name, length: length}
			for ; fl.index < length; fl.index++ {
				if err := n.once(s, t, normal(seq.At(fl.index)), fl); err != nil {
					return err
				}
			}
			return nil
		}
	}
	return n.once(s, t, v, nil)
}

func (n *renderNode) once(s *State, t *Template, v any, fl *forloop) error {
	if err := s.descend(); err != nil {
		return err
	}
	base := len(s.args)
	for _, e := range n.args.Named {
		a, err := e.Eval(s)
		if err != nil {
			s.args = s.args[:base]
			return err
		}
		s.args = append(s.args, a)
	}
	f := s.enter(t)
	if fl != nil {
		f.push("forloop", fl)
	}
	for i, name := range n.args.Names {
		f.assign(name, s.args[base+i])
	}
	clear(s.args[base:])
	s.args = s.args[:base]
	if v != nil {
		f.assign(n.alias, v)
	}
	err := s.isolated(t)
	s.leave()
	return err
}

// includeNode shares all variables with the template it includes. It exists for
// imported themes.
type includeNode struct {
	name  Expr
	alias string
	value Expr
	args  Args
}

func parseInclude(p *Parser, t Tag) (Node, error) {
	m := t.Markup
	n := &includeNode{}
	var err error
	if n.name, err = m.Expr(); err != nil {
		return nil, err
	}
	if l, ok := n.name.(literal); ok {
		p.Uses(toText(l.value))
	}
	if n.value, _, err = withOrFor(m, &n.alias); err != nil {
		return nil, err
	}
	n.args, err = m.namedArgs()
	return n, err
}

func refuseInclude(_ *Parser, t Tag) (Node, error) {
	return nil, t.Errorf("The tag 'include' is switched off: use render, and name the variables it needs")
}

func (n *includeNode) Render(s *State) error {
	if s.depth > 0 {
		return failf("include usage is not allowed in this context")
	}
	nv, err := n.name.Eval(s)
	if err != nil {
		return err
	}
	name, ok := textOf(nv)
	if !ok {
		return failf("Argument error in tag 'include' - Illegal template name")
	}
	t, err := s.Load(name)
	if err != nil {
		return err
	}
	var v any
	if n.value == nil {
		v, _ = s.lookup(name)
	} else if v, err = n.value.Eval(s); err != nil {
		return err
	}
	alias := n.alias
	if alias == "" {
		alias = name[strings.LastIndexByte(name, '/')+1:]
	}
	return n.inside(s, t, alias, v)
}

func (n *includeNode) inside(s *State, t *Template, alias string, v any) error {
	if s.includes >= s.limits.Depth {
		return tooDeep("Nesting too deep")
	}
	s.includes++
	f := s.frame
	outer, base := f.template, len(f.inner)
	defer func() {
		f.template = outer
		f.pop(base)
		s.includes--
	}()
	for i, e := range n.args.Named {
		a, err := e.Eval(s)
		if err != nil {
			return err
		}
		f.push(n.args.Names[i], a)
	}
	f.push(alias, v)
	at := len(f.inner) - 1
	f.template = t
	seq, isSeq := v.([]any)
	if !isSeq {
		return t.body.Render(s)
	}
	for _, el := range seq {
		f.inner[at].value = normal(el)
		if err := s.step(10); err != nil {
			return err
		}
		if err := t.body.Render(s); err != nil {
			return err
		}
	}
	return nil
}
