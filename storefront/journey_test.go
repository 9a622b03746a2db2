package storefront_test

import (
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/coulisse/coulisse/kit/kittest/browser"
)

// TestBuyingInABrowser walks from the home page to a placed order on a desk and on a
// phone; axe looks at each page. COULISSE_PICTURES names a folder for pictures of them.
func TestBuyingInABrowser(t *testing.T) {
	b := browser.Open(t)
	w := newWorld(t)
	server := httptest.NewServer(nil)
	t.Cleanup(server.Close)
	w.port = server.URL[strings.LastIndexByte(server.URL, ':'):]
	w.serve()
	server.Config.Handler = w.server
	for _, width := range []int64{1440, 390} {
		t.Run(fmt.Sprint(width), func(t *testing.T) {
			tab := b.Tab(t)
			tab.Size(width, 860)
			shop := "http://ruche.localhost" + w.port
			look := func(name string) {
				t.Helper()
				tab.Axe()
				if wide := browser.Eval[int64](tab, `document.documentElement.scrollWidth`); wide > width {
					t.Errorf("%s is %d wide", name, wide)
				}
				if folder := os.Getenv("COULISSE_PICTURES"); folder != "" {
					tab.Picture(filepath.Join(folder, fmt.Sprintf("%s-%d.png", name, width)))
				}
			}
			visit := func(path, name string) { t.Helper(); tab.Visit(shop + path); look(name) }
			visit("/", "home")
			visit("/collections", "collections")
			visit("/en/collections/all", "all")
			visit("/search?q=vase", "search")
			visit("/search?q=zzzz", "nothing-found")
			visit("/pages/about", "page")
			visit("/nowhere", "missing")
			visit("/cart", "empty-cart")
			visit("/products/tasse-brume", "sold-out")
			choose(t, tab, shop)
			look("product")
			tab.Click("[data-buy]")
			tab.Until(`location.pathname == "/cart"`)
			tab.Click(".stepper button:last-child")
			tab.Until(`document.querySelector(".line__sum")?.textContent.startsWith("76")`)
			look("cart")
			tab.Click(".cart__sum .button")
			tab.Until(`location.pathname == "/checkout"`)
			tab.Click("main form button[type=submit]")
			tab.Until(`document.activeElement.id == "trouble"`)
			look("contact-wrong")
			fill(tab)
			look("contact")
			tab.Click("main form button[type=submit]")
			tab.Until(`location.pathname == "/checkout/delivery"`)
			look("delivery")
			tab.Click("main form button[type=submit]")
			tab.Until(`location.pathname == "/checkout/payment"`)
			look("payment")
			tab.Click("main form button[type=submit]")
			tab.Until(`location.pathname.startsWith("/orders/")`)
			look("order")
		})
	}
}

// choose picks size and colour and waits for what script does with it.
func choose(t *testing.T, tab *browser.Tab, shop string) {
	t.Helper()
	tab.Visit(shop + "/products/chemise-lin")
	// The bar at the foot of a phone may stand over a choice: scroll it clear first.
	pick := func(selector string) {
		browser.Eval[bool](tab, `(document.querySelector("`+selector+`").scrollIntoView({block: "center"}), true)`)
		tab.Click(selector)
	}
	pick("input[name=option1][value=L]")
	pick("input[name=option2][value=Bleu]")
	tab.Until(`document.querySelector("[data-buy]").disabled`)
	pick("input[name=option1][value=M]")
	tab.Until(`!document.querySelector("[data-buy]").disabled && location.search.includes("variant=var_")`)
	if price := tab.Text(".product__price .price"); !strings.HasPrefix(price, "38,00") {
		t.Errorf("the price of the choice is %q", price)
	}
}

// fill answers the first step.
func fill(tab *browser.Tab) {
	for field, value := range map[string]string{"email": "jean@example.fr", "name": "Jean Petit", "line1": "3 rue des Lilas", "postal_code": "69001", "city": "Lyon"} {
		tab.Type("#f-"+field, value)
	}
}
