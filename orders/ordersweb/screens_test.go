package ordersweb_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/coulisse/coulisse/catalog"
	"github.com/coulisse/coulisse/customers"
	"github.com/coulisse/coulisse/customers/customersweb"
	"github.com/coulisse/coulisse/delivery"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/event"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/kittest"
	"github.com/coulisse/coulisse/kit/kittest/desk"
	"github.com/coulisse/coulisse/kit/list"
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/orders"
	"github.com/coulisse/coulisse/orders/ordersweb"
	"github.com/coulisse/coulisse/payments"
	"github.com/coulisse/coulisse/shops"
	"github.com/coulisse/coulisse/stock"
	"github.com/coulisse/coulisse/taxes"
)

const shop = id.ID(1)

// world is a shop with one paid order of three bags.
type world struct {
	*desk.Desk
	t     *testing.T
	d     *db.DB
	order orders.Order
	line  string
}

func newWorld(t *testing.T) *world {
	t.Helper()
	bus := event.NewBus()
	for _, listen := range []func(*event.Bus){stock.Listen, delivery.Listen, payments.Listen, orders.Listen} {
		listen(bus)
	}
	w := &world{t: t, d: kittest.DB(t, bus, shops.Migrations, catalog.Migrations, stock.Migrations, customers.Migrations, taxes.Migrations,
		delivery.Migrations, payments.Migrations, orders.Migrations, list.Migrations, web.Migrations)}
	phrases, err := text.Load(ordersweb.Lang, customersweb.Lang, orders.Lang, customers.Lang)
	if err != nil {
		t.Fatal(err)
	}
	w.Desk = desk.New(t, w.d, desk.Shop(shop, "FR", "EUR"), phrases, func(rs *web.Routes) { ordersweb.Routes(rs); customersweb.Routes(rs) }, nil)
	w.write(func(tx *db.Tx) error {
		if err := shops.Seed(tx, shop, "FR", "EUR"); err != nil {
			return err
		}
		return event.Publish(tx, shops.Opened{Shop: shop, Name: "Ruche", Country: "FR", Currency: "EUR", Locale: "fr"})
	})
	w.write(w.sell)
	return w
}

func (w *world) write(fn func(tx *db.Tx) error) {
	w.t.Helper()
	if err := w.d.Write(context.Background(), db.Scope{Shop: shop, Actor: db.Actor{Kind: "staff", Name: "Ada"}}, fn); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) sell(tx *db.Tx) error {
	p, err := catalog.Create(tx, catalog.ProductInput{Title: "Bag <b>", Status: "active", TaxCategory: "standard",
		Variants: []catalog.Variant{{SKU: "BAG-1", Price: 4900, Delivered: true}}})
	if err != nil {
		return err
	}
	variants, err := catalog.Variants(tx, p.ID)
	if err != nil {
		return err
	}
	cart, err := orders.CreateCart(tx, orders.CartInput{Locale: "en"})
	if err != nil {
		return err
	}
	if _, err := orders.AddLine(tx, orders.AddLineInput{Token: cart.Token, Variant: variants[0].ID, Quantity: 3}); err != nil {
		return err
	}
	if _, err := orders.SetContact(tx, orders.ContactInput{Token: cart.Token, Email: "zoe@example.com"}); err != nil {
		return err
	}
	if _, err := orders.SetAddress(tx, cart.Token, customers.Address{Name: "Zoé Martin", Line1: "1 rue du Lac", PostalCode: "69003", City: "Lyon", Country: "FR"}); err != nil {
		return err
	}
	placed, err := orders.Place(tx, orders.PlaceInput{CartToken: cart.Token, Method: payments.BankTransfer})
	if err != nil {
		return err
	}
	lines, err := orders.Lines(tx, placed.Order.ID)
	w.order, w.line = placed.Order, lines[0].ID.Text(orders.LinePrefix)
	return err
}

func (w *world) path(parts ...string) string {
	return "/orders/" + strings.Join(append([]string{w.order.ID.Text(orders.Prefix)}, parts...), "/")
}

func TestOrderList(t *testing.T) {
	w := newWorld(t)
	page := w.Get("/orders").Status(http.StatusOK)
	page.Has("table", "#1001").Has("table", "Zoé Martin").Has("table", "€151.90").Has("table .badge", "Payment pending").Has(".tabs", "Unpaid 1")
	w.Get("/orders?view=unpaid&q=1001&country=FR&payment=pending&from=2026-11-22&sort=-total").Status(http.StatusOK).Has("table", "#1001").Has(".chips", "France")
	w.Get("/orders?q=nobody").Status(http.StatusOK).Has(".empty", "No order fits")
	w.Get("/orders?view=odd").Status(http.StatusUnprocessableEntity)
	w.Get("/orders?from=2026-02-30").Status(http.StatusUnprocessableEntity)
	w.Locale = "fr"
	w.Get("/orders").Has("h1", "Commandes").Has("table .badge", "Paiement en attente")
}

