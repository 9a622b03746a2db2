package theme

import (
	"net/url"

	"github.com/coulisse/coulisse/kit/money"
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/liquid"
)

const pageRegister = "page"

// Page is what one page is drawn from.
type Page struct {
	Template string            // "product"
	Layout   string            // "theme" when empty
	Objects  map[string]any    // the objects of this page and of every page
	Settings map[string]string // the shop's settings of the theme, over the theme's own
	Locale   string
	Prefix   string // of addresses in this language: "" or "/fr"
	Path     string // of this page, without prefix
	Query    url.Values
	Currency string
	Words    *text.Printer
	Nonce    string
	Image    func(hash string, width int) string
	Once     func() string // a fresh key for a form that writes
	Problem  *Problem      // what was wrong with the form sent before
	OnError  func(error)   // hears of mistakes left as comments in the page

	theme *Theme
}

// Problem is a form that was refused, with what was typed.
type Problem struct {
	Form    string
	Message string
	Fields  []FieldError
	Values  url.Values
}

// FieldError is the message of one field.
type FieldError struct{ Name, Message string }

func pageOf(s *liquid.State) *Page {
	p, _ := s.Register(pageRegister).(*Page)
	return p
}

// url is the address of a path of the shop in the language of the page.
func (p *Page) url(path string) string {
	if len(path) == 0 || path[0] != '/' {
		return path
	}
	if path == "/" && p.Prefix != "" {
		return p.Prefix
	}
	return p.Prefix + path
}

// Say is a word of the theme in a language, for titles made outside templates.
func (t *Theme) Say(locale, key string) string {
	p := Page{theme: t, Locale: locale}
	if word, ok := p.word(key, nil); ok {
		return word
	}
	return key
}

func (p *Page) money(amount int64) string { return p.Words.Money(money.Of(amount, p.Currency)) }

// globals are the names visible everywhere.
func (p *Page) globals() liquid.Drop {
	all := make(liquid.Object, len(p.Objects)+8)
	for name, value := range p.Objects {
		all[name] = value
	}
	all["settings"] = p.settings()
	all["routes"] = routes{p}
	all["template"] = liquid.Object{"name": p.Template}
	all["page_path"] = p.Path
	return all
}

// settings are those of the theme with the shop's own over them.
func (p *Page) settings() *liquid.Map {
	all := liquid.NewMap()
	for _, key := range p.theme.settings.Keys() {
		all.Set(key, p.theme.settings.Get(key))
	}
	for key, value := range p.Settings {
		if value != "" {
			all.Set(key, value)
		}
	}
	return all
}

// routes are the addresses of the shop's own pages.
type routes struct{ p *Page }

// Get answers an address by name.
func (r routes) Get(name string) any {
	paths := map[string]string{"root_url": "/", "all_products_collection_url": "/collections/all", "collections_url": "/collections",
		"cart_url": "/cart", "cart_add_url": "/cart/lines", "search_url": "/search", "checkout_url": "/checkout",
		"checkout_delivery_url": "/checkout/delivery", "checkout_payment_url": "/checkout/payment"}
	if path, ok := paths[name]; ok {
		return r.p.url(path)
	}
	return nil
}
