package orders

import (
	"github.com/coulisse/coulisse/catalog"
	"github.com/coulisse/coulisse/delivery"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/money"
	"github.com/coulisse/coulisse/shops"
	"github.com/coulisse/coulisse/stock"
	"github.com/coulisse/coulisse/taxes"
)

// pricedLine is all that Place freezes of a cart line.
type pricedLine struct {
	offer catalog.Offer
	tax   Tax
	home  money.Rate
}

// Codes of the messages that stop an order.
const (
	CodeEmpty           = "cart_empty"
	CodeContactMissing  = "contact_missing"
	CodeAddressMissing  = "address_missing"
	CodeDeliveryMissing = "delivery_missing"
	CodePriceChanged    = "price_changed"
	CodeSoldOut         = "sold_out"
	CodeStockShort      = "stock_short"
	CodeNotSold         = "not_sold"
	CodeNoDelivery      = "no_delivery"
)

// view prices a cart as of now. It writes nothing.
func view(tx *db.Tx, row cartRow) (Cart, error) {
	shop, err := shops.Get(tx)
	if err != nil {
		return Cart{}, err
	}
	c := Cart{ID: row.ID, Token: row.Token, Currency: row.Currency, Locale: row.Locale, PricesIncludeTax: shop.PricesIncludeTax,
		Email: row.Email, Phone: row.Phone, Address: row.address(), DeliveryOption: row.DeliveryOption, OrderID: row.OrderID}
	c.NeedsAddress = c.Address.IsZero()
	c.Country = c.Address.Country
	if c.NeedsAddress {
		c.Country = shop.Country
	}
	if err := c.fill(tx); err != nil {
		return c, err
	}
	if err := c.tax(tx, shop.Country); err != nil {
		return c, err
	}
	if err := c.addUp(tx); err != nil {
		return c, err
	}
	c.missing()
	return c, nil
}

// fill reads what the lines are today and says what changed since the buyer looked.
func (c *Cart) fill(tx *db.Tx) error {
	rows, err := linesOfCart(tx, c.ID)
	if err != nil || len(rows) == 0 {
		return err
	}
	variants := make([]id.ID, len(rows))
	for i, r := range rows {
		variants[i] = r.VariantID
	}
	offers, err := catalog.Offers(tx, variants)
	if err != nil {
		return err
	}
	byVariant := make(map[id.ID]catalog.Offer, len(offers))
	for _, o := range offers {
		byVariant[o.ID] = o
	}
	levels, err := stock.Levels(tx, variants)
	if err != nil {
		return err
	}
	for _, r := range rows {
		offer, known := byVariant[r.VariantID]
		c.addLine(r, offer, known && offer.ProductStatus == "active", availableOf(levels[r.VariantID]))
	}
	return nil
}

func (c *Cart) addLine(r cartLineRow, offer catalog.Offer, sold bool, available int64) {
	l := CartLine{ID: r.ID, VariantID: r.VariantID, ProductID: offer.ProductID, Handle: offer.ProductHandle, Title: offer.ProductTitle,
		VariantTitle: offer.Title, SKU: offer.SKU, ImageHash: offer.ImageHash, Quantity: r.Quantity, SeenPrice: r.SeenPrice,
		UnitPrice: offer.Price, Available: available, Sold: sold && (available < 0 || available >= r.Quantity)}
	switch {
	case !sold:
		c.say(l.ID, CodeNotSold, true, "“%s” is not sold any more. Take it out of the cart to go on.", l.Title)
	case available == 0:
		c.say(l.ID, CodeSoldOut, true, "“%s” is sold out. Take it out of the cart to go on.", l.Title)
	case !l.Sold:
		c.say(l.ID, CodeStockShort, true, "Only %d of “%s” are left. Lower the quantity to go on.", available, l.Title)
	}
	c.Weight += offer.Weight * r.Quantity
	c.NeedsDelivery = c.NeedsDelivery || offer.Delivered
	c.Lines = append(c.Lines, l)
	c.priced = append(c.priced, pricedLine{offer: offer})
}

// say adds a message for the buyer.
func (c *Cart) say(line id.ID, code string, stops bool, sentence string, args ...any) {
	c.Messages = append(c.Messages, Message{Line: line, Code: code, Text: sentence, Args: args, Stops: stops})
}

// tax gives each line the rule of the destination. A price that includes tax holds the
// tax of the shop's own country; where the rule of the destination is that none is
// charged (reverse charge, export), that tax comes off the price.
func (c *Cart) tax(tx *db.Tx, home string) error {
	categories := make([]string, 0, len(c.priced))
	for _, p := range c.priced {
		categories = append(categories, p.offer.TaxCategory)
	}
	rules, err := taxes.Rules(tx, c.buyer(), categories, tx.Now)
	if err != nil {
		return err
	}
	atHome := rules
	if c.PricesIncludeTax && c.Country != home {
		if atHome, err = taxes.Rules(tx, taxes.Buyer{Country: home}, categories, tx.Now); err != nil {
			return err
		}
	}
	for i := range c.priced {
		category := c.priced[i].offer.TaxCategory
		c.priced[i].tax = taxOf(rules[category])
		c.priced[i].home = atHome[category].Rate
		c.Lines[i].UnitPrice = c.charged(c.Lines[i].UnitPrice, c.priced[i].tax, c.priced[i].home)
		if l := c.Lines[i]; l.SeenPrice >= 0 && l.SeenPrice != l.UnitPrice {
			c.say(l.ID, CodePriceChanged, false, "The price of “%s” is now %s, it was %s.", l.Title,
				money.Of(l.UnitPrice, c.Currency), money.Of(l.SeenPrice, c.Currency))
		}
	}
	return nil
}

