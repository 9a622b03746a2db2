package storefront_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/coulisse/coulisse/content"
	"github.com/coulisse/coulisse/kit/db"
)

func TestPagesOfTheShop(t *testing.T) {
	w := newWorld(t)
	b := w.buyer()
	home := b.get("/").status(http.StatusOK).has("h1", "Maison Ruche").has(".card__title", "Vase Alba").has(".tile__name", "Table")
	if home.page.Find("html").AttrOr("lang", "") != "fr" {
		t.Error("the page is not in French")
	}
	b.get("/collections").status(http.StatusOK).has(".tile__name", "Table")
	b.get("/collections/all").status(http.StatusOK).has(".card__title", "Chemise Lin").has(".card--gone .tag", "Épuisé").has(".tag--sale", "Promo")
	b.get("/collections/table?sort_by=price").status(http.StatusOK).has("h1", "Table").has("option[selected]", "Prix croissant")
	b.get("/collections/nowhere").status(http.StatusNotFound).has("h1", "n’existe pas")
	b.get("/products/secret").status(http.StatusNotFound)
	b.get("/search?q=vase").status(http.StatusOK).has(".card__title", "Vase Alba")
	b.get("/search?q=zzzz").status(http.StatusOK).has(".empty", "Aucun résultat pour « zzzz »")
	b.get("/pages/about").status(http.StatusOK).has("h1", "À propos")
	b.get("/policies/privacy-policy").status(http.StatusOK).has("h1", "Confidentialité")
	b.get("/cart").status(http.StatusOK).has(".empty", "Votre panier est vide")
	b.get("/nothing/here").status(http.StatusNotFound).has("h1", "n’existe pas")
	b.get("/collections/all?after=broken&sort_by=nonsense").status(http.StatusOK).has(".card__title", "Vase Alba")
}

func TestTheOtherLanguageHasItsPrefix(t *testing.T) {
	w := newWorld(t)
	b := w.buyer()
	page := b.get("/en/collections/all").status(http.StatusOK).has("h1", "All products").has(".tag", "Sold out").has(".card__price", "€49.00")
	if href := page.page.Find(".card__title a").First().AttrOr("href", ""); !strings.HasPrefix(href, "/en/products/") {
		t.Errorf("a card leads to %q", href)
	}
	if got := page.page.Find(`link[hreflang=fr]`).AttrOr("href", ""); got != base+"/collections/all" {
		t.Errorf("the French page is %q", got)
	}
	if got := page.page.Find(`link[rel=canonical]`).AttrOr("href", ""); got != base+"/en/collections/all" {
		t.Errorf("the canonical address is %q", got)
	}
	b.get("/fr/cart").status(http.StatusMovedPermanently)
	b.get("/en").status(http.StatusOK).has(".languages a[aria-current]", "EN")
	b.get("/en/nothing").status(http.StatusNotFound).has("h1", "This page does not exist")
}

func TestProductPage(t *testing.T) {
	w := newWorld(t)
	b := w.buyer()
	vase := b.get("/products/vase-alba").status(http.StatusOK).has("h1", "Vase Alba").has(".product__price .price", "49,00 €").
		has(".product__price .price__was", "59,00 €").has(".buy__note", "Plus que 3").has(".prose em", "blanc")
	picture := vase.page.Find(".gallery img").First()
	if picture.AttrOr("width", "") == "" || picture.AttrOr("srcset", "") == "" && picture.AttrOr("src", "") == "" {
		t.Error("the picture has no size")
	}
	told := vase.page.Find(`script[type="application/ld+json"]`).Text()
	for _, words := range []string{`"@type":"Product"`, `"price":"49.00"`, "InStock", `"@type":"BreadcrumbList"`} {
		if !strings.Contains(told, words) {
			t.Errorf("the structured data lacks %s: %s", words, told)
		}
	}
	b.get("/products/tasse-brume").status(http.StatusOK).has("button[disabled]", "Épuisé")
	shirt := b.get("/products/chemise-lin?option1=M&option2=Bleu").status(http.StatusOK)
	if shirt.page.Find("input[name=option1][checked]").AttrOr("value", "") != "M" {
		t.Error("the size of the address is not chosen")
	}
}

