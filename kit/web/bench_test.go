package web

import (
	"net/http/httptest"
	"testing"
)

// BenchmarkPage is the cost of the web layer: session, staff, one transaction, a small
// page with its frame.
func BenchmarkPage(b *testing.B) {
	w := newWorld(b)
	for b.Loop() {
		if got := w.ask("GET admin /shops/moulin/frame", "", "As", "anna"); got.Code != 200 {
			b.Fatal(got.Code)
		}
	}
}

// BenchmarkAPI is the same for one object as JSON.
func BenchmarkAPI(b *testing.B) {
	w := newWorld(b, func(c *Config) { c.API = thingAPI() })
	var got *httptest.ResponseRecorder
	for b.Loop() {
		if got = w.ask("GET api /v1/things", "", "Authorization", "Bearer all"); got.Code != 200 && got.Code != 429 {
			b.Fatal(got.Code)
		}
	}
}
