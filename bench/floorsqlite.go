package bench

import (
	"context"
	"database/sql"
	"io"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	_ "modernc.org/sqlite" // the driver the program uses
)

// pragmas are those of kit/db, so that both wait for the disk alike.
const pragmas = "?_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=foreign_keys(1)&_pragma=temp_store(MEMORY)&_pragma=cache_size(-16000)"

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.Create(to)
	if err != nil {
		return err
	}
	if _, err := io.Copy(out, in); err != nil {
		return err
	}
	return out.Close()
}

// prepared holds the statements of one connection.
type prepared struct {
	conn *sql.Conn
	all  map[string]*sql.Stmt
}

func (p *prepared) get(ctx context.Context, text string) (*sql.Stmt, error) {
	if known := p.all[text]; known != nil {
		return known, nil
	}
	made, err := p.conn.PrepareContext(ctx, text)
	p.all[text] = made
	return made, err
}

func (p *prepared) exec(ctx context.Context, text string, args ...any) error {
	st, err := p.get(ctx, text)
	if err == nil {
		_, err = st.ExecContext(ctx, args...)
	}
	return err
}

func connections(ctx context.Context, file, more string, n int) (*sql.DB, []*prepared, error) {
	pool, err := sql.Open("sqlite", "file:"+file+pragmas+more)
	if err != nil {
		return nil, nil, err
	}
	all := make([]*prepared, n)
	for i := range all {
		conn, err := pool.Conn(ctx)
		if err != nil {
			return pool, nil, err
		}
		all[i] = &prepared{conn, map[string]*sql.Stmt{}}
	}
	return pool, all, nil
}

// readFloor reads the rows of an answer again and again.
func (m *meter) readFloor(ctx context.Context, queries []query, clients int) (Load, error) {
	if m.Database != "" {
		return m.readFloorPostgres(ctx, queries, clients)
	}
	pool, all, err := connections(ctx, filepath.Join(m.Data, "coulisse.db"), "&_pragma=query_only(1)", clients)
	if err != nil {
		return Load{}, err
	}
	defer pool.Close()
	return run(ctx, clients, m.length, func(client, _ int) error {
		for _, q := range queries {
			if err := all[client].read(ctx, q); err != nil {
				return err
			}
		}
		return nil
	}), nil
}

func (p *prepared) read(ctx context.Context, q query) error {
	st, err := p.get(ctx, q.text)
	if err != nil {
		return err
	}
	rows, err := st.QueryContext(ctx, q.args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	values, targets := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		targets[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(targets...); err != nil {
			return err
		}
	}
	return rows.Err()
}

// stored is one transaction in the queue of the only writer.
type stored struct {
	queries []query
	n       int
	answer  chan error
}

// writeFloor stores the rows of a figure, one writer for all clients: what waits
// together is committed together, as the program does it.
func (m *meter) writeFloor(ctx context.Context, where string, work [][]query, names []string, clients int) (Load, error) {
	if m.Database != "" {
		return m.writeFloorPostgres(ctx, where, work, names, clients)
	}
	pool, all, err := connections(ctx, where, "&_txlock=immediate", 1)
	if err != nil {
		return Load{}, err
	}
	defer pool.Close()
	queue := make(chan stored)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		m.write(ctx, all[0], queue, names)
	}()
	base := int(time.Since(m.began).Milliseconds())
	var count atomic.Int64
	load := run(ctx, clients, m.length, func(int, int) error {
		n := base*1000 + int(count.Add(1))
		for _, one := range work {
			s := stored{one, n, make(chan error, 1)}
			queue <- s
			if err := <-s.answer; err != nil {
				return err
			}
		}
		return nil
	})
	close(queue)
	<-ended
	return load, nil
}

func (m *meter) write(ctx context.Context, p *prepared, queue chan stored, names []string) {
	for first := range queue {
		batch := []stored{first}
		err := p.exec(ctx, "BEGIN IMMEDIATE")
		for one, more := first, true; more && err == nil; {
			for _, q := range one.queries {
				if err == nil {
					err = p.exec(ctx, q.text, m.fresh(q.args, names, one.n)...)
				}
			}
			select {
			case one, more = <-queue:
				if more {
					batch = append(batch, one)
				}
			default:
				more = false
			}
		}
		end := "COMMIT"
		if err != nil {
			end = "ROLLBACK"
		}
		if failed := p.exec(ctx, end); err == nil {
			err = failed
		}
		for _, one := range batch {
			one.answer <- err
		}
	}
}
