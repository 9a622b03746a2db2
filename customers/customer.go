package customers

import (
	"net/mail"
	"strings"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/search"
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/shops"
)

// Customer is somebody who bought. Spent is in the currency of the shop.
type Customer struct {
	ID          id.ID
	Email       string
	Reference   string
	Name        string
	Phone       string
	Locale      string
	Country     string
	City        string
	OrdersCount int64
	Spent       int64
	LastOrderAt db.Time
	CreatedAt   db.Time
	UpdatedAt   db.Time
	Version     int64
}

const columns = `c.id, c.email, c.reference, c.name, c.phone, c.locale, c.country, c.city, c.orders_count, c.spent,
	c.last_order_at, c.created_at, c.updated_at, c.version`

// Label is the name to show: name, e-mail or reference, whichever is known.
func (c Customer) Label() string {
	for _, label := range []string{c.Name, c.Email, c.Reference} {
		if label != "" {
			return label
		}
	}
	return "–"
}

// Get returns a customer of the shop, or NotFound.
func Get(tx *db.Tx, customer id.ID) (Customer, error) {
	c, err := db.One[Customer](tx, `SELECT `+columns+` FROM customer c WHERE c.shop_id = $1 AND c.id = $2`, customer)
	if errs.Is(err, errs.KindNotFound) {
		return c, errs.NotFound("This customer does not exist or has been removed.")
	}
	return c, err
}

// ByEmail returns the customer with that e-mail, folded, and whether there is one.
func ByEmail(tx *db.Tx, email string) (Customer, bool, error) {
	return db.Maybe[Customer](tx, `SELECT `+columns+` FROM customer c WHERE c.shop_id = $1 AND c.email_key = $2 AND c.email_key <> ''`, FoldEmail(email))
}

// FoldEmail is what makes two spellings of an e-mail address one person.
func FoldEmail(email string) string { return strings.ToLower(strings.TrimSpace(email)) }

// CheckEmail returns the address trimmed, or Invalid for the field "email".
func CheckEmail(email string) (string, error) {
	email = strings.TrimSpace(email)
	parsed, err := mail.ParseAddress(email)
	if err != nil || parsed.Address != email || len(email) > 254 || !strings.Contains(email[strings.LastIndexByte(email, '@')+1:], ".") {
		return "", errs.InvalidField("email", "Enter an e-mail address like name@example.com.")
	}
	return email, nil
}

// Input is what a sale knows of its buyer. Either Email or Reference names the person.
type Input struct {
	Email     string
	Reference string
	Name      string
	Phone     string
	Locale    string
	Address   Address
}

// Upsert finds the customer by folded e-mail (or by reference) or makes one, brings
// name, phone, language and place up to date and keeps the address. It is safe on the
// hot path: one upsert on a unique key.
func Upsert(tx *db.Tx, in Input) (Customer, error) {
	if in.Name == "" {
		in.Name = in.Address.Name
	}
	q := upsertByEmail
	if FoldEmail(in.Email) == "" {
		if in.Reference == "" {
			return Customer{}, errs.InvalidField("email", "Enter an e-mail address like name@example.com.")
		}
		q = upsertByReference
	}
	c, err := db.One[Customer](tx, q, tx.NewID(), strings.TrimSpace(in.Email), FoldEmail(in.Email), in.Reference, in.Name,
		search.Fold(in.Name), in.Phone, in.Locale, in.Address.Country, in.Address.City, tx.Now)
	if err != nil {
		return c, err
	}
	return c, keepAddress(tx, c.ID, in.Address)
}

const upsertByEmail = `INSERT INTO customer AS c (shop_id, id, email, email_key, reference, name, name_key, phone, locale, country, city, created_at, updated_at)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12)
	ON CONFLICT (shop_id, email_key) WHERE email_key <> '' DO UPDATE SET
		name = CASE WHEN excluded.name = '' THEN c.name ELSE excluded.name END,
		name_key = CASE WHEN excluded.name = '' THEN c.name_key ELSE excluded.name_key END,
		phone = CASE WHEN excluded.phone = '' THEN c.phone ELSE excluded.phone END,
		locale = CASE WHEN excluded.locale = '' THEN c.locale ELSE excluded.locale END,
		country = CASE WHEN excluded.country = '' THEN c.country ELSE excluded.country END,
		city = CASE WHEN excluded.city = '' THEN c.city ELSE excluded.city END,
		updated_at = excluded.updated_at, version = c.version + 1
	RETURNING ` + returned

const upsertByReference = `INSERT INTO customer AS c (shop_id, id, email, email_key, reference, name, name_key, phone, locale, country, city, created_at, updated_at)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12)
	ON CONFLICT (shop_id, reference) WHERE reference <> '' DO UPDATE SET updated_at = excluded.updated_at
	RETURNING ` + returned

const returned = `id, email, reference, name, phone, locale, country, city, orders_count, spent, last_order_at, created_at, updated_at, version`

