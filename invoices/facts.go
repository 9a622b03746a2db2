package invoices

import (
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/money"
)

// Kinds of documents.
const (
	KindInvoice    = "invoice"
	KindCreditNote = "credit_note"
)

// Issued is announced in the transaction that issues a document; accounting posts it.
// Amounts are positive for both kinds, in minor units; Groups add up to Net, Tax and Gross.
type Issued struct {
	Invoice  id.ID   `json:"invoice"`
	Kind     string  `json:"kind"`
	Number   string  `json:"number"`
	Day      string  `json:"day"` // accounting day in the shop's zone
	Order    id.ID   `json:"order"`
	Customer id.ID   `json:"customer"`
	Currency string  `json:"currency"`
	Net      int64   `json:"net"`
	Tax      int64   `json:"tax"`
	Gross    int64   `json:"gross"`
	Groups   []Group `json:"groups"`
	Settled  string  `json:"settled,omitempty"` // "bank" for history that was paid at its date
}

// FactName implements event.Fact.
func (Issued) FactName() string { return "invoices.issued" }

// Group is the part of a document with one use (goods or delivery) and one tax rule.
type Group struct {
	Use      string     `json:"use"` // product, delivery, fee or discount
	Country  string     `json:"country"`
	Rate     money.Rate `json:"rate"`
	RateName string     `json:"rate_name"` // standard, reduced …
	Category string     `json:"category"`  // EN 16931: S K AE G Z E O
	Scheme   string     `json:"scheme"`    // domestic oss ic export none
	Net      int64      `json:"net"`
	Tax      int64      `json:"tax"`
}
