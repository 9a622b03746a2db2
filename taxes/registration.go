package taxes

import (
	"encoding/json"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/shops"
)

// RegistrationPrefix begins the ids of registrations outside the program.
const RegistrationPrefix = "txr"

// Registration is a VAT number of the shop in a country other than its own. Goods that
// arrive there are taxed there.
type Registration struct {
	ID        id.ID
	Country   string
	Number    string
	CreatedAt db.Time
}

// Registrations lists the shop's registrations in other countries, oldest first.
func Registrations(tx *db.Tx) ([]Registration, error) {
	return db.All[Registration](tx, `SELECT id, country, number, created_at FROM tax_registration WHERE shop_id = $1 ORDER BY id`)
}

// AddRegistration notes a VAT number in another country. The number must be well
// formed and of that country (errs.Invalid); one a country (errs.Conflict).
func AddRegistration(tx *db.Tx, country, number string) (Registration, error) {
	normalised, err := checkRegistration(tx, country, number)
	if err != nil {
		return Registration{}, err
	}
	r := Registration{ID: tx.NewID(), Country: country, Number: normalised, CreatedAt: tx.Now}
	all, err := Registrations(tx)
	if err != nil {
		return r, err
	}
	for _, other := range all {
		if other.Country == country {
			return r, errs.InvalidField("country", "This country is registered already.")
		}
	}
	if err := insertRegistration(tx, r); err != nil {
		return r, err
	}
	return r, shops.Record(tx, shops.Change{Object: "tax_registration", ID: r.ID, Title: r.Number, Verb: "created", After: r, Undoable: true})
}

func checkRegistration(tx *db.Tx, country, number string) (string, error) {
	at, err := placeOf(country, "")
	if err != nil {
		return "", err
	}
	shop, err := shops.Get(tx)
	if err != nil {
		return "", err
	}
	if at.Country == shop.Country {
		return "", errs.InvalidField("country", "This is the shop’s own country. Its VAT number stands under Settings, Shop.")
	}
	normalised, of, err := CheckVATNumberOf(country, number)
	switch {
	case err != nil && errs.As(err) != nil:
		return "", errs.InvalidField("number", errs.As(err).Message, errs.As(err).Args...)
	case err != nil:
		return "", err
	case of != country:
		return "", errs.InvalidField("number", "This number is of another country.")
	}
	return normalised, nil
}

// RemoveRegistration forgets a registration; errs.NotFound when there is none.
func RemoveRegistration(tx *db.Tx, registration id.ID) error {
	before, err := db.One[Registration](tx, `SELECT id, country, number, created_at FROM tax_registration WHERE shop_id = $1 AND id = $2`, registration)
	if err != nil {
		return err
	}
	if err := deleteRegistration(tx, registration); err != nil {
		return err
	}
	return shops.Record(tx, shops.Change{Object: "tax_registration", ID: registration, Title: before.Number, Verb: "deleted", Before: before, Undoable: true})
}

func insertRegistration(tx *db.Tx, r Registration) error {
	db.Forget(tx, sellerKey{})
	_, err := tx.Exec(`INSERT INTO tax_registration (shop_id, id, country, number, created_at) VALUES ($1, $2, $3, $4, $5)`,
		r.ID, r.Country, r.Number, r.CreatedAt)
	return err
}

func deleteRegistration(tx *db.Tx, registration id.ID) error {
	db.Forget(tx, sellerKey{})
	_, err := tx.Exec(`DELETE FROM tax_registration WHERE shop_id = $1 AND id = $2`, registration)
	return err
}

func restoreRegistration(tx *db.Tx, registration id.ID, before []byte) error {
	if err := deleteRegistration(tx, registration); err != nil || before == nil {
		return err
	}
	var r Registration
	if err := json.Unmarshal(before, &r); err != nil {
		return err
	}
	return insertRegistration(tx, r)
}
