package catalogweb

import (
	"github.com/a-h/templ"

	"github.com/coulisse/coulisse/catalog"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/list"
	"github.com/coulisse/coulisse/kit/money"
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/stock"
)

// Lists are the lists of this department, for the jobs of their acts.
func Lists() []list.List {
	return []list.List{productsList(), collectionsList()}
}

// productRow is a product with what the list shows of its stock.
type productRow struct {
	catalog.Product
	stock stock.Sum
}

// productsList is the list of products.
func productsList() list.Of[productRow] {
	return list.Of[productRow]{
		About: web.About{Title: text.Key("Products"), Line: text.Key("Everything you sell, with prices, stock and status."), Help: "products", Words: "articles catalogue catalog items variants produits variantes prix", Icon: "tag"},
		Name:  "products", Title: text.Key("Products"), Path: "/products", Permission: maySee, Active: "products",
		Columns: productColumns(), Filters: productFilters(), Search: text.Key("Search products"), Sort: "-created_at",
		Views: []list.View{{ID: "all", Label: text.Key("All")}, {ID: "active", Label: text.Key("On sale"), Query: "status=active"},
			{ID: "draft", Label: text.Key("Draft"), Query: "status=draft"}, {ID: "archived", Label: text.Key("Archived"), Query: "status=archived"}},
		Load: loadProducts,
		Count: func(tx *db.Tx, q list.Query, most int64) (db.Counted, error) {
			in, err := browsed(q)
			if err != nil {
				return db.Counted{}, err
			}
			return catalog.CountBrowse(tx, in, most)
		},
		One: func(tx *db.Tx, product id.ID) (productRow, error) {
			p, err := catalog.Get(tx, product)
			if err != nil {
				return productRow{}, err
			}
			sums, err := stock.OfProducts(tx, []id.ID{product})
			return productRow{p, sums[product]}, err
		},
		Prefix: catalog.ProductPrefix, ID: func(p productRow) id.ID { return p.ID }, Label: func(p productRow) string { return p.Title },
		URL:   func(at list.At, p productRow) string { return at.R.Path("/products", p.ID.Text(catalog.ProductPrefix)) },
		Faded: func(p productRow) bool { return p.Status == catalog.Archived },
		Tools: []list.Tool{{Label: text.Key("Bulk edit"), Icon: "sliders-horizontal", Path: "/product-grid", Permission: mayEdit}},
		Acts:  productActs(), NoneFits: text.Key("No product matches"),
		Empty: func(at list.At) ui.EmptyProps {
			empty := ui.EmptyProps{Icon: "package", Title: at.Text.T("Your first product"),
				Text: at.Text.T("Add a product by hand, or bring all of them from your old shop as a file.")}
			if at.R.Person.May(mayEdit) {
				empty.Action = listActions(at.R)
			}
			return empty
		},
		Frame: func(tx *db.Tx, at list.At, frame *ui.PageProps) error {
			if at.R.Person.May(mayEdit) {
				frame.Actions = listActions(at.R)
			}
			return nil
		},
	}
}

func browsed(q list.Query) (catalog.BrowseInput, error) {
	in := catalog.BrowseInput{Query: q.Text, Status: q.Is("status"), Tag: q.Is("tag"), Vendor: q.Is("vendor"), Kind: q.Is("kind"), NoImage: q.Is("no_image") != "",
		Sort: q.Sort, After: q.After, Before: q.Before, Limit: q.Limit}
	in.From, in.To = q.Days("updated")
	var err error
	if in.Least, in.Most, err = q.Amounts("price"); err != nil {
		return in, err
	}
	in.Collection, err = q.ID("collection", catalog.CollectionPrefix)
	return in, err
}

