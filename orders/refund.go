package orders

import (
	"strings"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/event"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/payments"
	"github.com/coulisse/coulisse/stock"
)

// RefundLine gives back units of one order line, with or without putting them back
// into stock.
type RefundLine struct {
	Line     id.ID
	Quantity int64
	Restock  bool
}

// RefundInput gives money back: for units, of the delivery charge (gross), and a free
// amount that belongs to no line.
type RefundInput struct {
	Order      id.ID
	Lines      []RefundLine
	Delivery   int64
	Adjustment int64
	Reason     string
	Notify     bool
}

// refundPlan is a refund worked out, before anything is written.
type refundPlan struct {
	lines                       []RefundedLine
	byLine                      map[id.ID]Line
	delivery, adjustment, total int64
	forgiven                    int64 // the part of total that was not paid
}

// money is what goes back to the buyer.
func (plan refundPlan) money() int64 { return plan.total - plan.forgiven }

// Quote works out what money a refund would give back, and what the buyer would owe no
// more, for the page that asks for it. Errors as Refund.
func Quote(tx *db.Tx, in RefundInput) (amount, forgiven int64, err error) {
	o, err := Get(tx, in.Order)
	if err != nil {
		return 0, 0, err
	}
	plan, err := planRefund(tx, o, in)
	return plan.money(), plan.forgiven, err
}

// Refund gives back from the frozen amounts of the order. What is not paid yet by bank
// or at the door comes off the debt first; the rest is money, never more than was
// captured. Units that have not left yet are taken first and need no shipping any
// more; others go back on the shelf when Restock says so. Invalid for quantities and
// amounts beyond what is left; Conflict when the captured money does not cover it.
func Refund(tx *db.Tx, in RefundInput) (id.ID, error) {
	o, err := Get(tx, in.Order)
	if err != nil {
		return 0, err
	}
	plan, err := planRefund(tx, o, in)
	if err != nil {
		return 0, err
	}
	if plan.total == 0 {
		return 0, errs.Invalid("Choose what to refund: lines, delivery or an amount.")
	}
	refund := tx.NewID()
	before := statesOf(o)
	if err := insertRefund(tx, o, refund, plan, in, false); err != nil {
		return 0, err
	}
	if err := giveBackGoods(tx, o, refund, plan); err != nil {
		return 0, err
	}
	o.Refunded += plan.money()
	o.Forgiven += plan.forgiven
	o.DeliveryRefunded += plan.delivery
	if o.Attention == RefundFailed || o.Attention == LatePayment && o.Refundable() == 0 {
		o.Attention = ""
	}
	if err := save(tx, &o); err != nil {
		return 0, err
	}
	if err := tellRefund(tx, o, plan); err != nil {
		return 0, err
	}
	if err := record(tx, o, "refunded", before, statesOf(o)); err != nil {
		return 0, err
	}
	return refund, refundMoney(tx, o, refund, plan, in.Reason)
}

func tellRefund(tx *db.Tx, o Order, plan refundPlan) error {
	if plan.forgiven > 0 {
		if err := tell(tx, o.ID, "refund", "%s need not be paid any more.", o.Money(plan.forgiven)); err != nil {
			return err
		}
	}
	if plan.money() == 0 {
		return nil
	}
	return tell(tx, o.ID, "refund", "A refund of %s was started.", o.Money(plan.money()))
}

// refundMoney announces the refund and asks the payments for the money. The money that
// came after a cancellation was never invoiced: no document corrects it.
func refundMoney(tx *db.Tx, o Order, refund id.ID, plan refundPlan, reason string) error {
	if o.State != CancelledState {
		if err := event.Publish(tx, Refunded{Order: o.ID, Refund: refund, Lines: plan.lines, Delivery: plan.delivery,
			Adjustment: plan.adjustment, Amount: plan.money(), Forgiven: plan.forgiven, Currency: o.Currency, Reason: reason}); err != nil {
			return err
		}
	}
	if plan.forgiven > 0 {
		if err := askLess(tx, o.ID); err != nil {
			return err
		}
	}
	return giveBackMoney(tx, o.ID, refund, plan.money(), reason)
}

// askLess replaces the payment that waits for money by one of what is still due, and
// gives it up when nothing is. One that has received a part stays as it is; MarkPaid
// keeps to what is due.
func askLess(tx *db.Tx, order id.ID) error {
	o, err := Get(tx, order)
	if err != nil {
		return err
	}
	if o.Due() == 0 {
		return voidOpen(tx, order)
	}
	p, err := paymentOf(tx, order, 0, CanReceive)
	if err != nil || p.ID == 0 || p.Captured > 0 {
		return err
	}
	_, err = pay(tx, o, p.Method)
	if errs.Is(err, errs.KindConflict) {
		return nil // the method is no longer offered: what was begun goes on
	}
	if err != nil {
		return err
	}
	return payments.Void(tx, p.ID)
}

// giveBackMoney spreads an amount over the payments of an order that hold money.
func giveBackMoney(tx *db.Tx, order, refund id.ID, amount int64, reason string) error {
	all, err := payments.OfOrder(tx, order)
	if err != nil {
		return err
	}
	for _, p := range all {
		part := min(p.Refundable(), amount)
		if part <= 0 {
			continue
		}
		if err := payments.Refund(tx, payments.RefundInput{Payment: p.ID, Amount: part, Reason: reason, Refund: refund}); err != nil {
			return err
		}
		amount -= part
	}
	if amount > 0 {
		return errs.Conflict("The payments of this order do not hold that much money any more.")
	}
	return nil
}

