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
}

// Quote works out what a refund would give back, for the page that asks for it. Errors
// as Refund.
func Quote(tx *db.Tx, in RefundInput) (int64, error) {
	o, err := Get(tx, in.Order)
	if err != nil {
		return 0, err
	}
	plan, err := planRefund(tx, o, in)
	return plan.total, err
}

// Refund gives money back from the frozen amounts of the order, never more than was
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
	o.Refunded += plan.total
	o.DeliveryRefunded += plan.delivery
	if o.Attention == RefundFailed || o.Attention == LatePayment && o.Refundable() == 0 {
		o.Attention = ""
	}
	if err := save(tx, &o); err != nil {
		return 0, err
	}
	if err := tell(tx, o.ID, "refund", "A refund of %s was started.", o.Money(plan.total)); err != nil {
		return 0, err
	}
	if err := record(tx, o, "refunded", before, statesOf(o)); err != nil {
		return 0, err
	}
	return refund, refundMoney(tx, o, refund, plan, in.Reason)
}

// refundMoney announces the refund and asks the payments for the money. The money that
// came after a cancellation was never invoiced: no document corrects it.
func refundMoney(tx *db.Tx, o Order, refund id.ID, plan refundPlan, reason string) error {
	if o.State != CancelledState {
		if err := event.Publish(tx, Refunded{Order: o.ID, Refund: refund, Lines: plan.lines, Delivery: plan.delivery,
			Adjustment: plan.adjustment, Amount: plan.total, Currency: o.Currency, Reason: reason}); err != nil {
			return err
		}
	}
	return giveBackMoney(tx, o.ID, refund, plan.total, reason)
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
	if plan.total > o.Refundable() {
		return plan, errs.Conflict("Only %s of this order can be refunded; %s was asked for.", o.Money(o.Refundable()), o.Money(plan.total)).
			With("adjustment", "At most %s can be refunded.", o.Money(o.Refundable()))
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
	if _, err := tx.Exec(`INSERT INTO order_refund (shop_id, id, order_id, cancellation, state, amount, returned, delivery, adjustment, reason, created_at)
		VALUES ($1, $2, $3, $4, 'pending', $5, 0, $6, $7, $8, $9)`,
		refund, o.ID, cancellation, plan.total, plan.delivery, plan.adjustment, strings.TrimSpace(in.Reason), tx.Now); err != nil {
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
