package delivery

import (
	"encoding/json"
	"strings"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/money"
	"github.com/coulisse/coulisse/shops"
)

// The kinds of price.
const (
	Flat     = "flat"
	ByWeight = "weight" // bands in grams
	ByPrice  = "price"  // bands in minor units of the goods
)

// Band is the price up to and including a weight or value; UpTo 0 has no limit.
type Band struct {
	UpTo  int64 `json:"up_to"`
	Price int64 `json:"price"`
}

// Method is one way to deliver in a zone.
type Method struct {
	ID          id.ID
	ZoneID      id.ID
	Name        string
	Estimate    string // in the merchant's words: "2 to 4 working days"
	Kind        string
	Bands       []Band `db:"bands,json"`
	FreeFrom    int64  // value of the goods; 0 = never
	TaxCategory string
	Active      bool
	Position    int64
	CreatedAt   db.Time
}

const methodColumns = `id, zone_id, name, estimate, kind, bands, free_from, tax_category, active, position, created_at`

// Methods lists all methods of the shop by zone and order.
func Methods(tx *db.Tx) ([]Method, error) {
	return db.All[Method](tx, `SELECT `+methodColumns+` FROM delivery_method WHERE shop_id = $1 ORDER BY zone_id, position, id`)
}

// MethodsOf lists the methods of one zone in their order.
func MethodsOf(tx *db.Tx, zone id.ID) ([]Method, error) {
	return db.All[Method](tx, `SELECT `+methodColumns+` FROM delivery_method WHERE shop_id = $1 AND zone_id = $2 ORDER BY position, id`, zone)
}

// MethodByID returns one method; errs.NotFound when there is none.
func MethodByID(tx *db.Tx, method id.ID) (Method, error) {
	return db.One[Method](tx, `SELECT `+methodColumns+` FROM delivery_method WHERE shop_id = $1 AND id = $2`, method)
}

// price is what the method costs for a parcel; false when it does not take it.
func (m Method) price(p Parcel) (int64, bool) {
	measure := p.Weight
	if m.Kind == ByPrice {
		measure = p.Value
	}
	for _, band := range m.Bands {
		if m.Kind == Flat || band.UpTo == 0 || measure <= band.UpTo {
			if m.FreeFrom > 0 && p.Value >= m.FreeFrom {
				return 0, true
			}
			return band.Price, true
		}
	}
	return 0, false
}

// SaveMethodInput is a method as the merchant set it.
type SaveMethodInput struct {
	ID                   id.ID // zero: a new one in Zone
	Zone                 id.ID
	Name, Estimate, Kind string
	Bands                []Band
	FreeFrom             int64
	TaxCategory          string
	Active               bool
}

// SaveMethod creates or changes a method. Bands must rise, and prices lie between
// zero and the limit of amounts: else errs.Invalid by field.
func SaveMethod(tx *db.Tx, in SaveMethodInput) (Method, error) {
	m, err := in.check()
	if err != nil {
		return m, err
	}
	change := shops.Change{Object: "delivery_method", Title: m.Name, Verb: "created", Undoable: true}
	if in.ID != 0 {
		old, err := MethodByID(tx, in.ID)
		if err != nil {
			return m, err
		}
		m.ID, m.ZoneID, m.Position, m.CreatedAt = old.ID, old.ZoneID, old.Position, old.CreatedAt
		change.Verb, change.Before = "updated", old
	} else if m, err = placed(tx, m, in.Zone); err != nil {
		return m, err
	}
	change.ID, change.After = m.ID, m
	if err := putMethod(tx, m); err != nil {
		return m, err
	}
	return m, shops.Record(tx, change)
}

// placed puts a new method at the end of its zone.
func placed(tx *db.Tx, m Method, zone id.ID) (Method, error) {
	if _, err := ZoneByID(tx, zone); err != nil {
		return m, err
	}
	position, err := db.One[int64](tx, `SELECT COALESCE(MAX(position), 0) + 1 FROM delivery_method WHERE shop_id = $1 AND zone_id = $2`, zone)
	m.ID, m.ZoneID, m.Position, m.CreatedAt = tx.NewID(), zone, position, tx.Now
	return m, err
}

