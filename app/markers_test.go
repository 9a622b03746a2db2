package app_test

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"github.com/coulisse/coulisse/app"
	"github.com/coulisse/coulisse/catalog"
	"github.com/coulisse/coulisse/content"
	"github.com/coulisse/coulisse/customers"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/kittest"
	"github.com/coulisse/coulisse/orders"
	"github.com/coulisse/coulisse/payments"
	"github.com/coulisse/coulisse/shops"
)

// marker is what a hostile person writes into every field that takes words: it would run
// a script in text, in an attribute, in a script element, or in a template.
const (
	marker      = `Mark</script><script>mark()</script>"'><img src=x onerror=mark()>{{ 6 | times: 7 }}`
	shortMarker = `"><script>mark()</script>`
)

// richMarker is the same for fields of rich text.
const richMarker = `<p onclick="mark()">Mark<script>mark()</script><a href="javascript:mark()">a</a><img src=x onerror=mark()>` +
	`<svg onload=mark()></svg><iframe srcdoc="<script>mark()</script>"></iframe><style>*{}</style></p>{{ 6 | times: 7 }}`

// marked is a shop full of markers and the cookies of its owner and of a buyer.
type marked struct {
	t       *testing.T
	app     *app.App
	session string
	cart    string
	order   orders.Order
	seen    map[string]bool
	shown   int // pages that show a marker as words
}

// TestMarkersNeverRun fills every field with a marker and follows all links of the admin
// and of the storefront: nowhere does one become an element, a handler or a template.
func TestMarkersNeverRun(t *testing.T) {
	m := newMarked(t)
	admin := m.crawl("http://admin.localhost/shops/marked", "session", m.session)
	shop := m.crawl("http://marked.localhost/", "cart", m.cart)
	m.crawl("http://marked.localhost"+m.order.StatusPath(), "cart", m.cart)
	m.crawl("http://marked.localhost/checkout", "cart", m.cart)
	if admin < 40 || shop < 8 || m.shown < 40 {
		t.Errorf("only %d pages of the admin and %d of the storefront were found, %d with markers", admin, shop, m.shown)
	}
	for _, want := range []string{"/orders/", "/customers/", "/products/", "/pages/", "/collections/", "/invoices", "/changes/", "/settings/staff"} {
		found := false
		for address := range m.seen {
			found = found || strings.HasPrefix(address, "http://admin.localhost/shops/marked"+want)
		}
		if !found {
			t.Errorf("no page below %s was seen", want)
		}
	}
}

func newMarked(t *testing.T) *marked {
	t.Helper()
	m := &marked{t: t, seen: map[string]bool{}}
	var err error
	m.app, err = app.Open(t.Context(), app.Options{Data: t.TempDir(), Database: kittest.Options(t, app.Migrations()...).URL,
		Listen: "127.0.0.1:80", Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = m.app.Close() })
	var shop shops.Shop
	m.write(db.Scope{Actor: db.SystemActor}, func(tx *db.Tx) error {
		var owner shops.Account
		shop, owner, err = shops.Create(tx, shops.CreateInput{Name: marker, Email: "owner@marked.example", Handle: "marked", Locale: "en", Plan: shops.PlanOwn})
		if err != nil {
			return err
		}
		if err = shops.UpdateProfile(tx, owner.ID, shops.ProfileInput{Name: marker, Locale: "en"}); err == nil {
			m.session, err = shops.OpenSession(tx, owner.ID, "192.0.2.1", marker)
		}
		return err
	})
	staff := db.Scope{Shop: shop.ShopID, Actor: db.Actor{Kind: "staff", ID: 1, Name: marker}}
	m.write(staff, m.settings)
	m.write(staff, m.words)
	m.write(staff, m.trade)
	if err := m.app.Runner().Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	return m
}

func (m *marked) write(scope db.Scope, fn func(tx *db.Tx) error) {
	m.t.Helper()
	if err := m.app.DB().Write(m.t.Context(), scope, fn); err != nil {
		m.t.Fatal(err)
	}
}

func (m *marked) settings(tx *db.Tx) error {
	words := marker
	err := shops.Update(tx, shops.UpdateInput{Phone: &words, LegalName: &words, LegalForm: &words, Capital: &words, Line1: &words,
		City: &words, PostalCode: &words, Register: &words, Directors: &words, LegalNote: &words, TaxID: &words})
	if err != nil {
		return err
	}
	if err := payments.SaveSetting(tx, payments.Setting{Method: payments.CashOnDelivery, Name: shortMarker, Instructions: marker, Active: true}); err != nil {
		return err
	}
	if _, _, err := shops.CreateToken(tx, shops.CreateTokenInput{Name: marker, Scopes: []string{"all"}}); err != nil {
		return err
	}
	return shops.Invite(tx, shops.InviteInput{Email: "invited@marked.example", Role: shops.RoleEditor})
}

func (m *marked) words(tx *db.Tx) error {
	if _, err := content.CreatePage(tx, content.PageInput{Handle: "marked", Title: marker, Body: richMarker, SEOTitle: marker, SEODescription: marker}); err != nil {
		return err
	}
	main, err := content.MenuByHandle(tx, "main")
	if err != nil {
		return err
	}
	entries := append(main.Entries, content.Entry{Title: marker, Target: "/pages/marked"}, content.Entry{Title: "All", Target: "/collections/marked"})
	if _, err := content.UpdateMenu(tx, main.ID, content.MenuInput{Title: marker, Entries: entries}); err != nil {
		return err
	}
	return content.SetTheme(tx, map[string]string{"headline": marker, "subheadline": marker, "announcement": marker})
}

