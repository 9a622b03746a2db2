package orders

import (
	"encoding/json"

	"github.com/coulisse/coulisse/customers"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/money"
)

// States of an order.
const (
	Open   = "open"
	Closed = "closed"
	// CancelledState avoids the name of the fact.
	CancelledState = "cancelled"
)

// States of its payment.
const (
	Pending        = "pending"
	Authorised     = "authorised"
	PartlyPaid     = "partly_paid"
	Paid           = "paid"
	PartlyRefunded = "partly_refunded"
	FullyRefunded  = "refunded"
	Voided         = "voided"
	Failed         = "failed"
)

// States of its delivery.
const (
	Unshipped     = "unshipped"
	PartlyShipped = "partly_shipped"
	FullyShipped  = "shipped"
	Returned      = "returned" // of an imported credit note
)

// Where an order came from.
const (
	FromShop   = "shop"
	FromImport = "import"
)

// Order is one sale. Subtotal, Discount and Delivery are as the buyer saw them (with
// tax when PricesIncludeTax); Net + Tax = Total. The amounts of an imported credit
// note are negative.
type Order struct {
	ID               id.ID
	Number           string
	Token            string
	State            string
	PaymentState     string
	DeliveryState    string
	Todo             string // ship, pay or nothing
	Attention        string
	Source           string
	Document         string
	CustomerID       id.ID
	Name             string
	Email            string
	Phone            string
	Country          string
	AddressJSON      string `db:"address"`
	Locale           string
	Currency         string
	PricesIncludeTax bool
	Subtotal         int64
	Discount         int64
	Delivery         int64
	DeliveryNet      int64
	DeliveryTax      int64
	Net              int64
	Tax              int64
	Total            int64
	Authorised       int64
	Captured         int64
	Refunded         int64
	Returned         int64
	Forgiven         int64 // what need not be paid any more, because it was given back unpaid
	DeliveryRefunded int64
	DeliveryOption   string
	DeliveryName     string
	PaymentMethod    string
	Quantity         int64
	CancelReason     string
	PlacedAt         db.Time
	CreatedAt        db.Time
	UpdatedAt        db.Time
	ClosedAt         db.Time
	CancelledAt      db.Time
	Version          int64
}

const orderColumns = `o.id, o.number, o.token, o.state, o.payment_state, o.delivery_state, o.todo, o.attention, o.source,
	o.document, o.customer_id, o.name, o.email, o.phone, o.country, o.address, o.locale, o.currency, o.prices_include_tax,
	o.subtotal, o.discount, o.delivery, o.delivery_net, o.delivery_tax, o.net, o.tax, o.total, o.authorised, o.captured,
	o.refunded, o.returned, o.forgiven, o.delivery_refunded, o.delivery_option, o.delivery_name, o.payment_method, o.quantity,
	o.cancel_reason, o.placed_at, o.created_at, o.updated_at, o.closed_at, o.cancelled_at, o.version`

// Address is where the order goes and who is billed.
func (o Order) Address() customers.Address {
	var a customers.Address
	_ = json.Unmarshal([]byte(o.AddressJSON), &a) // written by Place alone
	return a
}

// DeliveryTotal is the delivery charge with its tax.
func (o Order) DeliveryTotal() int64 { return o.DeliveryNet + o.DeliveryTax }

// Refundable is how much of the captured money may still be given back.
func (o Order) Refundable() int64 { return o.Captured - o.Refunded }

// Due is what the buyer still owes.
func (o Order) Due() int64 { return max(o.Total-o.Forgiven-o.Captured, 0) }

// forgivable is how much of what is still to be paid a refund may take off: goods sent
// on trust that come back, such as a parcel refused at the door. Money a provider
// holds is captured in part instead.
func (o Order) forgivable() int64 {
	if o.State == CancelledState || o.Authorised > 0 || !byHand(o.PaymentMethod) {
		return 0
	}
	return o.Due()
}

// MayRefund says whether anything can be given back: money, or what is still owed for
// goods that left. An order that is neither paid nor sent is cancelled instead.
func (o Order) MayRefund() bool {
	if o.Source == FromImport {
		return false
	}
	return o.Refundable() > 0 || (o.DeliveryState != Unshipped && o.forgivable() > 0)
}

// Money gives an amount the currency of the order.
func (o Order) Money(amount int64) money.Money { return money.Of(amount, o.Currency) }

// Get returns an order of the shop, or NotFound.
func Get(tx *db.Tx, order id.ID) (Order, error) {
	return one(db.One[Order](tx, `SELECT `+orderColumns+` FROM orders o WHERE o.shop_id = $1 AND o.id = $2`, order))
}

// ByNumber returns the order with that number, or NotFound.
func ByNumber(tx *db.Tx, number string) (Order, error) {
	return one(db.One[Order](tx, `SELECT `+orderColumns+` FROM orders o WHERE o.shop_id = $1 AND o.number = $2`, number))
}

// ByToken returns the order whose status page has that secret, or NotFound.
func ByToken(tx *db.Tx, token string) (Order, error) {
	if len(token) < 20 {
		return Order{}, noOrder()
	}
	return one(db.One[Order](tx, `SELECT `+orderColumns+` FROM orders o WHERE o.shop_id = $1 AND o.token = $2`, token))
}

// OfCustomer returns the newest orders of a customer.
func OfCustomer(tx *db.Tx, customer id.ID, limit int) ([]Order, error) {
	return db.All[Order](tx, `SELECT `+orderColumns+` FROM orders o
		WHERE o.shop_id = $1 AND o.customer_id = $2 ORDER BY o.placed_at DESC, o.id DESC LIMIT $3`, customer, limit)
}

func one(o Order, err error) (Order, error) {
	if errs.Is(err, errs.KindNotFound) {
		return o, noOrder()
	}
	return o, err
}

func noOrder() error { return errs.NotFound("This order does not exist or has been removed.") }
