package storefront_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/coulisse/coulisse/catalog"
	"github.com/coulisse/coulisse/delivery"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/orders"
	"github.com/coulisse/coulisse/payments"
	"github.com/coulisse/coulisse/stock"
)

// address fills the first step.
var address = []string{"email", "jean@example.fr", "name", "Jean Petit", "line1", "3 rue des Lilas", "postal_code", "69001", "city", "Lyon", "country", "FR"}

// filled is a buyer with a vase in the cart and a known address.
func (w *world) filled() *buyer {
	w.t.Helper()
	b := w.buyer()
	b.submit(b.get("/products/vase-alba"), "#buy").to("/cart")
	b.submit(b.get("/checkout"), "main form", address...).to("/checkout/delivery")
	b.submit(b.get("/checkout/delivery"), "main form").to("/checkout/payment")
	return b
}

func TestBuyingWithoutScript(t *testing.T) {
	w := newWorld(t)
	b := w.filled()
	last := b.get("/checkout/payment").status(http.StatusOK).has(".known", "Jean Petit").has(".totals__sum", "53,90 €").has(".pick", "irement")
	path := b.submit(last, "main form").to("/orders/")
	b.get(path).status(http.StatusOK).has("h1", "Merci").has(".facts", "53,90 €").has(".state", "En attente de paiement").has(".line", "Vase Alba")
	b.get("/cart").has(".empty", "vide")
	if again := b.get("/checkout").Header().Get("Location"); again != path {
		t.Errorf("the checkout of an ordered cart leads to %q", again)
	}
}

func TestWhatWasTypedIsKept(t *testing.T) {
	w := newWorld(t)
	b := w.buyer()
	b.submit(b.get("/products/vase-alba"), "#buy").to("/cart")
	wrong := b.submit(b.get("/checkout"), "main form", "email", "nonsense", "name", "Jean <b>", "vat_number", "FR00", "country", "FR").status(http.StatusUnprocessableEntity)
	for _, field := range []string{"email", "line1", "city", "vat_number"} {
		input := wrong.page.Find("input[name=" + field + "]")
		if input.AttrOr("aria-invalid", "") != "true" || wrong.page.Find("#"+input.AttrOr("aria-describedby", "none")).Text() == "" {
			t.Errorf("the field %s does not say what is wrong", field)
		}
	}
	if got := wrong.page.Find("input[name=name]").AttrOr("value", ""); got != "Jean <b>" {
		t.Errorf("the name became %q", got)
	}
	if wrong.page.Find("details.fold[open]").Length() == 0 {
		t.Error("the fields of the company are folded away")
	}
	wrong.has("#trouble", "champs signalés")
}

func TestStepsWaitForEachOther(t *testing.T) {
	w := newWorld(t)
	b := w.buyer()
	b.get("/checkout").to("/cart")
	b.submit(b.get("/products/vase-alba"), "#buy").to("/cart")
	b.get("/checkout/payment").to("/checkout")
	b.get("/checkout/delivery").to("/checkout")
}

func TestCartChanges(t *testing.T) {
	w := newWorld(t)
	b := w.buyer()
	b.submit(b.get("/products/vase-alba"), "#buy", "quantity", "2").to("/cart")
	cart := b.get("/cart").status(http.StatusOK).has(".totals__sum", "98,00 €").has(".tool__count", "2")
	b.submit(cart, ".line__quantity", "quantity", "9").status(http.StatusConflict).has(".notice--bad", "3")
	b.submit(cart, ".line__quantity", "quantity", "-1").status(http.StatusUnprocessableEntity).has(".notice--bad", "")
	b.submit(b.get("/cart"), ".line__quantity", "quantity", "3").to("/cart")
	b.get("/cart").has(".totals__sum", "147,00 €")
	b.submit(b.get("/cart"), "form[action$=removal]").to("/cart")
	b.get("/cart").has(".empty", "vide")
}

func TestChoosingAVariantWithoutScript(t *testing.T) {
	w := newWorld(t)
	b := w.buyer()
	page := b.get("/products/chemise-lin")
	b.submit(page, "#buy", "option1", "L", "option2", "Bleu").status(http.StatusUnprocessableEntity).has("#trouble", "n’existe pas").has("h1", "Chemise Lin")
	b.submit(page, "#buy", "option1", "M", "option2", "Bleu").to("/cart")
	b.get("/cart").has(".line", "M / Bleu")
}

func TestSoldOutMeanwhile(t *testing.T) {
	w := newWorld(t)
	b := w.filled()
	last := b.get("/checkout/payment")
	w.write(func(tx *db.Tx) error {
		row, err := catalog.ByHandle(tx, "vase-alba")
		if err != nil {
			return err
		}
		variants, err := catalog.VariantsOf(tx, []id.ID{row.ID})
		if err != nil {
			return err
		}
		none := int64(0)
		_, err = stock.Adjust(tx, stock.AdjustInput{Variant: variants[row.ID][0].ID, Set: &none, Reason: "count"})
		return err
	})
	b.submit(last, "main form").status(http.StatusConflict).has(".line__note--bad", "épuisé")
}

