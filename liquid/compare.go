package liquid

import (
	"strings"
)

// equal is ==. Numbers compare by value, texts by their text, lists and
// objects by their elements; a Safe text equals the text it was made from.
func (s *State) equal(a, b any) bool { return s.same(a, b, 0) }

func (s *State) same(a, b any, depth int) bool {
	if depth > maxNesting || s.step(1) != nil || s.look(a) != nil {
		return false
	}
	if n, ok := a.(nothing); ok {
		_ = s.look(b)
		return s.isNothing(n, b)
	}
	if n, ok := b.(nothing); ok {
		return s.isNothing(n, a)
	}
	switch x := a.(type) {
	case nil:
		return b == nil
	case bool:
		y, ok := b.(bool)
		return ok && x == y
	case int, float64:
		return sameNumber(x, b)
	case string:
		switch y := b.(type) {
		case string:
			return x == y
		case Safe:
			return s.sameSafe(y, x)
		}
		return false
	case Safe:
		switch y := b.(type) {
		case string:
			return s.sameSafe(x, y)
		case Safe:
			return x == y
		}
		return false
	case Range:
		y, ok := b.(Range)
		return ok && x == y
	case *Map, map[string]any:
		return s.sameObject(a, b, depth)
	case Drop:
		y, ok := b.(Drop)
		return ok && sameDrop(x, y)
	}
	return s.sameList(a, b, depth)
}

func sameNumber(a, b any) bool {
	switch b.(type) {
	case int, float64:
		c, ok := compare(a, b)
		return ok && c == 0
	}
	return false
}

func (s *State) sameList(a, b any, depth int) bool {
	x, ok := sequence(a)
	y, ok2 := sequence(b)
	if !ok || !ok2 || isObject(b) || x.Len() != y.Len() {
		return false
	}
	if _, isRange := b.(Range); isRange {
		return false
	}
	for i := range x.Len() {
		if !s.same(normal(x.At(i)), normal(y.At(i)), depth+1) {
			return false
		}
	}
	return true
}

func (s *State) sameSafe(a Safe, b string) bool {
	if string(a) == b {
		return true
	}
	if strings.IndexByte(string(a), '&') < 0 || len(a) > 8*len(b)+64 || s.Grow(len(a)) != nil {
		return false
	}
	return unescape(string(a)) == b
}

func isObject(v any) bool {
	switch v.(type) {
	case *Map, map[string]any, Drop:
		return true
	}
	return false
}

func (s *State) sameObject(a, b any, depth int) bool {
	x, _ := sequence(a)
	y, ok := sequence(b)
	p := x.(pairs)
	q, isPairs := y.(pairs)
	if !ok || !isPairs || len(p.keys) != len(q.keys) {
		return false
	}
	for _, k := range p.keys {
		v, there := q.values[k]
		if !there || !s.same(normal(p.values[k]), normal(v), depth+1) {
			return false
		}
	}
	return true
}

// sameDrop compares two drops; drops that cannot be compared are different.
func sameDrop(a, b Drop) (same bool) {
	defer func() { _ = recover() }()
	return a == b
}

// isNothing answers == blank and == empty.
func (s *State) isNothing(n nothing, v any) bool {
	switch x := v.(type) {
	case nil:
		return n == isBlank
	case bool:
		return n == isBlank && !x
	case string:
		return x == "" || n == isBlank && strings.Trim(x, spaces) == ""
	case Safe:
		return x == "" || n == isBlank && strings.Trim(string(x), spaces) == ""
	case Range, int:
		return false
	}
	if seq, ok := sequence(v); ok {
		return seq.Len() == 0
	}
	return false
}

// order is < > <= >=. Values without an order among them are never in it, but
// texts against numbers is an error, as in the reference.
func order(a, b any, op string) (any, error) {
	if !ordered(a) || !ordered(b) {
		return nil, nil
	}
	c, ok := compare(a, b)
	if !ok {
		return nil, failf("comparison of %s with %s failed", className(a), operandName(b))
	}
	switch op {
	case "<":
		return c < 0, nil
	case ">":
		return c > 0, nil
	case "<=":
		return c <= 0, nil
	}
	return c >= 0, nil
}

func ordered(v any) bool {
	switch v.(type) {
	case int, float64, string, Safe:
		return true
	}
	return false
}

// compare answers -1, 0 or 1, and whether the two can be compared.
func compare(a, b any) (int, bool) {
	switch x := a.(type) {
	case int:
		switch y := b.(type) {
		case int:
			return cmp(x, y), true
		case float64:
			return cmp(float64(x), y), y == y
		}
		return 0, false
	case float64:
		switch y := b.(type) {
		case int:
			return cmp(x, float64(y)), x == x
		case float64:
			return cmp(x, y), x == x && y == y
		}
		return 0, false
	}
	x, ok := textOf(a)
	y, ok2 := textOf(b)
	if ok && ok2 {
		return strings.Compare(x, y), true
	}
	return 0, false
}

func cmp[T int | float64](a, b T) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func className(v any) string {
	switch x := v.(type) {
	case nil:
		return "NilClass"
	case bool:
		if x {
			return "TrueClass"
		}
		return "FalseClass"
	case int:
		return "Integer"
	case float64:
		return "Float"
	case string, Safe:
		return "String"
	case *Map, map[string]any:
		return "Hash"
	case Range:
		return "Range"
	}
	return "Array"
}

func operandName(v any) string {
	switch v.(type) {
	case int, float64:
		return toText(v)
	}
	return className(v)
}

// contains: a text holds another, a list an element, an object a key.
func (s *State) contains(a, b any) bool {
	if a == nil || b == nil || b == false || a == false {
		return false
	}
	switch x := a.(type) {
	case string:
		return s.holds(x, b)
	case Safe:
		if s.holds(string(x), b) {
			return true
		}
		_, isSafe := b.(Safe)
		return !isSafe && strings.IndexByte(string(x), '&') >= 0 && s.Grow(len(x)) == nil && s.holds(unescape(string(x)), b)
	case *Map:
		k, ok := textOf(b)
		_, has := x.values[k]
		return ok && has
	case map[string]any:
		k, ok := textOf(b)
		_, has := x[k]
		return ok && has
	case Range:
		n, ok := b.(int)
		return ok && n >= x.First && n <= x.Last
	}
	seq, ok := sequence(a)
	if !ok {
		return false
	}
	for i := range seq.Len() {
		if s.equal(normal(seq.At(i)), b) {
			return true
		}
		if s.over != nil {
			return false
		}
	}
	return false
}

func (s *State) holds(text string, part any) bool {
	if s.step(len(text)>>8) != nil {
		return false
	}
	return strings.Contains(text, s.toText(part))
}
