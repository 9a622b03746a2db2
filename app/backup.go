package app

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/search"
)

// A backup is one SQLite file: the database as kit/db writes it, and the files of the
// shops in one more table, so that nothing else has to be copied.
const (
	createFiles = `CREATE TABLE backup_file (path TEXT PRIMARY KEY, data BLOB NOT NULL)`
	insertFile  = `INSERT INTO backup_file (path, data) VALUES (?, ?)`
	readFiles   = `SELECT path, data FROM backup_file`
	dropFiles   = `DROP TABLE backup_file`
)

// Backup writes the whole installation, database and files, into one file.
func (a *App) Backup(ctx context.Context, file string) error {
	if folder, err := os.Stat(filepath.Dir(file)); err != nil || !folder.IsDir() {
		return fmt.Errorf("the folder %s does not exist", filepath.Dir(file))
	}
	if err := a.db.Backup(ctx, file); err != nil {
		return err
	}
	if err := packFiles(ctx, a.path("files"), file); err != nil {
		return errors.Join(fmt.Errorf("back up the files: %w", err), os.Remove(file))
	}
	return nil
}

// packFiles adds the stored originals; derived pictures are made again when asked for.
func packFiles(ctx context.Context, dir, file string) error {
	return inFile(ctx, file, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, createFiles); err != nil {
			return err
		}
		return filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || !entry.Type().IsRegular() {
				return err
			}
			data, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			name, err := filepath.Rel(dir, path)
			if err != nil {
				return err
			}
			_, err = tx.ExecContext(ctx, insertFile, filepath.ToSlash(name), data)
			return err
		})
	})
}

// Restore fills an empty installation from a backup and rebuilds its search.
func Restore(ctx context.Context, o Options, file string) error {
	o = o.withDefaults()
	if err := os.MkdirAll(o.Data, 0o700); err != nil {
		return fmt.Errorf("the data folder %s cannot be made: %w", o.Data, err)
	}
	if err := refuseFilled(o.Data); err != nil {
		return err
	}
	part, err := os.MkdirTemp(o.Data, ".restore")
	if err != nil {
		return err
	}
	defer os.RemoveAll(part)
	copied := filepath.Join(part, "backup.db")
	if err := copyTo(file, copied); err != nil {
		return fmt.Errorf("the backup cannot be copied: %w", err)
	}
	if err := unpackFiles(ctx, copied, filepath.Join(part, "files")); err != nil {
		return fmt.Errorf("%s is not a backup of this program, or it is damaged: %w", file, err)
	}
	options := db.Options{URL: o.Database, Dir: o.Data, Migrations: Migrations(), AppendOnly: appendOnly(), RLS: true}
	if err := db.Restore(ctx, options, copied); err != nil {
		return err
	}
	if err := os.Rename(filepath.Join(part, "files"), filepath.Join(o.Data, "files")); err != nil {
		return fmt.Errorf("put the files in place: %w", err)
	}
	d, err := db.Open(ctx, options)
	if err != nil {
		return err
	}
	return errors.Join(search.RebuildAll(ctx, d), d.Close())
}

// refuseFilled keeps a restore from mixing two installations.
func refuseFilled(folder string) error {
	for _, name := range []string{"coulisse.db", "files"} {
		entries, err := os.ReadDir(filepath.Join(folder, name))
		if err == nil && len(entries) == 0 {
			err = os.Remove(filepath.Join(folder, name)) // an empty folder of files is nothing
			if err == nil {
				continue
			}
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("the data folder %s is in use already. Restore into a new one with --data", folder)
		}
	}
	return nil
}

// unpackFiles takes the files out of the copy and leaves it a plain database.
func unpackFiles(ctx context.Context, file, dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	return inFile(ctx, file, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, readFiles)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var name string
			var data []byte
			if err := rows.Scan(&name, &data); err != nil {
				return err
			}
			// The root keeps a name with ".." inside the folder.
			if err := errors.Join(root.MkdirAll(filepath.Dir(filepath.FromSlash(name)), 0o700), root.WriteFile(filepath.FromSlash(name), data, 0o600)); err != nil {
				return err
			}
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, dropFiles)
		return err
	})
}

// inFile runs one transaction in an SQLite file that belongs to nobody else.
func inFile(ctx context.Context, file string, fn func(tx *sql.Tx) error) error {
	pool, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Opaque: filepath.ToSlash(file)}).String())
	if err != nil {
		return err
	}
	defer pool.Close()
	tx, err := pool.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := fn(tx); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}

func copyTo(from, to string) error {
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
	return errors.Join(err, out.Close())
}
