package customers

import (
	"encoding/json"
	"fmt"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/shops"
)

// profile is what a change of a customer shows and what Undo restores.
type profile struct {
	Name   string `json:"name"`
	Email  string `json:"email"`
	Phone  string `json:"phone"`
	Locale string `json:"locale"`
}

func profileOf(c Customer) profile {
	return profile{Name: c.Name, Email: c.Email, Phone: c.Phone, Locale: c.Locale}
}

// Restorers tell the history how a customer becomes what it was.
func Restorers() shops.Restorers {
	return shops.Restorers{objectCustomer: restore}
}

func restore(tx *db.Tx, customer id.ID, before []byte) error {
	var p profile
	if err := json.Unmarshal(before, &p); err != nil {
		return fmt.Errorf("read the customer as it was: %w", err)
	}
	_, err := Update(tx, UpdateInput{Customer: customer, Name: p.Name, Email: p.Email, Phone: p.Phone, Locale: p.Locale})
	return err
}
