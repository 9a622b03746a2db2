package app_test

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"github.com/coulisse/coulisse/app"
	"github.com/coulisse/coulisse/catalog"
	"github.com/coulisse/coulisse/customers"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/kittest"
	"github.com/coulisse/coulisse/orders"
	"github.com/coulisse/coulisse/payments"
	"github.com/coulisse/coulisse/shops"
)

// office is the whole program with one shop, "ruche", and its people: Anna owns it, Ben
// writes its pages and may see nothing else.
type office struct {
	t        testing.TB
	app      *app.App
	shop     shops.Shop
	session  map[string]string
	account  map[string]id.ID
	listen   string
	language string
}

func newOffice(t testing.TB) *office {
	t.Helper()
	o := &office{t: t, session: map[string]string{}, account: map[string]id.ID{}, listen: free(t), language: "en"}
	var err error
	options := kittest.Options(t, app.Migrations()...)
	data := options.Dir
	if data == "" {
		data = t.TempDir()
	}
	o.app, err = app.Open(t.Context(), app.Options{Data: data, Database: options.URL, Listen: o.listen, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = o.app.Close() })
	o.write(db.Scope{Actor: db.SystemActor}, func(tx *db.Tx) error {
		var anna shops.Account
		o.shop, anna, err = shops.Create(tx, shops.CreateInput{Name: "Maison Ruche", Email: "anna@ruche.example", Handle: "ruche", Locale: "en", Country: "FR", Currency: "EUR", Plan: shops.PlanOwn})
		if err == nil {
			err = shops.UpdateProfile(tx, anna.ID, shops.ProfileInput{Name: "Anna", Locale: "en"})
		}
		if err == nil {
			o.account["anna"] = anna.ID
			o.session["anna"], err = shops.OpenSession(tx, anna.ID, "192.0.2.1", "test")
		}
		return err
	})
	o.hire("ben", "Ben", shops.RoleEditor)
	return o
}

// hire adds a person to the staff.
func (o *office) hire(key, name, role string) {
	o.t.Helper()
	o.write(db.Scope{Actor: db.SystemActor}, func(tx *db.Tx) error {
		_, account, err := shops.Create(tx, shops.CreateInput{Name: name, Email: key + "@ruche.example", Handle: "own-" + key, Locale: "en", Country: "FR", Plan: shops.PlanOwn})
		if err != nil {
			return err
		}
		if err := shops.UpdateProfile(tx, account.ID, shops.ProfileInput{Name: name, Locale: "en"}); err != nil {
			return err
		}
		o.account[key] = account.ID
		if o.session[key], err = shops.OpenSession(tx, account.ID, "192.0.2.2", "test"); err != nil {
			return err
		}
		staff := db.System(tx, "hire without a letter").InShop(o.shop.ShopID)
		if _, err = staff.Exec(`INSERT INTO account_shop (shop_id, account_id) VALUES ($1, $2)`, account.ID); err != nil {
			return err
		}
		_, err = staff.Exec(`INSERT INTO staff_member (shop_id, id, account_id, role, created_at) VALUES ($1, $2, $3, $4, $5)`,
			tx.NewID(), account.ID, role, tx.Now)
		return err
	})
}

// speak lets Anna change the language of her back office.
func (o *office) speak(language string) {
	o.t.Helper()
	o.language = language
	o.write(db.Scope{Actor: db.SystemActor}, func(tx *db.Tx) error {
		return shops.UpdateProfile(tx, o.account["anna"], shops.ProfileInput{Name: "Anna", Locale: language})
	})
}

func (o *office) write(scope db.Scope, fn func(tx *db.Tx) error) {
	o.t.Helper()
	if err := o.app.DB().Write(o.t.Context(), scope, fn); err != nil {
		o.t.Fatal(err)
	}
}

// as writes in the shop for one of the people.
func (o *office) as(key string, fn func(tx *db.Tx) error) {
	o.t.Helper()
	name := strings.ToUpper(key[:1]) + key[1:]
	o.write(db.Scope{Shop: o.shop.ShopID, Actor: db.Actor{Kind: "staff", ID: o.account[key], Name: name}}, fn)
}

// serve lets the program answer at its address until the test ends.
func (o *office) serve() string {
	o.t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	bound, ended := make(chan struct{}), make(chan error, 1)
	go func() { ended <- o.app.Serve(ctx, func(net.Addr) { close(bound) }) }()
	o.t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			o.t.Error(err)
		}
	})
	<-bound
	_, port, _ := net.SplitHostPort(o.listen)
	return "http://admin.localhost:" + port
}

type seen struct {
	*httptest.ResponseRecorder
	page *goquery.Document
}

// get asks for a page of the shop, pairs are headers.
func (o *office) get(key, path string, headers ...string) seen {
	o.t.Helper()
	return o.send(key, http.MethodGet, path, nil, headers...)
}

func (o *office) post(key, path string, form url.Values) seen {
	o.t.Helper()
	return o.send(key, http.MethodPost, path, form)
}

func (o *office) send(key, method, path string, form url.Values, headers ...string) seen {
	o.t.Helper()
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	r := httptest.NewRequest(method, "http://admin.localhost/shops/ruche"+path, body)
	r.AddCookie(&http.Cookie{Name: "session", Value: o.session[key]})
	r.Header.Set("Accept-Language", o.language)
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	answer := httptest.NewRecorder()
	o.app.Handler().ServeHTTP(answer, r)
	page, err := goquery.NewDocumentFromReader(strings.NewReader(answer.Body.String()))
	if err != nil {
		o.t.Fatal(err)
	}
	return seen{answer, page}
}

// product makes a product on sale with one variant.
func (o *office) product(title, sku string, price int64) catalog.Variant {
	o.t.Helper()
	var variant catalog.Variant
	o.as("anna", func(tx *db.Tx) error {
		p, err := catalog.Create(tx, catalog.ProductInput{Title: title, Status: catalog.Active, TaxCategory: catalog.DefaultTaxCategory,
			Variants: []catalog.Variant{{SKU: sku, Price: price, Delivered: true}}})
		if err != nil {
			return err
		}
		all, err := catalog.Variants(tx, p.ID)
		variant = all[0]
		return err
	})
	return variant
}

// order places an order by bank transfer as a buyer would.
func (o *office) order(variant catalog.Variant, name, email string) orders.Order {
	o.t.Helper()
	var placed orders.Order
	o.write(db.Scope{Shop: o.shop.ShopID, Actor: db.Actor{Kind: "buyer"}}, func(tx *db.Tx) error {
		cart, err := orders.CreateCart(tx, orders.CartInput{Locale: "en"})
		if err != nil {
			return err
		}
		if _, err = orders.AddLine(tx, orders.AddLineInput{Token: cart.Token, Variant: variant.ID, Quantity: 1}); err != nil {
			return err
		}
		if _, err = orders.SetContact(tx, orders.ContactInput{Token: cart.Token, Email: email}); err != nil {
			return err
		}
		if _, err = orders.SetAddress(tx, cart.Token, customers.Address{Name: name, Line1: "1 rue des Lilas", PostalCode: "69001", City: "Lyon", Country: "FR"}); err != nil {
			return err
		}
		done, err := orders.Place(tx, orders.PlaceInput{CartToken: cart.Token, Method: payments.BankTransfer})
		placed = done.Order
		return err
	})
	return placed
}
