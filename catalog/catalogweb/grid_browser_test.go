package catalogweb_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/coulisse/coulisse/catalog"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/kittest/browser"
)

// sheet is the bulk grid in a window.
type sheet struct {
	*browser.Tab
	t    *testing.T
	w    *world
	base string
}

func openSheet(t *testing.T, w *world) *sheet {
	t.Helper()
	chromium := browser.Open(t)
	server := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		r.AddCookie(&http.Cookie{Name: "session", Value: "all"})
		w.server.ServeHTTP(out, r)
	}))
	t.Cleanup(server.Close)
	s := &sheet{Tab: chromium.Tab(t), t: t, w: w, base: strings.Replace(server.URL, "127.0.0.1", "admin.localhost", 1) + "/shops/seven"}
	t.Cleanup(func() {
		for _, trouble := range s.Troubles() {
			t.Error(trouble)
		}
	})
	return s
}

func (s *sheet) visit(path string) {
	s.t.Helper()
	s.Visit(s.base + path)
	s.Until(`document.querySelector(".grid-rows .active")`)
}

// at is the script's name of a cell.
func at(row int, column string) string {
	return fmt.Sprintf(`((grid) => grid.cellAt(%d, grid.columns.findIndex((c) => c?.key === %q)))(document.querySelector("cs-grid"))`, row, column)
}

// to goes to a cell.
func (s *sheet) to(row int, column string) {
	s.t.Helper()
	browser.Eval[bool](s.Tab, fmt.Sprintf(`((grid) => (grid.go(%d, grid.columns.findIndex((c) => c?.key === %q)), true))(document.querySelector("cs-grid"))`, row, column))
}

// press sends one key with Ctrl or Shift to the cell that has the focus.
func (s *sheet) press(key string, with ...string) {
	s.t.Helper()
	held := ""
	for _, name := range with {
		held += ", " + name + "Key: true"
	}
	browser.Eval[bool](s.Tab, fmt.Sprintf(`(document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {key: %q, bubbles: true, cancelable: true%s})), true)`, key, held))
}

func (s *sheet) paste(text string) {
	s.t.Helper()
	browser.Eval[bool](s.Tab, fmt.Sprintf(`((data) => { data.setData("text/plain", %q);
		document.activeElement.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true})); return true })(new DataTransfer())`, text))
}

func (s *sheet) shows(row int, column, text string) {
	s.t.Helper()
	s.Until(fmt.Sprintf(`%s?.textContent === %q`, at(row, column), text))
}

func (s *sheet) has(row int, column, class string) {
	s.t.Helper()
	s.Until(fmt.Sprintf(`%s?.classList.contains(%q)`, at(row, column), class))
}

func (s *sheet) status(part string) {
	s.t.Helper()
	s.Until(fmt.Sprintf(`document.querySelector("[data-status]").textContent.includes(%q)`, part))
}

func (s *sheet) price(product id.ID, variant int) (price int64) {
	s.t.Helper()
	s.w.write(func(tx *db.Tx) error {
		variants, err := catalog.Variants(tx, product)
		price = variants[variant].Price
		return err
	})
	return price
}

