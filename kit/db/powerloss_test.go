package db_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"sync"
	"testing"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/kittest"
	"github.com/coulisse/coulisse/kit/kittest/disk"
)

// lossesPerRun is how often the power fails during one recorded run of work.
const lossesPerRun = 50

// recorded lets several people write pairs of rows at once on a disk that keeps a diary,
// with checkpoints in between, and notes each write as soon as it is acknowledged.
func recorded(t *testing.T, d *disk.Disk, chance *kittest.Torture, words string) disk.Diary {
	t.Helper()
	d.Forget()
	o := kittest.Options(t, things)
	o.URL, o.Dir, o.NoSync = "", t.TempDir(), false
	o.Words = d.Words() + fmt.Sprintf("&_pragma=wal_autocheckpoint(%d)", 10+chance.IntN(300)) + words
	base, err := db.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	size := make([]int, 4)
	for i := range size {
		size[i] = 1 + chance.IntN(3000)
	}
	var people sync.WaitGroup
	for p := range size {
		people.Go(func() {
			for i := range 8 {
				name := fmt.Sprintf("x%d-%d", p, i)
				err := base.Write(context.Background(), shop(1), func(tx *db.Tx) error {
					if err := addThing(tx, name, 1); err != nil {
						return err
					}
					return addThing(tx, name+" twin"+strings.Repeat(".", size[p]), 1)
				})
				if err != nil {
					t.Error(err)
				}
				d.Note(name)
			}
		})
	}
	people.Wait()
	if err := base.Close(); err != nil {
		t.Error(err)
	}
	return d.Diary()
}

// found are the rows of a database after its power failed; broken when SQLite, or the
// rule that rows come in pairs, says so.
func found(folder string) (rows map[string]bool, broken error) {
	pool, err := sql.Open("sqlite", "file:"+filepath.Join(folder, "coulisse.db"))
	if err != nil {
		return nil, err
	}
	defer pool.Close()
	var said string
	if err := pool.QueryRow(`PRAGMA integrity_check`).Scan(&said); err != nil || said != "ok" {
		return nil, fmt.Errorf("integrity check: %s %v", said, err)
	}
	rows = map[string]bool{}
	list, err := pool.Query(`SELECT name FROM thing`)
	if err != nil && strings.Contains(err.Error(), "no such table") {
		return rows, nil // before the schema was there
	}
	if err != nil {
		return nil, err
	}
	defer list.Close()
	for list.Next() {
		var name string
		if err := list.Scan(&name); err != nil {
			return nil, err
		}
		name, _, _ = strings.Cut(name, ".")
		rows[name] = true
	}
	for name := range rows {
		if !strings.HasSuffix(name, " twin") && !rows[name+" twin"] || strings.HasSuffix(name, " twin") && !rows[strings.TrimSuffix(name, " twin")] {
			return rows, fmt.Errorf("%s was stored without its twin", name)
		}
	}
	return rows, list.Err()
}

// losses lets the power fail at random moments of a diary and counts what acknowledged
// writes are gone and which databases are broken.
func losses(t *testing.T, diary disk.Diary, chance *kittest.Torture, times int) (lost, broken []string) {
	t.Helper()
	for range times {
		folder, err := os.MkdirTemp(t.TempDir(), "loss")
		if err != nil {
			t.Fatal(err)
		}
		moment := chance.IntN(len(diary) + 1)
		acknowledged := diary.Lose(t, chance.Rand, moment, folder)
		rows, err := found(folder)
		if err != nil {
			broken = append(broken, fmt.Sprintf("at entry %d of %d: %v", moment, len(diary), err))
		}
		for _, name := range acknowledged {
			if err == nil && !rows[name] {
				lost = append(lost, fmt.Sprintf("%s at entry %d of %d", name, moment, len(diary)))
			}
		}
		if err := os.RemoveAll(folder); err != nil {
			t.Fatal(err)
		}
	}
	sort.Strings(lost)
	return lost, broken
}

// TestT2PowerLoss records work of several people and lets the power fail at every kind of
// moment, with what was not synced kept, dropped or torn: nothing acknowledged is lost.
func TestT2PowerLoss(t *testing.T) {
	if kittest.Engine() != "sqlite" {
		return // PostgreSQL has its own file layer
	}
	o := kittest.NewTorture(t, "T2", 200)
	d := disk.New(t)
	for done := 0; done < o.Rounds; done += lossesPerRun {
		lost, broken := losses(t, recorded(t, d, o, ""), o, lossesPerRun)
		if len(lost) > 0 || len(broken) > 0 {
			t.Fatalf("after %d losses: lost %v, broken %v", done, lost, broken)
		}
	}
	o.Tell("%d losses of power, 0 acknowledged writes lost, 0 databases broken", o.Rounds)
}

// TestT2NoticesLoweredDurability is the proof that the one above can fail: the same work
// with SQLite told to wait less for the disk does lose what it acknowledged.
func TestT2NoticesLoweredDurability(t *testing.T) {
	if kittest.Engine() != "sqlite" {
		return
	}
	o := kittest.NewTorture(t, "T2 lowered", 100)
	d := disk.New(t)
	for _, level := range []string{"NORMAL", "OFF"} {
		var lost, broken []string
		for range o.Rounds / lossesPerRun {
			l, b := losses(t, recorded(t, d, o, "&_pragma=synchronous("+level+")"), o, lossesPerRun)
			lost, broken = append(lost, l...), append(broken, b...)
		}
		if len(lost) == 0 {
			t.Errorf("synchronous %s: nothing acknowledged was lost in %d losses of power; the test sees nothing", level, o.Rounds)
		}
		if level == "NORMAL" && len(broken) > 0 {
			t.Errorf("synchronous NORMAL should lose the last commits, not break the file: %v", broken)
		}
		o.Tell("synchronous %s: %d acknowledged writes lost, %d databases broken in %d losses", level, len(lost), len(broken), o.Rounds)
	}
}
