package accounting_test

import (
	"context"
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"github.com/coulisse/coulisse/accounting"
	"github.com/coulisse/coulisse/catalog"
	"github.com/coulisse/coulisse/customers"
	"github.com/coulisse/coulisse/delivery"
	"github.com/coulisse/coulisse/invoices"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/event"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/kittest"
	"github.com/coulisse/coulisse/orders"
	"github.com/coulisse/coulisse/payments"
	"github.com/coulisse/coulisse/shops"
	"github.com/coulisse/coulisse/stock"
	"github.com/coulisse/coulisse/taxes"
)

// counter is a shop that sells bags at 49.00, bought at 20.00, with delivery at 4.90;
// every department from catalogue to books is wired as in the program.
type counter struct {
	books
	bag   id.ID
	clock *kittest.Clock
}

// departments are the tables the books stand on.
func departments() []fs.FS {
	return []fs.FS{shops.Migrations, catalog.Migrations, stock.Migrations, customers.Migrations, taxes.Migrations,
		delivery.Migrations, payments.Migrations, orders.Migrations, invoices.Migrations, accounting.Migrations}
}

func openCounter(t *testing.T, country, currency string, settings shops.UpdateInput, oss bool) counter {
	t.Helper()
	bus := event.NewBus()
	for _, listen := range []func(*event.Bus){delivery.Listen, payments.Listen, stock.Listen, orders.Listen, invoices.Listen, accounting.Listen} {
		listen(bus)
	}
	d, clock := kittest.DBAt(t, bus, departments()...)
	c := counter{books: books{t, d}, clock: clock}
	c.write(func(tx *db.Tx) error {
		if err := shops.Seed(tx, shop, country, currency); err != nil {
			return err
		}
		return event.Publish(tx, shops.Opened{Shop: shop, Name: "Test", Country: country, Currency: currency, Locale: "fr"})
	})
	c.write(func(tx *db.Tx) error { return shops.Update(tx, settings) })
	c.write(func(tx *db.Tx) error {
		if !oss {
			return nil
		}
		return taxes.Save(tx, taxes.SaveInput{Setting: taxes.Setting{Registered: true, OSS: true}, PricesIncludeTax: true})
	})
	c.write(func(tx *db.Tx) error {
		zone, err := delivery.SaveZone(tx, delivery.SaveZoneInput{Name: "World", Countries: []string{"DE", "FR", "GB", "CH", "ES"}})
		if err != nil {
			return err
		}
		_, err = delivery.SaveMethod(tx, delivery.SaveMethodInput{Zone: zone.ID, Name: "Post", Kind: delivery.Flat,
			Bands: []delivery.Band{{Price: 490}}, TaxCategory: "standard", Active: true})
		return err
	})
	c.write(func(tx *db.Tx) error {
		p, err := catalog.Create(tx, catalog.ProductInput{Title: "Bag", Status: "active", TaxCategory: "standard",
			Variants: []catalog.Variant{{SKU: "BAG", Price: 4900, Weight: 500, Delivered: true, Tracked: true}}})
		if err != nil {
			return err
		}
		variants, err := catalog.Variants(tx, p.ID)
		if err != nil {
			return err
		}
		c.bag = variants[0].ID
		_, err = stock.Adjust(tx, stock.AdjustInput{Variant: c.bag, Delta: 10, UnitCost: 2000, Reason: "received"})
		return err
	})
	return c
}

var zoe = customers.Address{Name: "Zoé Martin", Line1: "1 rue du Lac", PostalCode: "69003", City: "Lyon", Country: "FR"}

func buyerIn(country, postcode, company, vat string) customers.Address {
	return customers.Address{Name: "Alex Muster", Company: company, Line1: "Hauptstr. 1", PostalCode: postcode, City: "Ort", Country: country, VATNumber: vat}
}

// order places an order of bags by bank transfer, paid at once.
func (c counter) order(quantity int64, to customers.Address) orders.Order {
	c.t.Helper()
	placed := c.unpaid(quantity, to)
	c.write(func(tx *db.Tx) error { return orders.MarkPaid(tx, orders.ReceivedInput{Order: placed.ID}) })
	return c.now(placed.ID)
}

