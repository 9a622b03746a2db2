package shops

import (
	"slices"
	"strings"
	"time"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/event"
	"github.com/coulisse/coulisse/kit/id"
)

// UpdateInput changes settings; nil fields stay. Version, when not 0, must be that of
// the shop as it was read.
type UpdateInput struct {
	Name, Email, Phone, Handle                       *string
	Country, Currency, Locale, Languages, Zone       *string
	LegalName, LegalForm, Capital                    *string
	Line1, Line2, PostalCode, City, Region           *string
	TaxID, CompanyID, Register, Directors, LegalNote *string
	PricesIncludeTax, VATExempt                      *bool
	Version                                          int64
}

// Settings is what a change set keeps of the shop, and what Undo restores.
type Settings struct {
	Name             string `json:"name"`
	Email            string `json:"email"`
	Phone            string `json:"phone"`
	Handle           string `json:"handle"`
	Country          string `json:"country"`
	Currency         string `json:"currency"`
	Locale           string `json:"locale"`
	Languages        string `json:"languages"`
	Zone             string `json:"zone"`
	PricesIncludeTax bool   `json:"prices_include_tax"`
	LegalName        string `json:"legal_name"`
	LegalForm        string `json:"legal_form"`
	Capital          string `json:"capital"`
	Line1            string `json:"line1"`
	Line2            string `json:"line2"`
	PostalCode       string `json:"postal_code"`
	City             string `json:"city"`
	Region           string `json:"region"`
	TaxID            string `json:"tax_id"`
	CompanyID        string `json:"company_id"`
	Register         string `json:"register"`
	Directors        string `json:"directors"`
	LegalNote        string `json:"legal_note"`
	VATExempt        bool   `json:"vat_exempt"`
}

// Update changes the settings of the shop. Wrong values: errs.Invalid by field. Taken
// handle or a version that has moved on: errs.Conflict.
func Update(tx *db.Tx, in UpdateInput) error {
	old, err := Get(tx)
	if err != nil {
		return err
	}
	if in.Version != 0 && in.Version != old.Version {
		return errs.Conflict("The settings were changed meanwhile. Look at them again before you save.").WithCode("version_conflict")
	}
	before, after := old.settings(), old.settings()
	after.apply(in)
	if after == before {
		return nil
	}
	if err = after.check(); err != nil {
		return err
	}
	return saveSettings(tx, before, after)
}

func saveSettings(tx *db.Tx, before, after Settings) error {
	if after.Handle != before.Handle {
		if err := moveHandle(tx, before.Handle, after.Handle); err != nil {
			return err
		}
	}
	_, err := tx.Exec(`UPDATE shop SET name = $2, email = $3, phone = $4, handle = $5, country = $6, currency = $7,
		locale = $8, languages = $9, zone = $10, prices_include_tax = $11, legal_name = $12, legal_form = $13,
		capital = $14, line1 = $15, line2 = $16, postal_code = $17, city = $18, region = $19, tax_id = $20,
		company_id = $21, register = $22, directors = $23, legal_note = $24, vat_exempt = $25,
		updated_at = $26, version = version + 1 WHERE shop_id = $1`,
		after.Name, after.Email, after.Phone, after.Handle, after.Country, after.Currency,
		after.Locale, after.Languages, after.Zone, after.PricesIncludeTax, after.LegalName, after.LegalForm,
		after.Capital, after.Line1, after.Line2, after.PostalCode, after.City, after.Region, after.TaxID,
		after.CompanyID, after.Register, after.Directors, after.LegalNote, after.VATExempt, tx.Now)
	if err != nil {
		return err
	}
	db.Forget(tx, shopKey{})
	if err = Record(tx, Change{Object: "shop", ID: tx.Shop, Title: after.Name, Verb: "updated",
		Before: before, After: after, Undoable: true}); err != nil {
		return err
	}
	return event.Publish(tx, Updated{Shop: tx.Shop})
}

// moveHandle takes the new handle into the directory and keeps the old one, so that
// links to it go on working.
func moveHandle(tx *db.Tx, from, to string) error {
	if err := CheckHandle(to); err != nil {
		return err
	}
	owner, taken, err := ByHost(tx, to)
	if err != nil {
		return err
	}
	if taken && owner != tx.Shop {
		return errs.Conflict("Please check the marked fields.").With("handle", "This address is already used by a shop.")
	}
	if !taken {
		if err = insertHost(tx, to, HostHandle, false); err != nil {
			return err
		}
	}
	wasMain, _, err := db.Maybe[bool](tx, `SELECT main FROM shop_host WHERE shop_id = $1 AND host = $2`, from)
	if err != nil || !wasMain {
		return err
	}
	_, err = tx.Exec(`UPDATE shop_host SET main = (host = $2) WHERE shop_id = $1`, to)
	return err
}

func (s Shop) settings() Settings {
	return Settings{s.Name, s.Email, s.Phone, s.Handle, s.Country, s.Currency, s.Locale, s.Languages, s.Zone,
		s.PricesIncludeTax, s.LegalName, s.LegalForm, s.Capital, s.Line1, s.Line2, s.PostalCode, s.City, s.Region,
		s.TaxID, s.CompanyID, s.Register, s.Directors, s.LegalNote, s.VATExempt}
}

