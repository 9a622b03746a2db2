package accountingweb_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/coulisse/coulisse/accounting"
	"github.com/coulisse/coulisse/accounting/accountingweb"
	"github.com/coulisse/coulisse/catalog"
	"github.com/coulisse/coulisse/customers"
	"github.com/coulisse/coulisse/delivery"
	"github.com/coulisse/coulisse/invoices"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/event"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/kittest"
	"github.com/coulisse/coulisse/kit/kittest/desk"
	"github.com/coulisse/coulisse/kit/list"
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/orders"
	"github.com/coulisse/coulisse/payments"
	"github.com/coulisse/coulisse/shops"
	"github.com/coulisse/coulisse/stock"
	"github.com/coulisse/coulisse/taxes"
)

const order = 2001

// open is the desk of a shop that has sold two things: one is paid, both are invoiced.
func open(t *testing.T) *desk.Desk {
	t.Helper()
	bus := event.NewBus()
	accounting.Listen(bus)
	d := kittest.DB(t, bus, list.Migrations, web.Migrations, shops.Migrations, catalog.Migrations, stock.Migrations, customers.Migrations, taxes.Migrations,
		delivery.Migrations, payments.Migrations, orders.Migrations, invoices.Migrations, accounting.Migrations)
	err := d.Write(t.Context(), db.Scope{Shop: 1, Actor: db.SystemActor}, func(tx *db.Tx) error {
		if err := shops.Seed(tx, 1, "FR", "EUR"); err != nil {
			return err
		}
		group := invoices.Group{Use: "product", Country: "FR", Rate: 200_000, RateName: "standard", Category: "S", Scheme: "domestic", Net: 10_000, Tax: 2_000}
		for _, f := range []event.Fact{
			payments.Captured{Payment: 3001, Order: order, Amount: 12_000, Currency: "EUR", Method: "bank-transfer"},
			invoices.Issued{Invoice: 4001, Kind: invoices.KindInvoice, Number: "F-2026-000001", Day: "2026-11-22", Order: order, Currency: "EUR",
				Net: 10_000, Tax: 2_000, Gross: 12_000, Groups: []invoices.Group{group}},
			invoices.Issued{Invoice: 4002, Kind: invoices.KindInvoice, Number: "F-2026-000002", Day: "2026-11-22", Order: order + 1, Currency: "EUR",
				Net: 10_000, Tax: 2_000, Gross: 12_000, Groups: []invoices.Group{group}},
		} {
			if err := event.Publish(tx, f); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	phrases, err := text.Load(ui.Lang, shops.Lang, accounting.Lang, accountingweb.Lang)
	if err != nil {
		t.Fatal(err)
	}
	return desk.New(t, d, desk.Shop(1, "FR", "EUR"), phrases, accountingweb.Routes, func(*web.Routes) {})
}

func TestTheJournalLeadsFromAnOrderToItsEntries(t *testing.T) {
	d := open(t)
	d.Get("/books").Status(http.StatusOK).Has("td", "Invoice F-2026-000001").Has("td", "Invoice F-2026-000002").
		Has("tfoot td", "Total of this page").Has("tfoot td", "€480.00")
	of := d.Get("/books?" + url.Values{"order": {id.ID(order).Text("ord")}}.Encode())
	of.Status(http.StatusOK).Has("td", "Invoice F-2026-000001").Has("tfoot td", "€360.00")
	if strings.Contains(of.Body.String(), "F-2026-000002") {
		t.Error("the entries of another order are shown")
	}
	d.Get("/books?order=nonsense").Status(http.StatusNotFound)
	d.Get("/books?q=F-2026-000002").Status(http.StatusOK).Has("td", "Invoice F-2026-000002")
}

func TestBalancesAreBlankWhereNothingStands(t *testing.T) {
	d := open(t)
	page := d.Get("/books/balances").Status(http.StatusOK).Has("td", "1100").Has("td", "€120.00")
	if strings.Contains(page.Body.String(), "€0.00") {
		t.Error("a balance of nothing is written out")
	}
	d.Get("/books/vat?from=2026-11-01&to=2026-11-30").Status(http.StatusOK).Has("td", "France").Has("td", "€40.00")
	d.Get("/books/vat?from=2026-11-31").Status(http.StatusUnprocessableEntity)
}
