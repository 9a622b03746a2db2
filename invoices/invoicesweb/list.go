package invoicesweb

import (
	"archive/zip"
	"io"
	"strings"

	"github.com/a-h/templ"

	"github.com/coulisse/coulisse/invoices"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/list"
	"github.com/coulisse/coulisse/kit/money"
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/orders"
	"github.com/coulisse/coulisse/shops"
)

// Lists are the lists of this department, for the jobs of their acts.
func Lists() []list.List { return []list.List{invoicesList()} }

// invoicesList is the list of invoices and credit notes.
func invoicesList() list.Of[invoices.Invoice] {
	return list.Of[invoices.Invoice]{
		About: web.About{Title: text.Key("Invoices"), Line: text.Key("Every invoice and credit note, numbered without a gap and never changed."), Help: "invoices", Words: "bills credit notes documents pdf factures avoirs facturation", Icon: "receipt"},
		Name:  "invoices", Title: text.Key("Invoices"), Path: "/invoices", Permission: "invoices.view", Active: "invoices",
		Columns: invoiceColumns(), Search: text.Key("Search by number, order or name"), Sort: "-day",
		Views: []list.View{{ID: "all", Label: text.Key("All")}, {ID: "invoice", Label: text.Key("Invoices"), Query: "kind=invoice"},
			{ID: "credit_note", Label: text.Key("Credit notes"), Query: "kind=credit_note"}},
		Filters: []list.Filter{
			{Name: "kind", Control: list.Fixed},
			{Name: "day", Label: text.Key("Date"), Control: list.Dates, From: "from", To: "to"},
			{Name: "gross", Label: text.Key("Total"), Control: list.Amounts},
			{Name: "order", Label: text.Key("Order"), Control: list.Thing, Sample: id.ID(1).Text(orders.Prefix), Of: func(tx *db.Tx, _ list.At, value string) (string, error) {
				order, err := id.Parse(orders.Prefix, value)
				if err != nil {
					return "", err
				}
				o, err := orders.Get(tx, order)
				return o.Number, err
			}},
		},
		Load: func(tx *db.Tx, q list.Query) (db.Page[invoices.Invoice], error) {
			in, err := asked(q)
			if err != nil {
				return db.Page[invoices.Invoice]{}, err
			}
			return invoices.List(tx, in)
		},
		Count: func(tx *db.Tx, q list.Query, most int64) (db.Counted, error) {
			in, err := asked(q)
			if err != nil {
				return db.Counted{}, err
			}
			return invoices.Count(tx, in, most)
		},
		One: invoices.Get, Prefix: invoices.Prefix, ID: func(i invoices.Invoice) id.ID { return i.ID }, Label: func(i invoices.Invoice) string { return i.Number },
		URL: func(at list.At, i invoices.Invoice) string { return at.R.Path("/invoices", i.ID.Text(invoices.Prefix)) },
		Acts: []list.Act[invoices.Invoice]{{ID: "zip", Label: text.Key("Download PDFs"), Icon: "file-down", Permission: "invoices.view",
			File: &list.File[invoices.Invoice]{Name: "invoices.zip", Type: "application/zip", Write: writeZip}}},
		NoneFits: text.Key("No document fits"),
		Empty: func(at list.At) ui.EmptyProps {
			return ui.EmptyProps{Icon: "file-text", Title: at.Text.T("No documents here"),
				Text: at.Text.T("An invoice is issued by itself when an order ships; a credit note when money goes back.")}
		},
		Around: func(tx *db.Tx, at list.At, view templ.Component) (templ.Component, error) {
			shop, err := shops.Get(tx)
			return listPage(view, gaps(at.Text, shop), at.R.Path("/settings/legal")), err
		},
	}
}

func asked(q list.Query) (invoices.ListInput, error) {
	in := invoices.ListInput{Kind: q.Is("kind"), Query: q.Text, Sort: q.Sort, After: q.After, Before: q.Before, Limit: q.Limit}
	in.From, in.To = q.Days("day")
	var err error
	if in.Least, in.Most, err = q.Amounts("gross"); err != nil {
		return in, err
	}
	in.Order, err = q.ID("order", orders.Prefix)
	return in, err
}

// gaps names what the law wants on each document and the shop has not told yet.
func gaps(p *text.Printer, shop shops.Shop) string {
	missing := shop.LegalGaps()
	for i, name := range missing {
		missing[i] = p.T(name)
	}
	return strings.Join(missing, ", ")
}

