package customersweb

import (
	"github.com/a-h/templ"

	"github.com/coulisse/coulisse/customers"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/money"
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/orders"
	"github.com/coulisse/coulisse/shops"
)

// customerView is all the page of a customer shows.
type customerView struct {
	r         *web.Request
	c         customers.Customer
	addresses []customers.Address
	notes     []customers.Note
	orders    []orders.Order
	changes   []shops.ChangeRow
	problem   *errs.Error
	typed     string
}

const ordersAtOnce = 20

func (v customerView) path(parts ...string) string {
	return v.r.Path(append([]string{"/customers", v.c.ID.Text(customers.Prefix)}, parts...)...)
}

func (v customerView) cash(amount int64) string {
	return v.r.Text.Money(money.Of(amount, v.r.Shop.Currency))
}

// average is what an order of this customer brings.
func (v customerView) average() string {
	if v.c.OrdersCount == 0 {
		return "–"
	}
	return v.cash(money.MulDiv(v.c.Spent, 1, v.c.OrdersCount))
}

func customerOf(tx *db.Tx, r *web.Request) (customers.Customer, error) {
	customer, err := r.ID("customer", customers.Prefix)
	if err != nil {
		return customers.Customer{}, err
	}
	return customers.Get(tx, customer)
}

func load(tx *db.Tx, r *web.Request) (customerView, error) {
	v := customerView{r: r}
	var err error
	if v.c, err = customerOf(tx, r); err != nil {
		return v, err
	}
	if v.addresses, err = customers.Addresses(tx, v.c.ID); err != nil {
		return v, err
	}
	if v.notes, err = customers.Notes(tx, v.c.ID); err != nil {
		return v, err
	}
	if r.Person.May("orders.view") {
		if v.orders, err = orders.OfCustomer(tx, v.c.ID, ordersAtOnce); err != nil {
			return v, err
		}
	}
	v.changes, err = shops.Timeline(tx, "customer", v.c.ID)
	return v, err
}

func show(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	return page(tx, r, "", nil)
}

func page(tx *db.Tx, r *web.Request, typed string, problem *errs.Error) (web.Answer, error) {
	v, err := load(tx, r)
	if err != nil {
		return web.Answer{}, err
	}
	v.typed, v.problem = typed, problem
	frame := r.Frame(tx, "Customers", "customers")
	frame.Title = v.c.Label()
	frame.Subtitle = r.Text.T("Customer since %s", r.Text.Date(v.c.CreatedAt))
	frame.Breadcrumb = []ui.Link{{Label: r.Text.T("Customers"), URL: r.Path("/customers")}}
	if r.Person.May("customers.edit") {
		frame.Actions = ui.Button(ui.ButtonProps{Label: r.Text.T("Edit"), URL: v.path("edit"), Icon: "pencil"})
	}
	return web.Page(ui.Page(frame, customerPage(v))), nil
}

func (v customerView) ordersTable() ui.TableProps {
	p := v.r.Text
	t := ui.TableProps{Caption: p.T("Orders"), Columns: []ui.Column{{Label: p.T("Order"), Main: true}, {Label: p.T("Date")}, {Label: p.T("State"), Phone: "hide"},
		{Label: p.T("Total"), Number: true, Phone: "end"}}}
	for _, o := range v.orders {
		t.Rows = append(t.Rows, ui.TableRow{URL: v.r.Path("/orders", o.ID.Text(orders.Prefix)), Name: o.Number, Faded: o.State == orders.CancelledState,
			Cells: []templ.Component{ui.Strong("#" + o.Number), ui.Time(o.PlacedAt.Go().Format("2006-01-02T15:04:05Z07:00"), p.DateTime(o.PlacedAt)), stateBadge(p, o.State),
				ui.Plain(p.Money(o.Money(o.Total)))}})
	}
	return t
}

func stateBadge(p *text.Printer, state string) templ.Component {
	switch state {
	case orders.Closed:
		return ui.Badge(ui.Neutral, p.T("Closed"))
	case orders.CancelledState:
		return ui.BadgeHollow(ui.Danger, p.T("Cancelled"))
	}
	return ui.BadgeHollow(ui.Info, p.T("Open"))
}

// moments are the notes and the changes, the newest first.
func (v customerView) moments() []ui.Moment {
	p := v.r.Text
	var list []ui.Moment
	at := func(t db.Time) (string, string) { return t.Go().Format("2006-01-02T15:04:05Z07:00"), p.DateTime(t) }
	notes := v.notes
	for _, c := range v.changes {
		for len(notes) > 0 && notes[0].CreatedAt >= c.CreatedAt {
			list = append(list, noteMoment(notes[0], at))
			notes = notes[1:]
		}
		if c.Verb == "noted" {
			continue
		}
		m := ui.Moment{Who: c.ActorName, What: p.T("The profile was changed."), Icon: "pencil"}
		m.At, m.When = at(c.CreatedAt)
		m.Detail = ui.DiffView(differences(p, c, v.r.Shop.Currency))
		list = append(list, m)
	}
	for _, n := range notes {
		list = append(list, noteMoment(n, at))
	}
	return list
}

func noteMoment(n customers.Note, at func(db.Time) (string, string)) ui.Moment {
	m := ui.Moment{Who: n.Author, What: n.Body, Icon: "message-square", Scheme: ui.Info}
	m.At, m.When = at(n.CreatedAt)
	return m
}

func differences(p *text.Printer, c shops.ChangeRow, currency string) []ui.Difference {
	told, _ := c.Told(p, currency)
	list := make([]ui.Difference, len(told))
	for i, d := range told {
		list[i] = ui.Difference{Label: d.Field, Before: d.Before, After: d.After}
	}
	return list
}

type noteInput struct {
	Body string `form:"body"`
}

func addNote(tx *db.Tx, r *web.Request, in noteInput) (web.Answer, error) {
	c, err := customerOf(tx, r)
	if err != nil {
		return web.Answer{}, err
	}
	if err := customers.AddNote(tx, c.ID, in.Body); err != nil {
		return web.Answer{}, err
	}
	return web.Redirect(r.Path("/customers", c.ID.Text(customers.Prefix))).Toast("The note is kept."), nil
}

func noteAgain(tx *db.Tx, r *web.Request, in noteInput, problem *errs.Error) (web.Answer, error) {
	return page(tx, r, in.Body, problem)
}

func messageOf(p *text.Printer, problem *errs.Error, field string) string {
	if problem == nil {
		return ""
	}
	for _, f := range p.Fields(problem) {
		if f.Name == field {
			return f.Message
		}
	}
	return ""
}
