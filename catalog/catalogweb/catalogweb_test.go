package catalogweb_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"github.com/coulisse/coulisse/catalog"
	"github.com/coulisse/coulisse/catalog/catalogweb"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/event"
	"github.com/coulisse/coulisse/kit/fetch"
	"github.com/coulisse/coulisse/kit/files"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/job"
	"github.com/coulisse/coulisse/kit/kittest"
	"github.com/coulisse/coulisse/kit/list"
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/shops"
	"github.com/coulisse/coulisse/stock"
	"github.com/coulisse/coulisse/taxes"
)

// doors lets one person into two shops: rights are the permissions in the cookie.
type doors struct{}

func person(rights string) web.Person {
	return web.Person{Account: 3, Name: "Ada", Email: "ada@example.com", Role: "owner", Kind: "staff", Session: 9,
		Can: func(permission string) bool {
			return rights == "all" || slices.Contains(strings.Split(rights, " "), permission)
		}}
}

func (doors) Person(_ *db.Tx, session string) (web.Person, error) { return person(session), nil }
func (doors) Touch(*db.Tx, string) error                          { return nil }
func (doors) Shops(*db.Tx, web.Person) ([]web.Shop, error)        { return nil, nil }
func (doors) Staff(_ *db.Tx, p web.Person, handle string) (web.Person, web.Shop, error) {
	shop, err := shopOf(handle)
	return p, shop, err
}
func (doors) Token(_ *db.Tx, token string) (web.Person, web.Shop, error) {
	shop, err := shopOf(token)
	return person("all"), shop, err
}
func (doors) ShopByHandle(_ *db.Tx, handle string) (web.Shop, error) { return shopOf(handle) }
func (doors) ShopByDomain(*db.Tx, string) (web.Shop, error)          { return web.Shop{}, errs.NotFound("no") }

func shopOf(handle string) (web.Shop, error) {
	ids := map[string]id.ID{"seven": 7, "eight": 8}
	if ids[handle] == 0 {
		return web.Shop{}, errs.NotFound("no")
	}
	return web.Shop{ID: ids[handle], Handle: handle, Name: handle, Locale: "en", Zone: "Europe/Paris", Currency: "EUR", Country: "FR"}, nil
}

type world struct {
	t      testing.TB
	d      *db.DB
	server *web.Server
	runner *job.Runner
	rights string
	lang   string
}

func newWorld(t testing.TB) *world {
	t.Helper()
	bus := event.NewBus()
	stock.Listen(bus)
	w := &world{t: t, rights: "all", lang: "en"}
	w.d = kittest.DB(t, bus, shops.Migrations, catalog.Migrations, stock.Migrations, list.Migrations, web.Migrations)
	phrases, err := text.Load(ui.Lang, catalog.Lang, catalogweb.Lang, stock.Lang, taxes.Lang)
	if err != nil {
		t.Fatal(err)
	}
	store, err := files.NewStore(t.TempDir(), "http://files.localhost")
	if err != nil {
		t.Fatal(err)
	}
	quiet := slog.New(slog.NewTextHandler(io.Discard, nil))
	w.runner = job.NewRunner(w.d, quiet)
	catalog.Jobs(w.runner, catalog.Outside{Files: store, Fetch: fetch.New(fetch.Options{}), Stock: stock.SetFromImport, EditStock: stock.ApplyEdit})
	stock.Jobs(w.runner)
	admin, api := web.NewRoutes(), web.NewAPI("Coulisse", "1")
	catalogweb.Routes(admin)
	catalogweb.API(api)
	w.server, err = web.New(web.Config{DB: w.d, Log: quiet, Text: phrases, Auth: doors{}, Domain: "localhost", Admin: admin, API: api,
		Landing: web.NewRoutes(), Files: store, Assets: ui.Handler(catalogweb.Assets())})
	if err != nil {
		t.Fatal(err)
	}
	for _, shop := range []id.ID{7, 8} {
		err := w.d.Write(t.Context(), db.Scope{Shop: shop}, func(tx *db.Tx) error { return shops.Seed(tx, shop, "FR", "EUR") })
		if err != nil {
			t.Fatal(err)
		}
	}
	return w
}

