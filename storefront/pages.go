package storefront

import (
	"strings"

	"github.com/coulisse/coulisse/catalog"
	"github.com/coulisse/coulisse/content"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/liquid"
	"github.com/coulisse/coulisse/storefront/theme"
)

func home(v *visit, _ struct{}) (web.Answer, error) {
	return v.draw("index", about{title: v.shop.Name, description: v.page.Settings["subheadline"]}, map[string]any{
		"newest": v.listed(catalog.ListInput{Limit: 8})})
}

type productForm struct {
	Variant string `form:"variant"`
	Option1 string `form:"option1"`
	Option2 string `form:"option2"`
	Option3 string `form:"option3"`
}

func productPage(v *visit, in productForm) (web.Answer, error) {
	p, err := v.product(v.r.Param("handle"))
	if err != nil {
		return web.Answer{}, err
	}
	choose(p, in.Variant, [3]string{in.Option1, in.Option2, in.Option3})
	return v.drawProduct(p)
}

func (v *visit) drawProduct(p *theme.Product) (web.Answer, error) {
	path := p.Data.Path()
	head := about{title: p.Data.SEOTitle, description: p.Data.SEODescription, canonical: path,
		crumbs: []theme.Crumb{{Title: p.Data.Title, URL: v.url(path)}}}
	if head.title == "" {
		head.title = p.Data.Title
	}
	if head.description == "" {
		head.description = shorten(catalog.PlainText(string(p.Description)))
	}
	if len(p.Images) > 0 {
		head.image = p.Images[0]
	}
	groups, err := catalog.CollectionsOf(v.tx, p.Data.ID)
	if err != nil {
		return web.Answer{}, err
	}
	if len(groups) > 0 {
		head.crumbs = append([]theme.Crumb{{Title: groups[0].Title, URL: v.url("/collections/" + groups[0].Handle)}}, head.crumbs...)
	}
	return v.draw("product", head, map[string]any{"product": p, "recommendations": liquid.Object{"products": v.related(p)}})
}

type searchForm struct {
	Q      string `form:"q"`
	After  string `form:"after"`
	Before string `form:"before"`
}

func searchPage(v *visit, in searchForm) (web.Answer, error) {
	words := strings.TrimSpace(in.Q)
	if len(words) > 200 {
		words = words[:200]
	}
	search := liquid.Object{"terms": words, "performed": words != ""}
	if words != "" {
		search["results"] = v.listed(catalog.ListInput{Query: words, After: in.After, Before: in.Before, Limit: pageSize})
	}
	return v.draw("search", about{title: v.say("search.title"), private: true}, map[string]any{"search": search})
}

func textPage(v *visit, _ struct{}) (web.Answer, error) { return v.drawText(v.r.Param("handle")) }

// policyNames are the names other platforms give to pages of ours.
var policyNames = map[string]string{"privacy-policy": "privacy", "terms-of-service": "terms", "terms-of-sale": "terms",
	"contact-information": "contact", "imprint": "legal-notice"}

func policyPage(v *visit, _ struct{}) (web.Answer, error) {
	name := v.r.Param("name")
	if ours, ok := policyNames[name]; ok {
		name = ours
	}
	return v.drawText(name)
}

func (v *visit) drawText(handle string) (web.Answer, error) {
	page, err := content.PageByHandle(v.tx, handle)
	if err != nil {
		return web.Answer{}, err
	}
	if page.Status != content.Published {
		return web.Answer{}, errs.NotFound("This page does not exist.")
	}
	path := "/pages/" + page.Handle
	head := about{title: page.SEOTitle, description: page.SEODescription, canonical: path, crumbs: []theme.Crumb{{Title: page.Title, URL: v.url(path)}}}
	if head.title == "" {
		head.title = page.Title
	}
	if head.description == "" {
		head.description = shorten(catalog.PlainText(page.Body))
	}
	return v.draw("page", head, map[string]any{"page": v.text(page)})
}
