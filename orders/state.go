package orders

import (
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/payments"
)

// What waits to be done with an order; the tabs of the list are made of it.
const (
	TodoShip = "ship"
	TodoPay  = "pay"
)

// What a person must look at.
const (
	LatePayment  = "late_payment"  // money came in after the cancellation
	StockShort   = "stock_short"   // paid after the hold ran out, and the stock is gone
	RefundFailed = "refund_failed" // the provider refused a refund
)

// settle derives the states from amounts and from the units still to ship and already
// shipped. A cancelled order stays cancelled.
func (o *Order) settle(toShip, shipped int64) {
	switch {
	case o.Captured > 0 && o.Refunded >= o.Captured:
		o.PaymentState = FullyRefunded
	case o.Captured > 0 && o.Refunded > 0:
		o.PaymentState = PartlyRefunded
	case o.Captured > 0 && o.Captured < o.Total-o.Forgiven:
		o.PaymentState = PartlyPaid
	case o.Captured == 0 && o.Forgiven > 0 && o.Forgiven >= o.Total:
		o.PaymentState = Voided
	case o.Captured > 0 || o.Total == 0 && o.State != CancelledState:
		o.PaymentState = Paid
	case o.Authorised > 0:
		o.PaymentState = Authorised
	case o.PaymentState == Authorised:
		o.PaymentState = Voided
	}
	switch {
	case shipped > 0 && toShip == 0:
		o.DeliveryState = FullyShipped
	case shipped > 0:
		o.DeliveryState = PartlyShipped
	default:
		o.DeliveryState = Unshipped
	}
	if o.State != CancelledState {
		o.State = Open
		if toShip == 0 && o.settled() {
			o.State = Closed
		}
	}
	o.Todo = o.todo(toShip)
}

// settled says whether no more money is expected.
func (o *Order) settled() bool {
	return o.PaymentState == Paid || o.PaymentState == PartlyRefunded || o.PaymentState == FullyRefunded ||
		o.Forgiven > 0 && o.Forgiven >= o.Total
}

func (o *Order) todo(toShip int64) string {
	switch {
	case o.State != Open:
		return ""
	case toShip > 0 && o.MayShip():
		return TodoShip
	case o.settled():
		return ""
	}
	return TodoPay
}

// MayShip says whether goods may leave as far as money goes: it is there, promised by
// the provider, or paid at the door.
func (o *Order) MayShip() bool {
	return o.settled() || o.PaymentState == Authorised || o.PaymentMethod == payments.CashOnDelivery
}

// save writes the states and amounts of an order that was read in this transaction, or
// returns Conflict when somebody else changed it meanwhile.
func save(tx *db.Tx, o *Order) error {
	if err := o.derive(tx); err != nil {
		return err
	}
	if o.State == Closed && o.ClosedAt == 0 {
		o.ClosedAt = tx.Now
	}
	if o.State != Closed {
		o.ClosedAt = 0
	}
	n, err := tx.Exec(`UPDATE orders SET state = $3, payment_state = $4, delivery_state = $5, todo = $6, attention = $7,
			authorised = $8, captured = $9, refunded = $10, returned = $11, delivery_refunded = $12, payment_method = $13,
			cancel_reason = $14, closed_at = $15, cancelled_at = $16, updated_at = $17, forgiven = $18, version = version + 1
		WHERE shop_id = $1 AND id = $2 AND version = $19`,
		o.ID, o.State, o.PaymentState, o.DeliveryState, o.Todo, o.Attention, o.Authorised, o.Captured, o.Refunded, o.Returned,
		o.DeliveryRefunded, o.PaymentMethod, o.CancelReason, o.ClosedAt, o.CancelledAt, tx.Now, o.Forgiven, o.Version)
	if err == nil && n == 0 {
		err = errs.Conflict("Somebody else changed this order meanwhile. Look at it again, then repeat.")
	}
	o.Version++
	return err
}

type units struct{ ToShip, Shipped int64 }

// derive reads the units of the order's lines and settles its states.
func (o *Order) derive(tx *db.Tx) error {
	u, err := unitsOf(tx, o.ID)
	if err == nil {
		o.settle(u.ToShip, u.Shipped)
	}
	return err
}

func unitsOf(tx *db.Tx, order id.ID) (units, error) {
	return db.One[units](tx, `SELECT CAST(COALESCE(SUM(l.quantity - l.shipped - l.withdrawn), 0) AS BIGINT) AS to_ship,
			CAST(COALESCE(SUM(l.shipped), 0) AS BIGINT) AS shipped
		FROM order_line l WHERE l.shop_id = $1 AND l.order_id = $2 AND l.kind = 'goods'`, order)
}