func (in SaveMethodInput) check() (Method, error) {
	wrong := errs.Invalid("Please check the marked fields.")
	m := Method{Name: strings.TrimSpace(in.Name), Estimate: strings.TrimSpace(in.Estimate), Kind: in.Kind,
		FreeFrom: in.FreeFrom, TaxCategory: in.TaxCategory, Active: in.Active}
	if m.Name == "" || len(m.Name) > 100 {
		wrong.With("name", "Give the method a name of at most 100 letters.")
	}
	if len(m.Estimate) > 100 {
		wrong.With("estimate", "This text is too long. Keep it below 100 letters.")
	}
	if m.Kind != Flat && m.Kind != ByWeight && m.Kind != ByPrice {
		wrong.With("kind", "Choose how the price is found.")
	}
	if m.TaxCategory == "" {
		m.TaxCategory = "standard"
	}
	if m.FreeFrom < 0 || m.FreeFrom > money.Limit {
		wrong.With("free_from", "This amount must not be negative.")
	}
	m.Bands = in.Bands
	if m.Kind == Flat && len(m.Bands) > 1 {
		m.Bands = m.Bands[:1]
	}
	checkBands(m.Bands, wrong)
	return m, wrong.OrNil()
}

func checkBands(bands []Band, wrong *errs.Error) {
	if len(bands) == 0 {
		wrong.With("bands", "Give at least one price.")
	}
	if len(bands) > 50 {
		wrong.With("bands", "Use 50 bands at most.")
	}
	last := int64(-1)
	for i, b := range bands {
		if b.Price < 0 || b.Price > money.Limit || b.UpTo < 0 || b.UpTo > money.Limit {
			wrong.With("bands", "Prices and limits must not be negative.")
			return
		}
		if b.UpTo == 0 && i < len(bands)-1 || b.UpTo != 0 && b.UpTo <= last {
			wrong.With("bands", "Each band must reach further than the one before; only the last may be without limit.")
			return
		}
		last = b.UpTo
	}
}

// RemoveMethod takes a method away.
func RemoveMethod(tx *db.Tx, method id.ID) error {
	before, err := MethodByID(tx, method)
	if err != nil {
		return err
	}
	if err := deleteMethod(tx, method); err != nil {
		return err
	}
	return shops.Record(tx, shops.Change{Object: "delivery_method", ID: method, Title: before.Name, Verb: "deleted", Before: before, Undoable: true})
}

// MoveMethod changes places with the neighbour above (up) or below; at the end of
// the list nothing happens.
func MoveMethod(tx *db.Tx, method id.ID, up bool) error {
	m, err := MethodByID(tx, method)
	if err != nil {
		return err
	}
	list, err := MethodsOf(tx, m.ZoneID)
	if err != nil {
		return err
	}
	for i := range list {
		j := i + 1
		if up {
			j = i - 1
		}
		if list[i].ID != method || j < 0 || j >= len(list) {
			continue
		}
		return swap(tx, list[i], list[j])
	}
	return nil
}

func swap(tx *db.Tx, a, b Method) error {
	movedA, movedB := a, b
	movedA.Position, movedB.Position = b.Position, a.Position
	for _, pair := range [][2]Method{{a, movedA}, {b, movedB}} {
		if err := putMethod(tx, pair[1]); err != nil {
			return err
		}
		if err := shops.Record(tx, shops.Change{Object: "delivery_method", ID: pair[0].ID, Title: pair[0].Name, Verb: "moved", Before: pair[0], After: pair[1], Undoable: true}); err != nil {
			return err
		}
	}
	return nil
}

func putMethod(tx *db.Tx, m Method) error {
	_, err := tx.Exec(`INSERT INTO delivery_method (shop_id, id, zone_id, name, estimate, kind, bands, free_from, tax_category, active, position, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
		ON CONFLICT (shop_id, id) DO UPDATE SET name = excluded.name, estimate = excluded.estimate, kind = excluded.kind, bands = excluded.bands,
			free_from = excluded.free_from, tax_category = excluded.tax_category, active = excluded.active, position = excluded.position`,
		m.ID, m.ZoneID, m.Name, m.Estimate, m.Kind, db.JSON(m.Bands), m.FreeFrom, m.TaxCategory, m.Active, m.Position, m.CreatedAt)
	return err
}

func deleteMethod(tx *db.Tx, method id.ID) error {
	_, err := tx.Exec(`DELETE FROM delivery_method WHERE shop_id = $1 AND id = $2`, method)
	return err
}

func restoreMethod(tx *db.Tx, method id.ID, before []byte) error {
	if before == nil {
		return deleteMethod(tx, method)
	}
	var m Method
	if err := json.Unmarshal(before, &m); err != nil {
		return err
	}
	return putMethod(tx, m)
}

// Restorers bring back zones and methods of before a change set.
func Restorers() shops.Restorers {
	return shops.Restorers{"delivery_zone": restoreZone, "delivery_method": restoreMethod}
}