// TestGridInTheBrowser types, pastes, fills, calculates, corrects, saves and undoes.
func TestGridInTheBrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("the browser takes half a minute")
	}
	w := newWorld(t)
	doc := w.shirt()
	s := openSheet(t, w)
	s.visit("/product-grid")

	t.Run("typing", func(t *testing.T) {
		s.to(0, "price")
		s.Press("1 234,5\r")
		s.shows(0, "price", "1234.50")
		s.has(0, "price", "changed")
		s.Until(`document.activeElement.textContent === "59.00"`) // Enter went on below
		s.status("1 change")
		s.press("z", "ctrl")
		s.shows(0, "price", "49.00")
		s.status("no changes")
		s.press("y", "ctrl")
		s.shows(0, "price", "1234.50")
	})
	t.Run("escape", func(t *testing.T) {
		s.to(0, "sku")
		s.press("F2")
		s.Press("XYZ\u001b")
		s.shows(0, "sku", "LS-S")
	})
	t.Run("an error stays with its cell", func(t *testing.T) {
		s.to(1, "price")
		s.Press("five\r")
		s.has(1, "price", "wrong")
		s.to(0, "title")
		s.press("F8")
		s.Until(`document.activeElement.getAttribute("aria-invalid") === "true" && document.activeElement.getAttribute("aria-describedby") === "grid-cell-note"`)
		if text := s.Text("#grid-cell-note"); !strings.Contains(text, "“five” is not an amount") {
			t.Errorf("the message is %q", text)
		}
		s.press("s", "ctrl")
		s.Until(`document.querySelector("[data-note]").textContent.includes("Save the others?")`)
		s.Axe()
	})
	t.Run("drafts survive a reload", func(t *testing.T) {
		browser.Eval[bool](s.Tab, `(document.querySelector("cs-grid").sheet.store(), document.querySelector("cs-grid").sheet.edits.clear(), true)`)
		s.visit("/product-grid")
		s.shows(0, "price", "1234.50")
		s.has(1, "price", "wrong")
		s.to(1, "price")
		s.Press("60\r")
		s.shows(1, "price", "60.00")
	})
	t.Run("pasting a block", func(t *testing.T) {
		s.to(0, "price")
		s.paste("12,50\t\"15\"\n13.00\t16,00\n")
		s.shows(0, "price", "12.50")
		s.shows(1, "price", "13.00")
		s.shows(0, "compare_at", "15.00")
		s.shows(1, "compare_at", "16.00")
		s.Until(`document.querySelectorAll(".picked").length === 4`)
	})
	t.Run("filling down", func(t *testing.T) {
		s.to(0, "cost")
		s.Press("4\r")
		s.shows(0, "cost", "4.00")
		s.to(0, "cost")
		s.press("ArrowDown", "shift")
		s.press("d", "ctrl")
		s.shows(1, "cost", "4.00")
	})
	t.Run("a formula is shown before it is taken over", func(t *testing.T) {
		s.to(0, "price")
		s.press("ArrowDown", "shift")
		s.Click("#grid-formula")
		s.Type("#grid-formula", "= cost * 2 round .99\r")
		s.Until(`document.querySelector("[data-note]").textContent.includes("12.50 → 7.99")`)
		s.shows(0, "price", "12.50")
		s.Axe()
		s.Press("\r")
		s.shows(0, "price", "7.99")
		s.shows(1, "price", "7.99")
		s.to(1, "price")
		s.Press("+10%\r") // in one cell at once
		s.shows(1, "price", "8.79")
	})
	t.Run("choices and yes or no", func(t *testing.T) {
		s.to(0, "status")
		s.paste("archived")
		s.shows(0, "status", "Archived")
		s.to(1, "status")
		s.has(1, "status", "fixed")
	})
	t.Run("saving and undoing", func(t *testing.T) {
		s.Click("[data-do=save]")
		s.Until(`document.querySelector("#toasts [data-toast]")?.textContent.includes("cells saved")`)
		s.status("no changes")
		if got := s.price(doc.ID, 1); got != 879 {
			t.Errorf("the price is %d", got)
		}
		s.shows(0, "price", "7.99")
		action := browser.Eval[string](s.Tab, `document.querySelector("#toasts form").getAttribute("action")`)
		if !strings.HasPrefix(action, "/shops/seven/changes/chg_") || !strings.HasSuffix(action, "/undo") {
			t.Errorf("the toast undoes at %q", action)
		}
	})
	t.Run("a conflict shows both values", func(t *testing.T) {
		s.to(0, "price")
		s.Press("20\r")
		s.shows(0, "price", "20.00")
		w.write(func(tx *db.Tx) error {
			_, err := catalog.UpdateVariant(tx, doc.Variants[0].ID, func(v *catalog.Variant) { v.Price = 3000 })
			return err
		})
		s.Click("[data-do=save]")
		s.has(0, "price", "wrong")
		s.Until(`document.querySelector("#grid-cell-note").textContent.includes("There now: 30.00. Yours: 20.00.")`)
		s.Axe()
		s.Click("#grid-cell-note button")
		s.Until(`!document.querySelector(".wrong")`)
		s.Click("[data-do=save]")
		s.status("no changes")
		if got := s.price(doc.ID, 0); got != 2000 {
			t.Errorf("mine was kept, but the price is %d", got)
		}
	})
}

