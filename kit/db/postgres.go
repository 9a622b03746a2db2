package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

// postgresEngine is a pgx pool; the database/sql adapter would cost half again.
type postgresEngine struct {
	pool  *pgxpool.Pool
	rls   bool
	eager bool
}

func openPostgres(ctx context.Context, o Options, sources []fs.FS) (*postgresEngine, error) {
	config, err := pgxpool.ParseConfig(o.URL)
	if err != nil {
		return nil, fmt.Errorf("read the database address: %w", err)
	}
	if err := migratePostgres(ctx, config.ConnConfig, sources, o); err != nil {
		return nil, err
	}
	config.ConnConfig.StatementCacheCapacity = maxPrepared
	if !strings.Contains(o.URL, "pool_max_conns") {
		config.MaxConns = connections
	}
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	return &postgresEngine{pool: pool, rls: o.RLS, eager: eagerly(config.ConnConfig.DefaultQueryExecMode)}, nil
}

// migratePostgres lets one process migrate while others wait.
func migratePostgres(ctx context.Context, config *pgx.ConnConfig, sources []fs.FS, o Options) error {
	config = config.Copy()
	if o.RLS {
		config.RuntimeParams["coulisse.shop"] = wallSystem // migrations change rows of all shops
	}
	pool := stdlib.OpenDB(*config)
	defer func(pool *sql.DB) { _ = pool.Close() }(pool)
	if err := pool.PingContext(ctx); err != nil {
		return fmt.Errorf("reach the database: %w", err)
	}
	var number int
	if err := pool.QueryRowContext(ctx, `SELECT current_setting('server_version_num')::int`).Scan(&number); err != nil {
		return fmt.Errorf("ask for the database's version: %w", err)
	}
	if number < 150000 {
		return errors.New("PostgreSQL 15 or later is needed")
	}
	locker, err := lock.NewPostgresSessionLocker()
	if err != nil {
		return err
	}
	if err := migrate(ctx, pool, goose.DialectPostgres, sources, o, goose.WithSessionLocker(locker)); err != nil {
		return err
	}
	if o.RLS {
		return buildWalls(ctx, pool)
	}
	return nil
}

func (e *postgresEngine) name() string { return "postgres" }

func (e *postgresEngine) close() error {
	e.pool.Close()
	return nil
}

// connections is how many the pool opens at most unless pool_max_conns in the address
// says otherwise; PostgreSQL allows 100 by itself.
const connections = 24

// Transaction kinds. Reads see one snapshot. Replicas refuse SERIALIZABLE.
const (
	beginRead  = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
	beginWrite = "BEGIN ISOLATION LEVEL SERIALIZABLE"
	beginHot   = "BEGIN ISOLATION LEVEL READ COMMITTED"
)

// maxAttempts bounds the reruns of a write that meets others again and again.
const maxAttempts = 40

func (e *postgresEngine) read(ctx context.Context, s Scope, fn func(session) error) error {
	_, err := e.attempt(ctx, beginRead, s, fn)
	return err
}

