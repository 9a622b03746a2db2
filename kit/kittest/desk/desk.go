// Package desk lets a test of screens sit at the admin of one shop: a server with the
// routes given, a person who may do everything (or less), and pages read by selector.
// People and sessions are the business of other tests; here both are simply there.
package desk

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/kit/web"
)

// Desk is one browser at the admin of one shop, and at its storefront.
type Desk struct {
	t      testing.TB
	server *web.Server
	shop   web.Shop
	// Locale of the person: "en" unless changed.
	Locale string
	// Denied are the permissions the person lacks.
	Denied []string
}

// New opens a desk. routes adds the admin pages, store those of the storefront; either
// may be nil.
func New(t testing.TB, d *db.DB, shop web.Shop, phrases *text.Catalog, routes, store func(rs *web.Routes)) *Desk {
	t.Helper()
	desk := &Desk{t: t, shop: shop, Locale: "en"}
	admin, storefront := web.NewRoutes(), web.NewRoutes()
	if routes != nil {
		routes(admin)
	}
	if store != nil {
		store(storefront)
	}
	server, err := web.New(web.Config{DB: d, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Text: phrases, Auth: chair{desk},
		Domain: "localhost", Admin: admin, Storefront: storefront, Assets: ui.Handler()})
	if err != nil {
		t.Fatal(err)
	}
	desk.server = server
	return desk
}

// chair is the web.Authenticator of one person and one shop.
type chair struct{ desk *Desk }

func (c chair) Person(*db.Tx, string) (web.Person, error) {
	return web.Person{Account: 1, Name: "Ada", Email: "ada@example.com", Role: "owner"}, nil
}

func (c chair) Touch(*db.Tx, string) error { return nil }

func (c chair) Staff(_ *db.Tx, p web.Person, handle string) (web.Person, web.Shop, error) {
	if handle != c.desk.shop.Handle {
		return p, web.Shop{}, errs.NotFound("This does not exist or has been removed.")
	}
	p.Can = func(permission string) bool { return !slices.Contains(c.desk.Denied, permission) }
	return p, c.desk.shop, nil
}

func (c chair) Shops(*db.Tx, web.Person) ([]web.Shop, error) { return []web.Shop{c.desk.shop}, nil }

func (c chair) Token(*db.Tx, string) (web.Person, web.Shop, error) {
	return web.Person{}, web.Shop{}, errs.NotFound("This does not exist or has been removed.")
}

func (c chair) ShopByHandle(_ *db.Tx, handle string) (web.Shop, error) {
	if handle != c.desk.shop.Handle {
		return web.Shop{}, errs.NotFound("This does not exist or has been removed.")
	}
	return c.desk.shop, nil
}

func (c chair) ShopByDomain(*db.Tx, string) (web.Shop, error) {
	return web.Shop{}, errs.NotFound("This does not exist or has been removed.")
}

// Shop makes the shop of a desk.
func Shop(shop id.ID, country, currency string) web.Shop {
	return web.Shop{ID: shop, Handle: "ruche", Name: "Maison Ruche", Locale: "en", Zone: "Europe/Paris", Currency: currency, Country: country}
}

// Answer is what came back, with its page.
type Answer struct {
	*httptest.ResponseRecorder
	t    testing.TB
	Page *goquery.Document
}

// Get asks for a page of the admin: "/settings/taxes".
func (d *Desk) Get(path string) Answer {
	d.t.Helper()
	return d.Send(http.MethodGet, "http://admin.localhost/shops/"+d.shop.Handle+path, nil)
}

// Post sends a form of the admin, as pairs of name and value.
func (d *Desk) Post(path string, pairs ...string) Answer {
	d.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	return d.Send(http.MethodPost, "http://admin.localhost/shops/"+d.shop.Handle+path, form)
}

// Visit asks for a page of the storefront.
func (d *Desk) Visit(path string) Answer {
	d.t.Helper()
	return d.Send(http.MethodGet, "http://"+d.shop.Handle+".localhost"+path, nil)
}

// Send sends any request; a nil form has no body.
func (d *Desk) Send(method, address string, form url.Values) Answer {
	d.t.Helper()
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	r := httptest.NewRequest(method, address, body)
	r.Header.Set("Accept-Language", d.Locale)
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	r.AddCookie(&http.Cookie{Name: "session", Value: "ada"})
	r.AddCookie(&http.Cookie{Name: "lang", Value: d.Locale})
	rec := httptest.NewRecorder()
	d.server.ServeHTTP(rec, r)
	page, err := goquery.NewDocumentFromReader(strings.NewReader(rec.Body.String()))
	if err != nil {
		d.t.Fatal(err)
	}
	return Answer{rec, d.t, page}
}

// Status checks the status.
func (a Answer) Status(want int) Answer {
	a.t.Helper()
	if a.Code != want {
		a.t.Fatalf("status %d, want %d: %.800s", a.Code, want, a.Page.Find("main").Text())
	}
	return a
}

// To checks that the answer leads to a path of the admin of the shop.
func (a Answer) To(want string) Answer {
	a.t.Helper()
	a.Status(http.StatusSeeOther)
	if got := a.Header().Get("Location"); !strings.HasSuffix(got, want) {
		a.t.Fatalf("leads to %q, want …%q", got, want)
	}
	return a
}

// Has checks that some element of the selector says the words.
func (a Answer) Has(selector, words string) Answer {
	a.t.Helper()
	found := false
	a.Page.Find(selector).Each(func(_ int, s *goquery.Selection) { found = found || strings.Contains(s.Text(), words) })
	if !found {
		a.t.Errorf("no %s says %q in: %.1500s", selector, words, strings.Join(strings.Fields(a.Page.Find("main").Text()), " "))
	}
	return a
}

// Value checks what stands in a field.
func (a Answer) Value(field, want string) Answer {
	a.t.Helper()
	if got, _ := a.Page.Find("[name='" + field + "']").Attr("value"); got != want {
		a.t.Errorf("%s holds %q, want %q", field, got, want)
	}
	return a
}

// Link is the address of the first element of the selector, inside the admin of the shop.
func (a Answer) Link(selector string) string {
	a.t.Helper()
	s := a.Page.Find(selector).First()
	for _, name := range []string{"href", "action"} {
		if address, ok := s.Attr(name); ok {
			_, path, _ := strings.Cut(strings.TrimPrefix(address, "/shops/"), "/")
			return "/" + path
		}
	}
	a.t.Fatalf("no link at %s", selector)
	return ""
}
