// Package invoices issues the legal documents of a sale: invoices and credit notes.
//
// A document is issued in the transaction of its cause — a shipment, a refund, a
// cancellation, imported history — with a number without gaps per shop, kind and
// year, and freezes seller, buyer, lines, taxes and legal mentions. It is never
// changed: what is wrong is taken back by a credit note. Documents of a shop form
// a hash chain (kit/chain "documents").
//
// A shipment of part of an order invoices that part: the share of each frozen
// order line, counted cumulatively, so that all documents together equal the
// order to the cent. The delivery charge goes with the first invoice.
//
// Tables: invoice, invoice_line. Hears: orders.shipped, orders.refunded,
// orders.cancelled, orders.imported. Announces: invoices.issued.
package invoices

import "embed"

// Migrations holds the tables of this department.
//
//go:embed migrations
var Migrations embed.FS

// Lang holds the sentences of this department in French and, for documents, German.
//
//go:embed lang
var Lang embed.FS

// AppendOnly lists the tables whose rows never change once written.
var AppendOnly = []string{"invoice", "invoice_line"}

// Prefix of invoice ids outside the program.
const Prefix = "inv"

const chainName = "documents"
