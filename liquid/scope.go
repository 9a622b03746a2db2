package liquid

// frame is the scope of one template: variables of loops and arguments, which
// end with their block, and assigned ones, which stay. Both are short slices
// searched from the end; past a few dozen assigned names an index takes over.
type frame struct {
	template *Template
	inner    []binding
	assigned []binding
	index    map[string]int
	counters map[string]int
	cycles   map[string]int
	offsets  map[string]int
	changed  *string
	loop     *forloop
	turn     int // how often the frame was used before
}

type binding struct {
	name  string
	value any
}

const indexFrom = 24

func (f *frame) reset() {
	clear(f.inner)
	clear(f.assigned)
	inner, assigned := f.inner[:0], f.assigned[:0]
	if cap(inner) > 256 || cap(assigned) > 256 {
		inner, assigned = nil, nil
	}
	*f = frame{inner: inner, assigned: assigned, turn: f.turn + 1}
}

func (f *frame) push(name string, v any) { f.inner = append(f.inner, binding{name, v}) }

func (f *frame) pop(to int) {
	clear(f.inner[to:])
	f.inner = f.inner[:to]
}

func (f *frame) find(name string) *any {
	for i := len(f.inner) - 1; i >= 0; i-- {
		if f.inner[i].name == name {
			return &f.inner[i].value
		}
	}
	return f.findAssigned(name)
}

func (f *frame) findAssigned(name string) *any {
	if f.index != nil {
		if i, ok := f.index[name]; ok {
			return &f.assigned[i].value
		}
		return nil
	}
	for i := range f.assigned {
		if f.assigned[i].name == name {
			return &f.assigned[i].value
		}
	}
	return nil
}

func (f *frame) assign(name string, v any) {
	if p := f.findAssigned(name); p != nil {
		*p = v
		return
	}
	f.assigned = append(f.assigned, binding{name, v})
	if f.index != nil {
		f.index[name] = len(f.assigned) - 1
	} else if len(f.assigned) > indexFrom {
		f.index = map[string]int{}
		for i, b := range f.assigned {
			f.index[b.name] = i
		}
	}
}

// lookup finds a variable: block, template, counters, data, globals, objects.
func (s *State) lookup(name string) (any, bool) { return s.lookupAt(s.depth, name) }

func (s *State) lookupAt(depth int, name string) (any, bool) {
	f := s.frames[depth]
	if p := f.find(name); p != nil {
		return *p, true
	}
	if n, ok := f.counters[name]; ok {
		return n, true
	}
	if depth == 0 {
		if v, ok := s.data.Vars[name]; ok {
			return normal(v), true
		}
	}
	for i := len(s.globals) - 1; i >= 0; i-- {
		if s.globals[i].name == name {
			return s.globals[i].value, true
		}
	}
	if s.data.Globals != nil {
		if v := normal(s.data.Globals.Get(name)); v != nil {
			return v, true
		}
	}
	if get := s.env.objects[name]; get != nil {
		return normal(get(s)), true
	}
	return nil, false
}

// Get answers a variable as the template would see it, nil for none.
func (s *State) Get(name string) any {
	v, _ := s.lookup(name)
	return v
}

// Set assigns a variable, as the tag assign does.
func (s *State) Set(name string, v any) { s.frame.assign(name, normal(v)) }

// With runs f with one more variable in sight, which ends with it.
func (s *State) With(name string, v any, f func() error) error {
	depth := len(s.frame.inner)
	s.frame.push(name, normal(v))
	err := f()
	s.frame.pop(depth)
	return err
}
