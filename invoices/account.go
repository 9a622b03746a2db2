package invoices

import (
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/money"
	"github.com/coulisse/coulisse/orders"
)

// Uses of a document line.
const (
	UseProduct  = "product"
	UseDelivery = "delivery"
	UseFee      = "fee"
	UseDiscount = "discount"
)

// account is what stands between an order and its documents: what was sold, what was
// invoiced, what was credited. All shares are cumulative, so that no cent is lost
// between the documents of one order.
type account struct {
	order    orders.Order
	lines    []orders.Line
	taxes    []orders.OrderTax
	adjusted int64 // gross of free amounts refunded so far
	invoiced map[use]sums
	credited map[use]sums
	last     Invoice // the latest invoice, which credit notes name
}

type use struct {
	line id.ID
	use  string
}

type sums struct{ Quantity, Gross, Tax int64 }

type sumRow struct {
	Kind        string
	OrderLineID id.ID
	Use         string
	Quantity    int64
	Gross       int64
	Tax         int64
}

func accountOf(tx *db.Tx, order id.ID) (*account, error) {
	a := &account{invoiced: map[use]sums{}, credited: map[use]sums{}}
	var err error
	if a.order, err = orders.Get(tx, order); err != nil {
		return nil, err
	}
	if a.lines, err = orders.Lines(tx, order); err != nil {
		return nil, err
	}
	if a.taxes, err = orders.Taxes(tx, order); err != nil {
		return nil, err
	}
	a.adjusted, err = db.One[int64](tx, `SELECT CAST(COALESCE(SUM(adjustment), 0) AS BIGINT)
		FROM order_refund WHERE shop_id = $1 AND order_id = $2`, order)
	if err != nil {
		return nil, err
	}
	return a, a.readDocuments(tx)
}

func (a *account) readDocuments(tx *db.Tx) error {
	rows, err := db.All[sumRow](tx, `SELECT i.kind, l.order_line_id, l.use, CAST(SUM(l.quantity) AS BIGINT) AS quantity,
		CAST(SUM(l.gross) AS BIGINT) AS gross, CAST(SUM(l.tax) AS BIGINT) AS tax
		FROM invoice_line l JOIN invoice i ON i.shop_id = l.shop_id AND i.id = l.invoice_id
		WHERE l.shop_id = $1 AND l.order_id = $2 GROUP BY i.kind, l.order_line_id, l.use`, a.order.ID)
	if err != nil {
		return err
	}
	for _, r := range rows {
		if r.Kind == KindInvoice {
			a.invoiced[use{r.OrderLineID, r.Use}] = sums{r.Quantity, r.Gross, r.Tax}
			continue
		}
		a.credited[use{r.OrderLineID, r.Use}] = sums{r.Quantity, r.Gross, r.Tax}
	}
	last, found, err := db.MaybeQ[Invoice](tx, db.Query(columns).And(`i.order_id = ? AND i.kind = 'invoice'`, a.order.ID).Then(` ORDER BY i.id DESC LIMIT 1`))
	if found {
		a.last = last
	}
	return err
}

// creditNote starts a credit note that names the latest invoice of the order.
func (a *account) creditNote(tx *db.Tx) (Invoice, error) {
	document, err := documentFor(tx, KindCreditNote, a.order)
	document.CorrectsID, document.CorrectsNumber = a.last.ID, a.last.Number
	if a.last.ID != 0 {
		document.SupplyDay = a.last.SupplyDay
	}
	return document, err
}

// shipped makes the lines of an invoice for the units of one shipment.
func (a *account) shipped(f orders.Shipped) []Line {
	quantities := map[id.ID]int64{}
	for _, s := range f.Lines {
		quantities[s.OrderLine] += s.Quantity
	}
	var lines []Line
	for _, l := range a.lines {
		if quantities[l.ID] > 0 {
			lines = append(lines, a.shippedLine(l, quantities[l.ID]))
		}
	}
	if _, billed := a.invoiced[use{0, UseDelivery}]; !billed && len(lines) > 0 {
		lines = append(lines, a.delivery(a.order.DeliveryTotal()-a.order.DeliveryRefunded, sums{})...)
	}
	return lines
}

