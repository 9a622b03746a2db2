package storefront

import (
	"slices"

	"github.com/coulisse/coulisse/catalog"
	"github.com/coulisse/coulisse/content"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/liquid"
	"github.com/coulisse/coulisse/storefront/theme"
)

// pageSize is how many products a list shows when the theme does not say.
const pageSize = 24

// orders a buyer may choose; manual is the merchant's own.
var sorts = []string{"manual", "-created_at", "title", "-title", "price", "-price"}

// allProducts is the collection of everything, which no merchant needs to make.
func (v *visit) allProducts() catalog.Collection {
	return catalog.Collection{Handle: "all", Title: v.say("collections.all"), Sort: catalog.DefaultSort}
}

// collection makes the object of a collection whose first page follows in.
func (v *visit) collection(row catalog.Collection, in catalog.ListInput) *theme.Collection {
	in.Collection = row.ID
	if !slices.Contains(sorts, in.Sort) {
		in.Sort = row.Sort
	}
	if in.Limit == 0 {
		in.Limit = pageSize
	}
	return &theme.Collection{Page: v.page, Data: row, SortBy: in.Sort, Products: v.listed(in),
		Description: liquid.Safe(content.Sanitize(row.Description)), Image: func() *theme.Image { return v.faceOf(row.ID) }}
}

// collections are all collections, by handle and in a row.
func (v *visit) collections() *theme.Several {
	return &theme.Several{
		Lookup: func(handle string) any {
			row, err := v.collectionRow(handle)
			if err != nil {
				if !errs.Is(err, errs.KindNotFound) {
					v.fail(err)
				}
				return nil
			}
			return v.collection(row, catalog.ListInput{})
		},
		All: func() []any {
			rows, err := catalog.Collections(v.tx)
			if err != nil {
				v.fail(err)
			}
			all := make([]any, 0, len(rows))
			for _, row := range rows {
				if row.Members > 0 {
					all = append(all, v.collection(row, catalog.ListInput{}))
				}
			}
			return all
		},
	}
}

func (v *visit) collectionRow(handle string) (catalog.Collection, error) {
	if handle == "all" {
		return v.allProducts(), nil
	}
	return catalog.CollectionByHandle(v.tx, handle)
}

// faceOf is the picture of a collection: that of its first product.
func (v *visit) faceOf(collection id.ID) *theme.Image {
	page, err := catalog.List(v.tx, catalog.ListInput{Collection: collection, Status: catalog.Active, Sort: "manual", Limit: 1})
	if err != nil || len(page.Rows) == 0 || page.Rows[0].ImageHash == "" {
		if err != nil {
			v.fail(err)
		}
		return nil
	}
	images, err := v.pictures([]id.ID{page.Rows[0].ID})
	if err != nil {
		v.fail(err)
	}
	return images[page.Rows[0].ImageHash]
}

func collectionsPage(v *visit, _ struct{}) (web.Answer, error) {
	title := v.say("collections.title")
	return v.draw("list-collections", about{title: title, crumbs: []theme.Crumb{{Title: title, URL: v.url("/collections")}}}, nil)
}

type listForm struct {
	SortBy string `form:"sort_by"`
	After  string `form:"after"`
	Before string `form:"before"`
}

func collectionPage(v *visit, in listForm) (web.Answer, error) {
	row, err := v.collectionRow(v.r.Param("handle"))
	if err != nil {
		return web.Answer{}, err
	}
	c := v.collection(row, catalog.ListInput{Sort: in.SortBy, After: in.After, Before: in.Before})
	head := about{title: row.SEOTitle, description: row.SEODescription, canonical: "/collections/" + row.Handle,
		private: in.SortBy != "" && in.SortBy != row.Sort,
		crumbs:  []theme.Crumb{{Title: v.say("collections.title"), URL: v.url("/collections")}, {Title: row.Title, URL: v.url("/collections/" + row.Handle)}}}
	if head.title == "" {
		head.title = row.Title
	}
	if head.description == "" {
		head.description = shorten(catalog.PlainText(row.Description))
	}
	return v.draw("collection", head, map[string]any{"collection": c, "sort_options": v.sortOptions(row)})
}

func (v *visit) sortOptions(row catalog.Collection) []any {
	var all []any
	for _, sort := range sorts {
		if sort == "manual" && row.Sort != "manual" {
			continue
		}
		all = append(all, liquid.Object{"value": sort, "name": v.say("sort." + sort)})
	}
	return all
}

// shorten cuts a text to what search engines show.
func shorten(text string) string {
	letters := []rune(text)
	if len(letters) <= 160 {
		return text
	}
	return string(letters[:157]) + "…"
}
