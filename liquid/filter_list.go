package liquid

import (
	"sort"
	"strings"
)

func (e *Env) listFilters() {
	e.add("size", 0, 0, func(c *Call, in any, _ []any) (any, error) {
		n, _ := sizeOf(in)
		return n, c.s.step(n >> 8)
	})
	e.add("first", 0, 0, endOf("first"))
	e.add("last", 0, 0, endOf("last"))
	e.add("join", 0, 1, join)
	e.add("reverse", 0, 0, reverse)
	e.add("concat", 1, 1, concat)
	e.add("sort", 0, 1, sortWith(sortCompare))
	e.add("sort_natural", 0, 1, sortWith(naturalCompare))
	e.add("uniq", 0, 1, uniq)
	e.add("compact", 0, 1, compact)
	e.add("map", 1, 1, mapFilter)
	e.add("sum", 0, 1, sum)
}

// items answers the elements of a value; see Call.List.
func (s *State) items(v any) ([]any, error) {
	switch x := v.(type) {
	case nil:
		return nil, nil
	case *Map, map[string]any:
		return []any{v}, nil
	case Range:
		if x.Len() > s.limits.Range {
			return nil, s.tooLong(x.Len())
		}
	case []any:
		flat := true
		for _, el := range x {
			if isList(el) {
				flat = false
				break
			}
		}
		if flat {
			return x, s.step(len(x) >> 2)
		}
	}
	seq, ok := v.(Array)
	if l, isSlice := v.([]any); isSlice {
		seq, ok = list(l), true
	}
	if !ok {
		return []any{v}, nil
	}
	if err := s.Grow(16 * min(seq.Len(), s.limits.Range+1)); err != nil {
		return nil, err
	}
	return s.flatten(make([]any, 0, min(seq.Len(), s.limits.Range)), seq, 0)
}

func isList(v any) bool {
	switch v.(type) {
	case []any, textList, intList, objectList:
		return true
	}
	return false
}

func (s *State) flatten(out []any, seq Array, depth int) ([]any, error) {
	if depth > maxNesting {
		return nil, failf("list is nested too deep")
	}
	for i := range seq.Len() {
		v := normal(seq.At(i))
		if err := s.step(1); err != nil {
			return nil, err
		}
		if isList(v) {
			inner, _ := sequence(v)
			if err := s.Grow(16 * inner.Len()); err != nil {
				return nil, err
			}
			var err error
			if out, err = s.flatten(out, inner, depth+1); err != nil {
				return nil, err
			}
			continue
		}
		out = append(out, v)
	}
	return out, nil
}

func (s *State) tooLong(n int) error {
	s.over = budgetf("a list of %d elements is longer than the %d allowed", n, s.limits.Range)
	return s.over
}

func endOf(name string) FilterFunc {
	return func(_ *Call, in any, _ []any) (any, error) {
		if _, isDrop := in.(Drop); isDrop {
			if _, isArray := in.(Array); !isArray {
				if _, isMap := in.(*Map); !isMap {
					return nil, nil
				}
			}
		}
		v, _ := command(in, name)
		return v, nil
	}
}

// join makes one text. When separator or an element is HTML, what is plain is
// escaped and the result is HTML.
func join(c *Call, in any, args []any) (any, error) {
	items, err := c.s.items(in)
	if err != nil {
		return nil, err
	}
	var glue any = " "
	safe := false
	if len(args) > 0 {
		glue = args[0]
		safe = isSafe(glue)
	} else if c.s.env.escape {
		safe = len(items) > 0 && isSafe(items[0])
	}
	for _, it := range items {
		safe = safe || isSafe(it)
	}
	between := c.part(glue, safe)
	var b strings.Builder
	for i, it := range items {
		t := c.part(it, safe)
		if err := c.s.Grow(len(t) + len(between)); err != nil {
			return nil, err
		}
		if i > 0 {
			b.WriteString(between)
		}
		b.WriteString(t)
	}
	if safe {
		return Safe(b.String()), nil
	}
	return b.String(), nil
}

