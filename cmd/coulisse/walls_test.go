package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/coulisse/coulisse/app"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/shops"
)

// mark stands in everything the first shop would not show: a page that another shop's
// people get must not have it.
const mark = "Qzmark"

// walls is an installation with a shop that has one of everything and a second shop
// whose people try to reach it.
type walls struct {
	t     *testing.T
	place *place
	app   *app.App
	calls int
	first id.ID
	ids   map[string]string // value of a path parameter in the first shop, by noun
	carts string            // token of a cart
}

func newWalls(t *testing.T) *walls {
	t.Helper()
	w := &walls{t: t, place: newPlace(t), ids: map[string]string{}}
	w.place.ok("shop create --country GB --handle first --email first@example.com --name " + mark + "-shop")
	w.place.ok("shop create --country GB --handle second --email second@example.com --name Second")
	goods := strings.ReplaceAll(stockedProducts(20), "Cup", mark+" cup")
	w.place.ok("import products --shop first --from shopify", write(t, "p.csv", strings.ReplaceAll(goods, "cup,", "qzcup,")))
	w.place.ok("import products --shop second --from shopify", write(t, "p.csv", stockedProducts(20)))
	w.place.ok("import orders --shop first --from csv --map ../../docs/examples/online-retail-map.json",
		write(t, "h.csv", strings.NewReplacer("Heart", mark+" heart", "17850", mark).Replace(ownHistory)))
	o := app.Options{Data: w.place.data, Database: w.place.url(), Listen: "127.0.0.1:80", Log: slog.New(slog.DiscardHandler)}
	var err error
	if w.app, err = app.Open(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.app.Close() })
	w.trade()
	w.collect()
	return w
}

func (p *place) url() string {
	for i, flag := range p.storage {
		if flag == "--database" {
			return p.storage[i+1]
		}
	}
	return ""
}

// caller is who sends a request: a session, a token, or nobody.
type caller struct{ name, session, token string }

