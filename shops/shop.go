package shops

import (
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/event"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/text"
)

// Shop is one tenant with its settings.
type Shop struct {
	ShopID           id.ID
	Handle           string // label of its host under the platform's domain
	Name             string
	Email            string // where buyers reach the shop
	Phone            string
	Country          string // ISO 3166-1 alpha-2, of the seller
	Currency         string // ISO 4217; fixed once something is sold
	Locale           string // default language of the storefront and of new content
	Languages        string // all languages of the storefront, by spaces, the default first
	Zone             string // IANA time zone
	PricesIncludeTax bool

	LegalName  string // firm as registered
	LegalForm  string // SARL, SAS, GmbH, Ltd …
	Capital    string // "10 000 €", a legal mention in France
	Line1      string
	Line2      string
	PostalCode string
	City       string
	Region     string
	TaxID      string // VAT number
	CompanyID  string // SIREN, HRB number, company number
	Register   string // "RCS Lyon", "Amtsgericht Berlin"
	Directors  string // Geschäftsführer; directors named on German letters
	LegalNote  string // anything more the law wants on invoices
	VATExempt  bool   `db:"vat_exempt"` // small-business scheme: no VAT is charged

	Plan        string // trial, own, or a plan of the operator
	TrialEnds   db.Time
	SuspendedAt db.Time
	CreatedAt   db.Time
	UpdatedAt   db.Time
	Version     int64
}

// States of a shop; see Shop.State.
const (
	StateTrial     = "trial"
	StateActive    = "active"
	StateClosed    = "closed"
	StateSuspended = "suspended"
)

// Plans known without an operator.
const (
	PlanTrial = "trial" // sign-up: seven days
	PlanOwn   = "own"   // made by the installation's own people: no end
)

// State says what may be done now. Closed: the trial is over without a plan; the admin is
// read-only, the storefront says "closed", nothing is deleted.
func (s Shop) State(now db.Time) string {
	switch {
	case s.SuspendedAt != 0:
		return StateSuspended
	case s.Plan != PlanTrial:
		return StateActive
	case now >= s.TrialEnds:
		return StateClosed
	}
	return StateTrial
}

// Sells says whether buyers may buy now.
func (s Shop) Sells(now db.Time) bool {
	state := s.State(now)
	return state == StateTrial || state == StateActive
}

// TrialDays is how many days of the trial are left, counting the one begun.
func (s Shop) TrialDays(now db.Time) int64 {
	const day = 24 * 60 * 60 * 1000
	if s.Plan != PlanTrial || now >= s.TrialEnds {
		return 0
	}
	return (int64(s.TrialEnds-now) + day - 1) / day
}

// Legal says whether what every invoice must show is there.
func (s Shop) Legal() bool { return len(s.LegalGaps()) == 0 }

// LegalGaps names what every invoice must show and is not there: a name, an address, a
// VAT number unless the shop charges none, and in France the SIREN.
func (s Shop) LegalGaps() []string {
	var gaps []string
	for _, must := range []struct {
		there bool
		name  string
	}{
		{s.LegalName != "", text.Key("the legal name")},
		{s.Line1 != "" && s.City != "", text.Key("the address")},
		{s.TaxID != "" || s.VATExempt, text.Key("the VAT number")},
		{s.CompanyID != "" || s.Country != "FR", text.Key("the SIREN")},
	} {
		if !must.there {
			gaps = append(gaps, must.name)
		}
	}
	return gaps
}

const shopColumns = `shop_id, handle, name, email, phone, country, currency, locale, languages, zone,
	prices_include_tax, legal_name, legal_form, capital, line1, line2, postal_code, city, region, tax_id,
	company_id, register, directors, legal_note, vat_exempt, plan, trial_ends, suspended_at, created_at,
	updated_at, version`

type shopKey struct{}

// Get returns the shop of the transaction, read once. Unknown: errs.NotFound.
func Get(tx *db.Tx) (Shop, error) {
	return db.Memo(tx, shopKey{}, func() (Shop, error) {
		return db.One[Shop](tx, `SELECT `+shopColumns+` FROM shop WHERE shop_id = $1`)
	})
}

// List returns all shops of the installation, oldest first; for the command line, the
// operator and jobs.
func List(tx *db.Tx) ([]Shop, error) {
	return db.All[Shop](db.System(tx, "list of shops"), `SELECT `+shopColumns+` FROM shop ORDER BY shop_id`)
}

// ByHandle finds a shop by its handle. Unknown: errs.NotFound.
func ByHandle(tx *db.Tx, handle string) (Shop, error) {
	sys := db.System(tx, "shop directory")
	s, found, err := db.Maybe[Shop](sys, `SELECT `+shopColumns+` FROM shop
		WHERE shop_id IN (SELECT h.shop_id FROM shop_host h WHERE h.host = $1)`, handle)
	if err == nil && !found {
		err = errs.NotFound("There is no shop with the handle %q.", handle)
	}
	return s, err
}

// SetPlan gives the shop a plan of the operator; it ends the trial.
func SetPlan(tx *db.Tx, plan string) error {
	return touch(tx, `UPDATE shop SET plan = $2, updated_at = $3, version = version + 1 WHERE shop_id = $1`, plan, tx.Now)
}

// Suspend stops the shop; Resume lets it go on. For the operator.
func Suspend(tx *db.Tx) error {
	return touch(tx, `UPDATE shop SET suspended_at = $2, updated_at = $2, version = version + 1 WHERE shop_id = $1`, tx.Now)
}

// Resume ends a suspension.
func Resume(tx *db.Tx) error {
	return touch(tx, `UPDATE shop SET suspended_at = 0, updated_at = $2, version = version + 1 WHERE shop_id = $1`, tx.Now)
}

// touch runs an update of the shop row, drops what the transaction had read, and tells.
func touch(tx *db.Tx, q string, args ...any) error {
	hit, err := tx.Exec(q, args...)
	if err != nil {
		return err
	}
	if hit == 0 {
		return errs.NotFound("This shop does not exist.")
	}
	db.Forget(tx, shopKey{})
	return event.Publish(tx, Updated{Shop: tx.Shop})
}
