package stockweb

import (
	"strings"
	"time"

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
	"github.com/coulisse/coulisse/shops"
	"github.com/coulisse/coulisse/stock"
)

// movedRow is a movement with the names of what moved.
type movedRow struct {
	stock.Movement
	offer catalog.Offer
}

const (
	movementPrefix = "mov"
	orderPrefix    = "ord"
)

// movementsList is the log of all stock.
func movementsList() list.Of[movedRow] {
	return list.Of[movedRow]{
		About: web.About{Title: text.Key("Stock movements"), Line: text.Key("Why each number is what it is: every unit that came or went."), Help: "stock", Words: "log inventory history mouvements journal de stock", Icon: "history"},
		Name:  "movements", Title: text.Key("Stock movements"), Path: "/stock/movements", Permission: maySee, Active: "stock", Sort: "-created_at",
		Views: []list.View{{ID: "all", Label: text.Key("All")}, {ID: "left", Label: text.Key("Sent to a buyer"), Query: "kind=left"},
			{ID: "came_back", Label: text.Key("Came back"), Query: "kind=came_back"}, {ID: "adjusted", Label: text.Key("By hand"), Query: "kind=adjusted"}},
		Filters: []list.Filter{
			{Name: "kind", Control: list.Fixed},
			{Name: "reason", Label: text.Key("Reason"), Control: list.Choice, Sample: "count", Options: func(_ *db.Tx, at list.At) ([]ui.Option, error) {
				var all []ui.Option
				for _, reason := range stock.Reasons {
					all = append(all, ui.Option{Value: reason, Label: at.Text.T(names[reason])})
				}
				return all, nil
			}},
			{Name: "day", Label: text.Key("Date"), Control: list.Dates},
			{Name: "variant", Label: text.Key("Variant"), Control: list.Thing, Sample: id.ID(1).Text(catalog.VariantPrefix), Of: func(tx *db.Tx, _ list.At, value string) (string, error) {
				variant, err := id.Parse(catalog.VariantPrefix, value)
				if err != nil {
					return "", err
				}
				s, err := stock.GetShelf(tx, variant)
				return strings.TrimSpace(s.ProductTitle + " " + s.VariantTitle), err
			}},
		},
		Columns: movementColumns(),
		Load:    loadMovements,
		Count: func(tx *db.Tx, q list.Query, most int64) (db.Counted, error) {
			in, err := movementsAsked(tx, q)
			if err != nil {
				return db.Counted{}, err
			}
			return stock.CountMovements(tx, in, most)
		},
		Prefix: movementPrefix, ID: func(m movedRow) id.ID { return m.ID }, Label: func(m movedRow) string { return m.offer.ProductTitle },
		URL: func(at list.At, m movedRow) string {
			return at.R.Path("/stock", m.VariantID.Text(catalog.VariantPrefix))
		},
		NoneFits: text.Key("Nothing matches"),
		Empty: func(at list.At) ui.EmptyProps {
			return ui.EmptyProps{Icon: "history", Title: at.Text.T("Nothing has moved yet"), Text: at.Text.T("Sales, returns, counts and imports write themselves down here.")}
		},
		Frame: func(_ *db.Tx, at list.At, frame *ui.PageProps) error {
			frame.Breadcrumb = []ui.Link{{Label: at.Text.T("Stock"), URL: at.R.Path("/stock")}}
			return nil
		},
	}
}

func movementsAsked(tx *db.Tx, q list.Query) (stock.MovementsInput, error) {
	in := stock.MovementsInput{Kind: q.Is("kind"), Reason: q.Is("reason"), After: q.After, Before: q.Before, Limit: q.Limit}
	var err error
	if in.Variant, err = q.ID("variant", catalog.VariantPrefix); err != nil {
		return in, err
	}
	from, to := q.Days("day")
	if from == "" && to == "" {
		return in, nil
	}
	shop, err := shops.Get(tx)
	if err != nil {
		return in, err
	}
	zone, err := time.LoadLocation(shop.Zone)
	if err != nil {
		zone = time.UTC // a zone this machine does not know is read as UTC
	}
	if in.From, err = startOf(from, zone, 0); err != nil {
		return in, err
	}
	in.To, err = startOf(to, zone, 1)
	return in, err
}

