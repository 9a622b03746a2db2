// Package orders serves each sale from the cart to the closed order.
//
// A cart is known by a secret token. Its prices, taxes, delivery and totals are
// computed anew at each look, so nothing in it can be stale; what the buyer was
// last told is kept per line, and a change since then is said before money moves.
// Place turns a cart into an order in one transaction: stock reserved, payment
// started, customer found or made, lines and their taxes frozen. A cart becomes one
// order only; placing it twice answers the same order.
//
// A placed order is immutable but for its states:
//
//	state          open → closed (paid and shipped) | cancelled
//	payment_state  pending → authorised → paid (partly_paid) → partly_refunded → refunded
//	               | failed (may be tried again) | voided
//	delivery_state unshipped → partly_shipped → shipped
//
// Money documents are never undone: what is wrong is cancelled or refunded. A refund
// never exceeds what was captured. An order by card that is not paid within thirty
// minutes is cancelled by a job and its stock released; money that arrives later
// leaves a sentence in attention, for a person to refund it.
//
// History of another system comes in by ImportHistory: closed orders and credit
// notes (negative) with source import.
//
// Tables: orders, order_line, order_tax (frozen taxes by rate group, of the lines
// and of the delivery charge), order_refund, order_refund_line, order_entry (what
// happened, for the timeline), cart, cart_line.
//
// Announces: Placed, Shipped, Refunded, Cancelled, Imported. Hears the facts of
// payments (listen.go). Mails to the buyer leave after the commit (mails.go).
package orders

import (
	"embed"
	"time"
)

// Migrations are the tables of this department.
//
//go:embed migrations
var Migrations embed.FS

// Lang holds the translations of its sentences.
//
//go:embed lang
var Lang embed.FS

// Prefixes of the ids this department hands out.
const (
	Prefix       = "ord"
	LinePrefix   = "lin"
	CartPrefix   = "crt"
	RefundPrefix = "rfd"
	EntryPrefix  = "evt"
)

// The limits of a cart and the pace of a sale.
const (
	MaxCartLines   = 200
	MaxQuantity    = int64(100_000)
	firstNumber    = int64(1000) // orders begin at 1001
	payWithin      = 30 * time.Minute
	holdFor        = payWithin + 15*time.Minute // outlives the job that cancels
	objectOrder    = "order"
	searchKind     = "order"
	maxNote        = 5000
	maxReason      = 500
	cancelledEntry = "cancelled"
)
