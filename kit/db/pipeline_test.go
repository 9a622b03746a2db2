package db_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/kittest"
)

func addLater(tx *db.Tx, name string) error {
	return tx.Later(`INSERT INTO thing (shop_id, id, name) VALUES ($1, $2, $3)`, tx.NewID(), name)
}

// What travels with the next statement is there for it, fails with it, and is undone
// alone behind a savepoint; also through a pooler that knows no named statements.
func TestLaterTravelsWithTheNextStatement(t *testing.T) {
	for _, mode := range []string{"", "exec", "cache_describe"} {
		o := kittest.Options(t, things)
		if o.URL == "" && mode != "" {
			continue // SQLite has no modes
		}
		if mode != "" {
			o.URL += "&default_query_exec_mode=" + mode
		}
		t.Run(mode, func(t *testing.T) { laterIn(t, kittest.Open(t, o)) })
	}
}

func laterIn(t *testing.T, d *db.DB) {
	err := write(t, d, 1, func(tx *db.Tx) error {
		if err := addLater(tx, "a"); err != nil {
			return err
		}
		n, err := db.One[int64](tx, `SELECT COUNT(*) FROM thing WHERE shop_id = $1`)
		if n != 1 {
			t.Errorf("the next statement sees %d rows, want 1", n)
		}
		refused := tx.Try(func() error { return errors.Join(addLater(tx, "x"), addLater(tx, "a")) })
		if !errs.Is(refused, errs.KindConflict) {
			t.Errorf("a name taken twice is %v", refused)
		}
		kept := tx.Try(func() error { return addLater(tx, "b") })
		given := tx.Try(func() error { return errors.Join(addLater(tx, "y"), errs.Invalid("No.")) })
		if kept != nil || !errs.Is(given, errs.KindInvalid) {
			t.Errorf("kept %v, given up %v", kept, given)
		}
		return errors.Join(err, addLater(tx, "c"))
	})
	if got := names(t, d, 1); err != nil || !slices.Equal(got, []string{"a", "b", "c"}) {
		t.Errorf("stored %v, %v; want a b c", got, err)
	}
	err = write(t, d, 1, func(tx *db.Tx) error { return errors.Join(addLater(tx, "d"), addLater(tx, "a")) })
	if got := names(t, d, 1); !errs.Is(err, errs.KindConflict) || len(got) != 3 {
		t.Errorf("a write whose last statement failed: %v, stored %v", err, got)
	}
	err = write(t, d, 1, func(tx *db.Tx) error {
		rows := make([][]any, 250)
		for i := range rows {
			rows[i] = []any{tx.NewID(), "many" + strings.Repeat("i", i)}
		}
		return tx.LaterMany(`INSERT INTO thing (shop_id, id, name) VALUES ($1, $2, $3)`, rows)
	})
	if got := names(t, d, 1); err != nil || len(got) != 253 {
		t.Errorf("%d things after many, %v", len(got), err)
	}
	if got := names(t, d, 2); len(got) != 0 {
		t.Errorf("another shop sees %v", got)
	}
}

func TestAVersionRisesWithWatchedTables(t *testing.T) {
	o := kittest.Options(t, things)
	o.Watched = []string{"thing"}
	d := kittest.Open(t, o)
	version := func() db.Version {
		v, err := d.VersionNow(t.Context(), 1)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	for _, step := range []struct {
		what  string
		rises bool
		fn    func(tx *db.Tx) error
		shop  int64
	}{
		{"a watched write", true, func(tx *db.Tx) error { return addThing(tx, "a", 1) }, 1},
		{"a write of another shop", false, func(tx *db.Tx) error { return addThing(tx, "a", 1) }, 2},
		{"a number", false, func(tx *db.Tx) error { _, err := db.NextNumber(tx, "n"); return err }, 1},
		{"a touch", true, func(tx *db.Tx) error { db.Touch(tx); return nil }, 1},
		{"a write that is taken back", false, func(tx *db.Tx) error { return errors.Join(addThing(tx, "b", 1), errors.New("no")) }, 1},
		{"a change of all shops", true, func(tx *db.Tx) error {
			_, err := db.System(tx, "a test").Exec(`UPDATE thing SET amount = amount + 1`)
			return err
		}, 0},
	} {
		before := version()
		_ = write(t, d, step.shop, step.fn)
		if after := version(); (after != before) != step.rises {
			t.Errorf("%s: version %v, then %v", step.what, before, after)
		}
	}
}
