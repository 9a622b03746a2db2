// Package customers knows who buys.
//
// A customer is made by the checkout and known by the folded e-mail, so that the same
// person ordering twice is one customer; history from another system may know a
// customer by a reference alone. Each address used is kept once. How many orders a
// customer placed and what was spent are kept totals: orders calls Count in the
// transaction of its own facts.
//
// Tables: customer, customer_address, customer_note.
//
// Announces nothing. Hears nothing.
package customers

import "embed"

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
	Prefix        = "cus"
	AddressPrefix = "adr"
	NotePrefix    = "not"
)

const (
	objectCustomer = "customer"
	searchKind     = "customer"
	maxNote        = 5000
)
