package stockweb

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/coulisse/coulisse/catalog"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/list"
	"github.com/coulisse/coulisse/kit/money"
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/stock"
)

// Lists are the lists of this department, for the jobs of their acts.
func Lists() []list.List { return []list.List{stockList(), movementsList()} }

// stockList is the list of all variants with their stock, each with its own small form.
func stockList() list.Of[stock.Shelf] {
	return list.Of[stock.Shelf]{
		About: web.About{Title: text.Key("Stock"), Line: text.Key("What is on the shelf, what is reserved and what runs low."), Help: "stock", Words: "inventory quantity warehouse sold out inventaire quantités rupture entrepôt", Icon: "boxes"},
		Name:  "stock", Title: text.Key("Stock"), Path: "/stock", Permission: maySee, Active: "stock",
		Columns: shelfColumns(), Search: text.Key("Search products, SKUs or barcodes"), Sort: "title",
		Views: []list.View{{ID: "all", Label: text.Key("All")}, {ID: "short", Label: text.Key("Sold out"), Query: "state=short"},
			{ID: "low", Label: text.Key("Running low"), Query: "state=low"}, {ID: "reserved", Label: text.Key("Reserved"), Query: "state=reserved"},
			{ID: "back_order", Label: text.Key("On back-order"), Query: "state=back_order"}},
		Filters: []list.Filter{{Name: "state", Control: list.Fixed},
			{Name: "vendor", Label: text.Key("Vendor"), Control: list.Words, Sample: "maker", Options: func(tx *db.Tx, _ list.At) ([]ui.Option, error) {
				vendors, err := catalog.Vendors(tx)
				var all []ui.Option
				for _, vendor := range vendors {
					all = append(all, ui.Option{Value: vendor, Label: vendor})
				}
				return all, err
			}}},
		Load: func(tx *db.Tx, q list.Query) (db.Page[stock.Shelf], error) { return stock.Shelves(tx, shelvesAsked(q)) },
		Count: func(tx *db.Tx, q list.Query, most int64) (db.Counted, error) {
			return stock.CountShelves(tx, shelvesAsked(q), most)
		},
		One: stock.GetShelf, Prefix: catalog.VariantPrefix, ID: func(s stock.Shelf) id.ID { return s.VariantID },
		Label: func(s stock.Shelf) string { return strings.TrimSpace(s.ProductTitle + " " + s.VariantTitle) },
		URL: func(at list.At, s stock.Shelf) string {
			return at.R.Path("/stock", s.VariantID.Text(catalog.VariantPrefix))
		},
		Faded: func(s stock.Shelf) bool { return s.ProductStatus == catalog.Archived },
		Acts:  stockActs(), NoneFits: text.Key("Nothing matches"),
		Empty: func(at list.At) ui.EmptyProps {
			return ui.EmptyProps{Icon: "package", Title: at.Text.T("No stock yet"), Text: at.Text.T("Each product you add stands here with what is on hand."),
				Action: ui.Button(ui.ButtonProps{Label: at.Text.T("Products"), URL: at.R.Path("/products")})}
		},
		Frame: func(_ *db.Tx, at list.At, frame *ui.PageProps) error {
			frame.Actions = ui.Button(ui.ButtonProps{Label: at.Text.T("Movements"), URL: at.R.Path("/stock/movements"), Icon: "history"})
			return nil
		},
	}
}

func shelvesAsked(q list.Query) stock.ShelvesInput {
	return stock.ShelvesInput{Query: q.Text, State: q.Is("state"), Vendor: q.Is("vendor"), After: q.After, Before: q.Before, Limit: q.Limit}
}

