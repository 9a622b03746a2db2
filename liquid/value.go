package liquid

import (
	"sort"
)

// Drop is an object a template may look into. Get answers the property of that
// name, or nil where there is none; it is called at every use, so a costly
// property is worth keeping once it is known. A Drop that is also an Array can
// be looped over, one with a String method prints as that text, and one with
// LiquidValue() any stands for that plain value in output and comparisons.
type Drop interface {
	Get(name string) any
}

// Array is a list whose elements are made when they are asked for.
type Array interface {
	Len() int
	At(i int) any
}

// Safe is text that is HTML already and is written without escaping. Filters
// that build HTML answer it; everything that comes from people stays string.
type Safe string

// Map is an object that remembers the order of its keys. Use it where order
// shows: in loops over an object and when an object is printed.
type Map struct {
	keys   []string
	values map[string]any
}

// NewMap answers an empty ordered object.
func NewMap() *Map { return &Map{values: map[string]any{}} }

// Set puts a value under a key; a new key goes last.
func (m *Map) Set(key string, value any) *Map {
	if _, known := m.values[key]; !known {
		m.keys = append(m.keys, key)
	}
	m.values[key] = value
	return m
}

// Get answers the value of a key, nil where there is none.
func (m *Map) Get(key string) any { return m.values[key] }

// Lookup answers the value of a key and whether the key is there.
func (m *Map) Lookup(key string) (any, bool) {
	v, ok := m.values[key]
	return v, ok
}

// Len is the number of keys.
func (m *Map) Len() int { return len(m.keys) }

// Keys are the keys in the order they were first set. Do not change the slice.
func (m *Map) Keys() []string { return m.keys }

// Object turns a plain Go map into a Drop, for Data.Globals.
type Object map[string]any

// Get answers the value of a key.
func (o Object) Get(name string) any { return o[name] }

// Range is what (1..5) means: every integer from First to Last, none when Last
// is smaller. It is kept as two numbers and never built as a list by itself.
type Range struct{ First, Last int }

// Len is the number of integers in the range.
func (r Range) Len() int {
	if r.Last < r.First {
		return 0
	}
	n := uint64(r.Last) - uint64(r.First)
	if n >= 1<<62 {
		return 1 << 62
	}
	return int(n) + 1
}

// At answers the i-th integer.
func (r Range) At(i int) any { return r.First + i }

type (
	textList   []string
	intList    []int
	objectList []map[string]any
)

func (a textList) Len() int       { return len(a) }
func (a textList) At(i int) any   { return a[i] }
func (a intList) Len() int        { return len(a) }
func (a intList) At(i int) any    { return a[i] }
func (a objectList) Len() int     { return len(a) }
func (a objectList) At(i int) any { return a[i] }

// normal brings the Go types a caller may hand over down to the few the
// engine works with. Types it does not know stay opaque and print nothing.
func normal(v any) any {
	switch x := v.(type) {
	case nil, bool, int, float64, string, Safe, []any, *Map, map[string]any:
		return v
	case Drop:
		return v
	case int64:
		return int(x)
	case int32:
		return int(x)
	case int16:
		return int(x)
	case int8:
		return int(x)
	case uint:
		return unsigned(uint64(x))
	case uint64:
		return unsigned(x)
	case uint32:
		return int(x)
	case uint16:
		return int(x)
	case uint8:
		return int(x)
	case float32:
		return float64(x)
	case []string:
		return textList(x)
	case []int:
		return intList(x)
	case []map[string]any:
		return objectList(x)
	case []byte:
		return string(x)
	}
	return v
}

func unsigned(x uint64) any {
	if x > 1<<63-1 {
		return float64(x)
	}
	return int(x)
}

type plainer interface{ LiquidValue() any }

// plain is the value itself, or the plain value a Drop stands for.
func plain(v any) any {
	if p, ok := v.(plainer); ok {
		return normal(p.LiquidValue())
	}
	return v
}

// truthy holds for everything but nil and false.
func truthy(v any) bool {
	switch x := v.(type) {
	case nil:
		return false
	case bool:
		return x
	case plainer:
		return truthy(plain(v))
	}
	return true
}

// sortedKeys gives plain Go maps a steady order in output and loops.
func sortedKeys(m map[string]any) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}

// property is what a.name or a[name] finds. The second answer says whether
// the value has such a property at all.
func property(v any, name string) (any, bool) {
	switch x := v.(type) {
	case *forloop:
		return x.Get(name), true
	case map[string]any:
		r, ok := x[name]
		return normal(r), ok
	case *Map:
		r, ok := x.values[name]
		return normal(r), ok
	case Drop:
		r := normal(x.Get(name))
		return r, r != nil
	}
	return nil, false
}

// sequence answers length and accessor of anything a loop can walk through.
func sequence(v any) (Array, bool) {
	switch x := v.(type) {
	case []any:
		return list(x), true
	case *Map:
		return pairs{x.keys, x.values}, true
	case map[string]any:
		return pairs{sortedKeys(x), x}, true
	case Array:
		return x, true
	}
	return nil, false
}

type list []any

func (l list) Len() int     { return len(l) }
func (l list) At(i int) any { return l[i] }

type pairs struct {
	keys   []string
	values map[string]any
}

func (p pairs) Len() int     { return len(p.keys) }
func (p pairs) At(i int) any { return []any{p.keys[i], p.values[p.keys[i]]} }

// sizeOf answers .size: letters of a text, elements of a list, keys of an object.
func sizeOf(v any) (int, bool) {
	switch x := v.(type) {
	case string:
		return runes(x), true
	case Safe:
		return runes(string(x)), true
	case map[string]any:
		return len(x), true
	case *Map:
		return x.Len(), true
	case []any:
		return len(x), true
	case Array:
		return x.Len(), true
	case int:
		return 8, true
	}
	return 0, false
}

// command answers .size, .first and .last of values without such a property.
func command(v any, name string) (any, bool) {
	if name == "size" {
		n, ok := sizeOf(v)
		if !ok {
			return nil, false
		}
		return n, true
	}
	switch x := v.(type) {
	case string:
		return edge(x, name), true
	case Safe:
		return Safe(edge(string(x), name)), true
	case *Map, map[string]any:
		seq, _ := sequence(x)
		if name == "last" || seq.Len() == 0 {
			return nil, name == "first"
		}
		return seq.At(0), true
	}
	seq, ok := sequence(v)
	if !ok {
		return nil, false
	}
	n := seq.Len()
	if r, isRange := v.(Range); isRange {
		if name == "first" {
			return r.First, true
		}
		return r.Last, true
	}
	if n == 0 {
		return nil, true
	}
	if name == "first" {
		return normal(seq.At(0)), true
	}
	return normal(seq.At(n - 1)), true
}

// element is a[i] with negative positions counted from the end.
func element(v any, i int) (any, bool) {
	switch v.(type) {
	case *Map, map[string]any:
		return nil, false
	}
	seq, ok := sequence(v)
	if !ok {
		return nil, false
	}
	n := seq.Len()
	if i < 0 {
		i += n
	}
	if i < 0 || i >= n {
		return nil, true
	}
	return normal(seq.At(i)), true
}
