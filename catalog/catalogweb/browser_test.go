package catalogweb_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/coulisse/coulisse/catalog"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/kittest/browser"
)

// TestScreensInTheBrowser walks over all screens in both themes, wide and on a phone:
// axe finds nothing, nothing scrolls sideways, no script fails. With
// COULISSE_TEST_PICTURES it leaves a picture of each.
func TestScreensInTheBrowser(t *testing.T) {
	chromium := browser.Open(t)
	w := newWorld(t)
	doc := w.shirt()
	var only catalog.Product
	var group catalog.Collection
	w.write(func(tx *db.Tx) (err error) {
		if only, err = catalog.Create(tx, catalog.ProductInput{Title: "Teapot", Vendor: "Brown Betty", Status: catalog.Active, Images: []catalog.Image{{SourceURL: "https://example.com/pot.jpg"}},
			Variants: []catalog.Variant{{SKU: "TP-1", Price: 1999, Cost: 800, Tracked: true}}}); err != nil {
			return err
		}
		group, err = catalog.CreateCollection(tx, catalog.CollectionInput{Title: "Summer", ByRule: true, Rules: []catalog.Rule{{Field: "tag", Relation: "is", Value: "summer"}}})
		return err
	})
	theme := "light"
	server := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		r.AddCookie(&http.Cookie{Name: "session", Value: "all"})
		r.AddCookie(&http.Cookie{Name: "theme", Value: theme})
		w.server.ServeHTTP(out, r)
	}))
	t.Cleanup(server.Close)
	base := strings.Replace(server.URL, "127.0.0.1", "admin.localhost", 1) + "/shops/seven"
	tab := chromium.Tab(t)
	for name, path := range map[string]string{"list": "/products", "new": "/products/new", "options": "/products/" + doc.ID.Text("prd"),
		"single": "/products/" + only.ID.Text("prd"), "variant": "/products/" + doc.ID.Text("prd") + "/variants/" + doc.Variants[0].ID.Text("var"),
		"collections": "/collections", "collection": "/collections/" + group.ID.Text("col"), "imports": "/imports"} {
		for _, theme = range []string{"light", "dark"} {
			for _, width := range []int64{1440, 390} {
				tab.Size(width, 900)
				tab.Visit(base + path)
				tab.Axe()
				if over := tab.SidewaysScroll(); over > 0 {
					t.Errorf("%s at %d is %d too wide", name, width, over)
				}
				if folder := os.Getenv("COULISSE_TEST_PICTURES"); folder != "" {
					tab.Picture(filepath.Join(folder, "catalog-"+name+"-"+theme+"-"+map[int64]string{1440: "wide", 390: "phone"}[width]+".png"))
				}
			}
		}
	}
	for _, trouble := range tab.Troubles() {
		t.Error(trouble)
	}
}
