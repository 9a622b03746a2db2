package orders

import (
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/id"
)

// RefundRow is one refund of an order. State is pending, done or failed; Returned is
// what is known to have left.
type RefundRow struct {
	ID           id.ID
	OrderID      id.ID
	Cancellation bool
	State        string
	Amount       int64 // money
	Forgiven     int64 // what was not paid and is owed no more
	Returned     int64
	Failed       int64 // what the provider refused
	Delivery     int64
	Adjustment   int64
	Reason       string
	CreatedAt    db.Time
}

// RefundRowLine is one line of a refund.
type RefundRowLine struct {
	RefundID    id.ID
	OrderLineID id.ID
	Quantity    int64
	Withdrawn   int64
	Restocked   bool
	Amount      int64
}

const refundColumns = `r.id, r.order_id, r.cancellation, r.state, r.amount, r.forgiven, r.returned, r.failed, r.delivery, r.adjustment, r.reason, r.created_at`

// Refunds returns the refunds of an order, the oldest first.
func Refunds(tx *db.Tx, order id.ID) ([]RefundRow, error) {
	return db.All[RefundRow](tx, `SELECT `+refundColumns+` FROM order_refund r WHERE r.shop_id = $1 AND r.order_id = $2 ORDER BY r.id`, order)
}

// GetRefund returns one refund, or NotFound.
func GetRefund(tx *db.Tx, refund id.ID) (RefundRow, error) {
	return db.One[RefundRow](tx, `SELECT `+refundColumns+` FROM order_refund r WHERE r.shop_id = $1 AND r.id = $2`, refund)
}

// RefundLines returns what the refunds of an order gave back of its lines.
func RefundLines(tx *db.Tx, order id.ID) ([]RefundRowLine, error) {
	return db.All[RefundRowLine](tx, `SELECT l.refund_id, l.order_line_id, l.quantity, l.withdrawn, l.restocked, l.amount
		FROM order_refund_line l JOIN order_refund r ON r.shop_id = l.shop_id AND r.id = l.refund_id
		WHERE l.shop_id = $1 AND r.order_id = $2 ORDER BY l.refund_id, l.order_line_id`, order)
}
