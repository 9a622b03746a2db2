package theme

import "github.com/coulisse/coulisse/liquid"

// elements is a list whose elements are made when they are asked for.
type elements struct {
	n  int
	at func(i int) any
}

// Len is the number of elements.
func (e elements) Len() int { return e.n }

// At answers the i-th element.
func (e elements) At(i int) any { return e.at(i) }

func list(n int, at func(i int) any) liquid.Array { return elements{n, at} }

// Lookup is an object whose properties are found by handle when they are asked for:
// collections['summer'].
type Lookup func(handle string) any

// Get answers what has the handle.
func (f Lookup) Get(handle string) any { return f(handle) }

// Several is a Lookup that can also be walked through.
type Several struct {
	Lookup
	All func() []any

	read bool
	kept []any
}

func (s *Several) all() []any {
	if !s.read {
		s.kept, s.read = s.All(), true
	}
	return s.kept
}

// Len is the number of elements.
func (s *Several) Len() int { return len(s.all()) }

// At answers the i-th element.
func (s *Several) At(i int) any { return s.all()[i] }

// ProductPage is one page of a list of products, read when it is first looked at.
type ProductPage struct {
	Size int
	Read func(size int) (products []*Product, previous, next string)

	read           bool
	products       []*Product
	previous, next string
}

// Cut sets the size of the page before it is read.
func (l *ProductPage) Cut(size int) { l.Size = size }

func (l *ProductPage) load() {
	if l.read {
		return
	}
	l.read = true
	if l.Size == 0 {
		l.Size = 50
	}
	l.products, l.previous, l.next = l.Read(l.Size)
}

// Cursors are those of the pages around this one.
func (l *ProductPage) Cursors() (previous, next string) { l.load(); return l.previous, l.next }

// Len is the number of products of the page.
func (l *ProductPage) Len() int { l.load(); return len(l.products) }

// At answers the i-th product.
func (l *ProductPage) At(i int) any { l.load(); return l.products[i] }
