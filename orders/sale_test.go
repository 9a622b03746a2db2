package orders_test

import (
	"context"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/coulisse/coulisse/catalog"
	"github.com/coulisse/coulisse/customers"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/orders"
	"github.com/coulisse/coulisse/payments"
)

func TestBankTransferFromCartToClosed(t *testing.T) {
	w := newWorld(t)
	p := w.place(w.cart(w.bag.ID, 2), payments.BankTransfer)
	if p.Order.Number != "1001" || p.Next() != p.Order.StatusPath() {
		t.Errorf("number %s, next %s", p.Order.Number, p.Next())
	}
	if o := p.Order; o.Subtotal != 9800 || o.Delivery != 490 || o.Total != 10290 || o.Tax != 1715 || o.Todo != orders.TodoPay {
		t.Errorf("subtotal %d delivery %d tax %d total %d todo %q", o.Subtotal, o.Delivery, o.Tax, o.Total, o.Todo)
	}
	if left := w.available(w.bag.ID); left != 8 {
		t.Errorf("%d available, want 8", left)
	}
	w.write(func(tx *db.Tx) error { return orders.MarkPaid(tx, orders.ReceivedInput{Order: p.Order.ID}) })
	if o := w.states(p.Order.ID, orders.Open, orders.Paid, orders.Unshipped); o.Todo != orders.TodoShip {
		t.Errorf("todo %q", o.Todo)
	}
	w.write(func(tx *db.Tx) error {
		_, err := orders.Ship(tx, orders.ShipInput{Order: p.Order.ID, Carrier: "Colissimo", Tracking: "6A123", Notify: true})
		return err
	})
	w.states(p.Order.ID, orders.Closed, orders.Paid, orders.FullyShipped)
	w.drain()
	w.verified()
	subjects := []string{}
	for _, m := range w.mails.all {
		subjects = append(subjects, m.Subject)
		if m.To != "Zoe@Example.com" || !strings.Contains(m.HTML, "https://shop.example/orders/") || m.Text == "" {
			t.Errorf("mail %q to %s lacks its link or text", m.Subject, m.To)
		}
	}
	if got := strings.Join(subjects, "|"); got != "Your order 1001|Payment received for order 1001|Your order 1001 is on its way" {
		t.Errorf("mails: %s", got)
	}
	w.write(func(tx *db.Tx) error {
		c, found, err := customers.ByEmail(tx, "zoe@example.com")
		if err == nil && (!found || c.OrdersCount != 1 || c.Spent != 10290 || c.Name != "Zoé Martin") {
			t.Errorf("customer %+v", c)
		}
		return err
	})
}

func TestACartBecomesOneOrder(t *testing.T) {
	w := newWorld(t)
	token := w.cart(w.bag.ID, 1)
	first, second := w.place(token, payments.BankTransfer), w.place(token, payments.BankTransfer)
	if first.Order.ID != second.Order.ID || !second.Again {
		t.Errorf("the cart became %v and %v", first.Order.Number, second.Order.Number)
	}
	err := w.try(func(tx *db.Tx) error {
		_, err := orders.AddLine(tx, orders.AddLineInput{Token: token, Variant: w.scarf.ID, Quantity: 1})
		return err
	})
	if !errs.Is(err, errs.KindConflict) {
		t.Errorf("an ordered cart takes a line: %v", err)
	}
	w.drain()
	if n := w.facts.count("orders.placed"); n != 1 {
		t.Errorf("placed was announced %d times", n)
	}
}

func TestOneCartPlacedFromManySidesIsOneOrder(t *testing.T) {
	w := newWorld(t)
	token := w.cart(w.bag.ID, 1)
	var all sync.WaitGroup
	var numbers sync.Map
	for range 12 {
		all.Go(func() {
			scope := db.Scope{Shop: shop, Actor: db.Actor{Kind: "buyer"}, Hot: true}
			var p orders.Placement
			err := w.d.Write(context.Background(), scope, func(tx *db.Tx) (err error) {
				p, err = orders.Place(tx, orders.PlaceInput{CartToken: token, Method: payments.BankTransfer})
				return err
			})
			if err != nil {
				t.Error(err)
			}
			numbers.Store(p.Order.Number, true)
		})
	}
	all.Wait()
	n := 0
	numbers.Range(func(any, any) bool { n++; return true })
	if n != 1 || w.available(w.bag.ID) != 9 {
		t.Errorf("%d orders of one cart, %d available", n, w.available(w.bag.ID))
	}
}

