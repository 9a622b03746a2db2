package orders_test

import (
	"testing"
	"time"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/orders"
	"github.com/coulisse/coulisse/payments"
)

func (w *world) ship(order id.ID, lines ...orders.LineQuantity) error {
	return w.try(func(tx *db.Tx) error {
		_, err := orders.Ship(tx, orders.ShipInput{Order: order, Lines: lines, Notify: true})
		return err
	})
}

func (w *world) refund(in orders.RefundInput) error {
	return w.try(func(tx *db.Tx) error { _, err := orders.Refund(tx, in); return err })
}

func (w *world) cancel(order id.ID) error {
	return w.try(func(tx *db.Tx) error {
		return orders.Cancel(tx, orders.CancelInput{Order: order, Reason: "Changed my mind", Notify: true})
	})
}

func (w *world) capture(order id.ID, amount int64) error {
	return w.try(func(tx *db.Tx) error {
		return orders.Capture(tx, orders.CaptureInput{Order: order, Amount: amount})
	})
}

func wants(t *testing.T, what string, err error, kind errs.Kind) {
	t.Helper()
	if !errs.Is(err, kind) {
		t.Errorf("%s: %v, want %s", what, err, kind)
	}
}

func TestCardAuthorisedCapturedShippedRefunded(t *testing.T) {
	w := newWorld(t)
	p := w.place(w.cart(w.bag.ID, 3), payments.TestCard) // 147.00 + 4.90
	if p.Next() != "/payments/"+p.Payment.Token {
		t.Errorf("next is %s", p.Next())
	}
	order := p.Order.ID
	wants(t, "ship before payment", w.ship(order), errs.KindConflict)
	w.card(p, payments.StatusAuthorised)
	if o := w.states(order, orders.Open, orders.Authorised, orders.Unshipped); o.Todo != orders.TodoShip || o.Authorised != 15190 {
		t.Errorf("todo %q, authorised %d", o.Todo, o.Authorised)
	}
	wants(t, "capture too much", w.capture(order, 15191), errs.KindInvalid)
	w.must(w.capture(order, 5000))
	w.drain()
	w.states(order, orders.Open, orders.PartlyPaid, orders.Unshipped)
	w.must(w.capture(order, 0))
	w.drain()
	w.states(order, orders.Open, orders.Paid, orders.Unshipped)
	line := w.lines(order)[0].ID
	wants(t, "ship too many", w.ship(order, orders.LineQuantity{Line: line, Quantity: 4}), errs.KindInvalid)
	w.must(w.ship(order, orders.LineQuantity{Line: line, Quantity: 2}))
	w.states(order, orders.Open, orders.Paid, orders.PartlyShipped)
	wants(t, "cancel after shipment", w.cancel(order), errs.KindConflict)
	w.must(w.ship(order))
	w.states(order, orders.Closed, orders.Paid, orders.FullyShipped)
	wants(t, "ship again", w.ship(order), errs.KindConflict)
	w.must(w.refund(orders.RefundInput{Order: order, Lines: []orders.RefundLine{{Line: line, Quantity: 1, Restock: true}}, Delivery: 490}))
	w.drain()
	o := w.states(order, orders.Closed, orders.PartlyRefunded, orders.FullyShipped)
	if o.Refunded != 5390 || o.Returned != 5390 || w.available(w.bag.ID) != 8 {
		t.Errorf("refunded %d, returned %d, available %d", o.Refunded, o.Returned, w.available(w.bag.ID))
	}
	wants(t, "delivery twice", w.refund(orders.RefundInput{Order: order, Delivery: 1}), errs.KindInvalid)
	wants(t, "more than captured", w.refund(orders.RefundInput{Order: order, Adjustment: 9801}), errs.KindConflict)
	w.must(w.refund(orders.RefundInput{Order: order, Lines: []orders.RefundLine{{Line: line, Quantity: 2}}}))
	w.drain()
	w.states(order, orders.Closed, orders.FullyRefunded, orders.FullyShipped)
	if left := w.available(w.bag.ID); left != 8 {
		t.Errorf("%d available after a refund without restocking, want 8", left)
	}
	w.verified()
	if n := w.facts.count("orders.refunded"); n != 2 || w.facts.refunded[0].Lines[0].Withdrawn != 0 {
		t.Errorf("%d refunds announced: %+v", n, w.facts.refunded)
	}
}

