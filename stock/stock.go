// Package stock knows how many of each variant are there, what is promised, and why.
//
// A level is the stock of one variant at one location: on hand, reserved by orders,
// and available (on hand less reserved). Each shop has one default location. On hand
// changes only by a movement, which is never altered and carries the number it left
// behind, so that "why is it 47?" has an answer line by line. A reservation holds
// units for an order, for a while or for good; it is no movement.
//
// Available never falls below zero unless the variant may be ordered back or is not
// counted: each change is one conditional statement whose row count is looked at, and
// a CHECK stands behind it.
//
// Value is what the units on hand cost: the weighted average cost (AVCO). Units leave
// with their share of it, the last unit with the rest, so that the value is zero when
// the stock is. Unknown costs are taken from the variant when units leave.
//
// A reservation goes: reserved until a time → claimed (no expiry) → shipped or
// released. An expired one is released by the periodic job, and announced.
//
// Tables: stock_location, stock_level, stock_reservation, stock_movement.
//
// Announces: Left, CameBack, Adjusted, HoldExpired. Hears: shops.Opened (the default
// location), catalog.ProductChanged (may a variant be ordered back, is it counted).
package stock

import (
	"embed"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/id"
)

// Migrations are the tables of this department.
//
//go:embed migrations/*.sql
var Migrations embed.FS

// Lang holds the translations of its sentences.
//
//go:embed lang
var Lang embed.FS

// Prefixes of the ids this department hands out.
const (
	LocationPrefix = "loc"
	MovementPrefix = "mov"
)

// MaxQuantity bounds every quantity a person or a file may give.
const MaxQuantity = int64(1_000_000_000)

// Left says that units left the house for an order. Cost is what leaves the value of
// the stock, in minor units of the shop's currency.
type Left struct {
	Order    id.ID `json:"order"`
	Shipment id.ID `json:"shipment"`
	Variant  id.ID `json:"variant"`
	Quantity int64 `json:"quantity"`
	UnitCost int64 `json:"unit_cost"`
	Cost     int64 `json:"cost"`
}

// FactName names the fact.
func (Left) FactName() string { return "stock.left" }

// CameBack says that units of an order are on the shelf again, at the cost they left with.
type CameBack struct {
	Order    id.ID `json:"order"`
	Refund   id.ID `json:"refund"`
	Variant  id.ID `json:"variant"`
	Quantity int64 `json:"quantity"`
	UnitCost int64 `json:"unit_cost"`
	Cost     int64 `json:"cost"`
}

// FactName names the fact.
func (CameBack) FactName() string { return "stock.came_back" }

// Adjusted says that a person, a count or an import changed what is on hand, or that
// units got a cost that was unknown (Quantity 0, Reason "revalued"). Cost is signed
// like Quantity: what the value of the stock rose by.
type Adjusted struct {
	Movement id.ID  `json:"movement"`
	Variant  id.ID  `json:"variant"`
	Quantity int64  `json:"quantity"`
	UnitCost int64  `json:"unit_cost"`
	Cost     int64  `json:"cost"`
	Reason   string `json:"reason"`
}

// FactName names the fact.
func (Adjusted) FactName() string { return "stock.adjusted" }

// HoldExpired says that the units held for this owner are free again.
type HoldExpired struct {
	Owner id.ID `json:"owner"`
}

// FactName names the fact.
func (HoldExpired) FactName() string { return "stock.hold_expired" }

type locationKey struct{}

// DefaultLocation returns the shop's default location and makes it when it is the first use.
func DefaultLocation(tx *db.Tx) (id.ID, error) {
	return db.Memo(tx, locationKey{}, func() (id.ID, error) {
		location, found, err := db.Maybe[id.ID](tx, `SELECT id FROM stock_location WHERE shop_id = $1 AND is_default = TRUE`)
		if err != nil || found {
			return location, err
		}
		_, err = tx.Exec(`INSERT INTO stock_location (shop_id, id, name, is_default) VALUES ($1, $2, 'Main', TRUE)
			ON CONFLICT (shop_id, is_default) WHERE is_default = TRUE DO NOTHING`, tx.NewID())
		if err != nil {
			return 0, err
		}
		return db.One[id.ID](tx, `SELECT id FROM stock_location WHERE shop_id = $1 AND is_default = TRUE`)
	})
}
