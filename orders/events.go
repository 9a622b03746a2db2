package orders

import (
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/id"
)

// Placed says that a cart became an order.
type Placed struct {
	Order    id.ID  `json:"order"`
	Number   string `json:"number"`
	Customer id.ID  `json:"customer"`
	Total    int64  `json:"total"`
	Currency string `json:"currency"`
}

// FactName names the fact.
func (Placed) FactName() string { return "orders.placed" }

// ShippedLine is how many units of an order line left.
type ShippedLine struct {
	OrderLine id.ID `json:"order_line"`
	Quantity  int64 `json:"quantity"`
}

// Shipped says that units of an order left the house.
type Shipped struct {
	Order    id.ID         `json:"order"`
	Shipment id.ID         `json:"shipment"`
	Lines    []ShippedLine `json:"lines"`
	Notify   bool          `json:"notify"`
}

// FactName names the fact.
func (Shipped) FactName() string { return "orders.shipped" }

// RefundedLine is what one order line gives back. Withdrawn of Quantity never left;
// Amount is gross, from the frozen amounts of the line.
type RefundedLine struct {
	OrderLine id.ID `json:"order_line"`
	Quantity  int64 `json:"quantity"`
	Withdrawn int64 `json:"withdrawn"`
	Restocked bool  `json:"restocked"`
	Amount    int64 `json:"amount"`
}

// Refunded says that something is given back: lines + Delivery + Adjustment, all gross.
// Amount is the money that goes back, Forgiven what was not paid and is owed no more.
// Adjustment is a free amount that belongs to no line.
type Refunded struct {
	Order      id.ID          `json:"order"`
	Refund     id.ID          `json:"refund"`
	Lines      []RefundedLine `json:"lines"`
	Delivery   int64          `json:"delivery"`
	Adjustment int64          `json:"adjustment"`
	Amount     int64          `json:"amount"`
	Forgiven   int64          `json:"forgiven"`
	Currency   string         `json:"currency"`
	Reason     string         `json:"reason"`
}

// FactName names the fact.
func (Refunded) FactName() string { return "orders.refunded" }

// Cancelled says that an order will not be served; Refund is what was captured and
// goes back (0 when nothing was). No Refunded is announced beside it.
type Cancelled struct {
	Order    id.ID  `json:"order"`
	Refund   id.ID  `json:"refund"`
	Amount   int64  `json:"amount"`
	Currency string `json:"currency"`
	Reason   string `json:"reason"`
	Notify   bool   `json:"notify"`
}

// FactName names the fact.
func (Cancelled) FactName() string { return "orders.cancelled" }

// ImportedLine is one line of an imported document. Amounts are those of the
// document: positive in an invoice and in a credit note alike, a discount negative.
type ImportedLine struct {
	OrderLine id.ID  `json:"order_line"`
	Kind      string `json:"kind"` // goods fee delivery discount
	Title     string `json:"title"`
	SKU       string `json:"sku"`
	Quantity  int64  `json:"quantity"`
	UnitPrice int64  `json:"unit_price"`
	Net       int64  `json:"net"`
	Tax       int64  `json:"tax"`
	Total     int64  `json:"total"`
	Rule      Tax    `json:"rule"`
}

// Imported says that a document of the shop's history came in, settled as Settled
// says ("bank", or "" for not settled) at its own date.
type Imported struct {
	Order    id.ID          `json:"order"`
	Kind     string         `json:"kind"` // invoice credit_note
	Number   string         `json:"number"`
	At       db.Time        `json:"at"`
	Currency string         `json:"currency"`
	Country  string         `json:"country"`
	Settled  string         `json:"settled"`
	Lines    []ImportedLine `json:"lines"`
	Taxes    []TaxTotal     `json:"taxes"`
	Net      int64          `json:"net"`
	Tax      int64          `json:"tax"`
	Total    int64          `json:"total"`
}

// FactName names the fact.
func (Imported) FactName() string { return "orders.imported" }
