package orders

import (
	"github.com/coulisse/coulisse/customers"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/event"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/money"
	"github.com/coulisse/coulisse/kit/search"
	"github.com/coulisse/coulisse/payments"
	"github.com/coulisse/coulisse/shops"
	"github.com/coulisse/coulisse/stock"
)

// Listen wires what orders does on the facts of payments, in their transaction, and
// what it keeps up to date after its own.
func Listen(b *event.Bus) {
	event.Inside(b, "orders.authorised", onAuthorised)
	event.Inside(b, "orders.captured", onCaptured)
	event.Inside(b, "orders.payment_failed", onFailed)
	event.Inside(b, "orders.voided", onVoided)
	event.Inside(b, "orders.refunded_money", onRefunded)
	event.Inside(b, "orders.refund_failed", onRefundFailed)
	event.Inside(b, "orders.currency", keepCurrency)
	event.After(b, "orders.index", indexPlaced)
	event.After(b, "orders.index_imported", indexImported)
}

func onAuthorised(tx *db.Tx, f payments.Authorised) error {
	o, err := Get(tx, f.Order)
	if err != nil {
		return err
	}
	if o.State == CancelledState {
		return payments.Void(tx, f.Payment)
	}
	o.Authorised += f.Amount
	if err := claim(tx, &o); err != nil {
		return err
	}
	if err := tell(tx, o.ID, "authorised", "%s were authorised.", o.Money(f.Amount)); err != nil {
		return err
	}
	return save(tx, &o)
}

func onCaptured(tx *db.Tx, f payments.Captured) error {
	o, err := Get(tx, f.Order)
	if err != nil {
		return err
	}
	o.Captured += f.Amount
	o.Authorised = max(o.Authorised-f.Amount, 0)
	if o.State == CancelledState {
		o.Attention = LatePayment
	} else if err := claim(tx, &o); err != nil {
		return err
	}
	if err := tell(tx, o.ID, "paid", "%s were paid.", o.Money(f.Amount)); err != nil {
		return err
	}
	if err := customers.Count(tx, customers.CountInput{Customer: o.CustomerID, Spent: f.Amount}); err != nil {
		return err
	}
	return save(tx, &o)
}

// claim makes the hold on the stock firm. A hold that has run out is taken again; when
// the stock has gone meanwhile, the money is still kept and a person is told.
func claim(tx *db.Tx, o *Order) error {
	err := stock.Claim(tx, o.ID)
	if !errs.Is(err, errs.KindConflict) {
		return err
	}
	err = tx.Try(func() error { return reserveAgain(tx, o.ID) })
	if errs.Is(err, errs.KindConflict) {
		o.Attention = StockShort
		return nil
	}
	return err
}

func onFailed(tx *db.Tx, f payments.Failed) error {
	o, err := Get(tx, f.Order)
	if err != nil || o.State != Open || o.Captured > 0 {
		return err
	}
	if o.Authorised == 0 {
		o.PaymentState = Failed
	}
	if err := tell(tx, o.ID, "failed", "The payment failed."); err != nil {
		return err
	}
	return save(tx, &o)
}

func onVoided(tx *db.Tx, f payments.Voided) error {
	o, err := Get(tx, f.Order)
	if err != nil {
		return err
	}
	p, err := payments.Get(tx, f.Payment)
	if err != nil {
		return err
	}
	if !p.Manual() {
		o.Authorised = max(o.Authorised-p.Authorised, 0)
	}
	return save(tx, &o)
}

// onRefundFailed gives the amount back to what may be refunded; a person is told,
// because a document may have announced the refund already.
func onRefundFailed(tx *db.Tx, f payments.RefundFailed) error {
	o, err := Get(tx, f.Order)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(`UPDATE order_refund SET failed = failed + $3, state = 'failed' WHERE shop_id = $1 AND id = $2`, f.Refund, f.Amount); err != nil {
		return err
	}
	o.Refunded -= f.Amount
	o.Attention = RefundFailed
	if err := tell(tx, o.ID, "failed", "A refund of %s failed.", o.Money(f.Amount)); err != nil {
		return err
	}
	return save(tx, &o)
}

func onRefunded(tx *db.Tx, f payments.Refunded) error {
	o, err := Get(tx, f.Order)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(`UPDATE order_refund SET returned = returned + $3,
			state = CASE WHEN returned + $3 >= amount THEN 'done' ELSE state END
		WHERE shop_id = $1 AND id = $2`, f.Refund, f.Amount); err != nil {
		return err
	}
	o.Returned += f.Amount
	if err := customers.Count(tx, customers.CountInput{Customer: o.CustomerID, Spent: -f.Amount}); err != nil {
		return err
	}
	if err := tell(tx, o.ID, "refunded", "%s went back to the buyer.", money.Of(f.Amount, o.Currency)); err != nil {
		return err
	}
	return save(tx, &o)
}

// keepCurrency refuses another currency of the shop once it has sold: open orders are
// still to be paid in the old one.
func keepCurrency(tx *db.Tx, _ shops.Updated) error {
	shop, err := shops.Get(tx)
	if err != nil {
		return err
	}
	sold, found, err := db.Maybe[string](tx, `SELECT currency FROM orders WHERE shop_id = $1 ORDER BY id DESC LIMIT 1`)
	if err != nil || !found || sold == shop.Currency {
		return err
	}
	return errs.InvalidField("currency", "This shop has orders in %s; its currency cannot change any more.", sold)
}

func indexPlaced(tx *db.Tx, f Placed) error     { return Index(tx, f.Order) }
func indexImported(tx *db.Tx, f Imported) error { return Index(tx, f.Order) }

// Index brings the entries of the search for an order and its customer up to date.
func Index(tx *db.Tx, order id.ID) error {
	o, err := Get(tx, order)
	if err != nil {
		return err
	}
	lines, err := Lines(tx, order)
	if err != nil {
		return err
	}
	if err := search.Put(tx, docOf(o, lines)); err != nil || o.CustomerID == 0 {
		return err
	}
	return customers.Index(tx, o.CustomerID)
}
