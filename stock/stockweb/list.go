package stockweb

import (
	"net/url"
	"strconv"

	"github.com/a-h/templ"

	"github.com/coulisse/coulisse/catalog"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/stock"
)

type listForm struct {
	Query  string `form:"q"`
	State  string `form:"state"`
	After  string `form:"after"`
	Before string `form:"before"`
}

func (f listForm) with(r *web.Request, name, value string) string {
	all := url.Values{}
	for key, set := range map[string]string{"q": f.Query, "state": f.State, name: ""} {
		if key != name && set != "" {
			all.Set(key, set)
		}
	}
	if value != "" {
		all.Set(name, value)
	}
	if len(all) == 0 {
		return r.Path("/stock")
	}
	return r.Path("/stock") + "?" + all.Encode()
}

var stateNames = []struct{ state, name string }{{"", text.Key("All")}, {"short", text.Key("Sold out")}, {"low", text.Key("Running low")},
	{"reserved", text.Key("Reserved")}, {"back_order", text.Key("On back-order")}}

// shelves is the list of all variants with their stock, each with its own small form.
func shelves(tx *db.Tx, r *web.Request, in listForm) (web.Answer, error) {
	page, err := stock.Shelves(tx, stock.ShelvesInput{Query: in.Query, State: in.State, After: in.After, Before: in.Before})
	if err != nil {
		return web.Answer{}, err
	}
	var tabs []ui.Tab
	for _, s := range stateNames {
		tabs = append(tabs, ui.Tab{Label: r.Text.T(s.name), URL: in.with(r, "state", s.state), Active: s.state == in.State})
	}
	list := ui.ListProps{Tabs: tabs, Table: ui.TableProps{Caption: r.Text.T("Stock"), Columns: shelfColumns(r), Rows: shelfRows(r, page.Rows)},
		Filter: &ui.FilterProps{Action: r.Path("/stock"), Query: in.Query, Label: r.Text.T("Search products, SKUs or barcodes"), Keep: kept(in)},
		Empty:  noStock(r, in)}
	if page.Next != "" {
		list.Pager.Next = in.with(r, "after", page.Next)
	}
	if page.Previous != "" {
		list.Pager.Previous = in.with(r, "before", page.Previous)
	}
	return web.Page(ui.Page(r.Frame(tx, "Stock", "stock"), ui.List(list))), nil
}

func kept(in listForm) []ui.Option {
	if in.State == "" {
		return nil
	}
	return []ui.Option{{Value: "state", Label: in.State}}
}

func shelfColumns(r *web.Request) []ui.Column {
	return []ui.Column{{Label: r.Text.T("Image"), HideLabel: true, Phone: "hide"}, {Label: r.Text.T("Product"), Main: true}, {Label: r.Text.T("SKU")},
		{Label: r.Text.T("Reserved"), Number: true, Phone: "hide"}, {Label: r.Text.T("Available"), Number: true, Phone: "end"}, {Label: r.Text.T("On hand"), Number: true}}
}

func shelfRows(r *web.Request, shelves []stock.Shelf) []ui.TableRow {
	rows := make([]ui.TableRow, 0, len(shelves))
	for _, s := range shelves {
		key := s.VariantID.Text(catalog.VariantPrefix)
		name := ui.Strong(s.ProductTitle)
		if s.VariantTitle != "" {
			name = ui.Two(s.ProductTitle, s.VariantTitle)
		}
		rows = append(rows, ui.TableRow{ID: key, URL: r.Path("/stock", key), Name: s.ProductTitle + " " + s.VariantTitle, Faded: s.ProductStatus == catalog.Archived,
			Cells: []templ.Component{ui.Picture(r.FileURL(s.ImageHash, 165), ""), name, ui.Code(s.SKU), ui.Plain(r.Text.Number(s.Reserved)), available(r, s.Level), onHand(r, s)}})
	}
	return rows
}

func available(r *web.Request, l stock.Level) templ.Component {
	switch {
	case !l.Tracked:
		return ui.Muted(r.Text.T("not counted"))
	case l.Available <= 0 && l.BackOrder:
		return ui.Badge(ui.Info, r.Text.Number(l.Available))
	case l.Available <= 0:
		return ui.Badge(ui.Warning, r.Text.Number(l.Available))
	}
	return ui.Plain(r.Text.Number(l.Available))
}

// onHand is the small form of a line; without the permission only the number.
func onHand(r *web.Request, s stock.Shelf) templ.Component {
	if !r.Person.May(mayEdit) {
		return ui.Plain(r.Text.Number(s.OnHand))
	}
	key := s.VariantID.Text(catalog.VariantPrefix)
	return adjustInline(r.Path("/stock", key), key, strconv.FormatInt(s.OnHand, 10), s.ProductTitle+" "+s.VariantTitle, r.HTTP.URL.RequestURI())
}

func noStock(r *web.Request, in listForm) templ.Component {
	if in.Query != "" || in.State != "" {
		return ui.Empty(ui.EmptyProps{Icon: "search", Title: r.Text.T("Nothing matches"), Text: r.Text.T("Try another word or another view.")})
	}
	return ui.Empty(ui.EmptyProps{Icon: "package", Title: r.Text.T("No stock yet"), Text: r.Text.T("Each product you add stands here with what is on hand."),
		Action: ui.Button(ui.ButtonProps{Label: r.Text.T("Products"), URL: r.Path("/products")})})
}
