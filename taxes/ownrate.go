package taxes

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/money"
	"github.com/coulisse/coulisse/shops"
)

// RatePrefix begins the ids of the shop's own rates outside the program.
const RatePrefix = "txa"

// OwnRate is a rate the merchant put over the seed.
type OwnRate struct {
	ID        id.ID
	Country   string
	Category  string
	Rate      money.Rate
	ValidFrom string // first day, "" = always
	ValidTo   string // last day, "" = open
	Note      string
	CreatedAt db.Time
}

func (r OwnRate) asRate() Rate {
	return Rate{Country: r.Country, Category: r.Category, Rate: r.Rate, ValidFrom: r.ValidFrom, ValidTo: r.ValidTo, Note: r.Note}
}

const ownRateColumns = `id, country, category, rate, valid_from, valid_to, note, created_at`

// OwnRates lists the shop's own rates by country, category and day.
func OwnRates(tx *db.Tx) ([]OwnRate, error) {
	return db.All[OwnRate](tx, `SELECT `+ownRateColumns+` FROM tax_rate WHERE shop_id = $1 ORDER BY country, category, valid_from, id`)
}

// OwnRateByID returns one; errs.NotFound when there is none.
func OwnRateByID(tx *db.Tx, rate id.ID) (OwnRate, error) {
	return db.One[OwnRate](tx, `SELECT `+ownRateColumns+` FROM tax_rate WHERE shop_id = $1 AND id = $2`, rate)
}

// SaveRateInput is a rate as the merchant wrote it; Percent is text ("5.5").
type SaveRateInput struct {
	ID                          id.ID // zero: a new one
	Country, Category, Percent  string
	ValidFrom, ValidTo, Comment string
}

// SaveRate creates or changes one of the shop's own rates. Two of them never hold on
// the same day for one country and category: that is errs.Invalid, as are unknown
// countries and categories, days that do not exist and rates beyond 0 to 100 %.
func SaveRate(tx *db.Tx, in SaveRateInput) (OwnRate, error) {
	rate, err := in.check()
	if err != nil {
		return rate, err
	}
	var before any
	rate.CreatedAt, rate.ID = tx.Now, in.ID
	if in.ID != 0 {
		old, err := OwnRateByID(tx, in.ID)
		if err != nil {
			return rate, err
		}
		rate.CreatedAt, before = old.CreatedAt, old
	} else {
		rate.ID = tx.NewID()
	}
	if err := refuseOverlap(tx, rate); err != nil {
		return rate, err
	}
	if err := putRate(tx, rate); err != nil {
		return rate, err
	}
	verb := "updated"
	if before == nil {
		verb = "created"
	}
	return rate, shops.Record(tx, shops.Change{Object: "tax_rate", ID: rate.ID, Title: rate.title(), Verb: verb, Before: before, After: rate, Undoable: true})
}

func (r OwnRate) title() string { return r.Country + " " + r.Category + " " + r.Rate.Percent() + " %" }

func (in SaveRateInput) check() (OwnRate, error) {
	wrong := errs.Invalid("Please check the marked fields.")
	rate := OwnRate{Country: strings.ToUpper(in.Country), Category: in.Category, ValidFrom: strings.TrimSpace(in.ValidFrom), ValidTo: strings.TrimSpace(in.ValidTo), Note: strings.TrimSpace(in.Comment)}
	if !knownRateCountry(rate.Country) {
		wrong.With("country", "“%s” is not a country we know. Choose it from the list.", in.Country)
	}
	if !KnownCategory(in.Category) || in.Category == Exempt {
		wrong.With("category", "Choose one of the tax categories that have a rate.")
	}
	parsed, err := money.ParseRate(in.Percent)
	if err != nil {
		wrong.With("percent", "“%s” is not a rate. Write a percentage like 20 or 5.5.", in.Percent)
	}
	rate.Rate = parsed
	for name, day := range map[string]string{"valid_from": rate.ValidFrom, "valid_to": rate.ValidTo} {
		if _, err := time.Parse(time.DateOnly, day); day != "" && err != nil {
			wrong.With(name, "“%s” is not a day that exists. Write it like 2026-11-22.", day)
		}
	}
	if len(wrong.Fields) == 0 && rate.ValidTo != "" && rate.ValidTo < rate.ValidFrom {
		wrong.With("valid_to", "The last day is before the first day.")
	}
	if len(rate.Note) > 300 {
		wrong.With("note", "This text is too long. Keep it below 300 letters.")
	}
	return rate, wrong.OrNil()
}

// knownRateCountry takes countries and the regions with rates of their own.
func knownRateCountry(country string) bool {
	for _, t := range Territories() {
		if t.Code == country {
			return true
		}
	}
	return knownCountry(country)
}

func refuseOverlap(tx *db.Tx, rate OwnRate) error {
	all, err := OwnRates(tx)
	if err != nil {
		return err
	}
	for _, other := range all {
		same := other.ID != rate.ID && other.Country == rate.Country && other.Category == rate.Category
		apart := other.ValidTo != "" && other.ValidTo < rate.ValidFrom || rate.ValidTo != "" && rate.ValidTo < other.ValidFrom
		if same && !apart {
			return errs.InvalidField("valid_from", "Another rate of yours (%s %%) already holds on some of these days. End it first.", other.Rate.Percent())
		}
	}
	return nil
}

// RemoveRate takes one of the shop's own rates away, so that the seed holds again.
func RemoveRate(tx *db.Tx, rate id.ID) error {
	before, err := OwnRateByID(tx, rate)
	if err != nil {
		return err
	}
	if err := deleteRate(tx, rate); err != nil {
		return err
	}
	return shops.Record(tx, shops.Change{Object: "tax_rate", ID: rate, Title: before.title(), Verb: "deleted", Before: before, Undoable: true})
}

func putRate(tx *db.Tx, r OwnRate) error {
	db.Forget(tx, sellerKey{})
	_, err := tx.Exec(`INSERT INTO tax_rate (shop_id, id, country, category, rate, valid_from, valid_to, note, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (shop_id, id) DO UPDATE SET country = excluded.country, category = excluded.category, rate = excluded.rate,
			valid_from = excluded.valid_from, valid_to = excluded.valid_to, note = excluded.note`,
		r.ID, r.Country, r.Category, r.Rate, r.ValidFrom, r.ValidTo, r.Note, r.CreatedAt)
	return err
}

func deleteRate(tx *db.Tx, rate id.ID) error {
	db.Forget(tx, sellerKey{})
	_, err := tx.Exec(`DELETE FROM tax_rate WHERE shop_id = $1 AND id = $2`, rate)
	return err
}

func restoreRate(tx *db.Tx, rate id.ID, before []byte) error {
	if before == nil {
		return deleteRate(tx, rate)
	}
	var r OwnRate
	if err := json.Unmarshal(before, &r); err != nil {
		return err
	}
	return putRate(tx, r)
}
