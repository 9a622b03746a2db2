package web

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/money"
)

type thingJSON struct {
	ID      string      `json:"id"`
	Name    string      `json:"name"`
	Price   money.Money `json:"price"`
	Version int64       `json:"version"`
}

type newThing struct {
	Body struct {
		Name  string `json:"name" minLength:"1" maxLength:"50"`
		Lines []struct {
			Quantity int64 `json:"quantity" minimum:"1"`
		} `json:"lines,omitempty"`
		Price *money.Money `json:"price,omitempty"`
	}
}

type oneThing struct {
	Thing string `path:"thing"`
}

type thingRow struct {
	ID      id.ID
	Name    string
	Version int64
}

func outside(row thingRow) thingJSON {
	return thingJSON{ID: row.ID.Text("thg"), Name: row.Name, Version: row.Version, Price: money.Of(100, "EUR")}
}

func thingAPI() *API {
	a := NewAPI("Things", "1")
	Operation(a, Op{Method: "POST", Path: "/things", Summary: "Make a thing", Scope: "things.edit"}, func(tx *db.Tx, r *Request, in *newThing) (thingJSON, error) {
		if in.Body.Name == "bad" {
			return thingJSON{}, errs.InvalidField("name", "Not this name.")
		}
		row := thingRow{ID: tx.NewID(), Name: in.Body.Name, Version: 1}
		_, err := tx.Exec(`INSERT INTO thing (shop_id, id, name) VALUES ($1, $2, $3)`, row.ID, row.Name)
		return outside(row), err
	})
	Operation(a, Op{Method: "GET", Path: "/things/{thing}", Summary: "One thing", Scope: "things.view"}, func(tx *db.Tx, r *Request, in *oneThing) (thingJSON, error) {
		row, err := thingOf(tx, in.Thing)
		r.Tag(row.Version)
		return outside(row), err
	})
	Operation(a, Op{Method: "DELETE", Path: "/things/{thing}", Summary: "Remove a thing", Scope: "things.edit"}, func(tx *db.Tx, r *Request, in *oneThing) (struct{}, error) {
		row, err := thingOf(tx, in.Thing)
		if err != nil {
			return struct{}{}, err
		}
		if err := IfMatch(r, row.Version); err != nil {
			return struct{}{}, err
		}
		_, err = tx.Exec(`DELETE FROM thing WHERE shop_id = $1 AND id = $2`, row.ID)
		return struct{}{}, err
	})
	Operation(a, Op{Method: "GET", Path: "/things", Summary: "Things", Scope: "things.view"}, func(tx *db.Tx, r *Request, in *ListInput) (List[thingJSON], error) {
		rows, err := db.AllQ[thingRow](tx, db.Query(`SELECT id, name, version FROM thing WHERE shop_id = $1`).Then(`ORDER BY id LIMIT ?`, in.Limit))
		return ListOf(db.Page[thingRow]{Rows: rows}, outside), err
	})
	Operation(a, Op{Method: "GET", Path: "/things/{thing}/document", Summary: "PDF", Scope: "things.view"}, func(*db.Tx, *Request, *oneThing) (Answer, error) {
		return Bytes("application/pdf", "thing.pdf", []byte("%PDF-1.7")), nil
	})
	return a
}

func thingOf(tx *db.Tx, text string) (thingRow, error) {
	thing, err := id.Parse("thg", text)
	if err != nil {
		return thingRow{}, err
	}
	return db.One[thingRow](tx, `SELECT id, name, version FROM thing WHERE shop_id = $1 AND id = $2`, thing)
}

func apiWorld(t *testing.T) *world {
	return newWorld(t, func(c *Config) {
		c.API = thingAPI()
		c.ShopAPI = NewShopAPI("Shop", "1")
		Operation(c.ShopAPI, Op{Method: "POST", Path: "/carts", Summary: "A cart"}, func(tx *db.Tx, r *Request, _ *struct{}) (map[string]string, error) {
			return map[string]string{"token": tx.NewID().Text("crt"), "shop": r.Shop.Handle}, nil
		})
	})
}

// call sends JSON with a token.
func (w *world) call(what, token, body string, headers ...string) *httptest.ResponseRecorder {
	w.t.Helper()
	if token != "" {
		headers = append(headers, "Authorization", "Bearer "+token)
	}
	return w.ask(what, body, append([]string{"Content-Type", "application/json"}, headers...)...)
}

func problemIn(t *testing.T, got *httptest.ResponseRecorder) Problem {
	t.Helper()
	var p Problem
	if kind := got.Header().Get("Content-Type"); kind != "application/problem+json" {
		t.Errorf("content type %q: %s", kind, got.Body)
	}
	if err := json.Unmarshal(got.Body.Bytes(), &p); err != nil {
		t.Fatalf("%v: %s", err, got.Body)
	}
	if p.Status != got.Code || p.Code == "" || p.Detail == "" || p.RequestID == "" {
		t.Errorf("incomplete problem: %s", got.Body)
	}
	return p
}

