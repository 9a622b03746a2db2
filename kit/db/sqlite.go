package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"

	"github.com/coulisse/coulisse/kit/id"
	"github.com/pressly/goose/v3"
	"modernc.org/sqlite"
)

// fileName is the database inside Options.Dir.
const fileName = "coulisse.db"

// sqliteEngine is one file with one writer and a few readers.
type sqliteEngine struct {
	pool    *sql.DB // makes the writer's connection
	readers *sql.DB
	writer  *writer
	idle    chan *sqliteConn // readers that wait for work
	names   *constraintNames
}

func openSQLite(ctx context.Context, o Options, sources []fs.FS) (*sqliteEngine, error) {
	if o.Dir == "" {
		return nil, errors.New("say in which folder the database is")
	}
	if err := os.MkdirAll(o.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the data folder: %w", err)
	}
	file := filepath.Join(o.Dir, fileName)
	e := &sqliteEngine{}
	var err error
	if e.pool, err = sql.Open("sqlite", dsn(file, o.NoSync, "_txlock=immediate&"+o.Words)); err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	if err := migrate(ctx, e.pool, goose.DialectSQLite3, sources, o); err != nil {
		return nil, errors.Join(err, e.pool.Close())
	}
	// Looks at tables whose statistics are missing or stale, as SQLite advises at opening.
	if _, err := e.pool.ExecContext(ctx, `PRAGMA optimize = 0x10002`); err != nil {
		return nil, errors.Join(fmt.Errorf("prepare the database: %w", err), e.pool.Close())
	}
	if e.readers, err = sql.Open("sqlite", dsn(file, o.NoSync, "_pragma=query_only(1)&"+o.Words)); err != nil {
		return nil, errors.Join(err, e.pool.Close())
	}
	if e.names, err = readConstraintNames(ctx, e.pool); err != nil {
		return nil, errors.Join(err, e.close())
	}
	e.idle = make(chan *sqliteConn, max(4, 2*runtime.NumCPU()))
	for range cap(e.idle) {
		e.idle <- &sqliteConn{pool: e.readers, names: e.names, reads: true}
	}
	e.writer = startWriter(&sqliteConn{pool: e.pool, names: e.names})
	return e, nil
}

// dsn holds the pragmas, because only so every pooled connection has them. FULL waits
// for the disk at each commit: NORMAL would lose the last orders at a power cut.
func dsn(file string, noSync bool, more string) string {
	sync := "FULL"
	if noSync {
		sync = "OFF"
	}
	address := url.URL{Scheme: "file", OmitHost: true, Path: file}
	return address.String() + "?_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=synchronous(" + sync + ")" +
		"&_pragma=foreign_keys(1)&_pragma=temp_store(MEMORY)&_pragma=cache_size(-16000)&" + more
}

func (e *sqliteEngine) name() string { return "sqlite" }

func (e *sqliteEngine) close() error {
	if e.writer != nil {
		e.writer.close()
	}
	if e.idle != nil {
		for range cap(e.idle) {
			(<-e.idle).drop()
		}
	}
	var failed error
	if e.readers != nil {
		failed = e.readers.Close()
	}
	return errors.Join(failed, e.pool.Close())
}

func (e *sqliteEngine) write(ctx context.Context, _ Scope, fn func(session) error) error {
	return e.writer.write(ctx, fn)
}

