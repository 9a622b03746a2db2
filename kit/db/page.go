package db

import "slices"

// NewPage makes a page of a list out of one row more than its limit. The statement
// read forwards from after (or from the start), or backwards from before; the rows
// come out in the order of the list either way.
func NewPage[T any](rows []T, limit int, after, before string, cursor func(T) string) Page[T] {
	more := len(rows) > limit
	if more {
		rows = rows[:limit]
	}
	backwards := before != ""
	if backwards {
		slices.Reverse(rows)
	}
	page := Page[T]{Rows: rows}
	if len(rows) == 0 {
		return page
	}
	if more || backwards {
		page.Next = cursor(rows[len(rows)-1])
	}
	if backwards && more || !backwards && after != "" {
		page.Previous = cursor(rows[0])
	}
	return page
}
