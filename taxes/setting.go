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
	// the limit of its country does not.
	Registered bool
	// OSS: distance sales to other member states are taxed where they arrive and
	// declared by the one-stop shop.
	OSS bool
	// Mention is the shop's own sentence on invoices without VAT of a small business.
	Mention string
}

// Settings returns the shop's setting; registered and no OSS when nothing was set.
func Settings(tx *db.Tx) (Setting, error) {
	setting, found, err := db.Maybe[Setting](tx, `SELECT registered, oss, mention FROM tax_setting WHERE shop_id = $1`)
	if err == nil && !found {
		setting.Registered = true
	}
	return setting, err
}

// Save sets how the shop charges tax. OSS needs a registration at home: without it
// the setting is errs.Invalid.
func Save(tx *db.Tx, s Setting) error {
	before, err := Settings(tx)
	if err != nil {
		return err
	}
	s.Mention = strings.TrimSpace(s.Mention)
	if s.OSS && !s.Registered {
		return errs.InvalidField("oss", "The one-stop shop needs a VAT registration. Say first that the shop charges VAT.")
	}
	if len(s.Mention) > 300 {
		return errs.InvalidField("mention", "This text is too long. Keep it below 300 letters.")
	}
	if s == before {
		return nil
	}
	if err := write(tx, s); err != nil {
		return err
	}
	return shops.Record(tx, shops.Change{Object: "tax_setting", ID: tx.Shop, Title: "Taxes", Verb: "updated", Before: before, After: s, Undoable: true})
}

func write(tx *db.Tx, s Setting) error {
	db.Forget(tx, sellerKey{})
	_, err := tx.Exec(`INSERT INTO tax_setting (shop_id, registered, oss, mention, updated_at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (shop_id) DO UPDATE SET registered = excluded.registered, oss = excluded.oss, mention = excluded.mention, updated_at = excluded.updated_at`,
		s.Registered, s.OSS, s.Mention, tx.Now)
	return err
}

// Restorers bring back settings, registrations and rates of before a change set.
func Restorers() shops.Restorers {
	return shops.Restorers{
		"tax_setting": func(tx *db.Tx, _ id.ID, before []byte) error {
			s := Setting{Registered: true}
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
