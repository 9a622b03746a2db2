package customersweb

import (
	"net/url"

	"github.com/a-h/templ"

	"github.com/coulisse/coulisse/customers"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/money"
	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/kit/web"
)

type listInput struct {
	Query  string `form:"q"`
	Sort   string `form:"sort"`
	After  string `form:"after"`
	Before string `form:"before"`
}

// with is the address of the list with one parameter set.
func (in listInput) with(r *web.Request, name, value string) string {
	values := url.Values{}
	for key, v := range map[string]string{"q": in.Query, "sort": in.Sort, name: value} {
		if v != "" {
			values.Set(key, v)
		}
	}
	return r.Path("/customers") + "?" + values.Encode()
}

func list(tx *db.Tx, r *web.Request, in listInput) (web.Answer, error) {
	page, err := customers.List(tx, customers.ListInput{Query: in.Query, Sort: in.Sort, After: in.After, Before: in.Before})
	if err != nil {
		return web.Answer{}, err
	}
	total, err := customers.Total(tx)
	if err != nil {
		return web.Answer{}, err
	}
	view := ui.List(listProps(r, in, page, total))
	return web.Page(ui.Page(r.Frame(tx, "Customers", "customers"), view)).Fragment(view), nil
}

func listProps(r *web.Request, in listInput, page db.Page[customers.Customer], total int64) ui.ListProps {
	p := r.Text
	props := ui.ListProps{
		Filter: &ui.FilterProps{Action: r.Path("/customers"), Query: in.Query, Label: p.T("Search by name, e-mail or city"),
			Keep: []ui.Option{{Value: "sort", Label: in.Sort}}, Clear: r.Path("/customers")},
		Table: ui.TableProps{Caption: p.T("Customers"), Columns: columns(r, in), Rows: rows(r, page.Rows)},
		Pager: ui.PagerProps{Summary: p.N(int(total), "One customer", "%s customers", p.Number(total))},
		Empty: ui.Empty(ui.EmptyProps{Icon: "search", Title: p.T("No customer fits"), Text: p.T("Try other words.")}),
	}
	if total != 1 {
		props.Pager.Summary = p.T("%s customers", p.Number(total))
	}
	if page.Previous != "" {
		props.Pager.Previous = in.with(r, "before", page.Previous)
	}
	if page.Next != "" {
		props.Pager.Next = in.with(r, "after", page.Next)
	}
	if total == 0 {
		props.Empty = ui.Empty(ui.EmptyProps{Icon: "users", Title: p.T("No customers yet"), Text: p.T("Whoever buys in your shop appears here.")})
	}
	return props
}

func columns(r *web.Request, in listInput) []ui.Column {
	p := r.Text
	sorted := func(label, column string, downFirst, number bool, phone string) ui.Column {
		first, second := column, "-"+column
		if downFirst {
			first, second = second, first
		}
		c := ui.Column{Label: label, Number: number, Phone: phone, Sort: in.with(r, "sort", first)}
		switch in.Sort {
		case column:
			c.Sorted = "ascending"
		case "-" + column:
			c.Sorted = "descending"
		}
		if in.Sort == first {
			c.Sort = in.with(r, "sort", second)
		}
		return c
	}
	name := sorted(p.T("Customer"), "name", false, false, "")
	name.Main = true
	return []ui.Column{name, {Label: p.T("E-mail")}, {Label: p.T("Place"), Phone: "hide"}, sorted(p.T("Orders"), "orders_count", true, true, "hide"),
		{Label: p.T("Last order"), Phone: "hide"}, sorted(p.T("Spent"), "spent", true, true, "end")}
}

func rows(r *web.Request, found []customers.Customer) []ui.TableRow {
	p := r.Text
	drawn := make([]ui.TableRow, len(found))
	for i, c := range found {
		last := ui.Muted("–")
		if c.LastOrderAt != 0 {
			last = ui.Time(c.LastOrderAt.Go().Format("2006-01-02T15:04:05Z07:00"), p.Date(c.LastOrderAt))
		}
		drawn[i] = ui.TableRow{ID: c.ID.Text(customers.Prefix), URL: r.Path("/customers", c.ID.Text(customers.Prefix)), Name: c.Label(),
			Cells: []templ.Component{ui.PersonCell(c.Label()), ui.Plain(c.Email), ui.Plain(place(r, c)), ui.Plain(p.Number(c.OrdersCount)), last,
				ui.Plain(p.Money(money.Of(c.Spent, r.Shop.Currency)))}}
	}
	return drawn
}

func place(r *web.Request, c customers.Customer) string {
	switch {
	case c.Country == "":
		return ""
	case c.City == "":
		return r.Text.Country(c.Country)
	}
	return c.City + ", " + r.Text.Country(c.Country)
}
