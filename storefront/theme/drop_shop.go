package theme

import (
	"github.com/coulisse/coulisse/catalog"
	"github.com/coulisse/coulisse/content"
	"github.com/coulisse/coulisse/liquid"
	"github.com/coulisse/coulisse/shops"
)

// Shop is the shop in a template.
type Shop struct {
	Data    shops.Shop
	BaseURL string
}

// Get answers a property.
func (s *Shop) Get(name string) any {
	switch name {
	case "name":
		return s.Data.Name
	case "email":
		return s.Data.Email
	case "phone":
		return s.Data.Phone
	case "currency":
		return s.Data.Currency
	case "url":
		return s.BaseURL
	case "country":
		return s.Data.Country
	case "prices_include_tax":
		return s.Data.PricesIncludeTax
	case "vat_exempt":
		return s.Data.VATExempt
	case "mentions":
		return s.Data.Mentions()
	case "address":
		return liquid.Object{"company": s.Data.LegalName, "line1": s.Data.Line1, "line2": s.Data.Line2,
			"postal_code": s.Data.PostalCode, "city": s.Data.City, "country": s.Data.Country}
	}
	return nil
}

// StructuredData describes the seller for search engines.
func (s *Shop) StructuredData() any {
	about := map[string]any{"@context": "https://schema.org", "@type": "Organization", "name": s.Data.Name, "url": s.BaseURL + "/", "email": s.Data.Email}
	if s.Data.City != "" {
		about["address"] = map[string]any{"@type": "PostalAddress", "streetAddress": s.Data.Line1, "postalCode": s.Data.PostalCode,
			"addressLocality": s.Data.City, "addressCountry": s.Data.Country}
	}
	return about
}

// Collection is a collection in a template.
type Collection struct {
	Page        *Page
	Data        catalog.Collection
	Description liquid.Safe
	Products    *ProductPage
	SortBy      string
	Image       func() *Image
}

// Get answers a property.
func (c *Collection) Get(name string) any {
	switch name {
	case "id":
		return c.Data.ID.Text(catalog.CollectionPrefix)
	case "title":
		return c.Data.Title
	case "handle":
		return c.Data.Handle
	case "description":
		return c.Description
	case "url":
		return c.Page.url("/collections/" + c.Data.Handle)
	case "products":
		return c.Products
	case "products_count":
		return c.Data.Members
	case "sort_by":
		return c.SortBy
	case "default_sort_by":
		return c.Data.Sort
	case "featured_image", "image":
		if c.Image != nil {
			if image := c.Image(); image != nil {
				return image
			}
		}
	}
	return nil
}

// Menu is a list of links in a template.
type Menu struct {
	Page *Page
	Data content.Menu
}

// Get answers a property.
func (m *Menu) Get(name string) any {
	switch name {
	case "title":
		return m.Data.Title
	case "handle":
		return m.Data.Handle
	case "links":
		return m.links(0, len(m.Data.Entries), 0)
	}
	return nil
}

// links are the entries of one depth between two places.
func (m *Menu) links(from, to int, depth int64) liquid.Array {
	var found []any
	for i := from; i < to; i++ {
		if m.Data.Entries[i].Depth == depth {
			found = append(found, link{m, i})
		} else if m.Data.Entries[i].Depth < depth {
			break
		}
	}
	return list(len(found), func(i int) any { return found[i] })
}

type link struct {
	menu *Menu
	at   int
}

// Get answers a property.
func (l link) Get(name string) any {
	entry := l.menu.Data.Entries[l.at]
	switch name {
	case "title":
		return entry.Title
	case "url":
		return l.menu.Page.url(entry.Target)
	case "active":
		return entry.Target == l.menu.Page.Path
	case "links":
		return l.menu.links(l.at+1, len(l.menu.Data.Entries), entry.Depth+1)
	}
	return nil
}

// Text is a page of the merchant in a template.
type Text struct {
	Page *Page
	Data content.Page
	Body liquid.Safe // sanitised
}

// Get answers a property.
func (t *Text) Get(name string) any {
	switch name {
	case "title":
		return t.Data.Title
	case "handle":
		return t.Data.Handle
	case "content":
		return t.Body
	case "url":
		return t.Page.url("/pages/" + t.Data.Handle)
	}
	return nil
}

// Crumbs is the way from the home page to this one.
type Crumbs struct {
	BaseURL string
	Steps   []Crumb
}

// Crumb is one step; the last has no address of its own to follow.
type Crumb struct{ Title, URL string }

// Get answers nothing.
func (c *Crumbs) Get(string) any { return nil }

// Len is the number of steps.
func (c *Crumbs) Len() int { return len(c.Steps) }

// At answers one step.
func (c *Crumbs) At(i int) any {
	return liquid.Object{"title": c.Steps[i].Title, "url": c.Steps[i].URL}
}

// StructuredData describes the way for search engines.
func (c *Crumbs) StructuredData() any {
	steps := make([]any, len(c.Steps))
	for i, s := range c.Steps {
		steps[i] = map[string]any{"@type": "ListItem", "position": i + 1, "name": s.Title, "item": c.BaseURL + s.URL}
	}
	return map[string]any{"@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": steps}
}
