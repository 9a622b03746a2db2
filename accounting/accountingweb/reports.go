package accountingweb

import (
	"io"
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
)

func balances(tx *db.Tx, r *web.Request, in periodInput) (web.Answer, error) {
	if err := accounting.Period(in.From, in.To); err != nil {
		return web.Answer{}, err
	}
	found, err := accounting.Balances(tx, in.From, in.To)
	if err != nil {
		return web.Answer{}, err
	}
	frame := r.Frame(tx, "Balances", "books")
	frame.Actions = exportMenu(r, in)
	return web.Page(ui.Page(frame, balancesPage(r, in, balanceTable(r, in, found)))), nil
}

func balanceTable(r *web.Request, in periodInput, found []accounting.Balance) ui.TableProps {
	p := r.Text
	cash := func(v int64) templ.Component { return ui.Plain(p.Money(money.Of(v, r.Shop.Currency))) }
	// A side that was not moved, and an account that is even, stay blank, as in any printed balance.
	moved := func(v int64) templ.Component {
		if v == 0 {
			return ui.Nothing()
		}
		return cash(v)
	}
	table := ui.TableProps{Caption: p.T("Balances"), Columns: []ui.Column{{Label: p.T("Account")}, {Label: p.T("Account name"), Main: true},
		{Label: p.T("Debit"), Number: true, Phone: "hide"}, {Label: p.T("Credit"), Number: true, Phone: "hide"}, {Label: p.T("Balance"), Number: true, Phone: "end"}}}
	debit, credit := int64(0), int64(0)
	for _, b := range found {
		debit, credit = debit+b.Debit, credit+b.Credit
		query := url.Values{"account": {b.AccountID.Text(accounting.AccountPrefix)}}
		setPeriod(query, in)
		table.Rows = append(table.Rows, ui.TableRow{URL: r.Path("/books") + "?" + query.Encode(), Name: b.Label,
			Cells: []templ.Component{ui.Code(b.Number), ui.Plain(b.Label), moved(b.Debit), moved(b.Credit), moved(b.Net())}})
	}
	table.Foot = []templ.Component{ui.Nothing(), ui.Strong(p.T("Total")), cash(debit), cash(credit), moved(debit - credit)}
	return table
}

func vatSummary(tx *db.Tx, r *web.Request, in periodInput) (web.Answer, error) {
	if err := accounting.Period(in.From, in.To); err != nil {
		return web.Answer{}, err
	}
	found, err := accounting.VATSummary(tx, in.From, in.To)
	if err != nil {
		return web.Answer{}, err
	}
	frame := r.Frame(tx, "VAT summary", "books")
	return web.Page(ui.Page(frame, vatPage(r, in, vatTable(r, in, found)))), nil
}

func vatTable(r *web.Request, in periodInput, found []accounting.VATLine) ui.TableProps {
	p := r.Text
	cash := func(v int64) templ.Component { return ui.Plain(p.Money(money.Of(v, r.Shop.Currency))) }
	table := ui.TableProps{Caption: p.T("VAT summary"), Columns: []ui.Column{{Label: p.T("Country"), Main: true}, {Label: p.T("Scheme"), Phone: "end"},
		{Label: p.T("Rate"), Number: true}, {Label: p.T("Base"), Number: true}, {Label: p.T("VAT"), Number: true}}}
	base, tax := int64(0), int64(0)
	for _, line := range found {
		base, tax = base+line.Base, tax+line.Tax
		query := url.Values{"country": {line.Country}, "rate": {line.Rate.Percent()}, "category": {line.Category}, "scheme": {line.Scheme}}
		setPeriod(query, in)
		table.Rows = append(table.Rows, ui.TableRow{URL: r.Path("/books") + "?" + query.Encode(), Name: p.Country(line.Country),
			Cells: []templ.Component{ui.Strong(p.Country(line.Country)), ui.Plain(schemeName(p, line)), ui.Plain(p.Percent(line.Rate)), cash(line.Base), cash(line.Tax)}})
	}
	table.Foot = []templ.Component{ui.Strong(p.T("Total")), ui.Nothing(), ui.Nothing(), cash(base), cash(tax)}
	return table
}

func schemeName(p *text.Printer, line accounting.VATLine) string {
	switch {
	case line.Scheme == "oss":
		return p.T("One-Stop-Shop")
	case line.Category == "K":
		return p.T("Intra-EU supply")
	case line.Category == "G":
		return p.T("Export")
	case line.Category == "E" || line.Category == "O":
		return p.T("Exempt")
	}
	return p.T("Domestic")
}

