package storefront_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

// BenchmarkPages measures whole requests, from host to HTML, on 48 products.
func BenchmarkPages(b *testing.B) {
	w := newWorld(b)
	w.many(48)
	for name, path := range map[string]string{"home": "/", "collection": "/collections/all", "product": "/products/vase-alba", "cart": "/cart"} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				rec := httptest.NewRecorder()
				w.server.ServeHTTP(rec, httptest.NewRequest("GET", base+path, nil))
				if rec.Code != http.StatusOK {
					b.Fatal(rec.Code)
				}
			}
		})
	}
}
