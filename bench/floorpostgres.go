package bench

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
)

// connect opens a connection that the wall of row-level security lets through.
func connect(ctx context.Context, address string) (*pgx.Conn, error) {
	config, err := pgx.ParseConfig(address)
	if err != nil {
		return nil, err
	}
	config.RuntimeParams["coulisse.shop"] = "all"
	delete(config.RuntimeParams, "pool_max_conns")
	return pgx.ConnectConfig(ctx, config)
}

func connectMany(ctx context.Context, address string, n int) ([]*pgx.Conn, func(), error) {
	var all []*pgx.Conn
	leave := func() {
		for _, c := range all {
			_ = c.Close(ctx)
		}
	}
	for range n {
		c, err := connect(ctx, address)
		if err != nil {
			return nil, leave, err
		}
		all = append(all, c)
	}
	return all, leave, nil
}

func (m *meter) readFloorPostgres(ctx context.Context, queries []query, clients int) (Load, error) {
	all, leave, err := connectMany(ctx, m.Database, clients)
	defer leave()
	if err != nil {
		return Load{}, err
	}
	return run(ctx, clients, m.length, func(client, _ int) error {
		for _, q := range queries {
			rows, err := all[client].Query(ctx, q.text, q.args...)
			if err != nil {
				return err
			}
			for rows.Next() {
				if _, err := rows.Values(); err != nil {
					return err
				}
			}
			if err := rows.Err(); err != nil {
				return err
			}
		}
		return nil
	}), nil
}

// writeFloorPostgres sends the statements of a transaction one after the other,
// prepared, between BEGIN and COMMIT; the server itself commits together.
func (m *meter) writeFloorPostgres(ctx context.Context, where string, work [][]query, names []string, clients int) (Load, error) {
	all, leave, err := connectMany(ctx, where, clients)
	defer leave()
	if err != nil {
		return Load{}, err
	}
	base := int(time.Since(m.began).Milliseconds())
	var count atomic.Int64
	return run(ctx, clients, m.length, func(client, _ int) error {
		n := base*1000 + int(count.Add(1))
		for _, one := range work {
			if err := m.store(ctx, all[client], one, names, n); err != nil {
				return err
			}
		}
		return nil
	}), nil
}

func (m *meter) store(ctx context.Context, c *pgx.Conn, queries []query, names []string, n int) error {
	if _, err := c.Exec(ctx, "BEGIN ISOLATION LEVEL READ COMMITTED"); err != nil {
		return err
	}
	for _, q := range queries {
		if _, err := c.Exec(ctx, q.text, m.fresh(q.args, names, n)...); err != nil {
			_, _ = c.Exec(ctx, "ROLLBACK")
			return err
		}
	}
	_, err := c.Exec(ctx, "COMMIT")
	return err
}

// copyPostgres copies the database beside itself.
func copyPostgres(ctx context.Context, address string) (where string, drop func(), err error) {
	config, err := pgx.ParseConfig(address)
	if err != nil {
		return "", nil, err
	}
	name := config.Database
	copied := floorName(name)
	other := config.Copy()
	other.Database = "postgres"
	delete(other.RuntimeParams, "pool_max_conns")
	c, err := pgx.ConnectConfig(ctx, other)
	if err != nil {
		return "", nil, err
	}
	for _, text := range []string{
		"DROP DATABASE IF EXISTS " + pgx.Identifier{copied}.Sanitize(),
		"CREATE DATABASE " + pgx.Identifier{copied}.Sanitize() + " TEMPLATE " + pgx.Identifier{name}.Sanitize(),
	} {
		if _, err := c.Exec(ctx, text); err != nil {
			_ = c.Close(ctx)
			return "", nil, err
		}
	}
	drop = func() {
		_, _ = c.Exec(ctx, "DROP DATABASE IF EXISTS "+pgx.Identifier{copied}.Sanitize()+" WITH (FORCE)")
		_ = c.Close(ctx)
	}
	return renamed(address, name, copied), drop, nil
}
