// Package accounting keeps the books of each shop: double entry, append-only,
// hash-chained.
//
// Every fact that moves money or goods posts one balanced entry in the
// transaction of the fact itself (listen.go), so that orders and books cannot
// drift. Rules post to roles (RECEIVABLE, SALES_STD …); the shop's chart
// (French PCG, German SKR03 or SKR04, UK, generic) turns a role into an account
// with a number. An entry is never changed: a correction is a reversal.
//
// Sales and their VAT carry tax tags (country, rate, category, scheme), from
// which the VAT summary is computed; it must equal the VAT accounts, and Verify
// proves that, the hash chain and the monthly sums.
//
// Tables: ledger_chart, ledger_account, ledger_entry, ledger_line, ledger_month.
// Hears: shops.opened, invoices.issued, payments.captured, payments.refunded,
// stock.left, stock.came_back, stock.adjusted. Announces nothing.
package accounting

import "embed"

// Migrations holds the tables of this department.
//
//go:embed migrations
var Migrations embed.FS

// Lang holds the French sentences of this department.
//
//go:embed lang
var Lang embed.FS

// AppendOnly lists the tables whose rows never change once written.
var AppendOnly = []string{"ledger_entry", "ledger_line"}

// Prefixes of the ids outside the program.
const (
	EntryPrefix   = "ent"
	AccountPrefix = "acc"
)

// Journals, as posting-rules name them.
const (
	JournalSales    = "sales"
	JournalProvider = "provider"
	JournalBank     = "bank"
	JournalMisc     = "misc"
)