func (c counter) unpaid(quantity int64, to customers.Address) (placed orders.Order) {
	c.t.Helper()
	c.write(func(tx *db.Tx) error {
		cart, err := orders.CreateCart(tx, orders.CartInput{Locale: "en"})
		if err != nil {
			return err
		}
		if _, err = orders.AddLine(tx, orders.AddLineInput{Token: cart.Token, Variant: c.bag, Quantity: quantity}); err != nil {
			return err
		}
		if _, err = orders.SetContact(tx, orders.ContactInput{Token: cart.Token, Email: "zoe@example.com"}); err != nil {
			return err
		}
		if _, err = orders.SetAddress(tx, cart.Token, to); err != nil {
			return err
		}
		options, err := orders.DeliveryOptions(tx, cart.Token)
		if err != nil {
			return err
		}
		if _, err = orders.SetDelivery(tx, cart.Token, options[0].ID); err != nil {
			return err
		}
		p, err := orders.Place(tx, orders.PlaceInput{CartToken: cart.Token, Method: payments.BankTransfer})
		placed = p.Order
		return err
	})
	return placed
}

func (c counter) now(order id.ID) (o orders.Order) {
	c.t.Helper()
	c.write(func(tx *db.Tx) (err error) { o, err = orders.Get(tx, order); return err })
	return o
}

func (c counter) ship(order id.ID, quantity int64) {
	c.t.Helper()
	c.write(func(tx *db.Tx) error {
		lines, err := orders.Lines(tx, order)
		if err != nil {
			return err
		}
		_, err = orders.Ship(tx, orders.ShipInput{Order: order, Lines: []orders.LineQuantity{{Line: lines[0].ID, Quantity: quantity}}})
		return err
	})
}

func (c counter) refund(order id.ID, quantity int64, restock bool, delivery, amount int64) {
	c.t.Helper()
	c.write(func(tx *db.Tx) error {
		lines, err := orders.Lines(tx, order)
		if err != nil {
			return err
		}
		in := orders.RefundInput{Order: order, Delivery: delivery, Adjustment: amount}
		if quantity > 0 {
			in.Lines = []orders.RefundLine{{Line: lines[0].ID, Quantity: quantity, Restock: restock}}
		}
		_, err = orders.Refund(tx, in)
		return err
	})
}

func (c counter) documents(order id.ID) (found []invoices.Invoice) {
	c.t.Helper()
	c.write(func(tx *db.Tx) error {
		all, err := invoices.OfOrder(tx, order)
		found = nil
		for _, i := range all {
			if i, err = invoices.Get(tx, i.ID); err != nil {
				return err
			}
			found = append(found, i)
		}
		return err
	})
	return found
}

// papers names the documents of an order: kind, net, tax.
func (c counter) papers(order id.ID) []string {
	var all []string
	for _, i := range c.documents(order) {
		all = append(all, fmt.Sprintf("%s %d+%d", i.Number, i.Net, i.Tax))
	}
	return all
}

func (c counter) wantPapers(order id.ID, want ...string) {
	c.t.Helper()
	if got := c.papers(order); strings.Join(got, ", ") != strings.Join(want, ", ") {
		c.t.Errorf("documents are %q, want %q", got, want)
	}
}