func TestHundredBuyersForTenUnits(t *testing.T) {
	w := newWorld(t)
	tokens := make([]string, 100)
	for i := range tokens {
		tokens[i] = w.cart(w.bag.ID, 1)
	}
	var placed, soldOut atomic.Int64
	var all sync.WaitGroup
	for _, token := range tokens {
		all.Go(func() {
			scope := db.Scope{Shop: shop, Actor: db.Actor{Kind: "buyer"}, Hot: true}
			err := w.d.Write(context.Background(), scope, func(tx *db.Tx) error {
				_, err := orders.Place(tx, orders.PlaceInput{CartToken: token, Method: payments.BankTransfer})
				return err
			})
			switch {
			case err == nil:
				placed.Add(1)
			case errs.Is(err, errs.KindConflict):
				soldOut.Add(1)
			default:
				t.Errorf("unexpected: %v", err)
			}
		})
	}
	all.Wait()
	if placed.Load() != 10 || soldOut.Load() != 90 {
		t.Errorf("%d placed, %d refused; want 10 and 90", placed.Load(), soldOut.Load())
	}
	numbers := map[string]bool{}
	w.write(func(tx *db.Tx) error {
		page, err := orders.List(tx, orders.ListInput{})
		for _, o := range page.Rows {
			numbers[o.Number] = true
		}
		return err
	})
	if len(numbers) != 10 || !numbers["1001"] || !numbers["1010"] {
		t.Errorf("numbers %v, want 1001 to 1010 without a gap", numbers)
	}
	w.verified()
}

func TestChangesSinceTheBuyerLookedAreTold(t *testing.T) {
	w := newWorld(t)
	token := w.cart(w.scarf.ID, 1)
	reprice := func(price int64) {
		w.write(func(tx *db.Tx) error {
			p, err := catalog.Get(tx, w.scarf.ProductID)
			if err != nil {
				return err
			}
			_, err = catalog.Update(tx, p.ID, catalog.ProductInput{Title: p.Title, Handle: p.Handle, Status: "active", TaxCategory: "standard",
				Variants: []catalog.Variant{{ID: w.scarf.ID, SKU: "SCARF-1", Price: price, Weight: 500, Delivered: true}}})
			return err
		})
	}
	reprice(2190)
	place := func(total *int64) error {
		return w.try(func(tx *db.Tx) error {
			_, err := orders.Place(tx, orders.PlaceInput{CartToken: token, Method: payments.BankTransfer, Total: total})
			return err
		})
	}
	err := place(nil)
	if problem := errs.As(err); problem == nil || problem.Code != orders.CodePriceChanged {
		t.Fatalf("the new price was not told: %v", err)
	}
	old := int64(1990 + 490)
	if problem := errs.As(place(&old)); problem == nil || problem.Code != orders.CodePriceChanged {
		t.Error("an old total is accepted")
	}
	agreed := int64(2190 + 490)
	w.must(place(&agreed))
	token = w.cart(w.bag.ID, 10)
	w.place(w.cart(w.bag.ID, 1), payments.BankTransfer)
	if problem := errs.As(place(nil)); problem == nil || problem.Code != orders.CodeStockShort {
		t.Errorf("the shortage was not told: %v", problem)
	}
}