func showEntry(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	entry, err := r.ID("entry", accounting.EntryPrefix)
	if err != nil {
		return web.Answer{}, err
	}
	e, err := accounting.GetEntry(tx, entry)
	if err != nil {
		return web.Answer{}, err
	}
	accounts, err := accounting.Accounts(tx)
	if err != nil {
		return web.Answer{}, err
	}
	frame := r.Frame(tx, r.Text.T("Entry %s", strconv.FormatInt(e.Seq, 10)), "books")
	frame.Breadcrumb = []ui.Link{{Label: r.Text.T("Journal"), URL: r.Path("/books")}}
	return web.Page(ui.Page(frame, entryPage(e, entryTable(r, e, accounts), entryDetails(r, e)))), nil
}

func entryTable(r *web.Request, e accounting.Entry, accounts []accounting.Account) ui.TableProps {
	p, names := r.Text, map[id.ID]accounting.Account{}
	for _, a := range accounts {
		names[a.ID] = a
	}
	table := ui.TableProps{Caption: p.T("Lines"), Columns: []ui.Column{{Label: p.T("Account")}, {Label: p.T("Account name"), Main: true},
		{Label: p.T("VAT")}, {Label: p.T("Debit"), Number: true}, {Label: p.T("Credit"), Number: true}}}
	for _, line := range e.Lines {
		debit, credit, tag := ui.Nothing(), ui.Nothing(), ui.Nothing()
		if line.Amount >= 0 {
			debit = ui.Plain(p.Money(money.Of(line.Amount, e.Currency)))
		} else {
			credit = ui.Plain(p.Money(money.Of(-line.Amount, e.Currency)))
		}
		if line.Tax.Kind != "" {
			tag = ui.Muted(p.Percent(line.Tax.Rate) + " " + p.Country(line.Tax.Country))
		}
		account := names[line.Account]
		table.Rows = append(table.Rows, ui.TableRow{URL: r.Path("/books") + "?account=" + account.ID.Text(accounting.AccountPrefix), Name: account.Label,
			Cells: []templ.Component{ui.Code(account.Number), ui.Plain(account.Label), tag, debit, credit}})
	}
	return table
}

func entryDetails(r *web.Request, e accounting.Entry) []ui.Detail {
	p := r.Text
	details := []ui.Detail{
		{Label: p.T("What happened"), Value: ui.Plain(label(p, e))},
		{Label: p.T("Date"), Value: ui.Plain(p.Day(e.Day))},
		{Label: p.T("Journal"), Value: ui.Plain(journalName(p, e.Journal))},
		{Label: p.T("Document"), Value: factLink(r, e)},
		{Label: p.T("Written"), Value: ui.Plain(p.DateTime(e.CreatedAt))},
		{Label: p.T("Seal"), Value: ui.Code(e.Hash[:min(12, len(e.Hash))])},
	}
	if e.OrderID != 0 && e.Fact == "invoice" {
		details = append(details, ui.Detail{Label: p.T("Order"), Value: link(r.Path("/orders", e.OrderID.Text("ord")), p.T("Show the order"))})
	}
	return details
}

// factLink leads to what posted the entry.
func factLink(r *web.Request, e accounting.Entry) templ.Component {
	if e.Fact == "invoice" {
		return link(r.Path("/invoices", e.FactID.Text("inv")), e.Ref)
	}
	if e.OrderID != 0 {
		return link(r.Path("/orders", e.OrderID.Text("ord")), document(r.Text, e))
	}
	return ui.Code(e.Ref)
}

type exportInput struct {
	Format string `form:"format"`
	From   string `form:"from"`
	To     string `form:"to"`
}

func export(tx *db.Tx, r *web.Request, in exportInput) (web.Answer, error) {
	names := map[string]string{accounting.FormatHledger: "books.journal", accounting.FormatBeancount: "books.beancount", accounting.FormatCSV: "books.csv"}
	kind := "text/plain; charset=utf-8"
	if in.Format == accounting.FormatCSV {
		kind = "text/csv; charset=utf-8"
	}
	return web.Stream(kind, names[in.Format], func(w io.Writer) error {
		return accounting.Export(tx, w, in.Format, in.From, in.To)
	}), nil
}

func exportMenu(r *web.Request, period periodInput) templ.Component {
	if !r.Person.May("books.export") {
		return ui.Nothing()
	}
	var links []ui.Link
	for _, format := range []struct{ name, label string }{{accounting.FormatCSV, "CSV"}, {accounting.FormatHledger, "hledger"}, {accounting.FormatBeancount, "beancount"}} {
		query := url.Values{"format": {format.name}}
		setPeriod(query, period)
		links = append(links, ui.Link{Label: format.label, URL: r.Path("/books/export") + "?" + query.Encode(), Icon: "download"})
	}
	return exportLinks(links)
}

func setPeriod(query url.Values, in periodInput) {
	if in.From != "" {
		query.Set("from", in.From)
	}
	if in.To != "" {
		query.Set("to", in.To)
	}
}

func periodQuery(in periodInput) string {
	query := url.Values{}
	setPeriod(query, in)
	if len(query) == 0 {
		return ""
	}
	return "?" + query.Encode()
}
