package ordersweb

import (
	"github.com/coulisse/coulisse/customers"
	"github.com/coulisse/coulisse/delivery"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/money"
	"github.com/coulisse/coulisse/orders"
	"github.com/coulisse/coulisse/payments"
)

type orderJSON struct {
	ID               string            `json:"id"`
	Number           string            `json:"number"`
	State            string            `json:"state"`
	PaymentState     string            `json:"payment_state"`
	DeliveryState    string            `json:"delivery_state"`
	Attention        string            `json:"attention,omitempty"`
	Source           string            `json:"source"`
	Document         string            `json:"document,omitempty"`
	Customer         string            `json:"customer"`
	Name             string            `json:"name"`
	Email            string            `json:"email"`
	Address          customers.Address `json:"address"`
	Locale           string            `json:"locale"`
	Currency         string            `json:"currency"`
	PricesIncludeTax bool              `json:"prices_include_tax"`
	Subtotal         money.Money       `json:"subtotal"`
	Discount         money.Money       `json:"discount"`
	Delivery         money.Money       `json:"delivery"`
	DeliveryName     string            `json:"delivery_name"`
	Net              money.Money       `json:"net"`
	Tax              money.Money       `json:"tax"`
	Total            money.Money       `json:"total"`
	Captured         money.Money       `json:"captured"`
	Refunded         money.Money       `json:"refunded"`
	PaymentMethod    string            `json:"payment_method"`
	Lines            []orderLineJSON   `json:"lines,omitempty"`
	Taxes            []orderTaxJSON    `json:"taxes,omitempty"`
	PlacedAt         db.Time           `json:"placed_at"`
	CreatedAt        db.Time           `json:"created_at"`
	UpdatedAt        db.Time           `json:"updated_at"`
	ClosedAt         db.Time           `json:"closed_at"`
	CancelledAt      db.Time           `json:"cancelled_at"`
	Version          int64             `json:"version"`
}

type orderLineJSON struct {
	ID           string      `json:"id"`
	Kind         string      `json:"kind"`
	Variant      string      `json:"variant"`
	Product      string      `json:"product"`
	Title        string      `json:"title"`
	VariantTitle string      `json:"variant_title"`
	SKU          string      `json:"sku"`
	Quantity     int64       `json:"quantity"`
	Shipped      int64       `json:"shipped"`
	Refunded     int64       `json:"refunded"`
	UnitPrice    money.Money `json:"unit_price"`
	Discount     money.Money `json:"discount"`
	Net          money.Money `json:"net"`
	Tax          money.Money `json:"tax"`
	Total        money.Money `json:"total"`
	TaxCountry   string      `json:"tax_country"`
	TaxRate      string      `json:"tax_rate" doc:"Percent."`
	TaxCategory  string      `json:"tax_category"`
}

type orderTaxJSON struct {
	Part     string      `json:"part"`
	Country  string      `json:"country"`
	Rate     string      `json:"rate"`
	Category string      `json:"category"`
	Scheme   string      `json:"scheme"`
	Base     money.Money `json:"base"`
	Tax      money.Money `json:"tax"`
}

func orderOut(o orders.Order) orderJSON {
	return orderJSON{ID: o.ID.Text(orders.Prefix), Number: o.Number, State: o.State, PaymentState: o.PaymentState, DeliveryState: o.DeliveryState,
		Attention: o.Attention, Source: o.Source, Document: o.Document, Customer: o.CustomerID.Text("cus"), Name: o.Name, Email: o.Email,
		Address: o.Address(), Locale: o.Locale, Currency: o.Currency, PricesIncludeTax: o.PricesIncludeTax, Subtotal: o.Money(o.Subtotal),
		Discount: o.Money(o.Discount), Delivery: o.Money(o.Delivery), DeliveryName: o.DeliveryName, Net: o.Money(o.Net), Tax: o.Money(o.Tax),
		Total: o.Money(o.Total), Captured: o.Money(o.Captured), Refunded: o.Money(o.Refunded), PaymentMethod: o.PaymentMethod,
		PlacedAt: o.PlacedAt, CreatedAt: o.CreatedAt, UpdatedAt: o.UpdatedAt, ClosedAt: o.ClosedAt, CancelledAt: o.CancelledAt, Version: o.Version}
}

