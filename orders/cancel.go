package orders

import (
	"strings"

	"github.com/coulisse/coulisse/customers"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/event"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/stock"
)

// CancelInput gives an order up.
type CancelInput struct {
	Order  id.ID
	Reason string
	Notify bool
}

// Cancel gives an open order up of which nothing was shipped: the stock is free again,
// what was authorised is let go, what was captured goes back. Conflict when units have
// left (refund the rest instead) or the order is not open.
func Cancel(tx *db.Tx, in CancelInput) error {
	o, err := Get(tx, in.Order)
	if err != nil {
		return err
	}
	if len(in.Reason) > maxReason {
		return errs.InvalidField("reason", "Use %d characters at most.", maxReason)
	}
	if o.State == CancelledState {
		return errs.Conflict("This order is cancelled already.")
	}
	u, err := unitsOf(tx, o.ID)
	if err != nil {
		return err
	}
	if u.Shipped > 0 {
		return errs.Conflict("Part of this order has been shipped. Refund what is left instead.")
	}
	if o.State != Open {
		return errs.Conflict("This order is closed; it cannot be cancelled.")
	}
	return cancel(tx, o, in)
}

func cancel(tx *db.Tx, o Order, in CancelInput) error {
	before := statesOf(o)
	if err := stock.Release(tx, o.ID); err != nil {
		return err
	}
	fact := Cancelled{Order: o.ID, Amount: o.Refundable(), Currency: o.Currency, Reason: strings.TrimSpace(in.Reason), Notify: in.Notify}
	if fact.Amount > 0 {
		fact.Refund = tx.NewID()
		plan := refundPlan{total: fact.Amount}
		if err := insertRefund(tx, o, fact.Refund, plan, RefundInput{Reason: in.Reason}, true); err != nil {
			return err
		}
	}
	o.State, o.CancelledAt, o.CancelReason = CancelledState, tx.Now, fact.Reason
	o.Refunded += fact.Amount
	if o.Captured == 0 && o.Authorised == 0 && o.PaymentState != Failed {
		o.PaymentState = Voided
	}
	if err := save(tx, &o); err != nil {
		return err
	}
	if err := customers.Count(tx, customers.CountInput{Customer: o.CustomerID, Orders: -1}); err != nil {
		return err
	}
	if err := tell(tx, o.ID, cancelledEntry, "The order was cancelled."); err != nil {
		return err
	}
	if err := record(tx, o, "cancelled", before, statesOf(o)); err != nil {
		return err
	}
	if err := event.Publish(tx, fact); err != nil {
		return err
	}
	if err := voidOpen(tx, o.ID); err != nil {
		return err
	}
	if fact.Amount == 0 {
		return nil
	}
	return giveBackMoney(tx, o.ID, fact.Refund, fact.Amount, fact.Reason)
}
