package db

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
)

// A backup is one SQLite file: the database, and the files of the shops in one more
// table, so that nothing else has to be copied.
const (
	createFiles = `CREATE TABLE backup_file (path TEXT PRIMARY KEY, data BLOB NOT NULL)`
	insertFile  = `INSERT INTO backup_file (path, data) VALUES (?, ?)`
	readFiles   = `SELECT path, data FROM backup_file`
	dropFiles   = `DROP TABLE backup_file`
)

// PackFiles adds the files of a folder to a backup file.
func PackFiles(ctx context.Context, dir, file string) error {
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

// UnpackFiles takes the files out of a copy of a backup into a new folder and leaves the
// copy a plain database for Restore.
func UnpackFiles(ctx context.Context, file, dir string) error {
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
