// Package payments takes money for orders and gives it back.
//
// A payment is one intent to pay an order by one method. Bank transfer and cash on
// delivery are manual: they wait (pending) until somebody marks the money received.
// A card is paid through a Provider, an outside system spoken to over HTTP, never
// inside a transaction.
//
// States: created → requires_action (the buyer is at the provider's page) →
// authorised → captured → partly_refunded → refunded; failed, voided; pending for
// manual methods; unknown while a capture or void was sent and not answered. A failed
// payment may still become captured: the provider's word on money that moved counts.
//
// Every call is an operation row first; its id is the idempotency key, so a repeated
// call acts once. A call without an answer is never repeated under a new key: the
// provider is asked by reference (poll.go). Answers, webhooks and polls all end in
// the same transition (apply.go), which compares shop, intent, amount and currency
// and can be applied any number of times.
//
// Amounts asked for and not yet answered (capturing, refunding) are reserved by one
// conditional statement, so that refunds running side by side never exceed what was
// captured. Card numbers never come here: the buyer types them at the provider.
//
// Tables: payment_method, payment_account, payment, payment_operation, payment_notice.
// Announces payments.authorised, captured, failed, voided, refunded, refund_failed,
// unknown. Hears shops.opened: a new shop takes bank transfers.
package payments

import (
	"embed"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/id"
)

// Migrations are the department's tables.
//
//go:embed migrations/*.sql
var Migrations embed.FS

// Lang are the translations of the department's sentences.
//
//go:embed lang/*.json
var Lang embed.FS

// Prefixes of the ids outside the program.
const (
	PaymentPrefix = "pay"
	RefundPrefix  = "rfd"
)

// The states of a payment.
const (
	Created         = "created"
	RequiresAction  = "requires_action"
	Pending         = "pending"
	StateAuthorised = "authorised"
	StateCaptured   = "captured"
	PartlyRefunded  = "partly_refunded"
	StateRefunded   = "refunded"
	StateFailed     = "failed"
	StateVoided     = "voided"
	StateUnknown    = "unknown"
)

// Payment is one intent to pay an order.
type Payment struct {
	ID          id.ID
	Token       string // secret of the buyer's way to the provider's page
	OrderID     id.ID
	OrderNumber string
	Method      string
	Provider    string // empty for manual methods
	Capture     string // automatic or manual
	State       string
	Amount      int64
	Currency    string
	Authorised  int64
	Captured    int64
	Refunded    int64
	Capturing   int64 // asked of the provider, not answered yet
	Refunding   int64
	Reference   string // the provider's id
	SessionURL  string
	ReturnPath  string
	Error       string
	ExpiresAt   db.Time
	CreatedAt   db.Time
	UpdatedAt   db.Time
}

// Refundable is what may still be paid back.
func (p Payment) Refundable() int64 { return p.Captured - p.Refunded - p.Refunding }

// Capturable is what may still be captured.
func (p Payment) Capturable() int64 { return p.Authorised - p.Captured - p.Capturing }

// Manual says whether people, not a provider, say that money came.
func (p Payment) Manual() bool { return p.Provider == "" }

const paymentColumns = `id, token, order_id, order_number, method, provider, capture, state, amount, currency, authorised, captured, refunded,
	capturing, refunding, reference, session_url, return_path, error, expires_at, created_at, updated_at`

// Get returns one payment; errs.NotFound when there is none.
func Get(tx *db.Tx, payment id.ID) (Payment, error) {
	return db.One[Payment](tx, `SELECT `+paymentColumns+` FROM payment WHERE shop_id = $1 AND id = $2`, payment)
}

// ByToken returns the payment of a buyer's link; errs.NotFound when there is none.
func ByToken(tx *db.Tx, token string) (Payment, error) {
	return db.One[Payment](tx, `SELECT `+paymentColumns+` FROM payment WHERE shop_id = $1 AND token = $2`, token)
}

// OfOrder lists the payments of an order, oldest first.
func OfOrder(tx *db.Tx, order id.ID) ([]Payment, error) {
	return db.All[Payment](tx, `SELECT `+paymentColumns+` FROM payment WHERE shop_id = $1 AND order_id = $2 ORDER BY id`, order)
}
