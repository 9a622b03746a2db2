package stockweb

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/coulisse/coulisse/catalog"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/money"
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/stock"
)

// adjustForm changes what is on hand: to Set (with Was, what the page showed) or by Delta.
type adjustForm struct {
	Set      string `form:"set"`
	Was      string `form:"was"`
	Delta    string `form:"delta"`
	UnitCost string `form:"unit_cost"`
	Reason   string `form:"reason"`
	Note     string `form:"note"`
	Back     string `form:"back"`
	After    string `form:"after"`
	Before   string `form:"before"`
}

type movementsProps struct {
	in       adjustForm
	sentence string
	wrong    []ui.FieldError
	action   string
	level    stock.Level
	holds    []holdRow
	rows     []movementRow
	pager    ui.PagerProps
	reasons  []ui.Option
	currency string
	average  string
	mayEdit  bool
}

type movementRow struct {
	stock.Movement
	Ago, When, What, URL, Worth string
}

type holdRow struct {
	Order, URL, Until string
	Quantity          int64
}

func (p movementsProps) of(name string) string {
	for _, one := range p.wrong {
		if one.Name == name {
			return one.Message
		}
	}
	return ""
}

func movements(tx *db.Tx, r *web.Request, in adjustForm) (web.Answer, error) {
	return movementsAgain(tx, r, adjustForm{Reason: "correction", After: in.After, Before: in.Before}, nil)
}

func movementsAgain(tx *db.Tx, r *web.Request, in adjustForm, problem *errs.Error) (web.Answer, error) {
	variant, err := r.ID("variant", catalog.VariantPrefix)
	if err != nil {
		return web.Answer{}, err
	}
	offers, err := catalog.Offers(tx, []id.ID{variant})
	if err == nil && len(offers) == 0 {
		err = errs.NotFound("This variant does not exist or has been removed.")
	}
	if err != nil {
		return web.Answer{}, err
	}
	p := movementsProps{in: in, action: r.Path("/stock", r.Param("variant")), currency: r.Shop.Currency, mayEdit: r.Person.May(mayEdit)}
	if problem != nil {
		p.sentence = r.Text.Error(problem)
		for _, one := range r.Text.Fields(problem) {
			p.wrong = append(p.wrong, ui.FieldError{Name: one.Name, Message: one.Message})
		}
	}
	for _, reason := range stock.Reasons {
		p.reasons = append(p.reasons, ui.Option{Value: reason, Label: r.Text.T(names[reason])})
	}
	if err := p.fill(tx, r, variant, offers[0]); err != nil {
		return web.Answer{}, err
	}
	frame := r.Frame(tx, offers[0].ProductTitle, "stock")
	frame.Title = strings.TrimSuffix(offers[0].ProductTitle+", "+offers[0].Title, ", ")
	frame.Subtitle = offers[0].SKU
	frame.Narrow = true
	frame.Breadcrumb = []ui.Link{{Label: r.Text.T("Stock"), URL: r.Path("/stock")}}
	frame.Actions = ui.Button(ui.ButtonProps{Label: r.Text.T("Product"), URL: r.Path("/products", offers[0].ProductID.Text(catalog.ProductPrefix)), Icon: "package"})
	return web.Page(ui.Page(frame, movementsView(p))), nil
}

func (p *movementsProps) fill(tx *db.Tx, r *web.Request, variant id.ID, offer catalog.Offer) error {
	levels, err := stock.Levels(tx, []id.ID{variant})
	if err != nil {
		return err
	}
	p.level = levels[variant]
	p.average = r.Text.Money(money.Of(p.level.UnitCost(), r.Shop.Currency))
	holds, err := stock.Holds(tx, variant)
	if err != nil {
		return err
	}
	for _, h := range holds {
		row := holdRow{Order: h.OwnerID.Text("ord"), URL: r.Path("/orders", h.OwnerID.Text("ord")), Quantity: h.Quantity}
		if h.ExpiresAt > 0 {
			row.Until = r.Text.DateTime(h.ExpiresAt)
		}
		p.holds = append(p.holds, row)
	}
	page, err := stock.Movements(tx, stock.MovementsInput{Variant: variant, After: p.in.After, Before: p.in.Before})
	for _, m := range page.Rows {
		p.rows = append(p.rows, rowOf(r, m, tx.Now))
	}
	if page.Next != "" {
		p.pager.Next = p.action + "?after=" + url.QueryEscape(page.Next)
	}
	if page.Previous != "" {
		p.pager.Previous = p.action + "?before=" + url.QueryEscape(page.Previous)
	}
	return err
}

func rowOf(r *web.Request, m stock.Movement, now db.Time) movementRow {
	row := movementRow{Movement: m, Ago: r.Text.Ago(m.CreatedAt, now), When: r.Text.DateTime(m.CreatedAt), What: r.Text.T(names[m.Kind])}
	if m.Kind == stock.KindAdjusted {
		row.What = r.Text.T(names[m.Reason])
	}
	if m.OrderID != 0 {
		row.URL = r.Path("/orders", m.OrderID.Text("ord"))
	}
	if m.Cost != 0 {
		row.Worth = r.Text.Money(money.Of(m.Cost, r.Shop.Currency))
	}
	return row
}

var names = map[string]string{"left": text.Key("Sent to a buyer"), "came_back": text.Key("Came back"), "imported": text.Key("Import"), "revalued": text.Key("Cost noted"),
	"correction": text.Key("Correction"), "count": text.Key("Count"), "received": text.Key("Received"), "damaged": text.Key("Damaged"),
	"lost": text.Key("Lost"), "gift": text.Key("Gift or sample"), "returned": text.Key("Returned")}

// adjust books a change. Setting a number books the difference to what the page
// showed, so that a sale meanwhile is not undone by it.
func adjust(tx *db.Tx, r *web.Request, in adjustForm) (web.Answer, error) {
	variant, err := r.ID("variant", catalog.VariantPrefix)
	if err != nil {
		return web.Answer{}, err
	}
	e := errs.Invalid("Please check the marked fields.")
	change := stock.AdjustInput{Variant: variant, Reason: in.Reason, Note: in.Note}
	if in.Set != "" {
		change.Delta = whole(in.Set, "set", e) - whole(in.Was, "set", e)
	} else {
		change.Delta = whole(in.Delta, "delta", e)
	}
	if in.UnitCost != "" {
		amount, err := money.Parse(in.UnitCost, r.Shop.Currency)
		if refusal := errs.As(err); refusal != nil {
			e.With("unit_cost", refusal.Message, refusal.Args...)
		}
		change.UnitCost = amount
	}
	if err := e.OrNil(); err != nil {
		return web.Answer{}, err
	}
	m, err := stock.Adjust(tx, change)
	if refusal := errs.As(err); refusal != nil {
		for i := range refusal.Fields {
			if refusal.Fields[i].Name == "quantity" {
				refusal.Fields[i].Name = "delta"
			}
		}
	}
	if err != nil {
		return web.Answer{}, err
	}
	back := r.Path("/stock", r.Param("variant"))
	if strings.HasPrefix(in.Back, r.Path("/stock")) {
		back = in.Back
	}
	if m.ID == 0 {
		return web.Redirect(back), nil
	}
	return web.Redirect(back).Toast("%d on hand now.", m.OnHand), nil
}

func whole(typed, field string, e *errs.Error) int64 {
	clean := strings.TrimPrefix(strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", "−", "-").Replace(typed), "+")
	n, err := strconv.ParseInt(clean, 10, 64)
	if err != nil {
		e.With(field, "Write a whole number.")
	}
	return n
}
