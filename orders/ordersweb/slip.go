package ordersweb

import (
	"time"

	"github.com/coulisse/coulisse/delivery"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/orders"
	"github.com/coulisse/coulisse/shops"
)

// slip is the packing slip of one shipment, in the language of the buyer.
func slip(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	o, err := orderOf(tx, r)
	if err != nil {
		return web.Answer{}, err
	}
	shipment, err := r.ID("shipment", "shp")
	if err != nil {
		return web.Answer{}, err
	}
	s, err := shipmentOf(tx, o, shipment)
	if err != nil {
		return web.Answer{}, err
	}
	shop, err := shops.Get(tx)
	if err != nil {
		return web.Answer{}, err
	}
	lines, err := orders.Lines(tx, o.ID)
	if err != nil {
		return web.Answer{}, err
	}
	in := slipOf(r, shop, o)
	in.ShippedOn, in.Carrier, in.Tracking = r.Printer(o.Locale).Date(s.CreatedAt), s.Carrier, s.Tracking
	in.Date = s.CreatedAt.Go().In(time.UTC)
	for _, part := range s.Lines {
		for _, l := range lines {
			if l.ID == part.OrderLine {
				in.Lines = append(in.Lines, delivery.SlipLine{Title: l.Title, Variant: l.VariantTitle, SKU: l.SKU, Quantity: part.Quantity, Ordered: l.Quantity})
			}
		}
	}
	file, err := delivery.PackingSlip(in)
	if err != nil {
		return web.Answer{}, err
	}
	return web.Bytes("application/pdf", "packing-slip-"+o.Number+".pdf", file).Inline(), nil
}

// slipOf is the slip of an order without its lines, in the language of the buyer.
func slipOf(r *web.Request, shop shops.Shop, o orders.Order) delivery.PackingSlipInput {
	p := r.Printer(o.Locale)
	return delivery.PackingSlipInput{Locale: o.Locale, Shop: shop.Name, Date: o.PlacedAt.Go().In(time.UTC),
		ShopLines: notEmpty(shop.LegalName, shop.Line1, shop.Line2, shop.PostalCode+" "+shop.City, p.Country(shop.Country)),
		To:        append(o.Address().Lines(), p.Country(o.Country)), OrderNumber: o.Number, OrderedOn: p.Date(o.PlacedAt), Delivery: o.DeliveryName}
}

func notEmpty(lines ...string) []string {
	var kept []string
	for _, line := range lines {
		if line != "" && line != " " {
			kept = append(kept, line)
		}
	}
	return kept
}
