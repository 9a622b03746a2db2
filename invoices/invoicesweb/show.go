package invoicesweb

import (
	"net/url"

	"github.com/a-h/templ"
	"github.com/coulisse/coulisse/invoices"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/money"
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/kit/web"
)

func show(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	i, err := load(tx, r)
	if err != nil {
		return web.Answer{}, err
	}
	frame := r.Frame(tx, i.Number, "invoices")
	frame.Breadcrumb = []ui.Link{{Label: r.Text.T("Invoices"), URL: r.Path("/invoices")}}
	frame.Actions = ui.Button(ui.ButtonProps{Label: r.Text.T("Download PDF"), Look: ui.Primary, Icon: "download",
		URL: r.Path("/invoices", i.ID.Text(invoices.Prefix), "document")})
	order := r.Path("/orders", i.OrderID.Text("ord"))
	corrects := ""
	if i.CorrectsID != 0 {
		corrects = r.Path("/invoices", i.CorrectsID.Text(invoices.Prefix))
	}
	entries := ""
	if r.Person.May("books.view") {
		entries = r.Path("/books") + "?" + url.Values{"q": {i.Number}}.Encode()
	}
	return web.Page(ui.Page(frame, invoicePage(i, order, corrects, entries))), nil
}

func document(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	i, err := load(tx, r)
	if err != nil {
		return web.Answer{}, err
	}
	file, err := invoices.PDF(r.Printer(i.Locale), i)
	if err != nil {
		return web.Answer{}, err
	}
	return web.Bytes("application/pdf", i.FileName(), file).Inline(), nil
}

func load(tx *db.Tx, r *web.Request) (invoices.Invoice, error) {
	invoice, err := r.ID("invoice", invoices.Prefix)
	if err != nil {
		return invoices.Invoice{}, err
	}
	return invoices.Get(tx, invoice)
}

func facts(p *text.Printer, i invoices.Invoice, orderURL, correctsURL, entriesURL string) []ui.Detail {
	details := []ui.Detail{
		{Label: p.T("Kind"), Value: kindBadge(p, i.Kind)},
		{Label: p.T("Date of issue"), Value: ui.Plain(p.Day(i.Day))},
		{Label: p.T("Date of supply"), Value: ui.Plain(p.Day(i.SupplyDay))},
		{Label: p.T("Order"), Value: link(orderURL, i.OrderNumber)},
		{Label: p.T("Language"), Value: ui.Plain(p.LanguageName(i.Locale))},
		{Label: p.T("Seal"), Value: ui.Code(i.ChainHash[:min(12, len(i.ChainHash))])},
	}
	if correctsURL != "" {
		details = append(details, ui.Detail{Label: p.T("Corrects invoice"), Value: link(correctsURL, i.CorrectsNumber)})
	}
	if entriesURL != "" {
		details = append(details, ui.Detail{Label: p.T("Books"), Value: link(entriesURL, p.T("Show the entries"))})
	}
	return details
}

func buyerLines(p *text.Printer, i invoices.Invoice) []string {
	lines := append([]string{}, i.Buyer.Lines...)
	if len(lines) == 0 || lines[0] != i.Buyer.Name {
		lines = append([]string{i.Buyer.Name}, lines...)
	}
	lines = append(lines, p.Country(i.Buyer.Country))
	if i.Buyer.VATNumber != "" {
		lines = append(lines, p.T("VAT number: %s", i.Buyer.VATNumber))
	}
	return lines
}

func linesTable(p *text.Printer, i invoices.Invoice) ui.TableProps {
	table := ui.TableProps{Caption: p.T("Lines"), Columns: []ui.Column{{Label: p.T("Description"), Main: true},
		{Label: p.T("Quantity"), Number: true}, {Label: p.T("Unit price"), Number: true}, {Label: p.T("VAT"), Number: true},
		{Label: p.T("Net"), Number: true, Phone: "hide"}, {Label: p.T("Total"), Number: true, Phone: "end"}}}
	for _, l := range i.Lines {
		table.Rows = append(table.Rows, ui.TableRow{Cells: []templ.Component{ui.Two(l.Title, l.SKU), ui.Plain(quantity(l.Quantity)),
			amount(p, i, l.UnitPrice), ui.Plain(p.Percent(l.TaxRate)), amount(p, i, l.Net), amount(p, i, l.Gross)}})
	}
	return table
}

func taxesTable(p *text.Printer, i invoices.Invoice) ui.TableProps {
	table := ui.TableProps{Caption: p.T("VAT"), Columns: []ui.Column{{Label: p.T("Country"), Main: true}, {Label: p.T("Rate"), Number: true},
		{Label: p.T("Net"), Number: true}, {Label: p.T("VAT"), Number: true, Phone: "end"}}}
	for _, g := range i.Taxes() {
		table.Rows = append(table.Rows, ui.TableRow{Cells: []templ.Component{ui.Plain(p.Country(g.Country)), ui.Plain(p.Percent(g.Rate)),
			amount(p, i, g.Net), amount(p, i, g.Tax)}})
	}
	return table
}

func amount(p *text.Printer, i invoices.Invoice, v int64) templ.Component {
	return ui.Plain(p.Money(money.Of(v, i.Currency)))
}
