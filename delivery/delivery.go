// Package delivery says where the shop delivers, what it costs, and what has left.
//
// A zone is a list of countries, of postal codes within them, or the rest of the
// world. The most specific zone wins: a postal code before its country, a country
// before the rest of the world. A method belongs to a zone and has a price: flat, by
// weight or by the value of the goods, free from a value on. A weight or value beyond
// the last band means that the method is not offered.
//
// A shipment is what left for an order: lines with quantities, carrier and tracking
// number. What may still be shipped is the business of orders.
//
// Tables: delivery_zone, delivery_method, shipment, shipment_line. It announces
// nothing and hears shops.opened: a new shop gets one flat rate for its own country.
package delivery

import (
	"embed"

	"github.com/coulisse/coulisse/kit/id"
)

// Migrations are the department's tables.
//
//go:embed migrations/*.sql
var Migrations embed.FS

// Lang are the translations of the department's sentences.
//
//go:embed lang/*.json
var Lang embed.FS

// Prefixes of the ids outside the program.
const (
	ZonePrefix     = "zon"
	MethodPrefix   = "met"
	ShipmentPrefix = "shp"
)

// Parcel is what is to be delivered: where to, grams, and the value of its goods in
// minor units after discounts.
type Parcel struct {
	Country, PostalCode string
	Weight, Value       int64
	Currency            string
}

// Option is one way to deliver a parcel.
type Option struct {
	ID          string // met_…
	Method      id.ID
	Name        string
	Price       int64
	Estimate    string
	TaxCategory string
}
