package stock

import (
	"github.com/coulisse/coulisse/catalog"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/id"
)

// Verify derives every level again from its movements and reservations and reports
// each difference: a movement that is missing or was changed, a sum that is wrong, a
// reservation without its level.
func Verify(tx *db.Tx, report func(problem string, args ...any)) error {
	if err := verifyLog(tx, report); err != nil {
		return err
	}
	return verifyLevels(tx, report)
}

type logLine struct {
	VariantID, LocationID id.ID
	Seq, Quantity, Cost   int64
	OnHand, Value         int64
}

func verifyLog(tx *db.Tx, report func(problem string, args ...any)) error {
	var last logLine
	return db.Each(tx, `SELECT variant_id, location_id, seq, quantity, cost, on_hand, value FROM stock_movement
		WHERE shop_id = $1 ORDER BY variant_id, location_id, seq`, nil, func(m logLine) error {
		if m.VariantID != last.VariantID || m.LocationID != last.LocationID {
			last = logLine{VariantID: m.VariantID, LocationID: m.LocationID}
		}
		name := m.VariantID.Text(catalog.VariantPrefix)
		if m.Seq != last.Seq+1 {
			report("stock of %s: movement %d is missing", name, last.Seq+1)
		}
		if m.Seq == last.Seq+1 && (m.OnHand != last.OnHand+m.Quantity || m.Value != last.Value+m.Cost) {
			report("stock of %s: movement %d says %d on hand, its log adds up to %d", name, m.Seq, m.OnHand, last.OnHand+m.Quantity)
		}
		last = m
		return nil
	})
}

type levelLine struct {
	VariantID                  id.ID
	OnHand, Reserved           int64
	Value, Moves               int64
	Logged, LoggedValue, Lines int64
	Held                       int64
}

func verifyLevels(tx *db.Tx, report func(problem string, args ...any)) error {
	return db.Each(tx, `SELECT l.variant_id, l.on_hand, l.reserved, l.value, l.moves,
			CAST(COALESCE((SELECT SUM(m.quantity) FROM stock_movement m WHERE m.shop_id = l.shop_id AND m.variant_id = l.variant_id AND m.location_id = l.location_id), 0) AS BIGINT) AS logged,
			CAST(COALESCE((SELECT SUM(m.cost) FROM stock_movement m WHERE m.shop_id = l.shop_id AND m.variant_id = l.variant_id AND m.location_id = l.location_id), 0) AS BIGINT) AS logged_value,
			(SELECT COUNT(*) FROM stock_movement m WHERE m.shop_id = l.shop_id AND m.variant_id = l.variant_id AND m.location_id = l.location_id) AS lines,
			CAST(COALESCE((SELECT SUM(r.quantity) FROM stock_reservation r WHERE r.shop_id = l.shop_id AND r.variant_id = l.variant_id AND r.location_id = l.location_id), 0) AS BIGINT) AS held
		FROM stock_level l WHERE l.shop_id = $1 ORDER BY l.variant_id`, nil, func(l levelLine) error {
		name := l.VariantID.Text(catalog.VariantPrefix)
		if l.OnHand != l.Logged {
			report("stock of %s: the level says %d on hand, its movements %d", name, l.OnHand, l.Logged)
		}
		if l.Value != l.LoggedValue {
			report("stock of %s: the level is worth %d, its movements %d", name, l.Value, l.LoggedValue)
		}
		if l.Moves != l.Lines {
			report("stock of %s: %d movements were made, %d are there", name, l.Moves, l.Lines)
		}
		if l.Reserved != l.Held {
			report("stock of %s: the level says %d reserved, orders hold %d", name, l.Reserved, l.Held)
		}
		return nil
	})
}