func TestRefundBeforeShipmentFreesTheUnits(t *testing.T) {
	w := newWorld(t)
	p := w.place(w.cart(w.bag.ID, 3), payments.BankTransfer)
	order := p.Order.ID
	wants(t, "more than the order", w.refund(orders.RefundInput{Order: order, Adjustment: p.Order.Total + 1}), errs.KindConflict)
	w.write(func(tx *db.Tx) error { return orders.MarkPaid(tx, orders.ReceivedInput{Order: order}) })
	line := w.lines(order)[0].ID
	w.must(w.ship(order, orders.LineQuantity{Line: line, Quantity: 1}))
	w.must(w.refund(orders.RefundInput{Order: order, Lines: []orders.RefundLine{{Line: line, Quantity: 2, Restock: true}}}))
	w.drain()
	o := w.states(order, orders.Closed, orders.PartlyRefunded, orders.FullyShipped)
	if l := w.lines(order)[0]; l.Withdrawn != 2 || l.Refunded != 2 || o.Refunded != 9800 {
		t.Errorf("withdrawn %d, refunded %d, amount %d", l.Withdrawn, l.Refunded, o.Refunded)
	}
	if left := w.available(w.bag.ID); left != 9 {
		t.Errorf("%d available, want 9", left)
	}
	w.verified()
}

func TestAParcelRefusedAtTheDoor(t *testing.T) {
	w := newWorld(t)
	p := w.place(w.cart(w.bag.ID, 2), payments.CashOnDelivery)
	order, line := p.Order.ID, w.lines(p.Order.ID)[0].ID
	w.must(w.ship(order))
	w.must(w.refund(orders.RefundInput{Order: order, Lines: []orders.RefundLine{{Line: line, Quantity: 2, Restock: true}}, Delivery: p.Order.DeliveryTotal()}))
	w.drain()
	o := w.states(order, orders.Closed, orders.Voided, orders.FullyShipped)
	if o.Due() != 0 || o.Refunded != 0 || w.available(w.bag.ID) != 10 {
		t.Errorf("%d due, %d refunded, %d available", o.Due(), o.Refunded, w.available(w.bag.ID))
	}
	if w.try(func(tx *db.Tx) error { return orders.MarkPaid(tx, orders.ReceivedInput{Order: order}) }) == nil {
		t.Error("money was received for a parcel that came back")
	}
	w.verified()
}

func TestWhatCameBackUnpaidIsNotOwed(t *testing.T) {
	w := newWorld(t)
	p := w.place(w.cart(w.bag.ID, 3), payments.BankTransfer)
	order, line := p.Order.ID, w.lines(p.Order.ID)[0].ID
	w.must(w.ship(order))
	one := orders.RefundInput{Order: order, Lines: []orders.RefundLine{{Line: line, Quantity: 1, Restock: true}}}
	w.must(w.refund(one))
	w.write(func(tx *db.Tx) error { return orders.MarkPaid(tx, orders.ReceivedInput{Order: order, Amount: 6000}) })
	w.must(w.refund(one)) // 38.00 were still owed; the rest of 49.00 goes back
	w.drain()
	o := w.states(order, orders.Closed, orders.PartlyRefunded, orders.FullyShipped)
	if want := o.Captured - o.Refunded; want != o.Total-2*4900 || o.Due() != 0 {
		t.Errorf("kept %d of %d, %d due", want, o.Total, o.Due())
	}
	w.verified()
}

