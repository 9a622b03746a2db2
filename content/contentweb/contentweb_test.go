package contentweb_test

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"github.com/coulisse/coulisse/content"
	"github.com/coulisse/coulisse/content/contentweb"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/event"
	"github.com/coulisse/coulisse/kit/kittest"
	"github.com/coulisse/coulisse/kit/list"
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/shops"
)

// staff lets "ada" in as owner, "bob" as order desk, and finds shops by handle.
type staff struct{}

func (staff) Person(_ *db.Tx, session string) (web.Person, error) {
	if session == "" {
		return web.Person{}, errs.NotFound("nobody")
	}
	return web.Person{Account: 5, Name: session}, nil
}
func (staff) Touch(*db.Tx, string) error { return nil }
func (staff) Staff(sys *db.Tx, p web.Person, handle string) (web.Person, web.Shop, error) {
	s, err := shops.ByHandle(sys, handle)
	role := map[string]string{"ada": shops.RoleOwner, "bob": shops.RoleOrderDesk}[p.Name]
	p.Can = func(permission string) bool { return shops.Can(role, permission) }
	return p, web.Shop{ID: s.ShopID, Handle: s.Handle, Name: s.Name, Locale: s.Locale, Zone: s.Zone, Currency: s.Currency}, err
}
func (staff) Shops(*db.Tx, web.Person) ([]web.Shop, error) { return nil, nil }
func (staff) Token(sys *db.Tx, text string) (web.Person, web.Shop, error) {
	shop, token, found, err := shops.TokenByText(sys, text)
	if err == nil && !found {
		err = errs.NotFound("no token")
	}
	return web.Person{Account: token.ID, Name: token.Name, Kind: "token", Can: token.Can}, web.Shop{ID: shop}, err
}
func (staff) ShopByHandle(*db.Tx, string) (web.Shop, error) { return web.Shop{}, errs.NotFound("no") }
func (staff) ShopByDomain(*db.Tx, string) (web.Shop, error) { return web.Shop{}, errs.NotFound("no") }

type world struct {
	t      *testing.T
	server *web.Server
	token  string
}

