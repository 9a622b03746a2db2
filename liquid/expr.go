package liquid

// Expr is an expression of a template, ready to be evaluated in a render.
type Expr interface {
	Eval(s *State) (any, error)
}

type literal struct{ value any }

// nothing is what the words blank and empty stand for: in comparisons a
// question about the other side, everywhere else an empty text.
type nothing uint8

const (
	isBlank nothing = iota + 1
	isEmpty
)

func (l literal) Eval(*State) (any, error) {
	if _, ok := l.value.(nothing); ok {
		return "", nil
	}
	return l.value, nil
}

// truthLiteral keeps {% if blank %} true, as the word itself is not nil.
func truthLiteral(e Expr) Expr {
	if l, ok := e.(literal); ok {
		if _, ok := l.value.(nothing); ok {
			return literal{true}
		}
	}
	return e
}

// segment is one step of a path: .name, ['name'] or [expression].
type segment struct {
	name    string
	index   Expr
	command bool // .size .first .last
}

type path struct {
	name string
	segs []segment
}

func (p *path) Eval(s *State) (any, error) {
	v, found := s.lookup(p.name)
	if !found {
		if p.name == "self" {
			v = selfDrop{s, s.depth, s.frame.turn}
		} else if s.env.strictVars {
			return nil, failf("undefined variable %s", p.name)
		}
	}
	for i := range p.segs {
		seg := &p.segs[i]
		if v == nil && seg.index == nil {
			if s.env.strictVars {
				return nil, failf("undefined variable %s", seg.name)
			}
			return nil, nil
		}
		if err := s.step(1); err != nil {
			return nil, err
		}
		var ok bool
		if seg.index != nil {
			key, err := seg.index.Eval(s)
			if err != nil {
				return nil, err
			}
			if t, isText := textOf(key); isText && len(t) > 256 {
				if err := s.step(len(t) >> 8); err != nil {
					return nil, err
				}
			}
			v, ok = at(v, key)
		} else {
			r, has := property(v, seg.name)
			if !has && seg.command {
				if err := s.look(v); err != nil {
					return nil, err
				}
				r, has = command(v, seg.name)
			}
			v, ok = r, has
		}
		if !ok && s.env.strictVars {
			return nil, failf("undefined variable %s", seg.name)
		}
	}
	return v, nil
}

// at is a[key] for a key known only now.
func at(v, key any) (any, bool) {
	switch k := plain(key).(type) {
	case int:
		return element(v, k)
	case string:
		return property(v, k)
	case Safe:
		return property(v, string(k))
	}
	return nil, false
}

type rangeExpr struct{ first, last Expr }

func (r *rangeExpr) Eval(s *State) (any, error) {
	a, err := bound(s, r.first)
	if err != nil {
		return nil, err
	}
	b, err := bound(s, r.last)
	if err != nil {
		return nil, err
	}
	return Range{a, b}, nil
}

// bound reads texts the loose way ("x" is 0) and refuses what is no number.
func bound(s *State, e Expr) (int, error) {
	v, err := e.Eval(s)
	if err != nil {
		return 0, err
	}
	switch x := plain(v).(type) {
	case nil, string, Safe:
		return looseInt(x), nil
	default:
		return integer(x)
	}
}

// condition is left op right, then perhaps and / or and the rest.
type condition struct {
	left  Expr
	op    string
	right Expr
	and   bool
	next  *condition
}

func (c *condition) Eval(s *State) (any, error) {
	for {
		v, err := c.one(s)
		if err != nil || c.next == nil || truthy(v) != c.and {
			return v, err
		}
		c = c.next
		if err := s.step(1); err != nil {
			return nil, err
		}
	}
}

func (c *condition) one(s *State) (any, error) {
	if c.op == "" {
		return c.left.Eval(s)
	}
	left, err := operand(s, c.left)
	if err != nil {
		return nil, err
	}
	right, err := operand(s, c.right)
	if err != nil {
		return nil, err
	}
	switch c.op {
	case "==":
		return s.equal(left, right), s.over
	case "!=", "<>":
		return !s.equal(left, right), s.over
	case "contains":
		return s.contains(left, right), s.over
	}
	if err := s.look(left); err != nil {
		return nil, err
	}
	return order(left, right, c.op)
}

// operand leaves the words blank and empty as they are.
func operand(s *State, e Expr) (any, error) {
	if l, ok := e.(literal); ok {
		return l.value, nil
	}
	v, err := e.Eval(s)
	return plain(v), err
}

// filterCall is one | name: arguments of an expression.
type filterCall struct {
	name   string
	filter *filter
	args   []Expr
	names  []string
	named  []Expr
}

type filtered struct {
	input Expr
	calls []filterCall
}

func (f *filtered) Eval(s *State) (any, error) {
	v, err := f.input.Eval(s)
	if err != nil {
		return nil, err
	}
	for i := range f.calls {
		if v, err = f.calls[i].invoke(s, v); err != nil {
			return nil, err
		}
	}
	return v, nil
}

func (fc *filterCall) invoke(s *State, in any) (any, error) {
	if err := s.step(1); err != nil {
		return nil, err
	}
	base := len(s.args)
	for _, list := range [2][]Expr{fc.args, fc.named} {
		for _, e := range list {
			v, err := e.Eval(s)
			if err != nil {
				s.args = s.args[:base]
				return nil, err
			}
			s.args = append(s.args, v)
		}
	}
	top := len(s.args)
	mid := base + len(fc.args)
	if err := s.look(in); err != nil {
		s.args = s.args[:base]
		return nil, err
	}
	given := len(fc.args)
	if len(fc.named) > 0 {
		given++
	}
	if len(fc.args) < fc.filter.min || fc.filter.max >= 0 && given > fc.filter.max {
		s.args = s.args[:base]
		return nil, fc.filter.arity(given)
	}
	c := s.call()
	c.name, c.names, c.named = fc.name, fc.names, s.args[mid:top:top]
	v, err := fc.filter.fn(c, in, s.args[base:mid:mid])
	s.calls = s.calls[:len(s.calls)-1]
	clear(s.args[base:])
	s.args = s.args[:base]
	if err == nil {
		err = s.over
	}
	if err != nil {
		e := asError(err)
		if e.Text == "" {
			e.Text = "| " + fc.name
		}
		return nil, e
	}
	return normal(v), nil
}

// selfDrop is the scope itself: self['name']. It may be handed to a template
// called by render, and then still is the caller's scope.
type selfDrop struct {
	s     *State
	depth int
	turn  int
}

func (d selfDrop) Get(name string) any {
	if d.depth > d.s.depth || d.s.frames[d.depth].turn != d.turn {
		return nil
	}
	v, _ := d.s.lookupAt(d.depth, name)
	return v
}

func (d selfDrop) String() string { return "Liquid::SelfDrop" }