// shippedLine is the share of the units that leave now in the line's frozen amounts.
func (a *account) shippedLine(l orders.Line, quantity int64) Line {
	before := a.invoiced[use{l.ID, UseProduct}]
	line := lineOf(l, quantity)
	line.Gross = orders.ShareOf(l.Total, before.Quantity, quantity, l.Quantity)
	line.Tax = orders.ShareOf(l.Tax, before.Quantity, quantity, l.Quantity)
	line.Net = line.Gross - line.Tax
	return line
}

// delivery makes the lines of the delivery charge: gross now, after what came before.
func (a *account) delivery(gross int64, before sums) []Line {
	if gross <= 0 {
		return nil
	}
	total, tax := a.order.DeliveryTotal(), a.order.DeliveryTax
	line := Line{Use: UseDelivery, Title: a.order.DeliveryName, Quantity: 1, UnitPrice: gross, Gross: gross}
	line.Tax = part(tax, before.Gross+gross, total) - before.Tax
	line.Net = line.Gross - line.Tax
	if !a.order.PricesIncludeTax {
		line.UnitPrice = line.Net
	}
	for _, t := range a.taxes {
		if t.Part == orders.PartDelivery {
			return []Line{taxed(line, t.Rule())}
		}
	}
	return []Line{line}
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
	return append(lines, a.spread(f.Adjustment, a.open(lines))...)
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

// open lists what stands invoiced per order line, less the credit lines of now.
func (a *account) open(now []Line) []Line {
	var open []Line
	for _, l := range a.lines {
		key := use{l.ID, UseProduct}
		left := lineOf(l, 0)
		left.Gross = a.invoiced[key].Gross - a.credited[key].Gross
		for _, n := range now {
			if n.OrderLineID == l.ID {
				left.Gross -= n.Gross
			}
		}
		if left.Gross > 0 {
			open = append(open, left)
		}
	}
	return open
}

// reduction is what free refunds before the invoice take off it: the buyer has that
// money back already.
func (a *account) reduction(lines []Line) []Line {
	given := a.adjusted
	for key, s := range a.credited {
		if key.use == UseDiscount {
			given -= s.Gross
		}
	}
	for key, s := range a.invoiced {
		if key.use == UseDiscount {
			given += s.Gross // negative on invoices
		}
	}
	reduced := a.spread(given, lines)
	for i := range reduced {
		l := &reduced[i]
		l.Gross, l.Tax, l.Net, l.UnitPrice = -l.Gross, -l.Tax, -l.Net, -l.UnitPrice
	}
	return reduced
}

// spread shares a free gross amount over the tax rules of lines, by their value. What
// exceeds them has no document to reduce.
func (a *account) spread(amount int64, lines []Line) []Line {
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
	amount = min(amount, total)
	if amount <= 0 {
		return nil
	}
	var spread []Line
	for n, gross := range money.Share(amount, weights) {
		rule := rules[n]
		line := Line{Use: UseDiscount, Title: reductionTitle, Quantity: 1, UnitPrice: gross, Gross: gross, Tax: rule.TaxRate.In(gross),
			TaxCountry: rule.TaxCountry, TaxRate: rule.TaxRate, TaxName: rule.TaxName, TaxCategory: rule.TaxCategory, TaxScheme: rule.TaxScheme}
		line.Net = gross - line.Tax
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

func lineOf(l orders.Line, quantity int64) Line {
	title := l.Title
	if l.VariantTitle != "" {
		title += " – " + l.VariantTitle
	}
	return taxed(Line{OrderLineID: l.ID, Use: UseProduct, Title: title, SKU: l.SKU, Quantity: quantity, UnitPrice: l.UnitPrice}, l.Rule())
}

func taxed(line Line, rule orders.Tax) Line {
	line.TaxCountry, line.TaxRate, line.TaxName = rule.Country, rule.Rate, rule.Name
	line.TaxCategory, line.TaxScheme = rule.Category, rule.Scheme
	return line
}

// part is amount × n / of, rounded half up; nothing of nothing.
func part(amount, n, of int64) int64 {
	if of == 0 {
		return 0
	}
	return money.MulDiv(amount, n, of)
}
