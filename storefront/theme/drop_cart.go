package theme

import (
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/liquid"
	"github.com/coulisse/coulisse/orders"
)

// Cart is the buyer's cart in a template; the zero Data is an empty one.
type Cart struct {
	Page *Page
	Data orders.Cart
	// Images finds the picture of a line with its size.
	Images map[string]*Image
}

// Get answers a property.
func (c *Cart) Get(name string) any {
	switch name {
	case "item_count", "count":
		return c.Data.Count()
	case "items", "lines":
		return list(len(c.Data.Lines), func(i int) any { return cartLine{c, i} })
	case "empty?", "empty":
		return len(c.Data.Lines) == 0
	case "items_subtotal_price", "subtotal":
		return c.Data.Totals.Subtotal
	case "total_discount", "discount":
		return c.Data.Totals.Discount
	case "delivery":
		return c.Data.Totals.Delivery
	case "delivery_name":
		return c.Data.DeliveryName
	case "delivery_option":
		return c.Data.DeliveryOption
	case "tax":
		return c.Data.Totals.Tax
	case "taxes":
		return taxLines(c.Data.Totals.Taxes)
	case "total_price", "total":
		return c.Data.Totals.Total
	case "prices_include_tax":
		return c.Data.PricesIncludeTax
	case "currency":
		return c.Data.Currency
	case "needs_delivery":
		return c.Data.NeedsDelivery
	case "has_address":
		return !c.Data.NeedsAddress
	case "sellable":
		return c.sellable()
	case "messages":
		return list(len(c.Data.Messages), func(i int) any { return messageDrop(c.Page.Words, c.Data.Messages[i]) })
	case "email":
		return c.Data.Email
	}
	return c.address(name)
}

// sellable says whether every line can be bought as it is.
func (c *Cart) sellable() bool {
	for _, l := range c.Data.Lines {
		if !l.Sold {
			return false
		}
	}
	return len(c.Data.Lines) > 0
}

// address answers the fields of the form of the first step.
func (c *Cart) address(name string) any {
	a := c.Data.Address
	switch name {
	case "name":
		return a.Name
	case "company":
		return a.Company
	case "line1":
		return a.Line1
	case "line2":
		return a.Line2
	case "postal_code":
		return a.PostalCode
	case "city":
		return a.City
	case "region":
		return a.Region
	case "country":
		return c.Data.Country
	case "phone":
		if c.Data.Phone != "" {
			return c.Data.Phone
		}
		return a.Phone
	case "vat_number":
		return a.VATNumber
	case "address_lines":
		return a.Lines()
	}
	return nil
}

func messageDrop(words *text.Printer, m orders.Message) liquid.Drop {
	return liquid.Object{"text": words.T(m.Text, m.Args...), "code": m.Code, "stops": m.Stops, "line": m.Line.Text(orders.LinePrefix)}
}

func taxLines(all []orders.TaxTotal) liquid.Array {
	return list(len(all), func(i int) any {
		return liquid.Object{"rate": int64(all[i].Rate), "amount": all[i].Amount, "base": all[i].Base, "country": all[i].Country,
			"reverse_charge": all[i].Scheme == "ic", "export": all[i].Scheme == "export"}
	})
}

type cartLine struct {
	cart *Cart
	at   int
}

// Get answers a property.
func (l cartLine) Get(name string) any {
	line := l.cart.Data.Lines[l.at]
	switch name {
	case "id", "key", "form_key":
		return line.ID.Text(orders.LinePrefix)
	case "title", "product_title":
		return line.Title
	case "variant_title":
		return line.VariantTitle
	case "sku":
		return line.SKU
	case "quantity":
		return line.Quantity
	case "price", "unit_price":
		return line.UnitPrice
	case "line_price", "total":
		return line.Total
	case "available":
		return line.Sold
	case "most":
		if line.Available >= 0 {
			return line.Available
		}
	case "url":
		return l.cart.Page.url("/products/" + line.Handle)
	case "image", "featured_image":
		if image := l.cart.Images[line.ImageHash]; image != nil {
			return image
		}
	case "messages":
		return l.messages()
	}
	return nil
}

func (l cartLine) messages() liquid.Array {
	var own []any
	for _, m := range l.cart.Data.Messages {
		if m.Line == l.cart.Data.Lines[l.at].ID {
			own = append(own, messageDrop(l.cart.Page.Words, m))
		}
	}
	return list(len(own), func(i int) any { return own[i] })
}
