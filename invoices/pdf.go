package invoices

import (
	"strconv"
	"strings"

	"github.com/coulisse/coulisse/kit/money"
	"github.com/coulisse/coulisse/kit/pdf"
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/payments"
)

// PDF draws the document in its own language: p must be the printer of i.Locale. The
// frozen row is the legal content; drawing it again gives the same bytes.
func PDF(p *text.Printer, i Invoice) ([]byte, error) {
	d := pdf.New(pdf.Options{Title: title(p, i), Author: i.Seller.Name, Language: p.Locale, Date: i.CreatedAt.Go(),
		Foot: foot(i), PageWord: p.T("Page %d of %d")})
	d.Title(title(p, i))
	d.Beside(parties(p, i)...)
	d.Gap(5)
	d.Pairs(facts(p, i)...)
	d.Gap(6)
	d.Table(head(p, i), rows(p, i))
	d.Gap(3)
	d.Need(44 + 7*float64(len(i.Taxes()))) // taxes and totals stay together
	taxTable(d, p, i)
	d.Totals(sumsOf(p, i)...)
	d.Gap(6)
	for _, sentence := range i.Mentions {
		d.Small(sentence)
	}
	return d.Bytes()
}

func title(p *text.Printer, i Invoice) string {
	if i.Kind == KindCreditNote {
		return p.T("Credit note %s", i.Number)
	}
	return p.T("Invoice %s", i.Number)
}

func parties(p *text.Printer, i Invoice) []pdf.Block {
	seller := append([]string{i.Seller.Name}, i.Seller.Lines...)
	seller = append(seller, p.Country(i.Seller.Country))
	if i.Seller.VATNumber != "" {
		seller = append(seller, p.T("VAT number: %s", i.Seller.VATNumber))
	}
	buyer := withName(i.Buyer)
	buyer = append(buyer, p.Country(i.Buyer.Country))
	if i.Buyer.VATNumber != "" {
		buyer = append(buyer, p.T("VAT number: %s", i.Buyer.VATNumber))
	}
	return []pdf.Block{
		{Title: p.T("Seller"), Lines: seller, Strong: true},
		{Title: p.T("Billed to"), Lines: buyer, Strong: true},
	}
}

// withName puts the name first, once: an address begins with it already.
func withName(party Party) []string {
	lines := []string{party.Name}
	for _, line := range party.Lines {
		if line != party.Name {
			lines = append(lines, line)
		}
	}
	return lines
}

func facts(p *text.Printer, i Invoice) []pdf.Pair {
	pairs := []pdf.Pair{
		{Label: p.T("Date of issue"), Value: p.LongDay(i.Day), Strong: true},
		{Label: p.T("Date of supply"), Value: p.LongDay(i.SupplyDay)},
		{Label: p.T("Order"), Value: i.OrderNumber},
	}
	if i.CorrectsNumber != "" {
		pairs = append(pairs, pdf.Pair{Label: p.T("Corrects invoice"), Value: i.CorrectsNumber})
	}
	if i.Kind == KindInvoice && i.Paid >= i.Gross {
		pairs = append(pairs, pdf.Pair{Label: p.T("Payment"), Value: p.T("Paid, nothing is due")})
	}
	if i.Kind == KindInvoice && i.Paid < i.Gross {
		pairs = append(pairs, pdf.Pair{Label: p.T("Payment"), Value: due(p, i.Payment)})
	}
	return pairs
}

// due says when and how an open invoice is to be paid.
func due(p *text.Printer, method string) string {
	switch method {
	case payments.BankTransfer:
		return p.T("Due on receipt, by bank transfer")
	case payments.CashOnDelivery:
		return p.T("Due on delivery, in cash")
	}
	return p.T("Due on receipt")
}

func head(p *text.Printer, i Invoice) []pdf.Column {
	price := p.T("Unit price excl. VAT")
	if i.PricesIncludeTax {
		price = p.T("Unit price incl. VAT")
	}
	return []pdf.Column{
		{Title: p.T("Description"), Width: 40},
		{Title: p.T("Quantity"), Width: 11, Align: pdf.Right},
		{Title: price, Width: 17, Align: pdf.Right},
		{Title: p.T("VAT"), Width: 10, Align: pdf.Right},
		{Title: p.T("Net"), Width: 15, Align: pdf.Right},
		{Title: p.T("Total"), Width: 15, Align: pdf.Right},
	}
}

func rows(p *text.Printer, i Invoice) []pdf.Row {
	drawn := make([]pdf.Row, len(i.Lines))
	for n, l := range i.Lines {
		name := l.Title
		switch {
		case l.Use == UseDiscount && l.Title == reductionTitle:
			name = p.T(reductionTitle)
		case l.Use == UseDelivery:
			name = p.T("Delivery: %s", l.Title)
		}
		drawn[n] = pdf.Row{Note: l.SKU, Cells: []string{name, strconv.FormatInt(l.Quantity, 10), p.Decimal(i.money(l.UnitPrice)),
			p.Percent(l.TaxRate), p.Decimal(i.money(l.Net)), p.Decimal(i.money(l.Gross))}}
	}
	return drawn
}

// taxTable lists base and tax per rate and country, as EU law wants them (directive
// 2006/112 art. 226 (8)–(10)).
func taxTable(d *pdf.Document, p *text.Printer, i Invoice) {
	var taxes []pdf.Row
	for _, g := range i.Taxes() {
		name := p.T("VAT %s", p.Percent(g.Rate))
		if g.Country != "" && g.Country != i.Seller.Country {
			name += " " + p.Country(g.Country)
		}
		taxes = append(taxes, pdf.Row{Cells: []string{name, p.Decimal(i.money(g.Net)), p.Decimal(i.money(g.Tax)), p.Decimal(i.money(g.Net + g.Tax))}})
	}
	d.Table([]pdf.Column{{Title: p.T("VAT summary"), Width: 46}, {Title: p.T("Net"), Width: 18, Align: pdf.Right},
		{Title: p.T("VAT"), Width: 18, Align: pdf.Right}, {Title: p.T("Total"), Width: 18, Align: pdf.Right}}, taxes)
}

func sumsOf(p *text.Printer, i Invoice) []pdf.Pair {
	total := p.T("Total incl. VAT")
	if i.Kind == KindCreditNote {
		total = p.T("Total credited incl. VAT")
	}
	pairs := []pdf.Pair{
		{Label: p.T("Total excl. VAT"), Value: p.Money(i.money(i.Net))},
		{Label: p.T("VAT"), Value: p.Money(i.money(i.Tax))},
		{Label: total, Value: p.Money(i.money(i.Gross)), Strong: true, Ruled: true},
	}
	if i.Kind == KindInvoice && i.Paid > 0 {
		paid := min(i.Paid, i.Gross)
		pairs = append(pairs, pdf.Pair{Label: p.T("Already paid"), Value: p.Money(i.money(paid))},
			pdf.Pair{Label: p.T("To pay"), Value: p.Money(i.money(i.Gross - paid)), Strong: true})
	}
	return pairs
}

func foot(i Invoice) []string {
	half := min(2, len(i.Seller.Facts)) // name and seat, then the rest
	return []string{strings.Join(i.Seller.Facts[:half], " · "), strings.Join(i.Seller.Facts[half:], " · ")}
}

func (i Invoice) money(amount int64) money.Money { return money.Of(amount, i.Currency) }