func TestPartialRefundsGiveBackTheLineToTheCent(t *testing.T) {
	w := newWorld(t)
	w.write(func(tx *db.Tx) error {
		v, err := product(tx, "Odd", "ODD", 333, false)
		w.scarf = v
		return err
	})
	p := w.place(w.cart(w.scarf.ID, 7), payments.BankTransfer)
	w.write(func(tx *db.Tx) error { return orders.MarkPaid(tx, orders.ReceivedInput{Order: p.Order.ID}) })
	line := w.lines(p.Order.ID)[0]
	for range 7 {
		w.must(w.refund(orders.RefundInput{Order: p.Order.ID, Lines: []orders.RefundLine{{Line: line.ID, Quantity: 1}}}))
	}
	wants(t, "an eighth unit", w.refund(orders.RefundInput{Order: p.Order.ID, Lines: []orders.RefundLine{{Line: line.ID, Quantity: 1}}}), errs.KindInvalid)
	if o := w.order(p.Order.ID); o.Refunded != line.Total {
		t.Errorf("refunded %d of %d", o.Refunded, line.Total)
	}
	w.verified()
}

func TestCancelGivesEverythingBack(t *testing.T) {
	w := newWorld(t)
	unpaid := w.place(w.cart(w.bag.ID, 1), payments.BankTransfer).Order.ID
	w.must(w.cancel(unpaid))
	w.states(unpaid, orders.CancelledState, orders.Voided, orders.Unshipped)
	held := w.place(w.cart(w.bag.ID, 1), payments.TestCard)
	w.card(held, payments.StatusAuthorised)
	w.must(w.cancel(held.Order.ID))
	w.drain()
	w.states(held.Order.ID, orders.CancelledState, orders.Voided, orders.Unshipped)
	paid := w.place(w.cart(w.bag.ID, 1), payments.TestCard)
	w.card(paid, payments.StatusAuthorised)
	w.must(w.capture(paid.Order.ID, 0))
	w.drain()
	w.must(w.cancel(paid.Order.ID))
	w.drain()
	o := w.states(paid.Order.ID, orders.CancelledState, orders.FullyRefunded, orders.Unshipped)
	if o.Returned != o.Total || w.available(w.bag.ID) != 10 {
		t.Errorf("returned %d of %d, %d available", o.Returned, o.Total, w.available(w.bag.ID))
	}
	wants(t, "cancel twice", w.cancel(unpaid), errs.KindConflict)
	wants(t, "mark a cancelled order as paid", w.try(func(tx *db.Tx) error {
		return orders.MarkPaid(tx, orders.ReceivedInput{Order: unpaid})
	}), errs.KindConflict)
	w.verified()
	if w.facts.count("orders.cancelled") != 3 || w.facts.count("orders.refunded") != 0 {
		t.Errorf("announced: %v", w.facts.names)
	}
}

func TestUnpaidCardOrderIsCancelledAndLateMoneyIsFlagged(t *testing.T) {
	w := newWorld(t)
	p := w.place(w.cart(w.bag.ID, 4), payments.TestCard)
	later(w, 29*time.Minute)
	w.drain()
	w.states(p.Order.ID, orders.Open, orders.Pending, orders.Unshipped)
	later(w, 2*time.Minute)
	w.drain()
	w.states(p.Order.ID, orders.CancelledState, orders.Voided, orders.Unshipped)
	if left := w.available(w.bag.ID); left != 10 {
		t.Errorf("%d available after the cancellation, want 10", left)
	}
	w.write(func(tx *db.Tx) error { // the provider's word on money that moved counts
		all, err := payments.OfOrder(tx, p.Order.ID)
		if err != nil {
			return err
		}
		_, err = tx.Exec(`UPDATE payment SET state = 'captured', captured = amount, authorised = amount WHERE shop_id = $1 AND id = $2`, all[0].ID)
		if err != nil {
			return err
		}
		return tx.Publish(payments.Captured{}.FactName(), payments.Captured{Payment: all[0].ID, Order: p.Order.ID, Amount: all[0].Amount, Currency: "EUR", Method: payments.TestCard})
	})
	o := w.order(p.Order.ID)
	if o.State != orders.CancelledState || o.Attention != orders.LatePayment || o.Refundable() != o.Total {
		t.Errorf("late money: state %s, attention %q, refundable %d", o.State, o.Attention, o.Refundable())
	}
	wants(t, "refund a line of a cancelled order", w.refund(orders.RefundInput{Order: o.ID, Lines: []orders.RefundLine{{Line: w.lines(o.ID)[0].ID, Quantity: 1}}}), errs.KindConflict)
	w.must(w.refund(orders.RefundInput{Order: o.ID, Adjustment: o.Total}))
	if o := w.order(o.ID); o.Attention != "" || o.Refundable() != 0 {
		t.Errorf("after the refund: attention %q, refundable %d", o.Attention, o.Refundable())
	}
	w.drain()
	if w.facts.count("orders.refunded") != 0 {
		t.Error("a refund of money that was never invoiced is announced as one that corrects an invoice")
	}
}