func TestPlaceRefusesWhatIsMissing(t *testing.T) {
	w := newWorld(t)
	var token string
	place := func() string {
		err := w.try(func(tx *db.Tx) error {
			_, err := orders.Place(tx, orders.PlaceInput{CartToken: token, Method: payments.BankTransfer})
			return err
		})
		if problem := errs.As(err); problem != nil {
			return problem.Code
		}
		return "none"
	}
	step := func(want string, next func(tx *db.Tx) error) {
		t.Helper()
		if got := place(); got != want {
			t.Errorf("refused with %q, want %q", got, want)
		}
		w.write(next)
	}
	w.write(func(tx *db.Tx) error {
		c, err := orders.CreateCart(tx, orders.CartInput{})
		token = c.Token
		return err
	})
	step(orders.CodeEmpty, func(tx *db.Tx) error {
		_, err := orders.AddLine(tx, orders.AddLineInput{Token: token, Variant: w.bag.ID, Quantity: 1})
		return err
	})
	step(orders.CodeContactMissing, func(tx *db.Tx) error {
		_, err := orders.SetContact(tx, orders.ContactInput{Token: token, Email: "a@b.example"})
		return err
	})
	step(orders.CodeAddressMissing, func(tx *db.Tx) error {
		_, err := orders.SetAddress(tx, token, customers.Address{Name: "A", Line1: "B", City: "C", PostalCode: "10115", Country: "US"})
		return err
	})
	step(orders.CodeDeliveryMissing, func(tx *db.Tx) error {
		_, err := orders.SetAddress(tx, token, customers.Address{Name: "A", Line1: "B", City: "C", PostalCode: "69001", Country: "FR"})
		return err
	})
	if got := place(); got != "none" {
		t.Errorf("a complete cart is refused with %q", got)
	}
}

