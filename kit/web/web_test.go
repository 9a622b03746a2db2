package web

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
)

func page(words string) Handler {
	return Handle(func(*db.Tx, *Request, struct{}) (Answer, error) { return Page(say(words)), nil })
}

func TestStartIsRefusedWithWrongRoutes(t *testing.T) {
	for name, declare := range map[string]func(*Routes){
		"undeclared":  func(rs *Routes) { rs.Get("/x", Access{}, page("x")) },
		"wrong host":  func(rs *Routes) { rs.Get("/x", Shopper(), page("x")) },
		"no handler":  func(rs *Routes) { rs.Get("/x", SignedIn(), nil) },
		"no slash":    func(rs *Routes) { rs.Get("x", SignedIn(), page("x")) },
		"twice":       func(rs *Routes) { rs.Get("/x", SignedIn(), page("x")); rs.Get("/x", Anyone(), page("x")) },
		"ambiguous":   func(rs *Routes) { rs.Get("/{a}/b", SignedIn(), page("x")); rs.Get("/a/{b}", Anyone(), page("x")) },
		"bad pattern": func(rs *Routes) { rs.Get("/{a", SignedIn(), page("x")) },
	} {
		rs := NewRoutes()
		declare(rs)
		if _, err := New(Config{Admin: rs}); err == nil {
			t.Errorf("%s: started", name)
		}
	}
}

func TestWhoMayEnter(t *testing.T) {
	w := newWorld(t)
	expect(t, w.ask("GET admin /log-in", ""), 200, "log in")
	expect(t, w.ask("GET admin /account", "", "As", "anna"), 200, "account of anna")
	expect(t, w.ask("GET admin /shops/moulin/things", "", "As", "ben"), 200, "whole things")

	lost := w.ask("GET admin /shops/moulin/things?x=1", "", "As", "nobody")
	if lost.Code != 303 || lost.Header().Get("Location") != "/log-in?next=%2Fshops%2Fmoulin%2Fthings%3Fx%3D1" {
		t.Errorf("without a session: %d %v", lost.Code, lost.Header())
	}
	part := w.ask("GET admin /shops/moulin/things", "", "HX-Request", "true")
	if part.Header().Get("HX-Redirect") == "" {
		t.Errorf("a fragment without a session: %v", part.Header())
	}
	expect(t, w.ask("GET admin /account", "", "Accept", "application/json"), 401, "unauthorized")

	// Foreign, missing and forbidden are the same answer.
	missing := w.ask("GET admin /shops/nowhere/things", "", "As", "anna")
	expect(t, missing, 404, "error 404")
	for _, same := range []*httptest.ResponseRecorder{
		w.ask("GET admin /shops/vertigo/things", "", "As", "anna"),
		w.ask("POST admin /shops/moulin/things", "name=x", "As", "ben"),
		w.ask("GET admin /shops/moulin/nothing", "", "As", "anna"),
	} {
		if same.Code != 404 || words(same) != words(missing) {
			t.Errorf("differs: %d %s", same.Code, same.Body)
		}
	}
	if w.things(1) != "" {
		t.Error("a forbidden write happened")
	}
}

// words is the body without what differs in each answer.
func words(a *httptest.ResponseRecorder) string {
	said, _, _ := strings.Cut(a.Body.String(), " nonce=")
	return said
}

func TestOneTransaction(t *testing.T) {
	w := newWorld(t)
	if got := w.ask("GET admin /shops/moulin/sneaky", "", "As", "anna"); got.Code < 500 {
		t.Errorf("a GET that writes: %d", got.Code)
	}
	boom := w.ask("POST admin /shops/moulin/things", "name=explode", "As", "anna")
	expect(t, boom, 500, "error 500")
	if strings.Contains(boom.Body.String(), "boom") || !strings.Contains(w.log.String(), "boom") {
		t.Error("the cause of a panic belongs in the log alone")
	}
	if got := w.things(1); got != "" {
		t.Errorf("kept after a failure: %s", got)
	}
	done := w.ask("POST admin /shops/moulin/things", "name=chair", "As", "anna")
	if done.Code != 303 || done.Header().Get("Location") != "/shops/moulin/things" || w.things(1) != "chair" {
		t.Errorf("%d %v %s", done.Code, done.Header(), w.things(1))
	}
}