// TestGridScrolls goes through 20,000 variants with few rows in the page.
func TestGridScrolls(t *testing.T) {
	if testing.Short() {
		t.Skip("the browser takes half a minute")
	}
	w := newWorld(t)
	w.write(func(tx *db.Tx) error {
		for i := range 100 {
			in := catalog.ProductInput{Title: fmt.Sprintf("Cloth %03d", i), Options: []string{"Number"}}
			for v := range 200 {
				in.Variants = append(in.Variants, catalog.Variant{Option1: strconv.Itoa(v), SKU: fmt.Sprintf("C-%d-%d", i, v), Price: int64(1000 + v)})
			}
			if _, err := catalog.Create(tx, in); err != nil {
				return err
			}
		}
		return nil
	})
	s := openSheet(t, w)
	s.visit("/product-grid")
	s.status("20,000 variants")
	frames := browser.Eval[[]float64](s.Tab, `(async () => {
		const box = document.querySelector(".grid-scroll"), times = [];
		let last = performance.now();
		for (let i = 0; i < 30; i++) {
			box.scrollTop += i < 20 ? 180 : 60000;
			await new Promise(requestAnimationFrame);
			const now = performance.now();
			times.push(now - last);
			last = now;
		}
		return times;
	})()`)
	slices.Sort(frames)
	script := browser.Eval[float64](s.Tab, `(() => {
		const grid = document.querySelector("cs-grid"), box = grid.scroller, times = [];
		for (let i = 0; i < 40; i++) {
			box.scrollTop = 1000 + i * 900;
			const from = performance.now();
			grid.render(false);
			times.push(performance.now() - from);
		}
		return times.sort((a, b) => a - b)[20];
	})()`)
	t.Logf("a frame takes %.0f ms (median), of which drawing thirty new rows takes %.1f ms", frames[len(frames)/2], script)
	if rows := browser.Eval[int](s.Tab, `document.querySelectorAll(".grid-rows .grid-row").length`); rows > 60 {
		t.Errorf("%d rows are in the page", rows)
	}
	s.to(0, "price")
	s.press("End", "ctrl")
	s.Until(`document.activeElement.closest("[aria-rowindex]")?.getAttribute("aria-rowindex") === "20001"`)
	s.shows(19999, "sku", "C-0-199")
	if rows := browser.Eval[int](s.Tab, `document.querySelectorAll(".grid-rows .grid-row").length`); rows > 60 {
		t.Errorf("at the end %d rows are in the page", rows)
	}
	// The whole column is calculated, though most of it was never in sight.
	s.to(0, "price")
	s.press(" ", "ctrl")
	s.status("20,000 cells selected")
	s.Type("#grid-formula", "+1\r")
	s.Until(`document.querySelector("[data-note]").textContent.includes("20,000 cells change")`)
	s.Press("\r")
	s.status("20,000 changes")
	browser.Eval[bool](s.Tab, `(document.querySelector("cs-grid").sheet.discard(), true)`)
}

// TestGridInAllForms looks at the grid wide and on a phone, light and dark.
func TestGridInAllForms(t *testing.T) {
	if testing.Short() {
		t.Skip("the browser takes half a minute")
	}
	w := newWorld(t)
	w.shirt()
	w.write(func(tx *db.Tx) error {
		for i := range 30 {
			_, err := catalog.Create(tx, catalog.ProductInput{Title: fmt.Sprintf("Teapot %02d", i), Status: catalog.Active, Tags: []string{"tea"}, Vendor: "Brown Betty",
				Variants: []catalog.Variant{{SKU: fmt.Sprintf("TP-%d", i), Price: int64(1999 + 10*i), Cost: 800, Tracked: true}}})
			if err != nil {
				return err
			}
		}
		return nil
	})
	s := openSheet(t, w)
	for _, scheme := range []string{"light", "dark"} {
		s.Scheme(scheme)
		for name, width := range map[string]int64{"wide": 1440, "phone": 390} {
			s.Size(width, 860)
			s.visit("/product-grid")
			s.to(2, "price")
			s.Press("24\r")
			s.to(3, "price")
			s.Press("nothing\r")
			s.has(3, "price", "wrong")
			s.to(3, "price")
			s.Axe()
			if over := s.SidewaysScroll(); over > 0 {
				t.Errorf("%s is %d too wide", name, over)
			}
			if folder := os.Getenv("COULISSE_TEST_PICTURES"); folder != "" {
				s.Picture(filepath.Join(folder, "grid-"+scheme+"-"+name+".png"))
			}
			browser.Eval[bool](s.Tab, `(document.querySelector("cs-grid").sheet.discard(), document.querySelector("cs-grid").sheet.store(), true)`)
			s.Visit(s.base + "/product-grid/table")
			s.Axe()
			if over := s.SidewaysScroll(); over > 0 {
				t.Errorf("the plain form, %s, is %d too wide", name, over)
			}
		}
	}
	s.Visit(s.base + "/product-grid?tag=none")
	s.Axe()
}
