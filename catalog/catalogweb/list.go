package catalogweb

import (
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"github.com/coulisse/coulisse/catalog"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/shops"
	"github.com/coulisse/coulisse/stock"
)

type listForm struct {
	Query      string `form:"q"`
	Status     string `form:"status"`
	Tag        string `form:"tag"`
	Vendor     string `form:"vendor"`
	Collection string `form:"collection"`
	Sort       string `form:"sort"`
	After      string `form:"after"`
	Before     string `form:"before"`
}

// with is the address of the list with one parameter changed and paging left.
func (f listForm) with(r *web.Request, name, value string) string {
	all := url.Values{}
	for key, set := range map[string]string{"q": f.Query, "status": f.Status, "tag": f.Tag, "vendor": f.Vendor, "collection": f.Collection, "sort": f.Sort} {
		if key == name {
			set = value
		}
		if set != "" {
			all.Set(key, set)
		}
	}
	if (name == "after" || name == "before") && value != "" {
		all.Set(name, value)
	}
	if len(all) == 0 {
		return r.Path("/products")
	}
	return r.Path("/products") + "?" + all.Encode()
}

// products is the list of products.
func products(tx *db.Tx, r *web.Request, in listForm) (web.Answer, error) {
	find := catalog.ListInput{Query: in.Query, Status: in.Status, Tag: in.Tag, Vendor: in.Vendor, Sort: in.Sort, After: in.After, Before: in.Before}
	if in.Collection != "" {
		collection, err := id.Parse(catalog.CollectionPrefix, in.Collection)
		if err != nil {
			return web.Answer{}, err
		}
		find.Collection = collection
	}
	page, err := catalog.List(tx, find)
	if err != nil {
		return web.Answer{}, err
	}
	counts, err := catalog.CountByStatus(tx)
	if err != nil {
		return web.Answer{}, err
	}
	rows, err := productRows(tx, r, page.Rows)
	if err != nil {
		return web.Answer{}, err
	}
	filter, err := productFilter(tx, r, in)
	if err != nil {
		return web.Answer{}, err
	}
	total := counts[catalog.Draft] + counts[catalog.Active] + counts[catalog.Archived]
	list := ui.ListProps{Tabs: statusTabs(r, in, counts, total), Filter: filter, Pager: pagerOf(r, in, page),
		Table: ui.TableProps{Caption: r.Text.T("Products"), Columns: productColumns(r, in), Rows: rows}, Empty: noProducts(r, total)}
	if r.Person.May(mayEdit) {
		list.Bulk = bulkButtons(r.Path("/products/bulk"))
	}
	frame := r.Frame(tx, "Products", "products")
	if r.Person.May(mayEdit) && total > 0 {
		frame.Actions = listActions(r.Path("/imports"), r.Path("/products/new"))
	}
	return web.Page(ui.Page(frame, ui.List(list))), nil
}

func statusTabs(r *web.Request, in listForm, counts map[string]int64, total int64) []ui.Tab {
	tabs := []ui.Tab{{Label: r.Text.T("All"), URL: in.with(r, "status", ""), Count: r.Text.Number(total), Active: in.Status == ""}}
	for _, status := range []string{catalog.Active, catalog.Draft, catalog.Archived} {
		tabs = append(tabs, ui.Tab{Label: r.Text.T(statusNames[status]), URL: in.with(r, "status", status), Count: r.Text.Number(counts[status]), Active: in.Status == status})
	}
	return tabs
}

var statusNames = map[string]string{catalog.Active: text.Key("On sale"), catalog.Draft: text.Key("Draft"), catalog.Archived: text.Key("Archived")}

func statusBadge(r *web.Request, status string) templ.Component {
	switch status {
	case catalog.Active:
		return ui.Badge(ui.Success, r.Text.T("On sale"))
	case catalog.Archived:
		return ui.BadgeHollow(ui.Neutral, r.Text.T("Archived"))
	}
	return ui.Badge(ui.Info, r.Text.T("Draft"))
}

func productColumns(r *web.Request, in listForm) []ui.Column {
	return []ui.Column{{Label: r.Text.T("Image"), HideLabel: true, Phone: "hide"},
		sortable(r, in, ui.Column{Label: r.Text.T("Product"), Main: true}, "title"),
		{Label: r.Text.T("Status")}, {Label: r.Text.T("Stock"), Number: true},
		sortable(r, in, ui.Column{Label: r.Text.T("Price"), Number: true, Phone: "end"}, "price"),
		sortable(r, in, ui.Column{Label: r.Text.T("Vendor"), Phone: "hide"}, "vendor"),
		sortable(r, in, ui.Column{Label: r.Text.T("Changed"), Phone: "hide"}, "updated_at")}
}

func sortable(r *web.Request, in listForm, c ui.Column, by string) ui.Column {
	c.Sort = in.with(r, "sort", by)
	switch in.Sort {
	case by:
		c.Sorted, c.Sort = "ascending", in.with(r, "sort", "-"+by)
	case "-" + by:
		c.Sorted = "descending"
	}
	return c
}

