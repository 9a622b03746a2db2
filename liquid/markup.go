package liquid

import (
	"strconv"
)

// Markup reads what stands behind the name of a tag, piece by piece. A tag's
// parser gets it in Tag.Markup; every method that fails answers an error that
// knows its place.
type Markup struct {
	p     *Parser
	text  string
	at    int
	toks  []token
	i     int
	bad   *Error
	depth int
}

func (p *Parser) markup(text string, at int) *Markup {
	m := &Markup{p: p, text: text, at: at}
	m.toks, m.bad = lex(text, at)
	if m.bad != nil {
		place := m.bad.Column
		m.bad.place(p.name, p.src, place)
		m.toks = append(m.toks, token{tEnd, "", place})
	}
	return m
}

// Text is the markup as it was written.
func (m *Markup) Text() string { return m.text }

// Errorf is a syntax error at the current token.
func (m *Markup) Errorf(format string, args ...any) error {
	if m.bad != nil {
		return m.bad
	}
	return m.p.errorAt(m.toks[m.i].at, excerpt(m.text), format, args...)
}

func (m *Markup) look(k kind) bool { return m.toks[m.i].kind == k }

func (m *Markup) lookAt(ahead int, k kind) bool {
	return m.i+ahead < len(m.toks) && m.toks[m.i+ahead].kind == k
}

func (m *Markup) take(k kind) (string, error) {
	t := m.toks[m.i]
	if m.bad != nil {
		return "", m.bad
	}
	if t.kind != k {
		return "", m.Errorf("Expected %s but found %s", k, t.kind)
	}
	if k != tEnd {
		m.i++
	}
	return t.text, nil
}

func (m *Markup) accept(k kind) bool {
	if m.bad != nil || m.toks[m.i].kind != k {
		return false
	}
	if k != tEnd {
		m.i++
	}
	return true
}

// Done reports whether everything has been read.
func (m *Markup) Done() bool { return m.bad == nil && m.look(tEnd) }

// End answers an error when something is left to read.
func (m *Markup) End() error {
	_, err := m.take(tEnd)
	return err
}

// Ident reads a name.
func (m *Markup) Ident() (string, error) { return m.take(tID) }

// Literal reads a quoted text.
func (m *Markup) Literal() (string, error) { return m.take(tString) }

// Word reads the given word if it stands next.
func (m *Markup) Word(word string) bool {
	if m.bad == nil && m.look(tID) && m.toks[m.i].text == word {
		m.i++
		return true
	}
	return false
}

// Comma reads a comma if one stands next.
func (m *Markup) Comma() bool { return m.accept(tComma) }

// Colon reads a colon if one stands next.
func (m *Markup) Colon() bool { return m.accept(tColon) }

// Value reads an expression with its filters: product.title | upcase.
func (m *Markup) Value() (Expr, error) {
	e, err := m.Expr()
	if err != nil {
		return nil, err
	}
	return m.filters(e)
}

// Expr reads one expression without filters: a literal, a path or a range.
func (m *Markup) Expr() (Expr, error) {
	if m.bad != nil {
		return nil, m.bad
	}
	if m.depth++; m.depth > 100 {
		return nil, m.Errorf("Nesting too deep")
	}
	defer func() { m.depth-- }()
	t := m.toks[m.i]
	switch t.kind {
	case tID:
		m.i++
		segs, err := m.lookups()
		if err != nil {
			return nil, err
		}
		if len(segs) == 0 {
			if e, ok := keyword(t.text); ok {
				return e, nil
			}
		}
		return &path{name: t.text, segs: segs}, nil
	case tOpenSquare:
		return nil, m.Errorf("Bare bracket access is not allowed. Use self['...'] instead")
	case tString:
		m.i++
		if m.p.env.escape {
			return literal{Safe(t.text)}, nil
		}
		return literal{t.text}, nil
	case tNumber:
		m.i++
		return literal{parseNumber(t.text)}, nil
	case tOpenRound:
		m.i++
		return m.rangeExpr()
	}
	if t.kind == tEnd {
		return nil, m.Errorf("[:end_of_string] is not a valid expression")
	}
	return nil, m.Errorf("[:%s, %q] is not a valid expression", t.kind, t.text)
}