func TestARefusedFormIsDrawnAgain(t *testing.T) {
	w := newWorld(t)
	expect(t, w.ask("POST admin /shops/moulin/things", "count=7", "As", "anna"), 422, "again |7|Please check the marked fields.")
	expect(t, w.ask("POST admin /shops/moulin/things", "name=sofa&count=many", "As", "anna"), 422, "again sofa|many|")
	expect(t, w.ask("POST admin /shops/moulin/things", "name=sofa&shop_id=2", "As", "anna"), 422, "again sofa||")
	w.ask("POST admin /shops/moulin/things", "name=sofa", "As", "anna")
	expect(t, w.ask("POST admin /shops/moulin/things", "name=sofa", "As", "anna"), 409, "again sofa")
	if w.things(1) != "sofa" {
		t.Errorf("things: %s", w.things(1))
	}
}

func TestToast(t *testing.T) {
	w := newWorld(t)
	done := w.ask("POST admin /shops/moulin/things", "name=caf%C3%A9", "As", "anna")
	cookie := done.Result().Cookies()[0]
	next := w.ask("GET admin /shops/moulin/things", "", "Cookie", cookie.Name+"="+cookie.Value+"; session=anna")
	expect(t, next, 200, "toast=Saved café.")
	if ended := next.Result().Cookies(); len(ended) != 1 || ended[0].MaxAge >= 0 {
		t.Errorf("the toast is shown once: %v", ended)
	}
}

func TestOnceActsOnce(t *testing.T) {
	w := newWorld(t)
	first := w.ask("POST admin /shops/moulin/things", "name=lamp&_once=k1", "As", "anna")
	second := w.ask("POST admin /shops/moulin/things", "name=lamp&_once=k1", "As", "anna")
	if first.Code != 303 || second.Code != 303 || second.Header().Get("Location") != first.Header().Get("Location") {
		t.Errorf("%d %d %v", first.Code, second.Code, second.Header())
	}
	expect(t, w.ask("POST admin /shops/moulin/things", "name=desk&_once=k1", "As", "anna"), 422, "used for another request")
	if got := w.things(1); got != "lamp" {
		t.Errorf("things: %s", got)
	}
	// A refused request leaves the key free.
	expect(t, w.ask("POST admin /shops/moulin/things", "name=&_once=k2", "As", "anna"), 422)
	expect(t, w.ask("POST admin /shops/moulin/things", "name=desk&_once=k2", "As", "anna"), 303)
	// The key of another person is another key.
	expect(t, w.ask("POST admin /shops/vertigo/things", "name=lamp&_once=k1", "As", "carl"), 303)
	err := w.db.Write(t.Context(), db.Scope{}, CleanUp)
	if err != nil {
		t.Fatal(err)
	}
	expect(t, w.ask("POST admin /shops/moulin/things", "name=lamp&_once=k1", "As", "anna"), 303)
}

func TestFragment(t *testing.T) {
	w := newWorld(t)
	expect(t, w.ask("GET admin /shops/moulin/things", "", "As", "anna", "HX-Request", "true"), 200, "part things")
	expect(t, w.ask("GET admin /shops/moulin/things", "", "As", "anna", "HX-Request", "true", "HX-Request-Type", "full"), 200, "whole things")
}

