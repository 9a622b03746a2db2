package accountingweb

import (
	"strconv"

	"github.com/a-h/templ"
	"github.com/coulisse/coulisse/accounting"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/list"
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

// journalList is the journal: all entries, those of an account or an order, or those
// behind a line of the VAT summary.
func journalList() list.Of[accounting.Entry] {
	return list.Of[accounting.Entry]{
		About: web.About{Title: text.Key("Journal"), Line: text.Key("Each entry of the books, posted by the sale itself."), Help: "books", Words: "books accounting ledger entries comptabilité écritures journal compta", Icon: "book-open"},
		Name:  "journal", Title: text.Key("Journal"), Path: "/books", Permission: "books.view", Active: "books",
		Columns: entryColumns(), Search: text.Key("Number of a document"), Sort: "-day",
		Views: []list.View{{ID: "all", Label: text.Key("All")}, {ID: "sales", Label: text.Key("Sales"), Query: "journal=" + accounting.JournalSales},
			{ID: "providers", Label: text.Key("Payment providers"), Query: "journal=" + accounting.JournalProvider}, {ID: "bank", Label: text.Key("Bank"), Query: "journal=" + accounting.JournalBank}},
		Filters: []list.Filter{
			{Name: "journal", Control: list.Fixed},
			{Name: "day", Label: text.Key("Date"), Control: list.Dates, From: "from", To: "to"},
			{Name: "account", Label: text.Key("Account"), Control: list.Thing, Sample: id.ID(1).Text(accounting.AccountPrefix), Of: accountName},
			{Name: "order", Label: text.Key("Order"), Control: list.Thing, Sample: id.ID(1).Text("ord"), Of: func(_ *db.Tx, at list.At, _ string) (string, error) {
				return at.Text.T("Entries of an order"), nil
			}},
			// A line of the VAT summary: the four together.
			{Name: "rate", Label: text.Key("Rate"), Control: list.Fixed, Sample: "20"}, {Name: "country", Label: text.Key("Country"), Control: list.Fixed},
			{Name: "category", Label: text.Key("Category"), Control: list.Fixed}, {Name: "scheme", Label: text.Key("Scheme"), Control: list.Fixed},
		},
		Load: func(tx *db.Tx, q list.Query) (db.Page[accounting.Entry], error) {
			in, err := entriesAsked(q)
			if err != nil {
				return db.Page[accounting.Entry]{}, err
			}
			return accounting.Journal(tx, in)
		},
		Count: func(tx *db.Tx, q list.Query, most int64) (db.Counted, error) {
			in, err := entriesAsked(q)
			if err != nil {
				return db.Counted{}, err
			}
			return accounting.CountJournal(tx, in, most)
		},
		One: accounting.GetEntry, Prefix: accounting.EntryPrefix, ID: func(e accounting.Entry) id.ID { return e.ID }, Label: func(e accounting.Entry) string { return e.Label },
		URL: func(at list.At, e accounting.Entry) string {
			return at.R.Path("/books/entries", e.ID.Text(accounting.EntryPrefix))
		},
		NoneFits: text.Key("No entry fits"),
		Empty: func(at list.At) ui.EmptyProps {
			return ui.EmptyProps{Icon: "book-open", Title: at.Text.T("No entries in this period"),
				Text: at.Text.T("The books write themselves: each payment, invoice, shipment and refund posts its entry.")}
		},
		Frame: func(tx *db.Tx, at list.At, frame *ui.PageProps) error {
			frame.Actions = exportMenu(at.R, periodOf(at))
			if account := at.R.Query("account"); account != "" {
				name, err := accountName(tx, at, account)
				frame.Title = name
				return err
			}
			return nil
		},
		Around: func(_ *db.Tx, at list.At, view templ.Component) (templ.Component, error) {
			return journalPage(periodOf(at), at.R, view), nil
		},
		Foot: pageTotal,
	}
}

func periodOf(at list.At) periodInput {
	return periodInput{From: at.R.Query("from"), To: at.R.Query("to")}
}

func accountName(tx *db.Tx, _ list.At, value string) (string, error) {
	account, err := id.Parse(accounting.AccountPrefix, value)
	if err != nil {
		return "", err
	}
	found, err := accounting.GetAccount(tx, account)
	return found.Number + " " + found.Label, err
}

func entriesAsked(q list.Query) (accounting.JournalInput, error) {
	in := accounting.JournalInput{Journal: q.Is("journal"), Query: q.Text, After: q.After, Before: q.Before, Limit: q.Limit, Forwards: q.Sort == "day"}
	in.From, in.To = q.Days("day")
	err := accounting.Period(in.From, in.To)
	if err == nil {
		in.Account, err = q.ID("account", accounting.AccountPrefix)
	}
	if err == nil {
		in.Order, err = q.ID("order", "ord")
	}
	if err != nil || q.Is("rate") == "" {
		return in, err
	}
	rate, err := money.ParseRate(q.Is("rate"))
	in.VAT = &accounting.VATLine{Country: q.Is("country"), Rate: rate, Category: q.Is("category"), Scheme: q.Is("scheme")}
	return in, err
}

func entryColumns() []list.Column[accounting.Entry] {
	return []list.Column[accounting.Entry]{
		{ID: "seq", Label: text.Key("No."), Phone: "hide", Value: func(_ list.At, e accounting.Entry) list.Value { return list.Number(e.Seq) },
			Cell: func(_ list.At, e accounting.Entry) templ.Component { return ui.Muted(strconv.FormatInt(e.Seq, 10)) }},
		{ID: "day", Label: text.Key("Date"), Sort: "day", Down: true, Value: func(_ list.At, e accounting.Entry) list.Value { return list.Day(e.Day) }},
		{ID: "label", Label: text.Key("Entry"), Main: true, Value: func(at list.At, e accounting.Entry) list.Value { return list.Text(label(at.Text, e)) }},
		{ID: "journal", Label: text.Key("Journal"), Phone: "hide", Value: func(at list.At, e accounting.Entry) list.Value { return list.Text(journalName(at.Text, e.Journal)) }},
		{ID: "document", Label: text.Key("Document"), Phone: "hide", Value: func(at list.At, e accounting.Entry) list.Value { return list.Text(document(at.Text, e)) }},
		{ID: "amount", Label: text.Key("Amount"), Phone: "end", Value: func(_ list.At, e accounting.Entry) list.Value { return list.Money(money.Of(e.Total, e.Currency)) }},
		{ID: "document_day", Label: text.Key("Date of the document"), Hidden: true, Phone: "hide", Value: func(_ list.At, e accounting.Entry) list.Value { return list.Day(e.DocumentDay) }},
		{ID: "written", Label: text.Key("Written"), Hidden: true, Phone: "hide", Value: func(_ list.At, e accounting.Entry) list.Value { return list.Time(e.CreatedAt) }},
	}
}

// pageTotal is the sum of what is on the page, as at the foot of a printed journal.
func pageTotal(at list.At, entries []accounting.Entry) map[string]templ.Component {
	var sum int64
	for _, e := range entries {
		if e.Currency != entries[0].Currency {
			return map[string]templ.Component{}
		}
		sum += e.Total
	}
	return map[string]templ.Component{"label": ui.Strong(at.Text.T("Total of this page")), "amount": ui.Strong(at.Text.Money(money.Of(sum, entries[0].Currency)))}
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
