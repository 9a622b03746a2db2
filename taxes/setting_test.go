package taxes

import (
	"maps"
	"testing"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/kittest"
	"github.com/coulisse/coulisse/shops"
)

// openShop makes a database with one shop and returns a way to write in it.
func openShop(t *testing.T, country string) (d *db.DB, shop id.ID) {
	t.Helper()
	d = kittest.DB(t, nil, shops.Migrations, Migrations)
	return d, addShop(t, d, country, "owner@example.com")
}

func addShop(t *testing.T, d *db.DB, country, email string) (shop id.ID) {
	t.Helper()
	err := d.Write(t.Context(), db.Scope{Actor: db.SystemActor}, func(tx *db.Tx) error {
		s, _, err := shops.Create(db.System(tx, "test"), shops.CreateInput{Name: "Maison Ruche", Email: email, Country: country})
		shop = s.ShopID
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return shop
}

func change(t *testing.T, d *db.DB, shop id.ID, fn func(tx *db.Tx) error) error {
	t.Helper()
	return d.Write(t.Context(), db.Scope{Shop: shop, Actor: db.SystemActor}, fn)
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func rateNow(t *testing.T, d *db.DB, shop id.ID, b Buyer, category string) (rule Rule) {
	t.Helper()
	must(t, d.Read(t.Context(), db.Scope{Shop: shop}, func(tx *db.Tx) (err error) {
		rule, err = RuleFor(tx, b, category, tx.Now)
		return err
	}))
	return rule
}

func TestSettingsChangeTheRuleAndCanBeUndone(t *testing.T) {
	d, shop := openShop(t, "FR")
	german := Buyer{Country: "DE"}
	if got := rateNow(t, d, shop, german, Standard); got.Scheme != SchemeDomestic || got.Rate != 200000 {
		t.Fatalf("a new shop charges its own rate: %+v", got)
	}
	var set id.ID
	must(t, change(t, d, shop, func(tx *db.Tx) error {
		err := Save(tx, SaveInput{Setting: Setting{Registered: true, OSS: true}, TaxID: "44 732 829 320"})
		set = shops.CurrentChangeSet(tx)
		return err
	}))
	if got := rateNow(t, d, shop, german, Standard); got.Scheme != SchemeOSS || got.Rate != 190000 {
		t.Fatalf("with OSS: %+v", got)
	}
	must(t, change(t, d, shop, func(tx *db.Tx) error {
		all := shops.OwnRestorers()
		maps.Copy(all, Restorers())
		_, err := shops.Undo(tx, all, set)
		return err
	}))
	if got := rateNow(t, d, shop, german, Standard); got.Scheme != SchemeDomestic {
		t.Fatalf("after undo: %+v", got)
	}
	must(t, change(t, d, shop, func(tx *db.Tx) error { return Save(tx, SaveInput{}) }))
	if got := rateNow(t, d, shop, german, Standard); got.Scheme != SchemeNone || got.Reason != ReasonFranchise {
		t.Fatalf("a small business charges no VAT: %+v", got)
	}
	wrong := change(t, d, shop, func(tx *db.Tx) error {
		return Save(tx, SaveInput{Setting: Setting{Registered: true}, TaxID: "FR44732829321"})
	})
	if !errs.Is(wrong, errs.KindInvalid) {
		t.Errorf("wrong VAT number: %v", wrong)
	}
	err := change(t, d, shop, func(tx *db.Tx) error { return Save(tx, SaveInput{Setting: Setting{OSS: true}}) })
	if !errs.Is(err, errs.KindInvalid) {
		t.Errorf("OSS without registration: %v", err)
	}
}

func TestOwnRates(t *testing.T) {
	d, shop := openShop(t, "FR")
	var rate OwnRate
	var set id.ID
	save := func(in SaveRateInput) error {
		return change(t, d, shop, func(tx *db.Tx) (err error) {
			rate, err = SaveRate(tx, in)
			set = shops.CurrentChangeSet(tx)
			return err
		})
	}
	must(t, save(SaveRateInput{Country: "FR", Category: Reduced, Percent: "5,6", ValidFrom: "2026-01-01", Comment: "press"}))
	first := rate.ID
	if got := rateNow(t, d, shop, Buyer{Country: "FR"}, Reduced); got.Rate != 56000 {
		t.Errorf("own rate: %+v", got)
	}
	for name, in := range map[string]SaveRateInput{
		"overlap":  {Country: "FR", Category: Reduced, Percent: "6", ValidFrom: "2027-01-01"},
		"country":  {Country: "QQ", Category: Reduced, Percent: "6"},
		"category": {Country: "DE", Category: Exempt, Percent: "6"},
		"percent":  {Country: "DE", Category: Reduced, Percent: "6,5,5"},
		"day":      {Country: "DE", Category: Reduced, Percent: "6", ValidFrom: "2026-02-30"},
		"order":    {Country: "DE", Category: Reduced, Percent: "6", ValidFrom: "2026-03-01", ValidTo: "2026-02-01"},
	} {
		if err := save(in); !errs.Is(err, errs.KindInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	must(t, save(SaveRateInput{ID: first, Country: "FR", Category: Reduced, Percent: "5.6", ValidFrom: "2026-01-01", ValidTo: "2026-12-31"}))
	must(t, save(SaveRateInput{Country: "FR", Category: Reduced, Percent: "6", ValidFrom: "2027-01-01"}))
	must(t, change(t, d, shop, func(tx *db.Tx) error { return RemoveRate(tx, first) }))
	if got := rateNow(t, d, shop, Buyer{Country: "FR"}, Reduced); got.Rate != 55000 {
		t.Errorf("the seed holds again: %+v", got)
	}
	must(t, change(t, d, shop, func(tx *db.Tx) error {
		_, err := shops.Undo(tx, Restorers(), set)
		return err
	}))
	must(t, d.Read(t.Context(), db.Scope{Shop: shop}, func(tx *db.Tx) error {
		france, err := CountryByCode(tx, "FR")
		if len(france.Own) != 0 || len(france.Today) != 4 {
			t.Errorf("France: %d own, %d today", len(france.Own), len(france.Today))
		}
		return err
	}))
}

func TestRegistrations(t *testing.T) {
	d, shop := openShop(t, "FR")
	other := addShop(t, d, "DE", "other@example.com")
	var r Registration
	must(t, change(t, d, shop, func(tx *db.Tx) (err error) {
		r, err = AddRegistration(tx, "DE", "136 695 976")
		return err
	}))
	if r.Number != "DE136695976" || rateNow(t, d, shop, Buyer{Country: "DE"}, Standard).Scheme != SchemeLocal {
		t.Errorf("registration: %+v", r)
	}
	for name, in := range map[string][2]string{
		"twice": {"DE", "DE136695976"}, "own country": {"FR", "FR44732829320"}, "wrong digits": {"AT", "ATU13585626"},
		"of another country": {"AT", "DE136695976"}, "unknown country": {"QQ", "1"},
	} {
		err := change(t, d, shop, func(tx *db.Tx) error { _, err := AddRegistration(tx, in[0], in[1]); return err })
		if !errs.Is(err, errs.KindInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	err := change(t, d, other, func(tx *db.Tx) error { return RemoveRegistration(tx, r.ID) })
	if !errs.Is(err, errs.KindNotFound) {
		t.Errorf("another shop’s registration: %v", err)
	}
	must(t, change(t, d, shop, func(tx *db.Tx) error { return RemoveRegistration(tx, r.ID) }))
	if got := rateNow(t, d, shop, Buyer{Country: "DE"}, Standard); got.Scheme != SchemeDomestic {
		t.Errorf("after removal: %+v", got)
	}
}
