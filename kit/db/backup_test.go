package db_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/event"
	"github.com/coulisse/coulisse/kit/kittest"
)

func TestABackupCarriesEverythingToEitherEngine(t *testing.T) {
	o := kittest.Options(t, things)
	d := kittest.Open(t, o)
	ten(t, d, 1)
	ten(t, d, 2)
	if err := write(t, d, 1, func(tx *db.Tx) error { _, err := db.NextNumber(tx, "order"); return err }); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "backup.db")
	if err := d.Backup(t.Context(), file); err != nil {
		t.Fatal(err)
	}
	if err := d.Backup(t.Context(), file); err == nil {
		t.Error("a backup was written over another")
	}
	targets := map[string]db.Options{"sqlite": {Dir: t.TempDir(), Migrations: o.Migrations, NoSync: true, Events: event.NewBus()}}
	if kittest.Engine() == "postgres" {
		targets["postgres"] = kittest.Options(t, things)
	}
	for name, target := range targets {
		t.Run(name, func(t *testing.T) {
			if err := db.Restore(t.Context(), target, file); err != nil {
				t.Fatal(err)
			}
			back := kittest.Open(t, target)
			if got := strings.Join(names(t, back, 2), " "); got != "00 01 02 03 04 05 06 07 08 09" {
				t.Errorf("shop 2 has %s", got)
			}
			var n int64
			err := write(t, back, 1, func(tx *db.Tx) (err error) { n, err = db.NextNumber(tx, "order"); return err })
			if err != nil || n != 2 {
				t.Errorf("the next number is %d, %v", n, err)
			}
			if err := db.Restore(t.Context(), target, file); err == nil {
				t.Error("a database with content was restored over")
			}
		})
	}
}

func TestADamagedBackupIsRefused(t *testing.T) {
	d := kittest.Open(t, kittest.Options(t, things))
	ten(t, d, 1)
	file := filepath.Join(t.TempDir(), "backup.db")
	if err := d.Backup(t.Context(), file); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for i := len(data) / 2; i < len(data)/2+5000; i++ {
		data[i] ^= 0x5a
	}
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := db.Restore(t.Context(), db.Options{Dir: t.TempDir(), Migrations: []fs.FS{things}, NoSync: true}, file); err == nil {
		t.Error("a damaged file was restored")
	}
}
