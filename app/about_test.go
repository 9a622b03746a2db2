package app_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/coulisse/coulisse/shops/shopsweb"
)

// plain are addresses that answer a file, a fragment or a stream instead of a page.
var plain = []string{"/invoices/{invoice}/document", "/orders/{order}/shipments/{shipment}/slip", "/live", "/live/counts", "/product-grid/index",
	"/product-grid/rows", "/product-grid/saves/{save}"}

// TestEveryPageSaysWhatItIsFor looks at all pages of the admin: each has its one line and
// a page of documentation that is there.
func TestEveryPageSaysWhatItIsFor(t *testing.T) {
	o := newOffice(t)
	pages := 0
	for _, route := range o.app.Server().List() {
		path, ofShop := strings.CutPrefix(route.Pattern, "/shops/{shop}")
		if route.Host != "admin" || route.Method != "GET" || route.Audience != "staff" || !ofShop || slices.Contains(plain, path) || strings.HasPrefix(path, "/lists/") {
			continue
		}
		pages++
		if route.About.Line == "" {
			t.Errorf("%s does not say what it is for: add .About(web.About{…}) to its access", route.Pattern)
		}
		if !slices.Contains(shopsweb.HelpNames(), route.About.Help) {
			t.Errorf("%s leads to the help page %q, which is not there", route.Pattern, route.About.Help)
		}
	}
	if pages < 40 {
		t.Errorf("only %d pages were found", pages)
	}
}

// TestHelpIsWrittenInBothLanguages reads every page of documentation as a person would.
func TestHelpIsWrittenInBothLanguages(t *testing.T) {
	o := newOffice(t)
	titles := map[string]bool{}
	for _, language := range []string{"en", "fr"} {
		o.speak(language)
		for _, name := range shopsweb.HelpNames() {
			answer := o.get("anna", "/help/"+name)
			words := len(strings.Fields(answer.page.Find("main article").Text()))
			if answer.Code != 200 || words < 150 || words > 400 || answer.page.Find("main article h2").Length() < 2 {
				t.Errorf("%s in %s: %d with %d words", name, language, answer.Code, words)
			}
			titles[answer.page.Find("h1").Text()] = true
		}
	}
	if len(titles) < 2*len(shopsweb.HelpNames())-6 {
		t.Errorf("only %d titles: a language is missing", len(titles))
	}
	o.speak("en")
	o.asked("anna", "how refund", "Refunds and cancellations → /help/refunds")
	if line := o.get("anna", "/orders").page.Find(".page-line a[href$='/help/orders']"); line.Length() != 1 {
		t.Error("the list of orders does not lead to its help")
	}
}
