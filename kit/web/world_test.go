package web

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/kittest"
	"github.com/coulisse/coulisse/kit/text"
	"testing/fstest"
)

// The world of these tests: the shops moulin and vertigo; Anna works in moulin and may
// look at and edit things, Ben works there and may only look, Carl works in vertigo.

type people struct{ touched int }

func (p *people) Person(_ *db.Tx, session string) (Person, error) {
	for i, name := range []string{"anna", "ben", "carl"} {
		if session == name {
			return Person{Account: id.ID(i + 1), Name: name, Locale: map[string]string{"carl": "fr"}[name]}, nil
		}
	}
	return Person{}, errs.NotFound("no session")
}

func (p *people) Touch(*db.Tx, string) error { p.touched++; return nil }

func (p *people) Staff(_ *db.Tx, who Person, handle string) (Person, Shop, error) {
	shop, ok := shops()[handle]
	if !ok || (handle == "vertigo") != (who.Name == "carl") {
		return Person{}, Shop{}, errs.NotFound("not of the staff")
	}
	who.Can = func(permission string) bool { return who.Name != "ben" || strings.HasSuffix(permission, ".view") }
	return who, shop, nil
}

func (p *people) Shops(*db.Tx, Person) ([]Shop, error) { return []Shop{shops()["moulin"]}, nil }

func (p *people) Token(_ *db.Tx, token string) (Person, Shop, error) {
	switch token {
	case "all", "other":
		return Person{Account: 1, Can: func(string) bool { return true }}, shops()["moulin"], nil
	case "look":
		return Person{Account: 1, Can: func(p string) bool { return p == "things.view" }}, shops()["moulin"], nil
	case "expired":
		return Person{Account: 1, Can: func(string) bool { return true }}, shops()["ended"], nil
	}
	return Person{}, Shop{}, errs.NotFound("no token")
}

func (p *people) ShopByHandle(_ *db.Tx, handle string) (Shop, error) { return found(shops()[handle]) }

func (p *people) ShopByDomain(_ *db.Tx, host string) (Shop, error) {
	if host == "shop.moulin.example" {
		return shops()["moulin"], nil
	}
	return found(Shop{})
}

func found(s Shop) (Shop, error) {
	if s.ID == 0 {
		return s, errs.NotFound("no shop")
	}
	return s, nil
}

func shops() map[string]Shop {
	return map[string]Shop{
		"moulin":  {ID: 1, Handle: "moulin", Name: "Moulin", Locale: "fr", Currency: "EUR"},
		"vertigo": {ID: 2, Handle: "vertigo", Name: "Vertigo", Locale: "en", Currency: "GBP"},
		"ended":   {ID: 3, Handle: "ended", Name: "Ended", ReadOnly: true},
	}
}

var thingTable = fstest.MapFS{"migrations/202611229901_thing.sql": {Data: []byte(`-- +goose Up
CREATE TABLE thing (
	shop_id BIGINT NOT NULL,
	id BIGINT NOT NULL,
	name TEXT NOT NULL,
	version BIGINT NOT NULL DEFAULT 1,
	CONSTRAINT thing_pk PRIMARY KEY (shop_id, id),
	CONSTRAINT thing_name UNIQUE (shop_id, name)
);`)}}

func say(words string) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		_, err := io.WriteString(w, words+" nonce="+templ.GetNonce(ctx))
		return err
	})
}

type thingInput struct {
	Name  string `form:"name"`
	Count int64  `form:"count"`
	Lines []struct {
		Variant  id.ID `form:"variant"`
		Quantity int64 `form:"quantity"`
	} `form:"lines"`
}

func addThing(tx *db.Tx, r *Request, in thingInput) (Answer, error) {
	if in.Name == "" {
		return Answer{}, errs.InvalidField("name", "Give it a name.")
	}
	_, err := tx.Exec(`INSERT INTO thing (shop_id, id, name) VALUES ($1, $2, $3)`, tx.NewID(), in.Name)
	if err != nil {
		return Answer{}, err
	}
	if in.Name == "explode" {
		panic("boom")
	}
	return Redirect(r.Path("/things")).Toast("Saved %s.", in.Name), nil
}