func TestBadInputOfTheCart(t *testing.T) {
	w := newWorld(t)
	token := w.cart(w.bag.ID, 1)
	cases := map[string]struct {
		kind errs.Kind
		do   func(tx *db.Tx) error
	}{
		"no quantity": {errs.KindInvalid, func(tx *db.Tx) error {
			_, err := orders.AddLine(tx, orders.AddLineInput{Token: token, Variant: w.bag.ID})
			return err
		}},
		"negative quantity": {errs.KindInvalid, func(tx *db.Tx) error {
			_, err := orders.AddLine(tx, orders.AddLineInput{Token: token, Variant: w.bag.ID, Quantity: -1})
			return err
		}},
		"more than there is": {errs.KindConflict, func(tx *db.Tx) error {
			_, err := orders.AddLine(tx, orders.AddLineInput{Token: token, Variant: w.bag.ID, Quantity: 10})
			return err
		}},
		"unknown variant": {errs.KindNotFound, func(tx *db.Tx) error {
			_, err := orders.AddLine(tx, orders.AddLineInput{Token: token, Variant: 42, Quantity: 1})
			return err
		}},
		"unknown cart": {errs.KindNotFound, func(tx *db.Tx) error {
			_, err := orders.CartByToken(tx, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
			return err
		}},
		"bad e-mail": {errs.KindInvalid, func(tx *db.Tx) error {
			_, err := orders.SetContact(tx, orders.ContactInput{Token: token, Email: "nobody"})
			return err
		}},
		"unknown country": {errs.KindInvalid, func(tx *db.Tx) error {
			_, err := orders.SetAddress(tx, token, customers.Address{Name: "A", Line1: "B", City: "C", Country: "ZZ"})
			return err
		}},
		"bad VAT number": {errs.KindInvalid, func(tx *db.Tx) error {
			_, err := orders.SetAddress(tx, token, customers.Address{Name: "A", Line1: "B", City: "C", Country: "DE", VATNumber: "DE000000000"})
			return err
		}},
		"code": {errs.KindInvalid, func(tx *db.Tx) error { _, err := orders.AddCode(tx, token, "SUMMER"); return err }},
		"unknown method": {errs.KindInvalid, func(tx *db.Tx) error {
			_, err := orders.Place(tx, orders.PlaceInput{CartToken: token, Method: "shells"})
			return err
		}},
	}
	for name, c := range cases {
		if err := w.try(c.do); !errs.Is(err, c.kind) {
			t.Errorf("%s: %v, want %s", name, err, c.kind)
		}
	}
}

func TestOneShopSeesNothingOfAnother(t *testing.T) {
	w := newWorld(t)
	p := w.place(w.cart(w.bag.ID, 1), payments.BankTransfer)
	err := w.d.Read(context.Background(), db.Scope{Shop: 2}, func(tx *db.Tx) error {
		for _, look := range []func() error{
			func() error { _, err := orders.Get(tx, p.Order.ID); return err },
			func() error { _, err := orders.ByToken(tx, p.Order.Token); return err },
			func() error { _, err := orders.ByNumber(tx, p.Order.Number); return err },
			func() error { _, err := customers.Get(tx, p.Order.CustomerID); return err },
		} {
			if err := look(); !errs.Is(err, errs.KindNotFound) {
				t.Errorf("another shop's row: %v", err)
			}
		}
		return nil
	})
	w.must(err)
}

func TestReverseChargeTakesTheTaxOffThePrice(t *testing.T) {
	w := newWorld(t)
	token := w.cartTo(w.scarf.ID, 1, customers.Address{Name: "Muster", Company: "Muster GmbH", Line1: "Weg 1", PostalCode: "10115", City: "Berlin", Country: "DE", VATNumber: "DE136695976"})
	w.write(func(tx *db.Tx) error {
		c, err := orders.CartByToken(tx, token)
		if err == nil && (c.Lines[0].UnitPrice != 1658 || c.Totals.Tax != 0 || c.Totals.Taxes[0].Category != "K") {
			t.Errorf("unit price %d, taxes %+v", c.Lines[0].UnitPrice, c.Totals.Taxes)
		}
		return err
	})
}

func TestListPagesBothWays(t *testing.T) {
	w := newWorld(t)
	for range 5 {
		w.place(w.cart(w.scarf.ID, 1), payments.BankTransfer)
		later(w, time.Minute)
	}
	w.drain()
	numbers := func(in orders.ListInput) (string, db.Page[orders.Order]) {
		var page db.Page[orders.Order]
		w.write(func(tx *db.Tx) (err error) { page, err = orders.List(tx, in); return err })
		var all []string
		for _, o := range page.Rows {
			all = append(all, o.Number)
		}
		return strings.Join(all, " "), page
	}
	first, page := numbers(orders.ListInput{Limit: 2})
	second, next := numbers(orders.ListInput{Limit: 2, After: page.Next})
	back, _ := numbers(orders.ListInput{Limit: 2, Before: next.Previous})
	if first != "1005 1004" || second != "1003 1002" || back != first || page.Previous != "" {
		t.Errorf("pages %q, %q, back %q", first, second, back)
	}
	for query, want := range map[string]string{"1003": "1003", "#1002": "1002", "zoe example": "1005 1004 1003 1002 1001", "SCARF-1": "1005 1004 1003 1002 1001", "nobody": ""} {
		if got, _ := numbers(orders.ListInput{Query: query}); got != want {
			t.Errorf("search %q: %q, want %q", query, got, want)
		}
	}
	if got, _ := numbers(orders.ListInput{View: orders.ViewUnpaid, Country: "fr", From: "2026-11-22", To: "2026-11-22", Sort: "total"}); got != "1001 1002 1003 1004 1005" {
		t.Errorf("filtered: %q", got)
	}
	for _, in := range []orders.ListInput{{View: "odd"}, {Sort: "name"}, {From: "2026-02-30"}, {After: "%%%"}} {
		if err := w.try(func(tx *db.Tx) error { _, err := orders.List(tx, in); return err }); !errs.Is(err, errs.KindInvalid) {
			t.Errorf("%+v: %v", in, err)
		}
	}
	w.write(func(tx *db.Tx) error {
		counts, err := orders.CountViews(tx)
		if counts != (orders.Counts{Unpaid: 5}) {
			t.Errorf("counts %+v", counts)
		}
		if err != nil {
			return err
		}
		countries, err := orders.Countries(tx)
		if strings.Join(countries, " ") != "FR" {
			t.Errorf("countries %v", countries)
		}
		return err
	})
}
