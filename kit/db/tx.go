package db

import (
	"context"
	"errors"
	"fmt"

	"github.com/coulisse/coulisse/kit/id"
)

// Tx is one open transaction for one shop. It is not for concurrent use.
type Tx struct {
	Shop  id.ID
	Actor Actor
	Now   Time

	work   *work
	system string // reason, when opened through System
}

// work is what all views of one transaction share.
type work struct {
	db      *DB
	ctx     context.Context
	session session
	failed  error
	after   []func()
	memo    map[memoKey]any
	touched map[id.ID]bool // shops whose version rises with the commit
}

type memoKey struct {
	shop id.ID
	key  any
}

// Context is the caller's context. No transaction can be opened with it.
func (tx *Tx) Context() context.Context { return tx.work.ctx }

// NewID makes an id for a new row.
func (tx *Tx) NewID() id.ID { return tx.work.db.ids.Next(int64(tx.Now)) }

// Engine is "sqlite" or "postgres"; for packages of kit alone.
func (tx *Tx) Engine() string { return tx.work.db.engine.name() }

// AfterCommit runs fn once the work is stored, and never when it is not. It is for
// wake-ups and caches: the process may die before it runs.
func (tx *Tx) AfterCommit(fn func()) { tx.work.after = append(tx.work.after, fn) }

// Publish hands a fact to the event bus; call event.Publish instead.
func (tx *Tx) Publish(name string, fact any) error {
	if tx.work.db.events == nil {
		return errors.New("this database was opened without an event bus")
	}
	return tx.work.db.events.Publish(tx, name, fact)
}

// Exec runs a statement for the shop ($1) and returns the number of rows it touched.
// A broken unique constraint is errs.Conflict; Violated names it.
func (tx *Tx) Exec(q string, args ...any) (int64, error) {
	st, bound, err := tx.prepare(q, args)
	if err != nil {
		return 0, err
	}
	var n int64
	err = tx.observed(st, [][]any{bound}, func() (err error) {
		n, err = tx.work.session.exec(st, bound)
		return err
	})
	return n, tx.note(q, err)
}

// ExecMany runs one statement for many rows of arguments, in one round trip where
// the engine allows. The shop stays $1.
func (tx *Tx) ExecMany(q string, rows [][]any) error {
	if len(rows) == 0 {
		return nil
	}
	st, first, err := tx.prepare(q, rows[0])
	if err != nil {
		return err
	}
	all := make([][]any, len(rows))
	all[0] = first
	for i := 1; i < len(rows); i++ {
		if all[i], err = tx.bind(rows[i]); err != nil {
			return err
		}
	}
	return tx.note(q, tx.observed(st, all, func() error { return tx.work.session.execMany(st, all) }))
}

// Later runs a statement whose outcome nobody looks at: it travels with the next
// statement that has one, or with the commit, which then fail in its place. For inserts
// and unconditional updates of rows this transaction does not read again.
func (tx *Tx) Later(q string, args ...any) error {
	return tx.LaterMany(q, [][]any{args})
}

// LaterMany is Later for many rows of arguments.
func (tx *Tx) LaterMany(q string, rows [][]any) error {
	for _, args := range rows {
		st, bound, err := tx.prepare(q, args)
		if err != nil {
			return err
		}
		err = tx.observed(st, [][]any{bound}, func() error { return tx.work.session.later(st, bound) })
		if err := tx.note(q, err); err != nil {
			return err
		}
	}
	return nil
}

// Try runs fn behind a savepoint: when it fails, its effects alone are undone and
// the transaction goes on. For imports that keep the good rows.
func (tx *Tx) Try(fn func() error) error {
	if err := tx.usable(); err != nil {
		return err
	}
	hooks := len(tx.work.after)
	err := tx.work.session.try(fn)
	if err != nil {
		tx.work.failed = nil
		tx.work.after = tx.work.after[:hooks]
		clear(tx.work.memo)
	}
	return refusal(err)
}

// System is the one door past the shop guard: the returned view runs statements over
// all shops, its arguments start at $1. The reason is for the reader of the code.
func System(tx *Tx, reason string) *Tx {
	if reason == "" {
		panic("db: System needs a reason")
	}
	view := *tx
	view.system = reason
	return &view
}

// InShop returns a view of the same transaction bound to another shop; only a System
// view can be turned so.
func (tx *Tx) InShop(shop id.ID) *Tx {
	if tx.system == "" {
		panic("db: InShop needs a System transaction")
	}
	view := *tx
	view.system = ""
	view.Shop = shop
	return &view
}

// Memo keeps a value for the length of the transaction, per shop and key. Use a key
// of a private type.
func Memo[T any](tx *Tx, key any, make func() (T, error)) (T, error) {
	k := memoKey{tx.Shop, key}
	if kept, ok := tx.work.memo[k]; ok {
		return kept.(T), nil
	}
	value, err := make()
	if err == nil {
		tx.work.memo[k] = value
	}
	return value, err
}

// Forget drops what Memo kept under the key, after the value was changed.
func Forget(tx *Tx, key any) { delete(tx.work.memo, memoKey{tx.Shop, key}) }

// NextNumber returns 1, 2, 3 … per shop and series without a gap: it rolls back with
// the transaction, and two transactions never get the same number.
func NextNumber(tx *Tx, series string) (int64, error) {
	return One[int64](tx, `
		INSERT INTO counter (shop_id, series, value) VALUES ($1, $2, 1)
		ON CONFLICT (shop_id, series) DO UPDATE SET value = counter.value + 1
		RETURNING value`, series)
}

// prepare checks the text, binds the arguments and turns the engine to the shop.
func (tx *Tx) prepare(q string, args []any) (*statement, []any, error) {
	if err := tx.usable(); err != nil {
		return nil, nil, err
	}
	st, err := tx.work.db.rules.statement(q)
	if err == nil {
		err = st.allowed(tx)
	}
	if err != nil {
		return nil, nil, tx.note(q, err)
	}
	if st.watched {
		tx.work.touched[tx.Shop] = true
	}
	bound, err := tx.bind(args)
	if err == nil {
		err = tx.work.session.asShop(tx.Shop, tx.system != "")
	}
	return st, bound, tx.note(q, err)
}

// usable looks at the context between statements, because on SQLite the writer does
// not let a cancelled context interrupt a statement, and refuses all after a failure.
func (tx *Tx) usable() error {
	if tx.work.failed != nil {
		return fmt.Errorf("an earlier statement of this transaction failed: %w", tx.work.failed)
	}
	return tx.work.ctx.Err()
}

func (tx *Tx) bind(args []any) ([]any, error) {
	bound := make([]any, 0, len(args)+1)
	if tx.system == "" {
		bound = append(bound, int64(tx.Shop))
	}
	for i, arg := range args {
		value, err := plain(arg)
		if err != nil {
			return nil, fmt.Errorf("argument %d: %w", i+1, err)
		}
		bound = append(bound, value)
	}
	return bound, nil
}

// note remembers that a statement failed and adds its text to unexpected errors.
func (tx *Tx) note(q string, err error) error {
	if err == nil {
		return nil
	}
	err = explain(q, err)
	tx.work.failed = err
	return err
}

// end is the last word of a transaction: work whose statement failed is not stored
// even when the function forgot to return the error.
func (tx *Tx) end(err error) error {
	if err == nil && tx.work.failed != nil {
		return tx.work.failed
	}
	return err
}
