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
	refunds  refunds
	invoiced map[use]sums
	credited map[use]sums
	billed   []billed // the lines of the invoices, the oldest first
}

// refunds are the free amounts given back so far, and what of all refunds failed.
type refunds struct{ Adjusted, Failed int64 }

// billed is how many units of an order line one invoice has.
type billed struct {
	InvoiceID   id.ID
	Number      string
	SupplyDay   string
	OrderLineID id.ID
	Use         string
	Quantity    int64
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
	a.refunds, err = db.One[refunds](tx, `SELECT CAST(COALESCE(SUM(adjustment), 0) AS BIGINT) AS adjusted,
		CAST(COALESCE(SUM(failed), 0) AS BIGINT) AS failed FROM order_refund WHERE shop_id = $1 AND order_id = $2`, order)
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
	a.billed, err = db.All[billed](tx, `SELECT i.id AS invoice_id, i.number, i.supply_day, l.order_line_id, l.use, l.quantity
		FROM invoice_line l JOIN invoice i ON i.shop_id = l.shop_id AND i.id = l.invoice_id
		WHERE l.shop_id = $1 AND l.order_id = $2 AND i.kind = 'invoice' ORDER BY i.id, l.line_no`, a.order.ID)
	return err
}

// standing is the gross amount invoiced and not credited.
func (a *account) standing() int64 {
	gross := int64(0)
	for _, s := range a.invoiced {
		gross += s.Gross
	}
	for _, s := range a.credited {
		gross -= s.Gross
	}
	return gross
}

// paid is what of the money received is left for an invoice of these lines, after the
// invoices before it.
func (a *account) paid(lines []Line) int64 {
	gross := int64(0)
	for _, l := range lines {
		gross += l.Gross
	}
	return min(max(a.order.Captured-a.order.Refunded-a.standing(), 0), max(gross, 0))
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