// agree checks what must hold at any moment: every department's books verify, what
// stands invoiced is the VAT summary, and what the customer owes is what was invoiced
// and not paid.
func (c counter) agree(order id.ID) {
	c.t.Helper()
	standing, tax := int64(0), int64(0)
	for _, i := range c.documents(order) {
		sign := int64(1)
		if i.Kind == invoices.KindCreditNote {
			sign = -1
		}
		standing, tax = standing+sign*i.Gross, tax+sign*i.Tax
	}
	o, b := c.now(order), c.balances()
	if kept := o.Captured - o.Returned; b["RECEIVABLE"]+b["CUSTOMER_DEPOSITS"] != standing-kept || b["BANK"] != kept {
		c.t.Errorf("%d stands invoiced, %d was kept; the books say receivable %d, deposits %d, bank %d",
			standing, kept, b["RECEIVABLE"], b["CUSTOMER_DEPOSITS"], b["BANK"])
	}
	c.write(func(tx *db.Tx) error {
		summary, err := accounting.VATSummary(tx, "", "")
		if err != nil {
			return err
		}
		base, owed := int64(0), int64(0)
		for _, line := range summary {
			base, owed = base+line.Base, owed+line.Tax
		}
		if base != standing-tax || owed != tax {
			c.t.Errorf("the VAT summary says %d+%d, the documents %d+%d", base, owed, standing-tax, tax)
		}
		levels, err := stock.Levels(tx, []id.ID{c.bag})
		if err != nil {
			return err
		}
		if value := levels[c.bag].Value; value != b["INVENTORY"] {
			c.t.Errorf("the stock is worth %d, the books say %d", value, b["INVENTORY"])
		}
		report := func(problem string, args ...any) { c.t.Errorf("verify: "+problem, args...) }
		for _, verify := range []func(*db.Tx, func(string, ...any)) error{stock.Verify, payments.Verify, orders.Verify, invoices.Verify, accounting.Verify} {
			if err := verify(tx, report); err != nil {
				return err
			}
		}
		return nil
	})
}

func TestASaleShippedWhole(t *testing.T) {
	c := openCounter(t, "FR", "EUR", shops.UpdateInput{}, false)
	o := c.order(3, zoe)
	c.agree(o.ID)
	if b := c.balances(); b["CUSTOMER_DEPOSITS"] != -15190 {
		t.Errorf("money before the invoice is a deposit: %v", b)
	}
	c.ship(o.ID, 3)
	c.wantPapers(o.ID, "F-2026-000001 12658+2532")
	if i := c.documents(o.ID)[0]; i.Paid != i.Gross || i.Locale != "en" {
		t.Errorf("a paid invoice says paid %d of %d, in %s", i.Paid, i.Gross, i.Locale)
	}
	c.agree(o.ID)
	c.want(map[string]int64{"BANK": 15190, "RECEIVABLE": 0, "CUSTOMER_DEPOSITS": 0, "OUTPUT_VAT_STD": -2532, "SALES_STD": -12250,
		"SHIPPING_INCOME": -408, "INVENTORY": 14000, "COGS": 6000, "GOODS_RECEIVED_NOT_INVOICED": -20000})
}

func TestASaleShippedInPartsAndRefunded(t *testing.T) {
	c := openCounter(t, "FR", "EUR", shops.UpdateInput{}, false)
	o := c.order(3, zoe)
	c.ship(o.ID, 1)
	c.refund(o.ID, 1, false, 0, 0) // one that never left: no document
	c.agree(o.ID)
	c.ship(o.ID, 1)
	c.agree(o.ID)
	c.refund(o.ID, 1, true, 0, 0)
	c.agree(o.ID)
	c.refund(o.ID, 1, false, 490, 0)
	c.agree(o.ID)
	c.wantPapers(o.ID, "F-2026-000001 4491+899", "F-2026-000002 4084+816", "A-2026-000001 4083+817", "A-2026-000002 4492+898")
	for n, want := range []string{"", "", "F-2026-000001", "F-2026-000001, F-2026-000002"} {
		if got := c.documents(o.ID)[n].CorrectsNumber; got != want {
			t.Errorf("document %d corrects %q, want %q", n, got, want)
		}
	}
	c.want(map[string]int64{"BANK": 0, "RECEIVABLE": 0, "CUSTOMER_DEPOSITS": 0, "OUTPUT_VAT_STD": 0, "SALES_STD": -8167, "SALES_RETURNS": 8167,
		"SHIPPING_INCOME": 0, "INVENTORY": 18000, "COGS": 2000, "GOODS_RECEIVED_NOT_INVOICED": -20000})
}

