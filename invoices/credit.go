package invoices

import (
	"slices"
	"strings"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/money"
	"github.com/coulisse/coulisse/orders"
)

// creditNote starts a credit note of these lines. It names the invoices that have what
// it takes back (directive 2006/112 art. 219), the oldest first.
func (a *account) creditNote(tx *db.Tx, lines []Line) (Invoice, error) {
	document, err := documentFor(tx, KindCreditNote, a.order)
	document.Lines = lines
	var numbers []string
	for _, b := range a.corrected(lines) {
		if slices.Contains(numbers, b.Number) {
			continue
		}
		if len(numbers) == 0 {
			document.CorrectsID = b.InvoiceID
		}
		numbers = append(numbers, b.Number)
		document.SupplyDay = b.SupplyDay
	}
	document.CorrectsNumber = strings.Join(numbers, ", ")
	return document, err
}

// corrected finds the invoice lines that credit lines take back: units in the order
// they were invoiced; a free amount reduces every invoice of the order.
func (a *account) corrected(lines []Line) []billed {
	var found []billed
	for _, b := range a.billed {
		for _, l := range lines {
			if l.Use == UseDiscount || b.OrderLineID == l.OrderLineID && b.Use == l.Use && a.meets(b, l) {
				found = append(found, b)
				break
			}
		}
	}
	return found
}

// meets says whether the units a credit line takes back are among those of an invoice
// line: both are counted from the beginning of the order line.
func (a *account) meets(b billed, l Line) bool {
	if l.Use != UseProduct {
		return true
	}
	first := a.credited[use{l.OrderLineID, l.Use}].Quantity
	before := int64(0)
	for _, other := range a.billed {
		if other.InvoiceID == b.InvoiceID {
			break
		}
		if other.OrderLineID == b.OrderLineID && other.Use == b.Use {
			before += other.Quantity
		}
	}
	return before < first+l.Quantity && before+b.Quantity > first
}

// refunded makes the lines of a credit note: units that had left, delivery, free amount.
func (a *account) refunded(f orders.Refunded) []Line {
	var lines []Line
	for _, r := range f.Lines {
		if r.Quantity > r.Withdrawn {
			lines = append(lines, a.credit(r.OrderLine, r.Quantity-r.Withdrawn))
		}
	}
	if _, billed := a.invoiced[use{0, UseDelivery}]; billed && f.Delivery > 0 {
		lines = append(lines, a.delivery(f.Delivery, a.credited[use{0, UseDelivery}])...)
	}
	return append(lines, a.spread(a.owed(), a.open(lines), a.reduced())...)
}

// credit takes units of a line back, with the share of its frozen amounts that was
// invoiced for them.
func (a *account) credit(orderLine id.ID, quantity int64) Line {
	before := a.credited[use{orderLine, UseProduct}]
	for _, l := range a.lines {
		if l.ID != orderLine {
			continue
		}
		line := lineOf(l, quantity)
		line.Gross = orders.ShareOf(l.Total, before.Quantity, quantity, l.Quantity)
		line.Tax = orders.ShareOf(l.Tax, before.Quantity, quantity, l.Quantity)
		line.Net = line.Gross - line.Tax
		return line
	}
	return Line{}
}

// remaining credits everything invoiced and not yet credited.
func (a *account) remaining() []Line {
	var lines []Line
	for _, l := range a.lines {
		key := use{l.ID, UseProduct}
		if left := a.invoiced[key].Quantity - a.credited[key].Quantity; left > 0 {
			lines = append(lines, a.credit(l.ID, left))
		}
	}
	key := use{0, UseDelivery}
	if left := a.invoiced[key].Gross - a.credited[key].Gross; left > 0 {
		lines = append(lines, a.delivery(left, a.credited[key])...)
	}
	return lines
}

// open lists what stands invoiced per order line and of the delivery charge, less the
// credit lines of now.
func (a *account) open(now []Line) []Line {
	var open []Line
	add := func(key use, left Line) {
		left.Gross = a.invoiced[key].Gross - a.credited[key].Gross
		for _, n := range now {
			if n.OrderLineID == key.line && n.Use == key.use {
				left.Gross -= n.Gross
			}
		}
		if left.Gross > 0 {
			open = append(open, left)
		}
	}
	for _, l := range a.lines {
		add(use{l.ID, UseProduct}, lineOf(l, 0))
	}
	for _, t := range a.taxes {
		if t.Part == orders.PartDelivery {
			add(use{0, UseDelivery}, taxed(Line{Use: UseDelivery}, t.Rule()))
			break
		}
	}
	return open
}

// reduction is what free refunds before the invoice take off it: the buyer has that
// money back already.
func (a *account) reduction(lines []Line) []Line {
	reduced := a.spread(a.owed(), lines, 0)
	for i := range reduced {
		l := &reduced[i]
		l.Gross, l.Tax, l.Net, l.UnitPrice = -l.Gross, -l.Tax, -l.Net, -l.UnitPrice
	}
	return reduced
}

// owed is what of the free amounts no document shows yet. A free amount is no price
// reduction as far as it repeats a refund that failed, whose document stands, or gives
// back what the buyer paid beyond the total.
func (a *account) owed() int64 {
	overpaid := max(a.order.Captured-a.order.Total, 0)
	return max(a.refunds.Adjusted-a.refunds.Failed-overpaid, 0) - a.reduced()
}

// reduced is what documents took off the price so far.
func (a *account) reduced() int64 {
	reduced := int64(0)
	for key, s := range a.credited {
		if key.use == UseDiscount {
			reduced += s.Gross
		}
	}
	for key, s := range a.invoiced {
		if key.use == UseDiscount {
			reduced -= s.Gross // negative on invoices
		}
	}
	return reduced
}

// spread shares a free gross amount over the tax rules of lines, by their value. What
// exceeds them, less what was taken off them before, has no document to reduce.
func (a *account) spread(amount int64, lines []Line, before int64) []Line {
	var rules []Line
	var weights []int64
	total := int64(0)
	for _, l := range lines {
		n := ruleAt(rules, l)
		if n == len(rules) {
			rules, weights = append(rules, l), append(weights, 0)
		}
		weights[n] += l.Gross
		total += l.Gross
	}
	amount = min(amount, total-before)
	if amount <= 0 {
		return nil
	}
	var spread []Line
	for n, gross := range money.Share(amount, weights) {
		rule := rules[n]
		line := Line{Use: UseDiscount, Title: reductionTitle, Quantity: 1, Gross: gross, Tax: rule.TaxRate.In(gross),
			TaxCountry: rule.TaxCountry, TaxRate: rule.TaxRate, TaxName: rule.TaxName, TaxCategory: rule.TaxCategory, TaxScheme: rule.TaxScheme}
		line.Net = gross - line.Tax
		line.UnitPrice = gross
		if !a.order.PricesIncludeTax {
			line.UnitPrice = line.Net
		}
		if gross > 0 {
			spread = append(spread, line)
		}
	}
	return spread
}

// reductionTitle is translated when the document is drawn.
const reductionTitle = "Price reduction"

func ruleAt(rules []Line, l Line) int {
	for n, r := range rules {
		if r.TaxCountry == l.TaxCountry && r.TaxRate == l.TaxRate && r.TaxCategory == l.TaxCategory && r.TaxScheme == l.TaxScheme && r.TaxName == l.TaxName {
			return n
		}
	}
	return len(rules)
}