func (s *Settings) apply(in UpdateInput) {
	for _, f := range []struct {
		to   *string
		from *string
	}{
		{&s.Name, in.Name}, {&s.Email, in.Email}, {&s.Phone, in.Phone}, {&s.Handle, in.Handle},
		{&s.Country, in.Country}, {&s.Currency, in.Currency}, {&s.Locale, in.Locale},
		{&s.Languages, in.Languages}, {&s.Zone, in.Zone}, {&s.LegalName, in.LegalName},
		{&s.LegalForm, in.LegalForm}, {&s.Capital, in.Capital}, {&s.Line1, in.Line1}, {&s.Line2, in.Line2},
		{&s.PostalCode, in.PostalCode}, {&s.City, in.City}, {&s.Region, in.Region}, {&s.TaxID, in.TaxID},
		{&s.CompanyID, in.CompanyID}, {&s.Register, in.Register}, {&s.Directors, in.Directors},
		{&s.LegalNote, in.LegalNote},
	} {
		if f.from != nil {
			*f.to = strings.TrimSpace(*f.from)
		}
	}
	if in.PricesIncludeTax != nil {
		s.PricesIncludeTax = *in.PricesIncludeTax
	}
	if in.VATExempt != nil {
		s.VATExempt = *in.VATExempt
	}
	s.TaxID = strings.ToUpper(strings.Join(strings.Fields(s.TaxID), ""))
	s.Languages = orderLanguages(s.Locale, s.Languages)
}

// orderLanguages puts the default language first and each one once.
func orderLanguages(first, all string) string {
	list := []string{first}
	for _, tag := range strings.Fields(all) {
		if !slices.Contains(list, tag) {
			list = append(list, tag)
		}
	}
	return strings.Join(list, " ")
}

func (s Settings) check() error {
	problem := errs.Invalid("Please check the marked fields.")
	collect := func(err error) {
		if e := errs.As(err); e != nil {
			problem.Fields = append(problem.Fields, e.Fields...)
		}
	}
	collect(checkName(s.Name))
	_, err := CheckEmail(s.Email)
	collect(err)
	if !KnownCountry(s.Country) {
		problem.With("country", "Unknown country %q: use its two-letter code, such as FR.", s.Country)
	}
	if !KnownCurrency(s.Currency) {
		problem.With("currency", "Unknown currency %q: use its three-letter code, such as EUR.", s.Currency)
	}
	for _, tag := range strings.Fields(s.Languages) {
		if !KnownLanguage(tag) {
			problem.With("locale", "Choose one of the languages of the list.")
		}
	}
	if _, err = time.LoadLocation(s.Zone); err != nil || s.Zone == "" || s.Zone == "Local" {
		problem.With("zone", "Unknown time zone: write one like Europe/Paris.")
	}
	s.checkLegal(problem)
	return problem.OrNil()
}

func (s Settings) checkLegal(problem *errs.Error) {
	for _, f := range []struct{ name, value string }{
		{"phone", s.Phone}, {"legal_name", s.LegalName}, {"legal_form", s.LegalForm}, {"capital", s.Capital},
		{"line1", s.Line1}, {"line2", s.Line2}, {"postal_code", s.PostalCode}, {"city", s.City}, {"region", s.Region},
		{"tax_id", s.TaxID}, {"company_id", s.CompanyID}, {"register", s.Register}, {"directors", s.Directors},
	} {
		if len(f.value) > 200 {
			problem.With(f.name, "Use at most %d characters.", 200)
		}
	}
	if len(s.LegalNote) > 2000 {
		problem.With("legal_note", "Use at most %d characters.", 2000)
	}
	digits := strings.Join(strings.Fields(s.CompanyID), "")
	if s.Country == "FR" && digits != "" && !validSIREN(digits) {
		problem.With("company_id", "A SIREN has 9 digits and a SIRET 14. Please check for a mistyped digit.")
	}
}

// validSIREN checks the Luhn digit of a SIREN or SIRET (INSEE). La Poste's SIRETs, which
// follow another rule, pass by their SIREN.
func validSIREN(digits string) bool {
	if len(digits) != 9 && len(digits) != 14 {
		return false
	}
	if strings.HasPrefix(digits, "356000000") && len(digits) == 14 {
		digits = digits[:9]
	}
	sum := 0
	for i := range digits {
		d := int(digits[len(digits)-1-i]) - '0'
		if d < 0 || d > 9 {
			return false
		}
		if i%2 == 1 {
			d *= 2
		}
		sum += d/10 + d%10
	}
	return sum%10 == 0
}

// OwnRestorers are those of this department: the settings of the shop.
func OwnRestorers() Restorers {
	return Restorers{"shop": restoreShop}
}

func restoreShop(tx *db.Tx, _ id.ID, before []byte) error {
	now, err := Get(tx)
	if err != nil {
		return err
	}
	var old Settings
	if err = decodeState(before, &old); err != nil {
		return err
	}
	if err = old.check(); err != nil {
		return err
	}
	return saveSettings(tx, now.settings(), old)
}
