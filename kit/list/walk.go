package list

import (
	"context"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
)

// Walk goes through rows of a list, page by page in short read transactions: all that
// match, or those ticked.
type Walk[Row any] struct {
	list   Of[Row]
	db     *db.DB
	scope  db.Scope
	ctx    context.Context
	query  Query
	chosen []id.ID
}

// Each calls fn for each page of rows, inside the transaction that read it. Rows that
// are gone since they were ticked are passed over.
func (w *Walk[Row]) Each(fn func(tx *db.Tx, rows []Row) error) error {
	if len(w.chosen) > 0 {
		return w.ticked(fn)
	}
	q := w.query
	q.Limit, q.Before = walkRows, ""
	for {
		next := ""
		err := w.db.Read(w.ctx, w.scope, func(tx *db.Tx) error {
			page, err := w.list.Load(tx, q)
			if err != nil {
				return err
			}
			next = page.Next
			return fn(tx, page.Rows)
		})
		if err != nil || next == "" {
			return err
		}
		q.After = next
	}
}

func (w *Walk[Row]) ticked(fn func(tx *db.Tx, rows []Row) error) error {
	for start := 0; start < len(w.chosen); start += walkRows {
		err := w.db.Read(w.ctx, w.scope, func(tx *db.Tx) error {
			var rows []Row
			for _, one := range w.chosen[start:min(start+walkRows, len(w.chosen))] {
				row, err := w.list.One(tx, one)
				if errs.Is(err, errs.KindNotFound) {
					continue
				}
				if err != nil {
					return err
				}
				rows = append(rows, row)
			}
			return fn(tx, rows)
		})
		if err != nil {
			return err
		}
	}
	return nil
}