func (w *world) write(fn func(tx *db.Tx) error) {
	w.t.Helper()
	if err := w.d.Write(context.Background(), db.Scope{Shop: 7, Actor: db.Actor{Kind: "staff", ID: 3, Name: "Ada"}}, fn); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) shirt() (doc catalog.Document) {
	w.t.Helper()
	w.write(func(tx *db.Tx) error {
		p, err := catalog.Create(tx, catalog.ProductInput{Title: "Linen shirt", Status: catalog.Active, Tags: []string{"summer"}, Options: []string{"Size"},
			Variants: []catalog.Variant{{Option1: "S", SKU: "LS-S", Price: 4900, Tracked: true, Delivered: true}, {Option1: "M", SKU: "LS-M", Price: 5900, Tracked: true, Delivered: true}}})
		if err != nil {
			return err
		}
		if err := stock.SetFromImport(tx, firstVariant(tx, p.ID), 47); err != nil {
			return err
		}
		doc, err = catalog.Load(tx, p.ID)
		return err
	})
	return doc
}

func firstVariant(tx *db.Tx, product id.ID) id.ID {
	variants, err := catalog.Variants(tx, product)
	if err != nil || len(variants) == 0 {
		return 0
	}
	return variants[0].ID
}

type answer struct {
	*httptest.ResponseRecorder
	t    testing.TB
	page *goquery.Document
}

func (w *world) send(r *http.Request) answer {
	w.t.Helper()
	r.Header.Set("Accept-Language", w.lang)
	if w.rights != "" {
		r.AddCookie(&http.Cookie{Name: "session", Value: w.rights})
	}
	rec := httptest.NewRecorder()
	w.server.ServeHTTP(rec, r)
	page, err := goquery.NewDocumentFromReader(strings.NewReader(rec.Body.String()))
	if err != nil {
		w.t.Fatal(err)
	}
	return answer{rec, w.t, page}
}

const admin = "http://admin.localhost/shops/seven"

func (w *world) get(path string) answer {
	w.t.Helper()
	return w.send(httptest.NewRequest("GET", admin+path, nil))
}

