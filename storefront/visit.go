package storefront

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/coulisse/coulisse/content"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/orders"
	"github.com/coulisse/coulisse/shops"
	"github.com/coulisse/coulisse/storefront/theme"
)

// cartCookie holds the secret token of the cart; kit/web tells buyers apart by it.
const (
	cartCookie = "cart"
	cartMaxAge = 60 * 24 * 3600
)

// languages are those the pages exist in; each has its prefix in the routes.
var languages = []string{"en", "fr"}

// visit is one request of a buyer: the language, the cart and what every page shows.
type visit struct {
	tx      *db.Tx
	r       *web.Request
	theme   *theme.Theme
	shop    shops.Shop
	spoken  []string // languages of the shop, the first at the root
	lang    string
	prefix  string // "" or "/fr"
	path    string // without prefix
	base    string // address of the shop, without a slash at the end
	cart    orders.Cart
	page    *theme.Page
	menus   map[string]any
	failure error // of something read while the page was drawn
}

func begin(tx *db.Tx, r *web.Request) (*visit, error) {
	compiled, err := standard()
	if err != nil {
		return nil, err
	}
	shop, err := shops.Get(tx)
	if err != nil {
		return nil, err
	}
	v := &visit{tx: tx, r: r, theme: compiled, shop: shop, base: strings.TrimSuffix(r.ShopURL("/"), "/")}
	v.speak()
	v.page = &theme.Page{Locale: v.lang, Prefix: v.prefix, Path: v.path, Query: r.HTTP.URL.Query(), Currency: shop.Currency,
		Words: r.Printer(v.lang), Nonce: r.Nonce(), Image: r.FileURL, Once: r.OnceKey, Objects: map[string]any{},
		OnError: func(err error) {
			slog.Warn("theme", "shop", r.Shop.Handle, "path", r.HTTP.URL.Path, "error", err.Error())
		}}
	if v.page.Settings, err = content.ThemeSettings(tx); err != nil {
		return nil, err
	}
	return v, v.findCart()
}

// speak finds the language of the address: the first of the shop stands at the root.
func (v *visit) speak() {
	for _, one := range strings.Fields(v.shop.Languages) {
		if slices.Contains(languages, one) {
			v.spoken = append(v.spoken, one)
		}
	}
	if len(v.spoken) == 0 {
		v.spoken = []string{"en"}
		if v.shop.Locale == "fr" {
			v.spoken = []string{"fr"}
		}
	}
	v.lang, v.path = v.spoken[0], v.r.HTTP.URL.Path
	for _, one := range languages {
		rest, ok := strings.CutPrefix(v.path, "/"+one)
		if !ok || rest != "" && rest[0] != '/' {
			continue
		}
		v.lang, v.prefix, v.path = one, "/"+one, rest
		if rest == "" {
			v.path = "/"
		}
	}
}

// elsewhere is the address to use instead of a prefix the shop does not have, or that of
// its first language.
func (v *visit) elsewhere() string {
	if v.prefix == "" || v.lang != v.spoken[0] && slices.Contains(v.spoken, v.lang) {
		return ""
	}
	if query := v.r.HTTP.URL.RawQuery; query != "" {
		return v.path + "?" + query
	}
	return v.path
}

// url is the address of a path in the language of the visit.
func (v *visit) url(path string) string {
	if path == "/" && v.prefix != "" {
		return v.prefix
	}
	return v.prefix + path
}

func (v *visit) say(key string) string { return v.theme.Say(v.lang, key) }

// findCart reads the cart of the cookie; one that was ordered or is gone is no cart.
func (v *visit) findCart() error {
	token := v.r.Cookie(cartCookie)
	if token == "" {
		return nil
	}
	cart, err := orders.CartByToken(v.tx, token)
	if errs.Is(err, errs.KindNotFound) {
		return nil
	}
	v.cart = cart
	return err
}

// open is the cart while it can be changed, the zero Cart when it was ordered.
func (v *visit) open() orders.Cart {
	if v.cart.OrderID != 0 {
		return orders.Cart{}
	}
	return v.cart
}

// fail keeps the first error of what a template read.
func (v *visit) fail(err error) {
	if v.failure == nil {
		v.failure = err
	}
}

// about is what the head of a page says.
type about struct {
	title       string
	description string
	image       *theme.Image
	private     bool // not for search engines
	canonical   string
	crumbs      []theme.Crumb
}

// draw makes the page of a template.
func (v *visit) draw(template string, head about, objects map[string]any) (web.Answer, error) {
	v.page.Template = template
	v.common(head)
	for name, value := range objects {
		v.page.Objects[name] = value
	}
	var out bytes.Buffer
	if err := v.theme.Render(v.r.Context(), &out, v.page); err != nil {
		return web.Answer{}, fmt.Errorf("draw %s: %w", template, err)
	}
	if v.failure != nil {
		return web.Answer{}, v.failure
	}
	a := web.Bytes("text/html; charset=utf-8", "", out.Bytes()).Header("Content-Language", v.lang)
	if head.private {
		a = a.Header("Cache-Control", "private, no-store")
	}
	return a, nil
}

// show is a handler of a page: it finds language and cart, leads to the right address of
// a language, and says that the shop is closed when it is.
func show[In any](fn func(v *visit, in In) (web.Answer, error)) web.Handler {
	return web.Handle(func(tx *db.Tx, r *web.Request, in In) (web.Answer, error) {
		v, err := begin(tx, r)
		if err != nil {
			return web.Answer{}, err
		}
		if other := v.elsewhere(); other != "" && r.HTTP.Method == http.MethodGet {
			return web.Redirect(other).Status(http.StatusMovedPermanently), nil
		}
		if r.Shop.Closed && !strings.HasPrefix(v.path, "/orders/") {
			return v.closed()
		}
		return fn(v, in)
	})
}

// act is show for a form; again draws the form once more with what was typed.
func act[In any](form string, fn func(v *visit, in In) (web.Answer, error), again func(v *visit, in In) (web.Answer, error)) web.Handler {
	return web.Again(show(fn), func(tx *db.Tx, r *web.Request, in In, problem *errs.Error) (web.Answer, error) {
		v, err := begin(tx, r)
		if err != nil {
			return web.Answer{}, err
		}
		v.refused(form, problem)
		return again(v, in)
	})
}

// refused puts what was wrong, and what was typed, in front of the theme.
func (v *visit) refused(form string, problem *errs.Error) {
	told := &theme.Problem{Form: form, Message: v.page.Words.Error(problem), Values: url.Values{}}
	for name, values := range v.r.Form {
		told.Values[name] = values
	}
	for _, f := range v.page.Words.Fields(problem) {
		told.Fields = append(told.Fields, theme.FieldError{Name: f.Name, Message: f.Message})
	}
	v.page.Problem = told
	v.page.Objects["trouble"] = told
}