func invoiceColumns() []list.Column[invoices.Invoice] {
	amount := func(of func(i invoices.Invoice) int64) func(list.At, invoices.Invoice) list.Value {
		return func(_ list.At, i invoices.Invoice) list.Value {
			if i.Kind == invoices.KindCreditNote {
				return list.Money(money.Of(-of(i), i.Currency))
			}
			return list.Money(money.Of(of(i), i.Currency))
		}
	}
	return []list.Column[invoices.Invoice]{
		{ID: "number", Label: text.Key("Number"), Main: true, Value: func(_ list.At, i invoices.Invoice) list.Value { return list.Text(i.Number) }},
		{ID: "day", Label: text.Key("Date"), Sort: "day", Down: true, Value: func(_ list.At, i invoices.Invoice) list.Value { return list.Day(i.Day) }},
		{ID: "kind", Label: text.Key("Kind"), Phone: "end", Cell: func(at list.At, i invoices.Invoice) templ.Component { return kindBadge(at.Text, i.Kind) },
			Value: func(at list.At, i invoices.Invoice) list.Value {
				if i.Kind == invoices.KindCreditNote {
					return list.Text(at.Text.T("Credit note"))
				}
				return list.Text(at.Text.T("Invoice"))
			}},
		{ID: "buyer", Label: text.Key("Billed to"), Value: func(_ list.At, i invoices.Invoice) list.Value { return list.Text(i.BuyerName) }},
		{ID: "order", Label: text.Key("Order"), Phone: "hide", Value: func(_ list.At, i invoices.Invoice) list.Value { return list.Text(i.OrderNumber) }},
		{ID: "net", Label: text.Key("Net"), Phone: "hide", Value: amount(func(i invoices.Invoice) int64 { return i.Net })},
		{ID: "tax", Label: text.Key("VAT"), Phone: "hide", Value: amount(func(i invoices.Invoice) int64 { return i.Tax })},
		{ID: "gross", Label: text.Key("Total"), Sort: "gross", Down: true, Phone: "end", Value: amount(func(i invoices.Invoice) int64 { return i.Gross })},
		{ID: "supply_day", Label: text.Key("Date of supply"), Hidden: true, Phone: "hide", Value: func(_ list.At, i invoices.Invoice) list.Value { return list.Day(i.SupplyDay) }},
		{ID: "corrects", Label: text.Key("Corrects"), Hidden: true, Phone: "hide", Value: func(_ list.At, i invoices.Invoice) list.Value { return list.Text(i.CorrectsNumber) }},
		{ID: "country", Label: text.Key("Country"), Hidden: true, Phone: "hide", Value: func(at list.At, i invoices.Invoice) list.Value { return list.Text(at.Text.Country(i.Buyer.Country)) }},
		{ID: "vat_number", Label: text.Key("VAT number of the buyer"), Hidden: true, Phone: "hide", Value: func(_ list.At, i invoices.Invoice) list.Value { return list.Text(i.Buyer.VATNumber) }},
	}
}

func kindBadge(p *text.Printer, kind string) templ.Component {
	if kind == invoices.KindCreditNote {
		return ui.Badge(ui.Warning, p.T("Credit note"))
	}
	return ui.Badge(ui.Neutral, p.T("Invoice"))
}

// writeZip puts the documents chosen into one archive, each as it was issued; one PDF
// at a time is in memory.
func writeZip(w *list.Walk[invoices.Invoice], r *web.Request, to io.Writer) error {
	archive := zip.NewWriter(to)
	err := w.Each(func(tx *db.Tx, some []invoices.Invoice) error {
		for _, one := range some {
			whole, err := invoices.Get(tx, one.ID)
			if err != nil {
				return err
			}
			file, err := invoices.PDF(r.Printer(whole.Locale), whole)
			if err != nil {
				return err
			}
			part, err := archive.CreateHeader(&zip.FileHeader{Name: fileName(whole), Method: zip.Deflate, Modified: whole.CreatedAt.Go()})
			if err != nil {
				return err
			}
			if _, err := part.Write(file); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return archive.Close()
}

// fileName keeps numbers with a slash from making folders.
func fileName(i invoices.Invoice) string {
	return strings.Map(func(c rune) rune {
		if strings.ContainsRune("/\\:", c) {
			return '-'
		}
		return c
	}, i.FileName())
}
