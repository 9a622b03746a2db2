package orders

import (
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/id"
)

// insert writes the head of a new order.
func insert(tx *db.Tx, o Order) error {
	return tx.Later(`INSERT INTO orders (shop_id, id, number, token, state, payment_state, delivery_state, todo, attention, source,
			document, customer_id, name, email, phone, country, address, locale, currency, prices_include_tax, subtotal, discount,
			delivery, delivery_net, delivery_tax, net, tax, total, authorised, captured, refunded, returned, delivery_refunded,
			delivery_option, delivery_name, payment_method, quantity, cancel_reason, placed_at, created_at, updated_at, closed_at,
			cancelled_at, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25,
			$26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43, $44)`,
		o.ID, o.Number, o.Token, o.State, o.PaymentState, o.DeliveryState, o.Todo, o.Attention, o.Source,
		o.Document, o.CustomerID, o.Name, o.Email, o.Phone, o.Country, o.AddressJSON, o.Locale, o.Currency, o.PricesIncludeTax, o.Subtotal, o.Discount,
		o.Delivery, o.DeliveryNet, o.DeliveryTax, o.Net, o.Tax, o.Total, o.Authorised, o.Captured, o.Refunded, o.Returned, o.DeliveryRefunded,
		o.DeliveryOption, o.DeliveryName, o.PaymentMethod, o.Quantity, o.CancelReason, o.PlacedAt, o.CreatedAt, o.UpdatedAt, o.ClosedAt,
		o.CancelledAt, o.Version)
}

// insertParts writes the lines of an order, the taxes of its lines by rate group (as
// the lines carry them) and those of its delivery charge.
func insertParts(tx *db.Tx, order id.ID, lines []Line, charged []OrderTax) error {
	rows := make([][]any, len(lines))
	for i, l := range lines {
		rows[i] = []any{l.ID, order, l.Position, l.Kind, l.VariantID, l.ProductID, l.Title, l.VariantTitle, l.SKU, l.ImageHash,
			l.Quantity, l.Shipped, l.Withdrawn, l.Refunded, l.UnitPrice, l.Discount, l.Net, l.Tax, l.Total, l.TaxCountry, int64(l.TaxRate),
			l.TaxCategory, l.TaxScheme, l.TaxName, l.TaxReason, l.Cost, l.Weight, l.Delivered}
	}
	if err := tx.LaterMany(`INSERT INTO order_line (shop_id, id, order_id, position, kind, variant_id, product_id, title, variant_title, sku,
			image_hash, quantity, shipped, withdrawn, refunded, unit_price, discount, net, tax, total, tax_country, tax_rate,
			tax_category, tax_scheme, tax_name, tax_reason, cost, weight, delivered)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25,
			$26, $27, $28, $29)`, rows); err != nil {
		return err
	}
	groups := append(taxesOfLines(lines), charged...)
	rows = make([][]any, len(groups))
	for i, t := range groups {
		rows[i] = []any{order, t.Part, t.Position, t.Country, int64(t.Rate), t.Category, t.Scheme, t.Name, t.Reason, t.Base, t.Amount}
	}
	return tx.LaterMany(`INSERT INTO order_tax (shop_id, order_id, part, position, country, rate, category, scheme, name, reason, base, amount)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`, rows)
}

// taxesOfLines sums what the lines carry by rate group, in the order groups appear.
func taxesOfLines(lines []Line) []OrderTax {
	var groups []OrderTax
	at := map[Tax]int{}
	for _, l := range lines {
		i, known := at[l.Rule()]
		if !known {
			i = len(groups)
			at[l.Rule()] = i
			groups = append(groups, taxRow(PartLines, int64(i+1), l.Rule(), 0, 0))
		}
		groups[i].Base += l.Net
		groups[i].Amount += l.Tax
	}
	return groups
}

func taxRow(part string, position int64, t Tax, base, amount int64) OrderTax {
	return OrderTax{Part: part, Position: position, Country: t.Country, Rate: t.Rate, Category: t.Category, Scheme: t.Scheme,
		Name: t.Name, Reason: t.Reason, Base: base, Amount: amount}
}
