package db

import (
	"slices"
	"strings"
)

// Part is one condition of a list. Cond names its columns as row.column, whatever the
// alias of the statement.
type Part struct {
	Cond string
	Args []any
	// Span says that the condition bounds this column ("o.placed_at"), so that the index
	// of an order by that column serves it, whatever else leads.
	Span string
	// Serves are the names of the orders that an index has behind this condition. Indexed
	// alone means that an index finds its rows, in no order.
	Serves  []string
	Indexed bool
	// Find is how its rows are found, where that is not the same as testing one of them.
	Find string
}

// Few is how many rows are read and sorted here rather than by an index.
const Few = 500

// Listing is a list that can be asked in many ways: a statement that ends in its WHERE
// part, its alias, and the conditions in force, the usually most telling first.
type Listing struct {
	Text  string
	Args  []any
	Alias string
	Parts []Part
}

// ReadList reads a page of a list whose filters combine freely. One condition leads,
// through its index: the one that leaves the fewest rows. When those are few, they are
// all read and sorted here; else the index that has the order asked for is read, and
// what it does not serve is tested on Look rows at most.
func ReadList[T any](tx *Tx, l Listing, by Order[T], in Reading) (Page[T], error) {
	lead, size, err := l.lead(tx, by.Name)
	if err != nil {
		return Page[T]{}, err
	}
	if lead >= 0 && size <= Few && (size >= 0 || !l.serves(lead, by.Name)) {
		rows, more, err := gather[T](tx, l, lead, size)
		if err != nil {
			return Page[T]{}, err
		}
		if !more {
			return SortPage(rows, by, in)
		}
	}
	q, rest := l.driven(lead, by.Name, by.Column)
	return ReadPage(tx, q, by, in, l.narrow(rest))
}

// CountList counts what ReadList would list, most at the utmost.
func CountList(tx *Tx, l Listing, most int64) (Counted, error) {
	lead, _, err := l.lead(tx, "")
	if err != nil {
		return Counted{}, err
	}
	q := Query(l.Text, l.Args...)
	var rest []Part
	for i, p := range l.Parts {
		if i == lead {
			q.And(l.finds(p), p.Args...)
		} else {
			rest = append(rest, p)
		}
	}
	if lead < 0 && spansOne(rest) {
		for _, p := range rest {
			q.And(l.inside(p.Cond), p.Args...)
		}
		rest = nil
	}
	return CountRows(tx, q, most, l.narrow(rest))
}

func spansOne(parts []Part) bool {
	return len(parts) > 0 && !slices.ContainsFunc(parts, func(p Part) bool { return p.Span == "" || p.Span != parts[0].Span })
}

// FindList reads the rows of the ids that also meet the conditions: what a search found.
func FindList[T any](tx *Tx, l Listing, column string, ids any) ([]T, error) {
	q := Query(l.Text, l.Args...).AndIn(column, ids).Then(`LIMIT ?`, Few).Within(`row`)
	for _, p := range l.Parts {
		q.And(p.Cond, p.Args...)
	}
	return AllQ[T](tx, q)
}

// lead is the place of the condition that leads, or -1. Where several could, those with
// few rows are found out; size is -1 when nobody looked.
func (l Listing) lead(tx *Tx, order string) (place int, size int64, err error) {
	place, size = -1, -1
	var could []int
	for i, p := range l.Parts {
		if p.Indexed || len(p.Serves) > 0 {
			could = append(could, i)
		}
	}
	switch len(could) {
	case 0:
		return place, size, nil
	case 1:
		return could[0], size, nil
	}
	for _, i := range could {
		p := l.Parts[i]
		n, err := countUpTo(tx, Query(l.Text, l.Args...).And(l.finds(p), p.Args...), Few+1)
		if err != nil {
			return place, size, err
		}
		if size < 0 || n < size || n == size && !l.serves(place, order) && l.serves(i, order) {
			place, size = i, n
		}
	}
	return place, size, nil
}

func (l Listing) serves(place int, order string) bool {
	return place >= 0 && slices.Contains(l.Parts[place].Serves, order)
}

// inside writes a condition with the alias of the statement.
func (l Listing) inside(cond string) string { return strings.ReplaceAll(cond, "row.", l.Alias+".") }

func (l Listing) finds(p Part) string {
	if p.Find != "" {
		return l.inside(p.Find)
	}
	return l.inside(p.Cond)
}

// gather reads all rows of the leading condition that meet the others; more says that
// they were too many to do so.
func gather[T any](tx *Tx, l Listing, lead int, size int64) (rows []T, more bool, err error) {
	p := l.Parts[lead]
	if size < 0 {
		size, err = countUpTo(tx, Query(l.Text, l.Args...).And(l.finds(p), p.Args...), Few+1)
	}
	if err != nil || size > Few {
		return nil, true, err
	}
	q := Query(l.Text, l.Args...).And(l.finds(p), p.Args...).Then(`LIMIT ?`, Few).Within(`row`)
	for i, other := range l.Parts {
		if i != lead {
			q.And(other.Cond, other.Args...)
		}
	}
	rows, err = AllQ[T](tx, q)
	return rows, false, err
}

// driven is the statement with what the index of the order serves, and the rest.
func (l Listing) driven(lead int, order, column string) (*Q, []Part) {
	q := Query(l.Text, l.Args...)
	var rest []Part
	for i, p := range l.Parts {
		if i == lead && l.serves(lead, order) || p.Span != "" && p.Span == column {
			q.And(l.inside(p.Cond), p.Args...)
		} else {
			rest = append(rest, p)
		}
	}
	return q, rest
}

func (l Listing) narrow(rest []Part) func(q *Q) {
	if len(rest) == 0 {
		return nil
	}
	return func(q *Q) {
		for _, p := range rest {
			q.And(p.Cond, p.Args...)
		}
	}
}

// AnyOf is a condition on one of some values. One value alone is served by its index;
// the orders of several would have to be merged, so several are tested row by row.
func AnyOf(column string, values []string, serves ...string) []Part {
	switch len(values) {
	case 0:
		return nil
	case 1:
		return []Part{{Cond: `row.` + column + ` = ?`, Args: []any{values[0]}, Serves: serves}}
	}
	args := make([]any, len(values))
	for i, value := range values {
		args[i] = value
	}
	return []Part{{Cond: `row.` + column + ` IN (` + strings.TrimSuffix(strings.Repeat(`?, `, len(values)), `, `) + `)`, Args: args}}
}
