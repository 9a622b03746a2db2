package orders

import (
	"encoding/json"

	"github.com/coulisse/coulisse/customers"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/shops"
)

// Cart is what a buyer is about to order, priced as of now.
type Cart struct {
	ID               id.ID
	Token            string
	Currency         string
	Locale           string
	PricesIncludeTax bool
	Email            string
	Phone            string
	Address          customers.Address
	DeliveryOption   string
	DeliveryName     string
	OrderID          id.ID // set once the cart became an order
	Lines            []CartLine
	Totals           Totals
	Messages         []Message // what changed and what is missing, for the buyer
	NeedsDelivery    bool
	NeedsAddress     bool
	Country          string // the totals are for: the address, else the shop's own
	Weight           int64
	priced           []pricedLine
	deliveryTax      Tax
	deliveryFound    bool
}

// CartLine is one variant in the cart with what it costs now.
type CartLine struct {
	ID           id.ID
	VariantID    id.ID
	ProductID    id.ID
	Handle       string
	Title        string
	VariantTitle string
	SKU          string
	ImageHash    string
	Quantity     int64
	SeenPrice    int64 // what the buyer was last told
	UnitPrice    int64
	Total        int64
	Available    int64 // −1: no limit
	Sold         bool  // may be bought now, in this quantity
}

// Message is one sentence about the cart: Text is English and the key of its
// translation. Stops says that the order cannot be placed before it is dealt with.
type Message struct {
	Line  id.ID
	Code  string
	Text  string
	Args  []any
	Stops bool
}

// Count is how many units are in the cart.
func (c Cart) Count() int64 {
	var n int64
	for _, l := range c.Lines {
		n += l.Quantity
	}
	return n
}

// Ready says whether nothing stops the order but the choice of a payment.
func (c Cart) Ready() bool {
	for _, m := range c.Messages {
		if m.Stops {
			return false
		}
	}
	return len(c.Lines) > 0
}

type cartRow struct {
	ID             id.ID
	Token          string
	Currency       string
	Locale         string
	Email          string
	Phone          string
	Address        string
	DeliveryOption string
	OrderID        id.ID
}

// CartInput opens a cart. Locale is the buyer's language; empty takes the shop's.
type CartInput struct {
	Locale string
}

// CreateCart opens an empty cart with a new secret token.
func CreateCart(tx *db.Tx, in CartInput) (Cart, error) {
	shop, err := shops.Get(tx)
	if err != nil {
		return Cart{}, err
	}
	if in.Locale != "en" && in.Locale != "fr" {
		in.Locale = shop.Locale
	}
	token := id.Secret()
	if err := tx.Later(`INSERT INTO cart (shop_id, id, token, currency, locale, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $6)`,
		tx.NewID(), token, shop.Currency, in.Locale, tx.Now); err != nil {
		return Cart{}, err
	}
	return CartByToken(tx, token)
}

// CartByToken returns the cart with today's prices, availability, taxes and totals, or
// NotFound. A cart that became an order is still shown, with OrderID set.
func CartByToken(tx *db.Tx, token string) (Cart, error) {
	row, err := cartRowOf(tx, token)
	if err != nil {
		return Cart{}, err
	}
	return view(tx, row)
}

func cartRowOf(tx *db.Tx, token string) (cartRow, error) {
	if len(token) < 20 {
		return cartRow{}, noCart()
	}
	row, found, err := db.Maybe[cartRow](tx, `SELECT c.id, c.token, c.currency, c.locale, c.email, c.phone, c.address, c.delivery_option, c.order_id
		FROM cart c WHERE c.shop_id = $1 AND c.token = $2`, token)
	if err == nil && !found {
		err = noCart()
	}
	return row, err
}

func noCart() error {
	return errs.NotFound("This cart does not exist any more. Start a new one.")
}

// change takes an open cart, lets fn write, tells the buyer's prices as seen, and
// returns the cart anew. A cart that became an order is Conflict.
//
// Filling a cart is a hot path. The conditional update comes first: it holds the cart's
// row, so that two changes of one cart, or a change and its order, follow one another at
// READ COMMITTED, and carts of different buyers have nothing to do with each other.
func change(tx *db.Tx, token string, fn func(row cartRow) error) (Cart, error) {
	row, mine, err := db.Maybe[cartRow](tx, `UPDATE cart SET updated_at = $3 WHERE shop_id = $1 AND token = $2 AND order_id = 0
		RETURNING id, token, currency, locale, email, phone, address, delivery_option, order_id`, token, tx.Now)
	if err == nil && !mine {
		if row, err = cartRowOf(tx, token); err == nil {
			err = errs.Conflict("This cart has been ordered already. Start a new one.").WithCode("cart_ordered")
		}
	}
	if err != nil {
		return Cart{}, err
	}
	if err := fn(row); err != nil {
		return Cart{}, err
	}
	cart, err := CartByToken(tx, token)
	if err != nil {
		return cart, err
	}
	return cart, cart.seen(tx)
}

// seen keeps the prices of this answer as what the buyer was told last. The messages
// about changed prices stay in this answer and are gone from the next.
func (c Cart) seen(tx *db.Tx) error {
	for _, l := range c.Lines {
		if l.SeenPrice == l.UnitPrice {
			continue
		}
		if err := tx.Later(`UPDATE cart_line SET seen_price = $3 WHERE shop_id = $1 AND id = $2`, l.ID, l.UnitPrice); err != nil {
			return err
		}
	}
	return nil
}

func (r cartRow) address() customers.Address {
	var a customers.Address
	if r.Address != "" {
		_ = json.Unmarshal([]byte(r.Address), &a) // written by SetAddress alone
	}
	return a
}
