package orders

import (
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/money"
	"github.com/coulisse/coulisse/payments"
)

// CaptureInput takes money that was authorised. Amount 0 takes all of it; Payment 0
// the first payment of the order that has money to take.
type CaptureInput struct {
	Order   id.ID
	Payment id.ID
	Amount  int64
}

// Capture asks the provider for the authorised money. The order becomes paid when the
// provider says so. Conflict when nothing is authorised or the order is cancelled;
// Invalid when more is asked for than is authorised.
func Capture(tx *db.Tx, in CaptureInput) error {
	o, err := Get(tx, in.Order)
	if err != nil {
		return err
	}
	if o.State == CancelledState {
		return errs.Conflict("This order is cancelled; nothing can be captured.")
	}
	p, err := paymentOf(tx, o.ID, in.Payment, CanCapture)
	if err != nil {
		return err
	}
	if p.ID == 0 {
		return errs.Conflict("No authorised payment is waiting to be captured.")
	}
	left := p.Capturable()
	if in.Amount == 0 {
		in.Amount = left
	}
	if in.Amount < 0 || in.Amount > left {
		return errs.InvalidField("amount", "Capture between %s and %s.", o.Money(1), o.Money(left))
	}
	if err := payments.Capture(tx, p.ID, in.Amount); err != nil {
		return err
	}
	if err := tell(tx, o.ID, "capture", "%s were asked for from the provider.", o.Money(in.Amount)); err != nil {
		return err
	}
	return record(tx, o, "captured", nil, map[string]money.Money{"amount": o.Money(in.Amount)})
}

// ReceivedInput says that money has come in by bank transfer or at the door. Amount 0
// is all that is due; At 0 is now.
type ReceivedInput struct {
	Order   id.ID
	Payment id.ID
	Amount  int64
	At      db.Time
}

// MarkPaid records money that a person saw come in. Conflict when the order waits for
// no such payment or is cancelled; Invalid when it is more than what is due.
func MarkPaid(tx *db.Tx, in ReceivedInput) error {
	o, err := Get(tx, in.Order)
	if err != nil {
		return err
	}
	if o.State == CancelledState {
		return errs.Conflict("This order is cancelled. Send the money back to the buyer.")
	}
	p, err := paymentOf(tx, o.ID, in.Payment, CanReceive)
	if err != nil {
		return err
	}
	if p.ID == 0 {
		return errs.Conflict("No payment by bank transfer or at the door is expected.")
	}
	open := p.Amount - p.Captured
	if o.Forgiven > 0 {
		open = min(open, o.Due())
	}
	if in.Amount == 0 {
		in.Amount = open
	}
	if in.Amount < 0 || in.Amount > open {
		return errs.InvalidField("amount", "Enter an amount between %s and %s.", o.Money(1), o.Money(open))
	}
	if in.At == 0 {
		in.At = tx.Now
	}
	if in.At > tx.Now {
		return errs.InvalidField("date", "This date lies in the future.")
	}
	if err := payments.MarkReceived(tx, p.ID, in.Amount, in.At); err != nil {
		return err
	}
	return record(tx, o, "paid", nil, map[string]money.Money{"amount": o.Money(in.Amount)})
}

// CanCapture says whether a payment holds money that waits to be taken.
func CanCapture(p payments.Payment) bool {
	return !p.Manual() && (p.State == payments.StateAuthorised || p.State == payments.StateCaptured) && p.Capturable() > 0
}

// CanReceive says whether a person may still see money of this payment come in.
func CanReceive(p payments.Payment) bool {
	return p.Manual() && p.State != payments.StateVoided && p.Captured < p.Amount
}

// paymentOf returns the payment asked for, or the first of the order that fits; the
// zero payment when none fits. A payment of another order is NotFound.
func paymentOf(tx *db.Tx, order, wanted id.ID, fits func(payments.Payment) bool) (payments.Payment, error) {
	all, err := payments.OfOrder(tx, order)
	if err != nil {
		return payments.Payment{}, err
	}
	for _, p := range all {
		if wanted == p.ID || wanted == 0 && fits(p) {
			return p, nil
		}
	}
	if wanted != 0 {
		return payments.Payment{}, errs.NotFound("This payment does not exist or has been removed.")
	}
	return payments.Payment{}, nil
}

// PayAgain starts another payment of an open order after one has failed, or with
// another method than the one begun. It answers with the payment to go on with.
// Conflict when nothing is due.
func PayAgain(tx *db.Tx, token, method string) (Placement, error) {
	o, err := ByToken(tx, token)
	if err != nil {
		return Placement{}, err
	}
	if o.State != Open || o.Due() == 0 || o.Authorised > 0 {
		return Placement{}, errs.Conflict("Nothing is to be paid for this order.")
	}
	offered, err := payments.Methods(tx, payments.MethodsInput{Country: o.Country, Amount: o.Due(), Currency: o.Currency})
	if err != nil {
		return Placement{}, err
	}
	for _, m := range offered {
		if m.ID == method {
			return payWith(tx, o, method)
		}
	}
	return Placement{}, errs.InvalidField("payment_method", "Choose one of the payment methods offered.")
}

func payWith(tx *db.Tx, o Order, method string) (Placement, error) {
	if err := voidOpen(tx, o.ID); err != nil {
		return Placement{}, err
	}
	o, err := Get(tx, o.ID)
	if err != nil {
		return Placement{}, err
	}
	p, err := pay(tx, o, method)
	if err != nil {
		return Placement{}, err
	}
	if byHand(method) {
		if err := claim(tx, &o); err != nil {
			return Placement{}, err
		}
	}
	o.PaymentMethod, o.PaymentState = method, Pending
	return Placement{Order: o, Payment: p}, save(tx, &o)
}

// voidOpen gives up the payments of an order that hold no captured money.
func voidOpen(tx *db.Tx, order id.ID) error {
	all, err := payments.OfOrder(tx, order)
	if err != nil {
		return err
	}
	for _, p := range all {
		if p.Captured+p.Capturing > 0 || p.State == payments.StateFailed || p.State == payments.StateVoided {
			continue
		}
		if err := payments.Void(tx, p.ID); err != nil {
			return err
		}
	}
	return nil
}