func shelfColumns() []list.Column[stock.Shelf] {
	number := func(of func(s stock.Shelf) int64) func(list.At, stock.Shelf) list.Value {
		return func(_ list.At, s stock.Shelf) list.Value { return list.Number(of(s)) }
	}
	worth := func(of func(s stock.Shelf) int64) func(list.At, stock.Shelf) list.Value {
		return func(at list.At, s stock.Shelf) list.Value { return list.Money(money.Of(of(s), at.R.Shop.Currency)) }
	}
	return []list.Column[stock.Shelf]{
		{ID: "image", Label: text.Key("Image"), Bare: true, Phone: "hide", Cell: func(at list.At, s stock.Shelf) templ.Component { return ui.Picture(at.R.FileURL(s.ImageHash, 165), "") }},
		{ID: "product", Label: text.Key("Product"), Main: true, Value: func(_ list.At, s stock.Shelf) list.Value { return list.Text(s.ProductTitle) },
			Cell: func(_ list.At, s stock.Shelf) templ.Component {
				if s.VariantTitle == "" {
					return ui.Strong(s.ProductTitle)
				}
				return ui.Two(s.ProductTitle, s.VariantTitle)
			}},
		{ID: "sku", Label: text.Key("SKU"), Value: func(_ list.At, s stock.Shelf) list.Value { return list.Text(s.SKU) }, Cell: func(_ list.At, s stock.Shelf) templ.Component { return ui.Code(s.SKU) }},
		{ID: "reserved", Label: text.Key("Reserved"), Phone: "hide", Value: number(func(s stock.Shelf) int64 { return s.Reserved })},
		{ID: "available", Label: text.Key("Available"), Phone: "end", Value: number(func(s stock.Shelf) int64 { return s.Available }),
			Cell: func(at list.At, s stock.Shelf) templ.Component { return available(at.R, s.Level) }},
		{ID: "on_hand", Label: text.Key("On hand"), Value: number(func(s stock.Shelf) int64 { return s.OnHand }), Cell: func(at list.At, s stock.Shelf) templ.Component { return onHand(at.R, s) }},
		{ID: "variant", Label: text.Key("Variant"), Hidden: true, Phone: "hide", Value: func(_ list.At, s stock.Shelf) list.Value { return list.Text(s.VariantTitle) }},
		{ID: "barcode", Label: text.Key("Barcode"), Hidden: true, Phone: "hide", Value: func(_ list.At, s stock.Shelf) list.Value { return list.Text(s.Barcode) }},
		{ID: "vendor", Label: text.Key("Vendor"), Hidden: true, Phone: "hide", Value: func(_ list.At, s stock.Shelf) list.Value { return list.Text(s.Vendor) }},
		{ID: "unit_cost", Label: text.Key("Average cost"), Hidden: true, Phone: "hide", Value: worth(func(s stock.Shelf) int64 { return s.UnitCost() })},
		{ID: "value", Label: text.Key("Value"), Hidden: true, Phone: "hide", Value: worth(func(s stock.Shelf) int64 { return s.Value })},
		{ID: "updated_at", Label: text.Key("Changed"), Hidden: true, Phone: "hide", Value: func(_ list.At, s stock.Shelf) list.Value { return list.Time(s.UpdatedAt) }},
	}
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

// stockActs count many variants at once, each change with its reason.
func stockActs() []list.Act[stock.Shelf] {
	fields := func(label, hint string) []list.ActField {
		return []list.ActField{{Name: "value", Label: label, Hint: hint},
			{Name: "reason", Label: text.Key("Reason"), Control: list.Choice, Options: func(_ *db.Tx, at list.At) ([]ui.Option, error) {
				var all []ui.Option
				for _, reason := range stock.Reasons {
					all = append(all, ui.Option{Value: reason, Label: at.Text.T(names[reason])})
				}
				return all, nil
			}},
			{Name: "note", Label: text.Key("Note")}}
	}
	return []list.Act[stock.Shelf]{
		{ID: "set", Label: text.Key("Set the quantity"), Icon: "hash", Permission: mayEdit, Summary: text.Key("Quantities set"), Check: checkQuantity,
			Fields: fields(text.Key("On hand"), text.Key("So many of each variant are there.")),
			Do: func(tx *db.Tx, s stock.Shelf, in list.Input) error {
				n, err := quantityOf(in.Value)
				if err == nil {
					_, err = stock.Adjust(tx, stock.AdjustInput{Variant: s.VariantID, Set: &n, Reason: in.Reason, Note: in.Note})
				}
				return err
			}},
		{ID: "adjust", Label: text.Key("Adjust by"), Icon: "arrow-up-down", Permission: mayEdit, Summary: text.Key("Quantities adjusted"), Check: checkQuantity,
			Fields: fields(text.Key("Change by"), text.Key("Such as 5 or -2, for each variant.")),
			Do: func(tx *db.Tx, s stock.Shelf, in list.Input) error {
				n, err := quantityOf(in.Value)
				if err == nil {
					_, err = stock.Adjust(tx, stock.AdjustInput{Variant: s.VariantID, Delta: n, Reason: in.Reason, Note: in.Note})
				}
				return err
			}},
	}
}

func checkQuantity(_ *db.Tx, in list.Input) error {
	_, err := quantityOf(in.Value)
	return err
}

func quantityOf(typed string) (int64, error) {
	e := errs.Invalid("Please check the marked fields.")
	n := whole(typed, "value", e)
	return n, e.OrNil()
}
