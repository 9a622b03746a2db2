package delivery

import (
	"strings"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/shops"
)

// Options lists the ways to deliver a parcel in the merchant's order; none when the
// shop does not deliver there. The currency, when given, must be the shop's.
func Options(tx *db.Tx, p Parcel) ([]Option, error) {
	shop, err := shops.Get(tx)
	if err != nil {
		return nil, err
	}
	if p.Currency != "" && p.Currency != shop.Currency {
		return nil, errs.Invalid("Delivery prices of this shop are in %s.", shop.Currency)
	}
	zones, err := Zones(tx)
	if err != nil {
		return nil, err
	}
	zone, found := zoneOf(zones, strings.ToUpper(p.Country), p.PostalCode)
	if !found {
		return nil, nil
	}
	methods, err := MethodsOf(tx, zone.ID)
	if err != nil {
		return nil, err
	}
	var options []Option
	for _, m := range methods {
		if price, ok := m.price(p); ok && m.Active {
			options = append(options, Option{ID: m.ID.Text(MethodPrefix), Method: m.ID, Name: m.Name, Price: price, Estimate: m.Estimate, TaxCategory: m.TaxCategory})
		}
	}
	return options, nil
}

// Quote returns one option again, as it is now. One that is not offered for the
// parcel (any more) is errs.Conflict.
func Quote(tx *db.Tx, p Parcel, option string) (Option, error) {
	options, err := Options(tx, p)
	if err != nil {
		return Option{}, err
	}
	for _, o := range options {
		if o.ID == option {
			return o, nil
		}
	}
	return Option{}, errs.Conflict("This way of delivery is not available for this address. Please choose another.")
}

// Ready says whether the shop delivers anywhere: an active method exists.
func Ready(tx *db.Tx) (bool, error) {
	n, err := db.One[int64](tx, `SELECT COUNT(*) FROM delivery_method WHERE shop_id = $1 AND active = TRUE`)
	return n > 0, err
}
