package app_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"github.com/coulisse/coulisse/catalog"
	"github.com/coulisse/coulisse/content"
	"github.com/coulisse/coulisse/customers"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/shops"
)

// fields are what a browser would send of a form as it stands.
func fields(form *goquery.Selection) url.Values {
	values := url.Values{}
	form.Find("input[name], select[name], textarea[name]").Each(func(_ int, s *goquery.Selection) {
		name := s.AttrOr("name", "")
		if _, elsewhere := s.Attr("form"); elsewhere {
			return
		}
		switch goquery.NodeName(s) {
		case "select":
			chosen := s.Find("option[selected]")
			if chosen.Length() == 0 {
				chosen = s.Find("option").First()
			}
			values.Add(name, chosen.AttrOr("value", ""))
		case "textarea":
			values.Add(name, s.Text())
		default:
			kind := s.AttrOr("type", "text")
			if _, ticked := s.Attr("checked"); ticked || kind != "checkbox" && kind != "radio" {
				if kind != "file" {
					values.Add(name, s.AttrOr("value", map[bool]string{true: "on", false: ""}[kind == "checkbox"]))
				}
			}
		}
	})
	return values
}

func TestSavingOverSomebodyElseLosesNothing(t *testing.T) {
	o := newOffice(t)
	o.hire("cleo", "Cleo", shops.RoleManager)
	variant := o.product("Linen shirt", "SHIRT-1", 4900)
	path := "/products/" + variant.ProductID.Text(catalog.ProductPrefix)
	open := func() url.Values { return fields(o.get("anna", path).page.Find("#product-form")) }
	cleo := func(change func(in *catalog.ProductInput)) {
		o.as("cleo", func(tx *db.Tx) error {
			doc, err := catalog.Load(tx, variant.ProductID)
			if err != nil {
				return err
			}
			in := catalog.InputOf(doc)
			change(&in)
			_, err = catalog.Update(tx, variant.ProductID, in)
			return err
		})
	}
	stored := func() (doc catalog.Document) {
		if err := o.app.DB().Read(t.Context(), db.Scope{Shop: o.shop.ShopID}, func(tx *db.Tx) (err error) {
			doc, err = catalog.Load(tx, variant.ProductID)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return doc
	}

	// Different fields: both changes stay.
	form := open()
	cleo(func(in *catalog.ProductInput) { in.Title = "Linen shirt, washed" })
	form.Set("only.price", "52.00")
	if answer := o.post("anna", path, form); answer.Code != 303 {
		t.Fatalf("other fields were changed: %d %s", answer.Code, answer.page.Find("main .banner").Text())
	}
	if doc := stored(); doc.Title != "Linen shirt, washed" || doc.Variants[0].Price != 5200 {
		t.Errorf("after both: %q at %d", doc.Title, doc.Variants[0].Price)
	}

	// The same field: both versions are shown, nothing is stored, nothing typed is lost.
	form = open()
	cleo(func(in *catalog.ProductInput) { in.Title, in.Vendor = "Shirt of Cleo", "Cleo & Co" })
	form.Set("title", "Shirt of Anna")
	form.Set("seo_title", "Anna's words")
	answer := o.post("anna", path, form)
	if answer.Code != 409 || stored().Title != "Shirt of Cleo" {
		t.Fatalf("saving over Cleo's title answers %d, stored is %q", answer.Code, stored().Title)
	}
	words := strings.Join(strings.Fields(answer.page.Find("[data-clash=title]").Text()), " ")
	if !strings.Contains(words, "That of Cleo") || !strings.Contains(words, "Shirt of Cleo") {
		t.Errorf("the two versions read %q", words)
	}
	again := fields(answer.page.Find("#product-form"))
	for name, want := range map[string]string{"title": "Shirt of Anna", "seo_title": "Anna's words", "vendor": "Cleo & Co", "_take.title": "mine", "_theirs.title": "Shirt of Cleo"} {
		if got := again.Get(name); got != want {
			t.Errorf("the form drawn again holds %s = %q, want %q", name, got, want)
		}
	}

	// Theirs is chosen for one field; what else was typed is saved.
	again.Set("_take.title", "theirs")
	if answer := o.post("anna", path, again); answer.Code != 303 {
		t.Fatalf("after the choice: %d %s", answer.Code, answer.page.Find("main .banner").Text())
	}
	if doc := stored(); doc.Title != "Shirt of Cleo" || doc.Vendor != "Cleo & Co" || doc.SEOTitle != "Anna's words" {
		t.Errorf("after the choice: %q, %q, %q", doc.Title, doc.Vendor, doc.SEOTitle)
	}
}

// A list without ids is one thing: its rows are never mixed.
func TestAMenuChangedByBothIsChosenWhole(t *testing.T) {
	o := newOffice(t)
	o.hire("cleo", "Cleo", shops.RoleManager)
	var menu content.Menu
	o.as("cleo", func(tx *db.Tx) (err error) {
		menu, err = content.CreateMenu(tx, content.MenuInput{Title: "Help"})
		if err == nil {
			menu, err = content.UpdateMenu(tx, menu.ID, content.MenuInput{Title: "Help", Entries: []content.Entry{{Title: "All", Target: "/collections/all"}, {Title: "Home", Target: "/"}}})
		}
		return err
	})
	path := "/menus/" + menu.ID.Text(content.MenuPrefix)
	form := fields(o.get("anna", path).page.Find("form[data-guard]"))
	o.as("cleo", func(tx *db.Tx) error {
		_, err := content.UpdateMenu(tx, menu.ID, content.MenuInput{Title: "Help", Entries: []content.Entry{{Title: "Home", Target: "/"}, {Title: "All", Target: "/collections/all"}}})
		return err
	})
	form.Set("entries[0].title", "Everything")
	answer := o.post("anna", path, form)
	if answer.Code != 409 || answer.page.Find("[data-clash=entries]").Length() != 1 {
		t.Fatalf("%d %s", answer.Code, answer.page.Find("main").Text())
	}
	again := fields(answer.page.Find("form[data-guard]"))
	again.Set("_take.entries", "theirs")
	if answer := o.post("anna", path, again); answer.Code != 303 {
		t.Fatalf("%d %s", answer.Code, answer.page.Find("main .banner").Text())
	}
	if err := o.app.DB().Read(t.Context(), db.Scope{Shop: o.shop.ShopID}, func(tx *db.Tx) (err error) {
		menu, err = content.MenuByID(tx, menu.ID)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if len(menu.Entries) != 2 || menu.Entries[0].Title != "Home" {
		t.Errorf("the menu is %v", menu.Entries)
	}
}

// Every form that edits something stored carries what it showed.
func TestEveryEditingFormKnowsWhatItShowed(t *testing.T) {
	o := newOffice(t)
	variant := o.product("Linen shirt", "SHIRT-1", 4900)
	placed := o.order(variant, "Zoé", "zoe@example.com")
	var page content.Page
	var group catalog.Collection
	o.as("anna", func(tx *db.Tx) (err error) {
		if page, err = content.CreatePage(tx, content.PageInput{Title: "About us"}); err == nil {
			group, err = catalog.CreateCollection(tx, catalog.CollectionInput{Title: "Shirts"})
		}
		return err
	})
	product := "/products/" + variant.ProductID.Text(catalog.ProductPrefix)
	pages := []string{product, product + "/variants/" + variant.ID.Text(catalog.VariantPrefix), "/collections/" + group.ID.Text(catalog.CollectionPrefix),
		"/pages/" + page.ID.Text(content.PagePrefix), "/theme", "/customers/" + placed.CustomerID.Text(customers.Prefix) + "/edit", "/settings", "/settings/legal", "/settings/taxes"}
	links := func(path, selector string) {
		o.get("anna", path).page.Find("main a[href*='" + selector + "']").Each(func(_ int, a *goquery.Selection) {
			if to := strings.TrimPrefix(a.AttrOr("href", ""), "/shops/ruche"); !strings.HasSuffix(to, "/new") {
				pages = append(pages, to)
			}
		})
	}
	links("/menus", "/menus/")
	links("/settings/payments", "/settings/payments/")
	links("/settings/delivery", "/settings/delivery/")
	if len(pages) < 14 {
		t.Errorf("only %d pages were found: %q", len(pages), pages)
	}
	for _, path := range pages {
		answer := o.get("anna", path)
		if answer.Code != 200 || answer.page.Find("form input[name=_seen]").Length() != 1 {
			t.Errorf("%s: %d, %d forms know what they showed", path, answer.Code, answer.page.Find("form input[name=_seen]").Length())
			continue
		}
		form := answer.page.Find("form:has(input[name=_seen])")
		if to := strings.TrimPrefix(form.AttrOr("action", ""), "/shops/ruche"); o.post("anna", to, fields(form)).Code != 303 {
			t.Errorf("%s cannot be saved as it stands", path)
		}
	}
}
