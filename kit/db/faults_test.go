package db_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"testing"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/kittest"
	"github.com/coulisse/coulisse/kit/kittest/disk"
)

// fault is a way for a disk to fail: from one call on, for so many calls.
type fault struct {
	name   string
	kind   disk.Kind // of the calls that fail; any when empty
	code   int32
	length int // how many calls in a row; 0 until it is mended
}

func faults() []fault {
	return []fault{
		{"one write fails", disk.Write, disk.CannotPut, 1},
		{"the disk is full until there is room again", disk.Write, disk.Full, 0},
		{"one sync fails", disk.Sync, disk.CannotFix, 1},
		{"every sync fails until the disk is mended", disk.Sync, disk.CannotFix, 0},
		{"nothing works until the disk is mended", "", disk.CannotPut, 0},
		{"one truncation fails", disk.Truncate, disk.CannotCut, 1},
	}
}

// from makes the fault begin at a call.
func (f fault) from(first int) func(disk.Kind, string, int) int32 {
	failed := 0
	return func(kind disk.Kind, _ string, call int) int32 {
		if call < first || f.kind != "" && f.kind != kind || f.length > 0 && failed >= f.length {
			return 0
		}
		failed++
		return f.code
	}
}

// TestT10FaultyDisk lets the disk fail at every early call of an open database, in every
// way, and mends it again. A write that was told to be stored is stored, also after a
// loss of power at the end; one that was refused gets a clear sentence; and with the disk
// mended the same open database goes on without a hand.
func TestT10FaultyDisk(t *testing.T) {
	if kittest.Engine() != "sqlite" {
		return
	}
	o := kittest.NewTorture(t, "T10", 8)
	d := disk.New(t)
	refused := 0
	for _, f := range faults() {
		for first := 1; first <= o.Rounds; first++ {
			n, err := faulty(t, d, o, f, first)
			if err != nil {
				t.Errorf("%s at call %d: %v", f.name, first, err)
			}
			refused += n
		}
	}
	if refused == 0 {
		t.Error("no write ever met a fault")
	}
	o.Tell("%d ways to fail at each of %d early calls: %d writes refused, no false acknowledgement", len(faults()), o.Rounds, refused)
}

// faulty is one database on one failing disk.
func faulty(t *testing.T, d *disk.Disk, chance *kittest.Torture, f fault, first int) (refused int, err error) {
	t.Helper()
	d.Forget()
	o := kittest.Options(t, things)
	o.URL, o.Dir, o.NoSync = "", t.TempDir(), false
	o.Words = d.Words() + "&_pragma=wal_autocheckpoint(12)"
	base, err := db.Open(t.Context(), o)
	if err != nil {
		return 0, err
	}
	defer base.Close()
	d.Fail(f.from(first))
	// No retry and no pause here: what fails is told at once.
	for i := range 12 {
		if i == 8 {
			d.Fail(nil)
		}
		name := fmt.Sprint("x", i)
		err := base.Write(context.Background(), shop(1), func(tx *db.Tx) error {
			return errors.Join(addThing(tx, name, 1), addThing(tx, name+" twin", 1))
		})
		switch {
		case err == nil:
			d.Note(name)
		case i >= 8:
			return refused, fmt.Errorf("write %d after the disk was mended: %w", i, err)
		case !errs.Is(err, errs.KindUnavailable):
			return refused, fmt.Errorf("write %d was refused with %w", i, err)
		default:
			refused++
		}
	}
	return refused, stillThere(t, base, d, chance)
}

// stillThere compares what was acknowledged with what the open database says, and with
// what is left when the power fails now.
func stillThere(t *testing.T, base *db.DB, d *disk.Disk, chance *kittest.Torture) error {
	stored := map[string]bool{}
	for _, name := range names(t, base, 1) {
		stored[name] = true
	}
	folder, err := os.MkdirTemp(t.TempDir(), "after")
	if err != nil {
		return err
	}
	diary := d.Diary()
	acknowledged := diary.Lose(t, chance.Rand, len(diary), folder)
	left, err := found(folder)
	if err != nil {
		return err
	}
	for _, name := range acknowledged {
		if !stored[name] || !stored[name+" twin"] {
			return fmt.Errorf("%s was acknowledged and is not there", name)
		}
		if !left[name] {
			return fmt.Errorf("%s was acknowledged and is gone after a loss of power", name)
		}
	}
	for name := range stored {
		if !left[name] {
			return fmt.Errorf("%s is seen by readers, but not safe", name)
		}
	}
	return nil
}
