package main

import (
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/coulisse/coulisse/app"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/payments"
	"github.com/coulisse/coulisse/shops"
)

// TestRealProductsAreSoldAndTheBooksCheck opens a shop with a real product file and
// lives a week in it: sales by bank transfer and by card at the pages of the shop,
// shipments, a part refund each and a cancellation. Then another program checks the
// exported books.
func TestRealProductsAreSoldAndTheBooksCheck(t *testing.T) {
	file := shared(t, "shopify-apparel.csv")
	p := newPlace(t)
	p.ok("shop create --name Ruche --email owner@example.com --country FR --handle ruche")
	p.ok("import products --shop ruche --from shopify", file)
	p.acceptCards("ruche")
	shop := &trade{token: strings.TrimSpace(p.ok("token create --shop ruche")), process: p.serve()}

	transfer := shop.buys("jean", "bank-transfer", "/products/ocean-blue-shirt")
	card := shop.buys("greta", "test-card", "/products/classic-varsity-top")
	regretted := shop.buys("lea", "test-card", "/products/ocean-blue-shirt")
	late := shop.buys("noor", "bank-transfer", "/products/classic-varsity-top")

	shop.api(shop.token, http.MethodPost, "/v1/orders/"+transfer+"/payments", `{"kind":"received"}`, nil)
	shop.until(card, "paid")
	shop.until(regretted, "paid")
	for _, order := range []string{transfer, card} {
		shop.api(shop.token, http.MethodPost, "/v1/orders/"+order+"/shipments", `{}`, nil)
		shop.api(shop.token, http.MethodPost, "/v1/orders/"+order+"/refunds", `{"amount":{"amount":1250,"currency":"EUR"},"reason":"a stain"}`, nil)
		shop.until(order, "partly_refunded")
	}
	for _, order := range []string{regretted, late} {
		shop.api(shop.token, http.MethodPost, "/v1/orders/"+order+"/cancellation", `{"reason":"changed my mind"}`, nil)
	}
	shop.until(regretted, "refunded")

	var invoices struct{ Data []struct{ Kind string } }
	shop.get(shop.token, "/v1/invoices", &invoices)
	kinds := map[string]int{}
	for _, i := range invoices.Data {
		kinds[i.Kind]++
	}
	if kinds["invoice"] != 2 || kinds["credit_note"] != 2 {
		t.Errorf("two invoices and two credit notes are expected: %v", kinds)
	}
	shop.stop()
	p.ok("verify")
	p.hledgerAccepts("ruche")
}

// acceptCards turns the card of the test provider on, as the owner does on a screen.
func (p *place) acceptCards(handle string) {
	p.t.Helper()
	a, err := app.Open(p.t.Context(), app.Options{Data: p.data, Database: p.url(), Listen: "127.0.0.1:80", Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		p.t.Fatal(err)
	}
	defer a.Close()
	err = a.DB().Write(p.t.Context(), db.Scope{Actor: db.SystemActor}, func(tx *db.Tx) error {
		shop, err := shops.ByHandle(tx, handle)
		if err != nil {
			return err
		}
		in := db.System(tx, "settings of the shop of the test").InShop(shop.ShopID)
		return payments.SaveSetting(in, payments.Setting{Method: payments.TestCard, Capture: "automatic", Active: true, Position: 2})
	})
	if err != nil {
		p.t.Fatal(err)
	}
}

// trade is a running shop with its owner's token.
type trade struct {
	*process
	token string
}

// buys lets a person buy one unit at the pages of the shop and returns the order's id.
func (s *trade) buys(name, method, product string) string {
	s.t.Helper()
	b := newBrowser(s.process, "ruche", name)
	b.method = method
	if err := b.fill(goods{page: product}); err != nil {
		s.t.Fatalf("%s: %v", name, err)
	}
	end, err := b.order()
	if err != nil || end.status != http.StatusSeeOther {
		s.t.Fatalf("%s: %+v %v", name, end, err)
	}
	if method == "test-card" {
		paid, err := b.submit(b.last, "form", "number", "4242 4242 4242 4242", "expiry", "12/"+strconv.Itoa(time.Now().Year()%100+2), "code", "123")
		if paid, err = b.follow(paid, err); err != nil || paid.status != http.StatusOK {
			s.t.Fatalf("%s pays: %d %s %v", name, paid.status, paid.body, err)
		}
	}
	var list struct{ Data []struct{ ID, Email string } }
	s.get(s.token, "/v1/orders", &list)
	for _, o := range list.Data {
		if o.Email == b.email() {
			return o.ID
		}
	}
	s.t.Fatalf("%s has no order", name)
	return ""
}

// until asks for the order again and again until its payment is in the state: jobs and
// the provider work at their own pace.
func (s *trade) until(order, state string) {
	s.t.Helper()
	var o struct {
		Payment string `json:"payment_state"`
	}
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); {
		if s.get(s.token, "/v1/orders/"+order, &o); o.Payment == state {
			return
		}
	}
	s.t.Fatalf("the payment of %s is %s, want %s", order, o.Payment, state)
}