func TestFormsOfOtherSitesAreRefused(t *testing.T) {
	w := newWorld(t)
	for _, headers := range [][]string{{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Origin", "http://moulin.localhost:8080"}} {
		got := w.ask("POST admin /shops/moulin/things", "name=x", append(headers, "As", "anna")...)
		expect(t, got, 403, "another site")
	}
	expect(t, w.ask("POST admin /shops/moulin/things", "name=x", "As", "anna", "Sec-Fetch-Site", "same-origin"), 303)
	if w.things(1) != "x" {
		t.Errorf("things: %s", w.things(1))
	}
}

func TestHeadersOfSafety(t *testing.T) {
	w := newWorld(t, func(c *Config) { c.Secure = true })
	got := w.ask("GET admin /shops/moulin/things", "", "As", "anna")
	_, nonce, _ := strings.Cut(got.Body.String(), " nonce=")
	policy := got.Header().Get("Content-Security-Policy")
	if len(nonce) < 20 || !strings.Contains(policy, "script-src 'self' 'nonce-"+nonce+"'") {
		t.Errorf("nonce %q, policy %s", nonce, policy)
	}
	for _, part := range []string{"default-src 'none'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'self'"} {
		if !strings.Contains(policy, part) {
			t.Errorf("the policy lacks %s", part)
		}
	}
	for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store", "Strict-Transport-Security": "max-age=63072000; includeSubDomains"} {
		if got.Header().Get(name) != want {
			t.Errorf("%s: %q", name, got.Header().Get(name))
		}
	}
	set := w.ask("POST admin /log-in", "").Result().Cookies()[0]
	if set.Name != "__Host-session" || !set.Secure || !set.HttpOnly || set.SameSite != http.SameSiteLaxMode || set.Path != "/" || set.Domain != "" {
		t.Errorf("session cookie: %v", set)
	}
}

