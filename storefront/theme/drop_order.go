package theme

import (
	"strings"

	"github.com/coulisse/coulisse/delivery"
	"github.com/coulisse/coulisse/invoices"
	"github.com/coulisse/coulisse/liquid"
	"github.com/coulisse/coulisse/orders"
	"github.com/coulisse/coulisse/payments"
)

// Order is a placed order in a template: the buyer's status page.
type Order struct {
	Page      *Page
	Data      orders.Order
	Lines     []orders.Line
	Taxes     []orders.OrderTax
	Shipments []delivery.Shipment
	Documents []invoices.Invoice
	Transfer  *payments.Transfer // when money is awaited by bank transfer
	Pay       string             // address to go on paying, "" when there is nothing to do
	Again     bool               // another payment may be started
	Cash      bool               // paid at the door
	Images    map[string]*Image
}

// Get answers a property.
func (o *Order) Get(name string) any {
	switch name {
	case "number", "name":
		return o.Data.Number
	case "form_key", "token":
		return o.Data.Token
	case "state":
		return o.Data.State
	case "payment_state":
		return o.Data.PaymentState
	case "delivery_state":
		return o.Data.DeliveryState
	case "email":
		return o.Data.Email
	case "placed_at", "created_at":
		return o.Data.PlacedAt.Go()
	case "cancelled":
		return o.Data.State == orders.CancelledState
	case "address_lines":
		return o.Data.Address().Lines()
	case "country":
		return o.Data.Country
	case "vat_number":
		return o.Data.Address().VATNumber
	case "lines":
		return list(len(o.Lines), func(i int) any { return orderLine{o, i} })
	case "shipments":
		return list(len(o.Shipments), func(i int) any { return shipmentDrop(o.Shipments[i]) })
	case "documents":
		return list(len(o.Documents), func(i int) any { return o.document(o.Documents[i]) })
	}
	return o.amounts(name)
}

func (o *Order) amounts(name string) any {
	switch name {
	case "currency":
		return o.Data.Currency
	case "subtotal":
		return o.Data.Subtotal
	case "discount":
		return o.Data.Discount
	case "delivery":
		return o.Data.Delivery
	case "delivery_name":
		return o.Data.DeliveryName
	case "tax":
		return o.Data.Tax
	case "total":
		return o.Data.Total
	case "refunded":
		return o.Data.Refunded
	case "due":
		return o.Data.Due()
	case "prices_include_tax":
		return o.Data.PricesIncludeTax
	case "taxes":
		return list(len(o.Taxes), func(i int) any {
			return liquid.Object{"rate": int64(o.Taxes[i].Rate), "amount": o.Taxes[i].Amount, "reverse_charge": o.Taxes[i].Scheme == "ic"}
		})
	case "pay_url":
		if o.Pay != "" {
			return o.Page.url(o.Pay)
		}
	case "may_pay_again":
		return o.Again
	case "cash_on_delivery":
		return o.Cash
	case "transfer":
		return o.transfer()
	}
	return nil
}

func (o *Order) transfer() any {
	if o.Transfer == nil {
		return nil
	}
	t := o.Transfer
	return liquid.Object{"account_name": t.AccountName, "iban": inFours(t.IBAN), "bic": t.BIC, "reference": t.Reference,
		"instructions": t.Instructions, "amount": t.Amount.Amount}
}

// inFours parts an IBAN as banks print it.
func inFours(iban string) string {
	var parts []string
	for len(iban) > 4 {
		parts, iban = append(parts, iban[:4]), iban[4:]
	}
	return strings.Join(append(parts, iban), " ")
}

func (o *Order) document(i invoices.Invoice) liquid.Drop {
	return liquid.Object{"number": i.Number, "kind": i.Kind, "total": i.Gross,
		"url": o.Page.url(o.Data.StatusPath() + "/documents/" + i.ID.Text(invoices.Prefix))}
}

func shipmentDrop(s delivery.Shipment) liquid.Drop {
	return liquid.Object{"carrier": s.Carrier, "tracking": s.Tracking, "tracking_url": s.TrackingURL, "created_at": s.CreatedAt.Go()}
}

type orderLine struct {
	order *Order
	at    int
}

// Get answers a property.
func (l orderLine) Get(name string) any {
	line := l.order.Lines[l.at]
	switch name {
	case "title":
		return line.Title
	case "variant_title":
		return line.VariantTitle
	case "quantity":
		return line.Quantity
	case "shipped":
		return line.Shipped
	case "refunded":
		return line.Refunded
	case "unit_price":
		return line.UnitPrice
	case "total":
		if l.order.Data.PricesIncludeTax {
			return line.Total
		}
		return line.Net
	case "image", "featured_image":
		if image := l.order.Images[line.ImageHash]; image != nil {
			return image
		}
	}
	return nil
}
