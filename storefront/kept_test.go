package storefront_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/coulisse/coulisse/catalog"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/stock"
)

var nonceInPage = regexp.MustCompile(`nonce="([A-Z0-9]+)"`)

// Pages kept in memory must never be older than the shop, nor shared where they are
// somebody's own.
func TestKeptPagesFollowTheShop(t *testing.T) {
	w := newWorld(t)
	w.keep = true
	w.serve()
	visitor := w.buyer()
	first, second := visitor.get("/products/vase-alba").status(200), visitor.get("/products/vase-alba").status(200)
	nonce, again := nonceInPage.FindStringSubmatch(first.Body.String()), nonceInPage.FindStringSubmatch(second.Body.String())
	if nonce == nil || again == nil || nonce[1] == again[1] || !strings.Contains(second.Header().Get("Content-Security-Policy"), again[1]) {
		t.Errorf("two pages share their nonce %v, or it is not that of the policy", nonce)
	}
	if one, two := first.page.Find("input[name=_once]").AttrOr("value", "1"), second.page.Find("input[name=_once]").AttrOr("value", "1"); one == two || strings.Contains(one, "once") {
		t.Errorf("two pages share the key %q of their form", one)
	}
	plain := func(a answer) string {
		return regexp.MustCompile(`[A-Z0-9]{26}`).ReplaceAllString(a.Body.String(), "x")
	}
	if plain(first) != plain(second) {
		t.Error("the kept page differs from the first")
	}
	vase := w.productOf("vase-alba")
	for _, change := range []struct {
		words string
		write func(tx *db.Tx) error
	}{
		{"61,00", func(tx *db.Tx) error {
			_, err := catalog.UpdateVariant(tx, vase.variant, func(v *catalog.Variant) { v.Price, v.CompareAt = 6100, 0 })
			return err
		}},
		{"Plus que 2", func(tx *db.Tx) error {
			return stock.Reserve(tx, tx.NewID(), []stock.Demand{{Variant: vase.variant, Quantity: 1}}, 0)
		}},
	} {
		if strings.Contains(visitor.get("/products/vase-alba").page.Find("main").Text(), change.words) {
			t.Errorf("%q is there before the change", change.words)
		}
		w.write(change.write)
		visitor.get("/products/vase-alba").has("main", change.words)
		api := visitor.get("/api/v1/products/vase-alba").status(200)
		if change.words == "61,00" && !strings.Contains(api.Body.String(), "6100") {
			t.Errorf("the JSON is old: %s", api.Body.String())
		}
	}
	visitor.get("/api/v1/products/vase-alba").status(200)
	shopper := w.buyer()
	page := shopper.get("/products/vase-alba")
	shopper.submit(page, "form[action$='/cart/lines']")
	if got := shopper.get("/products/vase-alba"); plain(got) == plain(visitor.get("/products/vase-alba")) {
		t.Error("a buyer with a cart gets the page of a stranger")
	}
	w.write(func(tx *db.Tx) error { return catalog.SetStatus(tx, vase.product, catalog.Draft) })
	visitor.get("/products/vase-alba").status(404)
	visitor.get("/api/v1/products/vase-alba").status(404)
}

type goods struct{ product, variant id.ID }

func (w *world) productOf(handle string) (g goods) {
	w.t.Helper()
	w.write(func(tx *db.Tx) error {
		p, err := catalog.ByHandle(tx, handle)
		if err != nil {
			return err
		}
		variants, err := catalog.Variants(tx, p.ID)
		g = goods{p.ID, variants[0].ID}
		return err
	})
	return g
}