// read borrows a reader. A cancelled context may interrupt it: a reader has nothing to lose.
func (e *sqliteEngine) read(ctx context.Context, _ Scope, fn func(session) error) error {
	var c *sqliteConn
	select {
	case c = <-e.idle:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { e.idle <- c }()
	if err := c.command("BEGIN"); err != nil {
		c.drop()
		return err
	}
	defer func() {
		if err := c.command("ROLLBACK"); err != nil {
			c.drop()
		}
	}()
	return fn(&sqliteSession{conn: c, ctx: ctx})
}

// sqliteConn is one connection with its prepared statements; opened when first used
// and again after drop.
type sqliteConn struct {
	pool  *sql.DB
	conn  *sql.Conn
	cache map[string]*preparedStmt
	names *constraintNames
	reads bool // may not write
}

type preparedStmt struct {
	*sql.Stmt
	busy bool // rows of it are being read further out
}

// maxPrepared bounds the cache of one connection; beyond it the cache starts anew.
const maxPrepared = 1000

// prepare works on the connection, never on the pool: inside an open transaction the
// pool would wait for this very connection for ever.
func (c *sqliteConn) prepare(text string) (*preparedStmt, error) {
	if c.conn == nil {
		conn, err := c.pool.Conn(context.Background())
		if err != nil {
			return nil, c.explain(err)
		}
		c.conn, c.cache = conn, map[string]*preparedStmt{}
	}
	if known, ok := c.cache[text]; ok && !known.busy {
		return known, nil
	}
	st, err := c.conn.PrepareContext(context.Background(), text)
	if err != nil {
		return nil, c.explain(err)
	}
	fresh := &preparedStmt{Stmt: st}
	if _, taken := c.cache[text]; taken {
		return fresh, nil
	}
	if len(c.cache) >= maxPrepared {
		c.forget()
	}
	c.cache[text] = fresh
	return fresh, nil
}

// done closes a statement that is not in the cache.
func (c *sqliteConn) done(text string, st *preparedStmt) {
	st.busy = false
	if c.cache[text] != st {
		_ = st.Close()
	}
}

func (c *sqliteConn) forget() {
	for text, st := range c.cache {
		if !st.busy {
			_ = st.Close()
			delete(c.cache, text)
		}
	}
}

// command runs BEGIN, COMMIT and their like.
func (c *sqliteConn) command(text string) error {
	st, err := c.prepare(text)
	if err != nil {
		return err
	}
	_, err = st.ExecContext(context.Background())
	return c.explain(err)
}

// drop closes the connection; the next use opens a new one.
func (c *sqliteConn) drop() {
	if c.conn == nil {
		return
	}
	c.forget()
	_ = c.conn.Close()
	c.conn, c.cache = nil, nil
}

// explain sorts SQLite's errors into outages, broken constraints and the rest.
func (c *sqliteConn) explain(err error) error {
	var e *sqlite.Error
	if err == nil || !errors.As(err, &e) {
		return err
	}
	switch e.Code() & 0xff {
	case codeBusy, codeLocked:
		return &outage{1, "The database is busy. Please try again in a moment.", err}
	case codeFull:
		return &outage{60, "The disk is full, so nothing can be saved just now. Reading still works.", err}
	case codeReadOnly:
		if c.reads {
			return errWroteInRead
		}
		fallthrough
	case codeIO, codeCannotOpen:
		return &outage{30, "The disk cannot be written, so nothing can be saved just now. Reading still works.", err}
	case codeConstraint:
		return c.names.violation(err, e)
	}
	return err
}

// SQLite's primary result codes.
const (
	codeError      = 1
	codeBusy       = 5
	codeLocked     = 6
	codeReadOnly   = 8
	codeIO         = 10
	codeFull       = 13
	codeCannotOpen = 14
	codeTooBig     = 18
	codeConstraint = 19
	codeMismatch   = 20
	codeRange      = 25
)

// keeps says whether a failed statement left the transaction standing. Disk full,
// I/O errors, interrupts and their like make SQLite roll back everything, savepoints
// of others included; going on would write outside any transaction.
func keeps(err error) bool {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return false
	}
	switch e.Code() & 0xff {
	case codeError, codeTooBig, codeConstraint, codeMismatch, codeRange:
		return true
	}
	return false
}

// sqliteSession runs statements of one transaction, or of one savepoint of it.
type sqliteSession struct {
	conn *sqliteConn
	ctx  context.Context // a reader's own; Background on the writer
	lost error           // the error that may have undone the whole transaction
}

func (s *sqliteSession) asShop(id.ID, bool) error { return nil }

func (s *sqliteSession) exec(st *statement, args []any) (int64, error) {
	p, err := s.ready(st)
	if err != nil {
		return 0, err
	}
	defer s.conn.done(st.sqlite, p)
	result, err := p.ExecContext(s.ctx, args...)
	if err != nil {
		return 0, s.failed(err)
	}
	return result.RowsAffected()
}

func (s *sqliteSession) execMany(st *statement, rows [][]any) error {
	p, err := s.ready(st)
	if err != nil {
		return err
	}
	defer s.conn.done(st.sqlite, p)
	for _, row := range rows {
		if _, err := p.ExecContext(s.ctx, row...); err != nil {
			return s.failed(err)
		}
	}
	return nil
}

// later runs at once: the engine is in this process, so nothing is saved by waiting.
func (s *sqliteSession) later(st *statement, args []any) error {
	_, err := s.exec(st, args)
	return err
}

func (s *sqliteSession) ready(st *statement) (*preparedStmt, error) {
	if s.lost != nil {
		return nil, s.lost
	}
	p, err := s.conn.prepare(st.sqlite)
	if err != nil {
		return nil, s.failed(err)
	}
	return p, nil
}

func (s *sqliteSession) stream(st *statement, args []any, fn rowFunc) error {
	return s.query(st, args, fn)
}

func (s *sqliteSession) query(st *statement, args []any, fn rowFunc) error {
	p, err := s.ready(st)
	if err != nil {
		return err
	}
	p.busy = true
	defer s.conn.done(st.sqlite, p)
	rows, err := p.QueryContext(s.ctx, args...)
	if err != nil {
		return s.failed(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return s.failed(err)
	}
	values, targets := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		targets[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(targets...); err != nil {
			return s.failed(err)
		}
		if err := fn(columns, values); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return s.failed(err)
	}
	return nil
}

func (s *sqliteSession) failed(err error) error {
	if !keeps(err) {
		s.lost = err
	}
	return s.conn.explain(err)
}

func (s *sqliteSession) try(fn func() error) error {
	if err := s.conn.command("SAVEPOINT attempt"); err != nil {
		return s.failed(err)
	}
	kept := false
	defer func() {
		if !kept && s.lost == nil {
			_ = s.undoAttempt()
		}
	}()
	if err := fn(); err != nil {
		return err
	}
	kept = true
	return s.conn.command("RELEASE attempt")
}

func (s *sqliteSession) undoAttempt() error {
	err := s.conn.command("ROLLBACK TO attempt")
	if err == nil {
		err = s.conn.command("RELEASE attempt")
	}
	if err != nil {
		s.lost = err
	}
	return err
}
