package ui

import (
	"bytes"
	"context"
	"io/fs"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/a-h/templ"
	"github.com/andybalholm/brotli"
)

func TestAssetsAreServedForEver(t *testing.T) {
	handler := Handler()
	for _, name := range []string{"ui.css", "public.css", "ui.js", "htmx.js", "inter-latin.woff2", "inter-latin-ext.woff2", "mark.svg"} {
		r := httptest.NewRequest("GET", AssetPath(name), nil)
		r.Header.Set("Accept-Encoding", "gzip, br")
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		if w.Code != 200 || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") || w.Header().Get("Content-Type") == "" {
			t.Errorf("%s: %d %v", name, w.Code, w.Header())
		}
	}
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, httptest.NewRequest("GET", "/assets/000000000000/ui.css", nil))
	if w.Code != 404 {
		t.Errorf("an old address answers %d", w.Code)
	}
}

func TestAssetsAreTheSamePressedAndPlain(t *testing.T) {
	handler := Handler()
	get := func(encoding string) *httptest.ResponseRecorder {
		r := httptest.NewRequest("GET", AssetPath("ui.css"), nil)
		r.Header.Set("Accept-Encoding", encoding)
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		return w
	}
	var unpressed bytes.Buffer
	if _, err := unpressed.ReadFrom(brotli.NewReader(get("br").Body)); err != nil {
		t.Fatal(err)
	}
	if plain := get("").Body.String(); plain != unpressed.String() || get("gzip").Header().Get("Content-Encoding") != "gzip" {
		t.Error("the pressed style sheet differs from the plain one")
	}
}

func TestStyleSheetNamesItsLayersAndFonts(t *testing.T) {
	css := string(own().byName["ui.css"].plain)
	if !strings.HasPrefix(css, "@layer reset,tokens,base,components,pages;") {
		t.Errorf("layers: %.60s", css)
	}
	if !strings.Contains(css, "url("+AssetPath("inter-latin.woff2")+")") {
		t.Error("the font has no address")
	}
	if strings.Count(css, "{") != strings.Count(css, "}") {
		t.Error("braces do not match")
	}
}

func TestBundleOfADepartment(t *testing.T) {
	bundle, err := NewBundle(fstest.MapFS{"orders.css": {Data: []byte(".x { color: red; }")}})
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	Handler(bundle).ServeHTTP(w, httptest.NewRequest("GET", bundle.Path("orders.css"), nil))
	if got := w.Body.String(); got != "@layer pages{.x{color: red}}" {
		t.Errorf("%d %s", w.Code, got)
	}
}

// Budgets in bytes after brotli, as the browser receives them: web.md asks for 30 KB in all.
func TestFirstLoadStaysSmall(t *testing.T) {
	frame := galleryFrame("")
	list := galleryList()
	for len(list.Table.Rows) < 50 {
		list.Table.Rows = append(list.Table.Rows, galleryRows()...)
	}
	list.Table.Rows = list.Table.Rows[:50]
	page := pressed(t, render(t, Page(frame, List(list))))
	css, js, htmx := pressed(t, own().byName["ui.css"].plain), pressed(t, own().byName["ui.js"].plain), pressed(t, own().byName["htmx.js"].plain)
	t.Logf("page %d, css %d, js %d, htmx %d, in all %d", page, css, js, htmx, page+css+js+htmx)
	for name, c := range map[string][2]int{"css": {css, 9_000}, "js": {js, 5_000}, "htmx": {htmx, 12_500}, "in all": {page + css + js + htmx, 30 * 1024}} {
		if c[0] > c[1] {
			t.Errorf("%s: %d bytes, budget %d", name, c[0], c[1])
		}
	}
}

func TestIconsOfTheKitAreAtHand(t *testing.T) {
	for name, page := range frames() {
		if strings.Contains(string(render(t, page)), iconShapes["circle-dot"]) {
			t.Errorf("%s draws an icon that is not in iconshapes.go", name)
		}
	}
}

// What a style sheet hides behind a class must be a class that some template gives.
func TestStyleSheetsNameNoDeadComponents(t *testing.T) {
	all := string(render(t, GalleryPage(""))) + string(render(t, PlainPage(PlainProps{}, GalleryLogIn()))) + string(render(t, PublicPage(PublicProps{}, GalleryLanding())))
	var script string
	modules, _ := fs.Glob(sources, "*.js")
	for _, name := range append(modules, "thirdparty/editor.min.js", "thirdparty/chart.min.js") {
		script += string(mustRead(name))
	}
	names, _ := fs.Glob(sources, "*.css")
	for _, name := range names {
		for _, found := range regexp.MustCompile(`\.([a-z][a-z-]+[a-z])\b`).FindAllStringSubmatch(string(mustRead(name)), -1) {
			class := found[1]
			if !strings.Contains(all, class) && !strings.Contains(script, class) && !rare[class] {
				t.Errorf("%s: nothing wears .%s", name, class)
			}
		}
	}
}

// rare are classes that the gallery does not show, by name.
var rare = map[string]bool{"one": true, "narrow": true, "wide": true, "prose": true, "crumbs": true, "linked": true, "htmx-request": true, "list-run": true, "list-tools": true, "filter-form": true, "plain-foot": true}

func render(t *testing.T, c templ.Component) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := c.Render(context.Background(), &out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func pressed(t *testing.T, content []byte) int {
	t.Helper()
	var out bytes.Buffer
	w := brotli.NewWriterLevel(&out, brotli.BestCompression)
	if _, err := w.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Len()
}
