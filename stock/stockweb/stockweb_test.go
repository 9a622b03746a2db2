package stockweb_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"github.com/coulisse/coulisse/catalog"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/event"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/kittest"
	"github.com/coulisse/coulisse/kit/list"
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/shops"
	"github.com/coulisse/coulisse/stock"
	"github.com/coulisse/coulisse/stock/stockweb"
)

// doors lets one person into the shop seven.
type doors struct{}

var ada = web.Person{Account: 3, Name: "Ada", Email: "ada@example.com", Kind: "staff", Session: 9, Can: func(string) bool { return true }}

func (doors) Person(*db.Tx, string) (web.Person, error)    { return ada, nil }
func (doors) Touch(*db.Tx, string) error                   { return nil }
func (doors) Shops(*db.Tx, web.Person) ([]web.Shop, error) { return nil, nil }
func (doors) Staff(_ *db.Tx, p web.Person, handle string) (web.Person, web.Shop, error) {
	shop, err := shopOf(handle)
	return p, shop, err
}
func (doors) Token(_ *db.Tx, token string) (web.Person, web.Shop, error) {
	shop, err := shopOf(token)
	return ada, shop, err
}
func (doors) ShopByHandle(_ *db.Tx, handle string) (web.Shop, error) { return shopOf(handle) }
func (doors) ShopByDomain(*db.Tx, string) (web.Shop, error)          { return web.Shop{}, errs.NotFound("no") }

func shopOf(handle string) (web.Shop, error) {
	shop := map[string]id.ID{"seven": 7, "eight": 8}[handle]
	if shop == 0 {
		return web.Shop{}, errs.NotFound("no")
	}
	return web.Shop{ID: shop, Handle: handle, Name: handle, Locale: "en", Zone: "Europe/Paris", Currency: "EUR", Country: "FR"}, nil
}

type world struct {
	t       *testing.T
	server  *web.Server
	variant string
}

