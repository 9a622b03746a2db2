package ordersweb

import (
	"net/url"

	"github.com/a-h/templ"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/orders"
)

type listInput struct {
	View     string `form:"view"`
	Query    string `form:"q"`
	Payment  string `form:"payment"`
	Delivery string `form:"delivery"`
	Country  string `form:"country"`
	Customer string `form:"customer"`
	From     string `form:"from"`
	To       string `form:"to"`
	Sort     string `form:"sort"`
	After    string `form:"after"`
	Before   string `form:"before"`
}

func (in listInput) values() url.Values {
	values := url.Values{}
	for key, value := range map[string]string{"view": in.View, "q": in.Query, "payment": in.Payment, "delivery": in.Delivery,
		"country": in.Country, "customer": in.Customer, "from": in.From, "to": in.To, "sort": in.Sort} {
		if value != "" {
			values.Set(key, value)
		}
	}
	return values
}

// with is the address of the list with some parameters changed, as pairs; "" drops one.
func (in listInput) with(r *web.Request, pairs ...string) string {
	values := in.values()
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] == "" {
			values.Del(pairs[i])
		} else {
			values.Set(pairs[i], pairs[i+1])
		}
	}
	if len(values) == 0 {
		return r.Path("/orders")
	}
	return r.Path("/orders") + "?" + values.Encode()
}

func list(tx *db.Tx, r *web.Request, in listInput) (web.Answer, error) {
	var customer id.ID
	if in.Customer != "" {
		var err error
		if customer, err = id.Parse("cus", in.Customer); err != nil {
			return web.Answer{}, err
		}
	}
	page, err := orders.List(tx, orders.ListInput{View: in.View, Query: in.Query, PaymentState: in.Payment, DeliveryState: in.Delivery,
		Country: in.Country, Customer: customer, From: in.From, To: in.To, Sort: in.Sort, After: in.After, Before: in.Before})
	if err != nil {
		return web.Answer{}, err
	}
	counts, err := orders.CountViews(tx)
	if err != nil {
		return web.Answer{}, err
	}
	countries, err := orders.Countries(tx)
	if err != nil {
		return web.Answer{}, err
	}
	view := ui.List(listProps(r, in, page, counts, countries))
	frame := r.Frame(tx, "Orders", "orders")
	frame.Actions = ui.Button(ui.ButtonProps{Label: r.Text.T("Imports"), URL: r.Path("/order-imports"), Icon: "upload"})
	return web.Page(ui.Page(frame, view)).Fragment(view), nil
}

func listProps(r *web.Request, in listInput, page db.Page[orders.Order], counts orders.Counts, countries []string) ui.ListProps {
	p := r.Text
	return ui.ListProps{
		Tabs: tabs(r, in, counts),
		Filter: &ui.FilterProps{Action: r.Path("/orders"), Query: in.Query, Label: p.T("Search by number, name, e-mail or SKU"),
			Keep: []ui.Option{{Value: "view", Label: in.View}, {Value: "sort", Label: in.Sort}}, Clear: listInput{View: in.View}.with(r),
			Fields: filterFields(p, in, countries), Chips: chips(r, in)},
		Table: ui.TableProps{Caption: p.T("Orders"), Columns: columns(r, in), Rows: rows(r, page.Rows)},
		Pager: ui.PagerProps{Previous: pageURL(r, in, "before", page.Previous), Next: pageURL(r, in, "after", page.Next)},
		Empty: empty(r, in, counts),
	}
}

func tabs(r *web.Request, in listInput, counts orders.Counts) []ui.Tab {
	p := r.Text
	tab := func(label, view string, n int64) ui.Tab {
		return ui.Tab{Label: label, URL: listInput{View: view, Sort: in.Sort}.with(r), Active: in.View == view, Count: atMost(p.Number(min(n, orders.CountLimit)), n)}
	}
	return []ui.Tab{
		tab(p.T("All"), orders.ViewAll, counts.All), tab(p.T("To ship"), orders.ViewToShip, counts.ToShip),
		tab(p.T("Unpaid"), orders.ViewUnpaid, counts.Unpaid), tab(p.T("Completed"), orders.ViewClosed, counts.Closed),
		tab(p.T("Cancellations"), orders.ViewCancelled, counts.Cancelled),
	}
}

