package liquid

// forNode is {% for x in list limit: offset: reversed %} ... {% else %}.
type forNode struct {
	name       string
	collection Expr
	key        string // of offset: continue
	reversed   bool
	limit      Expr
	offset     Expr
	continues  bool
	remember   *bool // shared by the template: some loop has offset: continue
	body       *Body
	otherwise  *Body
	blank      bool
}

func parseFor(p *Parser, t Tag) (Node, error) {
	m := t.Markup
	n := &forNode{remember: &p.remember}
	var err error
	if n.name, err = m.Ident(); err != nil {
		return nil, err
	}
	if !m.Word("in") {
		return nil, m.Errorf("For loops require an 'in' clause")
	}
	from := m.toks[m.i].at
	if n.collection, err = m.Expr(); err != nil {
		return nil, err
	}
	n.key = n.name + "-" + squeeze(p.src[from:m.toks[m.i].at])
	n.reversed = m.Word("reversed")
	if err := n.attributes(m); err != nil {
		return nil, err
	}
	var end Tag
	if n.body, end, err = p.Body(t, "endfor", "else"); err != nil {
		return nil, err
	}
	for end.Name == "else" {
		if n.otherwise, end, err = p.Body(t, "endfor", "else"); err != nil {
			return nil, err
		}
	}
	if n.otherwise != nil {
		n.blank = settle(n.body, n.otherwise)
	} else {
		n.blank = settle(n.body)
	}
	return n, nil
}

// squeeze drops white space, so that (1 .. 5) and (1..5) are one name.
func squeeze(s string) string {
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if !isSpace(s[i]) {
			b = append(b, s[i])
		}
	}
	return string(b)
}

func (n *forNode) attributes(m *Markup) error {
	for m.look(tComma) || m.look(tID) {
		m.Comma()
		var err error
		switch {
		case m.Word("limit"):
			if _, err = m.take(tColon); err == nil {
				n.limit, err = m.Expr()
			}
		case m.Word("offset"):
			if _, err = m.take(tColon); err == nil {
				n.continues = m.look(tID) && m.toks[m.i].text == "continue" && !m.lookAt(1, tDot) && !m.lookAt(1, tOpenSquare)
				n.offset, err = m.Expr()
				*n.remember = *n.remember || n.continues
			}
		default:
			return m.Errorf("Invalid attribute in for loop. Valid attributes are limit and offset")
		}
		if err != nil {
			return err
		}
	}
	return m.End()
}

func (n *forNode) silent() bool { return n.blank }

// forloop is the object of that name inside a loop.
type forloop struct {
	name          string
	length, index int
	parent        *forloop
}

func (f *forloop) Get(name string) any {
	switch name {
	case "index":
		return f.index + 1
	case "index0":
		return f.index
	case "rindex":
		return f.length - f.index
	case "rindex0":
		return f.length - f.index - 1
	case "first":
		return f.index == 0
	case "last":
		return f.index == f.length-1
	case "length":
		return f.length
	case "name":
		return f.name
	case "parentloop":
		if f.parent != nil {
			return f.parent
		}
	}
	return nil
}

func (f *forloop) String() string { return "Liquid::ForloopDrop" }

func (n *forNode) Render(s *State) error {
	v, err := n.collection.Eval(s)
	if err != nil {
		return err
	}
	seq := looped(plain(v))
	from, to, err := n.bounds(s, seq)
	if err != nil {
		return err
	}
	if _, isText := textOf(v); isText {
		from, to = 0, seq.Len()
	}
	if *n.remember || s.env.include {
		s.remember(n.key, from+max(0, to-max(from, 0)))
	}
	from = max(from, 0)
	if from >= to {
		if n.otherwise != nil {
			return n.otherwise.Render(s)
		}
		return nil
	}
	if to-from > s.limits.Range {
		return s.tooLong(to - from)
	}
	return n.loop(s, seq, from, to)
}

// remember keeps where a loop ended for offset: continue.
func (s *State) remember(key string, end int) {
	if s.frame.offsets == nil {
		s.frame.offsets = map[string]int{}
	}
	s.frame.offsets[key] = end
}

// looped is what a loop walks through; a text is one element.
func looped(v any) Array {
	if t, ok := textOf(v); ok {
		if t == "" {
			return list(nil)
		}
		return list{v}
	}
	if d, isDrop := v.(Drop); isDrop {
		if _, isArray := v.(Array); !isArray {
			if _, isMap := d.(*Map); !isMap {
				return list(nil)
			}
		}
	}
	if seq, ok := sequence(v); ok {
		return seq
	}
	return list(nil)
}

func (n *forNode) bounds(s *State, seq Array) (from, to int, err error) {
	if n.continues {
		from = s.frame.offsets[n.key]
	} else if from, err = optionalInt(s, n.offset, 0); err != nil {
		return 0, 0, err
	}
	to = seq.Len()
	if n.limit != nil {
		limit, err := optionalInt(s, n.limit, to)
		if err != nil {
			return 0, 0, err
		}
		to = max(0, min(to, from+limit))
	}
	return from, to, nil
}

func optionalInt(s *State, e Expr, none int) (int, error) {
	if e == nil {
		return none, nil
	}
	v, err := e.Eval(s)
	if err != nil || v == nil {
		return none, err
	}
	n, err := integer(v)
	if err == nil && (n > 1<<40 || n < -1<<40) {
		n = max(-1<<40, min(n, 1<<40))
	}
	return n, err
}

func (n *forNode) loop(s *State, seq Array, from, to int) error {
	f := s.frame
	fl := &forloop{name: n.key, length: to - from, parent: f.loop}
	f.loop = fl
	base := len(f.inner)
	f.push("forloop", fl)
	f.push(n.name, nil)
	var err error
	for i := 0; i < fl.length && err == nil; i++ {
		at := from + i
		if n.reversed {
			at = to - 1 - i
		}
		f.inner[base+1].value = normal(seq.At(at))
		fl.index = i
		if err = s.step(1); err == nil {
			err = n.body.Render(s)
		}
		if s.interrupt != goOn {
			stop := s.interrupt == doBreak
			s.interrupt = goOn
			if stop {
				break
			}
		}
	}
	f.pop(base)
	f.loop = fl.parent
	return err
}