func keyword(word string) (Expr, bool) {
	switch word {
	case "nil", "null":
		return literal{nil}, true
	case "true":
		return literal{true}, true
	case "false":
		return literal{false}, true
	case "blank":
		return literal{isBlank}, true
	case "empty":
		return literal{isEmpty}, true
	}
	return nil, false
}

func parseNumber(text string) any {
	if n, err := strconv.Atoi(text); err == nil {
		return n
	}
	f, _ := strconv.ParseFloat(text, 64)
	return f
}

func (m *Markup) lookups() ([]segment, error) {
	var segs []segment
	for {
		switch {
		case m.accept(tDot):
			name, err := m.take(tID)
			if err != nil {
				return nil, err
			}
			segs = append(segs, segment{name: name, command: name == "size" || name == "first" || name == "last"})
		case m.accept(tOpenSquare):
			e, err := m.Expr()
			if err != nil {
				return nil, err
			}
			if _, err := m.take(tCloseSquare); err != nil {
				return nil, err
			}
			seg := segment{index: e}
			if l, ok := e.(literal); ok {
				if s, isText := textOf(l.value); isText {
					seg = segment{name: s}
				}
			}
			segs = append(segs, seg)
		default:
			return segs, nil
		}
	}
}

func (m *Markup) rangeExpr() (Expr, error) {
	first, err := m.Expr()
	if err != nil {
		return nil, err
	}
	if _, err := m.take(tDotDot); err != nil {
		return nil, err
	}
	last, err := m.Expr()
	if err != nil {
		return nil, err
	}
	if _, err := m.take(tCloseRound); err != nil {
		return nil, err
	}
	a, isLit := first.(literal)
	b, isLit2 := last.(literal)
	if isLit && isLit2 {
		for _, v := range []any{a.value, b.value} {
			if _, isBool := v.(bool); isBool {
				return nil, m.Errorf("Invalid expression type '%v' in range expression", v)
			}
		}
		return literal{Range{looseInt(a.value), looseInt(b.value)}}, nil
	}
	return &rangeExpr{first, last}, nil
}

func (m *Markup) filters(e Expr) (Expr, error) {
	f := &filtered{input: e}
	for m.accept(tPipe) {
		at := m.toks[m.i].at
		name, err := m.take(tID)
		if err != nil {
			return nil, err
		}
		call := filterCall{name: name}
		if m.accept(tColon) {
			if !m.look(tPipe) && !m.look(tEnd) {
				if err := m.argument(&call); err != nil {
					return nil, err
				}
			}
			for m.accept(tComma) && !m.look(tPipe) && !m.look(tEnd) {
				if err := m.argument(&call); err != nil {
					return nil, err
				}
			}
		}
		m.p.resolve(&call, at)
		if call.filter != nil {
			f.calls = append(f.calls, call)
		}
	}
	if m.bad != nil {
		return nil, m.bad
	}
	if len(f.calls) == 0 {
		return e, nil
	}
	return f, nil
}

func (m *Markup) argument(call *filterCall) error {
	if m.look(tID) && m.lookAt(1, tColon) {
		name := m.toks[m.i].text
		m.i += 2
		e, err := m.Expr()
		if err != nil {
			return err
		}
		call.names = append(call.names, name)
		call.named = append(call.named, e)
		return nil
	}
	e, err := m.Expr()
	if err == nil {
		call.args = append(call.args, e)
	}
	return err
}

// Condition reads comparisons joined by and / or, evaluated from right to left.
func (m *Markup) Condition() (Expr, error) {
	first := &condition{}
	c := first
	for n := 0; ; n++ {
		left, err := m.Expr()
		if err != nil {
			return nil, err
		}
		c.left = left
		if m.look(tCompare) {
			c.op, _ = m.take(tCompare)
			if c.right, err = m.Expr(); err != nil {
				return nil, err
			}
		} else {
			c.left = truthLiteral(left)
		}
		switch {
		case m.Word("and"):
			c.and = true
		case m.Word("or"):
		default:
			return first, m.End()
		}
		c.next = &condition{}
		c = c.next
	}
}
