package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/search"
)

// Backup writes the whole installation, database and files, into one file.
func (a *App) Backup(ctx context.Context, file string) error {
	if folder, err := os.Stat(filepath.Dir(file)); err != nil || !folder.IsDir() {
		return fmt.Errorf("the folder %s does not exist", filepath.Dir(file))
	}
	if err := a.db.Backup(ctx, file); err != nil {
		return err
	}
	if err := db.PackFiles(ctx, a.path("files"), file); err != nil {
		return errors.Join(fmt.Errorf("back up the files: %w", err), os.Remove(file))
	}
	return nil
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
	if err := db.UnpackFiles(ctx, copied, filepath.Join(part, "files")); err != nil {
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
