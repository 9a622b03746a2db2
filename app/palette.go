package app

import (
	"strings"

	"github.com/a-h/templ"
	"github.com/coulisse/coulisse/catalog"
	"github.com/coulisse/coulisse/customers"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/orders"
)

// paletteHits is how many rows of each noun the palette offers.
const paletteHits = 5

type paletteInput struct {
	Query string `form:"q"`
}

// palette answers "Search or jump to…": orders, products and customers of the shop that
// match, as far as the person may see them.
func palette(tx *db.Tx, r *web.Request, in paletteInput) (web.Answer, error) {
	var groups []templ.Component
	if len([]rune(strings.TrimSpace(in.Query))) < 2 {
		return web.Page(templ.Join()), nil
	}
	for _, each := range []struct {
		permission string
		find       func(*db.Tx, *web.Request, string) (ui.PaletteGroup, error)
	}{{"orders.view", paletteOrders}, {"catalog.view", paletteProducts}, {"customers.view", paletteCustomers}} {
		if !r.Person.May(each.permission) {
			continue
		}
		group, err := each.find(tx, r, in.Query)
		if err != nil {
			return web.Answer{}, err
		}
		if len(group.Links) > 0 {
			groups = append(groups, ui.PaletteResults(group))
		}
	}
	return web.Page(templ.Join(groups...)), nil
}

func paletteOrders(tx *db.Tx, r *web.Request, query string) (ui.PaletteGroup, error) {
	group := ui.PaletteGroup{Label: r.Text.T("Orders")}
	found, err := orders.List(tx, orders.ListInput{Query: query, Limit: paletteHits})
	for _, o := range found.Rows {
		group.Links = append(group.Links, ui.Link{Label: "#" + o.Number + " · " + o.Name, URL: r.Path("/orders", o.ID.Text(orders.Prefix)), Icon: "shopping-bag"})
	}
	return group, err
}

func paletteProducts(tx *db.Tx, r *web.Request, query string) (ui.PaletteGroup, error) {
	group := ui.PaletteGroup{Label: r.Text.T("Products")}
	found, err := catalog.List(tx, catalog.ListInput{Query: query, Limit: paletteHits})
	for _, p := range found.Rows {
		group.Links = append(group.Links, ui.Link{Label: p.Title, URL: r.Path("/products", p.ID.Text(catalog.ProductPrefix)), Icon: "tag"})
	}
	return group, err
}

func paletteCustomers(tx *db.Tx, r *web.Request, query string) (ui.PaletteGroup, error) {
	group := ui.PaletteGroup{Label: r.Text.T("Customers")}
	found, err := customers.List(tx, customers.ListInput{Query: query, Limit: paletteHits})
	for _, c := range found.Rows {
		group.Links = append(group.Links, ui.Link{Label: c.Name + " · " + c.Email, URL: r.Path("/customers", c.ID.Text(customers.Prefix)), Icon: "users"})
	}
	return group, err
}
