package accountingweb

import (
	"net/url"
	"strconv"

	"github.com/a-h/templ"
	"github.com/coulisse/coulisse/accounting"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/money"
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/payments"
)

// periodInput is the period every page of the books understands.
type periodInput struct {
	From   string `form:"from"`
	To     string `form:"to"`
	After  string `form:"after"`
	Before string `form:"before"`
}

type journalInput struct {
	periodInput
	Journal string `form:"journal"`
	Account string `form:"account"`
	Order   string `form:"order"`
	Query   string `form:"q"`
	// A line of the VAT summary, for its drill-down.
	Country  string `form:"country"`
	Rate     string `form:"rate"`
	Category string `form:"category"`
	Scheme   string `form:"scheme"`
}

func journal(tx *db.Tx, r *web.Request, in journalInput) (web.Answer, error) {
	page, title, err := entries(tx, r, in)
	if err != nil {
		return web.Answer{}, err
	}
	view := journalPage(in, r, listProps(r, in, page))
	frame := r.Frame(tx, title, "books")
	frame.Actions = exportMenu(r, in.periodInput)
	return web.Page(ui.Page(frame, view)), nil
}

// entries reads the journal, or the entries behind an account or a line of the VAT summary.
func entries(tx *db.Tx, r *web.Request, in journalInput) (page db.Page[accounting.Entry], title string, err error) {
	if err := accounting.Period(in.From, in.To); err != nil {
		return page, "", err
	}
	query := accounting.JournalInput{From: in.From, To: in.To, Journal: in.Journal, Query: in.Query, After: in.After, Before: in.Before}
	if in.Rate != "" {
		rate, err := money.ParseRate(in.Rate)
		if err != nil {
			return page, "", err
		}
		line := accounting.VATLine{Country: in.Country, Rate: rate, Category: in.Category, Scheme: in.Scheme}
		page, err = accounting.VATEntries(tx, line, query)
		return page, r.Text.T("VAT %s %s", r.Text.Percent(rate), r.Text.Country(in.Country)), err
	}
	title = "Journal"
	if in.Order != "" {
		if query.Order, err = id.Parse("ord", in.Order); err != nil {
			return page, "", err
		}
		title = "Entries of an order"
	}
	if in.Account != "" {
		account, err := id.Parse(accounting.AccountPrefix, in.Account)
		if err != nil {
			return page, "", err
		}
		found, err := accounting.GetAccount(tx, account)
		if err != nil {
			return page, "", err
		}
		query.Account, title = account, found.Number+" "+found.Label
	}
	page, err = accounting.Journal(tx, query)
	return page, title, err
}

func listProps(r *web.Request, in journalInput, page db.Page[accounting.Entry]) ui.ListProps {
	p := r.Text
	props := ui.ListProps{
		Table: ui.TableProps{Caption: p.T("Entries"), Columns: []ui.Column{{Label: p.T("No."), Phone: "hide"}, {Label: p.T("Date")},
			{Label: p.T("Entry"), Main: true}, {Label: p.T("Journal"), Phone: "hide"}, {Label: p.T("Document"), Phone: "hide"}, {Label: p.T("Amount"), Number: true, Phone: "end"}}},
		Pager: ui.PagerProps{Previous: pageURL(r, in, "before", page.Previous), Next: pageURL(r, in, "after", page.Next)},
		Empty: ui.Empty(ui.EmptyProps{Icon: "book-open", Title: p.T("No entries in this period"),
			Text: p.T("The books write themselves: each payment, invoice, shipment and refund posts its entry.")}),
	}
	sums := map[string]int64{}
	for _, e := range page.Rows {
		sums[e.Currency] += e.Total
		props.Table.Rows = append(props.Table.Rows, ui.TableRow{URL: r.Path("/books/entries", e.ID.Text(accounting.EntryPrefix)), Name: e.Label,
			Cells: []templ.Component{ui.Muted(strconv.FormatInt(e.Seq, 10)), ui.Plain(p.Day(e.Day)), ui.Strong(label(p, e)),
				ui.Plain(journalName(p, e.Journal)), ui.Plain(document(p, e)), ui.Plain(p.Money(money.Of(e.Total, e.Currency)))}})
	}
	// The sum of what is on the page, as at the foot of a printed journal.
	if len(sums) == 1 {
		for currency, sum := range sums {
			props.Table.Foot = []templ.Component{ui.Nothing(), ui.Nothing(), ui.Strong(p.T("Total of this page")), ui.Nothing(), ui.Nothing(),
				ui.Strong(p.Money(money.Of(sum, currency)))}
		}
	}
	return props
}

func pageURL(r *web.Request, in journalInput, name, cursor string) string {
	if cursor == "" {
		return ""
	}
	values := url.Values{name: {cursor}}
	for key, value := range map[string]string{"from": in.From, "to": in.To, "journal": in.Journal, "account": in.Account, "order": in.Order, "q": in.Query,
		"country": in.Country, "rate": in.Rate, "category": in.Category, "scheme": in.Scheme} {
		if value != "" {
			values.Set(key, value)
		}
	}
	return r.Path("/books") + "?" + values.Encode()
}

// label is the entry in the person's language; the stored English is under the hash.
func label(p *text.Printer, e accounting.Entry) string {
	for _, kind := range accounting.Labels {
		if arg, ok := kind.Match(e.Label); ok {
			return p.T(kind.English, arg...)
		}
	}
	return e.Label
}

// document is what people call the fact of an entry: the number of an invoice, else the
// order and how it was paid.
func document(p *text.Printer, e accounting.Entry) string {
	switch {
	case e.Fact == "invoice":
		return e.Ref
	case e.OrderNumber == "":
		return ""
	case e.Method != "":
		return p.T("Order %s", e.OrderNumber) + " · " + p.T(payments.DefaultName(e.Method))
	}
	return p.T("Order %s", e.OrderNumber)
}

func journalName(p *text.Printer, journal string) string {
	switch journal {
	case accounting.JournalSales:
		return p.T("Sales")
	case accounting.JournalProvider:
		return p.T("Payment providers")
	case accounting.JournalBank:
		return p.T("Bank")
	}
	return p.T("Miscellaneous")
}
