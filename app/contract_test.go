package app_test

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/coulisse/coulisse/app"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/kittest"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// The engine contract: what lets a shop's rows live on any shard of any engine.

// globalTables are the few small lists that belong to no shop. They are looked up
// before a shop is known, and a shop's tables may point at them, never they at a shop's.
var globalTables = map[string]bool{
	"account": true, "account_shop": true, "account_link": true, "session": true, "attempt": true, "shop_host": true,
	"goose_db_version": true,
}

// everyMigration reads the migrations from the source tree, so that a department
// that app/ does not know yet is checked too.
func everyMigration(t *testing.T) []fs.FS {
	t.Helper()
	var all []fs.FS
	for _, folder := range source(t).folders {
		if path.Base(folder) == "migrations" && folder != "kit/db/migrations" {
			all = append(all, os.DirFS(filepath.Join("..", folder)))
		}
	}
	return all
}

// migrated opens a real SQLite file with all tables.
func migrated(t *testing.T) *sql.DB {
	t.Helper()
	dir := t.TempDir()
	d, err := db.Open(t.Context(), db.Options{Dir: dir, Migrations: everyMigration(t), NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	pool, err := sql.Open("sqlite", filepath.Join(dir, "coulisse.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = pool.Close() })
	return pool
}

func column(t *testing.T, pool *sql.DB, q string, args ...any) []string {
	t.Helper()
	rows, err := pool.QueryContext(t.Context(), q, args...)
	if err != nil {
		t.Fatalf("%s: %v", q, err)
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var text sql.NullString
		if err := rows.Scan(&text); err != nil {
			t.Fatal(err)
		}
		all = append(all, text.String)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

func tables(t *testing.T, pool *sql.DB) []string {
	t.Helper()
	return column(t, pool, `
		SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'search_index%' ORDER BY name`)
}

func TestEveryKeyAndIndexStartsWithTheShop(t *testing.T) {
	pool := migrated(t)
	for _, table := range tables(t, pool) {
		if globalTables[table] {
			continue
		}
		keys := column(t, pool, `SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk`, table)
		if len(keys) == 0 || keys[0] != "shop_id" {
			t.Errorf("table %s: the primary key %v must start with shop_id", table, keys)
		}
		for _, index := range column(t, pool, `SELECT name FROM pragma_index_list(?)`, table) {
			first := column(t, pool, `SELECT name FROM pragma_index_info(?) ORDER BY seqno LIMIT 1`, index)
			if len(first) == 0 || first[0] != "shop_id" {
				t.Errorf("table %s: index %s must start with shop_id", table, index)
			}
		}
	}
}

func TestForeignKeysCarryTheShop(t *testing.T) {
	pool := migrated(t)
	for _, table := range tables(t, pool) {
		for _, key := range column(t, pool, `SELECT DISTINCT id || ' ' || "table" FROM pragma_foreign_key_list(?)`, table) {
			number, target, _ := strings.Cut(key, " ")
			from := column(t, pool, `SELECT "from" FROM pragma_foreign_key_list(?) WHERE id = CAST(? AS INTEGER) AND seq = 0`, table, number)
			switch {
			case globalTables[table] && !globalTables[target]:
				t.Errorf("global table %s must not point at %s of a shop", table, target)
			case !globalTables[target] && from[0] != "shop_id":
				t.Errorf("table %s: the foreign key to %s must start with shop_id", table, target)
			}
		}
	}
}

func TestColumnsHavePortableTypes(t *testing.T) {
	pool := migrated(t)
	for _, table := range tables(t, pool) {
		if table == "goose_db_version" {
			continue
		}
		for _, found := range column(t, pool, `SELECT name || ' ' || upper(type) FROM pragma_table_info(?)`, table) {
			name, kind, _ := strings.Cut(found, " ")
			if kind != "BIGINT" && kind != "TEXT" && kind != "BOOLEAN" {
				t.Errorf("table %s: column %s is %s; use BIGINT, TEXT or BOOLEAN", table, name, kind)
			}
		}
	}
}

var unportable = map[string]*regexp.Regexp{
	"name foreign keys: CONSTRAINT x_y_fk FOREIGN KEY (…) REFERENCES …": regexp.MustCompile(`(?im)^\s*\w+\s+(?:BIGINT|TEXT|BOOLEAN)[^,\n]*\bREFERENCES\b|^\s*FOREIGN\s+KEY`),
	"name constraints: CONSTRAINT x_key UNIQUE (…)":                     regexp.MustCompile(`(?im)^\s*(?:UNIQUE|PRIMARY\s+KEY|CHECK)\s*\(`),
	"ids come from the program":                                         regexp.MustCompile(`(?i)\b(AUTOINCREMENT|SERIAL|BIGSERIAL|IDENTITY|GENERATED)\b`),
	"times come from the program":                                       regexp.MustCompile(`(?i)\b(CURRENT_TIMESTAMP|now\s*\(|TIMESTAMP|TIMESTAMPTZ)\b`),
	"no deferrable or exclusion constraints":                            regexp.MustCompile(`(?i)\b(DEFERRABLE|EXCLUDE)\b`),
	"no triggers in the portable set":                                   regexp.MustCompile(`(?i)\bCREATE\s+TRIGGER\b`),
	"migrations run once: no IF NOT EXISTS":                             regexp.MustCompile(`(?i)\bIF\s+NOT\s+EXISTS\b`),
	"forward only: no Down":                                             regexp.MustCompile(`\+goose Down`),
	"no WITHOUT ROWID or STRICT":                                        regexp.MustCompile(`(?i)\b(WITHOUT\s+ROWID|STRICT)\b`),
}

var comments = regexp.MustCompile(`(?m)--[^\n]*$`)

func TestMigrationsArePortable(t *testing.T) {
	for _, name := range source(t).others {
		if path.Ext(name) != ".sql" {
			continue
		}
		text, err := os.ReadFile(filepath.Join("..", name))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(string(text), "-- +goose Up\n") {
			t.Errorf("%s must begin with -- +goose Up", name)
		}
		if strings.HasSuffix(name, ".sqlite.sql") || strings.HasSuffix(name, ".postgres.sql") {
			continue
		}
		code := comments.ReplaceAllString(string(text), "")
		for rule, pattern := range unportable {
			if hit := pattern.FindString(code); hit != "" {
				t.Errorf("%s: %q: %s", name, strings.TrimSpace(hit), rule)
			}
		}
	}
}

// Every statement of the program is understood by the engine under test: its tables,
// columns and syntax exist.
func TestEveryStatementPrepares(t *testing.T) {
	prepare := sqlitePrepare(t)
	if kittest.Engine() == "postgres" {
		prepare = postgresPrepare(t)
	}
	n := 0
	for _, s := range source(t).statements {
		if s.file.test || s.file.folder == "kit/db" || otherEngine(s.text) {
			continue
		}
		n++
		if err := prepare(s.text); err != nil {
			t.Errorf("%s:%d: %v in:\n%s", s.file.path, s.line, err, s.text)
		}
	}
	if n == 0 {
		t.Error("no statement was found")
	}
}

// otherEngine texts run on one engine only, inside kit.
func otherEngine(text string) bool {
	if kittest.Engine() == "postgres" {
		return strings.Contains(text, "search_index")
	}
	return strings.Contains(text, "/* engine only */") || strings.Contains(text, "tsvector") || strings.Contains(text, "tsquery")
}

var mark = regexp.MustCompile(`\$(\d+)`)

func sqlitePrepare(t *testing.T) func(text string) error {
	pool := migrated(t)
	return func(text string) error {
		st, err := pool.PrepareContext(t.Context(), mark.ReplaceAllString(text, "?$1"))
		if err == nil {
			err = st.Close()
		}
		return err
	}
}

func postgresPrepare(t *testing.T) func(text string) error {
	o := kittest.Options(t, app.Migrations()...)
	kittest.Open(t, o)
	address, _, _ := strings.Cut(o.URL, "&pool_")
	conn, err := pgx.Connect(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return func(text string) error {
		_, err := conn.Prepare(t.Context(), "", text)
		// The beginning of a built statement (db.Query) may still lack its GROUP BY.
		var e *pgconn.PgError
		if errors.As(err, &e) && e.Code == "42803" {
			return nil
		}
		return err
	}
}
