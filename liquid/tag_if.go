package liquid

import "strings"

// ifNode is if and unless: the first branch whose condition holds is written.
type ifNode struct {
	not      bool // unless: the first condition is turned round
	branches []branch
	blank    bool
}

type branch struct {
	cond Expr // nil for else
	body *Body
}

func parseIf(p *Parser, t Tag) (Node, error) {
	n := &ifNode{not: t.Name == "unless"}
	cond, err := t.Markup.Condition()
	if err != nil {
		return nil, err
	}
	end := "end" + t.Name
	for {
		body, at, err := p.Body(t, end, "elsif", "else")
		if err != nil {
			return nil, err
		}
		n.branches = append(n.branches, branch{cond, body})
		switch at.Name {
		case end:
			n.settle()
			return n, nil
		case "else":
			cond = nil
		default:
			if cond, err = at.Markup.Condition(); err != nil {
				p.report(err, at.at)
				cond = literal{nil}
			}
		}
	}
}

func (n *ifNode) settle() {
	bodies := make([]*Body, len(n.branches))
	for i, b := range n.branches {
		bodies[i] = b.body
	}
	n.blank = settle(bodies...)
}

func (n *ifNode) silent() bool { return n.blank }

func (n *ifNode) Render(s *State) error {
	for i := range n.branches {
		b := &n.branches[i]
		if b.cond == nil {
			return b.body.Render(s)
		}
		v, err := b.cond.Eval(s)
		if err != nil {
			return err
		}
		if truthy(v) != (n.not && i == 0) {
			return b.body.Render(s)
		}
	}
	return nil
}

// caseNode writes the body of every when that fits, and of an else as long as
// none has.
type caseNode struct {
	left  Expr
	whens []when
	blank bool
}

type when struct {
	value Expr // nil for else
	body  *Body
}

func parseCase(p *Parser, t Tag) (Node, error) {
	n := &caseNode{}
	var err error
	if n.left, err = t.Markup.Expr(); err != nil {
		return nil, err
	}
	if err := t.Markup.End(); err != nil {
		return nil, err
	}
	before, at, err := p.Body(t, "endcase", "when", "else")
	if err != nil {
		return nil, err
	}
	bodies := []*Body{}
	for at.Name != "endcase" {
		var values []Expr
		if at.Name == "when" {
			if values, err = whenValues(at.Markup); err != nil {
				p.report(err, at.at)
			}
		} else {
			if strings.Trim(at.Markup.text, spaces) != "" {
				p.report(at.Errorf("Syntax Error in tag 'case' - Valid else condition: {%% else %%} (no parameters) "), at.at)
			}
			values = []Expr{nil}
		}
		var body *Body
		if body, at, err = p.Body(t, "endcase", "when", "else"); err != nil {
			return nil, err
		}
		bodies = append(bodies, body)
		for _, v := range values {
			n.whens = append(n.whens, when{v, body})
		}
	}
	n.blank = before.blank
	for _, b := range bodies {
		n.blank = n.blank && b.blank
	}
	if n.blank {
		settle(bodies...)
	}
	return n, nil
}

func whenValues(m *Markup) ([]Expr, error) {
	var values []Expr
	for {
		e, err := m.Expr()
		if err != nil {
			return nil, err
		}
		values = append(values, e)
		if !m.Word("or") && !m.Comma() {
			return values, m.End()
		}
	}
}

func (n *caseNode) silent() bool { return n.blank }

func (n *caseNode) Render(s *State) error {
	left, err := n.left.Eval(s)
	if err != nil {
		return err
	}
	left = plain(left)
	none := true
	for _, w := range n.whens {
		if w.value != nil {
			right, err := operand(s, w.value)
			if err != nil {
				return err
			}
			if !s.equal(left, right) {
				if s.over != nil {
					return s.over
				}
				continue
			}
			none = false
		} else if !none {
			continue
		}
		if err := w.body.Render(s); err != nil {
			return err
		}
	}
	return nil
}
