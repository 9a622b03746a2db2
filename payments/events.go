package payments

import (
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/id"
)

// Authorised: the money is held for the shop and waits for a capture.
type Authorised struct {
	Payment, Order   id.ID
	Amount           int64
	Currency         string
	Method, Provider string
	At               db.Time
}

// FactName names the fact.
func (Authorised) FactName() string { return "payments.authorised" }

// Captured: money came in. Amount is this capture, not the sum.
type Captured struct {
	Payment, Order   id.ID
	Amount           int64
	Currency         string
	Method, Provider string
	At               db.Time // when it came; for manual methods the day somebody gave
}

// FactName names the fact.
func (Captured) FactName() string { return "payments.captured" }

// Failed: the buyer could not or did not pay; nothing was taken.
type Failed struct {
	Payment, Order id.ID
	Reason         string
}

// FactName names the fact.
func (Failed) FactName() string { return "payments.failed" }

// Voided: the intent or the hold was given up before any capture.
type Voided struct {
	Payment, Order id.ID
	Amount         int64
	Currency       string
}

// FactName names the fact.
func (Voided) FactName() string { return "payments.voided" }

// Refunded: money went back. Refund is the id the caller of Refund gave.
type Refunded struct {
	Payment, Order, Refund id.ID
	Amount                 int64
	Currency               string
	Method, Provider       string
	At                     db.Time
}

// FactName names the fact.
func (Refunded) FactName() string { return "payments.refunded" }

// RefundFailed: the provider refused to pay back; the amount is refundable again.
type RefundFailed struct {
	Payment, Order, Refund id.ID
	Amount                 int64
	Currency               string
	Reason                 string
}

// FactName names the fact.
func (RefundFailed) FactName() string { return "payments.refund_failed" }

// Unknown: a call was sent and not answered; the provider is being asked.
type Unknown struct {
	Payment, Order id.ID
	Kind           string // capture, void or refund
}

// FactName names the fact.
func (Unknown) FactName() string { return "payments.unknown" }