func atMost(figure string, n int64) string {
	if n > orders.CountLimit {
		return figure + "+"
	}
	return figure
}

func columns(r *web.Request, in listInput) []ui.Column {
	p := r.Text
	sorted := func(label, column string, number bool, phone string) ui.Column {
		c := ui.Column{Label: label, Number: number, Phone: phone, Sort: in.with(r, "sort", "-"+column)}
		switch {
		case in.Sort == column:
			c.Sorted = "ascending"
		case in.Sort == "-"+column || in.Sort == "" && column == "placed_at":
			c.Sorted, c.Sort = "descending", in.with(r, "sort", column)
		}
		return c
	}
	return []ui.Column{{Label: p.T("Order"), Main: true}, sorted(p.T("Date"), "placed_at", false, ""), {Label: p.T("Customer")},
		{Label: p.T("Payment")}, {Label: p.T("Delivery")}, {Label: p.T("Units"), Number: true, Phone: "hide"}, sorted(p.T("Total"), "total", true, "end")}
}

func rows(r *web.Request, found []orders.Order) []ui.TableRow {
	p := r.Text
	drawn := make([]ui.TableRow, len(found))
	for i, o := range found {
		url := r.Path("/orders", o.ID.Text(orders.Prefix))
		drawn[i] = ui.TableRow{ID: o.ID.Text(orders.Prefix), URL: url, Peek: url, Name: o.Number, Faded: o.State == orders.CancelledState,
			Cells: []templ.Component{numberCell(p, o), ui.Time(machine(o.PlacedAt), p.DateTime(o.PlacedAt)), ui.PersonCell(buyer(p, o)),
				badge(p, paymentWords(), o.PaymentState), deliveryBadge(p, o), ui.Plain(p.Number(o.Quantity)), ui.Plain(p.Money(o.Money(o.Total)))}}
	}
	return drawn
}

func machine(t db.Time) string { return t.Go().Format("2006-01-02T15:04:05Z07:00") }

func chips(r *web.Request, in listInput) []ui.Chip {
	p := r.Text
	var list []ui.Chip
	add := func(name, value, label string) {
		if value != "" {
			list = append(list, ui.Chip{Label: label, Remove: in.with(r, name, "")})
		}
	}
	add("payment", in.Payment, p.T(paymentWords()[in.Payment].label))
	add("delivery", in.Delivery, p.T(deliveryWords()[in.Delivery].label))
	add("country", in.Country, p.Country(in.Country))
	add("customer", in.Customer, p.T("One customer"))
	add("from", in.From, p.T("From %s", p.Day(in.From)))
	add("to", in.To, p.T("Until %s", p.Day(in.To)))
	return list
}

func pageURL(r *web.Request, in listInput, name, cursor string) string {
	if cursor == "" {
		return ""
	}
	return in.with(r, name, cursor)
}

func empty(r *web.Request, in listInput, counts orders.Counts) templ.Component {
	p := r.Text
	if counts.All == 0 {
		return ui.Empty(ui.EmptyProps{Icon: "shopping-bag", Title: p.T("No orders yet"), Text: p.T("They appear here the moment somebody buys in your shop."),
			Action: ui.Button(ui.ButtonProps{Label: p.T("View shop"), URL: r.ShopURL("/"), Icon: "external-link"})})
	}
	return ui.Empty(ui.EmptyProps{Icon: "search", Title: p.T("No order fits"), Text: p.T("Try other words or take a filter away."),
		Action: ui.Button(ui.ButtonProps{Label: p.T("Show all orders"), URL: r.Path("/orders")})})
}
