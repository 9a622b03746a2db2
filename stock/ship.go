package stock

import (
	"github.com/coulisse/coulisse/catalog"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/event"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/money"
)

// Ship takes units out of the house for an order: on hand falls, and what the order
// held of them is no longer reserved. It announces Left for each variant with its
// cost. Conflict when neither the order's hold nor the free stock has enough.
func Ship(tx *db.Tx, order, shipment id.ID, demands []Demand) error {
	all, err := total(demands)
	if err != nil {
		return err
	}
	location, err := DefaultLocation(tx)
	if err != nil {
		return err
	}
	for _, d := range all {
		if err := shipOne(tx, location, order, shipment, d); err != nil {
			return err
		}
	}
	return nil
}

func shipOne(tx *db.Tx, location, order, shipment id.ID, d Demand) error {
	unit, err := costOf(tx, d.Variant)
	if err != nil {
		return err
	}
	if err := revalue(tx, location, d.Variant, unit); err != nil {
		return err
	}
	held, err := takeHold(tx, location, order, d)
	if err != nil {
		return err
	}
	m, err := move(tx, location, step{variant: d.Variant, kind: KindLeft, order: order, source: shipment, unhold: held,
		quantity: func(levelRow) (int64, error) { return -d.Quantity, nil },
		cost:     func(level levelRow, _ int64) (int64, error) { return -leavingCost(level, d.Quantity, unit), nil }})
	if errs.Is(err, errs.KindNotFound) {
		// The variant was deleted and never counted: nothing to move, nothing to cost.
		return nil
	}
	if err != nil {
		return err
	}
	return event.Publish(tx, Left{Order: order, Shipment: shipment, Variant: d.Variant, Quantity: d.Quantity,
		UnitCost: money.MulDiv(-m.Cost, 1, d.Quantity), Cost: -m.Cost})
}

// takeHold lowers the order's reservation and says by how much; the level's reserved
// follows in the movement itself.
func takeHold(tx *db.Tx, location, order id.ID, d Demand) (int64, error) {
	for {
		held, found, err := db.Maybe[int64](tx, `SELECT quantity FROM stock_reservation
			WHERE shop_id = $1 AND owner_id = $2 AND variant_id = $3 AND location_id = $4`, order, d.Variant, location)
		if err != nil || !found || held == 0 {
			return 0, err
		}
		take := min(held, d.Quantity)
		hit, err := tx.Exec(`UPDATE stock_reservation SET quantity = quantity - $5, expires_at = 0
			WHERE shop_id = $1 AND owner_id = $2 AND variant_id = $3 AND location_id = $4 AND quantity = $6`, order, d.Variant, location, take, held)
		if err != nil || hit > 0 {
			return take, err
		}
	}
}

// costOf is the variant's own cost, zero when unknown or when the variant is gone.
func costOf(tx *db.Tx, variant id.ID) (int64, error) {
	v, err := catalog.GetVariant(tx, variant)
	if errs.Is(err, errs.KindNotFound) {
		return 0, nil
	}
	return v.Cost, err
}

// revalue gives units on hand whose cost was unknown the cost of the variant, before
// they leave; the books hear of it.
func revalue(tx *db.Tx, location, variant id.ID, unit int64) error {
	level, known, err := levelOf(tx, location, variant)
	if err != nil || !known || unit == 0 || level.OnHand <= 0 || level.Value != 0 {
		return err
	}
	m, err := move(tx, location, step{variant: variant, kind: KindRevalued, reason: KindRevalued,
		quantity: func(levelRow) (int64, error) { return 0, nil },
		cost: func(level levelRow, _ int64) (int64, error) {
			if level.OnHand <= 0 || level.Value != 0 {
				return 0, nil
			}
			return money.Times(unit, level.OnHand)
		}})
	if err != nil || m.ID == 0 {
		return err
	}
	return event.Publish(tx, Adjusted{Movement: m.ID, Variant: variant, UnitCost: unit, Cost: m.Cost, Reason: KindRevalued})
}

// Return puts units of an order back on the shelf at the cost they left with, and
// announces CameBack. Conflict when more come back than ever left for the order.
func Return(tx *db.Tx, order, refund id.ID, demands []Demand) error {
	all, err := total(demands)
	if err != nil {
		return err
	}
	location, err := DefaultLocation(tx)
	if err != nil {
		return err
	}
	for _, d := range all {
		if err := returnOne(tx, location, order, refund, d); err != nil {
			return err
		}
	}
	return nil
}

func returnOne(tx *db.Tx, location, order, refund id.ID, d Demand) error {
	m, err := move(tx, location, step{variant: d.Variant, kind: KindCameBack, order: order, source: refund,
		quantity: func(levelRow) (int64, error) { return d.Quantity, nil },
		cost: func(levelRow, int64) (int64, error) {
			out, err := outFor(tx, order, d.Variant)
			if err != nil {
				return 0, err
			}
			if out.Quantity < d.Quantity {
				return 0, errs.Conflict("More units come back than have left for this order.")
			}
			return money.MulDiv(out.Cost, d.Quantity, out.Quantity), nil
		}})
	if errs.Is(err, errs.KindNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return event.Publish(tx, CameBack{Order: order, Refund: refund, Variant: d.Variant, Quantity: d.Quantity,
		UnitCost: money.MulDiv(m.Cost, 1, d.Quantity), Cost: m.Cost})
}

type out struct{ Quantity, Cost int64 }

// outFor is what left for the order and has not come back.
func outFor(tx *db.Tx, order, variant id.ID) (out, error) {
	return db.One[out](tx, `SELECT CAST(COALESCE(-SUM(quantity), 0) AS BIGINT) AS quantity, CAST(COALESCE(-SUM(cost), 0) AS BIGINT) AS cost
		FROM stock_movement WHERE shop_id = $1 AND order_id = $2 AND order_id <> 0 AND variant_id = $3`, order, variant)
}