func TestACompanyAbroadPaysWithoutTax(t *testing.T) {
	w := newWorld(t)
	w.write(func(tx *db.Tx) error { return everywhere(tx) })
	b := w.buyer()
	b.submit(b.get("/en/products/vase-alba"), "#buy").to("/en/cart")
	b.submit(b.get("/en/checkout"), "main form", "email", "einkauf@example.de", "name", "Jette Hansen", "company", "Hansen GmbH", "vat_number", "DE136695976",
		"line1", "Elbchaussee 1", "postal_code", "20095", "city", "Hamburg", "country", "DE").to("/en/checkout/delivery")
	b.submit(b.get("/en/checkout/delivery"), "main form").to("/en/checkout/payment")
	b.get("/en/checkout/payment").has(".totals__tax", "Reverse charge")
}

func TestPaymentByCardGoesToTheProvider(t *testing.T) {
	w := newWorld(t)
	w.write(func(tx *db.Tx) error {
		s, err := payments.SettingOf(tx, payments.TestCard)
		if err != nil {
			return err
		}
		s.Active = true
		return payments.SaveSetting(tx, s)
	})
	b := w.filled()
	path := b.submit(b.get("/checkout/payment"), "main form", "method", payments.TestCard).to("/payments/")
	if path == "/payments/" {
		t.Fatal("no token in the address of the payment")
	}
	w.write(func(tx *db.Tx) error {
		page, err := orders.List(tx, orders.ListInput{})
		if err != nil {
			return err
		}
		status := b.get(page.Rows[0].StatusPath()).status(http.StatusOK).has("h1", "Il reste une étape")
		if href := status.page.Find(".panel a.button").AttrOr("href", ""); href != path {
			t.Errorf("the status page leads to %q", href)
		}
		return nil
	})
}

func TestTheStatusPageFollowsTheOrder(t *testing.T) {
	w := newWorld(t)
	b := w.filled()
	path := b.submit(b.get("/checkout/payment"), "main form").to("/orders/")
	w.write(func(tx *db.Tx) error {
		o, err := orders.ByToken(tx, strings.TrimPrefix(path, "/orders/"))
		if err != nil {
			return err
		}
		if err := orders.MarkPaid(tx, orders.ReceivedInput{Order: o.ID}); err != nil {
			return err
		}
		lines, err := orders.Lines(tx, o.ID)
		if err != nil {
			return err
		}
		_, err = orders.Ship(tx, orders.ShipInput{Order: o.ID, Lines: []orders.LineQuantity{{Line: lines[0].ID, Quantity: 1}}, Carrier: "Colissimo", Tracking: "6A0001"})
		return err
	})
	page := b.get(path).status(http.StatusOK).has(".state--paid", "Payée").has(".state--shipped", "Expédiée").has(".panel", "6A0001").hasNot(".facts")
	link := page.page.Find("a.doc").AttrOr("href", "")
	pdf := b.get(link).status(http.StatusOK)
	if pdf.Header().Get("Content-Type") != "application/pdf" || !strings.HasPrefix(pdf.Body.String(), "%PDF") {
		t.Errorf("the invoice at %q is %s", link, pdf.Header().Get("Content-Type"))
	}
	other := w.filled()
	foreign := other.submit(other.get("/checkout/payment"), "main form").to("/orders/")
	other.get(foreign + link[strings.Index(link, "/documents/"):]).status(http.StatusNotFound)
}

func TestLettersLeadToTheLanguageOfTheOrder(t *testing.T) {
	w := newWorld(t)
	b := w.buyer()
	b.submit(b.get("/en/products/vase-alba"), "#buy").to("/en/cart")
	b.submit(b.get("/en/checkout"), "main form", address...).to("/en/checkout/delivery")
	b.submit(b.get("/en/checkout/delivery"), "main form").to("/en/checkout/payment")
	path := b.submit(b.get("/en/checkout/payment"), "main form").to("/en/orders/")
	w.buyer().get(strings.TrimPrefix(path, "/en")).to(path)
	b.get(path).has("h1", "Thank you").has(".state", "Payment awaited")
}

func TestStrangersSeeNoOrder(t *testing.T) {
	w := newWorld(t)
	w.buyer().get("/orders/" + strings.Repeat("x", 32)).status(http.StatusNotFound)
	w.buyer().post("/cart/lines", "variant", "var_nonsense").status(http.StatusUnprocessableEntity)
	b := w.buyer()
	b.cookies["cart"] = url.QueryEscape("not-a-token-of-any-cart")
	b.get("/cart").status(http.StatusOK).has(".empty", "vide")
}

// everywhere adds a delivery to the rest of the world.
func everywhere(tx *db.Tx) error {
	zone, err := delivery.SaveZone(tx, delivery.SaveZoneInput{Name: "Monde", Countries: []string{delivery.RestOfWorld}})
	if err != nil {
		return err
	}
	_, err = delivery.SaveMethod(tx, delivery.SaveMethodInput{Zone: zone.ID, Name: "Colis", Kind: delivery.Flat, Bands: []delivery.Band{{Price: 1200}}, TaxCategory: "standard", Active: true})
	return err
}
