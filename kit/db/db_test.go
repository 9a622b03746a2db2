package db_test

import (
	"context"
	"errors"
	"testing"
	"testing/fstest"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/kittest"
)

var things = fstest.MapFS{"migrations/202611220050_thing.sql": {Data: []byte(`-- +goose Up
CREATE TABLE thing (
    shop_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    name TEXT NOT NULL,
    amount BIGINT NOT NULL DEFAULT 0,
    on_sale BOOLEAN NOT NULL DEFAULT FALSE,
    CONSTRAINT thing_pk PRIMARY KEY (shop_id, id),
    CONSTRAINT thing_name_key UNIQUE (shop_id, name),
    CONSTRAINT thing_amount_check CHECK (amount >= 0)
);`)}}

type thing struct {
	ID     id.ID
	Name   string
	Amount int64
	OnSale bool
}

func shop(n int64) db.Scope { return db.Scope{Shop: id.ID(n), Actor: db.SystemActor} }

func write(t *testing.T, d *db.DB, n int64, fn func(tx *db.Tx) error) error {
	t.Helper()
	return d.Write(t.Context(), shop(n), fn)
}

func addThing(tx *db.Tx, name string, amount int64) error {
	_, err := tx.Exec(`INSERT INTO thing (shop_id, id, name, amount, on_sale) VALUES ($1, $2, $3, $4, $5)`,
		tx.NewID(), name, amount, true)
	return err
}

func names(t *testing.T, d *db.DB, n int64) []string {
	t.Helper()
	var all []string
	err := d.Read(t.Context(), shop(n), func(tx *db.Tx) (err error) {
		all, err = db.All[string](tx, `SELECT name FROM thing WHERE shop_id = $1 ORDER BY name`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestRowsBelongToTheirShop(t *testing.T) {
	d := kittest.DB(t, nil, things)
	for n := int64(1); n <= 2; n++ {
		if err := write(t, d, n, func(tx *db.Tx) error { return addThing(tx, "mug", 5*n) }); err != nil {
			t.Fatal(err)
		}
	}
	err := d.Read(t.Context(), shop(2), func(tx *db.Tx) error {
		row, err := db.One[thing](tx, `SELECT id, name, amount, on_sale FROM thing WHERE shop_id = $1 AND name = $2`, "mug")
		if row.Amount != 10 || row.Name != "mug" || !row.OnSale || row.ID == 0 {
			t.Errorf("read %+v", row)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	err = d.Read(t.Context(), shop(3), func(tx *db.Tx) error {
		_, err := db.One[thing](tx, `SELECT id, name FROM thing WHERE shop_id = $1`)
		return err
	})
	if !errs.Is(err, errs.KindNotFound) {
		t.Errorf("another shop's row: %v, want NotFound", err)
	}
}

func TestAFailedWriteLeavesNothing(t *testing.T) {
	d := kittest.DB(t, nil, things)
	boom := errors.New("boom")
	err := write(t, d, 1, func(tx *db.Tx) error {
		if err := addThing(tx, "mug", 1); err != nil {
			return err
		}
		return boom
	})
	if !errors.Is(err, boom) || len(names(t, d, 1)) != 0 {
		t.Errorf("err %v, rows %v", err, names(t, d, 1))
	}
}

func TestUniqueViolationIsAConflictWithItsName(t *testing.T) {
	d := kittest.DB(t, nil, things)
	err := write(t, d, 1, func(tx *db.Tx) error {
		if err := addThing(tx, "mug", 1); err != nil {
			return err
		}
		return addThing(tx, "mug", 2)
	})
	if !errs.Is(err, errs.KindConflict) || !db.Violates(err, "thing_name_key") {
		t.Errorf("got %v (%s)", err, db.Violated(err))
	}
	err = write(t, d, 1, func(tx *db.Tx) error { return addThing(tx, "cup", -1) })
	if errs.As(err) != nil || !db.Violates(err, "thing_amount_check") {
		t.Errorf("got %v (%s)", err, db.Violated(err))
	}
}

func TestNumbersHaveNoGap(t *testing.T) {
	d := kittest.DB(t, nil, things)
	var got []int64
	for i := range 6 {
		_ = d.Write(context.Background(), shop(1), func(tx *db.Tx) error {
			n, err := db.NextNumber(tx, "invoice")
			if err == nil && i%2 == 1 {
				return errors.New("undo")
			}
			got = append(got, n)
			return err
		})
	}
	if len(got) != 3 || got[0] != 1 || got[1] != 2 || got[2] != 3 {
		t.Errorf("got %v", got)
	}
}