// copied answers the elements of a value in a slice of the filter's own.
func (c *Call) copied(in any) ([]any, error) {
	items, err := c.s.items(in)
	if err != nil {
		return nil, err
	}
	if err := c.s.Grow(16 * len(items)); err != nil {
		return nil, err
	}
	return append(make([]any, 0, len(items)), items...), nil
}

func reverse(c *Call, in any, _ []any) (any, error) {
	out, err := c.copied(in)
	for i, j := 0, len(out)-1; i < j; i, j = i+1, j-1 {
		out[i], out[j] = out[j], out[i]
	}
	return out, err
}

func concat(c *Call, in any, args []any) (any, error) {
	if !isList(args[0]) {
		if _, isArray := args[0].(Array); !isArray {
			return nil, failf("concat filter requires an array argument")
		}
	}
	a, err := c.copied(in)
	if err != nil {
		return nil, err
	}
	seq, _ := sequence(args[0])
	n := seq.Len()
	if n > c.s.limits.Range {
		return nil, c.s.tooLong(n)
	}
	if err := c.s.Grow(16 * n); err != nil {
		return nil, err
	}
	for i := range n {
		a = append(a, normal(seq.At(i)))
	}
	return a, nil
}

type comparer func(s *State, a, b any) (int, error)

func sortWith(compare comparer) FilterFunc {
	return func(c *Call, in any, args []any) (any, error) {
		out, err := c.copied(in)
		if err != nil {
			return nil, err
		}
		if len(out) == 0 {
			return []any{}, nil
		}
		if len(args) == 0 || args[0] == nil {
			return out, c.sort(out, out, compare)
		}
		keys := make([]any, len(out))
		for i, v := range out {
			if !indexable(v) {
				return nil, nil
			}
			if keys[i], err = c.s.pick(v, args[0]); err != nil {
				return nil, err
			}
		}
		return out, c.sort(out, keys, compare)
	}
}

// sort orders out by its keys. Steps are paid per comparison, so a huge list
// of long texts runs out of budget, not of time.
func (c *Call) sort(out, keys []any, compare comparer) (err error) {
	if err := c.s.Grow(48 * len(out)); err != nil {
		return err
	}
	order := make([]int, len(out))
	for i := range order {
		order[i] = i
	}
	sort.SliceStable(order, func(i, j int) bool {
		if err != nil {
			return false
		}
		if err = c.s.step(1); err != nil {
			return false
		}
		var r int
		r, err = compare(c.s, plain(keys[order[i]]), plain(keys[order[j]]))
		return r < 0
	})
	if err != nil {
		return err
	}
	sorted := make([]any, len(out))
	for i, from := range order {
		sorted[i] = out[from]
	}
	copy(out, sorted)
	return nil
}

func sortCompare(s *State, a, b any) (int, error) {
	if r, ok := compare(a, b); ok {
		return r, s.look(a)
	}
	switch {
	case a == nil && b == nil:
		return 0, nil
	case a == nil:
		return 1, nil
	case b == nil:
		return -1, nil
	}
	if s.equal(a, b) {
		return 0, nil
	}
	return 0, failf("cannot sort values of incompatible types")
}

func naturalCompare(s *State, a, b any) (int, error) {
	switch {
	case a == nil && b == nil:
		return 0, nil
	case a == nil:
		return 1, nil
	case b == nil:
		return -1, nil
	}
	x, y := s.toText(a), s.toText(b)
	return foldCompare(x, y), s.step((len(x) + len(y)) >> 6)
}

// foldCompare compares without regard to the case of A to Z.
func foldCompare(a, b string) int {
	for i := 0; i < len(a) && i < len(b); i++ {
		if x, y := lower(a[i]), lower(b[i]); x != y {
			return cmp(int(x), int(y))
		}
	}
	return cmp(len(a), len(b))
}

func lower(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		return c + 32
	}
	return c
}
