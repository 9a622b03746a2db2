package orders

import (
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/coulisse/coulisse/customers"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/event"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/job"
	"github.com/coulisse/coulisse/kit/money"
	"github.com/coulisse/coulisse/payments"
	"github.com/coulisse/coulisse/stock"
)

// PlaceInput turns a cart into an order. Total is what the buyer agreed to, when the
// page or program says so.
type PlaceInput struct {
	CartToken string
	Method    string // of payments: bank-transfer, cash-on-delivery, test-card …
	Total     *int64
}

// Placement is a placed order and how the buyer goes on.
type Placement struct {
	Order   Order
	Payment payments.Payment // the zero payment when nothing is to be paid
	Again   bool             // the cart had become this order before
}

// Next is the address the buyer goes to: the provider's page by way of the payment, or
// the status page.
func (p Placement) Next() string {
	if path := payments.PayPath(p.Payment); path != "" && p.Payment.Token != "" && p.Order.State == Open {
		return path
	}
	return p.Order.StatusPath()
}

// StatusPath is the buyer's page of the order, on the shop's host.
func (o Order) StatusPath() string { return "/orders/" + o.Token }

// Place makes an order of a cart in one transaction: it reserves the stock, starts the
// payment, finds or makes the customer and freezes lines and taxes. A cart becomes one
// order only: the second call answers the first one's order. What is missing is
// Invalid; what changed since the buyer looked (price, availability, total) and what
// is sold out meanwhile is Conflict, and nothing is kept.
//
// Place is a hot path: every write in it is conditional, an upsert or unique.
func Place(tx *db.Tx, in PlaceInput) (Placement, error) {
	order := tx.NewID()
	row, mine, err := db.Maybe[cartRow](tx, `UPDATE cart SET order_id = $3, updated_at = $4 WHERE shop_id = $1 AND token = $2 AND order_id = 0
		RETURNING id, token, currency, locale, email, phone, address, delivery_option, order_id`, in.CartToken, order, tx.Now)
	if err != nil {
		return Placement{}, err
	}
	if !mine {
		return placedBefore(tx, in.CartToken)
	}
	cart, err := view(tx, row)
	if err != nil {
		return Placement{}, err
	}
	if err := cart.agreed(in.Total); err != nil {
		return Placement{}, err
	}
	method, err := cart.method(tx, in.Method)
	if err != nil {
		return Placement{}, err
	}
	return cart.place(tx, order, method)
}

// placedBefore answers a cart that has become an order.
func placedBefore(tx *db.Tx, token string) (Placement, error) {
	row, err := cartRowOf(tx, token)
	if err != nil {
		return Placement{}, err
	}
	o, err := Get(tx, row.OrderID)
	if err != nil {
		return Placement{}, err
	}
	paid, err := payments.OfOrder(tx, o.ID)
	if err != nil || len(paid) == 0 {
		return Placement{Order: o, Again: true}, err
	}
	return Placement{Order: o, Payment: paid[len(paid)-1], Again: true}, nil
}

// agreed refuses what the buyer has not seen: a cart that is not ready, another total,
// or prices that changed since.
func (c *Cart) agreed(total *int64) error {
	if err := c.stopped(); err != nil {
		return err
	}
	if total != nil && *total != c.Totals.Total {
		return errs.Conflict("The total has changed from %s to %s. Look at it again, then order.",
			money.Of(*total, c.Currency), money.Of(c.Totals.Total, c.Currency)).WithCode(CodePriceChanged)
	}
	for _, m := range c.Messages {
		if m.Code == CodePriceChanged && total == nil {
			return errs.Conflict("The price of “%s” is now %s, it was %s. Look at it again, then order.", m.Args...).WithCode(CodePriceChanged)
		}
	}
	return nil
}

// method returns the chosen payment method, or Invalid when it is not offered.
func (c *Cart) method(tx *db.Tx, chosen string) (payments.Method, error) {
	if c.Totals.Total == 0 {
		return payments.Method{}, nil
	}
	offered, err := payments.Methods(tx, payments.MethodsInput{Country: c.Country, Amount: c.Totals.Total, Currency: c.Currency})
	if err != nil {
		return payments.Method{}, err
	}
	for _, m := range offered {
		if m.ID == chosen {
			return m, nil
		}
	}
	return payments.Method{}, errs.InvalidField("payment_method", "Choose one of the payment methods offered.")
}