func TestClosedShop(t *testing.T) {
	w := newWorld(t)
	w.closed = true
	w.buyer().get("/").status(http.StatusServiceUnavailable).has("h1", "fermés")
	w.buyer().get("/products/vase-alba").status(http.StatusServiceUnavailable).hasNot("form")
}

func TestSearchEngines(t *testing.T) {
	w := newWorld(t)
	b := w.buyer()
	robots := b.get("/robots.txt").status(http.StatusOK).Body.String()
	if !strings.Contains(robots, "Disallow: /checkout") || !strings.Contains(robots, "Sitemap: "+base+"/sitemap.xml") {
		t.Errorf("robots: %s", robots)
	}
	m := b.get("/sitemap.xml").status(http.StatusOK).Body.String()
	for _, path := range []string{"/products/vase-alba", "/en/products/vase-alba", "/collections/table", "/pages/about"} {
		if !strings.Contains(m, "<loc>"+base+path+"</loc>") {
			t.Errorf("the sitemap lacks %s", path)
		}
	}
	if strings.Contains(m, "secret") {
		t.Error("the sitemap tells of a draft")
	}
}

func TestOldAddressesLeadOn(t *testing.T) {
	w := newWorld(t)
	w.write(func(tx *db.Tx) error {
		_, err := content.CreateRedirect(tx, content.RedirectInput{Path: "/old-vase", Target: "/products/vase-alba"})
		return err
	})
	a := w.buyer().get("/old-vase").status(http.StatusMovedPermanently)
	if got := a.Header().Get("Location"); got != "/products/vase-alba" {
		t.Errorf("leads to %q", got)
	}
}

func TestOldAddressesLeadToOtherSitesToo(t *testing.T) {
	w := newWorld(t)
	w.write(func(tx *db.Tx) error {
		_, err := content.CreateRedirect(tx, content.RedirectInput{Path: "/press", Target: "https://press.example/kit"})
		return err
	})
	for _, path := range []string{"/press", "/en/press"} {
		a := w.buyer().get(path).status(http.StatusMovedPermanently)
		if to := a.Header().Get("Location"); to != "https://press.example/kit" {
			t.Errorf("%s leads to %q", path, to)
		}
	}
}

func TestPagesOfALongList(t *testing.T) {
	w := newWorld(t)
	w.many(30)
	b := w.buyer()
	first := b.get("/collections/all").status(http.StatusOK)
	if n := first.page.Find(".card").Length(); n != 24 {
		t.Fatalf("%d cards on the first page", n)
	}
	next := first.page.Find("a[rel=next]").AttrOr("href", "")
	second := b.get(next).status(http.StatusOK)
	if n := second.page.Find(".card").Length(); n != 9 {
		t.Errorf("%d cards on the second page", n)
	}
	back := second.page.Find("a[rel=prev]").AttrOr("href", "")
	if got := b.get(back).page.Find(".card__title").First().Text(); got != first.page.Find(".card__title").First().Text() {
		t.Errorf("the page before begins with %q", got)
	}
}

func TestProductsAsJSON(t *testing.T) {
	w := newWorld(t)
	b := w.buyer()
	all := b.get("/api/v1/products?limit=2").status(http.StatusOK).Body.String()
	for _, words := range []string{`"data":[`, `"next":"`, `"previous":null`} {
		if !strings.Contains(all, words) {
			t.Errorf("the list lacks %s: %s", words, all)
		}
	}
	one := b.get("/api/v1/products/chemise-lin").status(http.StatusOK).Body.String()
	for _, words := range []string{`"handle":"chemise-lin"`, `"price_from":{"amount":3500,"currency":"EUR"}`, `"options":{"Couleur":"Écru","Taille":"S"}`, `"compare_at_price":null`, `"available":true`} {
		if !strings.Contains(one, words) {
			t.Errorf("the product lacks %s: %s", words, one)
		}
	}
	if table := b.get("/api/v1/products?collection=table").status(http.StatusOK).Body.String(); strings.Contains(table, "chemise") {
		t.Error("a collection shows what is not in it")
	}
	b.get("/api/v1/search?q=vase&limit=5").status(http.StatusOK)
	b.get("/api/v1/products/secret").status(http.StatusNotFound)
}
