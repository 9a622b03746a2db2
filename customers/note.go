package customers

import (
	"strings"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/shops"
)

// Note is what staff wrote down about a customer; customers never see it.
type Note struct {
	ID        id.ID
	Body      string
	Author    string
	CreatedAt db.Time
}

// AddNote keeps a note with its author, and records it in the history.
func AddNote(tx *db.Tx, customer id.ID, body string) error {
	c, err := Get(tx, customer)
	if err != nil {
		return err
	}
	body = strings.TrimSpace(body)
	if body == "" {
		return errs.InvalidField("body", "Write something first.")
	}
	if len(body) > maxNote {
		return errs.InvalidField("body", "Use %d characters at most.", maxNote)
	}
	if _, err := tx.Exec(`INSERT INTO customer_note (shop_id, id, customer_id, body, author, created_at) VALUES ($1, $2, $3, $4, $5, $6)`,
		tx.NewID(), customer, body, tx.Actor.Name, tx.Now); err != nil {
		return err
	}
	return shops.Record(tx, shops.Change{Object: objectCustomer, ID: c.ID, Title: c.Label(), Verb: "noted", After: map[string]string{"note": body}})
}

// Notes returns the notes about a customer, the newest first.
func Notes(tx *db.Tx, customer id.ID) ([]Note, error) {
	return db.All[Note](tx, `SELECT n.id, n.body, n.author, n.created_at FROM customer_note n
		WHERE n.shop_id = $1 AND n.customer_id = $2 ORDER BY n.id DESC LIMIT 200`, customer)
}
