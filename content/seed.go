package content

import (
	"embed"
	"fmt"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/shops"
)

//go:embed seed
var seedTexts embed.FS

// first is a page, and where it stands, in the words of a language.
type first struct {
	handle, title string
}

// words of the first menus and pages by language.
var words = map[string]struct {
	main, footer, home, all string
	pages                   []first
}{
	"en": {"Main menu", "Footer", "Home", "All products", []first{
		{"about", "About us"}, {"contact", "Contact"}, {"terms", "Terms of sale"},
		{"privacy", "Privacy"}, {"legal-notice", "Legal notice"}}},
	"fr": {"Menu principal", "Pied de page", "Accueil", "Tous les produits", []first{
		{"about", "À propos"}, {"contact", "Contact"}, {"terms", "Conditions générales de vente"},
		{"privacy", "Confidentialité"}, {"legal-notice", "Mentions légales"}}},
	"de": {"Hauptmenü", "Fußzeile", "Startseite", "Alle Produkte", []first{
		{"about", "Über uns"}, {"contact", "Kontakt"}, {"terms", "Allgemeine Geschäftsbedingungen"},
		{"privacy", "Datenschutz"}, {"legal-notice", "Impressum"}}},
}

// seed gives a new shop its first pages and menus. They are drafts of texts, not legal
// advice: each says what the merchant still has to write.
func seed(tx *db.Tx, f shops.Opened) error {
	locale := f.Locale
	if _, ok := words[locale]; !ok {
		locale = "en"
	}
	w := words[locale]
	for _, p := range w.pages {
		body, err := seedTexts.ReadFile("seed/" + locale + "/" + p.handle + ".html")
		if err != nil {
			return fmt.Errorf("read the first text of page %s: %w", p.handle, err)
		}
		if _, err = CreatePage(tx, PageInput{Handle: p.handle, Title: p.title, Body: string(body)}); err != nil {
			return err
		}
	}
	if _, err := CreateMenu(tx, MenuInput{Handle: "main", Title: w.main, Entries: []Entry{
		{Title: w.home, Target: "/"}, {Title: w.all, Target: "/collections/all"},
		pageEntry(w.pages[0]), pageEntry(w.pages[1]),
	}}); err != nil {
		return err
	}
	_, err := CreateMenu(tx, MenuInput{Handle: "footer", Title: w.footer, Entries: []Entry{
		pageEntry(w.pages[1]), pageEntry(w.pages[2]), pageEntry(w.pages[3]), pageEntry(w.pages[4]),
	}})
	return err
}

func pageEntry(p first) Entry { return Entry{Title: p.title, Target: "/pages/" + p.handle} }
