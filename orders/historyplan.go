package orders

import (
	"strconv"
	"strings"
	"time"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/money"
	"github.com/coulisse/coulisse/taxes"
)

// HistoryProblem is one thing about a line or a document that a person may want to
// repair. Left says that the line (or, with Whole, the document) stayed out.
type HistoryProblem struct {
	Line     int64
	Document string
	Column   string
	Value    string
	Code     string
	Message  string
	Args     []any
	Left     bool
	Whole    bool
}

// historyDocument is one document of the file, worked out.
type historyDocument struct {
	number     string
	creditNote bool
	at         db.Time
	country    string
	customer   string
	email      string
	name       string
	lines      []ImportedLine
	taxes      []TaxTotal
	net, tax   int64
	total      int64
}

// kind is the document to issue.
func (d historyDocument) kind() string {
	if d.creditNote {
		return CreditNoteDocument
	}
	return InvoiceDocument
}

// Documents of an import.
const (
	InvoiceDocument    = "invoice"
	CreditNoteDocument = "credit_note"
)

// planner works documents out of rows. It touches no database.
type planner struct {
	m      *HistoryMap
	zone   *time.Location
	seller string // country of the shop
	report func(HistoryProblem)
}

// plan makes one document of its rows; false when nothing of it can go in.
func (p planner) plan(rows []historyRow) (historyDocument, bool) {
	first := rows[0]
	d := historyDocument{number: first.document, customer: first.customer, email: first.email, name: first.name}
	d.creditNote = p.m.CreditNotePrefix != "" && strings.HasPrefix(d.number, p.m.CreditNotePrefix)
	out := func(row historyRow, column, value, code, message string, args ...any) (historyDocument, bool) {
		p.report(HistoryProblem{Line: int64(row.line), Document: d.number, Column: column, Value: value, Code: code, Message: message, Args: args, Left: true, Whole: true})
		return d, false
	}
	at, err := time.ParseInLocation(p.m.DateLayout, first.date, p.zone)
	if err != nil {
		return out(first, p.m.Columns.Date, first.date, "date", "This is not a date of the layout %s.", p.m.DateLayout)
	}
	d.at = db.TimeOf(at)
	var known bool
	if d.country, known = p.m.country(first.country); !known {
		return out(first, p.m.Columns.Country, first.country, "country", "This country is not known. Add its spelling to “countries” of the map.")
	}
	rate, known := p.m.rate(first.country, d.country)
	if !known {
		return out(first, p.m.Columns.Country, first.country, "rate", "No rate is given for this country. Add it or “*” to “tax_rates” of the map.")
	}
	p.differences(rows)
	for _, row := range rows {
		if line, ok := p.line(row, d.creditNote); ok {
			d.lines = append(d.lines, line)
		}
	}
	if len(d.lines) == 0 {
		return out(first, "", "", "empty", "Nothing of this document is left to book.")
	}
	p.tax(&d, rate)
	if d.total < 0 {
		return out(first, p.m.Columns.UnitPrice, money.Of(d.total, p.m.Currency).Decimal(), "negative", "This document has a negative total. Give it the mark of a credit note.")
	}
	if d.customer == "" && d.email == "" {
		p.report(HistoryProblem{Line: int64(first.line), Document: d.number, Column: p.m.Columns.Customer, Code: "customer", Message: "This document names no customer. It is booked without one."})
	}
	return d, true
}

// differences tells where the rows of one document do not agree; the first row counts.
func (p planner) differences(rows []historyRow) {
	first := rows[0]
	for _, row := range rows[1:] {
		tell := func(column, value, counts string) {
			p.report(HistoryProblem{Line: int64(row.line), Document: row.document, Column: column, Value: value, Code: "differs",
				Message: "This differs within the document; “%s” of its first line counts.", Args: []any{counts}})
		}
		switch {
		case row.date != first.date:
			tell(p.m.Columns.Date, row.date, first.date)
		case row.country != first.country:
			tell(p.m.Columns.Country, row.country, first.country)
		case row.customer != first.customer:
			tell(p.m.Columns.Customer, row.customer, first.customer)
		default:
			continue
		}
		return
	}
}

