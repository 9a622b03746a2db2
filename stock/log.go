package stock

import (
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/id"
)

const movementColumns = `m.id, m.variant_id, m.seq, m.kind, m.quantity, m.cost, m.on_hand, m.value, m.reason, m.note, m.order_id, m.source_id,
	m.actor_kind, m.actor_id, m.actor_name, m.created_at`

// MovementsInput pages through the log, newest first; Variant 0 is all variants. From and
// To are moments.
type MovementsInput struct {
	Variant  id.ID
	Kind     string
	Reason   string
	Order    id.ID
	From, To db.Time
	After    string
	Before   string
	Limit    int
}

// Movements returns a page of the log: the answer to "why is it 47?".
func Movements(tx *db.Tx, in MovementsInput) (db.Page[Movement], error) {
	if in.Limit < 1 || in.Limit > 250 {
		in.Limit = 50
	}
	by := db.Order[Movement]{Name: "created_at", ID: `m.id`, Row: func(m Movement) int64 { return int64(m.ID) }}
	return db.ReadList(tx, in.listing(), by, db.Reading{After: in.After, Before: in.Before, Limit: in.Limit, Desc: true})
}

// CountMovements counts what Movements would list, most at the utmost.
func CountMovements(tx *db.Tx, in MovementsInput, most int64) (db.Counted, error) {
	return db.CountList(tx, in.listing(), most)
}

// listing is what is asked for, condition by condition, with the indexes each has.
func (in MovementsInput) listing() db.Listing {
	l := db.Listing{Text: `SELECT ` + movementColumns + ` FROM stock_movement m WHERE m.shop_id = $1`, Alias: "m"}
	add := func(yes bool, p db.Part) {
		if yes {
			l.Parts = append(l.Parts, p)
		}
	}
	served := []string{"created_at"}
	add(in.Order != 0, db.Part{Cond: `row.order_id = ? AND row.order_id <> 0`, Args: []any{in.Order}, Serves: served})
	add(in.Variant != 0, db.Part{Cond: `row.variant_id = ?`, Args: []any{in.Variant}, Serves: served})
	add(in.Reason != "", db.Part{Cond: `row.reason = ?`, Args: []any{in.Reason}, Serves: served})
	add(in.Kind != "", db.Part{Cond: `row.kind = ?`, Args: []any{in.Kind}, Serves: served})
	add(in.From != 0, db.Part{Cond: `row.created_at >= ?`, Args: []any{in.From}})
	add(in.To != 0, db.Part{Cond: `row.created_at < ?`, Args: []any{in.To}})
	return l
}

// Hold is what one order holds of a variant.
type Hold struct {
	OwnerID   id.ID
	Quantity  int64
	ExpiresAt db.Time
	CreatedAt db.Time
}

// Holds lists who holds units of a variant, oldest first.
func Holds(tx *db.Tx, variant id.ID) ([]Hold, error) {
	return db.All[Hold](tx, `SELECT owner_id, quantity, expires_at, created_at FROM stock_reservation
		WHERE shop_id = $1 AND variant_id = $2 AND quantity > 0 ORDER BY created_at, owner_id LIMIT 100`, variant)
}