func TestAnUnpaidShipmentIsOwedUntilTheMoneyComes(t *testing.T) {
	c := openCounter(t, "FR", "EUR", shops.UpdateInput{}, false)
	o := c.unpaid(2, zoe)
	c.write(func(tx *db.Tx) error { return orders.MarkPaid(tx, orders.ReceivedInput{Order: o.ID, Amount: 6000}) })
	c.ship(o.ID, 1)
	c.ship(o.ID, 1)
	papers := c.documents(o.ID)
	if papers[0].Paid != 5390 || papers[1].Paid != 610 {
		t.Errorf("60.00 were paid; the invoices say %d and %d", papers[0].Paid, papers[1].Paid)
	}
	c.agree(o.ID)
	if b := c.balances(); b["RECEIVABLE"] != 4290 {
		t.Errorf("42.90 are owed, the books say %d", b["RECEIVABLE"])
	}
	c.write(func(tx *db.Tx) error { return orders.MarkPaid(tx, orders.ReceivedInput{Order: o.ID}) })
	c.agree(o.ID)
	if o := c.now(o.ID); o.State != orders.Closed {
		t.Errorf("the order is %s", o.State)
	}
}

func TestGoodsThatComeBackUnpaidAreOwedNoMore(t *testing.T) {
	c := openCounter(t, "FR", "EUR", shops.UpdateInput{}, false)
	o := c.unpaid(3, zoe)
	c.ship(o.ID, 3)
	c.refund(o.ID, 1, true, 0, 0)
	c.agree(o.ID)
	c.write(func(tx *db.Tx) error { return orders.MarkPaid(tx, orders.ReceivedInput{Order: o.ID, Amount: 6000}) })
	c.refund(o.ID, 1, true, 0, 0)
	c.agree(o.ID)
	c.wantPapers(o.ID, "F-2026-000001 12658+2532", "A-2026-000001 4083+817", "A-2026-000002 4084+816")
	if b := c.balances(); b["RECEIVABLE"] != 0 || b["BANK"] != 5390 || b["CUSTOMER_DEPOSITS"] != 0 {
		t.Errorf("the books say %v", b)
	}
}

func TestFreeAmounts(t *testing.T) {
	c := openCounter(t, "FR", "EUR", shops.UpdateInput{}, false)
	o := c.order(2, zoe)
	c.refund(o.ID, 0, false, 0, 1000) // before the invoice: it is issued for less
	c.agree(o.ID)
	c.ship(o.ID, 2)
	c.agree(o.ID)
	c.refund(o.ID, 0, false, 0, 290)
	c.agree(o.ID)
	c.refund(o.ID, 0, false, 0, 10290-1290) // all that is left, the delivery with it
	c.agree(o.ID)
	if b := c.balances(); b["BANK"] != 0 || b["RECEIVABLE"] != 0 {
		t.Errorf("everything went back, the books say %v", b)
	}
}

func TestACancelledSaleLeavesNothing(t *testing.T) {
	c := openCounter(t, "FR", "EUR", shops.UpdateInput{}, false)
	o := c.order(2, zoe)
	c.write(func(tx *db.Tx) error { return orders.Cancel(tx, orders.CancelInput{Order: o.ID}) })
	c.wantPapers(o.ID)
	c.agree(o.ID)
	for _, act := range []func(tx *db.Tx) error{
		func(tx *db.Tx) error { return orders.Capture(tx, orders.CaptureInput{Order: o.ID}) },
		func(tx *db.Tx) error { return orders.MarkPaid(tx, orders.ReceivedInput{Order: o.ID}) },
		func(tx *db.Tx) error { _, err := orders.Ship(tx, orders.ShipInput{Order: o.ID}); return err },
		func(tx *db.Tx) error {
			_, err := orders.Refund(tx, orders.RefundInput{Order: o.ID, Adjustment: 1})
			return err
		},
	} {
		if c.try(act) == nil {
			t.Error("a cancelled order was acted on")
		}
	}
	c.agree(o.ID)
}

