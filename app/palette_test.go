package app_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/orders"
)

// ask types into the palette and returns "label → address" of what it answers.
func (o *office) ask(key, words string) []string {
	o.t.Helper()
	answer := o.get(key, "/search?q="+url.QueryEscape(words), "HX-Request", "true")
	if answer.Code != 200 {
		o.t.Fatalf("the palette answers %d to %q", answer.Code, words)
	}
	var list []string
	answer.page.Find("[role=option]").Each(func(_ int, s *goquery.Selection) {
		list = append(list, strings.TrimSpace(s.Find("span").First().Text())+" → "+strings.TrimPrefix(s.AttrOr("href", ""), "/shops/ruche")+s.AttrOr("data-do", ""))
	})
	return list
}

func (o *office) asked(key, words, want string) {
	o.t.Helper()
	got := o.ask(key, words)
	if len(got) == 0 || !strings.HasPrefix(got[0], want) {
		o.t.Errorf("%s (%s) asks %q: the first answer is not %q but %q", key, o.language, words, want, got)
	}
}

func TestThePaletteFindsPagesSettingsActsAndThings(t *testing.T) {
	o := newOffice(t)
	scarf := o.product("Écharpe en lin", "SCARF-7", 1990)
	o.product("Linen shirt", "SHIRT-1", 4900)
	placed := o.order(scarf, "Zoé Lemaître", "zoe@example.com")
	o.as("anna", func(tx *db.Tx) error {
		return orders.MarkPaid(tx, orders.ReceivedInput{Order: placed.ID})
	})
	if err := o.app.Runner().Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	order := "/orders/" + placed.ID.Text(orders.Prefix)
	for _, c := range []struct{ words, want string }{
		{"orders", "Orders → /orders"}, {"ordres", "Orders → /orders"}, {"commandes", "Orders → /orders"}, {"rayons", "Collections → /collections"},
		{"time zone", "Time zone → /settings#f-zone"}, {"fuseau horaire", "Time zone → /settings#f-zone"}, {"TVA", "VAT"},
		{"accent colour", "Accent colour → /theme#f-colour_accent"}, {"staff", "Staff → /settings/staff"},
		{"dark", "Dark mode → dark"}, {"mode sombre", "Dark mode → dark"}, {"log out", "Log out → log-out"}, {"déconnexion", "Log out → log-out"},
		{"new product", "New product → /products/new"}, {"nouveau produit", "New product → /products/new"},
		{placed.Number, "#" + placed.Number + " → " + order}, {"#" + placed.Number, "#" + placed.Number + " → " + order},
		{"refund " + placed.Number, "Refund order #" + placed.Number + " → " + order + "/refunds/new"},
		{"rembourser " + placed.Number, "Refund order #" + placed.Number + " → " + order + "/refunds/new"},
		{placed.Number + " ship", "Ship order #" + placed.Number + " → " + order + "/shipments/new"},
		{"ship zoe", "Ship order #" + placed.Number},
		{"echarpe", "Écharpe en lin → /products/"}, {"SCARF-7", "Écharpe en lin"}, {"linnen", "Linen shirt"},
		{"zoe", "#" + placed.Number}, {"zoe@example.com", "#" + placed.Number},
	} {
		o.asked("anna", c.words, c.want)
	}
	o.speak("fr")
	for _, c := range []struct{ words, want string }{
		{"commandes", "Commandes → /orders"}, {"orders", "Commandes → /orders"}, {"mode sombre", "Mode sombre → dark"}, {"fuseau", "Fuseau horaire → /settings#f-zone"},
		{"rembourser " + placed.Number, "Rembourser la commande #" + placed.Number},
	} {
		o.asked("anna", c.words, c.want)
	}
}

func TestThePaletteKeepsToWhatThePersonMaySee(t *testing.T) {
	o := newOffice(t)
	placed := o.order(o.product("Linen shirt", "SHIRT-1", 4900), "Zoé", "zoe@example.com")
	for _, words := range []string{"orders", placed.Number, "refund " + placed.Number, "zoe", "staff", "vat number", ""} {
		for _, got := range o.ask("ben", words) {
			for _, secret := range []string{"/orders", "/customers", "/settings", "/invoices", "/books"} {
				if strings.Contains(got, "→ "+secret) {
					t.Errorf("Ben asks %q and is told %q", words, got)
				}
			}
		}
	}
	o.asked("ben", "menus", "Menus → /menus")
	o.asked("ben", "switch", "Switch to Ben")
}

// Each act leads to a route that is there and asks for the same permission.
func TestActsOfThePaletteLeadSomewhere(t *testing.T) {
	o := newOffice(t)
	server := o.app.Server()
	pages := map[string]string{}
	for _, route := range server.List() {
		if route.Host == "admin" && route.Method == "GET" {
			pages[strings.TrimPrefix(route.Pattern, "/shops/{shop}")] = route.Permission
		}
	}
	for _, c := range server.Commands() {
		if c.Do != "" {
			continue
		}
		path, _, _ := strings.Cut(c.Path, "?")
		permission, known := pages[path]
		if !known {
			t.Errorf("%s leads to %s, which is no page", c.Title, c.Path)
		}
		if c.Of == nil && permission != c.Permission {
			t.Errorf("%s is offered with %q, its page asks for %q", c.Title, c.Permission, permission)
		}
	}
	if len(server.Commands()) < 10 || len(server.Finders()) < 6 {
		t.Errorf("only %d acts and %d finders are declared", len(server.Commands()), len(server.Finders()))
	}
}

// The palette works without script as a page of its own.
func TestThePaletteIsAPageToo(t *testing.T) {
	o := newOffice(t)
	o.product("Linen shirt", "SHIRT-1", 4900)
	answer := o.get("anna", "/search?q=linen")
	if answer.Code != 200 || answer.page.Find("main a:contains('Linen shirt')").Length() != 1 {
		t.Errorf("%d: %s", answer.Code, answer.page.Find("main").Text())
	}
	if words := o.get("anna", "/search?q=qqqq").page.Find("main").Text(); !strings.Contains(words, "Nothing found") {
		t.Errorf("an empty answer says %s", words)
	}
}
