package storefront_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"github.com/coulisse/coulisse/catalog"
	"github.com/coulisse/coulisse/content"
	"github.com/coulisse/coulisse/customers"
	"github.com/coulisse/coulisse/delivery"
	"github.com/coulisse/coulisse/invoices"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/event"
	"github.com/coulisse/coulisse/kit/files"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/kittest"
	"github.com/coulisse/coulisse/kit/kittest/forms"
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/orders"
	"github.com/coulisse/coulisse/payments"
	"github.com/coulisse/coulisse/shops"
	"github.com/coulisse/coulisse/stock"
	"github.com/coulisse/coulisse/storefront"
	"github.com/coulisse/coulisse/taxes"
)

// world is a French shop in two languages with a vase, a shirt in sizes and colours, and
// a mug that is sold out.
type world struct {
	t      testing.TB
	d      *db.DB
	server *web.Server
	store  *files.Store
	shop   web.Shop
	closed bool
	port   string // of a server for browsers
	keep   bool   // pages stay in memory, as they do in the program
}

func newWorld(t testing.TB) *world {
	t.Helper()
	bus := event.NewBus()
	w := &world{t: t}
	o := kittest.Options(t, shops.Migrations, content.Migrations, catalog.Migrations, stock.Migrations, taxes.Migrations, delivery.Migrations,
		payments.Migrations, customers.Migrations, orders.Migrations, invoices.Migrations, web.Migrations)
	o.Events, o.Watched = bus, []string{"product", "variant", "product_image"}
	w.d = kittest.Open(t, o)
	delivery.Listen(bus)
	payments.Listen(bus)
	content.Listen(bus)
	stock.Listen(bus)
	orders.Listen(bus)
	invoices.Listen(bus)
	var err error
	if w.store, err = files.NewStore(t.TempDir(), "http://files.localhost"); err != nil {
		t.Fatal(err)
	}
	w.open()
	w.serve()
	return w
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// write runs in the shop.
func (w *world) write(fn func(tx *db.Tx) error) {
	w.t.Helper()
	w.must(w.d.Write(w.t.Context(), db.Scope{Shop: w.shop.ID, Actor: db.SystemActor}, fn))
}

func (w *world) open() {
	w.t.Helper()
	w.must(w.d.Write(w.t.Context(), db.Scope{Actor: db.SystemActor}, func(tx *db.Tx) error {
		made, _, err := shops.Create(db.System(tx, "a shop for tests"), shops.CreateInput{Name: "Maison Ruche", Email: "ada@ruche.fr", Country: "FR", Handle: "ruche", Plan: shops.PlanOwn})
		w.shop = web.Shop{ID: made.ShopID, Handle: made.Handle, Name: made.Name, Locale: made.Locale, Zone: made.Zone, Currency: made.Currency, Country: made.Country}
		return err
	}))
	both := "fr en"
	w.write(func(tx *db.Tx) error { return shops.Update(tx, shops.UpdateInput{Languages: &both}) })
	w.write(func(tx *db.Tx) error {
		return content.SetTheme(tx, map[string]string{"announcement": "Livraison offerte", "colour_accent": "#2f4a3e"})
	})
	w.write(func(tx *db.Tx) error {
		vase, err := catalog.Create(tx, catalog.ProductInput{Title: "Vase Alba", Status: catalog.Active, Description: "<p>Grès <em>blanc</em>.</p>",
			Variants: []catalog.Variant{{SKU: "VAS", Price: 4900, CompareAt: 5900, Weight: 800, Delivered: true, Tracked: true}}, Images: []catalog.Image{w.picture(), w.picture()}})
		if err != nil {
			return err
		}
		var shirts []catalog.Variant
		for _, size := range []string{"S", "M", "L"} {
			for _, colour := range []string{"Écru", "Bleu"} {
				if size != "L" || colour != "Bleu" {
					shirts = append(shirts, catalog.Variant{Option1: size, Option2: colour, Price: 3500 + int64(len(shirts))*100, Weight: 200, Delivered: true})
				}
			}
		}
		if _, err = catalog.Create(tx, catalog.ProductInput{Title: "Chemise Lin", Status: catalog.Active, Options: []string{"Taille", "Couleur"}, Variants: shirts}); err != nil {
			return err
		}
		mug, err := catalog.Create(tx, catalog.ProductInput{Title: "Tasse Brume", Status: catalog.Active, Variants: []catalog.Variant{{Price: 1800, Delivered: true, Tracked: true}}})
		if err != nil {
			return err
		}
		if _, err = catalog.Create(tx, catalog.ProductInput{Title: "Secret", Status: catalog.Draft, Variants: []catalog.Variant{{Price: 100}}}); err != nil {
			return err
		}
		if _, err = catalog.CreateCollection(tx, catalog.CollectionInput{Title: "Table", Products: []id.ID{vase.ID, mug.ID}}); err != nil {
			return err
		}
		variants, err := catalog.VariantsOf(tx, []id.ID{vase.ID})
		if err != nil {
			return err
		}
		_, err = stock.Adjust(tx, stock.AdjustInput{Variant: variants[vase.ID][0].ID, Delta: 3, Reason: "count"})
		return err
	})
}

// picture stores a small drawn picture.
func (w *world) picture() catalog.Image {
	canvas := image.NewRGBA(image.Rect(0, 0, 400, 500))
	for i := range canvas.Pix {
		canvas.Pix[i] = 200
	}
	canvas.Set(w.number(), 10, color.White)
	var file bytes.Buffer
	w.must(png.Encode(&file, canvas))
	kept, err := w.store.PutImage(w.shop.ID, &file)
	w.must(err)
	return catalog.Image{Hash: kept.Hash, Width: int64(kept.Width), Height: int64(kept.Height), State: catalog.ImageReady}
}

func (w *world) number() int { return int(w.d.Now()) % 399 }

func (w *world) serve() {
	w.t.Helper()
	phrases, err := text.Load(ui.Lang, orders.Lang, stock.Lang, customers.Lang, payments.Lang, storefront.Lang)
	w.must(err)
	shop, api := web.NewRoutes(), web.NewShopAPI("Shop", "1")
	storefront.Routes(shop, storefront.Given{})
	storefront.ShopAPI(api)
	w.server, err = web.New(web.Config{DB: w.d, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Text: phrases, Auth: host{w}, Domain: "localhost", Port: w.port,
		Storefront: shop, ShopAPI: api, Files: w.store, Keep: w.keep, Assets: ui.Handler(storefront.Assets()), StoreError: storefront.Error})
	w.must(err)
}

// host is the web.Authenticator of an installation with one shop and no people.
type host struct{ w *world }

var errNobody = errs.NotFound("This does not exist or has been removed.")

func (host) Person(*db.Tx, string) (web.Person, error) { return web.Person{}, errNobody }
func (host) Touch(*db.Tx, string) error                { return nil }
func (host) Staff(_ *db.Tx, p web.Person, _ string) (web.Person, web.Shop, error) {
	return p, web.Shop{}, errNobody
}
func (host) Shops(*db.Tx, web.Person) ([]web.Shop, error) { return nil, nil }
func (host) Token(*db.Tx, string) (web.Person, web.Shop, error) {
	return web.Person{}, web.Shop{}, errNobody
}
func (h host) ShopByHandle(_ *db.Tx, handle string) (web.Shop, error) {
	shop := h.w.shop
	shop.Closed = h.w.closed
	if handle != shop.Handle {
		return web.Shop{}, errNobody
	}
	return shop, nil
}
func (host) ShopByDomain(*db.Tx, string) (web.Shop, error) { return web.Shop{}, errNobody }

// buyer is one browser.
type buyer struct {
	w       *world
	cookies map[string]string
}

func (w *world) buyer() *buyer { return &buyer{w: w, cookies: map[string]string{}} }

type answer struct {
	*httptest.ResponseRecorder
	t    testing.TB
	page *goquery.Document
}

const base = "http://ruche.localhost"

func (b *buyer) send(method, path string, form url.Values) answer {
	b.w.t.Helper()
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	r := httptest.NewRequest(method, base+path, body)
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for name, value := range b.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	rec := httptest.NewRecorder()
	b.w.server.ServeHTTP(rec, r)
	for _, c := range rec.Result().Cookies() {
		b.cookies[c.Name] = c.Value
	}
	page, err := goquery.NewDocumentFromReader(bytes.NewReader(rec.Body.Bytes()))
	b.w.must(err)
	if strings.Contains(rec.Body.String(), "<!-- liquid") || strings.Contains(rec.Body.String(), "Liquid error") {
		b.w.t.Errorf("%s holds a mistake of the theme: %s", path, rec.Body.String())
	}
	return answer{rec, b.w.t, page}
}

func (b *buyer) get(path string) answer { b.w.t.Helper(); return b.send("GET", path, nil) }

func (b *buyer) post(path string, pairs ...string) answer {
	b.w.t.Helper()
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	return b.send("POST", path, form)
}

// submit sends a form of a page as a browser does: its hidden and filled fields, with
// those given over them.
func (b *buyer) submit(a answer, selector string, pairs ...string) answer {
	b.w.t.Helper()
	form := a.page.Find(selector).First()
	action, ok := form.Attr("action")
	if !ok {
		b.w.t.Fatalf("no form %s in %.1500s", selector, a.page.Find("main").Text())
	}
	return b.send("POST", action, forms.Fields(form, pairs...))
}

func (a answer) status(want int) answer {
	a.t.Helper()
	if a.Code != want {
		a.t.Fatalf("status %d, want %d: %.1500s", a.Code, want, a.Body.String())
	}
	return a
}

func (a answer) has(selector, words string) answer {
	a.t.Helper()
	found := false
	a.page.Find(selector).Each(func(_ int, s *goquery.Selection) {
		found = found || strings.Contains(strings.Join(strings.Fields(s.Text()), " "), words)
	})
	if !found {
		a.t.Errorf("no %s with %q in: %.2500s", selector, words, a.page.Find("body").Text())
	}
	return a
}

func (a answer) hasNot(selector string) answer {
	a.t.Helper()
	if n := a.page.Find(selector).Length(); n != 0 {
		a.t.Errorf("%d of %s, want none", n, selector)
	}
	return a
}

func (a answer) to(prefix string) string {
	a.t.Helper()
	a.status(http.StatusSeeOther)
	got := a.Header().Get("Location")
	if !strings.HasPrefix(got, prefix) {
		a.t.Fatalf("leads to %q, want %q", got, prefix)
	}
	return got
}

// many adds plain products.
func (w *world) many(n int) {
	w.t.Helper()
	w.write(func(tx *db.Tx) error {
		for i := range n {
			_, err := catalog.Create(tx, catalog.ProductInput{Title: fmt.Sprintf("Objet %02d", i), Status: catalog.Active, Vendor: "Atelier",
				Variants: []catalog.Variant{{Price: 1000 + int64(i), Delivered: true, Tracked: true, BackOrder: true}}, Images: []catalog.Image{w.picture()}})
			if err != nil {
				return err
			}
		}
		return nil
	})
}
