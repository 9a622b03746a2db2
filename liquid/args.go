package liquid

// Args are the arguments of a tag: positions first come first, names in any order.
type Args struct {
	Exprs []Expr
	Names []string
	Named []Expr
}

// Get answers the expression given for a name, nil for none.
func (a *Args) Get(name string) Expr {
	for i := len(a.Names) - 1; i >= 0; i-- {
		if a.Names[i] == name {
			return a.Named[i]
		}
	}
	return nil
}

// Args reads everything that is left as arguments, with or without commas:
// 'title', product, class: 'wide'. It answers an error where something else stands.
func (m *Markup) Args() (Args, error) {
	var a Args
	m.Comma()
	for m.bad == nil && !m.look(tEnd) {
		if m.look(tID) && m.lookAt(1, tColon) {
			name := m.toks[m.i].text
			m.i += 2
			e, err := m.Expr()
			if err != nil {
				return a, err
			}
			a.Names, a.Named = append(a.Names, name), append(a.Named, e)
		} else {
			e, err := m.Expr()
			if err != nil {
				return a, err
			}
			a.Exprs = append(a.Exprs, e)
		}
		m.Comma()
	}
	return a, m.End()
}

// namedArgs reads name: value pairs only, as render and include take them.
func (m *Markup) namedArgs() (Args, error) {
	var a Args
	m.Comma()
	for m.bad == nil && m.look(tID) {
		name, _ := m.Ident()
		if _, err := m.take(tColon); err != nil {
			return a, err
		}
		e, err := m.Expr()
		if err != nil {
			return a, err
		}
		a.Names, a.Named = append(a.Names, name), append(a.Named, e)
		m.Comma()
	}
	return a, m.End()
}
