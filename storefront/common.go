package storefront

import (
	"net/http"
	"strconv"

	"github.com/coulisse/coulisse/content"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/liquid"
	"github.com/coulisse/coulisse/storefront/theme"
)

// languageNames are the languages in their own words.
var languageNames = map[string]string{"en": "English", "fr": "Français"}

// common fills the objects every page has. What costs a query is read when a template
// looks at it.
func (v *visit) common(head about) {
	canonical := head.canonical
	if canonical == "" {
		canonical = v.path
	}
	title := v.shop.Name
	if head.title != "" && head.title != v.shop.Name {
		title = head.title + " – " + v.shop.Name
	}
	o := v.page.Objects
	o["shop"] = &theme.Shop{Data: v.shop, BaseURL: v.base}
	o["cart"] = v.cartDrop()
	o["page_title"] = title
	o["page_description"] = head.description
	o["page_private"] = head.private
	if head.image != nil {
		o["page_image"] = head.image
	}
	o["canonical_url"] = v.base + v.url(canonical)
	o["alternates"] = v.alternates(canonical)
	o["localization"] = v.localization()
	o["request"] = liquid.Object{"path": v.url(v.path), "origin": v.base, "host": v.r.HTTP.Host, "locale": v.lang, "page_type": v.page.Template}
	o["linklists"] = theme.Lookup(v.menu)
	o["collections"] = v.collections()
	o["all_products"] = theme.Lookup(v.productByHandle)
	o["pages"] = theme.Lookup(v.pageByHandle)
	if head.crumbs != nil {
		steps := append([]theme.Crumb{{Title: v.say("general.home"), URL: v.url("/")}}, head.crumbs...)
		o["breadcrumbs"] = &theme.Crumbs{BaseURL: v.base, Steps: steps}
	}
}

// address of a path in one of the shop's languages.
func (v *visit) in(language, path string) string {
	if language == v.spoken[0] {
		return path
	}
	if path == "/" {
		return "/" + language
	}
	return "/" + language + path
}

func (v *visit) alternates(path string) []any {
	var all []any
	if len(v.spoken) < 2 {
		return all
	}
	for _, one := range v.spoken {
		all = append(all, liquid.Object{"locale": one, "url": v.base + v.in(one, path)})
	}
	return append(all, liquid.Object{"locale": "x-default", "url": v.base + path})
}

func (v *visit) localization() liquid.Drop {
	query := ""
	if raw := v.r.HTTP.URL.RawQuery; raw != "" && v.r.HTTP.Method == http.MethodGet {
		query = "?" + raw
	}
	var all []any
	for _, one := range v.spoken {
		all = append(all, liquid.Object{"iso_code": one, "name": languageNames[one], "url": v.in(one, v.path) + query, "current": one == v.lang})
	}
	return liquid.Object{"language": liquid.Object{"iso_code": v.lang, "name": languageNames[v.lang]}, "available_languages": all}
}

// menu finds a menu by its handle, once a page: the foot shows that of the head again.
func (v *visit) menu(handle string) any {
	if known, ok := v.menus[handle]; ok {
		return known
	}
	found := v.findMenu(handle)
	if v.menus == nil {
		v.menus = map[string]any{}
	}
	v.menus[handle] = found
	return found
}

func (v *visit) findMenu(handle string) any {
	menu, err := content.MenuByHandle(v.tx, handle)
	if err != nil {
		if !errs.Is(err, errs.KindNotFound) {
			v.fail(err)
		}
		return nil
	}
	return &theme.Menu{Page: v.page, Data: menu}
}

func (v *visit) pageByHandle(handle string) any {
	page, err := content.PageByHandle(v.tx, handle)
	if err != nil || page.Status != content.Published {
		if err != nil && !errs.Is(err, errs.KindNotFound) {
			v.fail(err)
		}
		return nil
	}
	return v.text(page)
}

func (v *visit) text(page content.Page) *theme.Text {
	return &theme.Text{Page: v.page, Data: page, Body: liquid.Safe(content.Sanitize(page.Body))}
}

// closed is what buyers see when the trial is over.
func (v *visit) closed() (web.Answer, error) {
	v.page.Layout = "plain"
	a, err := v.draw("closed", about{title: v.say("closed.title"), private: true}, nil)
	return a.Status(http.StatusServiceUnavailable).Header("Retry-After", strconv.Itoa(24*3600)), err
}