func (m *marked) trade(tx *db.Tx) error {
	p, err := catalog.Create(tx, catalog.ProductInput{Title: marker, Handle: "marked", Description: richMarker, Vendor: marker, Kind: marker, Tags: []string{"mark<script>"},
		Status: "active", TaxCategory: "standard", SEOTitle: marker, SEODescription: marker, Options: []string{"Size <script>"},
		Variants: []catalog.Variant{{Option1: "S<script>mark()</script>", SKU: shortMarker, Barcode: `"><b>`, Price: 1000, Delivered: true},
			{Option1: "M", Price: 1100, Delivered: true}}})
	if err != nil {
		return err
	}
	if _, err := catalog.CreateCollection(tx, catalog.CollectionInput{Title: marker, Handle: "marked", Description: richMarker, SEOTitle: marker,
		SEODescription: marker, Products: []id.ID{p.ID}}); err != nil {
		return err
	}
	variants, err := catalog.Variants(tx, p.ID)
	if err != nil {
		return err
	}
	for range 2 { // one is ordered, the other stays a cart
		cart, err := orders.CreateCart(tx, orders.CartInput{Locale: "en"})
		if err != nil {
			return err
		}
		m.cart = cart.Token
		if _, err := orders.AddLine(tx, orders.AddLineInput{Token: cart.Token, Variant: variants[0].ID, Quantity: 1}); err != nil {
			return err
		}
		if _, err := orders.SetContact(tx, orders.ContactInput{Token: cart.Token, Email: "buyer@marked.example", Phone: "+33 <b>1"}); err != nil {
			return err
		}
		if _, err := orders.SetAddress(tx, cart.Token, customers.Address{Name: marker, Company: marker, Line1: marker, Line2: marker,
			PostalCode: "69001", City: marker, Country: "FR"}); err != nil {
			return err
		}
		if m.order.ID != 0 {
			break
		}
		placed, err := orders.Place(tx, orders.PlaceInput{CartToken: cart.Token, Method: payments.BankTransfer})
		if err != nil {
			return err
		}
		m.order = placed.Order
	}
	if err := orders.AddNote(tx, m.order.ID, marker); err != nil {
		return err
	}
	if err := orders.MarkPaid(tx, orders.ReceivedInput{Order: m.order.ID}); err != nil {
		return err
	}
	_, err = orders.Ship(tx, orders.ShipInput{Order: m.order.ID, Carrier: shortMarker, Tracking: shortMarker, Notify: true})
	return err
}

// crawl follows the links from an address within its host, at most 200 pages, and
// returns how many it saw.
func (m *marked) crawl(start, cookie, value string) int {
	m.t.Helper()
	queue, host, count := []string{start}, hostOf(start), 0
	for len(queue) > 0 && count < 200 {
		address := queue[0]
		queue = queue[1:]
		if m.seen[address] || hostOf(address) != host {
			continue
		}
		m.seen[address] = true
		page := m.get(address, cookie, value)
		if page == nil {
			continue
		}
		count++
		m.inspect(address, page)
		base, _ := url.Parse(address)
		page.Find("a[href]").Each(func(_ int, a *goquery.Selection) {
			to, err := base.Parse(a.AttrOr("href", ""))
			if err == nil {
				to.Fragment = ""
				queue = append(queue, to.String())
			}
		})
	}
	return count
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Scheme + "://" + u.Host
}

// get returns a page, nil for what is none.
func (m *marked) get(address, cookie, value string) *goquery.Document {
	m.t.Helper()
	r := httptest.NewRequest(http.MethodGet, address, nil)
	r.AddCookie(&http.Cookie{Name: cookie, Value: value})
	answer := httptest.NewRecorder()
	m.app.Handler().ServeHTTP(answer, r)
	if answer.Code >= 500 {
		m.t.Errorf("%s: %d", address, answer.Code)
	}
	if !strings.HasPrefix(answer.Header().Get("Content-Type"), "text/html") {
		return nil
	}
	if policy := answer.Header().Get("Content-Security-Policy"); policy == "" || strings.Contains(policy, "unsafe") {
		m.t.Errorf("%s has the policy %q", address, policy)
	}
	page, err := goquery.NewDocumentFromReader(answer.Body)
	if err != nil {
		m.t.Fatal(err)
	}
	return page
}

// inspect looks for a marker that became more than words.
func (m *marked) inspect(address string, page *goquery.Document) {
	m.t.Helper()
	page.Find("*").Each(func(_ int, s *goquery.Selection) {
		for _, a := range s.Nodes[0].Attr {
			value := strings.ToLower(strings.TrimSpace(a.Val))
			if strings.HasPrefix(a.Key, "on") || a.Key == "srcdoc" || a.Key == "style" || strings.HasPrefix(value, "javascript:") || strings.HasPrefix(a.Key, "hx-on") {
				m.t.Errorf("%s: <%s %s=%q>", address, s.Nodes[0].Data, a.Key, a.Val)
			}
		}
	})
	page.Find("script").Each(func(_ int, s *goquery.Selection) {
		words := s.Text()
		if strings.Contains(s.AttrOr("type", ""), "json") {
			if !json.Valid([]byte(words)) {
				m.t.Errorf("%s: the data are broken: %.200s", address, words)
			}
			return
		}
		if strings.Contains(words, "mark()") || words != "" && s.AttrOr("nonce", "") == "" {
			m.t.Errorf("%s: a script in the page: %.200s", address, words)
		}
	})
	text := page.Text()
	if strings.Contains(text, "mark()") {
		m.shown++
	}
	if strings.Contains(text, "mark()>42") {
		m.t.Errorf("%s: words were read as a template", address)
	}
	if page.Find("iframe, svg[onload], img[src=x][onerror]").Length() > 0 {
		m.t.Errorf("%s: a foreign element", address)
	}
}