func startOf(day string, zone *time.Location, add int) (db.Time, error) {
	if day == "" {
		return 0, nil
	}
	t, err := time.ParseInLocation(time.DateOnly, day, zone)
	if err != nil {
		return 0, errs.InvalidField("day", "Write a day like 2026-11-22.")
	}
	return db.TimeOf(t.AddDate(0, 0, add)), nil
}

func loadMovements(tx *db.Tx, q list.Query) (db.Page[movedRow], error) {
	in, err := movementsAsked(tx, q)
	if err != nil {
		return db.Page[movedRow]{}, err
	}
	page, err := stock.Movements(tx, in)
	if err != nil {
		return db.Page[movedRow]{}, err
	}
	variants := make([]id.ID, len(page.Rows))
	for i, m := range page.Rows {
		variants[i] = m.VariantID
	}
	offers, err := catalog.Offers(tx, variants)
	byID := map[id.ID]catalog.Offer{}
	for _, o := range offers {
		byID[o.ID] = o
	}
	out := db.Page[movedRow]{Next: page.Next, Previous: page.Previous, Partial: page.Partial}
	for _, m := range page.Rows {
		out.Rows = append(out.Rows, movedRow{m, byID[m.VariantID]})
	}
	return out, err
}

func movementColumns() []list.Column[movedRow] {
	return []list.Column[movedRow]{
		{ID: "product", Label: text.Key("Product"), Main: true, Value: func(at list.At, m movedRow) list.Value {
			if m.offer.ProductTitle == "" {
				return list.Text(at.Text.T("Removed product"))
			}
			return list.Text(strings.TrimSuffix(m.offer.ProductTitle+", "+m.offer.Title, ", "))
		}},
		{ID: "sku", Label: text.Key("SKU"), Phone: "hide", Value: func(_ list.At, m movedRow) list.Value { return list.Text(m.offer.SKU) }},
		{ID: "what", Label: text.Key("Movement"), Value: func(at list.At, m movedRow) list.Value { return list.Text(rowOf(at.R, m.Movement, at.Now).What) }},
		{ID: "quantity", Label: text.Key("Quantity"), Phone: "end", Value: func(_ list.At, m movedRow) list.Value { return list.Number(m.Quantity) }},
		{ID: "on_hand", Label: text.Key("On hand"), Phone: "hide", Value: func(_ list.At, m movedRow) list.Value { return list.Number(m.OnHand) }},
		{ID: "who", Label: text.Key("Who"), Phone: "hide", Value: func(_ list.At, m movedRow) list.Value { return list.Text(m.ActorName) }},
		{ID: "created_at", Label: text.Key("When"), Value: func(_ list.At, m movedRow) list.Value { return list.Time(m.CreatedAt) }},
		{ID: "order", Label: text.Key("Order"), Bare: true, Hidden: true, Phone: "hide", Cell: func(at list.At, m movedRow) templ.Component {
			if m.OrderID == 0 {
				return ui.Nothing()
			}
			return ui.Button(ui.ButtonProps{Label: at.Text.T("Order"), URL: at.R.Path("/orders", m.OrderID.Text(orderPrefix)), Look: ui.Ghost, Small: true})
		}},
		{ID: "cost", Label: text.Key("Worth"), Hidden: true, Phone: "hide", Value: func(at list.At, m movedRow) list.Value { return list.Money(money.Of(m.Cost, at.R.Shop.Currency)) }},
		{ID: "note", Label: text.Key("Note"), Hidden: true, Phone: "hide", Value: func(_ list.At, m movedRow) list.Value { return list.Text(m.Note) }},
	}
}