// planRefund checks each part against what is left of it.
func planRefund(tx *db.Tx, o Order, in RefundInput) (refundPlan, error) {
	plan := refundPlan{delivery: in.Delivery, adjustment: in.Adjustment, byLine: map[id.ID]Line{}}
	if o.Source == FromImport {
		return plan, errs.Conflict("This order is history of another system. Correct it there.")
	}
	if o.State == CancelledState && (len(in.Lines) > 0 || in.Delivery > 0) {
		return plan, errs.Conflict("This order is cancelled; refund what came in afterwards as an amount.")
	}
	if len(in.Reason) > maxReason {
		return plan, errs.InvalidField("reason", "Use %d characters at most.", maxReason)
	}
	if left := o.DeliveryTotal() - o.DeliveryRefunded; in.Delivery < 0 || in.Delivery > left {
		return plan, errs.InvalidField("delivery", "Refund between %s and %s of the delivery.", o.Money(0), o.Money(left))
	}
	if in.Adjustment < 0 {
		return plan, errs.InvalidField("adjustment", "An amount to refund cannot be negative.")
	}
	if err := plan.addLines(tx, o, in.Lines); err != nil {
		return plan, err
	}
	plan.total += plan.delivery + plan.adjustment
	plan.forgiven = min(plan.total, o.forgivable())
	if most := o.Refundable() + o.forgivable(); plan.total > most {
		return plan, errs.Conflict("Only %s of this order can be refunded; %s was asked for.", o.Money(most), o.Money(plan.total)).
			With("adjustment", "At most %s can be refunded.", o.Money(most))
	}
	return plan, nil
}

func (plan *refundPlan) addLines(tx *db.Tx, o Order, asked []RefundLine) error {
	lines, err := Lines(tx, o.ID)
	if err != nil {
		return err
	}
	restock := map[id.ID]bool{}
	wanted := make([]LineQuantity, len(asked))
	for i, a := range asked {
		wanted[i] = LineQuantity{a.Line, a.Quantity}
		restock[a.Line] = restock[a.Line] || a.Restock
	}
	taken, err := take(lines, wanted, func(l Line) int64 { return l.ToRefund() })
	if err != nil {
		return err
	}
	for _, t := range taken {
		plan.byLine[t.ID] = t.Line
		plan.lines = append(plan.lines, RefundedLine{OrderLine: t.ID, Quantity: t.units, Withdrawn: min(t.units, t.ToShip()),
			Restocked: restock[t.ID], Amount: t.RefundOf(t.units)})
		plan.total += t.RefundOf(t.units)
	}
	return nil
}

func insertRefund(tx *db.Tx, o Order, refund id.ID, plan refundPlan, in RefundInput, cancellation bool) error {
	state := "pending"
	if plan.money() == 0 {
		state = "done"
	}
	if _, err := tx.Exec(`INSERT INTO order_refund (shop_id, id, order_id, cancellation, state, amount, forgiven, returned, delivery, adjustment, reason, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8, $9, $10, $11)`,
		refund, o.ID, cancellation, state, plan.money(), plan.forgiven, plan.delivery, plan.adjustment, strings.TrimSpace(in.Reason), tx.Now); err != nil {
		return err
	}
	rows := make([][]any, len(plan.lines))
	for i, l := range plan.lines {
		rows[i] = []any{refund, l.OrderLine, l.Quantity, l.Withdrawn, l.Restocked, l.Amount}
	}
	return tx.ExecMany(`INSERT INTO order_refund_line (shop_id, refund_id, order_line_id, quantity, withdrawn, restocked, amount)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`, rows)
}

// giveBackGoods counts the units on their lines, frees those that were still reserved
// and puts those that come back on the shelf.
func giveBackGoods(tx *db.Tx, o Order, refund id.ID, plan refundPlan) error {
	var back, freed []stock.Demand
	for _, l := range plan.lines {
		n, err := tx.Exec(`UPDATE order_line SET refunded = refunded + $3, withdrawn = withdrawn + $4
			WHERE shop_id = $1 AND id = $2 AND refunded + $3 <= quantity AND shipped + withdrawn + $4 <= quantity`, l.OrderLine, l.Quantity, l.Withdrawn)
		if err != nil {
			return err
		}
		if n == 0 {
			return errs.Conflict("Somebody else changed this order meanwhile. Look at it again, then repeat.")
		}
		variant := plan.byLine[l.OrderLine].VariantID
		if variant != 0 && l.Withdrawn > 0 {
			freed = append(freed, stock.Demand{Variant: variant, Quantity: l.Withdrawn})
		}
		if units := l.Quantity - l.Withdrawn; l.Restocked && units > 0 && variant != 0 {
			back = append(back, stock.Demand{Variant: variant, Quantity: units})
		}
	}
	if len(freed) > 0 {
		if err := stock.ReleaseDemands(tx, o.ID, freed); err != nil {
			return err
		}
	}
	if len(back) == 0 {
		return nil
	}
	return stock.Return(tx, o.ID, refund, back)
}

// reserveAgain makes the reservation of an order what is still to ship, after its hold
// has run out.
func reserveAgain(tx *db.Tx, order id.ID) error {
	if err := stock.Release(tx, order); err != nil {
		return err
	}
	lines, err := Lines(tx, order)
	if err != nil {
		return err
	}
	var demands []stock.Demand
	for _, l := range lines {
		if l.VariantID != 0 && l.ToShip() > 0 {
			demands = append(demands, stock.Demand{Variant: l.VariantID, Quantity: l.ToShip()})
		}
	}
	if len(demands) == 0 {
		return nil
	}
	return stock.Reserve(tx, order, demands, 0)
}
