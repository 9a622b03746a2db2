package ordersweb

import (
	"github.com/coulisse/coulisse/customers"
	"github.com/coulisse/coulisse/kit/money"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/orders"
)

type cartJSON struct {
	Token            string             `json:"token"`
	Currency         string             `json:"currency"`
	Email            string             `json:"email"`
	Address          *customers.Address `json:"address"`
	Lines            []cartLineJSON     `json:"lines"`
	Codes            []string           `json:"codes"`
	DeliveryOption   string             `json:"delivery_option"`
	Subtotal         money.Money        `json:"subtotal"`
	Discount         money.Money        `json:"discount"`
	Delivery         money.Money        `json:"delivery"`
	Tax              money.Money        `json:"tax"`
	Total            money.Money        `json:"total"`
	PricesIncludeTax bool               `json:"prices_include_tax"`
	Messages         []cartMessageJSON  `json:"messages"`
	Order            string             `json:"order,omitempty"`
}

type cartLineJSON struct {
	ID           string      `json:"id"`
	Variant      string      `json:"variant"`
	Product      string      `json:"product"`
	Handle       string      `json:"handle"`
	Title        string      `json:"title"`
	VariantTitle string      `json:"variant_title"`
	SKU          string      `json:"sku"`
	Image        string      `json:"image,omitempty"`
	Quantity     int64       `json:"quantity"`
	UnitPrice    money.Money `json:"unit_price"`
	Total        money.Money `json:"total"`
	Available    bool        `json:"available"`
}

type cartMessageJSON struct {
	Code  string `json:"code"`
	Line  string `json:"line,omitempty"`
	Text  string `json:"text"`
	Stops bool   `json:"stops"`
}

func cartOut(r *web.Request, c orders.Cart) cartJSON {
	cash := func(amount int64) money.Money { return money.Of(amount, c.Currency) }
	out := cartJSON{Token: c.Token, Currency: c.Currency, Email: c.Email, Lines: []cartLineJSON{}, Codes: []string{}, DeliveryOption: c.DeliveryOption,
		Subtotal: cash(c.Totals.Subtotal), Discount: cash(c.Totals.Discount), Delivery: cash(c.Totals.Delivery), Tax: cash(c.Totals.Tax),
		Total: cash(c.Totals.Total), PricesIncludeTax: c.PricesIncludeTax, Messages: []cartMessageJSON{}, Order: c.OrderID.Text(orders.Prefix)}
	if !c.NeedsAddress {
		address := c.Address
		out.Address = &address
	}
	for _, l := range c.Lines {
		line := cartLineJSON{ID: l.ID.Text(orders.LinePrefix), Variant: l.VariantID.Text("var"), Product: l.ProductID.Text("prd"), Handle: l.Handle,
			Title: l.Title, VariantTitle: l.VariantTitle, SKU: l.SKU, Quantity: l.Quantity, UnitPrice: cash(l.UnitPrice), Total: cash(l.Total), Available: l.Sold}
		if l.ImageHash != "" {
			line.Image = r.FileURL(l.ImageHash, 360)
		}
		out.Lines = append(out.Lines, line)
	}
	for _, m := range c.Messages {
		out.Messages = append(out.Messages, cartMessageJSON{Code: m.Code, Line: m.Line.Text(orders.LinePrefix), Text: r.Text.T(m.Text, m.Args...), Stops: m.Stops})
	}
	return out
}
