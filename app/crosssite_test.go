package app_test

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
)

var pathParam = regexp.MustCompile(`\{[a-z_.]+\}`)

// TestForeignSitesCannotWrite sends every unsafe request of every host as another site, a
// sibling shop and an old browser would: all are refused before anything is looked at.
func TestForeignSitesCannotWrite(t *testing.T) {
	m := newMarked(t)
	hosts := map[string]string{"landing": "localhost", "admin": "admin.localhost", "shop": "marked.localhost", "api": "api.localhost"}
	tried := 0
	for _, route := range m.app.Server().List() {
		if route.Method == http.MethodGet {
			continue
		}
		path := pathParam.ReplaceAllString(strings.Replace(route.Pattern, "{shop}", "marked", 1), "x")
		for _, headers := range [][]string{
			{"Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example"},
			{"Sec-Fetch-Site", "same-site", "Origin", "http://other.localhost"},
			{"Origin", "http://other.localhost"},
			{"Origin", "null"},
		} {
			r := httptest.NewRequest(route.Method, "http://"+hosts[route.Host]+path, strings.NewReader("_once=1"))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.AddCookie(&http.Cookie{Name: "session", Value: m.session})
			for i := 0; i < len(headers); i += 2 {
				r.Header.Set(headers[i], headers[i+1])
			}
			answer := httptest.NewRecorder()
			m.app.Handler().ServeHTTP(answer, r)
			if answer.Code != http.StatusForbidden {
				t.Errorf("%s %s%s with %v: %d", route.Method, route.Host, path, headers, answer.Code)
			}
			tried++
		}
	}
	if tried < 300 {
		t.Errorf("only %d requests were tried", tried)
	}
}

// TestTheAPITakesNoCookies calls every operation of the API with a session and no token.
func TestTheAPITakesNoCookies(t *testing.T) {
	m := newMarked(t)
	for _, route := range m.app.Server().List() {
		if route.Host != "api" {
			continue
		}
		r := httptest.NewRequest(route.Method, "http://api.localhost"+pathParam.ReplaceAllString(route.Pattern, "x"), nil)
		r.AddCookie(&http.Cookie{Name: "session", Value: m.session})
		answer := httptest.NewRecorder()
		m.app.Handler().ServeHTTP(answer, r)
		if answer.Code != http.StatusUnauthorized {
			t.Errorf("%s %s: %d", route.Method, route.Pattern, answer.Code)
		}
	}
}