func loadProducts(tx *db.Tx, q list.Query) (db.Page[productRow], error) {
	in, err := browsed(q)
	if err != nil {
		return db.Page[productRow]{}, err
	}
	page, err := catalog.Browse(tx, in)
	if err != nil {
		return db.Page[productRow]{}, err
	}
	ids := make([]id.ID, len(page.Rows))
	for i, p := range page.Rows {
		ids[i] = p.ID
	}
	sums, err := stock.OfProducts(tx, ids)
	out := db.Page[productRow]{Next: page.Next, Previous: page.Previous, Partial: page.Partial}
	for _, p := range page.Rows {
		out.Rows = append(out.Rows, productRow{p, sums[p.ID]})
	}
	return out, err
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

func productColumns() []list.Column[productRow] {
	price := func(at list.At, amount int64) list.Value { return list.Money(money.Of(amount, at.R.Shop.Currency)) }
	return []list.Column[productRow]{
		{ID: "image", Label: text.Key("Image"), Bare: true, Phone: "hide", Cell: func(at list.At, p productRow) templ.Component { return ui.Picture(at.R.FileURL(p.ImageHash, 165), "") }},
		{ID: "title", Label: text.Key("Product"), Main: true, Sort: "title", Value: func(_ list.At, p productRow) list.Value { return list.Text(p.Title) },
			Cell: func(at list.At, p productRow) templ.Component {
				second := p.Kind
				if p.VariantCount > 1 {
					second = at.Text.N(int(p.VariantCount), "%d variant", "%d variants")
				}
				return nameCell(p.Title, second)
			}},
		{ID: "status", Label: text.Key("Status"), Value: func(at list.At, p productRow) list.Value { return list.Text(at.Text.T(statusNames[p.Status])) },
			Cell: func(at list.At, p productRow) templ.Component { return statusBadge(at.R, p.Status) }},
		{ID: "stock", Label: text.Key("Stock"), Value: func(_ list.At, p productRow) list.Value { return list.Number(p.stock.Available) },
			Cell: func(at list.At, p productRow) templ.Component { return stockCell(at.R, p.stock) }},
		{ID: "price", Label: text.Key("Price"), Sort: "price", Phone: "end", Value: func(at list.At, p productRow) list.Value { return price(at, p.PriceFrom) },
			Cell: func(at list.At, p productRow) templ.Component { return ui.Plain(priceRange(at.R, p.Product)) }},
		{ID: "vendor", Label: text.Key("Vendor"), Sort: "vendor", Phone: "hide", Value: func(_ list.At, p productRow) list.Value { return list.Text(p.Vendor) }},
		{ID: "updated_at", Label: text.Key("Changed"), Sort: "updated_at", Down: true, Phone: "hide", Value: func(_ list.At, p productRow) list.Value { return list.Time(p.UpdatedAt) },
			Cell: func(at list.At, p productRow) templ.Component { return ui.Muted(at.Text.Ago(p.UpdatedAt, at.Now)) }},
		{ID: "kind", Label: text.Key("Type"), Hidden: true, Phone: "hide", Value: func(_ list.At, p productRow) list.Value { return list.Text(p.Kind) }},
		{ID: "handle", Label: text.Key("Address"), Hidden: true, Phone: "hide", Value: func(_ list.At, p productRow) list.Value { return list.Text(p.Handle) }},
		{ID: "variants", Label: text.Key("Variants"), Hidden: true, Phone: "hide", Value: func(_ list.At, p productRow) list.Value { return list.Number(p.VariantCount) }},
		{ID: "price_to", Label: text.Key("Highest price"), Hidden: true, Phone: "hide", Value: func(at list.At, p productRow) list.Value { return price(at, p.PriceTo) }},
		{ID: "on_hand", Label: text.Key("On hand"), Hidden: true, Phone: "hide", Value: func(_ list.At, p productRow) list.Value { return list.Number(p.stock.OnHand) }},
		{ID: "created_at", Label: text.Key("Created"), Sort: "created_at", Down: true, Hidden: true, Phone: "hide", Value: func(_ list.At, p productRow) list.Value { return list.Time(p.CreatedAt) }},
	}
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

func productFilters() []list.Filter {
	offer := func(of func(tx *db.Tx) ([]string, error)) func(tx *db.Tx, at list.At) ([]ui.Option, error) {
		return func(tx *db.Tx, _ list.At) ([]ui.Option, error) {
			all, err := of(tx)
			return words(all), err
		}
	}
	return []list.Filter{
		{Name: "status", Label: text.Key("Status"), Control: list.Choice, Sample: catalog.Draft, Options: func(_ *db.Tx, at list.At) ([]ui.Option, error) {
			var all []ui.Option
			for _, status := range []string{catalog.Active, catalog.Draft, catalog.Archived} {
				all = append(all, ui.Option{Value: status, Label: at.Text.T(statusNames[status])})
			}
			return all, nil
		}},
		{Name: "collection", Label: text.Key("Collection"), Control: list.Choice, Sample: id.ID(1).Text(catalog.CollectionPrefix), Options: collectionOptions(false)},
		{Name: "tag", Label: text.Key("Tag"), Control: list.Words, Sample: "hot", Options: offer(catalog.Tags)},
		{Name: "vendor", Label: text.Key("Vendor"), Control: list.Words, Sample: "maker", Options: offer(catalog.Vendors)},
		{Name: "kind", Label: text.Key("Type"), Control: list.Words, Sample: "tea", Options: offer(catalog.Kinds)},
		{Name: "price", Label: text.Key("Price"), Control: list.Amounts},
		{Name: "updated", Label: text.Key("Changed"), Control: list.Dates},
		{Name: "no_image", Label: text.Key("Without a picture"), Control: list.Flag},
	}
}

// collectionOptions offers all collections, or those that are filled by hand.
func collectionOptions(byHand bool) func(tx *db.Tx, at list.At) ([]ui.Option, error) {
	return func(tx *db.Tx, _ list.At) ([]ui.Option, error) {
		all, err := catalog.Collections(tx)
		var options []ui.Option
		for _, c := range all {
			if !byHand || !c.ByRule {
				options = append(options, ui.Option{Value: c.ID.Text(catalog.CollectionPrefix), Label: c.Title})
			}
		}
		return options, err
	}
}

func words(all []string) []ui.Option {
	options := make([]ui.Option, 0, len(all))
	for _, word := range all {
		options = append(options, ui.Option{Value: word, Label: word})
	}
	return options
}
