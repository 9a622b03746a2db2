package taxesweb_test

import (
	"net/http"
	"testing"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/kittest"
	"github.com/coulisse/coulisse/kit/kittest/desk"
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/shops"
	"github.com/coulisse/coulisse/taxes"
	"github.com/coulisse/coulisse/taxes/taxesweb"
)

func open(t *testing.T, country string) *desk.Desk {
	t.Helper()
	d := kittest.DB(t, nil, web.Migrations, shops.Migrations, taxes.Migrations)
	if err := d.Write(t.Context(), db.Scope{Actor: db.SystemActor}, func(tx *db.Tx) error { return shops.Seed(tx, 1, country, "EUR") }); err != nil {
		t.Fatal(err)
	}
	phrases, err := text.Load(ui.Lang, shops.Lang, taxes.Lang, taxesweb.Lang)
	if err != nil {
		t.Fatal(err)
	}
	return desk.New(t, d, desk.Shop(1, country, "EUR"), phrases, taxesweb.Routes, nil)
}

func TestSetting(t *testing.T) {
	d := open(t, "FR")
	d.Get("/settings/taxes").Status(http.StatusOK).Has("h1", "Taxes").Has("h2", "France")
	d.Post("/settings/taxes", "registered", "true", "oss", "true", "prices_include_tax", "true", "tax_id", "44 732 829 320").To("/settings/taxes")
	page := d.Get("/settings/taxes").Status(http.StatusOK).Value("tax_id", "FR44732829320")
	if page.Page.Find("input[name=oss][checked]").Length() != 1 {
		t.Error("OSS is kept")
	}
	d.Post("/settings/taxes", "registered", "true", "tax_id", "FR44732829321").Status(http.StatusUnprocessableEntity).
		Has(".error", "check digits").Value("tax_id", "FR44732829321")
	d.Denied = []string{"taxes.edit"}
	d.Post("/settings/taxes", "registered", "true").Status(http.StatusNotFound)
}

func TestRegistration(t *testing.T) {
	d := open(t, "FR")
	d.Post("/settings/taxes/registrations", "country", "DE", "number", "nonsense").Status(http.StatusUnprocessableEntity).
		Has(".error", "VAT number").Value("number", "nonsense")
	d.Post("/settings/taxes/registrations", "country", "DE", "number", "DE136695976").To("/settings/taxes")
	page := d.Get("/settings/taxes").Has("td", "Germany").Has("td", "DE136695976")
	d.Post(page.Link("td form")).To("/settings/taxes")
	if d.Get("/settings/taxes").Page.Find("td").Length() != 0 {
		t.Error("the registration is gone")
	}
}

func TestRates(t *testing.T) {
	d := open(t, "FR")
	d.Get("/settings/taxes/rates").Status(http.StatusOK).Has("td", "Germany").Has("td", "25.5").Has("td", "Portugal, Azores")
	d.Get("/settings/taxes/rates/FR").Status(http.StatusOK).Has("td", "20").Has("td", "since")
	d.Get("/settings/taxes/rates/US").Status(http.StatusOK).Has(".empty", "No rate today")
	d.Get("/settings/taxes/rates/QQ").Status(http.StatusNotFound)
	d.Post("/settings/taxes/rates/FR", "category", "reduced", "percent", "5,5,5", "valid_from", "2027-02-30").Status(http.StatusUnprocessableEntity).
		Has(".error", "not a rate").Has(".error", "not a day").Value("percent", "5,5,5")
	d.Post("/settings/taxes/rates/FR", "category", "reduced", "percent", "6", "valid_from", "2026-01-01", "note", "Journal officiel").To("/settings/taxes/rates/FR")
	page := d.Get("/settings/taxes/rates/FR").Has("h2", "Your own rates").Has("td", "Journal officiel")
	own := page.Link("td a.row-link")
	d.Get(own).Status(http.StatusOK).Value("percent", "6")
	d.Post(own, "category", "reduced", "percent", "6.5", "valid_from", "2026-01-01").To("/settings/taxes/rates/FR")
	d.Post(own + "/removal").To("/settings/taxes/rates/FR")
	d.Get(own).Status(http.StatusNotFound)
}
