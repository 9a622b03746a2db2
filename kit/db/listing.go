package db

import (
	"cmp"
	"slices"
)

// Order is one way to sort the rows of a list: by a column, then by the id, so that
// each row has a place of its own. The conditions of the statement, Column and ID must
// stand in one index in this order; then a page costs the same at ten rows and at ten
// million.
type Order[T any] struct {
	Name   string        // as in the address: "placed_at"
	Column string        // "o.placed_at"; empty when the id alone orders
	ID     string        // "o.id"
	Words  bool          // Column holds text
	Number func(T) int64 // the value of Column in a row, when it is a number
	Word   func(T) string
	Row    func(T) int64 // the id of a row
}

// Reading says which page of a list is read: the first, or from a cursor on.
type Reading struct {
	After, Before string
	Limit         int
	Desc          bool
}

// Look is how many rows a page or a count looks at when its filters are not all
// served by one index. Beyond it the page ends and says where to go on.
const Look = 5000

// ReadPage reads one page of a list. q has the conditions that the index of the order
// serves; narrow, which may be nil, adds all others, and they see the rows of q under
// the name row. A page that had looked at Look rows before it was full is Partial.
func ReadPage[T any](tx *Tx, q *Q, by Order[T], in Reading, narrow func(q *Q)) (Page[T], error) {
	if in.After != "" {
		in.Before = ""
	}
	less := in.Desc != (in.Before != "")
	if err := by.from(q, in.After+in.Before, less); err != nil {
		return Page[T]{}, err
	}
	if narrow == nil {
		rows, err := AllQ[T](tx, by.sorted(q, less, in.Limit+1))
		return NewPage(rows, in.Limit, in.After, in.Before, by.cursor), err
	}
	looked := by.sorted(q, less, Look).Within("row")
	last := looked.clone().Then(`LIMIT 1 OFFSET ?`, Look-1)
	narrow(looked)
	rows, err := AllQ[T](tx, looked.Then(`LIMIT ?`, in.Limit+1))
	page := NewPage(rows, in.Limit, in.After, in.Before, by.cursor)
	if err != nil || len(rows) > in.Limit {
		return page, err
	}
	end, found, err := MaybeQ[T](tx, last)
	if err == nil && found {
		page.goOn(by.cursor(end), in)
	}
	return page, err
}

// goOn lets a page that is not full lead on from the last row that was looked at.
func (p *Page[T]) goOn(cursor string, in Reading) {
	p.Partial = true
	if in.Before != "" {
		p.Previous = cursor
		return
	}
	p.Next = cursor
	if len(p.Rows) == 0 {
		p.Previous = in.After
	}
}

func (by Order[T]) from(q *Q, cursor string, less bool) error {
	if cursor == "" {
		return nil
	}
	var of, word string
	var number, last int64
	var value any = &number
	if by.Words {
		value = &word
	}
	if err := DecodeCursor(cursor, &of, value, &last); err != nil {
		return err
	}
	if of != by.Name {
		return badCursor(nil)
	}
	sign := ` > `
	if less {
		sign = ` < `
	}
	switch {
	case by.Column == "":
		q.And(by.ID+sign+`?`, last)
	case by.Words:
		q.And(`(`+by.Column+`, `+by.ID+`)`+sign+`(?, ?)`, word, last)
	default:
		q.And(`(`+by.Column+`, `+by.ID+`)`+sign+`(?, ?)`, number, last)
	}
	return nil
}

func (by Order[T]) sorted(q *Q, less bool, limit int) *Q {
	way := ``
	if less {
		way = ` DESC`
	}
	if by.Column == "" {
		return q.Then(`ORDER BY `+by.ID+way+` LIMIT ?`, limit)
	}
	return q.Then(`ORDER BY `+by.Column+way+`, `+by.ID+way+` LIMIT ?`, limit)
}

func (by Order[T]) cursor(row T) string {
	switch {
	case by.Words:
		return EncodeCursor(by.Name, by.Word(row), by.Row(row))
	case by.Column == "":
		return EncodeCursor(by.Name, 0, by.Row(row))
	}
	return EncodeCursor(by.Name, by.Number(row), by.Row(row))
}

func (by Order[T]) compare(a, b T) int {
	n := 0
	switch {
	case by.Words:
		n = cmp.Compare(by.Word(a), by.Word(b))
	case by.Column != "":
		n = cmp.Compare(by.Number(a), by.Number(b))
	}
	return cmp.Or(n, cmp.Compare(by.Row(a), by.Row(b)))
}

// SortPage is a page of rows that are all at hand, such as what a search has found:
// sorted here, because no index knows their order.
func SortPage[T any](rows []T, by Order[T], in Reading) (Page[T], error) {
	slices.SortFunc(rows, by.compare)
	if in.Desc {
		slices.Reverse(rows)
	}
	if in.After != "" {
		in.Before = ""
	}
	cursor := in.After + in.Before
	if cursor == "" {
		return NewPage(rows[:min(len(rows), in.Limit+1)], in.Limit, "", "", by.cursor), nil
	}
	if err := by.from(Query(``), cursor, false); err != nil {
		return Page[T]{}, err
	}
	at := slices.IndexFunc(rows, func(row T) bool { return by.cursor(row) == cursor })
	if at < 0 {
		return Page[T]{}, badCursor(nil)
	}
	if in.Before == "" {
		rest := rows[at+1:]
		return NewPage(rest[:min(len(rest), in.Limit+1)], in.Limit, in.After, "", by.cursor), nil
	}
	rest := slices.Clone(rows[max(0, at-in.Limit-1):at])
	slices.Reverse(rest)
	return NewPage(rest, in.Limit, "", in.Before, by.cursor), nil
}

// RankPage is a page of rows in the order in which they come, best first.
func RankPage[T any](rows []T, in Reading) (Page[T], error) {
	start := 0
	if cursor := in.After + in.Before; cursor != "" {
		if err := DecodeCursor(cursor, &start); err != nil {
			return Page[T]{}, err
		}
	}
	start = max(0, min(start, len(rows)))
	end := min(start+in.Limit, len(rows))
	page := Page[T]{Rows: rows[start:end]}
	if end < len(rows) {
		page.Next = EncodeCursor(end)
	}
	if start > 0 {
		page.Previous = EncodeCursor(max(0, start-in.Limit))
	}
	return page, nil
}

// Counted is a bounded count: More says that there are more than N, or may be.
type Counted struct {
	N    int64
	More bool
}

// CountRows counts what ReadPage would list, most at the utmost. With narrow it looks
// at so many rows and no more.
func CountRows(tx *Tx, q *Q, most int64, narrow func(q *Q)) (Counted, error) {
	if narrow == nil {
		n, err := countUpTo(tx, q, most+1)
		return Counted{N: min(n, most), More: n > most}, err
	}
	all := q.clone()
	narrow(q.Then(`LIMIT ?`, most).Within("row"))
	n, err := OneQ[int64](tx, q.counted())
	if err != nil || n >= most {
		return Counted{N: n, More: n >= most}, err
	}
	looked, err := countUpTo(tx, all, most+1)
	return Counted{N: n, More: looked > most}, err
}

func countUpTo(tx *Tx, q *Q, limit int64) (int64, error) {
	return OneQ[int64](tx, q.Then(`LIMIT ?`, limit).counted())
}
