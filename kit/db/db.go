// Package db is the one way to the database, on SQLite and on PostgreSQL.
//
// Every statement runs inside a transaction, a *Tx, which carries the shop, the
// actor, the time and the context. One SQL text serves both engines: $1 is always
// the shop and is bound by the Tx; the caller's arguments start at $2. A text that
// does not name shop_id and $1 is refused, except through System, the one door.
//
// SQLite has one writer connection; writes that wait together share one commit, a
// savepoint each, and are answered after it. PostgreSQL writes are SERIALIZABLE and
// retried; listed hot paths run at READ COMMITTED with conditional statements. A
// write function may therefore run more than once: it holds only SQL, events, jobs
// and the assignment of its result, and it never opens another transaction.
//
// After a statement has failed, its transaction refuses all others on both engines,
// because PostgreSQL would; Tx.Try puts a savepoint round what may fail.
//
// Tables: counter (gapless numbers per shop and series).
package db

import (
	"context"
	"embed"
	"errors"
	"io/fs"
	"strings"
	"sync"
	"time"

	"github.com/coulisse/coulisse/kit/id"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Options say where the data is and what belongs to it.
type Options struct {
	URL        string           // "" = SQLite in Dir, else postgres://…
	Dir        string           // folder of the SQLite file
	Clock      func() time.Time // time.Now when nil
	IDs        *id.Source
	Migrations []fs.FS   // the embedded migrations of every department; kit/db adds its own
	Events     Publisher // where Tx.Publish goes
	AppendOnly []string  // tables no statement may update or delete from
	Watched    []string  // tables whose change raises the shop's Version
	RLS        bool      // PostgreSQL: row-level security by shop, the second wall
	OutOfOrder bool      // development only: apply a migration older than the newest applied
	NoSync     bool      // tests only: SQLite without waiting for the disk
	Words      string    // tests only: more words of SQLite's address, "vfs=…" for another file system
	// Observe hears of each statement and transaction, from many goroutines at once.
	Observe func(ctx context.Context, s Step)
}

// Publisher takes facts; *event.Bus is one.
type Publisher interface {
	Publish(tx *Tx, name string, fact any) error
}

// Actor is who does it. Kind is staff, token, buyer, system or import.
type Actor struct {
	Kind string
	ID   id.ID
	Name string
}

// SystemActor is the program itself, for jobs and periodic work.
var SystemActor = Actor{Kind: "system", Name: "Coulisse"}

// Scope is for whom a transaction runs. Shop 0 serves only System statements. Hot
// asks for READ COMMITTED on PostgreSQL and is for the hot paths listed in docs/.
type Scope struct {
	Shop  id.ID
	Actor Actor
	Hot   bool
	At    Time // the transaction's now instead of the clock's: imports of history, the sample world
}

// DB is an open, migrated database; safe for concurrent use.
type DB struct {
	engine     engine
	clock      func() time.Time
	ids        *id.Source
	events     Publisher
	rules      *rules
	observe    func(ctx context.Context, s Step)
	migrations []fs.FS
	closing    sync.Once
	ears       ears
}

// engine is what SQLite and PostgreSQL do differently about transactions. The
// function given to write may be called again after its work was rolled back.
type engine interface {
	name() string
	read(ctx context.Context, s Scope, fn func(session) error) error
	write(ctx context.Context, s Scope, fn func(session) error) error
	figures(tell func(name, help string, value float64))
	close() error
}

// session is one open transaction of an engine.
type session interface {
	exec(st *statement, args []any) (int64, error)
	execMany(st *statement, rows [][]any) error
	later(st *statement, args []any) error
	query(st *statement, args []any, fn rowFunc) error
	stream(st *statement, args []any, fn rowFunc) error
	try(fn func() error) error
	asShop(shop id.ID, system bool) error
}

// rowFunc receives one row; the slices are reused for the next.
type rowFunc func(columns []string, values []any) error

// Open opens the database and brings its schema up to date. A database that a newer
// version has already changed is refused with a clear sentence.
func Open(ctx context.Context, o Options) (*DB, error) {
	d := &DB{clock: o.Clock, ids: o.IDs, events: o.Events, rules: newRules(o.AppendOnly, o.Watched), observe: o.Observe}
	if d.clock == nil {
		d.clock = time.Now
	}
	if d.ids == nil {
		d.ids = &id.Source{}
	}
	d.migrations = append([]fs.FS{migrations}, o.Migrations...)
	var err error
	switch {
	case o.URL == "":
		d.engine, err = openSQLite(ctx, o, d.migrations)
	case strings.HasPrefix(o.URL, "postgres://") || strings.HasPrefix(o.URL, "postgresql://"):
		d.engine, err = openPostgres(ctx, o, d.migrations)
	default:
		err = errors.New("the database address must start with postgres://, or be empty for SQLite")
	}
	if err != nil {
		return nil, err
	}
	return d, nil
}

// Engine is "sqlite" or "postgres".
func (d *DB) Engine() string { return d.engine.name() }

// Close waits for running transactions and closes the database.
func (d *DB) Close() error {
	var err error
	d.closing.Do(func() { err = d.engine.close() })
	return err
}

// Now is the database's clock, for code outside a transaction.
func (d *DB) Now() Time { return TimeOf(d.clock()) }

// Read runs fn in a read-only transaction with one consistent view.
func (d *DB) Read(ctx context.Context, s Scope, fn func(*Tx) error) error {
	if err := d.mayBegin(ctx); err != nil {
		return err
	}
	var after []func()
	began := time.Now()
	err := d.engine.read(ctx, s, func(run session) error {
		tx := d.begin(ctx, s, run)
		err := tx.end(fn(tx))
		after = tx.work.after
		return err
	})
	d.ended(ctx, StepRead, began, err)
	return d.finish(err, after)
}

// Write runs fn in a writing transaction and returns after it is safely stored. fn
// may run more than once. A panic in fn rolls back and goes on to the caller.
func (d *DB) Write(ctx context.Context, s Scope, fn func(*Tx) error) error {
	if err := d.mayBegin(ctx); err != nil {
		return err
	}
	var after []func()
	began := time.Now()
	err := d.engine.write(ctx, s, func(run session) error {
		tx := d.begin(ctx, s, run)
		err := tx.end(fn(tx))
		if err == nil {
			err = tx.raise()
		}
		after = tx.work.after
		return err
	})
	d.ended(ctx, StepWrite, began, err)
	return d.finish(err, after)
}

type insideKey struct{}

// mayBegin refuses a transaction inside another: on SQLite it would wait for itself.
func (d *DB) mayBegin(ctx context.Context) error {
	if ctx.Value(insideKey{}) != nil {
		return errors.New("a transaction was opened inside another; pass the *db.Tx on instead")
	}
	return ctx.Err()
}

func (d *DB) begin(ctx context.Context, s Scope, run session) *Tx {
	now := s.At
	if now == 0 {
		now = d.Now()
	}
	return &Tx{Shop: s.Shop, Actor: s.Actor, Now: now, work: &work{
		db:      d,
		ctx:     context.WithValue(ctx, insideKey{}, true),
		session: run,
		memo:    map[memoKey]any{},
		touched: map[id.ID]bool{},
	}}
}

func (d *DB) finish(err error, after []func()) error {
	if err != nil {
		return refusal(err)
	}
	for _, fn := range after {
		fn()
	}
	return nil
}

// ears are the in-process listeners of Tx.Notify.
type ears struct {
	mu  sync.RWMutex
	all map[string][]func(id.ID)
}

// OnNotify calls fn in this process after every commit that notified the topic. It
// is a hint that saves waiting for the next poll, never a promise.
func (d *DB) OnNotify(topic string, fn func(shop id.ID)) {
	d.ears.mu.Lock()
	defer d.ears.mu.Unlock()
	if d.ears.all == nil {
		d.ears.all = map[string][]func(id.ID){}
	}
	d.ears.all[topic] = append(d.ears.all[topic], fn)
}

// Notify tells this process's listeners of the topic after the commit.
func (tx *Tx) Notify(topic string) {
	d, shop := tx.work.db, tx.Shop
	tx.AfterCommit(func() {
		d.ears.mu.RLock()
		defer d.ears.mu.RUnlock()
		for _, fn := range d.ears.all[topic] {
			fn(shop)
		}
	})
}
