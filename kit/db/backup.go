package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
)

// Backup writes the whole database, as it is at one moment, into a new SQLite file,
// whatever the engine; work goes on meanwhile. The file appears under its name only
// when it is complete. From PostgreSQL it comes without the full-text index, which
// search.RebuildAll makes anew.
func (d *DB) Backup(ctx context.Context, file string) error {
	if _, err := os.Stat(file); !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("the backup file %s exists already", file)
	}
	part, err := os.MkdirTemp(filepath.Dir(file), ".backup")
	if err != nil {
		return fmt.Errorf("make a folder for the backup: %w", err)
	}
	defer os.RemoveAll(part)
	made := filepath.Join(part, fileName)
	switch e := d.engine.(type) {
	case *sqliteEngine:
		_, err = e.pool.ExecContext(ctx, `VACUUM INTO ?`, made)
	case *postgresEngine:
		err = e.dump(ctx, part, d.migrations)
	}
	if err != nil {
		return fmt.Errorf("back up the database: %w", err)
	}
	if err := syncFile(made); err != nil {
		return fmt.Errorf("store the backup: %w", err)
	}
	return os.Rename(made, file)
}

func syncFile(name string) error {
	f, err := os.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// Restore fills the empty database named by the options from a backup file and brings
// it up to date. A database that already holds anything is refused.
func Restore(ctx context.Context, o Options, file string) error {
	if o.URL == "" {
		return restoreSQLite(ctx, o, file)
	}
	copied, err := os.MkdirTemp("", "coulisse-restore")
	if err != nil {
		return fmt.Errorf("make a folder for the backup: %w", err)
	}
	defer os.RemoveAll(copied)
	from := o
	from.URL, from.Dir = "", copied
	if err := restoreSQLite(ctx, from, file); err != nil {
		return err
	}
	d, err := Open(ctx, o)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.engine.(*postgresEngine).load(ctx, filepath.Join(copied, fileName))
}

func restoreSQLite(ctx context.Context, o Options, file string) error {
	target := filepath.Join(o.Dir, fileName)
	if err := os.MkdirAll(o.Dir, 0o700); err != nil {
		return fmt.Errorf("make the data folder: %w", err)
	}
	if err := copyFile(file, target); err != nil {
		return fmt.Errorf("copy the backup: %w", err)
	}
	if err := checkFile(ctx, target); err != nil {
		return errors.Join(err, os.Remove(target))
	}
	d, err := Open(ctx, o)
	if err != nil {
		return err
	}
	return d.Close()
}

// copyFile refuses to write over a database.
func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Sync(), out.Close())
}

// checkFile reads every page of the file.
func checkFile(ctx context.Context, file string) error {
	pool, err := sql.Open("sqlite", dsn(file, true, "_pragma=query_only(1)"))
	if err != nil {
		return err
	}
	defer pool.Close()
	var word string
	if err := pool.QueryRowContext(ctx, `PRAGMA integrity_check(1)`).Scan(&word); err != nil || word != "ok" {
		return fmt.Errorf("the backup file is damaged: %s: %w", word, errors.Join(err, errDamaged))
	}
	return nil
}

var errDamaged = errors.New("integrity check failed")

// tableShape is a table of the portable schema.
type tableShape struct {
	name    string
	columns []string
	flags   map[string]bool // columns that are BOOLEAN: SQLite keeps 0 and 1
	points  []string        // tables its foreign keys point at
}

// shapes lists the tables in an order in which foreign keys point backwards. Indexes
// of the engine's own and goose's table are left out.
func shapes(ctx context.Context, pool *sql.DB) ([]tableShape, error) {
	names, err := texts(ctx, pool, `
		SELECT m.name FROM pragma_table_list l JOIN sqlite_master m ON m.name = l.name
		WHERE l.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name <> 'goose_db_version' ORDER BY m.name`)
	if err != nil {
		return nil, err
	}
	var waiting []tableShape
	for _, name := range names {
		table := tableShape{name: name}
		if table.columns, err = texts(ctx, pool, `SELECT name FROM pragma_table_info(?) ORDER BY cid`, name); err != nil {
			return nil, err
		}
		flags, err := texts(ctx, pool, `SELECT name FROM pragma_table_info(?) WHERE upper(type) = 'BOOLEAN'`, name)
		if err != nil {
			return nil, err
		}
		table.flags = map[string]bool{}
		for _, flag := range flags {
			table.flags[flag] = true
		}
		if table.points, err = texts(ctx, pool, `SELECT DISTINCT "table" FROM pragma_foreign_key_list(?)`, name); err != nil {
			return nil, err
		}
		waiting = append(waiting, table)
	}
	return inOrder(waiting)
}