func TestTaxesOfASale(t *testing.T) {
	text, no, yes := func(s string) *string { return &s }, false, true
	cases := map[string]struct {
		country, currency string
		settings          shops.UpdateInput
		oss               bool
		to                customers.Address
		papers            []string
		locale            string
		mention           string
	}{
		"prices without tax": {country: "FR", currency: "EUR", settings: shops.UpdateInput{PricesIncludeTax: &no}, to: zoe,
			papers: []string{"F-2026-000001 5390+1078", "F-2026-000002 9800+1960", "A-2026-000001 4900+980"}, locale: "en"},
		"a business of another member state": {country: "FR", currency: "EUR", to: buyerIn("DE", "10115", "Muster GmbH", "DE136695976"),
			papers: []string{"F-2026-000001 4491+0", "F-2026-000002 8166+0", "A-2026-000001 4083+0"}, locale: "en", mention: "article 138 of directive 2006/112/EC"},
		"terms between businesses": {country: "FR", currency: "EUR", to: buyerIn("FR", "69001", "Muster SARL", ""),
			papers: []string{"F-2026-000001 4491+899", "F-2026-000002 8167+1633", "A-2026-000001 4083+817"}, locale: "en", mention: "€40"},
		"export": {country: "FR", currency: "EUR", to: buyerIn("CH", "8001", "", ""),
			papers: []string{"F-2026-000001 4491+0", "F-2026-000002 8166+0", "A-2026-000001 4083+0"}, locale: "en", mention: "Export exempt from VAT, article 262 I"},
		"one-stop shop": {country: "FR", currency: "EUR", oss: true, to: buyerIn("DE", "10115", "", ""),
			papers: []string{"F-2026-000001 4530+860", "F-2026-000002 8235+1565", "A-2026-000001 4118+782"}, locale: "en", mention: "One-Stop-Shop"},
		"small business in France": {country: "FR", currency: "EUR", settings: shops.UpdateInput{VATExempt: &yes}, to: zoe,
			papers: []string{"F-2026-000001 5390+0", "F-2026-000002 9800+0", "A-2026-000001 4900+0"}, locale: "en", mention: "TVA non applicable, article 293 B du CGI"},
		"small business in Germany": {country: "DE", currency: "EUR", settings: shops.UpdateInput{VATExempt: &yes}, to: buyerIn("DE", "10115", "", ""),
			papers: []string{"RE-2026-000001 5390+0", "RE-2026-000002 9800+0", "GS-2026-000001 4900+0"}, locale: "de", mention: "§ 19 UStG"},
		"a shop in pounds": {country: "GB", currency: "GBP", settings: shops.UpdateInput{LegalName: text("Bags Ltd")}, to: buyerIn("GB", "SW1A 1AA", "", ""),
			papers: []string{"INV-2026-000001 4491+899", "INV-2026-000002 8167+1633", "CN-2026-000001 4083+817"}, locale: "en"},
	}
	for name, k := range cases {
		t.Run(name, func(t *testing.T) {
			c := openCounter(t, k.country, k.currency, k.settings, k.oss)
			o := c.order(3, k.to)
			c.ship(o.ID, 1)
			c.ship(o.ID, 2)
			c.refund(o.ID, 1, true, 0, 0)
			c.agree(o.ID)
			c.wantPapers(o.ID, k.papers...)
			paper := c.documents(o.ID)[0]
			if paper.Locale != k.locale || paper.Currency != k.currency {
				t.Errorf("the document is in %s and %s", paper.Locale, paper.Currency)
			}
			if said := strings.Join(paper.Mentions, " | "); !strings.Contains(said, k.mention) || k.mention == "" && said != "" {
				t.Errorf("it says %q, want %q", said, k.mention)
			}
		})
	}
}

func TestTheCurrencyOfTheBooksStays(t *testing.T) {
	c := openCounter(t, "FR", "EUR", shops.UpdateInput{}, false)
	pounds := "GBP"
	err := c.d.Write(context.Background(), db.Scope{Shop: shop, Actor: db.SystemActor}, func(tx *db.Tx) error {
		return shops.Update(tx, shops.UpdateInput{Currency: &pounds})
	})
	if err == nil {
		t.Error("the books changed their currency")
	}
}
