package stock

import (
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/money"
)

// The kinds of movements.
const (
	KindAdjusted = "adjusted"
	KindImported = "imported"
	KindLeft     = "left"
	KindCameBack = "came_back"
	KindRevalued = "revalued"
)

// Movement is one line of the log: what changed, why, by whom, and what it left behind.
type Movement struct {
	ID        id.ID
	VariantID id.ID
	Seq       int64
	Kind      string
	Quantity  int64
	Cost      int64
	OnHand    int64
	Value     int64
	Reason    string
	Note      string
	OrderID   id.ID
	SourceID  id.ID
	ActorKind string
	ActorID   id.ID
	ActorName string
	CreatedAt db.Time
}

// step is a movement to be made: how the level changes follows from the level found.
type step struct {
	variant  id.ID
	kind     string
	reason   string
	note     string
	order    id.ID
	source   id.ID
	quantity func(level levelRow) (int64, error) // signed
	cost     func(level levelRow, quantity int64) (int64, error)
	unhold   int64 // units that leave reserved together with on hand
}

// move makes one movement. It reads the level, computes and writes on condition that
// nobody moved it meanwhile, else it reads again: so it is right at any isolation.
// A quantity of zero with no cost makes no movement.
func move(tx *db.Tx, location id.ID, s step) (Movement, error) {
	for range movePatience {
		level, known, err := levelOf(tx, location, s.variant)
		if err != nil {
			return Movement{}, err
		}
		if !known {
			if err := ensure(tx, location, []id.ID{s.variant}); err != nil {
				return Movement{}, err
			}
			if level, known, err = levelOf(tx, location, s.variant); err != nil {
				return Movement{}, err
			}
			if !known {
				return Movement{}, errs.NotFound("This variant does not exist or has been removed.")
			}
		}
		quantity, err := s.quantity(level)
		if err != nil {
			return Movement{}, err
		}
		cost, err := s.cost(level, quantity)
		if err != nil || quantity == 0 && cost == 0 {
			return Movement{}, err
		}
		if err := allowed(tx, s, level, quantity); err != nil {
			return Movement{}, err
		}
		hit, err := tx.Exec(`UPDATE stock_level SET on_hand = on_hand + $4, value = value + $5, reserved = reserved - $6, moves = moves + 1, updated_at = $7,
				loose = (back_order OR NOT tracked OR on_hand + $4 < reserved - $6)
			WHERE shop_id = $1 AND variant_id = $2 AND location_id = $3 AND moves = $8 AND reserved >= $6
				AND (back_order OR NOT tracked OR on_hand + $4 >= reserved - $6 OR $4 >= 0 OR $9)`,
			s.variant, location, quantity, cost, s.unhold, tx.Now, level.Moves, s.kind == KindLeft && s.unhold == -quantity)
		if err != nil {
			return Movement{}, err
		}
		if hit > 0 {
			db.Touch(tx)
			return log(tx, location, s, level, quantity, cost)
		}
	}
	return Movement{}, errs.Conflict("The stock of this variant changes too fast. Try again.")
}

// movePatience bounds how often a movement is computed again.
const movePatience = 200

// allowed refuses what would leave less on hand than orders hold. Shipping what the
// order itself holds is always allowed.
func allowed(tx *db.Tx, s step, level levelRow, quantity int64) error {
	if level.free() || quantity >= 0 || s.unhold == -quantity && level.OnHand >= -quantity {
		return nil
	}
	if level.OnHand+quantity >= level.Reserved-s.unhold {
		return nil
	}
	if s.kind == KindLeft {
		return shortage(tx, []Demand{{s.variant, -quantity}})
	}
	if level.OnHand+quantity < 0 {
		return errs.InvalidField("quantity", "Only %d are there; stock cannot fall below zero.", level.OnHand)
	}
	return errs.InvalidField("quantity", "%d of the %d on hand are reserved by orders. Cancel an order or allow back-orders first.", level.Reserved, level.OnHand)
}

func log(tx *db.Tx, location id.ID, s step, level levelRow, quantity, cost int64) (Movement, error) {
	m := Movement{ID: tx.NewID(), VariantID: s.variant, Seq: level.Moves + 1, Kind: s.kind, Quantity: quantity, Cost: cost,
		OnHand: level.OnHand + quantity, Value: level.Value + cost, Reason: s.reason, Note: s.note, OrderID: s.order, SourceID: s.source,
		ActorKind: tx.Actor.Kind, ActorID: tx.Actor.ID, ActorName: tx.Actor.Name, CreatedAt: tx.Now}
	_, err := tx.Exec(`INSERT INTO stock_movement (shop_id, variant_id, location_id, seq, id, kind, quantity, cost, on_hand, value, reason, note,
			order_id, source_id, actor_kind, actor_id, actor_name, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`,
		m.VariantID, location, m.Seq, m.ID, m.Kind, m.Quantity, m.Cost, m.OnHand, m.Value, m.Reason, m.Note,
		m.OrderID, m.SourceID, m.ActorKind, m.ActorID, m.ActorName, m.CreatedAt)
	return m, err
}

// leavingCost is what quantity units take out of the value: their share of it, the
// last unit the rest. Units below zero leave at the average that was, else at unit,
// the cost of the variant.
func leavingCost(level levelRow, quantity, unit int64) int64 {
	there := min(max(level.OnHand, 0), quantity)
	var cost int64
	if there > 0 {
		cost = money.MulDiv(max(level.Value, 0), there, level.OnHand)
	}
	return cost + (quantity-there)*unit
}

// comingCost is what quantity units bring into the value: first they cover units that
// left below zero, at the cost these left with, then they count at unit.
func comingCost(level levelRow, quantity, unit int64) int64 {
	var cost int64
	if level.OnHand < 0 {
		cover := min(-level.OnHand, quantity)
		cost = -money.MulDiv(min(level.Value, 0), cover, -level.OnHand)
		quantity -= cover
	}
	return cost + quantity*unit
}