// whole adds lines and taxes to an order.
func whole(tx *db.Tx, o orders.Order) (orderJSON, error) {
	out := orderOut(o)
	lines, err := orders.Lines(tx, o.ID)
	if err != nil {
		return out, err
	}
	for _, l := range lines {
		out.Lines = append(out.Lines, orderLineJSON{ID: l.ID.Text(orders.LinePrefix), Kind: l.Kind, Variant: l.VariantID.Text("var"), Product: l.ProductID.Text("prd"),
			Title: l.Title, VariantTitle: l.VariantTitle, SKU: l.SKU, Quantity: l.Quantity, Shipped: l.Shipped, Refunded: l.Refunded,
			UnitPrice: o.Money(l.UnitPrice), Discount: o.Money(l.Discount), Net: o.Money(l.Net), Tax: o.Money(l.Tax), Total: o.Money(l.Total),
			TaxCountry: l.TaxCountry, TaxRate: l.TaxRate.Percent(), TaxCategory: l.TaxCategory})
	}
	taxed, err := orders.Taxes(tx, o.ID)
	for _, t := range taxed {
		out.Taxes = append(out.Taxes, orderTaxJSON{Part: t.Part, Country: t.Country, Rate: t.Rate.Percent(), Category: t.Category, Scheme: t.Scheme, Base: o.Money(t.Base), Tax: o.Money(t.Amount)})
	}
	return out, err
}

type paymentJSON struct {
	ID         string      `json:"id"`
	Method     string      `json:"method"`
	Provider   string      `json:"provider"`
	State      string      `json:"state"`
	Amount     money.Money `json:"amount"`
	Authorised money.Money `json:"authorised"`
	Captured   money.Money `json:"captured"`
	Refunded   money.Money `json:"refunded"`
	Reference  string      `json:"reference"`
	Error      string      `json:"error,omitempty"`
	CreatedAt  db.Time     `json:"created_at"`
	UpdatedAt  db.Time     `json:"updated_at"`
}

func paymentOut(p payments.Payment) paymentJSON {
	cash := func(amount int64) money.Money { return money.Of(amount, p.Currency) }
	return paymentJSON{ID: p.ID.Text(payments.PaymentPrefix), Method: p.Method, Provider: p.Provider, State: p.State, Amount: cash(p.Amount), Authorised: cash(p.Authorised),
		Captured: cash(p.Captured), Refunded: cash(p.Refunded), Reference: p.Reference, Error: p.Error, CreatedAt: p.CreatedAt, UpdatedAt: p.UpdatedAt}
}

type shipmentJSON struct {
	ID          string             `json:"id"`
	Carrier     string             `json:"carrier"`
	Tracking    string             `json:"tracking"`
	TrackingURL string             `json:"tracking_url"`
	Lines       []lineQuantityJSON `json:"lines"`
	CreatedAt   db.Time            `json:"created_at"`
}

type lineQuantityJSON struct {
	Line     string `json:"line"`
	Quantity int64  `json:"quantity"`
}

func shipmentOut(s delivery.Shipment) shipmentJSON {
	out := shipmentJSON{ID: s.ID.Text("shp"), Carrier: s.Carrier, Tracking: s.Tracking, TrackingURL: s.TrackingURL, Lines: []lineQuantityJSON{}, CreatedAt: s.CreatedAt}
	for _, l := range s.Lines {
		out.Lines = append(out.Lines, lineQuantityJSON{l.OrderLine.Text(orders.LinePrefix), l.Quantity})
	}
	return out
}

type refundJSON struct {
	ID           string           `json:"id"`
	State        string           `json:"state"`
	Amount       money.Money      `json:"amount"`
	Delivery     money.Money      `json:"delivery"`
	Adjustment   money.Money      `json:"adjustment"`
	Reason       string           `json:"reason"`
	Cancellation bool             `json:"cancellation"`
	Lines        []refundLineJSON `json:"lines"`
	CreatedAt    db.Time          `json:"created_at"`
}

type refundLineJSON struct {
	Line      string      `json:"line"`
	Quantity  int64       `json:"quantity"`
	Restocked bool        `json:"restocked"`
	Amount    money.Money `json:"amount"`
}

func refundsOut(o orders.Order, rows []orders.RefundRow, lines []orders.RefundRowLine) []refundJSON {
	list := make([]refundJSON, len(rows))
	for i, row := range rows {
		list[i] = refundJSON{ID: row.ID.Text(orders.RefundPrefix), State: row.State, Amount: o.Money(row.Amount), Delivery: o.Money(row.Delivery),
			Adjustment: o.Money(row.Adjustment), Reason: row.Reason, Cancellation: row.Cancellation, Lines: []refundLineJSON{}, CreatedAt: row.CreatedAt}
		for _, l := range lines {
			if l.RefundID == row.ID {
				list[i].Lines = append(list[i].Lines, refundLineJSON{l.OrderLineID.Text(orders.LinePrefix), l.Quantity, l.Restocked, o.Money(l.Amount)})
			}
		}
	}
	return list
}
