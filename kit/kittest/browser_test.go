package kittest_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/coulisse/coulisse/kit/kittest"
)

func TestBrowser(t *testing.T) {
	page := `<!doctype html><html lang="en"><head><title>T</title></head><body><main><h1>Hello</h1>
		<form method="post"><label>Name <input name="name"></label><button>Save</button></form></main></body></html>`
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		if r.Method == http.MethodPost {
			_, _ = w.Write([]byte(`<!doctype html><h2>` + r.FormValue("name") + `</h2><img src="/missing"><script>nope()</script>`))
			return
		}
		_, _ = w.Write([]byte(page))
	}))
	defer server.Close()
	p := kittest.Browser(t)
	p.Open(server.URL)
	if got := p.Text("h1"); got != "Hello" {
		t.Errorf("h1 is %q", got)
	}
	if found := p.Axe(); len(found) != 0 {
		t.Errorf("axe finds %v in a sound page", found)
	}
	if errors := p.Errors(); len(errors) != 0 && !strings.Contains(errors[0], "favicon") {
		t.Errorf("errors %v", errors)
	}
	p.Size(390, 844)
	p.Fill("input", "Ada")
	p.Submit("button")
	if got := p.Text("h2"); got != "Ada" {
		t.Errorf("after the form: %q", got)
	}
	if found := strings.Join(p.Axe(), "\n"); !strings.Contains(found, "image-alt") || !strings.Contains(found, "html-has-lang") {
		t.Errorf("axe finds %s", found)
	}
	if !strings.Contains(strings.Join(p.Errors(), "\n"), "nope is not defined") {
		t.Errorf("errors %v", p.Errors())
	}
}