// line reads one row; amounts are those of the document, so those of a credit note
// turn their sign.
func (p planner) line(row historyRow, creditNote bool) (ImportedLine, bool) {
	out := func(column, value, code, message string, args ...any) (ImportedLine, bool) {
		p.report(HistoryProblem{Line: int64(row.line), Document: row.document, Column: column, Value: value, Code: code, Message: message, Args: args, Left: true})
		return ImportedLine{}, false
	}
	quantity, err := strconv.ParseInt(row.quantity, 10, 64)
	if err != nil || quantity == 0 || quantity > MaxQuantity*10 || quantity < -MaxQuantity*10 {
		return out(p.m.Columns.Quantity, row.quantity, "quantity", "This is not a quantity.")
	}
	price, err := money.Parse(row.price, p.m.Currency)
	if err != nil {
		problem := errs.As(err)
		return out(p.m.Columns.UnitPrice, row.price, "price", problem.Message, problem.Args...)
	}
	if price == 0 {
		return out(p.m.Columns.UnitPrice, row.price, "zero_price", "This line has no price; there is nothing to book.")
	}
	kind := p.m.kindOf(row.sku)
	if kind == ignore {
		return out(p.m.Columns.SKU, row.sku, "ignored", "The map says to leave this code out.")
	}
	if row.title == "" {
		p.report(HistoryProblem{Line: int64(row.line), Document: row.document, Column: p.m.Columns.Title, Code: "title", Message: "This line has no description; its code stands for it."})
		row.title = row.sku
	}
	if creditNote {
		quantity = -quantity
	}
	total, err := money.Times(price, quantity)
	if err != nil {
		return out(p.m.Columns.UnitPrice, row.price, "price", "This amount is too large.")
	}
	return ImportedLine{Kind: kind, Title: row.title, SKU: row.sku, Quantity: quantity, UnitPrice: price, Total: total}, true
}

// tax gives each line its part of the tax of the document, which is rounded once:
// the running sums are rounded, so the parts add up whatever their signs.
func (p planner) tax(d *historyDocument, rate money.Rate) {
	rule := p.rule(d.country, rate)
	var sum, taxed int64
	for i := range d.lines {
		l := &d.lines[i]
		l.Rule = rule
		amount := l.Total
		sum += amount
		tax := rate.On(sum)
		if p.m.PricesIncludeTax {
			tax = rate.In(sum)
		}
		l.Tax = tax - taxed
		taxed = tax
		l.Net = amount
		if p.m.PricesIncludeTax {
			l.Net = amount - l.Tax
		}
		l.Total = l.Net + l.Tax
	}
	d.tax = taxed
	d.net = sum
	if p.m.PricesIncludeTax {
		d.net = sum - taxed
	}
	d.total = d.net + d.tax
	d.taxes = []TaxTotal{{Tax: rule, Base: d.net, Amount: d.tax}}
}

// rule names the tax of history. What was charged is known, why only by the countries:
// zero to another member state is a supply within the Union, zero elsewhere an export.
func (p planner) rule(country string, rate money.Rate) Tax {
	t := Tax{Country: country, Rate: rate, Category: "S", Scheme: taxes.SchemeDomestic, Name: taxes.Standard}
	switch {
	case rate > 0 && country != p.seller:
		t.Scheme = taxes.SchemeOSS
	case rate > 0:
	case country == p.seller:
		t.Category, t.Name = "Z", ""
	case inUnion(country) && inUnion(p.seller):
		t.Category, t.Scheme, t.Name, t.Reason = "K", taxes.SchemeIC, "", taxes.ReasonIntraEU
	default:
		t.Category, t.Scheme, t.Name, t.Reason = "G", taxes.SchemeExport, "", taxes.ReasonExport
	}
	return t
}

// inUnion counts Great Britain in: history reaches back before it left.
func inUnion(country string) bool {
	return strings.Contains("AT BE BG CY CZ DE DK EE ES FI FR GB GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK", country)
}