func TestAPIRefusals(t *testing.T) {
	w := apiWorld(t)
	for _, c := range []struct {
		what, token, body string
		status            int
		code, location    string
	}{
		{"POST api /v1/things", "", `{"name":"a"}`, 401, "unauthorized", ""},
		{"POST api /v1/things", "wrong", `{"name":"a"}`, 401, "unauthorized", ""},
		{"POST api /v1/things", "look", `{"name":"a"}`, 404, "not_found", ""},
		{"POST api /v1/things", "expired", `{"name":"a"}`, 403, "read_only", ""},
		{"POST api /v1/things", "all", `{"name":"a","shop_id":2}`, 422, "invalid", "body.shop_id"},
		{"POST api /v1/things", "all", `{"name":""}`, 422, "invalid", "body.name"},
		{"POST api /v1/things", "all", `{}`, 422, "invalid", "body"},
		{"POST api /v1/things", "all", `{"name":"a","lines":[{"quantity":1},{"quantity":0}]}`, 422, "invalid", "body.lines[1].quantity"},
		{"POST api /v1/things", "all", `{"name":"bad"}`, 422, "invalid", "body.name"},
		{"POST api /v1/things", "all", `{"name":"a","price":{"amount":1,"currency":"XXQ"}}`, 422, "invalid", "body"},
		{"POST api /v1/things", "all", `{"name":"a","name":"b"}`, 400, "bad_request", ""},
		{"POST api /v1/things", "all", `{"name":`, 400, "bad_request", ""},
		{"POST api /v1/things", "all", ``, 400, "bad_request", ""},
		{"POST api /v1/things", "all", `{"name":"` + strings.Repeat("a", 1<<20) + `"}`, 413, "too_large", ""},
		{"GET api /v1/things?limit=1000", "all", ``, 422, "invalid", "query.limit"},
		{"GET api /v1/things?colour=red", "all", ``, 422, "invalid", "query.colour"},
		{"GET api /v1/things/thg_0000000000001", "all", ``, 404, "not_found", ""},
		{"GET api /v1/things/2", "all", ``, 404, "not_found", ""},
		{"GET api /v1/nothing", "all", ``, 404, "not_found", ""},
		{"PUT api /v1/things", "all", `{}`, 404, "not_found", ""},
	} {
		got := w.call(c.what, c.token, c.body)
		p := problemIn(t, got)
		if got.Code != c.status || p.Code != c.code || c.location != "" && (len(p.Errors) == 0 || !strings.HasPrefix(p.Errors[0].Location, c.location)) {
			t.Errorf("%s %.60s: %d %s", c.what, c.body, got.Code, got.Body)
		}
	}
	if got := w.things(1); got != "" {
		t.Errorf("kept: %s", got)
	}
}

func TestAPIWritesOnce(t *testing.T) {
	w := apiWorld(t)
	first := w.call("POST api /v1/things", "all", `{"name":"lamp"}`, "Idempotency-Key", "k1")
	expect(t, first, http.StatusCreated, `"name":"lamp"`, `"price":{"amount":100,"currency":"EUR"}`)
	again := w.call("POST api /v1/things", "all", `{"name":"lamp"}`, "Idempotency-Key", "k1")
	if again.Code != 201 || again.Body.String() != first.Body.String() || again.Header().Get("Content-Type") != "application/json" {
		t.Errorf("replayed: %d %s", again.Code, again.Body)
	}
	other := w.call("POST api /v1/things", "all", `{"name":"desk"}`, "Idempotency-Key", "k1")
	if p := problemIn(t, other); other.Code != 422 || p.Code != "idempotency_key_reused" {
		t.Errorf("%d %s", other.Code, other.Body)
	}
	// Without a key the second is a conflict; another token has its own keys.
	if p := problemIn(t, w.call("POST api /v1/things", "all", `{"name":"lamp"}`)); p.Status != 409 || p.Code != "conflict" {
		t.Errorf("%+v", p)
	}
	expect(t, w.call("POST api /v1/things", "other", `{"name":"desk"}`, "Idempotency-Key", "k1"), 201)
	if got := w.things(1); got != "desk,lamp" {
		t.Errorf("things: %s", got)
	}
}

