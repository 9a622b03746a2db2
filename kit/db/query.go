package db

import (
	"fmt"
	"reflect"
	"strings"
)

// Q builds a statement from constant parts. The first text ends in its WHERE part:
//
//	q := db.Query(`SELECT o.id, o.number FROM orders o WHERE o.shop_id = $1`)
//	if state != "" { q.And(`o.state = ?`, state) }
//	q.Then(`ORDER BY o.id DESC LIMIT ?`, 20)
//
// No part may come from a person: sort keys and columns are picked from lists.
type Q struct {
	text  string
	args  []any
	parts []qPart
	err   error
}

type qPart struct {
	text string
	args []any
}

// maxList bounds a list of values; SQLite takes 32,766 parameters.
const maxList = 1 << 14

// Query starts with the constant text and its arguments from $2 on ($1 on a System view).
func Query(q string, args ...any) *Q { return &Q{text: q, args: args} }

// And adds a condition; ? marks its arguments.
func (q *Q) And(cond string, args ...any) *Q { return q.add(" AND ("+cond+")", args) }

// Then adds the tail: GROUP BY, ORDER BY, LIMIT; ? marks its arguments.
func (q *Q) Then(tail string, args ...any) *Q { return q.add(" "+tail, args) }

// AndIn adds column IN (…). values is a slice of ids, numbers or strings; an empty
// one matches nothing. Lengths are rounded up by repeating the last value, so that
// the engines see few texts.
func (q *Q) AndIn(column string, values any) *Q {
	list := reflect.ValueOf(values)
	if list.Kind() != reflect.Slice {
		q.err = fmt.Errorf("AndIn needs a slice, not %T", values)
		return q
	}
	n := list.Len()
	if n == 0 {
		return q.add(" AND 1 = 0", nil)
	}
	if n > maxList {
		q.err = fmt.Errorf("AndIn: %d values are too many, work in parts", n)
		return q
	}
	size := 1
	for size < n {
		size *= 2
	}
	args := make([]any, size)
	for i := range args {
		args[i] = list.Index(min(i, n-1)).Interface()
	}
	return q.add(" AND "+column+" IN (?"+strings.Repeat(", ?", size-1)+")", args)
}

// Within closes the statement so far, its ORDER BY and LIMIT included, and goes on with
// conditions on its rows under a name: filters that its index does not serve look at
// so many rows and no more.
func (q *Q) Within(name string) *Q {
	q.text = `SELECT * FROM (` + q.text
	return q.add(`) `+name+` WHERE TRUE`, nil)
}

// Column takes one column alone of the rows that Within has closed.
func (q *Q) Column(name string) *Q {
	q.text = strings.Replace(q.text, `SELECT *`, `SELECT `+name, 1)
	return q
}

// counted turns the statement into the number of its rows.
func (q *Q) counted() *Q {
	q.text = `SELECT COUNT(*) AS n FROM (` + q.text
	return q.add(`) counted`, nil)
}

func (q *Q) clone() *Q {
	copied := *q
	copied.parts = append([]qPart{}, q.parts...)
	return &copied
}

func (q *Q) add(part string, args []any) *Q {
	q.parts = append(q.parts, qPart{part, args})
	return q
}

// build numbers the marks after the arguments so far. It waits until the statement
// runs, because a shop's statement has one argument more than the caller gave.
func (q *Q) build(tx *Tx) (string, []any, error) {
	if q.err != nil {
		return "", nil, q.err
	}
	next := len(q.args) + 1
	if tx.system == "" {
		next++
	}
	text, args := q.text, q.args[:len(q.args):len(q.args)]
	for _, part := range q.parts {
		piece, after := marks(part.text, next)
		if after-next != len(part.args) {
			return "", nil, fmt.Errorf("%q has %d marks and %d arguments", part.text, after-next, len(part.args))
		}
		text, args, next = text+piece, append(args, part.args...), after
	}
	return text, args, nil
}

// AllQ is All for a built statement.
func AllQ[T any](tx *Tx, q *Q) ([]T, error) {
	text, args, err := q.build(tx)
	if err != nil {
		return nil, err
	}
	return All[T](tx, text, args...)
}

// OneQ is One for a built statement.
func OneQ[T any](tx *Tx, q *Q) (T, error) {
	text, args, err := q.build(tx)
	if err != nil {
		var none T
		return none, err
	}
	return One[T](tx, text, args...)
}

// MaybeQ is Maybe for a built statement.
func MaybeQ[T any](tx *Tx, q *Q) (T, bool, error) {
	text, args, err := q.build(tx)
	if err != nil {
		var none T
		return none, false, err
	}
	return Maybe[T](tx, text, args...)
}

// EachQ is Each for a built statement.
func EachQ[T any](tx *Tx, q *Q, fn func(T) error) error {
	text, args, err := q.build(tx)
	if err != nil {
		return err
	}
	return Each(tx, text, args, fn)
}

// ExecQ is Exec for a built statement.
func (tx *Tx) ExecQ(q *Q) (int64, error) {
	text, args, err := q.build(tx)
	if err != nil {
		return 0, err
	}
	return tx.Exec(text, args...)
}