func newWorld(t *testing.T) *world {
	t.Helper()
	bus := event.NewBus()
	stock.Listen(bus)
	d := kittest.DB(t, bus, shops.Migrations, catalog.Migrations, stock.Migrations, list.Migrations, web.Migrations)
	phrases, err := text.Load(ui.Lang, catalog.Lang, stock.Lang, stockweb.Lang)
	if err != nil {
		t.Fatal(err)
	}
	admin, api := web.NewRoutes(), web.NewAPI("Coulisse", "1")
	stockweb.Routes(admin)
	stockweb.API(api)
	server, err := web.New(web.Config{DB: d, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Text: phrases, Auth: doors{}, Domain: "localhost",
		Admin: admin, API: api, Landing: web.NewRoutes(), Assets: ui.Handler()})
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, server: server}
	for _, shop := range []id.ID{7, 8} {
		err = d.Write(context.Background(), db.Scope{Shop: shop, Actor: db.Actor{Kind: "staff", ID: 3, Name: "Ada"}}, func(tx *db.Tx) error {
			if err := shops.Seed(tx, shop, "FR", "EUR"); err != nil || shop == 8 {
				return err
			}
			p, err := catalog.Create(tx, catalog.ProductInput{Title: "Teapot", Variants: []catalog.Variant{{SKU: "TP-1", Price: 1999, Cost: 800, Tracked: true}}})
			if err != nil {
				return err
			}
			variants, err := catalog.Variants(tx, p.ID)
			if err != nil {
				return err
			}
			w.variant = variants[0].ID.Text(catalog.VariantPrefix)
			return stock.SetFromImport(tx, variants[0].ID, 10)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return w
}

func (w *world) send(method, target string, form url.Values) (int, *goquery.Document, string) {
	w.t.Helper()
	r := httptest.NewRequest(method, target, strings.NewReader(form.Encode()))
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	r.Header.Set("Accept-Language", "en")
	r.AddCookie(&http.Cookie{Name: "session", Value: "ada"})
	rec := httptest.NewRecorder()
	w.server.ServeHTTP(rec, r)
	page, err := goquery.NewDocumentFromReader(strings.NewReader(rec.Body.String()))
	if err != nil {
		w.t.Fatal(err)
	}
	return rec.Code, page, rec.Body.String()
}

const admin = "http://admin.localhost/shops/seven/stock"

func TestAdjustInTheListAndReadTheLog(t *testing.T) {
	w := newWorld(t)
	code, page, _ := w.send("GET", admin+"?state=low", nil)
	if code != 200 || !strings.Contains(page.Find("table").Text(), "Teapot") {
		t.Fatalf("list: %d %s", code, page.Find("main").Text())
	}
	was, _ := page.Find(`input[name="was"]`).Attr("value")
	if code, _, body := w.send("POST", admin+"/"+w.variant, url.Values{"set": {"12"}, "was": {was}, "reason": {"correction"}, "back": {"/shops/seven/stock"}}); code != 303 {
		t.Fatalf("adjust: %d %s", code, body)
	}
	code, page, _ = w.send("GET", admin+"/"+w.variant, nil)
	text := strings.Join(strings.Fields(page.Find("main").Text()), "")
	for _, words := range []string{"Whyisit12?", "CorrectionAda+2€16.0012", "ImportAda+10€80.0010", "Averagecost€8.00"} {
		if code != 200 || !strings.Contains(text, words) {
			t.Errorf("%q is not in %s", words, text)
		}
	}
}

func TestRefusedAdjustmentsKeepWhatWasTyped(t *testing.T) {
	w := newWorld(t)
	for typed, says := range map[string]string{"many": "Write a whole number.", "-11": "Only 10 are there"} {
		code, page, _ := w.send("POST", admin+"/"+w.variant, url.Values{"delta": {typed}, "reason": {"lost"}, "note": {"cellar"}})
		kept, _ := page.Find(`input[name="note"]`).Attr("value")
		if code != 422 || kept != "cellar" || !strings.Contains(page.Find("[role=alert]").Text(), says) {
			t.Errorf("%s: %d, kept %q, said %q", typed, code, kept, page.Find("[role=alert]").Text())
		}
	}
	if code, _, _ := w.send("GET", "http://admin.localhost/shops/eight/stock/"+w.variant, nil); code != 404 {
		t.Errorf("another shop: %d", code)
	}
}

func TestAPI(t *testing.T) {
	w := newWorld(t)
	cases := []struct {
		method, token, path, body string
		code                      int
		says                      string
	}{
		{"GET", "seven", "/stock/levels?q=teapot", "", 200, `"available":10`},
		{"POST", "seven", "/stock/movements", `{"variant":"` + w.variant + `","quantity":-3,"reason":"damaged"}`, 201, `"on_hand":7`},
		{"POST", "seven", "/stock/movements", `{"variant":"` + w.variant + `","set_to":9,"reason":"count"}`, 201, `"quantity":2`},
		{"POST", "seven", "/stock/movements", `{"variant":"` + w.variant + `","quantity":-100}`, 422, "body.quantity"},
		{"POST", "seven", "/stock/movements", `{"variant":"` + w.variant + `"}`, 422, "set_to"},
		{"POST", "eight", "/stock/movements", `{"variant":"` + w.variant + `","quantity":1}`, 404, ""},
		{"GET", "seven", "/stock/movements?variant=" + w.variant + "&limit=2", "", 200, `"kind":"adjusted"`},
		{"GET", "eight", "/stock/levels", "", 200, `"data":[]`},
	}
	for _, c := range cases {
		r := httptest.NewRequest(c.method, "http://api.localhost/v1"+c.path, strings.NewReader(c.body))
		r.Header.Set("Authorization", "Bearer "+c.token)
		if c.body != "" {
			r.Header.Set("Content-Type", "application/json")
		}
		rec := httptest.NewRecorder()
		w.server.ServeHTTP(rec, r)
		if rec.Code != c.code || !strings.Contains(rec.Body.String(), c.says) {
			t.Errorf("%s %s %s: %d %s", c.token, c.path, c.body, rec.Code, rec.Body)
		}
	}
}
