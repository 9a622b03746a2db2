package ui

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"github.com/coulisse/coulisse/kit/kittest/browser"
)

// serve answers with the gallery under the policy that kit/web sets.
func serve(t *testing.T) string {
	mux := http.NewServeMux()
	mux.Handle("/assets/", Handler())
	answer := func(draw func(theme string) templ.Component) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			w.Header().Set("Content-Security-Policy", "default-src 'self'")
			_ = draw(r.URL.Query().Get("theme")).Render(r.Context(), w)
		}
	}
	mux.HandleFunc("/_ui", answer(GalleryPage))
	mux.HandleFunc("/log-in", answer(func(theme string) templ.Component {
		return PlainPage(PlainProps{Title: "Log in", Theme: theme}, GalleryLogIn())
	}))
	mux.HandleFunc("/landing", answer(func(theme string) templ.Component {
		return PublicPage(PublicProps{Title: "Coulisse", Theme: theme}, GalleryLanding())
	}))
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}

func TestInTheBrowser(t *testing.T) {
	address := serve(t)
	chromium := browser.Open(t)
	t.Run("axe finds nothing", func(t *testing.T) {
		tab := chromium.Tab(t)
		for _, page := range []string{"/_ui", "/log-in", "/landing"} {
			for _, theme := range []string{"light", "dark"} {
				for _, width := range []int64{1440, 390} {
					tab.Size(width, 900)
					tab.Visit(address + page + "?theme=" + theme)
					tab.Until(`[...document.querySelectorAll("[data-island]")].every((part) => part.dataset.ready !== undefined) && document.querySelectorAll(".rich").length === document.querySelectorAll(".rich.ready").length`)
					tab.Axe()
				}
			}
		}
	})
	t.Run("a phone never scrolls sideways", func(t *testing.T) {
		tab := chromium.Tab(t)
		tab.Size(390, 844)
		for _, page := range []string{"/_ui", "/log-in", "/landing"} {
			tab.Visit(address + page)
			if wide := browser.Eval[int](tab, "document.documentElement.scrollWidth"); wide > 390 {
				t.Errorf("%s is %d wide", page, wide)
			}
		}
	})
	t.Run("the list changes in place", func(t *testing.T) { listInPlace(t, chromium.Tab(t), address) })
	t.Run("the keyboard is enough", func(t *testing.T) { keyboard(t, chromium.Tab(t), address) })
	t.Run("rows are selected", func(t *testing.T) { selection(t, chromium.Tab(t), address) })
	t.Run("a form is sent once", func(t *testing.T) { sentOnce(t, chromium.Tab(t), address) })
}

// The behaviours of htmx that the kit counts on; the way back to htmx 2 has to keep them.
func listInPlace(t *testing.T, tab *browser.Tab, address string) {
	tab.Visit(address + "/_ui")
	tab.Until("window.htmx")
	browser.Eval[int](tab, "window.same = 1")
	tab.Click(".tabs a:nth-child(2)")
	tab.Until(`location.search === "?view=unshipped"`)
	tab.Type("#list-search", "abc")
	tab.Until(`location.search === "?q=abc"`)
	if browser.Eval[string](tab, "document.activeElement.id") != "list-search" {
		t.Error("the search lost the focus")
	}
	if browser.Eval[string](tab, "document.activeElement.value") != "abc" {
		t.Error("the search lost its word")
	}
	tab.Click("th a")
	tab.Until(`location.search === "?sort=date"`)
	tab.Click("tbody tr:nth-child(3) .row-link")
	tab.Until(`location.hash === "#order2" && document.querySelector("#list .table")`)
	if browser.Eval[int](tab, "window.same ?? 0") != 1 {
		t.Error("the page was loaded anew")
	}
}

func keyboard(t *testing.T, tab *browser.Tab, address string) {
	tab.Visit(address + "/_ui")
	tab.Press("jj")
	tab.Until(`[...document.querySelectorAll("[data-row]")].findIndex((row) => row.classList.contains("at")) === 1`)
	tab.Press("x")
	tab.Until(`document.querySelector("[data-count]").textContent === "1 selected"`)
	tab.Press("?")
	tab.Until(`document.querySelector("#keys").open`)
	tab.Press("\x1b")
	tab.Until(`!document.querySelector("#keys").open`)
	tab.Press("gp")
	tab.Until(`location.hash === "#products"`)
	tab.Press("/")
	tab.Until(`document.activeElement.id === "list-search"`)
	// The driver sends the slash as a character too, which a real keyboard does not.
	tab.Press("gp?")
	if got := browser.Eval[string](tab, `document.activeElement.id + " " + document.activeElement.value`); !strings.HasSuffix(got, "gp?") {
		t.Errorf("letters are not silent in a field: %s", got)
	}
	tab.Click("[popovertarget=menu-pay]")
	tab.Click("#menu-pay [commandfor=peek]")
	tab.Until(`document.querySelector("#peek").open`)
	for range 8 {
		tab.Press("\t")
	}
	if !browser.Eval[bool](tab, `document.activeElement === document.body || document.querySelector("#peek").contains(document.activeElement)`) {
		t.Error("the focus left the drawer")
	}
	tab.Press("\x1b")
	tab.Until(`!document.querySelector("#peek").open`)
}

func selection(t *testing.T, tab *browser.Tab, address string) {
	tab.Visit(address + "/_ui")
	tab.Click("[data-select-page]")
	tab.Until(`document.querySelector("[data-count]").textContent === "8 selected"`)
	tab.Click("tbody tr:nth-child(2) .tick input")
	tab.Until(`document.querySelector("[data-count]").textContent === "7 selected"`)
	tab.Click(".selection [type=reset]")
	tab.Until(`getComputedStyle(document.querySelector(".selection")).display === "none"`)
}

func sentOnce(t *testing.T, tab *browser.Tab, address string) {
	tab.Visit(address + "/log-in")
	sent := browser.Eval[int](tab, `(() => {
		const form = document.querySelector("form"); let sent = 0;
		addEventListener("submit", (event) => { if (!event.defaultPrevented) sent++; event.preventDefault(); });
		form.requestSubmit(); form.requestSubmit(); return sent; })()`)
	if sent != 1 {
		t.Errorf("sent %d times", sent)
	}
}
