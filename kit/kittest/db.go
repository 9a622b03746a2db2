// Package kittest gives tests a real database and a settable clock; its package browser
// drives a browser.
//
// Each test has a database of its own: a copy of a migrated SQLite file, or, with
// COULISSE_TEST_ENGINE=postgres, a copy of a migrated template on a temporary
// PostgreSQL server. The same tests run on both.
package kittest

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/coulisse/coulisse/kit/chain"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/event"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/job"
	"github.com/coulisse/coulisse/kit/search"
)

// DB opens a fresh, migrated database for one test. It has kit's tables and those of
// the migrations given; its clock stands still. bus may be nil.
func DB(t testing.TB, bus *event.Bus, migrations ...fs.FS) *db.DB {
	t.Helper()
	d, _ := DBAt(t, bus, migrations...)
	return d
}

// DBAt is DB with the clock in hand.
func DBAt(t testing.TB, bus *event.Bus, migrations ...fs.FS) (*db.DB, *Clock) {
	t.Helper()
	clock := NewClock()
	o := Options(t, migrations...)
	o.Clock = clock.Now
	if bus != nil {
		o.Events = bus
	}
	return Open(t, o), clock
}

// Options prepares a fresh database for db.Open, for tests that need options of
// their own. On PostgreSQL the shops' walls are up.
func Options(t testing.TB, migrations ...fs.FS) db.Options {
	t.Helper()
	o := db.Options{
		Clock: NewClock().Now, IDs: &id.Source{Random: counting()}, Events: event.NewBus(),
		NoSync: true, RLS: true, AppendOnly: []string{"event"},
		Migrations: []fs.FS{event.Migrations, job.Migrations, search.Migrations, chain.Migrations},
	}
	// Whoever passes the migrations of the whole program has kit's among them.
	for _, source := range migrations {
		if !slices.Contains(o.Migrations, source) {
			o.Migrations = append(o.Migrations, source)
		}
	}
	if Engine() == "postgres" {
		o.URL = copyPostgres(t, o)
	} else {
		o.Dir = copySQLite(t, o)
	}
	return o
}

// Engine is the engine tests run on: "sqlite", or "postgres" when asked for by
// COULISSE_TEST_ENGINE.
func Engine() string {
	if os.Getenv("COULISSE_TEST_ENGINE") == "postgres" {
		return "postgres"
	}
	return "sqlite"
}

// Open opens the database and closes it at the end of the test.
func Open(t testing.TB, o db.Options) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), o)
	if err != nil {
		t.Fatalf("open the test database: %v", err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Errorf("close the test database: %v", err)
		}
	})
	return d
}

// counting makes ids that are the same in every run.
func counting() func() uint32 {
	var n uint32
	return func() uint32 { n++; return n }
}

// copySQLite copies the template of these migrations into the test's own folder. The
// first process that needs a template makes it beside and renames it into place.
func copySQLite(t testing.TB, o db.Options) string {
	t.Helper()
	folder := filepath.Join(os.TempDir(), "coulisse-kittest")
	template := filepath.Join(folder, fingerprint(t, o.Migrations)+".db")
	if _, err := os.Stat(template); errors.Is(err, fs.ErrNotExist) {
		must(t, os.MkdirAll(folder, 0o777))
		fresh, err := os.MkdirTemp(folder, "making")
		must(t, err)
		defer os.RemoveAll(fresh)
		o.Dir = fresh
		d, err := db.Open(t.Context(), o)
		if err != nil {
			t.Fatalf("migrate the test database: %v", err)
		}
		must(t, d.Close())
		must(t, os.Rename(filepath.Join(fresh, "coulisse.db"), template))
	}
	data, err := os.ReadFile(template)
	must(t, err)
	dir := t.TempDir()
	must(t, os.WriteFile(filepath.Join(dir, "coulisse.db"), data, 0o600))
	return dir
}

// fingerprint names a set of migrations by its content.
func fingerprint(t testing.TB, sources []fs.FS) string {
	t.Helper()
	h := sha256.New()
	for _, source := range sources {
		err := fs.WalkDir(source, ".", func(file string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			text, err := fs.ReadFile(source, file)
			h.Write([]byte(file))
			h.Write(text)
			return err
		})
		must(t, err)
	}
	return hex.EncodeToString(h.Sum(nil)[:12])
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