func inOrder(waiting []tableShape) ([]tableShape, error) {
	var ordered []tableShape
	done := map[string]bool{}
	for len(waiting) > 0 {
		var left []tableShape
		for _, table := range waiting {
			ready := true
			for _, to := range table.points {
				ready = ready && (done[to] || to == table.name)
			}
			if !ready {
				left = append(left, table)
				continue
			}
			done[table.name] = true
			ordered = append(ordered, table)
		}
		if len(left) == len(waiting) {
			return nil, fmt.Errorf("the foreign keys of %s and others point in a circle", left[0].name)
		}
		waiting = left
	}
	return ordered, nil
}

func texts(ctx context.Context, pool *sql.DB, q string, args ...any) ([]string, error) {
	rows, err := pool.QueryContext(ctx, q, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return nil, err
		}
		all = append(all, text)
	}
	return all, rows.Err()
}

// dump copies every table, seen at one moment, into a fresh SQLite file.
func (e *postgresEngine) dump(ctx context.Context, dir string, sources []fs.FS) error {
	fresh, err := openSQLite(ctx, Options{Dir: dir, NoSync: true}, sources)
	if err != nil {
		return err
	}
	err = e.dumpInto(ctx, fresh.pool)
	if err == nil {
		// The file is moved alone: nothing may stay in the log beside it.
		_, err = fresh.pool.ExecContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`)
	}
	return errors.Join(err, fresh.close())
}

func (e *postgresEngine) dumpInto(ctx context.Context, pool *sql.DB) error {
	tables, err := shapes(ctx, pool)
	if err != nil {
		return err
	}
	return e.read(ctx, Scope{}, func(run session) error {
		s := run.(*postgresSession)
		if err := s.asShop(0, true); err != nil {
			return err
		}
		into, err := pool.BeginTx(ctx, nil)
		if err != nil {
			return err
		}
		defer into.Rollback()
		for _, table := range tables {
			if err := dumpTable(ctx, s, into, table); err != nil {
				return fmt.Errorf("table %s: %w", table.name, err)
			}
		}
		return into.Commit()
	})
}

func dumpTable(ctx context.Context, s *postgresSession, into *sql.Tx, table tableShape) error {
	list := `"` + strings.Join(table.columns, `", "`) + `"`
	insert, err := into.PrepareContext(ctx, `INSERT INTO "`+table.name+`" (`+list+`) VALUES (?`+strings.Repeat(", ?", len(table.columns)-1)+`)`)
	if err != nil {
		return err
	}
	defer insert.Close()
	all := &statement{postgres: `SELECT ` + list + ` FROM "` + table.name + `"`}
	return s.stream(all, nil, func(_ []string, values []any) error {
		_, err := insert.ExecContext(ctx, values...)
		return err
	})
}

// load copies every table of a SQLite file into this empty database.
func (e *postgresEngine) load(ctx context.Context, file string) error {
	pool, err := sql.Open("sqlite", dsn(file, true, "_pragma=query_only(1)"))
	if err != nil {
		return err
	}
	defer pool.Close()
	tables, err := shapes(ctx, pool)
	if err != nil {
		return err
	}
	return e.write(ctx, Scope{Hot: true}, func(run session) error {
		s := run.(*postgresSession)
		if err := s.asShop(0, true); err != nil {
			return err
		}
		if _, err := s.flush(nil); err != nil { // loadTable asks the connection itself
			return err
		}
		for _, table := range tables {
			if err := loadTable(ctx, s, pool, table); err != nil {
				return fmt.Errorf("restore table %s: %w", table.name, err)
			}
		}
		return nil
	})
}

func loadTable(ctx context.Context, s *postgresSession, pool *sql.DB, table tableShape) error {
	name := pgx.Identifier{table.name}
	var filled bool
	if err := s.conn.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM `+name.Sanitize()+`)`).Scan(&filled); err != nil {
		return err
	}
	if filled {
		return errors.New("the database to restore into is not empty")
	}
	rows, err := pool.QueryContext(ctx, `SELECT "`+strings.Join(table.columns, `", "`)+`" FROM "`+table.name+`"`)
	if err != nil {
		return err
	}
	defer rows.Close()
	// COPY would be faster, but row-level security does not allow it.
	const batch = 1000
	insert := &statement{postgres: `INSERT INTO ` + name.Sanitize() + ` ("` + strings.Join(table.columns, `", "`) + `") VALUES (` + dollars(len(table.columns)) + `)`}
	var waiting [][]any
	for rows.Next() {
		values, targets := make([]any, len(table.columns)), make([]any, len(table.columns))
		for i := range values {
			targets[i] = &values[i]
		}
		if err := rows.Scan(targets...); err != nil {
			return err
		}
		for i, column := range table.columns {
			if n, isNumber := values[i].(int64); isNumber && table.flags[column] {
				values[i] = n != 0
			}
		}
		if waiting = append(waiting, values); len(waiting) == batch {
			if err := s.execMany(insert, waiting); err != nil {
				return err
			}
			waiting = waiting[:0]
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	return s.execMany(insert, waiting)
}

func dollars(n int) string {
	marks := make([]string, n)
	for i := range marks {
		marks[i] = "$" + strconv.Itoa(i+1)
	}
	return strings.Join(marks, ", ")
}
