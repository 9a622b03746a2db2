package invoicesweb

import (
	"net/url"
	"strings"

	"github.com/a-h/templ"
	"github.com/coulisse/coulisse/invoices"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/money"
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/shops"
)

type listInput struct {
	Kind   string `form:"kind"`
	Query  string `form:"q"`
	Order  string `form:"order"`
	From   string `form:"from"`
	To     string `form:"to"`
	After  string `form:"after"`
	Before string `form:"before"`
}

func list(tx *db.Tx, r *web.Request, in listInput) (web.Answer, error) {
	order := id.ID(0)
	if in.Order != "" {
		var err error
		if order, err = id.Parse("ord", in.Order); err != nil {
			return web.Answer{}, err
		}
	}
	page, err := invoices.List(tx, invoices.ListInput{Kind: in.Kind, Query: in.Query, Order: order, From: in.From, To: in.To,
		After: in.After, Before: in.Before})
	if err != nil {
		return web.Answer{}, err
	}
	shop, err := shops.Get(tx)
	if err != nil {
		return web.Answer{}, err
	}
	view := ui.List(listProps(r, in, page))
	return web.Page(ui.Page(r.Frame(tx, "Invoices", "invoices"), listPage(view, gaps(r.Text, shop), r.Path("/settings/legal")))).Fragment(view), nil
}

// gaps names what the law wants on each document and the shop has not told yet.
func gaps(p *text.Printer, shop shops.Shop) string {
	missing := shop.LegalGaps()
	for i, name := range missing {
		missing[i] = p.T(name)
	}
	return strings.Join(missing, ", ")
}

func listProps(r *web.Request, in listInput, page db.Page[invoices.Invoice]) ui.ListProps {
	p := r.Text
	return ui.ListProps{
		Tabs: []ui.Tab{
			{Label: p.T("All"), URL: r.Path("/invoices"), Active: in.Kind == ""},
			{Label: p.T("Invoices"), URL: r.Path("/invoices") + "?kind=invoice", Active: in.Kind == invoices.KindInvoice},
			{Label: p.T("Credit notes"), URL: r.Path("/invoices") + "?kind=credit_note", Active: in.Kind == invoices.KindCreditNote},
		},
		Filter: &ui.FilterProps{Action: r.Path("/invoices"), Query: in.Query, Label: p.T("Search by number, order or name"),
			Keep: []ui.Option{{Label: in.Kind, Value: "kind"}, {Label: in.Order, Value: "order"}}, Clear: r.Path("/invoices"), Fields: dates(p, in)},
		Table: ui.TableProps{Caption: p.T("Invoices"), Columns: []ui.Column{
			{Label: p.T("Number"), Main: true}, {Label: p.T("Date")}, {Label: p.T("Kind"), Phone: "end"}, {Label: p.T("Billed to")},
			{Label: p.T("Order"), Phone: "hide"}, {Label: p.T("Net"), Number: true, Phone: "hide"}, {Label: p.T("VAT"), Number: true, Phone: "hide"},
			{Label: p.T("Total"), Number: true, Phone: "end"}}, Rows: rows(r, page.Rows)},
		Pager: ui.PagerProps{Previous: pageURL(r, in, "before", page.Previous), Next: pageURL(r, in, "after", page.Next)},
		Empty: ui.Empty(ui.EmptyProps{Icon: "file-text", Title: p.T("No documents here"),
			Text: p.T("An invoice is issued by itself when an order ships; a credit note when money goes back.")}),
	}
}

func rows(r *web.Request, found []invoices.Invoice) []ui.TableRow {
	drawn := make([]ui.TableRow, len(found))
	for n, i := range found {
		sign := int64(1)
		if i.Kind == invoices.KindCreditNote {
			sign = -1
		}
		amount := func(v int64) templ.Component { return ui.Plain(r.Text.Money(money.Of(sign*v, i.Currency))) }
		drawn[n] = ui.TableRow{URL: r.Path("/invoices", i.ID.Text(invoices.Prefix)), Name: i.Number, Cells: []templ.Component{
			ui.Strong(i.Number), ui.Plain(r.Text.Day(i.Day)), kindBadge(r.Text, i.Kind), ui.Plain(i.BuyerName),
			ui.Plain(i.OrderNumber), amount(i.Net), amount(i.Tax), amount(i.Gross)}}
	}
	return drawn
}

func kindBadge(p *text.Printer, kind string) templ.Component {
	if kind == invoices.KindCreditNote {
		return ui.Badge(ui.Warning, p.T("Credit note"))
	}
	return ui.Badge(ui.Neutral, p.T("Invoice"))
}

func pageURL(r *web.Request, in listInput, name, cursor string) string {
	if cursor == "" {
		return ""
	}
	values := url.Values{name: {cursor}}
	for key, value := range map[string]string{"kind": in.Kind, "q": in.Query, "order": in.Order, "from": in.From, "to": in.To} {
		if value != "" {
			values.Set(key, value)
		}
	}
	return r.Path("/invoices") + "?" + values.Encode()
}
