// Package kittest gives tests a real database, a settable clock and a browser.
package kittest

import (
	"io/fs"
	"testing"

	"github.com/coulisse/coulisse/kit/chain"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/event"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/job"
)

// DB opens a fresh, migrated database for one test: SQLite, or PostgreSQL when
// COULISSE_TEST_ENGINE=postgres. It has kit's tables and those of the migrations
// given; its clock is a new Clock. bus may be nil.
func DB(t testing.TB, bus *event.Bus, migrations ...fs.FS) *db.DB {
	t.Helper()
	d, _ := DBAt(t, bus, migrations...)
	return d
}

// DBAt is DB with the clock in hand.
func DBAt(t testing.TB, bus *event.Bus, migrations ...fs.FS) (*db.DB, *Clock) {
	t.Helper()
	if bus == nil {
		bus = event.NewBus()
	}
	clock := NewClock()
	o := db.Options{
		Clock: clock.Now, IDs: &id.Source{Random: counting()}, Events: bus, NoSync: true,
		Migrations: append([]fs.FS{event.Migrations, job.Migrations, chain.Migrations}, migrations...),
		Dir:        t.TempDir(),
	}
	d, err := db.Open(t.Context(), o)
	if err != nil {
		t.Fatalf("open the test database: %v", err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Errorf("close the test database: %v", err)
		}
	})
	return d, clock
}

// counting makes ids that are the same in every run.
func counting() func() uint32 {
	var n uint32
	return func() uint32 { n++; return n }
}