func (w *world) post(path string, form url.Values) answer {
	w.t.Helper()
	r := httptest.NewRequest("POST", admin+path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return w.send(r)
}

func (w *world) api(method, token, path, body string, header ...string) (int, map[string]any) {
	w.t.Helper()
	r := httptest.NewRequest(method, "http://api.localhost/v1"+path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+token)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	rec := httptest.NewRecorder()
	w.server.ServeHTTP(rec, r)
	var out map[string]any
	if rec.Body.Len() > 0 {
		if err := json.Unmarshal(rec.Body.Bytes(), &out); err != nil {
			w.t.Fatalf("%s %s: %v in %.300s", method, path, err, rec.Body)
		}
	}
	return rec.Code, out
}

func (a answer) status(want int) answer {
	a.t.Helper()
	if a.Code != want {
		a.t.Fatalf("status %d, want %d: %s %.300s", a.Code, want, strings.Join(strings.Fields(a.page.Find("[role=alert], .error").Text()), " "), a.Body.String())
	}
	return a
}

func (a answer) has(selector, words string) answer {
	a.t.Helper()
	if got := a.page.Find(selector).Text(); !strings.Contains(got, words) {
		a.t.Errorf("%q holds %q, want %q", selector, strings.Join(strings.Fields(got), " "), words)
	}
	return a
}

// fields is the form of a page as a browser without script would send it.
func (a answer) fields(selector string) url.Values {
	form := url.Values{}
	formID, _ := a.page.Find(selector).Attr("id")
	a.page.Find(selector + " [name]").Each(func(_ int, s *goquery.Selection) {
		name, _ := s.Attr("name")
		if owner, other := s.Attr("form"); other && owner != formID {
			return
		}
		switch {
		case goquery.NodeName(s) == "select":
			value, _ := s.Find("option[selected]").Attr("value")
			form.Add(name, value)
		case goquery.NodeName(s) == "textarea":
			form.Add(name, s.Text())
		case s.AttrOr("type", "") == "checkbox" || s.AttrOr("type", "") == "radio":
			if _, checked := s.Attr("checked"); checked {
				form.Add(name, s.AttrOr("value", "on"))
			}
		case goquery.NodeName(s) == "input":
			form.Add(name, s.AttrOr("value", ""))
		}
	})
	return form
}

func TestListShowsProducts(t *testing.T) {
	w := newWorld(t)
	w.get("/products").status(200).has("main", "Your first product")
	w.shirt()
	a := w.get("/products?status=active&tag=Summer&sort=-price").status(200)
	a.has("table", "Linen shirt").has("table", "2 variants").has("table", "47").has("table", "€49.00 – €59.00")
	w.get("/products?q=zebra").status(200).has("main", "No product matches")
	w.get("/products?sort=magic").status(422)
	w.lang = "fr"
	w.get("/products").status(200).has("h1", "Produits")
}

func TestSavingThePageUntouchedChangesNothing(t *testing.T) {
	w := newWorld(t)
	doc := w.shirt()
	path := "/products/" + doc.ID.Text("prd")
	form := w.get(path).status(200).has("main", "Linen shirt").fields("#product-form")
	w.post(path, form).status(303)
	w.write(func(tx *db.Tx) error {
		again, err := catalog.Load(tx, doc.ID)
		if again.Version != doc.Version {
			t.Errorf("version %d, was %d", again.Version, doc.Version)
		}
		return err
	})
}

func TestEditOfVariantsAndStock(t *testing.T) {
	w := newWorld(t)
	doc := w.shirt()
	path := "/products/" + doc.ID.Text("prd")
	form := w.get(path).fields("#product-form")
	form.Set("options[0].values", "S, Medium") // renamed
	form.Set("variants[0].price", "45,50")
	form.Set("variants[0].quantity", "40")
	// A sale while the page is open must not be overwritten.
	w.write(func(tx *db.Tx) error {
		_, err := stock.Adjust(tx, stock.AdjustInput{Variant: doc.Variants[0].ID, Delta: -2, Reason: "lost"})
		return err
	})
	w.post(path, form).status(303)
	form = w.get(path).fields("#product-form")
	form.Set("options[0].values", "S, Medium, L") // one more
	w.post(path, form).status(303)
	w.write(func(tx *db.Tx) error {
		got, err := catalog.Load(tx, doc.ID)
		if err != nil {
			return err
		}
		if len(got.Variants) != 3 || got.Variants[0].Price != 4550 || got.Variants[1].ID != doc.Variants[1].ID || got.Variants[1].Option1 != "Medium" || got.Variants[2].Option1 != "L" || got.Variants[2].SKU != "" {
			t.Errorf("variants %+v", got.Variants)
		}
		levels, err := stock.Levels(tx, []id.ID{doc.Variants[0].ID})
		if n := levels[doc.Variants[0].ID].OnHand; n != 38 {
			t.Errorf("%d on hand, want 47 - 2 - 7", n)
		}
		return err
	})
}

func TestARefusedPageKeepsWhatWasTyped(t *testing.T) {
	w := newWorld(t)
	doc := w.shirt()
	path := "/products/" + doc.ID.Text("prd")
	form := w.get(path).fields("#product-form")
	form.Set("title", "")
	form.Set("vendor", "Atelier")
	form.Set("variants[1].price", "twelve")
	a := w.post(path, form).status(422)
	if got := a.fields("#product-form"); got.Get("vendor") != "Atelier" || got.Get("variants[1].price") != "twelve" {
		t.Errorf("kept %v", got)
	}
	a.has("[role=alert]", "is not an amount")
	form = w.get(path).fields("#product-form")
	w.write(func(tx *db.Tx) error { return catalog.SetStatus(tx, doc.ID, catalog.Draft) })
	form.Set("status", "archived")
	w.post(path, form).status(409).has("[role=alert]", "saved this while you were editing").has("[data-clash=status]", "Draft")
}

func TestNewProductWithOptions(t *testing.T) {
	w := newWorld(t)
	form := w.get("/products/new").status(200).fields("#product-form")
	form.Set("title", "Mug")
	form.Set("only.price", "12.50")
	form.Set("only.cost", "4")
	form.Set("only.quantity", "5")
	location := w.post("/products", form).status(303).Header().Get("Location")
	w.send(httptest.NewRequest("GET", "http://admin.localhost"+location, nil)).status(200).has("main", "Why is it 5?").has("main", "Correction")

	form.Set("title", "Cup")
	form.Set("options[0].name", "Colour")
	form.Set("options[0].values", "Red, Blue")
	form.Set("options[1].name", "Size")
	form.Set("options[1].values", "S, M, L")
	form.Set("_once", "another")
	location = w.post("/products", form).status(303).Header().Get("Location")
	w.send(httptest.NewRequest("GET", "http://admin.localhost"+location, nil)).status(200).has("#variants", "Blue / L").has("#variants", "6 variants")
}

func TestTwoThousandVariantsOnOnePage(t *testing.T) {
	w := newWorld(t)
	form := url.Values{"title": {"Screw"}, "status": {"draft"}, "tax_category": {"standard"}, "only.price": {"1"}, "version": {"0"}}
	for i, n := range []int{16, 16, 8} {
		var values []string
		for v := range n {
			values = append(values, fmt.Sprintf("%c%d", 'a'+i, v))
		}
		form.Set(fmt.Sprintf("options[%d].name", i), fmt.Sprintf("Option %d", i))
		form.Set(fmt.Sprintf("options[%d].values", i), strings.Join(values, ", "))
	}
	location := w.post("/products", form).status(303).Header().Get("Location")
	path := strings.TrimPrefix(location, "/shops/seven")
	form = w.get(path).status(200).has("#variants", "2048 variants").fields("#product-form")
	form.Set("variants[2047].price", "3")
	w.post(path, form).status(303)
	form.Set("options[2].values", "a, b, c, d, e, f, g, h, i")
	form.Set("_once", "again")
	w.post(path, form).status(422).has("[role=alert]", "at most 2048")
}

func TestImagesAreUploaded(t *testing.T) {
	w := newWorld(t)
	doc := w.shirt()
	var picture, body bytes.Buffer
	if err := png.Encode(&picture, image.NewRGBA(image.Rect(0, 0, 40, 30))); err != nil {
		t.Fatal(err)
	}
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("files", "shirt.png")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := part.Write(picture.Bytes()); err != nil {
		t.Fatal(err)
	}
	if err := form.Close(); err != nil {
		t.Fatal(err)
	}
	path := "/products/" + doc.ID.Text("prd")
	r := httptest.NewRequest("POST", admin+path+"/images", &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	w.send(r).status(303)
	a := w.get(path).status(200)
	if a.page.Find(".cat-images img").Length() != 1 {
		t.Error("the image is not on the page")
	}
	id, _ := a.page.Find(`input[name="images[0].id"]`).Attr("value")
	w.post(path+"/images/order", url.Values{"images[0].id": {id}, "images[0].alt": {"A blue shirt"}, "images[0].place": {"1"}}).status(303)
	w.write(func(tx *db.Tx) error {
		got, err := catalog.Get(tx, doc.ID)
		if len(got.Images) != 1 || got.Images[0].Alt != "A blue shirt" || got.Images[0].Width != 40 || got.ImageHash == "" {
			t.Errorf("images %+v", got.Images)
		}
		return err
	})
	w.post(path+"/images/order", url.Values{"images[0].id": {id}, "images[0].place": {"1"}, "images[0].remove": {"on"}}).status(303)
	if w.get(path).page.Find(".cat-images img").Length() != 0 {
		t.Error("the image is still there")
	}
}

func TestImportFromUploadToUndo(t *testing.T) {
	w := newWorld(t)
	upload := func(content string) string {
		var body bytes.Buffer
		form := multipart.NewWriter(&body)
		part, err := form.CreateFormFile("file", "products.csv")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(part, content); err != nil {
			t.Fatal(err)
		}
		if err := form.Close(); err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequest("POST", admin+"/imports", &body)
		r.Header.Set("Content-Type", form.FormDataContentType())
		return strings.TrimPrefix(w.send(r).status(303).Header().Get("Location"), "/shops/seven")
	}
	drain := func() {
		t.Helper()
		if err := w.runner.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	w.get("/imports").status(200).has("main", "From Shopify")
	path := upload("Handle,Title,Variant Price,Variant Inventory Qty\ncap,Cap,19.90,5\ncup,Cup,much,1\n")
	w.get(path).status(200).has("main", "The file is being checked")
	drain()
	w.get(path).status(200).has("main", "Import 1 product").has("table", "Variant Price").has("table", "“much” is not an amount")
	w.get("/products").has("main", "Your first product")
	w.post(path+"/run", url.Values{}).status(303)
	drain()
	w.get(path).status(200).has("main", "The import is done").has("main", "Undo")
	w.get("/products").has("table", "Cap").has("table", "5")
	w.get(upload("Handle;Title\na;b\n")).status(200)
	drain()
	w.get("/imports").status(200).has("table", "Not readable")
}

func TestCollectionsByHandAndByRule(t *testing.T) {
	w := newWorld(t)
	doc := w.shirt()
	w.get("/collections").status(200).has("main", "No collection yet")
	form := w.get("/collections/new").status(200).fields("#collection-form")
	form.Set("title", "Dear summer")
	form.Set("how", "rules")
	form.Set("rules[0].value", "summer")
	form.Set("rules[1].test", "price:greater")
	form.Set("rules[1].value", "55,00")
	path := strings.TrimPrefix(w.post("/collections", form).status(303).Header().Get("Location"), "/shops/seven")
	w.get(path).status(200).has("main", "Linen shirt").has("main", "1 product")
	if got := w.get(path).fields("#collection-form").Get("rules[1].value"); got != "55.00" {
		t.Errorf("amount of the rule %q", got)
	}
	form.Set("rules[1].value", "a lot")
	form.Set("_once", "x")
	w.post("/collections", form).status(422).has("[role=alert]", "is not an amount")

	hand := url.Values{"title": {"Window"}, "how": {"hand"}, "sort": {"manual"}, "version": {"0"}}
	path = strings.TrimPrefix(w.post("/collections", hand).status(303).Header().Get("Location"), "/shops/seven")
	w.get(path+"?find=linen").status(200).has("#add", "Linen shirt")
	w.post(path+"/products", url.Values{"product": {doc.ID.Text("prd")}}).status(303)
	form = w.get(path).has("main", "Linen shirt").fields("#collection-form")
	form.Set("products[0].remove", "on")
	w.post(path, form).status(303)
	w.get(path).has("main", "No product in it yet")
}

func TestWhoMayNot(t *testing.T) {
	w := newWorld(t)
	doc := w.shirt()
	path := "/products/" + doc.ID.Text("prd")
	w.rights = "catalog.view"
	if a := w.get(path).status(200); a.page.Find(".save-bar").Length() != 0 {
		t.Error("a reader is offered to save")
	}
	if a := w.post(path+"/deletion", url.Values{}); a.Code != 403 && a.Code != 404 {
		t.Errorf("a reader deletes: %d", a.Code)
	}
	w.rights = "all"
	for _, address := range []string{path, path + "/variants/" + doc.Variants[0].ID.Text("var")} {
		w.send(httptest.NewRequest("GET", "http://admin.localhost/shops/eight"+address, nil)).status(404)
	}
}

func TestAPI(t *testing.T) {
	w := newWorld(t)
	code, made := w.api("POST", "seven", "/products", `{"title":"Tea","status":"active","options":["Size"],"tags":["hot"],"variants":[
		{"options":{"Size":"100 g"},"price":{"amount":900,"currency":"EUR"},"sku":"T-1"},{"options":{"Size":"1 kg"},"price":{"amount":8000,"currency":"EUR"}}]}`)
	if code != 201 || made["handle"] != "tea" {
		t.Fatalf("%d %v", code, made)
	}
	product := "/products/" + made["id"].(string)
	variant := made["variants"].([]any)[0].(map[string]any)
	if price := variant["price"].(map[string]any); price["amount"] != 900.0 || price["currency"] != "EUR" || variant["options"].(map[string]any)["Size"] != "100 g" {
		t.Errorf("variant %v", variant)
	}
	cases := []struct {
		name, method, token, path, body string
		code                            int
		says                            string
		header                          []string
	}{
		{"list", "GET", "seven", "/products?limit=1&status=active&tag=hot&q=tea", "", 200, `"handle":"tea"`, nil},
		{"get", "GET", "seven", product, "", 200, `"description_html":""`, nil},
		{"another shop", "GET", "eight", product, "", 404, "", nil},
		{"patch", "PATCH", "seven", product, `{"title":"Green tea"}`, 200, `"title":"Green tea"`, nil},
		{"patch keeps variants", "GET", "seven", product + "/variants", "", 200, `"1 kg"`, nil},
		{"old version", "PATCH", "seven", product, `{"title":"Black tea"}`, 412, "version_conflict", []string{"If-Match", `"1"`}},
		{"unknown field", "PATCH", "seven", product, `{"titel":"x"}`, 422, "", nil},
		{"wrong currency", "PATCH", "seven", "/variants/" + variant["id"].(string), `{"price":{"amount":1,"currency":"USD"}}`, 422, "EUR", nil},
		{"variant", "PATCH", "seven", "/variants/" + variant["id"].(string), `{"price":{"amount":950,"currency":"EUR"},"cost":{"amount":300,"currency":"EUR"}}`, 200, `"amount":950`, nil},
		{"new variant", "POST", "seven", product + "/variants", `{"options":{"Size":"5 kg"},"price":{"amount":30000,"currency":"EUR"}}`, 201, `"5 kg"`, nil},
		{"same variant", "POST", "seven", product + "/variants", `{"options":{"Size":"5 kg"}}`, 409, "", nil},
		{"no such option", "POST", "seven", product + "/variants", `{"options":{"Colour":"red"}}`, 422, "Colour", nil},
		{"collection", "POST", "seven", "/collections", `{"title":"Hot","by_rule":true,"rules":[{"field":"tag","relation":"is","value":"hot"}]}`, 201, `"product_count":1`, nil},
		{"collections", "GET", "seven", "/collections", "", 200, `"hot"`, nil},
		{"delete", "DELETE", "seven", product, "", 204, "", nil},
		{"gone", "GET", "seven", product, "", 404, "", nil},
	}
	for _, c := range cases {
		code, out := w.api(c.method, c.token, c.path, c.body, c.header...)
		data, _ := json.Marshal(out)
		if code != c.code || !strings.Contains(string(data), c.says) {
			t.Errorf("%s: %d %s", c.name, code, data)
		}
	}
}
