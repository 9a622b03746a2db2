package liquid

import (
	"strings"
)

func (e *Env) pickFilters() {
	e.add("where", 1, 2, selectBy([]any{}, func(p *picking) { p.where(true) }))
	e.add("reject", 1, 2, selectBy([]any{}, func(p *picking) { p.where(false) }))
	e.add("has", 1, 2, selectBy(false, func(p *picking) { p.out = p.find() >= 0 }))
	e.add("find_index", 1, 2, selectBy(nil, func(p *picking) {
		if i := p.find(); i >= 0 {
			p.out = i
		}
	}))
	e.add("find", 1, 2, selectBy(nil, func(p *picking) {
		if i := p.find(); i >= 0 {
			p.out = p.items[i]
		}
	}))
}

// indexable is what a property may be asked of at all.
func indexable(v any) bool {
	switch v.(type) {
	case nil, bool, float64:
		return false
	}
	return true
}

// pick is the property of one element of a list.
func (s *State) pick(v, key any) (any, error) {
	if err := s.step(1); err != nil {
		return nil, err
	}
	name, isText := textOf(key)
	switch x := v.(type) {
	case string, Safe:
		t, _ := textOf(x)
		if err := s.look(t); err != nil {
			return nil, err
		}
		if i, ok := key.(int); ok {
			from, to := window(runes(t), i, 1)
			return t[runeAt(t, from):runeAt(t, to)], nil
		}
		if isText && strings.Contains(t, name) {
			return name, nil
		}
		return nil, nil
	case int:
		if i, ok := key.(int); ok {
			return x >> min(63, max(0, i)) & 1, nil
		}
		return nil, failf("cannot select the property '%s'", s.toText(key))
	case Drop:
		r, _ := property(v, s.toText(key))
		return r, nil
	case map[string]any:
		if !isText {
			return nil, nil
		}
		r, _ := property(v, name)
		return r, nil
	}
	if i, ok := key.(int); ok {
		r, _ := element(v, i)
		return r, nil
	}
	return nil, failf("cannot select the property '%s'", s.toText(key))
}

// picking is one run of where, reject, has, find or find_index.
type picking struct {
	c     *Call
	items []any
	key   any
	want  any
	out   any
	err   error
	stop  bool
}

func selectBy(none any, run func(*picking)) FilterFunc {
	return func(c *Call, in any, args []any) (any, error) {
		items, err := c.s.items(in)
		if err != nil || len(items) == 0 {
			return none, err
		}
		p := &picking{c: c, items: items, key: args[0]}
		if len(args) > 1 {
			p.want = args[1]
		}
		run(p)
		if p.stop {
			return nil, p.err
		}
		return p.out, p.err
	}
}

// match tells whether the i-th element fits. An element without any properties
// ends the whole filter with nothing.
func (p *picking) match(i int) bool {
	v := p.items[i]
	if _, isText := textOf(v); isText && p.key == nil || !indexable(v) {
		p.stop = true
		return false
	}
	got, err := p.c.s.pick(v, p.key)
	if err != nil {
		p.err, p.stop = err, true
		return false
	}
	if p.want == nil {
		return truthy(got)
	}
	return p.c.s.equal(plain(got), plain(p.want))
}

func (p *picking) where(keep bool) {
	out := make([]any, 0, len(p.items))
	for i, v := range p.items {
		fits := p.match(i)
		if p.stop {
			return
		}
		if fits == keep {
			out = append(out, v)
		}
	}
	p.err = p.c.s.Grow(16 * len(out))
	p.out = out
}

func (p *picking) find() int {
	for i := range p.items {
		fits := p.match(i)
		if p.stop {
			return -1
		}
		if fits {
			return i
		}
	}
	return -1
}

// keyed answers the property of every element, or the elements themselves.
// ok is false where an element has no properties at all.
func (c *Call) keyed(items, args []any) (keys []any, ok bool, err error) {
	if len(args) == 0 || args[0] == nil {
		return items, true, nil
	}
	keys = make([]any, len(items))
	for i, v := range items {
		if !indexable(v) {
			return nil, false, nil
		}
		if keys[i], err = c.s.pick(v, args[0]); err != nil {
			return nil, false, err
		}
	}
	return keys, true, c.s.Grow(16 * len(keys))
}

func uniq(c *Call, in any, args []any) (any, error) {
	items, err := c.s.items(in)
	if err != nil {
		return nil, err
	}
	keys, ok, err := c.keyed(items, args)
	if err != nil || !ok {
		return nil, err
	}
	if err := c.s.Grow(64 * len(items)); err != nil {
		return nil, err
	}
	seen := map[any]bool{}
	out := make([]any, 0, len(items))
	for i, v := range items {
		k := plain(keys[i])
		if err := c.s.look(k); err != nil {
			return nil, err
		}
		switch x := k.(type) {
		case Safe:
			k = string(x)
		case nil, bool, int, float64, string, Range:
		case Drop:
			k = dropKey(x)
		default:
			k = "\x00" + c.s.toText(k)
		}
		if !seen[k] {
			seen[k] = true
			out = append(out, v)
		}
	}
	return out, nil
}

// dropKey is the drop itself where Go can compare it, otherwise its text.
func dropKey(d Drop) (key any) {
	defer func() {
		if recover() != nil {
			key = toText(d)
		}
	}()
	_ = map[any]bool{d: true}
	if _, isMap := d.(*Map); isMap {
		return toText(d)
	}
	return d
}

func compact(c *Call, in any, args []any) (any, error) {
	items, err := c.s.items(in)
	if err != nil {
		return nil, err
	}
	keys, ok, err := c.keyed(items, args)
	if err != nil || !ok {
		return nil, err
	}
	out := make([]any, 0, len(items))
	for i, v := range items {
		if keys[i] != nil {
			out = append(out, v)
		}
	}
	return out, c.s.Grow(16 * len(out))
}

func mapFilter(c *Call, in any, args []any) (any, error) {
	items, err := c.s.items(in)
	if err != nil {
		return nil, err
	}
	if err := c.s.Grow(16 * len(items)); err != nil {
		return nil, err
	}
	out := make([]any, len(items))
	for i, v := range items {
		if !indexable(v) {
			continue
		}
		if out[i], err = c.s.pick(v, args[0]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func sum(c *Call, in any, args []any) (any, error) {
	items, err := c.s.items(in)
	if err != nil {
		return nil, err
	}
	var total any = 0
	for _, v := range items {
		if len(args) > 0 && args[0] != nil {
			if !indexable(v) {
				continue
			}
			if v, err = c.s.pick(v, args[0]); err != nil {
				return nil, err
			}
		}
		inner, err := c.s.items(v)
		if err != nil {
			return nil, err
		}
		for _, n := range inner {
			if total, err = arithmetic(total, number(n), '+'); err != nil {
				return nil, err
			}
			if err := c.s.step(4); err != nil {
				return nil, err
			}
			if err := c.s.look(n); err != nil {
				return nil, err
			}
		}
	}
	return total, nil
}