// Programs that retry at once, in parallel, get one effect and one answer.
func TestAPIWritesOnceInParallel(t *testing.T) {
	w := apiWorld(t)
	answers := make([]*httptest.ResponseRecorder, 12)
	var all sync.WaitGroup
	for i := range answers {
		all.Go(func() {
			answers[i] = w.call("POST api /v1/things", "all", `{"name":"lamp"}`, "Idempotency-Key", "k1")
		})
	}
	all.Wait()
	for _, got := range answers {
		if got.Code != 201 || got.Body.String() != answers[0].Body.String() {
			t.Errorf("%d %s", got.Code, got.Body)
		}
	}
	if got := w.things(1); got != "lamp" {
		t.Errorf("things: %s", got)
	}
}

func TestAPIVersions(t *testing.T) {
	w := apiWorld(t)
	var made thingJSON
	_ = json.Unmarshal(w.call("POST api /v1/things", "all", `{"name":"lamp"}`).Body.Bytes(), &made)
	got := w.call("GET api /v1/things/"+made.ID, "look", "")
	expect(t, got, 200, `"version":1`)
	if got.Header().Get("ETag") != `"1"` || strings.Contains(got.Body.String(), "$schema") || got.Header().Get("Link") != "" {
		t.Errorf("headers %v", got.Header())
	}
	if not := w.call("GET api /v1/things/"+made.ID, "look", "", "If-None-Match", `"1"`); not.Code != 304 {
		t.Errorf("If-None-Match: %d", not.Code)
	}
	if p := problemIn(t, w.call("DELETE api /v1/things/"+made.ID, "all", "", "If-Match", `"7"`)); p.Status != 412 || p.Code != "version_conflict" {
		t.Errorf("%+v", p)
	}
	if done := w.call("DELETE api /v1/things/"+made.ID, "all", "", "If-Match", `"1"`); done.Code != 204 || done.Body.Len() != 0 {
		t.Errorf("%d %s", done.Code, done.Body)
	}
	list := w.call("GET api /v1/things", "look", "")
	expect(t, list, 200, `{"data":[],"next":null,"previous":null}`)
	if pdf := w.call("GET api /v1/things/x/document", "look", ""); pdf.Header().Get("Content-Type") != "application/pdf" || !strings.HasPrefix(pdf.Body.String(), "%PDF") {
		t.Errorf("%v", pdf.Header())
	}
}

func TestStorefrontAPI(t *testing.T) {
	w := apiWorld(t)
	expect(t, w.call("POST moulin /api/v1/carts", "", ""), 201, `"shop":"moulin"`)
	first := w.call("POST moulin /api/v1/carts", "", "", "Idempotency-Key", "1")
	if again := w.call("POST moulin /api/v1/carts", "", "", "Idempotency-Key", "1"); again.Body.String() != first.Body.String() {
		t.Errorf("%s, then %s", first.Body, again.Body)
	}
	problemIn(t, w.call("POST nowhere /api/v1/carts", "", ""))
	problemIn(t, w.call("GET moulin /api/v1/nothing", "", ""))
}

func TestDescription(t *testing.T) {
	w := apiWorld(t)
	got := w.ask("GET api /openapi.json", "")
	var doc struct {
		OpenAPI string                    `json:"openapi"`
		Paths   map[string]map[string]any `json:"paths"`
	}
	if err := json.Unmarshal(got.Body.Bytes(), &doc); err != nil || !strings.HasPrefix(doc.OpenAPI, "3.1") {
		t.Fatalf("%v %s", err, doc.OpenAPI)
	}
	if doc.Paths["/things"]["post"] == nil || doc.Paths["/things/{thing}"]["get"] == nil {
		t.Errorf("paths: %v", doc.Paths)
	}
	for _, want := range []string{"Idempotency-Key", "application/problem+json", "ThingJSON"} {
		if !strings.Contains(got.Body.String(), want) {
			t.Errorf("the description lacks %s", want)
		}
	}
	expect(t, w.ask("GET moulin /api/v1/openapi.json", ""), 200, `"/carts"`)
}

func TestOperationsDeclareAScope(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("an operation without scope was taken")
		}
	}()
	Operation(NewAPI("x", "1"), Op{Method: "GET", Path: "/x"}, func(*db.Tx, *Request, *struct{}) (struct{}, error) { return struct{}{}, nil })
}

func TestStrictJSON(t *testing.T) {
	for text, ok := range map[string]bool{
		`{"a":1,"b":{"a":1},"c":[{"a":1},{"a":2}]}`: true, `{"a":1,"a":2}`: false, `{"a":{"b":1,"b":1}}`: false, `[{"x":1,"x":1}]`: false,
		`{"a":1} {"b":2}`: false, `{"a":1}x`: false, `{"a"`: false, `""`: true, strings.Repeat("[", 200) + strings.Repeat("]", 200): false,
		`{"a":1,"\u0061":2}`: false, `{"price":1,"Price":2}`: false,
	} {
		var v any
		if err := unmarshalStrict([]byte(text), &v); (err == nil) != ok {
			t.Errorf("%.40s: %v", text, err)
		}
	}
}
