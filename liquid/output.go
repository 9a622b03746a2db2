package liquid

import "strings"

func (p *Parser) output(body *Body, piece string, at int) {
	body.blank = false
	if !strings.HasSuffix(piece, "}}") || len(piece) < 4 {
		near := excerpt(p.src[at:min(len(p.src), at+60)])
		p.report(p.errorAt(at, near, "Variable '%s' was not properly terminated with regexp: /\\}\\}/", excerpt(piece)), at)
		return
	}
	i, end := 2, len(piece)-2
	if i < end && piece[i] == '-' {
		i++
	}
	if end > i && piece[end-1] == '-' {
		end--
	}
	m := p.markup(piece[i:end], at+i)
	node, err := m.outputNode()
	if err != nil {
		p.report(err, at)
		return
	}
	if node != nil {
		body.items = append(body.items, item{node, at, false})
	}
}

func (m *Markup) outputNode() (Node, error) {
	if m.Done() {
		return &output{value: literal{nil}}, nil
	}
	e, err := m.Value()
	if err != nil {
		return nil, err
	}
	if err := m.End(); err != nil {
		return nil, err
	}
	return newOutput(e, m.p.env), nil
}

// output is {{ value }}. A last filter escape costs nothing: the text goes
// escaped straight into the page.
type output struct {
	value  Expr
	escape *filter
}

func newOutput(e Expr, env *Env) *output {
	f, ok := e.(*filtered)
	if !ok || !env.escape {
		return &output{value: e}
	}
	last := f.calls[len(f.calls)-1]
	if last.filter != env.escapeFilter || len(last.args)+len(last.names) > 0 {
		return &output{value: e}
	}
	if len(f.calls) == 1 {
		return &output{f.input, last.filter}
	}
	return &output{&filtered{f.input, f.calls[:len(f.calls)-1]}, last.filter}
}

func (o *output) Render(s *State) error {
	v, err := o.value.Eval(s)
	if err != nil {
		return err
	}
	if t, ok := v.(string); ok {
		s.text(t)
		return nil
	}
	if o.escape != nil && !isSafe(v) {
		s.text(s.toText(v))
		return s.over
	}
	return s.write(v, 0)
}
