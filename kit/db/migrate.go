package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"sort"
	"strconv"
	"strings"
	"testing/fstest"

	"github.com/pressly/goose/v3"
)

// flatten puts the migrations of all departments into one folder and picks the
// engine's file where a pair exists. Two files of one minute are refused, and so is a
// name goose would pass over in silence.
func flatten(sources []fs.FS, engine string) (fs.FS, error) {
	flat, minutes := fstest.MapFS{}, map[int64]string{}
	for _, source := range sources {
		err := fs.WalkDir(source, ".", func(file string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || !strings.HasSuffix(file, ".sql") {
				return err
			}
			name := path.Base(file)
			stem := strings.TrimSuffix(name, ".sql")
			if own := path.Ext(stem); own == ".sqlite" || own == ".postgres" {
				if own != "."+engine {
					return nil
				}
				name = strings.TrimSuffix(stem, own) + ".sql"
			}
			minute, err := versionOf(name)
			if err != nil {
				return err
			}
			if other, taken := minutes[minute]; taken {
				return fmt.Errorf("migrations %s and %s have the same minute", other, name)
			}
			minutes[minute] = name
			text, err := fs.ReadFile(source, file)
			flat[name] = &fstest.MapFile{Data: text, Mode: 0o444}
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("collect migrations: %w", err)
		}
	}
	return flat, nil
}

func versionOf(name string) (int64, error) {
	digits, _, found := strings.Cut(name, "_")
	minute, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || !found || len(digits) != len("202601030915") {
		return 0, fmt.Errorf("migration %s must be named like 202601030915_orders.sql", name)
	}
	return minute, nil
}

// migrate applies what is new. A database with a version this program does not know
// was changed by a newer program and is left alone.
func migrate(ctx context.Context, pool *sql.DB, dialect goose.Dialect, sources []fs.FS, o Options, more ...goose.ProviderOption) error {
	files, err := flatten(sources, engineOf(dialect))
	if err != nil {
		return err
	}
	options := append([]goose.ProviderOption{
		goose.WithDisableGlobalRegistry(true), goose.WithAllowOutofOrder(o.OutOfOrder),
	}, more...)
	provider, err := goose.NewProvider(dialect, pool, files, options...)
	if err != nil {
		return fmt.Errorf("read migrations: %w", err)
	}
	if err := refuseNewer(ctx, pool, provider); err != nil {
		return err
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("migrate the database: %w", err)
	}
	return nil
}

func engineOf(dialect goose.Dialect) string {
	if dialect == goose.DialectPostgres {
		return "postgres"
	}
	return "sqlite"
}

func refuseNewer(ctx context.Context, pool *sql.DB, provider *goose.Provider) error {
	sources := provider.ListSources()
	known := make([]int64, len(sources))
	for i, source := range sources {
		known[i] = source.Version
	}
	sort.Slice(known, func(a, b int) bool { return known[a] < known[b] })
	var newest sql.NullInt64
	// Before the first migration the table is missing: then nothing is newer.
	if err := pool.QueryRowContext(ctx, `SELECT MAX(version_id) FROM goose_db_version`).Scan(&newest); err != nil {
		return ctx.Err()
	}
	if len(known) == 0 || newest.Int64 <= known[len(known)-1] {
		return nil
	}
	return errors.New("this database was made by a newer version of Coulisse: install that version, or restore a backup from before the upgrade")
}