func adminRoutes() *Routes {
	rs := NewRoutes()
	rs.Get("/log-in", Anyone(), Handle(func(_ *db.Tx, r *Request, _ struct{}) (Answer, error) { return Page(say("log in")), nil }))
	rs.Post("/log-in", Anyone().Limit(3), Handle(func(_ *db.Tx, r *Request, _ struct{}) (Answer, error) {
		return Redirect(r.Next("/")).SignIn("anna", 0), nil
	}))
	rs.Get("/account", SignedIn(), Handle(func(_ *db.Tx, r *Request, _ struct{}) (Answer, error) {
		return Page(say("account of " + r.Person.Name)), nil
	}))
	rs.Get("/things", Staff("things.view"), Handle(func(tx *db.Tx, r *Request, _ struct{}) (Answer, error) {
		names, err := db.All[string](tx, `SELECT name FROM thing WHERE shop_id = $1 ORDER BY name`)
		said := "things: " + strings.Join(names, ",")
		for _, toast := range r.Toasts() {
			said += " toast=" + toast.Text
		}
		return Page(say("whole " + said)).Fragment(say("part " + said)), err
	}))
	rs.Post("/things", Staff("things.edit"), Again(Handle(addThing), func(_ *db.Tx, r *Request, in thingInput, problem *errs.Error) (Answer, error) {
		return Page(say("again " + in.Name + "|" + r.Value("count") + "|" + r.Text.Error(problem))), nil
	}))
	rs.Get("/frame", Staff(""), Handle(func(tx *db.Tx, r *Request, _ struct{}) (Answer, error) {
		p := r.Frame(tx, "Things", "things")
		said := p.Title + "/" + p.Lang + "/" + p.Shop.URL
		for _, group := range p.Nav {
			for _, link := range group.Links {
				said += " " + link.Label + "=" + link.URL + "#" + link.Count
			}
		}
		return Page(say(said)), nil
	}))
	rs.Get("/sneaky", Staff(""), Handle(func(tx *db.Tx, r *Request, _ struct{}) (Answer, error) {
		_, err := tx.Exec(`INSERT INTO thing (shop_id, id, name) VALUES ($1, $2, 'by get')`, tx.NewID())
		return Page(say("done")), err
	}))
	rs.Get("/away", Staff(""), Handle(func(_ *db.Tx, r *Request, in struct {
		To string `form:"to"`
	}) (Answer, error) {
		return Redirect(in.To), nil
	}))
	rs.Get("/large", Staff(""), Handle(func(_ *db.Tx, r *Request, _ struct{}) (Answer, error) {
		return Stream("text/csv", `report "1".csv`, func(w io.Writer) error {
			for range 3000 {
				if _, err := w.Write(bytes.Repeat([]byte("x"), 1000)); err != nil {
					return err
				}
			}
			return nil
		}), nil
	}))
	return rs
}

type world struct {
	t      testing.TB
	db     *db.DB
	people *people
	server *Server
	log    *bytes.Buffer
}

func newWorld(t testing.TB, change ...func(*Config)) *world {
	t.Helper()
	w := &world{t: t, people: &people{}, log: &bytes.Buffer{}, db: kittest.DB(t, nil, Migrations, thingTable)}
	catalog, err := text.Load(fstest.MapFS{"lang/fr.json": {Data: []byte(`{"Things": "Choses", "Give it a name.": "Donnez-lui un nom.", "Saved %s.": "« %s » enregistré."}`)}})
	if err != nil {
		t.Fatal(err)
	}
	shopRoutes := NewRoutes()
	shopRoutes.Get("/", Shopper(), Handle(func(_ *db.Tx, r *Request, _ struct{}) (Answer, error) {
		return Page(say("welcome to " + r.Shop.Name + " in " + r.Text.Locale)), nil
	}))
	c := Config{
		DB: w.db, Log: slog.New(slog.NewTextHandler(w.log, nil)), Text: catalog, Auth: w.people, Domain: "localhost", Port: ":8080",
		Landing: NewRoutes(), Admin: adminRoutes(), Storefront: shopRoutes,
		Nav: []NavEntry{
			{ID: "things", Label: "Things", Path: "/things", Permission: "things.view", Count: func(tx *db.Tx) (int64, error) {
				return db.One[int64](tx, `SELECT COUNT(*) FROM thing WHERE shop_id = $1`)
			}},
			{ID: "secret", Label: "Secret", Path: "/secret", Permission: "secret.edit"},
		},
		ErrorPage: func(_ *Request, p Problem) templ.Component { return say("error " + itoa(p.Status) + " " + p.Detail) },
	}
	for _, fn := range change {
		fn(&c)
	}
	if w.server, err = New(c); err != nil {
		t.Fatal(err)
	}
	return w
}

// ask sends a request: "GET admin /things", a form body, and headers in pairs. The
// session is the header As.
func (w *world) ask(what, body string, headers ...string) *httptest.ResponseRecorder {
	w.t.Helper()
	parts := strings.SplitN(what, " ", 3)
	host := parts[1] + ".localhost:8080"
	if strings.Contains(parts[1], ".") || parts[1] == "localhost" {
		host = parts[1]
	}
	r := httptest.NewRequest(parts[0], "http://"+host+parts[2], strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i < len(headers); i += 2 {
		if headers[i] == "As" {
			r.AddCookie(&http.Cookie{Name: w.cookie("session"), Value: headers[i+1]})
			continue
		}
		r.Header.Set(headers[i], headers[i+1])
	}
	out := httptest.NewRecorder()
	w.server.ServeHTTP(out, r)
	return out
}

func (w *world) cookie(name string) string {
	if w.server.config.Secure {
		return "__Host-" + name
	}
	return name
}

// things are the names in a shop.
func (w *world) things(shop id.ID) string {
	w.t.Helper()
	var names []string
	err := w.db.Read(w.t.Context(), db.Scope{Shop: shop}, func(tx *db.Tx) (err error) {
		names, err = db.All[string](tx, `SELECT name FROM thing WHERE shop_id = $1 ORDER BY name`)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return strings.Join(names, ",")
}

func expect(t *testing.T, got *httptest.ResponseRecorder, status int, contains ...string) {
	t.Helper()
	if got.Code != status {
		t.Errorf("status %d, want %d: %s", got.Code, status, got.Body)
	}
	for _, want := range contains {
		if !strings.Contains(got.Body.String(), want) {
			t.Errorf("the body lacks %q: %s", want, got.Body)
		}
	}
}