// charged is the price to charge under a rule.
func (c *Cart) charged(price int64, rule Tax, home money.Rate) int64 {
	if c.PricesIncludeTax && rule.Rate == 0 && (rule.Scheme == "ic" || rule.Scheme == "export") {
		return price - home.In(price)
	}
	return price
}

func (c *Cart) buyer() taxes.Buyer {
	return taxes.Buyer{Country: c.Country, PostalCode: c.Address.PostalCode, VATNumber: c.Address.VATNumber}
}

func taxOf(r taxes.Rule) Tax {
	return Tax{Country: r.Country, Rate: r.Rate, Category: r.Category, Scheme: r.Scheme, Name: r.RateName, Reason: r.Reason}
}

// addUp computes the totals, with the delivery chosen where it is still offered.
func (c *Cart) addUp(tx *db.Tx) error {
	in := c.totalsInput()
	goods, err := Add(in)
	if err != nil {
		return err
	}
	if c.NeedsDelivery && !c.NeedsAddress && c.DeliveryOption != "" {
		option, found, err := c.chosenOption(tx, goods.Subtotal-goods.Discount)
		if err != nil {
			return err
		}
		c.deliveryFound = found
		if found {
			in.Delivery, in.DeliveryTax = option.Price, option.tax
			c.DeliveryName, c.deliveryTax = option.Name, option.tax
		}
	}
	if c.Totals, err = Add(in); err != nil {
		return err
	}
	for i := range c.Lines {
		c.Lines[i].Total = c.Totals.Lines[i].Listed - c.Totals.Lines[i].Discount
	}
	return nil
}

func (c *Cart) totalsInput() TotalsInput {
	in := TotalsInput{PricesIncludeTax: c.PricesIncludeTax}
	for i, l := range c.Lines {
		in.Lines = append(in.Lines, TotalsLine{UnitPrice: l.UnitPrice, Quantity: l.Quantity, Tax: c.priced[i].tax})
	}
	return in
}

// DeliveryOption is one way to deliver, with its price as this buyer pays it.
type DeliveryOption struct {
	ID       string
	Name     string
	Price    int64
	Estimate string
	tax      Tax
}

// options returns the delivery options for the cart's address and its value.
func (c *Cart) options(tx *db.Tx, value int64) ([]DeliveryOption, error) {
	offered, err := delivery.Options(tx, delivery.Parcel{Country: c.Country, PostalCode: c.Address.PostalCode,
		Weight: c.Weight, Value: value, Currency: c.Currency})
	if err != nil || len(offered) == 0 {
		return nil, err
	}
	shop, err := shops.Get(tx)
	if err != nil {
		return nil, err
	}
	options := make([]DeliveryOption, len(offered))
	for i, o := range offered {
		rule, err := taxes.RuleFor(tx, c.buyer(), o.TaxCategory, tx.Now)
		if err != nil {
			return nil, err
		}
		home, err := taxes.RuleFor(tx, taxes.Buyer{Country: shop.Country}, o.TaxCategory, tx.Now)
		if err != nil {
			return nil, err
		}
		tax := taxOf(rule)
		options[i] = DeliveryOption{ID: o.ID, Name: o.Name, Price: c.charged(o.Price, tax, home.Rate), Estimate: o.Estimate, tax: tax}
	}
	return options, nil
}

func (c *Cart) chosenOption(tx *db.Tx, value int64) (DeliveryOption, bool, error) {
	options, err := c.options(tx, value)
	for _, o := range options {
		if o.ID == c.DeliveryOption {
			return o, true, nil
		}
	}
	return DeliveryOption{}, false, err
}

// missing says which steps of the checkout are still open.
func (c *Cart) missing() {
	switch {
	case len(c.Lines) == 0:
		c.say(0, CodeEmpty, true, "The cart is empty.")
	case c.Email == "":
		c.say(0, CodeContactMissing, true, "Enter an e-mail address first.")
	case c.NeedsAddress:
		c.say(0, CodeAddressMissing, true, "Enter an address first.")
	case c.NeedsDelivery && c.DeliveryOption == "":
		c.say(0, CodeDeliveryMissing, true, "Choose how it should be delivered.")
	case c.NeedsDelivery && !c.deliveryFound:
		c.say(0, CodeDeliveryMissing, true, "The delivery chosen before is not offered for this cart. Choose another one.")
	}
}

// stopped returns the first message that stops the order as a refusal.
func (c *Cart) stopped() error {
	for _, m := range c.Messages {
		if !m.Stops {
			continue
		}
		refusal := errs.Conflict(m.Text, m.Args...)
		if m.Code == CodeContactMissing || m.Code == CodeAddressMissing || m.Code == CodeDeliveryMissing || m.Code == CodeEmpty {
			refusal = errs.Invalid(m.Text, m.Args...)
		}
		return refusal.WithCode(m.Code)
	}
	return nil
}
