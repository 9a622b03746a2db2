package payments

import (
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/event"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/job"
	"github.com/coulisse/coulisse/kit/money"
)

// The kinds of operation.
const (
	kindSession = "session"
	kindCapture = "capture"
	kindVoid    = "void"
	kindRefund  = "refund"
)

// operation is one call to a provider: intent → done or failed, unknown in between.
type operation struct {
	ID        id.ID
	PaymentID id.ID
	Kind      string
	Amount    int64
	RefundID  id.ID
	Reason    string
	State     string
	Error     string
	CreatedAt db.Time
	UpdatedAt db.Time
}

// key is the idempotency key: the id of the row written before the call.
func (o operation) key() string { return o.ID.Text("op") }

const operationColumns = `id, payment_id, kind, amount, refund_id, reason, state, error, created_at, updated_at`

func insertOperation(tx *db.Tx, payment id.ID, o operation) (operation, error) {
	o.ID, o.PaymentID, o.State = tx.NewID(), payment, "intent"
	_, err := tx.Exec(`INSERT INTO payment_operation (shop_id, id, payment_id, kind, amount, refund_id, reason, state, created_at, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, 'intent', $8, $8)`, o.ID, payment, o.Kind, o.Amount, o.RefundID, o.Reason, tx.Now)
	return o, err
}

// order writes an operation and the job that carries it out.
func order(tx *db.Tx, payment id.ID, o operation) error {
	o, err := insertOperation(tx, payment, o)
	if err != nil {
		return err
	}
	return job.Enqueue(tx, operate{Operation: o.ID}, job.Unique(o.key()))
}

// Capture takes an authorised amount, all of it or a part. The provider is called by
// a job; payments.captured tells when it is done. More than is held is errs.Conflict.
func Capture(tx *db.Tx, payment id.ID, amount int64) error {
	p, err := Get(tx, payment)
	if err != nil {
		return err
	}
	if p.Manual() {
		return MarkReceived(tx, payment, amount, tx.Now)
	}
	if amount <= 0 {
		return errs.InvalidField("amount", "Give an amount above zero.")
	}
	hit, err := tx.Exec(`UPDATE payment SET capturing = capturing + $3, updated_at = $4
		WHERE shop_id = $1 AND id = $2 AND state IN ('authorised', 'captured') AND authorised - captured - capturing >= $3`, payment, amount, tx.Now)
	if err != nil {
		return err
	}
	if hit == 0 {
		return errs.Conflict("No more than %s can be captured.", money.Of(max(p.Capturable(), 0), p.Currency).Decimal()+" "+p.Currency)
	}
	return order(tx, payment, operation{Kind: kindCapture, Amount: amount})
}

// Void gives up a payment before any capture. One that has money is errs.Conflict: it
// is refunded instead.
func Void(tx *db.Tx, payment id.ID) error {
	p, err := Get(tx, payment)
	if err != nil || p.State == StateVoided || p.State == StateFailed {
		return err
	}
	if p.Captured+p.Capturing > 0 {
		return errs.Conflict("This payment has been captured. Refund it instead.")
	}
	if p.Manual() || p.Reference == "" {
		return voided(tx, p)
	}
	waiting, err := db.One[int64](tx, `SELECT COUNT(*) FROM payment_operation WHERE shop_id = $1 AND payment_id = $2 AND kind = 'void' AND state IN ('intent', 'unknown')`, payment)
	if err != nil || waiting > 0 {
		return err
	}
	return order(tx, payment, operation{Kind: kindVoid, Amount: p.Amount})
}

// voided ends a payment; conditional, so that money that came meanwhile wins.
func voided(tx *db.Tx, p Payment) error {
	hit, err := tx.Exec(`UPDATE payment SET state = 'voided', updated_at = $3
		WHERE shop_id = $1 AND id = $2 AND captured = 0 AND capturing = 0 AND state <> 'voided'`, p.ID, tx.Now)
	if err != nil || hit == 0 {
		return err
	}
	return event.Publish(tx, Voided{Payment: p.ID, Order: p.OrderID, Amount: p.Amount, Currency: p.Currency})
}

// RefundInput says what to pay back. Refund is the caller's id for it and comes back
// in payments.refunded.
type RefundInput struct {
	Payment, Refund id.ID
	Amount          int64
	Reason          string
}

// Refund pays back. A manual method is refunded at once (somebody sends the money);
// a provider is called by a job, and payments.refunded or refund_failed tells the
// end. More than was captured is errs.Conflict, also for refunds side by side.
func Refund(tx *db.Tx, in RefundInput) error {
	p, err := Get(tx, in.Payment)
	if err != nil {
		return err
	}
	if in.Amount <= 0 {
		return errs.InvalidField("amount", "Give an amount above zero.")
	}
	hit, err := tx.Exec(`UPDATE payment SET refunding = refunding + $3, updated_at = $4
		WHERE shop_id = $1 AND id = $2 AND captured - refunded - refunding >= $3`, in.Payment, in.Amount, tx.Now)
	if err != nil {
		return err
	}
	if hit == 0 {
		return errs.Conflict("No more than %s of this payment can be refunded.", money.Of(p.Refundable(), p.Currency).Decimal()+" "+p.Currency)
	}
	o := operation{Kind: kindRefund, Amount: in.Amount, RefundID: in.Refund, Reason: in.Reason}
	if !p.Manual() {
		return order(tx, in.Payment, o)
	}
	if o, err = insertOperation(tx, in.Payment, o); err != nil {
		return err
	}
	_, err = finish(tx, p, o)
	return err
}
