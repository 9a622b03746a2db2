package browser_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/coulisse/coulisse/kit/kittest/browser"
)

func TestATabTellsOfTroubles(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		if r.Method == http.MethodPost {
			_, _ = w.Write([]byte(`<!doctype html><h2 style="width:2000px">` + r.FormValue("name") + `</h2><script>nope()</script>`))
			return
		}
		_, _ = w.Write([]byte(`<!doctype html><html lang="en"><head><title>T</title><link rel="icon" href="data:,"></head><body><main><h1>Hello</h1>
			<form method="post"><label>Name <input name="name"></label><button>Save</button></form></main></body></html>`))
	}))
	defer server.Close()
	tab := browser.Open(t).Tab(t)
	tab.Visit(server.URL)
	tab.Axe()
	if found := tab.Troubles(); len(found) != 0 || tab.SidewaysScroll() != 0 {
		t.Errorf("a sound page has troubles %v", found)
	}
	tab.Size(390, 844)
	tab.Type("input", "Ada")
	tab.Submit("button")
	if got := tab.Text("h2"); got != "Ada" {
		t.Errorf("after the form: %q", got)
	}
	if found := strings.Join(tab.Troubles(), "\n"); !strings.Contains(found, "nope is not defined") {
		t.Errorf("the script error is missing in %q", found)
	}
	if tab.SidewaysScroll() == 0 {
		t.Error("a page wider than the phone went unseen")
	}
}
