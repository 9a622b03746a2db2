package customers_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/coulisse/coulisse/customers"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/kittest"
	"github.com/coulisse/coulisse/shops"
)

const shop = id.ID(1)

func open(t *testing.T) func(fn func(tx *db.Tx) error) error {
	t.Helper()
	d := kittest.DB(t, nil, shops.Migrations, customers.Migrations)
	return func(fn func(tx *db.Tx) error) error {
		return d.Write(context.Background(), db.Scope{Shop: shop, Actor: db.Actor{Kind: "staff", Name: "Ada"}}, fn)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

var home = customers.Address{Name: "Zoé Martin", Line1: "1 rue du Lac", PostalCode: "69003", City: "Lyon", Country: "FR"}

func TestUpsertKnowsAPersonByFoldedEmail(t *testing.T) {
	write := open(t)
	must(t, write(func(tx *db.Tx) error {
		first, err := customers.Upsert(tx, customers.Input{Email: "Zoe@Example.com", Locale: "fr", Address: home})
		if err != nil {
			return err
		}
		moved := home
		moved.Line1 = "2 quai"
		second, err := customers.Upsert(tx, customers.Input{Email: " zoe@example.com", Phone: "123", Address: moved})
		if err != nil {
			return err
		}
		if first.ID != second.ID || second.Name != "Zoé Martin" || second.Phone != "123" || second.Locale != "fr" || second.Email != "Zoe@Example.com" {
			t.Errorf("first %+v, second %+v", first, second)
		}
		if _, err := customers.Upsert(tx, customers.Input{Email: "zoe@example.com", Address: home}); err != nil {
			return err
		}
		all, err := customers.Addresses(tx, first.ID)
		if len(all) != 2 {
			t.Errorf("%d addresses, want 2", len(all))
		}
		return err
	}))
	if err := write(func(tx *db.Tx) error { _, err := customers.Upsert(tx, customers.Input{Name: "Nobody"}); return err }); !errs.Is(err, errs.KindInvalid) {
		t.Errorf("a customer without e-mail and reference: %v", err)
	}
}

func TestCountKeepsTheTotals(t *testing.T) {
	write := open(t)
	must(t, write(func(tx *db.Tx) error {
		c, err := customers.Upsert(tx, customers.Input{Reference: "17850", Address: customers.Address{Country: "GB"}})
		if err != nil {
			return err
		}
		for _, in := range []customers.CountInput{{Orders: 1, Spent: 500, At: 20}, {Orders: 1, Spent: 200, At: 10}, {Spent: -100}, {Orders: -1}} {
			in.Customer = c.ID
			if err := customers.Count(tx, in); err != nil {
				return err
			}
		}
		c, err = customers.Get(tx, c.ID)
		if c.OrdersCount != 1 || c.Spent != 600 || c.LastOrderAt != 20 || c.Label() != "17850" {
			t.Errorf("customer %+v", c)
		}
		return err
	}))
}

func TestAddressClean(t *testing.T) {
	cleaned, err := customers.Address{Name: "  Zoé   Martin ", Line1: "1 rue", City: "Lyon", Country: "fr", VATNumber: "fr 40 303.265-045"}.Clean()
	if err != nil || cleaned.Name != "Zoé Martin" || cleaned.Country != "FR" || cleaned.VATNumber != "FR40303265045" {
		t.Errorf("%+v, %v", cleaned, err)
	}
	_, err = customers.Address{Country: "FRA"}.Clean()
	problem := errs.As(err)
	if problem == nil || len(problem.Fields) != 4 {
		t.Errorf("an empty address: %v", err)
	}
}

func TestCheckEmail(t *testing.T) {
	for text, good := range map[string]bool{"a@b.example": true, " a@b.example ": true, "a@b": false, "a b@c.example": false, "Ada <a@b.example>": false, "": false, "@b.example": false} {
		if _, err := customers.CheckEmail(text); (err == nil) != good {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestListSortsAndPages(t *testing.T) {
	write := open(t)
	must(t, write(func(tx *db.Tx) error {
		for i, name := range []string{"Émile", "anna", "Zoé", "Bruno", "Chloé"} {
			c, err := customers.Upsert(tx, customers.Input{Email: fmt.Sprintf("p%d@example.com", i), Name: name, Address: home})
			if err != nil {
				return err
			}
			if err := customers.Count(tx, customers.CountInput{Customer: c.ID, Spent: int64(i * 10)}); err != nil {
				return err
			}
			if err := customers.Index(tx, c.ID); err != nil {
				return err
			}
		}
		return nil
	}))
	names := func(in customers.ListInput) (all string, page db.Page[customers.Customer]) {
		must(t, write(func(tx *db.Tx) (err error) { page, err = customers.List(tx, in); return err }))
		for _, c := range page.Rows {
			all += c.Name + " "
		}
		return all, page
	}
	first, page := names(customers.ListInput{Sort: "name", Limit: 2})
	second, next := names(customers.ListInput{Sort: "name", Limit: 2, After: page.Next})
	back, _ := names(customers.ListInput{Sort: "name", Limit: 2, Before: next.Previous})
	if first != "anna Bruno " || second != "Chloé Émile " || back != first {
		t.Errorf("pages %q, %q, back %q", first, second, back)
	}
	if got, _ := names(customers.ListInput{Sort: "-spent", Limit: 2}); got != "Chloé Bruno " {
		t.Errorf("by spent: %q", got)
	}
	if got, _ := names(customers.ListInput{Query: "emile"}); got != "Émile " {
		t.Errorf("search: %q", got)
	}
	if err := write(func(tx *db.Tx) error { _, err := customers.List(tx, customers.ListInput{Sort: "shoe"}); return err }); !errs.Is(err, errs.KindInvalid) {
		t.Errorf("unknown sort: %v", err)
	}
}

func TestUpdateAndUndo(t *testing.T) {
	write := open(t)
	var a, b customers.Customer
	must(t, write(func(tx *db.Tx) (err error) {
		if a, err = customers.Upsert(tx, customers.Input{Email: "a@example.com", Name: "A"}); err != nil {
			return err
		}
		b, err = customers.Upsert(tx, customers.Input{Email: "b@example.com", Name: "B"})
		return err
	}))
	if err := write(func(tx *db.Tx) error {
		_, err := customers.Update(tx, customers.UpdateInput{Customer: a.ID, Name: "A", Email: "B@example.com"})
		return err
	}); !errs.Is(err, errs.KindConflict) {
		t.Errorf("an e-mail taken: %v", err)
	}
	var set id.ID
	must(t, write(func(tx *db.Tx) error {
		_, err := customers.Update(tx, customers.UpdateInput{Customer: b.ID, Name: "Bea", Email: "bea@example.com", Version: b.Version})
		set = shops.CurrentChangeSet(tx)
		return err
	}))
	must(t, write(func(tx *db.Tx) error { _, err := shops.Undo(tx, customers.Restorers(), set); return err }))
	must(t, write(func(tx *db.Tx) error {
		c, err := customers.Get(tx, b.ID)
		if c.Name != "B" || c.Email != "b@example.com" {
			t.Errorf("after Undo: %+v", c)
		}
		return err
	}))
}