func TestOrderPageFromPaymentToRefund(t *testing.T) {
	w := newWorld(t)
	w.Get(w.path()).Status(http.StatusOK).Has("h1", "Order 1001").Has("main", "Bag <b>").Has("main", "VAT 20% · FR, included").Has("main", "Lyon")
	w.Post(w.path("receipts"), "amount", "999", "date", "").Status(http.StatusUnprocessableEntity).Value("amount", "999")
	w.Post(w.path("receipts"), "amount", "151,90", "date", "2026-11-21").Status(http.StatusSeeOther)
	w.Get(w.path()).Has(".page-head .badge", "Paid")
	w.Get(w.path("shipments", "new")).Status(http.StatusOK).Value("lines[0].quantity", "3")
	w.Post(w.path("shipments"), "lines[0].line", w.line, "lines[0].quantity", "4", "carrier", "", "tracking", "T1").
		Status(http.StatusUnprocessableEntity).Value("lines[0].quantity", "4").Value("tracking", "T1")
	w.Post(w.path("shipments"), "lines[0].line", w.line, "lines[0].quantity", "0").Status(http.StatusUnprocessableEntity)
	w.Post(w.path("shipments"), "lines[0].line", w.line, "lines[0].quantity", "2", "carrier", "DHL", "tracking", "T1", "notify", "on").Status(http.StatusSeeOther)
	page := w.Get(w.path()).Has(".page-head .badge", "Partly shipped").Has("main", "T1")
	slip := w.Get(page.Link(`a[href$="/slip"]`)).Status(http.StatusOK)
	if !strings.HasPrefix(slip.Body.String(), "%PDF-") {
		t.Error("the packing slip is no PDF")
	}
	w.Get(w.path("cancellation")).Status(http.StatusOK)
	w.Post(w.path("cancellation"), "reason", "Late").Status(http.StatusConflict).Has("[role=alert]", "has been shipped").Value("reason", "Late")
	w.Post(w.path("refunds"), "lines[0].line", w.line, "lines[0].quantity", "1", "lines[0].restock", "on", "delivery", "4.90", "act", "sum").
		Status(http.StatusOK).Has("main", "€53.90").Value("lines[0].quantity", "1")
	w.Post(w.path("refunds"), "lines[0].line", w.line, "lines[0].quantity", "1", "adjustment", "200", "act", "refund").
		Status(http.StatusConflict).Has("[role=alert]", "can be refunded").Value("adjustment", "200")
	w.Post(w.path("refunds"), "adjustment", "ten", "act", "refund").Status(http.StatusUnprocessableEntity).Value("adjustment", "ten")
	w.Post(w.path("refunds"), "lines[0].line", w.line, "lines[0].quantity", "1", "delivery", "4.90", "reason", "Scratched", "act", "refund").Status(http.StatusSeeOther)
	w.Get(w.path()).Has(".page-head .badge", "Partly refunded").Has("main", "Scratched").Has(".timeline", "A refund of €53.90 was started.")
	w.Post(w.path("notes"), "body", " ").Status(http.StatusUnprocessableEntity).Has("main", "Write something first.")
	w.Post(w.path("notes"), "body", "Called <i>Zoé</i>").Status(http.StatusSeeOther)
	w.Get(w.path()).Has(".timeline", "Called <i>Zoé</i>")
}

func TestOrderCancellation(t *testing.T) {
	w := newWorld(t)
	w.Post(w.path("cancellation"), "reason", "Changed my mind", "notify", "on").Status(http.StatusSeeOther)
	w.Get(w.path()).Has(".page-head .badge", "Cancelled")
	w.Get("/orders?view=cancelled").Has("table", "#1001")
}

func TestCancellingWhatIsPaidNeedsTheRefundPermission(t *testing.T) {
	w := newWorld(t)
	w.Post(w.path("receipts"), "amount", "151.90", "date", "2026-11-21").Status(http.StatusSeeOther)
	w.Denied = []string{"orders.refund"}
	w.Post(w.path("cancellation"), "reason", "x").Status(http.StatusForbidden)
	w.Denied = nil
	w.Post(w.path("cancellation"), "reason", "x").Status(http.StatusSeeOther)
}

func TestOrdersOfAnotherShopAreNotFound(t *testing.T) {
	w := newWorld(t)
	unknown := "/orders/" + (w.order.ID + 1).Text(orders.Prefix)
	for _, path := range []string{unknown, unknown + "/refunds/new", unknown + "/shipments/new", unknown + "/cancellation", "/orders/ord_x", "/orders/imports/imp_0000000000001",
		w.path("shipments", id.ID(5).Text("shp"), "slip"), "/customers/" + id.ID(9).Text("cus")} {
		w.Get(path).Status(http.StatusNotFound)
	}
	w.Post(unknown+"/cancellation", "reason", "").Status(http.StatusNotFound)
}

func TestOrdersNeedTheirPermissions(t *testing.T) {
	w := newWorld(t)
	w.Denied = []string{"orders.edit", "orders.refund"}
	page := w.Get(w.path()).Status(http.StatusOK)
	if page.Page.Find(`main form[method="post"]`).Length() != 0 {
		t.Error("who may only look is offered forms")
	}
	if code := w.Post(w.path("notes"), "body", "x").Code; code != http.StatusForbidden && code != http.StatusNotFound {
		t.Errorf("a note without permission: %d", code)
	}
}

func TestCustomerPages(t *testing.T) {
	w := newWorld(t)
	customer := "/customers/" + w.order.CustomerID.Text(customers.Prefix)
	w.Get("/customers?sort=-spent").Status(http.StatusOK).Has("table", "zoe@example.com")
	w.Get(customer).Status(http.StatusOK).Has("h1", "Zoé Martin").Has("table", "#1001").Has("main", "1 rue du Lac")
	w.Get(customer+"/edit").Value("email", "zoe@example.com")
	w.Post(customer, "name", "Zoé M.", "email", "nobody", "phone", "", "locale", "fr", "version", "0").Status(http.StatusUnprocessableEntity).Value("email", "nobody")
	w.Post(customer, "name", "Zoé M.", "email", "zoe@example.com", "phone", "", "locale", "fr", "version", "99").Status(http.StatusConflict).Value("name", "Zoé M.")
	w.Post(customer, "name", "Zoé M.", "email", "zoe@example.com", "phone", "", "locale", "fr", "version", "0").Status(http.StatusSeeOther)
	w.Get(customer).Has("h1", "Zoé M.").Has(".timeline", "The profile was changed.")
}