func TestFailedCardMayBePaidAgain(t *testing.T) {
	w := newWorld(t)
	p := w.place(w.cart(w.bag.ID, 1), payments.TestCard)
	w.card(p, payments.StatusFailed)
	w.states(p.Order.ID, orders.Open, orders.Failed, orders.Unshipped)
	var second orders.Placement
	w.write(func(tx *db.Tx) (err error) {
		second, err = orders.PayAgain(tx, p.Order.Token, payments.TestCard)
		return err
	})
	w.card(second, payments.StatusAuthorised)
	w.states(p.Order.ID, orders.Open, orders.Authorised, orders.Unshipped)
	later(w, time.Hour)
	w.drain()
	w.states(p.Order.ID, orders.Open, orders.Authorised, orders.Unshipped)
	wants(t, "pay what is held", w.try(func(tx *db.Tx) error {
		_, err := orders.PayAgain(tx, p.Order.Token, payments.BankTransfer)
		return err
	}), errs.KindConflict)
}

func TestCashOnDeliveryShipsBeforeItIsPaid(t *testing.T) {
	w := newWorld(t)
	p := w.place(w.cart(w.scarf.ID, 1), payments.CashOnDelivery)
	w.must(w.ship(p.Order.ID))
	if o := w.states(p.Order.ID, orders.Open, orders.Pending, orders.FullyShipped); o.Todo != orders.TodoPay {
		t.Errorf("todo %q", o.Todo)
	}
	w.write(func(tx *db.Tx) error {
		return orders.MarkPaid(tx, orders.ReceivedInput{Order: p.Order.ID, Amount: 1000})
	})
	w.states(p.Order.ID, orders.Open, orders.PartlyPaid, orders.FullyShipped)
	w.write(func(tx *db.Tx) error { return orders.MarkPaid(tx, orders.ReceivedInput{Order: p.Order.ID}) })
	w.states(p.Order.ID, orders.Closed, orders.Paid, orders.FullyShipped)
	w.verified()
}

func TestARefusedRefundIsRefundableAgain(t *testing.T) {
	w := newWorld(t)
	p := w.place(w.cart(w.bag.ID, 1), payments.TestCard)
	w.card(p, payments.StatusAuthorised)
	w.must(w.capture(p.Order.ID, 0))
	w.drain()
	w.cards.refuse = true
	w.must(w.refund(orders.RefundInput{Order: p.Order.ID, Adjustment: 1000}))
	w.drain()
	o := w.order(p.Order.ID)
	if o.Attention != orders.RefundFailed || o.Refunded != 0 || o.Refundable() != o.Total {
		t.Errorf("attention %q, refunded %d", o.Attention, o.Refunded)
	}
	w.verified()
}

func TestVerifyFindsTampering(t *testing.T) {
	w := newWorld(t)
	p := w.place(w.cart(w.bag.ID, 1), payments.BankTransfer)
	for _, q := range []string{
		`UPDATE order_line SET net = net - 1 WHERE shop_id = $1 AND order_id = $2`,
		`UPDATE orders SET captured = captured + 5 WHERE shop_id = $1 AND id = $2`,
		`UPDATE order_tax SET amount = amount + 1 WHERE shop_id = $1 AND order_id = $2`,
	} {
		found := 0
		undone := w.try(func(tx *db.Tx) error {
			if _, err := tx.Exec(q, p.Order.ID); err != nil {
				return err
			}
			if err := orders.Verify(tx, func(string, ...any) { found++ }); err != nil {
				return err
			}
			return errs.Conflict("undo")
		})
		if found == 0 || !errs.Is(undone, errs.KindConflict) {
			t.Errorf("%s: not found (%v)", q, undone)
		}
	}
	w.verified()
}