func (c *Cart) place(tx *db.Tx, order id.ID, method payments.Method) (Placement, error) {
	hold := db.Time(0)
	if !byHand(method.ID) {
		hold = tx.Now.Add(holdFor)
	}
	if err := stock.Reserve(tx, order, c.demands(), hold); err != nil {
		return Placement{}, err
	}
	customer, err := customers.Upsert(tx, customers.Input{Email: c.Email, Phone: c.phone(), Locale: c.Locale, Address: c.Address})
	if err != nil {
		return Placement{}, err
	}
	o, err := c.order(tx, order, customer.ID, method)
	if err != nil {
		return Placement{}, err
	}
	if err := insert(tx, o); err != nil {
		return Placement{}, err
	}
	if err := c.freeze(tx, o.ID); err != nil {
		return Placement{}, err
	}
	placement := Placement{Order: o}
	if o.Total > 0 {
		if placement.Payment, err = pay(tx, o, method.ID); err != nil {
			return Placement{}, err
		}
	}
	if err := customers.Count(tx, customers.CountInput{Customer: customer.ID, Orders: 1, At: o.PlacedAt}); err != nil {
		return Placement{}, err
	}
	if err := tell(tx, o.ID, "placed", "The order was placed."); err != nil {
		return Placement{}, err
	}
	return placement, event.Publish(tx, Placed{Order: o.ID, Number: o.Number, Customer: o.CustomerID, Total: o.Total, Currency: o.Currency})
}

// byHand says whether people, not a provider, see the money come in: the goods stay
// reserved until somebody cancels the order.
func byHand(method string) bool {
	return method == "" || method == payments.BankTransfer || method == payments.CashOnDelivery
}

func (c *Cart) phone() string {
	if c.Phone != "" {
		return c.Phone
	}
	return c.Address.Phone
}

func (c *Cart) demands() []stock.Demand {
	demands := make([]stock.Demand, len(c.Lines))
	for i, l := range c.Lines {
		demands[i] = stock.Demand{Variant: l.VariantID, Quantity: l.Quantity}
	}
	return demands
}

// order fills the head of the order.
func (c *Cart) order(tx *db.Tx, order, customer id.ID, method payments.Method) (Order, error) {
	address, err := json.Marshal(c.Address)
	if err != nil {
		return Order{}, fmt.Errorf("write the address: %w", err)
	}
	n, err := db.NextNumber(tx, "order")
	if err != nil {
		return Order{}, err
	}
	t := c.Totals
	o := Order{ID: order, Number: strconv.FormatInt(firstNumber+n, 10), Token: id.Secret(), State: Open, PaymentState: Pending,
		DeliveryState: Unshipped, Source: FromShop, CustomerID: customer, Name: c.Address.Name, Email: c.Email, Phone: c.phone(),
		Country: c.Address.Country, AddressJSON: string(address), Locale: c.Locale, Currency: c.Currency, PricesIncludeTax: c.PricesIncludeTax,
		Subtotal: t.Subtotal, Discount: t.Discount, Delivery: t.Delivery, DeliveryNet: t.DeliveryNet, DeliveryTax: t.DeliveryTax,
		Net: t.Net, Tax: t.Tax, Total: t.Total, DeliveryOption: c.DeliveryOption, DeliveryName: c.DeliveryName,
		PaymentMethod: method.ID, Quantity: c.Count(), PlacedAt: tx.Now, CreatedAt: tx.Now, UpdatedAt: tx.Now, Version: 1}
	if !c.NeedsDelivery {
		o.DeliveryOption, o.DeliveryName = "", ""
	}
	o.settle(o.Quantity, 0)
	return o, nil
}

// freeze writes lines and taxes as they are at this moment.
func (c *Cart) freeze(tx *db.Tx, order id.ID) error {
	lines := make([]Line, len(c.Lines))
	for i, l := range c.Lines {
		p, t := c.priced[i], c.Totals.Lines[i]
		lines[i] = Line{ID: tx.NewID(), OrderID: order, Position: int64(i + 1), Kind: Goods, VariantID: l.VariantID, ProductID: l.ProductID,
			Title: l.Title, VariantTitle: l.VariantTitle, SKU: l.SKU, ImageHash: l.ImageHash, Quantity: l.Quantity, UnitPrice: l.UnitPrice,
			Discount: t.Discount, Net: t.Net, Tax: t.Tax, Total: t.Total, TaxCountry: p.tax.Country, TaxRate: p.tax.Rate,
			TaxCategory: p.tax.Category, TaxScheme: p.tax.Scheme, TaxName: p.tax.Name, TaxReason: p.tax.Reason,
			Cost: p.offer.Cost, Weight: p.offer.Weight, Delivered: p.offer.Delivered}
	}
	var charged []OrderTax
	if t := c.Totals; t.Delivery != 0 {
		charged = append(charged, taxRow(PartDelivery, 1, c.deliveryTax, t.DeliveryNet, t.DeliveryTax))
	}
	return insertParts(tx, order, lines, charged)
}

// pay starts a payment of what is due, and the clock of a payment by card.
func pay(tx *db.Tx, o Order, method string) (payments.Payment, error) {
	p, err := payments.Start(tx, payments.StartInput{Order: o.ID, OrderNumber: o.Number, Method: method, Amount: o.Due(), Currency: o.Currency, ReturnPath: o.StatusPath()})
	if err != nil || byHand(method) {
		return p, err
	}
	return p, job.Enqueue(tx, UnpaidArgs{Order: o.ID}, job.At(tx.Now.Add(payWithin)))
}