func TestLimits(t *testing.T) {
	w := newWorld(t, func(c *Config) { c.Proxies = []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")} })
	from := func(address string) int {
		return w.ask("POST admin /log-in", "", "X-Forwarded-For", address).Code
	}
	for range 3 {
		if code := from("203.0.113.9"); code != 303 {
			t.Fatalf("within the limit: %d", code)
		}
	}
	again := w.ask("POST admin /log-in", "", "X-Forwarded-For", "203.0.113.9")
	if again.Code != 429 || again.Header().Get("Retry-After") == "" {
		t.Errorf("over the limit: %d %v", again.Code, again.Header())
	}
	if code := from("8.8.8.8, 203.0.113.9"); code != 429 {
		t.Errorf("an invented hop helps: %d", code)
	}
	if code := from("203.0.113.10"); code != 303 {
		t.Errorf("another address: %d", code)
	}
	plain := newWorld(t)
	for range 4 {
		again = plain.ask("POST admin /log-in", "", "X-Forwarded-For", strings.Repeat("1", 1)+".2.3.4")
	}
	if again.Code != 429 {
		t.Errorf("X-Forwarded-For of a stranger counts: %d", again.Code)
	}
}

func TestIPv6NetworksCountAsOne(t *testing.T) {
	if network(netip.MustParseAddr("2001:db8:1:2:3::1")) != network(netip.MustParseAddr("2001:db8:1:2::99")) {
		t.Error("one network, two buckets")
	}
	if network(netip.MustParseAddr("::ffff:1.2.3.4")) != "1.2.3.4" {
		t.Error("mapped addresses")
	}
}

func TestAnswersAreCompressedAndFresh(t *testing.T) {
	rs := NewRoutes()
	rs.Get("/", Anyone(), Handle(func(*db.Tx, *Request, struct{}) (Answer, error) {
		return Bytes("text/plain; charset=utf-8", "", []byte(strings.Repeat("words ", 1000))), nil
	}))
	w := newWorld(t, func(c *Config) { c.Landing = rs })
	if got := w.ask("GET localhost /", "", "Accept-Encoding", "gzip, br"); got.Header().Get("Content-Encoding") != "br" || got.Body.Len() > 200 {
		t.Errorf("%v %d", got.Header(), got.Body.Len())
	}
	got := w.ask("GET localhost /", "", "Accept-Encoding", "br;q=0, gzip")
	plain, err := gzip.NewReader(got.Body)
	if err != nil {
		t.Fatal(err)
	}
	if data, _ := io.ReadAll(plain); len(data) != 6000 {
		t.Errorf("%d bytes", len(data))
	}
	tag := got.Header().Get("ETag")
	if again := w.ask("GET localhost /", "", "If-None-Match", tag); again.Code != 304 || again.Body.Len() != 0 {
		t.Errorf("fresh: %d, tag %s", again.Code, tag)
	}
}

func TestStreamsWaitForTheCommit(t *testing.T) {
	w := newWorld(t)
	got := w.ask("GET admin /shops/moulin/large", "", "As", "anna")
	if got.Code != 200 || got.Body.Len() != 3_000_000 || got.Header().Get("Content-Disposition") != `attachment; filename="report -1-.csv"` {
		t.Errorf("%d, %d bytes, %s", got.Code, got.Body.Len(), got.Header().Get("Content-Disposition"))
	}
}

func TestRedirectsStayInTheHouse(t *testing.T) {
	w := newWorld(t)
	for target, want := range map[string]int{
		"/shops": 303, "http://vertigo.localhost:8080/x": 303, "http://localhost/": 303,
		"//evil.example": 500, "/\\evil.example": 500, "https://evil.example": 500, "http://localhost.evil.example": 500,
		"javascript:alert(1)": 500, "http://a@localhost": 500, "/\tx": 500,
	} {
		if got := w.ask("GET admin /shops/moulin/away?to="+url.QueryEscape(target), "", "As", "anna"); got.Code != want {
			t.Errorf("%q: %d, want %d", target, got.Code, want)
		}
	}
	for target, want := range map[string]bool{"https://pay.example/x": true, "http://pay.example": false, "https://x\r\nSet-Cookie: a=b": false} {
		r := w.server.begin(HostAdmin, &route{}, httptest.NewRequest("GET", "http://admin.localhost/", nil))
		if _, err := Leave(target).build(r); (err == nil) != want {
			t.Errorf("Leave(%q): %v", target, err)
		}
	}
	back := w.ask("POST admin /log-in", "next=https://evil.example/x")
	if back.Code != 422 { // next is no field of the form
		t.Errorf("%d %v", back.Code, back.Header())
	}
	if to := w.ask("POST admin /log-in?next=//evil.example", "").Header().Get("Location"); to != "/" {
		t.Errorf("next leads to %s", to)
	}
	if to := w.ask("POST admin /log-in?next=/shops/moulin/things", "").Header().Get("Location"); to != "/shops/moulin/things" {
		t.Errorf("next leads to %s", to)
	}
}

func TestStorefrontHosts(t *testing.T) {
	w := newWorld(t)
	expect(t, w.ask("GET moulin /", ""), 200, "welcome to Moulin in fr")
	expect(t, w.ask("GET shop.moulin.example /", ""), 200, "welcome to Moulin")
	expect(t, w.ask("GET nothing /", ""), 404)
	expect(t, w.ask("GET evil.example /", ""), 404)
	if to := w.ask("GET 127.0.0.1:8080 /", "").Header().Get("Location"); to != "http://localhost:8080/" {
		t.Errorf("a bare number leads to %q", to)
	}
	expect(t, w.ask("GET moulin /none", ""), 404)
	slash := w.ask("GET admin /log-in/?a=1", "")
	if slash.Code != 301 || slash.Header().Get("Location") != "/log-in?a=1" {
		t.Errorf("%d %v", slash.Code, slash.Header())
	}
}

func TestFrame(t *testing.T) {
	w := newWorld(t)
	w.ask("POST admin /shops/vertigo/things", "name=a", "As", "carl")
	expect(t, w.ask("GET admin /shops/vertigo/frame", "", "As", "carl"), 200, "Choses/fr/", "Choses=/shops/vertigo/things#1", "Secret=")
	got := w.ask("GET admin /shops/moulin/frame", "", "As", "ben")
	expect(t, got, 200, "Things/en/", "Things=/shops/moulin/things#")
	if strings.Contains(got.Body.String(), "Secret") {
		t.Error("shown without permission")
	}
}

func TestTouchOncePerMinute(t *testing.T) {
	w := newWorld(t)
	for range 3 {
		w.ask("GET admin /account", "", "As", "anna")
	}
	if w.people.touched != 1 {
		t.Errorf("touched %d times", w.people.touched)
	}
}

func TestDecodeNested(t *testing.T) {
	form := url.Values{"name": {" two\r\nlines\x00 "}, "lines[0].quantity": {"1 200"}, "lines[2].quantity": {"3"}, "lines[2].variant": {"var_00000000000zz"}}
	r := &Request{HTTP: httptest.NewRequest("POST", "/", nil), Form: form, route: &route{}}
	d := decoder{values: form, used: map[string]bool{}, problem: errs.Invalid("x")}
	var in thingInput
	d.structure(reflectValue(&in), "")
	d.refuseUnknown()
	if err := d.problem.OrNil(); err != nil {
		t.Fatal(err)
	}
	if in.Name != " two\nlines " || len(in.Lines) != 3 || in.Lines[0].Quantity != 1200 || in.Lines[2].Quantity != 3 || in.Lines[2].Variant != 1023 {
		t.Errorf("%+v", in)
	}
	_ = r
	for _, bad := range []string{"lines[-1].quantity", "lines[01].quantity", "lines[99999999].quantity", "lines[x].quantity", "lines[0].price", "lines", "other"} {
		d := decoder{values: url.Values{bad: {"1"}}, used: map[string]bool{}, problem: errs.Invalid("x")}
		var in thingInput
		d.structure(reflectValue(&in), "")
		d.refuseUnknown()
		if d.problem.OrNil() == nil {
			t.Errorf("%s is taken: %+v", bad, in)
		}
	}
}

func TestUploadsHaveALimit(t *testing.T) {
	rs := NewRoutes()
	type upload struct {
		File *multipart.FileHeader `form:"file"`
	}
	rs.Post("/up", Anyone().MaxBody(5000), Handle(func(_ *db.Tx, _ *Request, in upload) (Answer, error) {
		return Page(say(in.File.Filename + " " + itoa(int(in.File.Size)))), nil
	}))
	w := newWorld(t, func(c *Config) { c.Landing = rs })
	send := func(size int) *httptest.ResponseRecorder {
		var b strings.Builder
		form := multipart.NewWriter(&b)
		part, _ := form.CreateFormFile("file", "a.png")
		_, _ = part.Write(make([]byte, size))
		_ = form.Close()
		return w.ask("POST localhost /up", b.String(), "Content-Type", form.FormDataContentType())
	}
	expect(t, send(1000), 200, "a.png 1000")
	expect(t, send(6000), 413, "too large")
}

func TestListNamesParameters(t *testing.T) {
	rs := NewRoutes()
	rs.Post("/orders/{order}/lines/{line}", Staff("orders.edit").Hot(), page("x"))
	got := rs.List()[0]
	if got.Pattern != "/shops/{shop}/orders/{order}/lines/{line}" || got.Permission != "orders.edit" || strings.Join(got.Params, ",") != "order,line" || !got.Hot || got.Audience != "staff" {
		t.Errorf("%+v", got)
	}
}

func reflectValue(v any) reflect.Value { return reflect.ValueOf(v).Elem() }

func TestLoaderRunsBeforeTheHandler(t *testing.T) {
	rs := adminRoutes()
	rs.Get("/things/{thing}", Staff("things.view").Loading(func(tx *db.Tx, r *Request) (any, error) { return thingOf(tx, r.Param("thing")) }),
		Handle(func(_ *db.Tx, r *Request, _ struct{}) (Answer, error) {
			return Page(say(Loaded[thingRow](r).Name)), nil
		}))
	w := newWorld(t, func(c *Config) { c.Admin = rs })
	w.ask("POST admin /shops/moulin/things", "name=lamp", "As", "anna")
	var thing thingRow
	_ = w.db.Read(t.Context(), db.Scope{Shop: 1}, func(tx *db.Tx) (err error) {
		thing, err = db.One[thingRow](tx, `SELECT id, name, version FROM thing WHERE shop_id = $1`)
		return err
	})
	expect(t, w.ask("GET admin /shops/moulin/things/"+thing.ID.Text("thg"), "", "As", "anna"), 200, "lamp")
	expect(t, w.ask("GET admin /shops/vertigo/things/"+thing.ID.Text("thg"), "", "As", "carl"), 404)
}

func TestToastReachesAFragment(t *testing.T) {
	rs := NewRoutes()
	rs.Get("/part", SignedIn(), page("part"))
	w := newWorld(t, func(c *Config) { c.Admin = rs })
	got := w.ask("GET admin /part", "", "HX-Request", "true", "Cookie", "session=anna; toast="+url.QueryEscape(`{"text":"Gespeichert für Zoë 🎭","scheme":"success"}`))
	if trigger := got.Header().Get("HX-Trigger"); trigger != `{"toast":{"text":"Gespeichert f\u00fcr Zo\u00eb \ud83c\udfad","scheme":"success"}}` {
		t.Errorf("HX-Trigger: %s", trigger)
	}
}

func TestOutsideActsOnceToo(t *testing.T) {
	rs := adminRoutes()
	calls := 0
	rs.Post("/uploads", Staff("things.edit"), Again(HandleOutside(func(d *db.DB, r *Request, in struct {
		Name string `form:"name"`
	}) (Answer, error) {
		calls++
		if in.Name == "" {
			return Answer{}, errs.InvalidField("name", "Give it a name.")
		}
		return r.Write(func(tx *db.Tx) (Answer, error) { return addThing(tx, r, thingInput{Name: in.Name}) })
	}), func(_ *db.Tx, r *Request, in struct {
		Name string `form:"name"`
	}, problem *errs.Error) (Answer, error) {
		return Page(say("again")), nil
	}))
	rs.Get("/pay", Staff(""), HandleOutside(func(d *db.DB, r *Request, _ struct{}) (Answer, error) {
		return r.Write(func(tx *db.Tx) (Answer, error) { return addThing(tx, r, thingInput{Name: "session"}) })
	}))
	w := newWorld(t, func(c *Config) { c.Admin = rs })
	expect(t, w.ask("GET admin /shops/moulin/pay", "", "As", "anna"), 303)
	for range 2 {
		expect(t, w.ask("POST admin /shops/moulin/uploads", "name=lamp&_once=k", "As", "anna"), 303)
	}
	expect(t, w.ask("POST admin /shops/moulin/uploads", "name=", "As", "anna"), 422, "again")
	if got := w.things(1); got != "lamp,session" || calls != 3 {
		t.Errorf("things %s, %d calls", got, calls)
	}
}

func TestUploadsLeaveNoFiles(t *testing.T) {
	folder := t.TempDir()
	w := newWorld(t, func(c *Config) {
		c.Admin.Post("/uploads", Anyone().MaxBody(8<<20), Handle(func(_ *db.Tx, _ *Request, in struct {
			File *multipart.FileHeader `form:"file"`
		}) (Answer, error) {
			if left, _ := os.ReadDir(folder); len(left) != 1 {
				t.Errorf("%d temporary files: the test does not reach the disk", len(left))
			}
			return NoContent(), nil
		}))
	})
	t.Setenv("TMPDIR", folder)
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, _ := form.CreateFormFile("file", "a.csv")
	_, _ = part.Write(make([]byte, 3<<20))
	_ = form.Close()
	expect(t, w.ask("POST admin /uploads", body.String(), "Content-Type", form.FormDataContentType()), 204)
	if left, _ := os.ReadDir(folder); len(left) != 0 {
		t.Errorf("%d temporary files are left", len(left))
	}
}

func TestLogsHoldNoSecrets(t *testing.T) {
	w := newWorld(t, func(c *Config) {
		c.Admin.Get("/password/{token}", Anyone(), Handle(func(*db.Tx, *Request, struct{}) (Answer, error) { return Page(say("choose")), nil }))
		c.Admin.Post("/password/{token}", Anyone(), Handle(func(*db.Tx, *Request, struct{}) (Answer, error) {
			return Answer{}, errors.New("a fault")
		}))
	})
	expect(t, w.ask("GET admin /password/canary-secret", ""), 200)
	expect(t, w.ask("POST admin /password/canary-secret", "", "As", "canary-session", "Authorization", "Bearer canary-token"), 500)
	if log := w.log.String(); strings.Contains(log, "canary") || !strings.Contains(log, "/password/…") {
		t.Errorf("the log: %s", log)
	}
}