func keepAddress(tx *db.Tx, customer id.ID, a Address) error {
	if a.Line1 == "" && a.City == "" {
		return nil
	}
	return tx.Later(`INSERT INTO customer_address (shop_id, id, customer_id, address_key, name, company, line1, line2,
			postal_code, city, region, country, phone, vat_number, used_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
		ON CONFLICT (shop_id, customer_id, address_key) DO UPDATE SET used_at = excluded.used_at`,
		tx.NewID(), customer, a.key(), a.Name, a.Company, a.Line1, a.Line2, a.PostalCode, a.City, a.Region, a.Country, a.Phone, a.VATNumber, tx.Now)
}

// Addresses returns the addresses a customer used, the latest first.
func Addresses(tx *db.Tx, customer id.ID) ([]Address, error) {
	return db.All[Address](tx, `SELECT a.name, a.company, a.line1, a.line2, a.postal_code, a.city, a.region, a.country, a.phone, a.vat_number
		FROM customer_address a WHERE a.shop_id = $1 AND a.customer_id = $2 ORDER BY a.used_at DESC, a.id DESC LIMIT 50`, customer)
}

// CountInput is a change of a customer's kept totals.
type CountInput struct {
	Customer id.ID
	Orders   int64
	Spent    int64
	At       db.Time // of the order, 0 when no order is counted
}

// Count adds to the kept totals of a customer, in the transaction of the fact that
// changes them. A customer of zero (an order without one) is left alone.
func Count(tx *db.Tx, in CountInput) error {
	if in.Customer == 0 {
		return nil
	}
	return tx.Later(`UPDATE customer SET orders_count = orders_count + $3, spent = spent + $4,
			last_order_at = CASE WHEN last_order_at < $5 THEN $5 ELSE last_order_at END
		WHERE shop_id = $1 AND id = $2`, in.Customer, in.Orders, in.Spent, in.At)
}

// UpdateInput changes what staff may change of a customer. Version is what the form
// was drawn from; 0 skips the check.
type UpdateInput struct {
	Customer id.ID
	Name     string
	Email    string
	Phone    string
	Locale   string
	Version  int64
}

// Update changes name, e-mail, phone and language and records a change set. It
// returns Invalid with field messages, and Conflict when another customer has that
// e-mail or the customer was changed meanwhile.
func Update(tx *db.Tx, in UpdateInput) (Customer, error) {
	before, err := Get(tx, in.Customer)
	if err != nil {
		return before, err
	}
	in.Name, in.Phone = strings.TrimSpace(in.Name), strings.TrimSpace(in.Phone)
	if in.Email != "" || before.Email != "" {
		if in.Email, err = CheckEmail(in.Email); err != nil {
			return before, err
		}
	}
	if len(in.Name) > maxAddressField || len(in.Phone) > maxAddressField {
		return before, errs.InvalidField("name", "Use %d characters at most.", maxAddressField)
	}
	if in.Version != 0 && in.Version != before.Version {
		return before, changedMeanwhile()
	}
	if err := write(tx, before, in); err != nil {
		return before, err
	}
	after, err := Get(tx, in.Customer)
	if err != nil {
		return after, err
	}
	if err := Index(tx, after.ID); err != nil {
		return after, err
	}
	return after, shops.Record(tx, shops.Change{Object: objectCustomer, ID: after.ID, Title: after.Label(), Verb: "updated",
		Before: profileOf(before), After: profileOf(after), Undoable: true})
}

func write(tx *db.Tx, before Customer, in UpdateInput) error {
	other, taken, err := ByEmail(tx, in.Email)
	if err != nil {
		return err
	}
	if taken && other.ID != before.ID {
		return errs.Conflict("Another customer already has this e-mail.").With("email", "Another customer already has this e-mail.")
	}
	n, err := tx.Exec(`UPDATE customer SET name = $3, name_key = $4, email = $5, email_key = $6, phone = $7, locale = $8,
			updated_at = $9, version = version + 1
		WHERE shop_id = $1 AND id = $2 AND version = $10`,
		before.ID, in.Name, search.Fold(in.Name), in.Email, FoldEmail(in.Email), in.Phone, in.Locale, tx.Now, before.Version)
	if err == nil && n == 0 {
		err = changedMeanwhile()
	}
	return err
}

func changedMeanwhile() error {
	return errs.Conflict("Somebody else changed this meanwhile. Look at it again, then save.")
}

// Index brings the customer's entry of the search up to date.
func Index(tx *db.Tx, customer id.ID) error {
	c, err := Get(tx, customer)
	if err != nil {
		return err
	}
	return search.Put(tx, search.Doc{Kind: searchKind, ID: c.ID, Title: c.Label(),
		Body: strings.Join([]string{c.Email, strings.NewReplacer("@", " ", ".", " ").Replace(c.Email), c.Reference, c.City, c.Phone}, " ")})
}

// SpokenLocales are the languages a customer can be written to.
func SpokenLocales() []text.Locale { return text.Locales() }