func productRows(tx *db.Tx, r *web.Request, page []catalog.Product) ([]ui.TableRow, error) {
	ids := make([]id.ID, len(page))
	for i, p := range page {
		ids[i] = p.ID
	}
	stocks, err := stock.OfProducts(tx, ids)
	if err != nil {
		return nil, err
	}
	rows := make([]ui.TableRow, 0, len(page))
	for _, p := range page {
		second := p.Kind
		if p.VariantCount > 1 {
			second = r.Text.N(int(p.VariantCount), "%d variant", "%d variants")
		}
		rows = append(rows, ui.TableRow{ID: p.ID.Text(catalog.ProductPrefix), URL: r.Path("/products", p.ID.Text(catalog.ProductPrefix)), Name: p.Title,
			Faded: p.Status == catalog.Archived,
			Cells: []templ.Component{ui.Picture(r.FileURL(p.ImageHash, 165), ""), nameCell(p.Title, second), statusBadge(r, p.Status),
				stockCell(r, stocks[p.ID]), ui.Plain(priceRange(r, p)), ui.Plain(p.Vendor), ui.Muted(r.Text.Ago(p.UpdatedAt, tx.Now))}})
	}
	return rows, nil
}

func nameCell(title, second string) templ.Component {
	if second == "" {
		return ui.Strong(title)
	}
	return ui.Two(title, second)
}

func stockCell(r *web.Request, s stock.Sum) templ.Component {
	switch {
	case !s.Tracked:
		return ui.Muted(r.Text.T("not counted"))
	case s.Available <= 0:
		return ui.Badge(ui.Warning, r.Text.Number(s.Available))
	}
	return ui.Plain(r.Text.Number(s.Available))
}

func priceRange(r *web.Request, p catalog.Product) string {
	from := r.Text.Money(moneyOf(r, p.PriceFrom))
	if p.PriceTo == p.PriceFrom {
		return from
	}
	return from + " – " + r.Text.Money(moneyOf(r, p.PriceTo))
}

func productFilter(tx *db.Tx, r *web.Request, in listForm) (*ui.FilterProps, error) {
	vendors, err := catalog.Vendors(tx)
	if err != nil {
		return nil, err
	}
	tags, err := catalog.Tags(tx)
	if err != nil {
		return nil, err
	}
	all, err := catalog.Collections(tx)
	if err != nil {
		return nil, err
	}
	var groups []ui.Option
	filter := &ui.FilterProps{Action: r.Path("/products"), Query: in.Query, Label: r.Text.T("Search products"), Clear: r.Path("/products")}
	for _, c := range all {
		value := c.ID.Text(catalog.CollectionPrefix)
		groups = append(groups, ui.Option{Value: value, Label: c.Title})
		if value == in.Collection {
			filter.Chips = append(filter.Chips, ui.Chip{Label: c.Title, Remove: in.with(r, "collection", "")})
		}
	}
	for name, value := range map[string]string{"tag": in.Tag, "vendor": in.Vendor} {
		if value != "" {
			filter.Chips = append(filter.Chips, ui.Chip{Label: value, Remove: in.with(r, name, "")})
		}
	}
	for name, value := range map[string]string{"status": in.Status, "sort": in.Sort} {
		if value != "" {
			filter.Keep = append(filter.Keep, ui.Option{Value: name, Label: value})
		}
	}
	filter.Fields = filterFields(in, words(tags), words(vendors), groups)
	return filter, nil
}

func words(all []string) []ui.Option {
	options := make([]ui.Option, 0, len(all))
	for _, word := range all {
		options = append(options, ui.Option{Value: word, Label: word})
	}
	return options
}

func pagerOf(r *web.Request, in listForm, page db.Page[catalog.Product]) ui.PagerProps {
	var pager ui.PagerProps
	if page.Next != "" {
		pager.Next = in.with(r, "after", page.Next)
	}
	if page.Previous != "" {
		pager.Previous = in.with(r, "before", page.Previous)
	}
	return pager
}

func noProducts(r *web.Request, total int64) templ.Component {
	if total > 0 {
		return ui.Empty(ui.EmptyProps{Icon: "search", Title: r.Text.T("No product matches"), Text: r.Text.T("Try another word or fewer filters.")})
	}
	empty := ui.EmptyProps{Icon: "package", Title: r.Text.T("Your first product"),
		Text: r.Text.T("Add a product by hand, or bring all of them from your old shop as a file.")}
	if r.Person.May(mayEdit) {
		empty.Action = listActions(r.Path("/imports"), r.Path("/products/new"))
	}
	return ui.Empty(empty)
}

type bulkForm struct {
	IDs    []id.ID `form:"id"`
	All    string  `form:"all"`
	Action string  `form:"action"`
}

// bulk changes the products ticked, as one change set that can be undone.
func bulk(tx *db.Tx, r *web.Request, in bulkForm) (web.Answer, error) {
	if len(in.IDs) == 0 {
		return web.Answer{}, errs.Invalid("Tick the products first.")
	}
	for _, product := range in.IDs {
		var err error
		if in.Action == "delete" {
			err = catalog.Delete(tx, product)
		} else {
			err = catalog.SetStatus(tx, product, strings.TrimSpace(in.Action))
		}
		if err != nil {
			return web.Answer{}, err
		}
	}
	return web.Redirect(r.Next(r.Path("/products"))).Toast("%d products changed.", len(in.IDs)).Undo(shops.CurrentChangeSet(tx)), nil
}