func (w *walls) send(c caller, method, host, path, body string) *httptest.ResponseRecorder {
	w.t.Helper()
	r := httptest.NewRequest(method, "http://"+host+path, strings.NewReader(body))
	// Every request comes from an address of its own: limits are tried elsewhere.
	w.calls++
	r.RemoteAddr = netip.AddrPortFrom(netip.AddrFrom4([4]byte{10, byte(w.calls >> 16), byte(w.calls >> 8), byte(w.calls)}), 1).String()
	if body != "" || method != http.MethodGet {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if strings.HasPrefix(body, "{") {
		r.Header.Set("Content-Type", "application/json")
	}
	if c.session != "" {
		r.AddCookie(&http.Cookie{Name: "session", Value: c.session})
	}
	if c.token != "" {
		r.Header.Set("Authorization", "Bearer "+c.token)
	}
	ctx, leave := context.WithCancel(r.Context())
	defer leave()
	rec := httptest.NewRecorder()
	w.app.Handler().ServeHTTP(leaving{rec, leave}, r.WithContext(ctx))
	return rec
}

// leaving is a caller who goes away at the first piece of a stream, which else never ends.
type leaving struct {
	*httptest.ResponseRecorder
	leave func()
}

func (l leaving) Flush() {
	l.ResponseRecorder.Flush()
	l.leave()
}

func (w *walls) must(c caller, method, host, path, body string, into any) {
	w.t.Helper()
	got := w.send(c, method, host, path, body)
	if got.Code >= 300 {
		w.t.Fatalf("%s %s%s: %d %s", method, host, path, got.Code, got.Body)
	}
	if into != nil {
		if err := json.Unmarshal(got.Body.Bytes(), into); err != nil {
			w.t.Fatal(err)
		}
	}
}

// trade makes an order with payment, shipment and refund, an open cart and a collection.
func (w *walls) trade() {
	w.t.Helper()
	owner := caller{token: strings.TrimSpace(w.place.ok("token create --shop first"))}
	shop := "first.localhost"
	var list struct {
		Data []struct{ Variants []struct{ ID string } }
	}
	w.must(caller{}, "GET", shop, "/api/v1/products", "", &list)
	cart := func() string {
		var c struct{ Token string }
		w.must(caller{}, "POST", shop, "/api/v1/carts", "{}", &c)
		w.must(caller{}, "POST", shop, "/api/v1/carts/"+c.Token+"/lines", `{"variant":"`+list.Data[0].Variants[0].ID+`","quantity":2}`, nil)
		return "/api/v1/carts/" + c.Token
	}
	path := cart()
	w.must(caller{}, "PUT", shop, path+"/contact", `{"email":"`+mark+`@example.com"}`, nil)
	w.must(caller{}, "PUT", shop, path+"/address", `{"name":"`+mark+`","line1":"1 High St","postal_code":"N1 1AA","city":"London","country":"GB"}`, nil)
	var options struct{ Data []struct{ ID string } }
	w.must(caller{}, "GET", shop, path+"/delivery-options", "", &options)
	w.must(caller{}, "PUT", shop, path+"/delivery", `{"option":"`+options.Data[0].ID+`"}`, nil)
	var order placed
	w.must(caller{}, "POST", shop, path+"/order", `{"payment_method":"bank-transfer"}`, &order)
	w.must(owner, "POST", "api.localhost", "/v1/orders/"+order.Order+"/shipments", `{}`, nil)
	w.must(owner, "POST", "api.localhost", "/v1/collections", `{"title":"`+mark+` things"}`, nil)
	w.carts = strings.TrimPrefix(cart(), "/api/v1/carts/")
}

// nouns are the tables that path parameters name, with the prefix of their ids.
var nouns = map[string][2]string{
	"order": {"orders", "ord"}, "product": {"product", "prd"}, "variant": {"variant", "var"}, "collection": {"collection", "col"},
	"customer": {"customer", "cus"}, "invoice": {"invoice", "inv"}, "document": {"invoice", "inv"}, "entry": {"ledger_entry", "ent"}, "change": {"change_set", "chg"},
	"menu": {"menu", "mnu"}, "page": {"page", "pag"}, "zone": {"delivery_zone", "zon"}, "method": {"delivery_method", "met"},
	"shipment": {"shipment", "shp"}, "member": {"staff_member", "stf"}, "import": {"order_import", "imp"}, "line": {"cart_line", "lin"},
	"apitoken": {"api_token", "tok"}, "redirect": {"redirect", "rdr"}, "invitation": {"invitation", "ivt"}, "rate": {"tax_rate", "txa"}, "registration": {"tax_registration", "txr"},
}

// collect finds an id of the first shop for every noun. What has no row yet gets the id
// of nothing: it must look the same.
func (w *walls) collect() {
	w.t.Helper()
	err := w.app.DB().Read(w.t.Context(), db.Scope{}, func(tx *db.Tx) error {
		sys := db.System(tx, "ids of the first shop")
		first, err := db.One[id.ID](sys, `SELECT shop_id FROM shop WHERE handle = 'first'`)
		if err != nil {
			return err
		}
		w.first = first
		for noun, table := range nouns {
			// Test only: table names come from the list above.
			found, err := db.One[id.ID](sys, `SELECT COALESCE(MAX(id), 1) FROM `+table[0]+` WHERE shop_id = $1`, first)
			if err != nil {
				return err
			}
			w.ids[noun] = found.Text(table[1])
		}
		secret, err := db.One[string](sys, `SELECT token FROM orders WHERE shop_id = $1 ORDER BY id DESC LIMIT 1`, first)
		if err != nil {
			return err
		}
		w.ids["ordertoken"] = secret
		w.ids["paymenttoken"], err = db.One[string](sys, `SELECT token FROM payment WHERE shop_id = $1 ORDER BY id DESC LIMIT 1`, first)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

var param = regexp.MustCompile(`\{(\w+)(?:\.\.\.)?\}`)

// path fills a pattern with ids of the first shop; handle is the shop of the address.
func (w *walls) path(pattern, handle string) string {
	parts := strings.Split(pattern, "/")
	for i, part := range parts {
		hit := param.FindStringSubmatch(part)
		if hit == nil {
			continue
		}
		noun := hit[1]
		before := strings.TrimSuffix(strings.TrimSuffix(parts[max(0, i-1)], "s"), "ie")
		switch {
		case noun == "shop":
			parts[i] = handle
			continue
		case noun == "id":
			noun = before
			if before == "entr" {
				noun = "entry"
			}
		case noun == "token" && before == "cart":
			parts[i] = w.carts
			continue
		case noun == "token" && before == "order":
			noun = "ordertoken"
		case noun == "token" && before == "payment":
			noun = "paymenttoken"
		case noun == "token" && before == "token":
			noun = "apitoken"
		case noun == "method" && before == "payment":
			parts[i] = "bank-transfer" // a word, not an id
			continue
		case noun == "handle" && before == "product":
			parts[i] = "qzcup"
			continue
		case noun == "handle" && before == "collection":
			parts[i] = "qzmark-things"
			continue
		}
		if parts[i] = w.ids[noun]; parts[i] == "" {
			parts[i] = "nothing"
		}
	}
	return strings.Join(parts, "/")
}

// nothing says whether the first shop has no such thing, so that nobody can see it.
func (w *walls) nothing(route web.RouteInfo) bool {
	if strings.Contains(route.Pattern, "/imports/") {
		return true // of products, made in the browser
	}
	for _, name := range route.Params {
		if known := nouns[name]; w.ids[name] == id.ID(1).Text(known[1]) || w.ids[name] == "" {
			return true
		}
	}
	return false
}

// words are parameters that are not ids of a shop's things, so that the second shop has
// its own: nothing foreign is named.
func words(route web.RouteInfo) bool {
	for _, name := range route.Params {
		switch {
		case name == "country" || name == "name" || name == "provider" || name == "handle" && strings.Contains(route.Pattern, "/pages/"):
		case name == "page" && strings.HasSuffix(route.Pattern, "/help/{page}"):
		case name == "method" && strings.Contains(route.Pattern, "/settings/payments/"):
		default:
			return false
		}
	}
	return true
}

// member signs a new person in; with a role she belongs to the staff of the first shop.
func (w *walls) member(role string) caller {
	w.t.Helper()
	handle, c := strings.ReplaceAll("role-"+role, "_", "-"), caller{name: role}
	_, err := w.app.CreateShop(w.t.Context(), shops.CreateInput{Name: handle, Handle: handle, Email: handle + "@example.com", Country: "GB", Plan: shops.PlanOwn})
	if err != nil {
		w.t.Fatal(err)
	}
	err = w.app.DB().Write(w.t.Context(), db.Scope{}, func(tx *db.Tx) error {
		sys := db.System(tx, "a person of the test")
		account, found, err := shops.AccountByEmail(sys, handle+"@example.com")
		if err != nil || !found {
			return fmt.Errorf("account of %s: %w", role, err)
		}
		if role != "stranger" {
			if _, err := sys.Exec(`INSERT INTO staff_member (shop_id, id, account_id, role, created_at) VALUES ($1, $2, $3, $4, $5)`, w.first, tx.NewID(), account.ID, role, tx.Now); err != nil {
				return err
			}
			if _, err := sys.Exec(`INSERT INTO account_shop (shop_id, account_id) VALUES ($1, $2)`, w.first, account.ID); err != nil {
				return err
			}
		}
		c.session, err = shops.OpenSession(sys, account.ID, "", "")
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}

// TestWalls tries every route of the program as everybody who must not pass, with the
// ids of another shop: never its data, never a fault, and nothing of it changed.
func TestWalls(t *testing.T) {
	w := newWalls(t)
	stranger := w.member("stranger")
	other := caller{name: "token of another shop", token: strings.TrimSpace(w.place.ok("token create --shop second"))}
	narrow := caller{name: "token without the scope", token: strings.TrimSpace(w.place.ok("token create --shop first --scopes content.view"))}
	before := w.fingerprint()
	routes := w.app.Server().List()
	if len(routes) < 200 {
		t.Fatalf("only %d routes", len(routes))
	}
	for _, route := range routes {
		switch route.Audience {
		case "staff":
			w.refused(caller{name: "nobody"}, route, "first", 303, 401)
			w.refused(stranger, route, "first", 404)
			if route.Host == "admin" && len(route.Params) > 0 && !words(route) {
				w.foreign(stranger, route)
			}
		case "signed-in":
			w.refused(caller{name: "nobody"}, route, "", 303, 401)
		case "token":
			w.refused(caller{name: "nobody"}, route, "", 401)
			if route.Permission != "content.view" {
				w.refused(narrow, route, "", 404)
			}
			if len(route.Params) > 0 {
				w.foreignAPI(other, route)
			}
		case "shopper":
			w.shopper(route)
		}
	}
	if after := w.fingerprint(); after != before {
		t.Error("something of the first shop was changed")
	}
	t.Logf("%d routes, %d requests", len(routes), w.calls)
}

// TestRolesMayDoWhatTheyMay opens every page of the admin as every role: what the role
// lacks looks as if it were not there, what it has does not fail.
func TestRolesMayDoWhatTheyMay(t *testing.T) {
	w := newWalls(t)
	routes := w.app.Server().List()
	for _, role := range shops.Roles() {
		c := w.member(role)
		for _, route := range routes {
			if route.Audience != "staff" {
				continue
			}
			may := route.Permission == "" || shops.Can(role, route.Permission)
			if !may {
				w.refused(c, route, "first", 404)
				continue
			}
			if route.Method == http.MethodGet {
				got := w.send(c, "GET", "admin.localhost", w.path(route.Pattern, "first"), "")
				// The ids are real: who may see a thing does see it.
				if got.Code >= 500 || got.Code == 403 || got.Code == 404 && len(route.Params) > 0 && !w.nothing(route) && !words(route) {
					t.Errorf("%s: GET %s: %d", role, w.path(route.Pattern, "first"), got.Code)
				}
			}
		}
	}
	t.Logf("%d requests", w.calls)
}

func bodyFor(method string, api bool) string {
	switch {
	case method == http.MethodGet || method == http.MethodDelete:
		return ""
	case api:
		return "{}"
	}
	return "title=x"
}

// refused says that a caller gets one of the statuses and nothing of the shop.
func (w *walls) refused(c caller, route web.RouteInfo, handle string, statuses ...int) {
	w.t.Helper()
	got := w.send(c, route.Method, route.Host+".localhost", w.path(route.Pattern, handle), bodyFor(route.Method, route.Host == "api"))
	for _, status := range statuses {
		if got.Code == status {
			w.clean(c, route, got)
			return
		}
	}
	w.t.Errorf("%s: %s %s%s: %d, want %v", c.name, route.Method, route.Host, route.Pattern, got.Code, statuses)
}

func (w *walls) clean(c caller, route web.RouteInfo, got *httptest.ResponseRecorder) {
	w.t.Helper()
	if strings.Contains(got.Body.String(), mark) {
		w.t.Errorf("%s: %s %s%s: %d shows data of the other shop", c.name, route.Method, route.Host, route.Pattern, got.Code)
	}
}

// foreign asks in the stranger's own shop for a thing of the first shop.
func (w *walls) foreign(c caller, route web.RouteInfo) {
	w.t.Helper()
	got := w.send(c, route.Method, "admin.localhost", w.path(route.Pattern, "role-stranger"), bodyFor(route.Method, false))
	switch {
	case got.Code == 404:
	case route.Method != "GET" && (got.Code == 422 || got.Code == 409): // refused before the thing was looked for
	default:
		w.t.Errorf("%s: %s %s with an id of another shop: %d", c.name, route.Method, route.Pattern, got.Code)
	}
	w.clean(c, route, got)
}

func (w *walls) foreignAPI(c caller, route web.RouteInfo) {
	w.t.Helper()
	got := w.send(c, route.Method, "api.localhost", w.path(route.Pattern, ""), bodyFor(route.Method, true))
	switch {
	case got.Code == 404:
	case route.Method != "GET" && (got.Code == 422 || got.Code == 409):
	default:
		w.t.Errorf("%s: %s %s: %d %.200s", c.name, route.Method, route.Pattern, got.Code, got.Body)
	}
	w.clean(c, route, got)
}

// shopper asks the second shop's storefront for things of the first, and looks at every
// page without ids.
func (w *walls) shopper(route web.RouteInfo) {
	w.t.Helper()
	c := caller{name: "buyer"}
	api := strings.HasPrefix(route.Pattern, "/api/")
	got := w.send(c, route.Method, "second.localhost", w.path(route.Pattern, ""), bodyFor(route.Method, api))
	switch {
	case got.Code >= 500:
		w.t.Errorf("buyer: %s %s: %d %.200s", route.Method, route.Pattern, got.Code, got.Body)
	case len(route.Params) > 0 && !words(route) && got.Code < 300:
		w.t.Errorf("buyer: %s %s with an id of another shop: %d", route.Method, route.Pattern, got.Code)
	}
	w.clean(c, route, got)
}

// fingerprint is the content of all tables of the first shop, but for the periodic
// work and what is kept of requests.
func (w *walls) fingerprint() string {
	w.t.Helper()
	file := filepath.Join(w.t.TempDir(), "copy")
	if err := w.app.Backup(context.WithoutCancel(w.t.Context()), file); err != nil {
		w.t.Fatal(err)
	}
	pool, err := sql.Open("sqlite", file)
	if err != nil {
		w.t.Fatal(err)
	}
	defer pool.Close()
	tables, err := pool.QueryContext(w.t.Context(), `SELECT m.name FROM sqlite_master m JOIN pragma_table_info(m.name) c ON c.name = 'shop_id'
		WHERE m.type = 'table' AND m.name NOT IN ('idempotency', 'job', 'job_ready', 'job_every', 'api_token') AND m.name NOT LIKE 'search%' ORDER BY 1`)
	if err != nil {
		w.t.Fatal(err)
	}
	defer tables.Close()
	var all strings.Builder
	for tables.Next() {
		var table string
		if err := tables.Scan(&table); err != nil {
			w.t.Fatal(err)
		}
		dump(w.t, pool, &all, table, w.first)
	}
	return all.String()
}

func dump(t *testing.T, pool *sql.DB, out io.Writer, table string, shop id.ID) {
	t.Helper()
	rows, err := pool.QueryContext(t.Context(), `SELECT * FROM "`+table+`" WHERE shop_id = ? ORDER BY 2, 1`, int64(shop))
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		values, targets := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			targets[i] = &values[i]
		}
		if err := rows.Scan(targets...); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintln(out, table, values)
	}
}
