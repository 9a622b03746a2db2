package stock

import (
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/id"
)

const movementColumns = `m.id, m.variant_id, m.seq, m.kind, m.quantity, m.cost, m.on_hand, m.value, m.reason, m.note, m.order_id, m.source_id,
	m.actor_kind, m.actor_id, m.actor_name, m.created_at`

// MovementsInput pages through the log, newest first; Variant 0 is all variants.
type MovementsInput struct {
	Variant id.ID
	After   string
	Before  string
	Limit   int
}

// Movements returns a page of the log: the answer to "why is it 47?".
func Movements(tx *db.Tx, in MovementsInput) (db.Page[Movement], error) {
	if in.Limit < 1 || in.Limit > 250 {
		in.Limit = 50
	}
	q := db.Query(`SELECT ` + movementColumns + ` FROM stock_movement m WHERE m.shop_id = $1`)
	if in.Variant != 0 {
		q.And(`m.variant_id = ?`, in.Variant)
	}
	var at id.ID
	if cursor := in.After + in.Before; cursor != "" {
		if err := db.DecodeCursor(cursor, &at); err != nil {
			return db.Page[Movement]{}, err
		}
	}
	switch {
	case in.After != "":
		q.And(`m.id < ?`, at).Then(`ORDER BY m.id DESC LIMIT ?`, in.Limit+1)
	case in.Before != "":
		q.And(`m.id > ?`, at).Then(`ORDER BY m.id LIMIT ?`, in.Limit+1)
	default:
		q.Then(`ORDER BY m.id DESC LIMIT ?`, in.Limit+1)
	}
	rows, err := db.AllQ[Movement](tx, q)
	return db.NewPage(rows, in.Limit, in.After, in.Before, func(m Movement) string { return db.EncodeCursor(m.ID) }), err
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
