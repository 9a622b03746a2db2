package liquid

import (
	"context"
	"fmt"
)

// FilterFunc is a filter: in | name: args. Named arguments come from c. The
// slice args is the engine's and must not be kept.
type FilterFunc func(c *Call, in any, args []any) (any, error)

// Call is one use of a filter. It is valid until the filter returns.
type Call struct {
	s     *State
	name  string
	names []string
	named []any
}

// Named answers the argument given by name, nil for none.
func (c *Call) Named(name string) any {
	for i := len(c.names) - 1; i >= 0; i-- {
		if c.names[i] == name {
			return c.named[i]
		}
	}
	return nil
}

// Names are the names of the named arguments, in the order of the template.
func (c *Call) Names() []string { return c.names }

// Render is the render the filter runs in.
func (c *Call) Render() *State { return c.s }

// Context is the context of the render.
func (c *Call) Context() context.Context { return c.s.ctx }

// Errorf is an error of this filter; the engine adds the place.
func (c *Call) Errorf(format string, args ...any) error { return failf(format, args...) }

// List answers the elements of any value as the array filters see it: lists
// flattened, a range spelled out, nil as nothing, all else as one element.
func (c *Call) List(v any) ([]any, error) { return c.s.items(v) }

func (s *State) call() *Call {
	n := len(s.calls)
	if n == len(s.spare) {
		s.spare = append(s.spare, &Call{})
	}
	c := s.spare[n]
	*c = Call{s: s}
	s.calls = append(s.calls, c)
	return c
}

// filter is a registered filter with the number of arguments it takes; max is
// -1 for any number.
type filter struct {
	name     string
	fn       FilterFunc
	min, max int
}

func (f *filter) arity(given int) error {
	want := fmt.Sprint(f.min + 1)
	if f.max != f.min {
		want = fmt.Sprintf("%d..%d", f.min+1, f.max+1)
	}
	if given >= f.min && (given <= f.max || f.max < 0) {
		return failf("wrong number of arguments: %s needs %d without a name", f.name, f.min)
	}
	return failf("wrong number of arguments (given %d, expected %s)", given+1, want)
}

func (e *Env) add(name string, min, max int, fn FilterFunc) {
	e.filters[name] = &filter{name, fn, min, max}
}

func (e *Env) standardFilters() {
	e.textFilters()
	e.cutFilters()
	e.codingFilters()
	e.listFilters()
	e.pickFilters()
	e.mathFilters()
	e.add("date", 1, 1, filterDate)
	e.add("default", 0, 2, filterDefault)
}

// filterDefault: the value, or the argument where it is nil, false or empty.
func filterDefault(c *Call, in any, args []any) (any, error) {
	v := plain(in)
	missing := v == nil
	if !truthy(c.Named("allow_false")) {
		missing = !truthy(v)
	}
	switch x := v.(type) {
	case string:
		missing = missing || x == ""
	case Safe:
		missing = missing || x == ""
	default:
		if seq, ok := sequence(v); ok {
			if _, isRange := v.(Range); !isRange {
				missing = missing || seq.Len() == 0
			}
		}
	}
	if !missing {
		return in, nil
	}
	if len(args) == 0 {
		return "", nil
	}
	return args[0], nil
}

// part is the text of v as it goes into a joined text.
func (c *Call) part(v any, safe bool) string {
	if safe {
		if t, ok := v.(Safe); ok {
			return string(t)
		}
		if !isTextual(v) {
			return c.s.toText(v)
		}
		return c.escaped(c.s.toText(v))
	}
	return c.s.toText(v)
}

// escaped is the text with its size checked first: five quotes make thirty bytes.
func (c *Call) escaped(t string) string {
	if len(t) > 1<<14 && c.reserve(escapedLen(t)) != nil {
		return ""
	}
	return escaped(t)
}

// isTextual is false for values whose text never needs escaping.
func isTextual(v any) bool {
	switch v.(type) {
	case nil, int, float64, bool:
		return false
	}
	return true
}

func isSafe(v any) bool {
	_, ok := v.(Safe)
	return ok
}

// keep gives a text made from v the kind v had.
func keep(v any, t string) any {
	if isSafe(v) {
		return Safe(t)
	}
	return t
}

// reserve refuses a long text that would go over budget before it is made.
func (c *Call) reserve(n int) error {
	if n > 1<<14 && n > c.s.limits.Assigned-c.s.assigned {
		return c.s.Grow(n)
	}
	return nil
}

// made counts a text a filter made.
func (c *Call) made(v any, t string) (any, error) {
	if err := c.s.Grow(len(t)); err != nil {
		return nil, err
	}
	return keep(v, t), nil
}
