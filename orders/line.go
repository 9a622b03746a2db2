package orders

import (
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/money"
)

// Kinds of order lines. Sales of the shop have goods only; imports have all.
const (
	Goods        = "goods"
	Fee          = "fee"
	DeliveryLine = "delivery"
	DiscountLine = "discount"
)

// Line is what was sold, frozen at the sale: later changes of product, price or rate
// do not reach it. Withdrawn units were refunded before they left; Refunded counts
// them too.
type Line struct {
	ID           id.ID
	OrderID      id.ID
	Position     int64
	Kind         string
	VariantID    id.ID
	ProductID    id.ID
	Title        string
	VariantTitle string
	SKU          string `db:"sku"`
	ImageHash    string
	Quantity     int64
	Shipped      int64
	Withdrawn    int64
	Refunded     int64
	UnitPrice    int64
	Discount     int64
	Net          int64
	Tax          int64
	Total        int64
	TaxCountry   string
	TaxRate      money.Rate
	TaxCategory  string
	TaxScheme    string
	TaxName      string
	TaxReason    string
	Cost         int64
	Weight       int64
	Delivered    bool
}

const lineColumns = `l.id, l.order_id, l.position, l.kind, l.variant_id, l.product_id, l.title, l.variant_title, l.sku,
	l.image_hash, l.quantity, l.shipped, l.withdrawn, l.refunded, l.unit_price, l.discount, l.net, l.tax, l.total,
	l.tax_country, l.tax_rate, l.tax_category, l.tax_scheme, l.tax_name, l.tax_reason, l.cost, l.weight, l.delivered`

// Rule is the frozen tax rule of the line.
func (l Line) Rule() Tax {
	return Tax{Country: l.TaxCountry, Rate: l.TaxRate, Category: l.TaxCategory, Scheme: l.TaxScheme, Name: l.TaxName, Reason: l.TaxReason}
}

// ToShip is how many units still wait to leave.
func (l Line) ToShip() int64 { return max(l.Quantity-l.Shipped-l.Withdrawn, 0) }

// ToRefund is how many units may still be refunded.
func (l Line) ToRefund() int64 { return max(l.Quantity-l.Refunded, 0) }

// RefundOf is the gross amount the next n units give back. Units that never left count
// from the end of the line, units that come back from its beginning, as invoices count
// them: so what stands invoiced and what was kept agree to the cent.
func (l Line) RefundOf(n int64) int64 {
	withdrawn := min(n, l.ToShip())
	return ShareOf(l.Total, l.Quantity-l.Withdrawn-withdrawn, withdrawn, l.Quantity) +
		ShareOf(l.Total, l.Refunded-l.Withdrawn, n-withdrawn, l.Quantity)
}

// Lines returns the lines of an order in their order.
func Lines(tx *db.Tx, order id.ID) ([]Line, error) {
	return db.All[Line](tx, `SELECT `+lineColumns+` FROM order_line l
		WHERE l.shop_id = $1 AND l.order_id = $2 ORDER BY l.position`, order)
}

// LinesOf returns the lines of several orders, by order.
func LinesOf(tx *db.Tx, orders []id.ID) (map[id.ID][]Line, error) {
	q := db.Query(`SELECT ` + lineColumns + ` FROM order_line l WHERE l.shop_id = $1`)
	rows, err := db.AllQ[Line](tx, q.AndIn(`l.order_id`, orders).Then(`ORDER BY l.order_id, l.position`))
	byOrder := map[id.ID][]Line{}
	for _, l := range rows {
		byOrder[l.OrderID] = append(byOrder[l.OrderID], l)
	}
	return byOrder, err
}

// Parts of a document that carry frozen taxes.
const (
	PartLines    = "lines"
	PartDelivery = "delivery"
)

// OrderTax is one frozen rate group of the lines or of the delivery charge. The rows
// of both parts add up to the order: sum of Base is Net, sum of Amount is Tax.
type OrderTax struct {
	Part     string
	Position int64
	Country  string
	Rate     money.Rate
	Category string
	Scheme   string
	Name     string
	Reason   string
	Base     int64
	Amount   int64
}

// Rule is the frozen tax rule of the group.
func (t OrderTax) Rule() Tax {
	return Tax{Country: t.Country, Rate: t.Rate, Category: t.Category, Scheme: t.Scheme, Name: t.Name, Reason: t.Reason}
}

// Taxes returns the frozen taxes of an order; those of PartDelivery are what the
// delivery charge carries.
func Taxes(tx *db.Tx, order id.ID) ([]OrderTax, error) {
	return db.All[OrderTax](tx, `SELECT t.part, t.position, t.country, t.rate, t.category, t.scheme, t.name, t.reason, t.base, t.amount
		FROM order_tax t WHERE t.shop_id = $1 AND t.order_id = $2 ORDER BY t.part DESC, t.position`, order)
}
