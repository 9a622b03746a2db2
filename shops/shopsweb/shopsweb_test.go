package shopsweb_test

import (
	"context"
	"encoding/base64"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/a-h/templ"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/event"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/job"
	"github.com/coulisse/coulisse/kit/kittest"
	"github.com/coulisse/coulisse/kit/list"
	"github.com/coulisse/coulisse/kit/mail"
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/shops"
	"github.com/coulisse/coulisse/shops/shopsweb"
)

// world is an installation with nothing but people and shops.
type world struct {
	t       *testing.T
	d       *db.DB
	clock   *kittest.Clock
	server  *web.Server
	runner  *job.Runner
	letters []mail.Message
}

// Send keeps the letters.
func (w *world) Send(_ context.Context, m mail.Message) error {
	w.letters = append(w.letters, m)
	return nil
}

func newWorld(t *testing.T) *world {
	t.Helper()
	bus := event.NewBus()
	w := &world{t: t}
	w.d, w.clock = kittest.DBAt(t, bus, shops.Migrations, list.Migrations, web.Migrations)
	phrases, err := text.Load(ui.Lang, shops.Lang, shopsweb.Lang)
	if err != nil {
		t.Fatal(err)
	}
	quiet := slog.New(slog.NewTextHandler(io.Discard, nil))
	w.runner = job.NewRunner(w.d, quiet)
	shops.Jobs(w.runner, phrases, "http://admin.localhost")
	mail.Handle(w.runner, w, "localhost")
	admin, landing, api := web.NewRoutes(), web.NewRoutes(), web.NewAPI("Coulisse", "1")
	shopsweb.Routes(admin, shopsweb.Given{Restorers: shops.OwnRestorers(), Permissions: map[string]string{"page": "content.edit", "customer": "customers.edit"},
		Days: func(_ *db.Tx, zone *time.Location) ([]shopsweb.Day, error) {
			days := make([]shopsweb.Day, 30)
			days[29] = shopsweb.Day{From: time.Date(2026, 11, 22, 0, 0, 0, 0, zone), Orders: 3, Sales: 12850}
			return days, nil
		},
		Tasks: func(*db.Tx, *web.Request) ([]shopsweb.Task, error) {
			return []shopsweb.Task{{Words: "To ship", Path: "/orders?view=to-ship", Icon: "truck", Count: 2}}, nil
		},
		Checklist: shopsweb.Checklist{ProductAdded: func(*db.Tx) (bool, error) { return true, nil }}})
	shopsweb.Landing(landing)
	shopsweb.API(api)
	w.server, err = web.New(web.Config{DB: w.d, Log: quiet, Text: phrases, Auth: shopsweb.Authenticator{DB: w.d}, Domain: "localhost",
		Landing: landing, Admin: admin, API: api, Assets: ui.Handler(shopsweb.Assets()), Banner: shopsweb.Banner, NavAt: shopsweb.PersonLinks,
		ErrorPage: func(r *web.Request, p web.Problem) templ.Component { return shopsweb.ErrorPage(r, p) }})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// visitor is one browser.
type visitor struct {
	w       *world
	cookies map[string]string
	accept  string
}

func (w *world) visitor() *visitor { return &visitor{w: w, cookies: map[string]string{}, accept: "en"} }

type answer struct {
	*httptest.ResponseRecorder
	t    *testing.T
	page *goquery.Document
}

func (v *visitor) send(method, target string, form url.Values) answer {
	v.w.t.Helper()
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	r := httptest.NewRequest(method, target, body)
	r.Header.Set("Accept-Language", v.accept)
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for name, value := range v.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	rec := httptest.NewRecorder()
	v.w.server.ServeHTTP(rec, r)
	for _, c := range rec.Result().Cookies() {
		if c.MaxAge < 0 {
			delete(v.cookies, c.Name)
			continue
		}
		v.cookies[c.Name] = c.Value
	}
	page, err := goquery.NewDocumentFromReader(strings.NewReader(rec.Body.String()))
	if err != nil {
		v.w.t.Fatal(err)
	}
	return answer{rec, v.w.t, page}
}

const admin = "http://admin.localhost"

func (v *visitor) get(path string) answer { v.w.t.Helper(); return v.send("GET", admin+path, nil) }
func (v *visitor) post(path string, pairs ...string) answer {
	v.w.t.Helper()
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	return v.send("POST", admin+path, form)
}

func (a answer) status(want int) answer {
	a.t.Helper()
	if a.Code != want {
		a.t.Fatalf("status %d, want %d: %.600s", a.Code, want, a.Body.String())
	}
	return a
}

func (a answer) has(selector, words string) answer {
	a.t.Helper()
	found := false
	a.page.Find(selector).Each(func(_ int, s *goquery.Selection) { found = found || strings.Contains(s.Text(), words) })
	if !found {
		a.t.Errorf("no %s with %q in: %.1500s", selector, words, a.page.Find("main").Text())
	}
	return a
}

func (a answer) to(want string) answer {
	a.t.Helper()
	a.status(http.StatusSeeOther)
	if got := a.Header().Get("Location"); got != want {
		a.t.Fatalf("leads to %q, want %q", got, want)
	}
	return a
}

// signUp opens a shop and returns the signed-in person and the path of the shop.
func (w *world) signUp(email string) (*visitor, string) {
	w.t.Helper()
	v := w.visitor()
	a := v.post("/sign-up", "email", email).status(http.StatusSeeOther)
	return v, a.Header().Get("Location")
}

func (w *world) drain() {
	w.t.Helper()
	if err := w.runner.Drain(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
}

// link is the address in the newest letter.
func (w *world) link() string {
	w.t.Helper()
	if len(w.letters) == 0 {
		w.t.Fatal("no letter was sent")
	}
	body := w.letters[len(w.letters)-1].Text
	_, path, found := strings.Cut(body, admin)
	if !found {
		w.t.Fatalf("no link in %q", body)
	}
	return strings.TrimSpace(path)
}

func TestSignUpLeadsIntoTheShop(t *testing.T) {
	w := newWorld(t)
	v := w.visitor()
	front := v.send("GET", "http://localhost/", nil).status(http.StatusOK)
	if action, _ := front.page.Find("form.sign-up").Attr("action"); action != admin+"/sign-up" {
		t.Errorf("the form posts to %q", action)
	}
	v.post("/sign-up", "email", "nonsense").status(http.StatusUnprocessableEntity).has(".error", "name@example.com")
	v.post("/sign-up", "email", "ada@atelier.fr").to("/shops/ada")
	v.get("/shops/ada").status(http.StatusOK).
		has(".checklist", "Add your first product").has(".checklist", "Enter address and tax number").
		has("h2", "Choose a password").has(".banner", "7 days left").has(".stat", "€128.50")
	v.post("/profile/password", "password", "three blind mice", "next", "/shops/ada").to("/shops/ada")
	if v.get("/shops/ada").page.Find("input[name=password]").Length() != 0 {
		t.Error("the password is asked for again")
	}
	v.post("/log-out").to("/log-in")
	v.get("/shops/ada").status(http.StatusSeeOther)

	known := w.visitor()
	known.post("/sign-up", "email", "ADA@atelier.fr").status(http.StatusConflict).
		has(".banner", "This e-mail is already used. Log in to create the shop")
	known.post("/log-in", "email", "ada@atelier.fr", "password", "three blind mice", "create", "on").to("/shops/ada-2")
	known.get("/shops").status(http.StatusOK).has("td", "Ada")
}

func TestPasswordByLetter(t *testing.T) {
	w := newWorld(t)
	w.signUp("ada@atelier.fr")
	w.drain()
	link := w.link()
	v := w.visitor()
	v.get(link).status(http.StatusOK).has("h1", "Choose a password")
	v.post(link, "password", "short").status(http.StatusUnprocessableEntity).has(".error", "at least 10")
	v.post(link, "password", "three blind mice").to("/")
	v.get("/").to("/shops/ada")
	w.visitor().get(link).status(http.StatusNotFound).has("h1", "no longer works")

	stranger := w.visitor()
	said := stranger.post("/password", "email", "ada@atelier.fr").status(http.StatusOK)
	unknown := stranger.post("/password", "email", "eve@atelier.fr").status(http.StatusOK)
	if strings.ReplaceAll(unknown.page.Find("main").Text(), "eve", "ada") != said.page.Find("main").Text() {
		t.Error("the answer tells whether an address is known")
	}
	before := len(w.letters)
	w.drain()
	if len(w.letters) != before+1 {
		t.Fatalf("%d letters", len(w.letters)-before)
	}
	reset := w.link()
	w.visitor().post(reset, "password", "four calling birds").to("/")
	v.get("/shops/ada").status(http.StatusSeeOther) // the old session has ended
}

// A wrong password, an unknown address and an account without password are one answer.
func TestLogInDoesNotTellWhoIsKnown(t *testing.T) {
	w := newWorld(t)
	v, _ := w.signUp("ada@atelier.fr")
	v.post("/profile/password", "password", "three blind mice").status(http.StatusSeeOther)
	w.signUp("bob@atelier.fr")
	try := func(email string) (int, string) {
		a := w.visitor().post("/log-in", "email", email, "password", "wrong wrong wrong")
		body := a.page.Find("input[name=_once]").SetAttr("value", "").End().Find("body")
		said, _ := body.Html()
		return a.Code, regexp.MustCompile(`nonce="[^"]*"`).ReplaceAllString(strings.ReplaceAll(said, email, "x@x"), "")
	}
	status, said := try("ada@atelier.fr")
	for _, email := range []string{"eve@atelier.fr", "bob@atelier.fr"} {
		if code, words := try(email); code != status || words != said {
			t.Errorf("%s is told apart: %d %d", email, code, status)
		}
	}
}

func TestInvitationJoinsTheStaff(t *testing.T) {
	w := newWorld(t)
	owner, shop := w.signUp("ada@atelier.fr")
	owner.post(shop+"/settings/staff", "email", "bob@atelier.fr", "role", "astronaut").status(http.StatusUnprocessableEntity)
	owner.post(shop+"/settings/staff", "email", "bob@atelier.fr", "role", "accountant").to(shop + "/settings/staff")
	owner.get(shop+"/settings/staff").status(http.StatusOK).has("td", "bob@atelier.fr")
	w.drain()
	link := w.link()
	bob := w.visitor()
	bob.get(link).status(http.StatusOK).has("h1", "Join Ada")
	bob.post(link, "password", "three french hens").to(shop)
	bob.get(shop + "/settings").status(http.StatusOK)
	bob.post(shop+"/settings", "name", "Mine").status(http.StatusNotFound)
	bob.get(shop + "/settings/tokens").status(http.StatusNotFound)
	w.visitor().get(link).status(http.StatusNotFound)

	people := owner.get(shop + "/settings/staff")
	removal, _ := people.page.Find("form[action$='/removal']").Last().Attr("action")
	owner.post(removal).to(shop + "/settings/staff")
	bob.get(shop).status(http.StatusNotFound)
}

// join invites a person of the role and returns her, signed in.
func (w *world) join(owner *visitor, shop, email, role string) *visitor {
	w.t.Helper()
	owner.post(shop+"/settings/staff", "email", email, "role", role).to(shop + "/settings/staff")
	w.drain()
	v := w.visitor()
	v.post(w.link(), "password", "three french hens").to(shop)
	return v
}

// Somebody opens an account with the address of another and waits for her invitation.
func TestAnInvitationEndsTheSessionsOfAStranger(t *testing.T) {
	w := newWorld(t)
	owner, shop := w.signUp("ada@atelier.fr")
	squatter, _ := w.signUp("bob@atelier.fr")
	w.drain()
	bob := w.join(owner, shop, "bob@atelier.fr", shops.RoleManager)
	bob.get(shop).status(http.StatusOK)
	squatter.get(shop).status(http.StatusSeeOther)

	// The address folds to Bob's, and is another mailbox: the letter goes to Bob.
	strasse, _ := w.signUp("eva@strasse.example")
	w.drain()
	owner.post(shop+"/settings/staff", "email", "eva@straße.example", "role", shops.RoleManager).to(shop + "/settings/staff")
	w.drain()
	if to := w.letters[len(w.letters)-1].To; to != "eva@strasse.example" {
		t.Errorf("the invitation went to %s", to)
	}
	w.visitor().post(w.link(), "password", "three french hens").to(shop)
	strasse.get(shop).status(http.StatusSeeOther)
}

// The stranger opens the account after the invitation was sent to the other spelling.
func TestAnInvitationCannotTakeTheAccountOfASpellingAlike(t *testing.T) {
	w := newWorld(t)
	owner, shop := w.signUp("ada@atelier.fr")
	owner.post(shop+"/settings/staff", "email", "eva@straße.example", "role", shops.RoleManager).to(shop + "/settings/staff")
	w.drain()
	link := w.link()
	victim, home := w.signUp("eva@strasse.example")
	w.visitor().post(link, "password", "three french hens").status(http.StatusConflict)
	victim.get(home).status(http.StatusOK)
}

func TestATokenCanDoNoMoreThanItsMaker(t *testing.T) {
	w := newWorld(t)
	owner, shop := w.signUp("ada@atelier.fr")
	dev := w.join(owner, shop, "dev@atelier.fr", shops.RoleDeveloper)
	for _, scope := range []string{"all", "orders.refund", "staff.edit", "no.such"} {
		dev.post(shop+"/settings/tokens", "name", "till", "scopes", scope).status(http.StatusUnprocessableEntity)
	}
	if dev.get(shop+"/settings/tokens").page.Find("input[value=all], input[value='staff.edit']").Length() != 0 {
		t.Error("the form offers what the person does not have")
	}
	dev.post(shop+"/settings/tokens", "name", "till", "scopes", "orders.view").status(http.StatusOK).has(".banner code", "coulisse_")
	owner.post(shop+"/settings/tokens", "name", "till", "scopes", "all").status(http.StatusOK).has(".banner code", "coulisse_")
}

// The history shows what was changed of everything, customers too; and who undoes a set
// needs the permission for each thing in it.
func TestHistoryNeedsItsOwnPermission(t *testing.T) {
	w := newWorld(t)
	owner, shop := w.signUp("ada@atelier.fr")
	dev := w.join(owner, shop, "dev@atelier.fr", shops.RoleDeveloper)
	books := w.join(owner, shop, "books@atelier.fr", shops.RoleAccountant)
	editor := w.join(owner, shop, "editor@atelier.fr", shops.RoleEditor)
	dev.get(shop + "/changes").status(http.StatusNotFound)
	books.get(shop + "/changes").status(http.StatusOK)
	dev.post(shop+"/settings/tokens", "name", "till", "scopes", "history.view").status(http.StatusUnprocessableEntity)

	var set string
	must(t, w.d.Write(t.Context(), db.Scope{Shop: w.shopID("ada")}, func(tx *db.Tx) error {
		page := shops.Change{Object: "page", ID: 3, Title: "About", Verb: "updated", Before: 1, After: 2, Undoable: true}
		if err := shops.Record(tx, page); err != nil {
			return err
		}
		customer := shops.Change{Object: "customer", ID: 4, Title: "Eva", Verb: "updated", Before: 1, After: 2, Undoable: true}
		set = shops.CurrentChangeSet(tx).Text(shops.ChangeSetPrefix)
		return shops.Record(tx, customer)
	}))
	editor.post(shop + "/changes/" + set + "/undo").status(http.StatusNotFound)
	owner.post(shop + "/changes/" + set + "/undo").status(http.StatusConflict) // there is no Restorer here
}

func (w *world) shopID(handle string) (shop id.ID) {
	w.t.Helper()
	must(w.t, w.d.Read(w.t.Context(), db.Scope{}, func(tx *db.Tx) error {
		s, err := shops.ByHandle(tx, handle)
		shop = s.ShopID
		return err
	}))
	return shop
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestSettingsHistoryAndUndo(t *testing.T) {
	w := newWorld(t)
	v, shop := w.signUp("ada@atelier.fr")
	form := []string{"name", "Maison Ada", "email", "ada@atelier.fr", "handle", "ada", "country", "FR", "currency", "EUR", "locale", "en", "zone", "Europe/Paris", "prices_include_tax", "on"}
	v.post(shop+"/settings", append(form, "version", "7")...).status(http.StatusConflict)
	v.post(shop+"/settings", append(form, "version", "1")...).to(shop + "/settings")
	undo, _ := v.get(shop + "/settings").status(http.StatusOK).page.Find(".toast form").Attr("action")
	if undo == "" {
		t.Fatal("the toast offers no undo")
	}
	v.get(shop+"/changes").status(http.StatusOK).has("table", "Shop “Maison Ada” changed")
	v.get(strings.TrimSuffix(undo, "/undo")).status(http.StatusOK).has(".diff", "Maison Ada")
	stranger, _ := w.signUp("eve@atelier.fr")
	stranger.post(undo).status(http.StatusNotFound)
	stranger.post(strings.Replace(undo, "/shops/ada/", "/shops/eve/", 1)).status(http.StatusNotFound)
	v.post(undo).status(http.StatusSeeOther)
	if value, _ := v.get(shop + "/settings").page.Find("input[name=name]").Attr("value"); value != "Ada" {
		t.Errorf("after undo the name is %q", value)
	}
	v.post(undo).status(http.StatusConflict)
}

func TestEveryScreenAnswers(t *testing.T) {
	w := newWorld(t)
	for _, accept := range []string{"en", "fr"} {
		v := w.visitor()
		v.accept = accept
		shop := v.post("/sign-up", "email", accept+"@atelier.fr").status(http.StatusSeeOther).Header().Get("Location")
		for _, path := range []string{shop, shop + "/settings", shop + "/settings/legal", shop + "/settings/domains", shop + "/settings/staff",
			shop + "/settings/tokens", shop + "/changes", "/profile", "/shops", "/shops/new"} {
			a := v.get(path).status(http.StatusOK)
			if lang, _ := a.page.Find("html").Attr("lang"); lang != accept {
				t.Errorf("%s speaks %q", path, lang)
			}
			if a.page.Find("[style], script:not([src]):not([type='application/json'])").Length() > 0 {
				t.Errorf("%s has style attributes or inline scripts", path)
			}
		}
	}
	for _, path := range []string{"/log-in", "/password"} {
		w.visitor().get(path).status(http.StatusOK)
	}
	w.visitor().send("GET", "http://localhost/terms", nil).status(http.StatusOK)
}

func TestTrialEndsReadOnly(t *testing.T) {
	w := newWorld(t)
	v, shop := w.signUp("ada@atelier.fr")
	w.clock.Add(shops.TrialLength - shops.SessionIdle/2)
	v.get(shop).status(http.StatusOK)
	w.clock.Add(shops.SessionIdle / 2)
	again := w.visitor()
	var token string
	must(t, w.d.Write(t.Context(), db.Scope{}, func(tx *db.Tx) error {
		a, _, err := shops.AccountByEmail(tx, "ada@atelier.fr")
		if err == nil {
			token, err = shops.OpenSession(tx, a.ID, "", "")
		}
		return err
	}))
	again.cookies["session"] = token
	again.get(shop).status(http.StatusOK).has(".banner", "Your trial has ended")
	again.post(shop+"/settings/domains", "host", "shop.example.com").status(http.StatusForbidden)
}

func TestATokenIsKeptNowhere(t *testing.T) {
	w := newWorld(t)
	v, shop := w.signUp("ada@atelier.fr")
	once := []string{"name", "till", "scopes", "settings.view", "_once", "k1"}
	v.post(shop+"/settings/tokens", once...).status(http.StatusOK).has(".banner code", "coulisse_")
	v.post(shop+"/settings/tokens", once...).status(http.StatusConflict)
	if strings.Contains(w.kept(), "coulisse_") {
		t.Error("a token is kept with the key of its request")
	}
	if rows := v.get(shop + "/settings/tokens").page.Find("tbody tr").Length(); rows != 1 {
		t.Errorf("%d tokens were made", rows)
	}
}

// kept are the answers stored with keys of requests, decoded.
func (w *world) kept() string {
	w.t.Helper()
	var all strings.Builder
	must(w.t, w.d.Read(w.t.Context(), db.Scope{}, func(tx *db.Tx) error {
		answers, err := db.All[string](db.System(tx, "test"), `SELECT answer FROM idempotency`)
		for _, answer := range answers {
			body, _ := base64.StdEncoding.DecodeString(answer)
			all.Write(body)
		}
		return err
	}))
	return all.String()
}

func TestJSON(t *testing.T) {
	w := newWorld(t)
	v, shop := w.signUp("ada@atelier.fr")
	made := v.post(shop+"/settings/tokens", "name", "till", "scopes", "settings.view", "scopes", "settings.edit", "scopes", "history.view").status(http.StatusOK)
	token := strings.TrimSpace(made.page.Find(".banner code").Text())
	if !strings.HasPrefix(token, "coulisse_") {
		t.Fatalf("token %q", token)
	}
	if strings.Contains(v.get(shop+"/settings/tokens").Body.String(), token) {
		t.Error("the token is shown twice")
	}
	call := func(method, path, body string, status int, header ...string) string {
		t.Helper()
		r := httptest.NewRequest(method, "http://api.localhost/v1"+path, strings.NewReader(body))
		r.Header.Set("Authorization", "Bearer "+token)
		r.Header.Set("Content-Type", "application/json")
		for i := 0; i < len(header); i += 2 {
			r.Header.Set(header[i], header[i+1])
		}
		rec := httptest.NewRecorder()
		w.server.ServeHTTP(rec, r)
		if rec.Code != status {
			t.Fatalf("%s %s: %d, want %d: %s", method, path, rec.Code, status, rec.Body)
		}
		return rec.Body.String()
	}
	if got := call("GET", "/shop", "", 200); !strings.Contains(got, `"handle":"ada"`) || !strings.Contains(got, `"state":"trial"`) {
		t.Errorf("shop %s", got)
	}
	if used := v.get(shop + "/settings/tokens").page.Find("tbody").Text(); strings.Contains(used, "never") {
		t.Errorf("the last use is not kept: %s", used)
	}
	call("PATCH", "/shop", `{"name":"X"}`, 412, "If-Match", `"9"`)
	call("PATCH", "/shop", `{"handle":"admin"}`, 422)
	if got := call("PATCH", "/shop", `{"legal":{"name":"Ada SARL","company_id":"732829320"}}`, 200, "If-Match", `"1"`); !strings.Contains(got, "Ada SARL") {
		t.Errorf("patched %s", got)
	}
	changes := call("GET", "/changes?limit=1", "", 200)
	if !strings.Contains(changes, `"kind":"token"`) || !strings.Contains(changes, `"name":"till"`) || strings.Contains(changes, `"next":null`) {
		t.Errorf("changes %s", changes)
	}
	_, rest, _ := strings.Cut(changes, `"id":"`)
	set, _, _ := strings.Cut(rest, `"`)
	if got := call("GET", "/changes/"+set, "", 200); !strings.Contains(got, `"legal_name":"Ada SARL"`) {
		t.Errorf("change %s", got)
	}
}
