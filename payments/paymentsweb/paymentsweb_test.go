package paymentsweb_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/kittest"
	"github.com/coulisse/coulisse/kit/kittest/desk"
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/payments"
	"github.com/coulisse/coulisse/payments/paymentsweb"
	"github.com/coulisse/coulisse/payments/testpay"
	"github.com/coulisse/coulisse/shops"
)

// till is a desk with the test provider behind real HTTP.
type till struct {
	*desk.Desk
	t        *testing.T
	d        *db.DB
	provider *httptest.Server
}

func open(t *testing.T) *till {
	t.Helper()
	d, clock := kittest.DBAt(t, nil, web.Migrations, shops.Migrations, payments.Migrations)
	if err := d.Write(t.Context(), db.Scope{Actor: db.SystemActor}, func(tx *db.Tx) error { return shops.Seed(tx, 1, "FR", "EUR") }); err != nil {
		t.Fatal(err)
	}
	phrases, err := text.Load(ui.Lang, shops.Lang, payments.Lang, paymentsweb.Lang)
	if err != nil {
		t.Fatal(err)
	}
	var handler http.Handler
	provider := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { handler.ServeHTTP(w, r) }))
	// The page must be on a host of the installation, where the buyer may be sent.
	server, err := testpay.New(testpay.Options{URL: "http://pay.localhost", Clock: clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	handler = server
	t.Cleanup(func() { _ = server.Close(); provider.Close() })
	providers := payments.Providers{payments.TestPay: testpay.NewClient(provider.URL, nil)}
	seat := desk.New(t, d, desk.Shop(1, "FR", "EUR"), phrases, paymentsweb.Routes, func(rs *web.Routes) { paymentsweb.Storefront(rs, providers) })
	return &till{seat, t, d, provider}
}

func TestMethods(t *testing.T) {
	d := open(t)
	d.Get("/settings/payments").Status(http.StatusOK).Has("h2", "Bank transfer").Has("h2", "Card (test)").Has("h2", "Cash on delivery")
	d.Post("/settings/payments/test-card/state", "active", "true").To("/settings/payments")
	d.Get("/settings/payments").Has(".banner", "Test mode")
	d.Post("/settings/payments/bank-transfer/state", "active", "true").To("/settings/payments")
	d.Get("/settings/payments").Has(".banner", "Add your IBAN")
	d.Post("/settings/payments/bank-transfer", "active", "true", "iban", "FR76 0000", "name", "Virement").Status(http.StatusUnprocessableEntity).
		Has(".error", "IBAN").Value("iban", "FR76 0000").Value("name", "Virement")
	d.Post("/settings/payments/bank-transfer", "active", "true", "iban", "FR76 3000 6000 0112 3456 7890 189", "account_name", "Maison Ruche", "capture", "automatic").To("/settings/payments")
	d.Get("/settings/payments").Has("code", "FR76 3000 6000 0112 3456 7890 189")
	d.Post("/settings/payments/cash-on-delivery/place", "up", "true").To("/settings/payments")
	d.Get("/settings/payments/test-card").Status(http.StatusOK).Has("td", "4242 4242 4242 4242")
	d.Get("/settings/payments/gold").Status(http.StatusNotFound)
	d.Denied = []string{"payments.edit"}
	d.Post("/settings/payments/test-card/state", "active", "false").Status(http.StatusNotFound)
}

func TestTheBuyersWayToTheCardPageAndBack(t *testing.T) {
	d := open(t)
	d.Post("/settings/payments/test-card/state", "active", "true").To("/settings/payments")
	var p payments.Payment
	if err := d.d.Write(t.Context(), db.Scope{Shop: 1, Actor: db.SystemActor}, func(tx *db.Tx) (err error) {
		p, err = payments.Start(tx, payments.StartInput{Order: 7, OrderNumber: "1001", Method: payments.TestCard, Amount: 5000, Currency: "EUR", ReturnPath: "/orders/abc"})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	d.Visit("/payments/nonsense").Status(http.StatusNotFound)
	page := d.Visit(payments.PayPath(p)).Status(http.StatusSeeOther).Header().Get("Location")
	path, found := strings.CutPrefix(page, "http://pay.localhost")
	if !found {
		t.Fatalf("sent to %q", page)
	}
	response, err := http.PostForm(d.provider.URL+path, url.Values{"number": {testpay.CardDeclined}, "expiry": {"12/30"}, "code": {"123"}})
	if err != nil || response.StatusCode != http.StatusUnprocessableEntity {
		t.Fatalf("declined: %v, %v", response, err)
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err = client.PostForm(d.provider.URL+path, url.Values{"number": {testpay.CardSuccess}, "expiry": {"12/30"}, "code": {"123"}})
	if err != nil || response.Header.Get("Location") != "http://ruche.localhost/payments/"+p.Token+"/return" {
		t.Fatalf("back to the shop: %v, %v", response.Header, err)
	}
	if got := d.Visit("/payments/" + p.Token + "/return").Status(http.StatusSeeOther).Header().Get("Location"); got != "/orders/abc" {
		t.Errorf("then to %q", got)
	}
	_ = d.d.Read(t.Context(), db.Scope{Shop: 1}, func(tx *db.Tx) error {
		now, err := payments.Get(tx, p.ID)
		if now.State != payments.StateCaptured {
			t.Errorf("the payment is %s before any webhook: %v", now.State, err)
		}
		return nil
	})
	if got := d.Visit("/payments/" + p.Token).Header().Get("Location"); got != "/orders/abc" {
		t.Errorf("paid already: %q", got)
	}
	forged := d.Send(http.MethodPost, "http://ruche.localhost/payments/webhooks/testpay", url.Values{"x": {"y"}})
	if forged.Code != http.StatusForbidden {
		t.Errorf("an unsigned webhook: %d", forged.Code)
	}
}