func newWorld(t *testing.T) *world {
	t.Helper()
	bus := event.NewBus()
	content.Listen(bus)
	d := kittest.DB(t, bus, shops.Migrations, content.Migrations, list.Migrations, web.Migrations)
	phrases, err := text.Load(ui.Lang, shops.Lang, content.Lang, contentweb.Lang)
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t}
	err = d.Write(t.Context(), db.Scope{}, func(tx *db.Tx) error {
		s, _, err := shops.Create(tx, shops.CreateInput{Email: "ada@example.com", Handle: "atelier", Country: "GB"})
		if err == nil {
			_, w.token, err = shops.CreateToken(db.System(tx, "test").InShop(s.ShopID), shops.CreateTokenInput{Name: "t", Scopes: []string{"content.view", "content.edit"}})
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	admin, api := web.NewRoutes(), web.NewAPI("Coulisse", "1")
	contentweb.Routes(admin)
	contentweb.API(api)
	w.server, err = web.New(web.Config{DB: d, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Text: phrases, Auth: staff{}, Domain: "localhost", Admin: admin, API: api})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *world) send(person, method, path string, pairs ...string) (*httptest.ResponseRecorder, *goquery.Document) {
	w.t.Helper()
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	r := httptest.NewRequest(method, "http://admin.localhost/shops/atelier"+path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.AddCookie(&http.Cookie{Name: "session", Value: person})
	rec := httptest.NewRecorder()
	w.server.ServeHTTP(rec, r)
	page, err := goquery.NewDocumentFromReader(strings.NewReader(rec.Body.String()))
	if err != nil {
		w.t.Fatal(err)
	}
	return rec, page
}

func (w *world) want(status int, rec *httptest.ResponseRecorder) {
	w.t.Helper()
	if rec.Code != status {
		w.t.Fatalf("status %d, want %d: %.500s", rec.Code, status, rec.Body.String())
	}
}

func TestPageEditor(t *testing.T) {
	w := newWorld(t)
	rec, list := w.send("ada", "GET", "/pages")
	w.want(http.StatusOK, rec)
	if n := list.Find("tbody tr").Length(); n != 5 {
		t.Errorf("%d pages listed", n)
	}
	rec, again := w.send("ada", "POST", "/pages", "title", "", "body", "<p>kept</p>", "published", "on")
	w.want(http.StatusUnprocessableEntity, rec)
	if again.Find("textarea[name=body]").Text() != "<p>kept</p>" || again.Find("#f-title-error").Length() != 1 {
		t.Error("the refused form loses its text or names no field")
	}
	rec, _ = w.send("ada", "POST", "/pages", "title", "Care", "body", "<p>Wash</p><script>alert(1)</script>", "published", "on")
	w.want(http.StatusSeeOther, rec)
	path := strings.TrimPrefix(rec.Header().Get("Location"), "/shops/atelier")
	rec, page := w.send("ada", "GET", path)
	w.want(http.StatusOK, rec)
	if strings.Contains(page.Find("article.prose").Text()+page.Find("textarea[name=body]").Text(), "alert") {
		t.Error("a script came through")
	}
	rec, _ = w.send("ada", "POST", path, "title", "Care", "handle", "care", "body", "<p>Wash cold</p>", "version", "9")
	w.want(http.StatusConflict, rec)
	rec, _ = w.send("ada", "POST", path, "title", "Care", "handle", "care", "body", "<p>Wash cold</p>", "version", "1")
	w.want(http.StatusSeeOther, rec)
	_, page = w.send("ada", "GET", path)
	if page.Find(".timeline li").Length() != 2 || !strings.Contains(page.Find(".diff").Text(), "Wash cold") {
		t.Error("the timeline does not tell the change")
	}
	rec, _ = w.send("ada", "POST", path+"/removal")
	w.want(http.StatusSeeOther, rec)
	rec, _ = w.send("bob", "GET", "/pages")
	w.want(http.StatusNotFound, rec)
}

func TestMenuEditor(t *testing.T) {
	w := newWorld(t)
	_, list := w.send("ada", "GET", "/menus")
	href, _ := list.Find("tbody a").First().Attr("href")
	path := strings.TrimPrefix(href, "/shops/atelier")
	titles := func() (out []string) {
		rec, page := w.send("ada", "GET", path)
		w.want(http.StatusOK, rec)
		page.Find("fieldset input[name$='.title']").Each(func(_ int, s *goquery.Selection) { v, _ := s.Attr("value"); out = append(out, v) })
		return out
	}
	if got := strings.Join(titles(), ","); got != "Home,All products,About us,Contact" {
		t.Fatalf("menu %s", got)
	}
	rec, _ := w.send("ada", "POST", path+"/move", "down", "0")
	w.want(http.StatusSeeOther, rec)
	if got := strings.Join(titles(), ","); got != "All products,Home,About us,Contact" {
		t.Errorf("after the move: %s", got)
	}
	rec, _ = w.send("ada", "POST", path, "title", "Main", "version", "2",
		"entries[0].title", "Home", "entries[0].target", "/", "entries[1].title", "Gone", "entries[1].target", "/x", "entries[1].remove", "on",
		"entries[2].title", "New", "entries[2].target", "/new", "entries[2].below", "on")
	w.want(http.StatusSeeOther, rec)
	if got := strings.Join(titles(), ","); got != "Home,New" {
		t.Errorf("after saving: %s", got)
	}
	rec, page := w.send("ada", "POST", path, "title", "Main", "entries[0].title", "Bad", "entries[0].target", "javascript:alert(1)")
	w.want(http.StatusUnprocessableEntity, rec)
	if page.Find(".field.wrong").Length() == 0 {
		t.Error("the wrong field is not marked")
	}
}

func TestOtherScreens(t *testing.T) {
	w := newWorld(t)
	for _, path := range []string{"/pages/new", "/redirects", "/theme"} {
		rec, page := w.send("ada", "GET", path)
		w.want(http.StatusOK, rec)
		if page.Find("[style]").Length() > 0 {
			t.Errorf("%s has style attributes", path)
		}
	}
	rec, _ := w.send("ada", "POST", "/redirects", "path", "/old", "target", "/pages/about")
	w.want(http.StatusSeeOther, rec)
	rec, page := w.send("ada", "GET", "/redirects")
	w.want(http.StatusOK, rec)
	action, _ := page.Find("td form").Attr("action")
	rec, _ = w.send("ada", "POST", strings.TrimPrefix(action, "/shops/atelier"))
	w.want(http.StatusSeeOther, rec)
	rec, _ = w.send("ada", "POST", "/theme", "headline", "Hello", "colour_accent", "red")
	w.want(http.StatusUnprocessableEntity, rec)
	rec, _ = w.send("ada", "POST", "/theme", "headline", "Hello", "colour_accent", "#aa0033")
	w.want(http.StatusSeeOther, rec)
}

func TestJSON(t *testing.T) {
	w := newWorld(t)
	call := func(method, path, body, etag string, status int) map[string]any {
		t.Helper()
		r := httptest.NewRequest(method, "http://api.localhost/v1"+path, strings.NewReader(body))
		r.Header.Set("Authorization", "Bearer "+w.token)
		r.Header.Set("Content-Type", "application/json")
		if etag != "" {
			r.Header.Set("If-Match", etag)
		}
		rec := httptest.NewRecorder()
		w.server.ServeHTTP(rec, r)
		w.want(status, rec)
		var out map[string]any
		_ = json.Unmarshal(rec.Body.Bytes(), &out)
		return out
	}
	if pages := call("GET", "/pages?limit=2", "", "", 200); len(pages["data"].([]any)) != 2 || pages["next"] == nil || pages["previous"] != nil {
		t.Errorf("pages %v", pages)
	}
	made := call("POST", "/pages", `{"title":"Care","body_html":"<p>a</p><script>x</script>"}`, "", 201)
	if made["body_html"] != "<p>a</p>" || made["handle"] != "care" || made["status"] != "published" {
		t.Errorf("made %v", made)
	}
	id := made["id"].(string)
	call("PATCH", "/pages/"+id, `{"title":"Care guide"}`, `"7"`, 412)
	if p := call("PATCH", "/pages/"+id, `{"title":"Care guide"}`, `"1"`, 200); p["title"] != "Care guide" || p["body_html"] != "<p>a</p>" {
		t.Errorf("changed %v", p)
	}
	call("PATCH", "/pages/"+id, `{"colour":"red"}`, "", 422)
	call("DELETE", "/pages/"+id, "", "", 204)
	call("GET", "/pages/"+id, "", "", 404)
	menus := call("GET", "/menus", "", "", 200)["data"].([]any)
	menu := menus[0].(map[string]any)["id"].(string)
	if m := call("PUT", "/menus/"+menu, `{"title":"Main","entries":[{"title":"A","target":"/a"}]}`, "", 200); len(m["entries"].([]any)) != 1 {
		t.Errorf("menu %v", m)
	}
}
