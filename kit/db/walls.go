package db

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"

	"github.com/coulisse/coulisse/kit/id"
	"github.com/jackc/pgx/v5"
)

// Row-level security is the second wall behind the guard of statement texts: each
// transaction says for which shop it runs, and PostgreSQL itself hides the rows of
// all others. It guards against our own mistakes, not against someone who can run
// SQL of his own.

// wallUnset shows nothing; wallSystem shows all and is set for db.System alone.
const (
	wallUnset  = ""
	wallSystem = "all"
)

// wallOf is a literal that is safe to print: a number or a constant.
func wallOf(shop id.ID, system bool) string {
	if system {
		return wallSystem
	}
	return strconv.FormatInt(int64(shop), 10)
}

const unwalledTables = `
	SELECT c.relname FROM pg_class c
	JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = current_schema()
	JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'shop_id' AND NOT a.attisdropped
	WHERE c.relkind IN ('r', 'p') AND NOT EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'shop_wall')
	ORDER BY c.relname`

// buildWalls gives every table with a shop_id its policy after the migrations. FORCE
// makes it hold for the tables' owner too, who is usually the program's own role.
func buildWalls(ctx context.Context, pool *sql.DB) error {
	rows, err := pool.QueryContext(ctx, unwalledTables)
	if err != nil {
		return fmt.Errorf("list the tables of shops: %w", err)
	}
	defer rows.Close()
	var tables []string
	for rows.Next() {
		var table string
		if err := rows.Scan(&table); err != nil {
			return fmt.Errorf("list the tables of shops: %w", err)
		}
		tables = append(tables, table)
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("list the tables of shops: %w", err)
	}
	for _, table := range tables {
		name := pgx.Identifier{table}.Sanitize()
		_, err := pool.ExecContext(ctx, `
			ALTER TABLE `+name+` ENABLE ROW LEVEL SECURITY;
			ALTER TABLE `+name+` FORCE ROW LEVEL SECURITY;
			CREATE POLICY shop_wall ON `+name+` USING (
				CASE current_setting('coulisse.shop', TRUE)
					WHEN 'all' THEN TRUE WHEN '' THEN FALSE
					ELSE shop_id = CAST(current_setting('coulisse.shop', TRUE) AS BIGINT) END)`)
		if err != nil {
			return fmt.Errorf("set the wall of table %s: %w", table, err)
		}
	}
	return nil
}