// write runs fn until it is not cut off by another transaction. Only the engine's
// word counts for that, not the error fn made of it.
func (e *postgresEngine) write(ctx context.Context, s Scope, fn func(session) error) error {
	begin := beginWrite
	if s.Hot {
		begin = beginHot
	}
	for attempt := 1; ; attempt++ {
		again, err := e.attempt(ctx, begin, s, fn)
		if !again {
			return err
		}
		if attempt == maxAttempts {
			return &outage{1, "Many people are changing the same thing. Please try again.", err}
		}
		pause := time.Duration(rand.Float64() * float64(min(time.Millisecond<<min(attempt, 8), 200*time.Millisecond)))
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// attempt runs fn in one transaction; again says that running it anew may succeed. It
// begins with its first statement.
func (e *postgresEngine) attempt(ctx context.Context, begin string, s Scope, fn func(session) error) (again bool, err error) {
	conn, err := e.pool.Acquire(ctx)
	if err != nil {
		return false, explainPostgres(err)
	}
	run := &postgresSession{conn: conn.Conn(), ctx: ctx, rls: e.rls, eager: e.eager, shop: wallUnset, reads: begin == beginRead,
		waiting: []call{plainly(begin)}}
	if e.rls {
		run.shop = wallOf(s.Shop, false)
		run.waiting = append(run.waiting, plainly("SET LOCAL coulisse.shop = '"+run.shop+"'"))
	}
	stored := false
	defer func() {
		if stored {
			conn.Release()
			return
		}
		run.finish(ctx, conn.Release)
	}()
	if err := fn(run); err != nil {
		return run.again, err
	}
	if run.again {
		return true, errCutOff // also when fn forgave the error, as Try lets it
	}
	if run.reads || !run.opened && run.deferred == 0 {
		return false, nil
	}
	told, err := run.flush(nil, plainly("COMMIT"))
	if err == nil && told.String() != "COMMIT" {
		err = errRolledBack
	}
	stored = err == nil
	return run.again, err
}

// errCutOff ends an attempt whose statement met another transaction.
var errCutOff = errors.New("the transaction was cut off by another")

// errRolledBack is what PostgreSQL answers with a straight face to the COMMIT of a
// transaction that an earlier error has ended: nothing is stored, and no error is told.
var errRolledBack = errors.New("the database rolled the transaction back instead of storing it")

// rollback uses a context of its own: the caller's may be over. A connection that
// cannot roll back is closed, and the pool replaces it.
func rollback(ctx context.Context, conn *pgx.Conn) {
	short, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if _, err := conn.PgConn().Exec(short, "ROLLBACK").ReadAll(); err != nil {
		_ = conn.Close(short)
	}
}

// retryable errors are those of transactions that met another: serialization
// failures and deadlocks.
func retryable(err error) bool {
	var e *pgconn.PgError
	return errors.As(err, &e) && (e.Code == "40001" || e.Code == "40P01")
}

// explainOn is explainPostgres for an error met on a connection: pgx has no name for many
// of those that follow from a lost one.
func explainOn(conn *pgx.Conn, err error) error {
	explained := explainPostgres(err)
	var known *outage
	var told *pgconn.PgError
	if err == nil || !conn.IsClosed() || errors.As(explained, &known) || errors.As(err, &told) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return explained
	}
	return &outage{5, unreachable, err}
}

const unreachable = "The database cannot be reached. Please try again in a moment."

// explainPostgres sorts errors as sqliteConn.explain does.
func explainPostgres(err error) error {
	if err == nil || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	var e *pgconn.PgError
	if !errors.As(err, &e) {
		var connect *pgconn.ConnectError
		var network net.Error
		if errors.As(err, &connect) || errors.As(err, &network) || errors.Is(err, io.ErrUnexpectedEOF) {
			return &outage{5, unreachable, err}
		}
		return err
	}
	switch {
	case e.Code == "23505":
		return &violation{"unique", e.ConstraintName, err}
	case e.Code == "23503":
		return &violation{"foreign key", "foreign key", err}
	case e.Code == "23514":
		return &violation{"check", e.ConstraintName, err}
	case e.Code == "23502":
		return &violation{"not null", e.TableName + "." + e.ColumnName, err}
	case e.Code == "53100":
		return &outage{60, "The disk is full, so nothing can be saved just now. Reading still works.", err}
	case e.Code == "25006":
		return &outage{30, "The database takes no changes just now. Reading still works.", err}
	case len(e.Code) == 5 && (e.Code[:2] == "53" || e.Code[:2] == "57" || e.Code[:2] == "08"):
		return &outage{5, unreachable, err}
	}
	return err
}

// postgresSession runs the statements of one transaction.
type postgresSession struct {
	conn     *pgx.Conn
	ctx      context.Context
	rls      bool
	eager    bool   // a pooler stands between: nothing is prepared by name
	shop     string // what the wall lets through now, once what waits is sent
	reads    bool   // may not write
	again    bool   // a statement was cut off by another transaction
	opened   bool   // something has been sent
	waiting  []call // what travels with the next statement
	deferred int    // how many of them may fail: writes of Later
	trips    int
	cursors  int
}

func (s *postgresSession) failed(err error) error {
	if retryable(err) {
		s.again = true
	}
	var e *pgconn.PgError
	if errors.As(err, &e) && (e.Code == "0A000" && strings.Contains(e.Message, "cached plan") || e.Code == "26000") {
		s.again = true // the tables changed under a prepared statement
		s.forget()
		_ = s.conn.Close(s.ctx)
	}
	if s.reads && errors.As(err, &e) && e.Code == "25006" {
		return errWroteInRead
	}
	return explainOn(s.conn, err)
}

func (s *postgresSession) exec(st *statement, args []any) (int64, error) {
	tag, err := s.flush(nil, call{text: st.postgres, args: args})
	return tag.RowsAffected(), err
}

// execMany sends many rows in one round trip.
func (s *postgresSession) execMany(st *statement, rows [][]any) error {
	for len(rows) > 0 {
		n := min(len(rows), mostWaiting)
		calls := make([]call, n)
		for i, row := range rows[:n] {
			calls[i] = call{text: st.postgres, args: row}
		}
		if _, err := s.flush(nil, calls...); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

func (s *postgresSession) query(st *statement, args []any, fn rowFunc) error {
	_, err := s.flush(fn, call{text: st.postgres, args: args})
	return err
}

// stream reads through a cursor of the server, so that memory stays flat and fn may
// run statements between.
func (s *postgresSession) stream(st *statement, args []any, fn rowFunc) error {
	if _, err := s.flush(nil); err != nil {
		return err
	}
	s.cursors++
	name := "each" + strconv.Itoa(s.cursors)
	if _, err := s.conn.Exec(s.ctx, "DECLARE "+name+" NO SCROLL CURSOR FOR "+st.postgres, args...); err != nil {
		return s.failed(err)
	}
	for {
		// Not prepared: the same text means other columns the next time.
		rows, err := s.conn.Query(s.ctx, "FETCH FORWARD 500 FROM "+name, pgx.QueryExecModeSimpleProtocol)
		if err != nil {
			return s.failed(err)
		}
		columns, all, err := collected(rows)
		if err != nil {
			return s.failed(err)
		}
		if err := hand(columns, all, fn); err != nil {
			return err
		}
		if len(all) < 500 {
			break
		}
	}
	_, err := s.conn.Exec(s.ctx, "CLOSE "+name)
	if err != nil {
		return s.failed(err)
	}
	return nil
}
