package event

import (
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/id"
)

// Happened is an event as it is stored: what the live stream of the admin tells from.
type Happened struct {
	ID        id.ID
	Name      string
	Fact      string // JSON
	ActorKind string
	ActorID   id.ID
	ActorName string
}

// Since returns the events of the shop after one, the oldest first.
func Since(tx *db.Tx, after id.ID, most int) ([]Happened, error) {
	return db.All[Happened](tx, `SELECT e.id, e.name, e.fact, e.actor_kind, e.actor_id, e.actor_name
		FROM event e WHERE e.shop_id = $1 AND e.id > $2 ORDER BY e.id LIMIT $3`, after, most)
}
