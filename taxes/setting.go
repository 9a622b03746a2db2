package taxes

import (
	"encoding/json"
	"strings"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/shops"
)

// Setting is how the shop charges tax.
type Setting struct {
	// Registered: the shop charges the VAT of its own country. A small business below
	// the limit of its country does not. Kept with the shop as VATExempt.
	Registered bool `json:"-" db:"-"`
	// OSS: distance sales to other member states are taxed where they arrive and
	// declared by the one-stop shop.
	OSS bool
	// Mention is the shop's own sentence on invoices without VAT of a small business.
	Mention string
}

// Settings returns the shop's setting; registered and no OSS when nothing was set.
func Settings(tx *db.Tx) (Setting, error) {
	shop, err := shops.Get(tx)
	if err != nil {
		return Setting{}, err
	}
	setting, _, err := db.Maybe[Setting](tx, `SELECT oss, mention FROM tax_setting WHERE shop_id = $1`)
	setting.Registered = !shop.VATExempt
	return setting, err
}

// SaveInput is the tax side of the shop's settings.
type SaveInput struct {
	Setting
	PricesIncludeTax bool
	TaxID            string // the shop's own VAT number; may be empty
}

// Save sets how the shop charges tax. OSS needs a registration at home, and a VAT
// number must be well formed where its country's form is known: else errs.Invalid.
func Save(tx *db.Tx, in SaveInput) error {
	before, err := Settings(tx)
	if err != nil {
		return err
	}
	shop, err := shops.Get(tx)
	if err != nil {
		return err
	}
	if err := in.check(shop.Country); err != nil {
		return err
	}
	exempt := !in.Registered
	if err := shops.Update(tx, shops.UpdateInput{VATExempt: &exempt, PricesIncludeTax: &in.PricesIncludeTax, TaxID: &in.TaxID}); err != nil {
		return err
	}
	db.Forget(tx, sellerKey{})
	if in.OSS == before.OSS && in.Mention == before.Mention {
		return nil
	}
	if err := write(tx, in.Setting); err != nil {
		return err
	}
	return shops.Record(tx, shops.Change{Object: "tax_setting", ID: tx.Shop, Title: "Taxes", Verb: "updated", Before: before, After: in.Setting, Undoable: true})
}

func (in *SaveInput) check(country string) error {
	wrong := errs.Invalid("Please check the marked fields.")
	in.Mention, in.TaxID = strings.TrimSpace(in.Mention), strings.TrimSpace(in.TaxID)
	if in.OSS && !in.Registered {
		wrong.With("oss", "The one-stop shop needs a VAT registration. Say first that the shop charges VAT.")
	}
	if len(in.Mention) > 300 {
		wrong.With("mention", "This text is too long. Keep it below 300 letters.")
	}
	prefix := country
	if country == "GR" {
		prefix = "EL"
	}
	if _, known := vatForms[prefix]; known && in.TaxID != "" {
		normalised, _, err := CheckVATNumberOf(country, in.TaxID)
		if refusal := errs.As(err); refusal != nil {
			wrong.With("tax_id", refusal.Message, refusal.Args...)
		}
		in.TaxID = normalised
	}
	return wrong.OrNil()
}

func write(tx *db.Tx, s Setting) error {
	db.Forget(tx, sellerKey{})
	_, err := tx.Exec(`INSERT INTO tax_setting (shop_id, oss, mention, updated_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (shop_id) DO UPDATE SET oss = excluded.oss, mention = excluded.mention, updated_at = excluded.updated_at`,
		s.OSS, s.Mention, tx.Now)
	return err
}

// Restorers bring back settings, registrations and rates of before a change set.
func Restorers() shops.Restorers {
	return shops.Restorers{
		"tax_setting": func(tx *db.Tx, _ id.ID, before []byte) error {
			var s Setting
			if before != nil {
				if err := json.Unmarshal(before, &s); err != nil {
					return err
				}
			}
			return write(tx, s)
		},
		"tax_registration": restoreRegistration,
		"tax_rate":         restoreRate,
	}
}
