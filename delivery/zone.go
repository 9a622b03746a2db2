package delivery

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/shops"
)

// RestOfWorld is the place every address has.
const RestOfWorld = "*"

// Zone is one area of delivery.
type Zone struct {
	ID        id.ID
	Name      string
	Places    string // "FR MC -FR:97", see the migration
	Position  int64
	CreatedAt db.Time
}

const zoneColumns = `id, name, places, position, created_at`

// Zones lists the shop's zones in their order.
func Zones(tx *db.Tx) ([]Zone, error) {
	return db.All[Zone](tx, `SELECT `+zoneColumns+` FROM delivery_zone WHERE shop_id = $1 ORDER BY position, id`)
}

// ZoneByID returns one zone; errs.NotFound when there is none.
func ZoneByID(tx *db.Tx, zone id.ID) (Zone, error) {
	return db.One[Zone](tx, `SELECT `+zoneColumns+` FROM delivery_zone WHERE shop_id = $1 AND id = $2`, zone)
}

// Countries are the countries (or *) of the zone, whole or in part, for the form.
func (z Zone) Countries() []string {
	var list []string
	for _, place := range strings.Fields(z.Places) {
		country, _, _ := strings.Cut(place, ":")
		if country[0] != '-' && !slices.Contains(list, country) {
			list = append(list, country)
		}
	}
	return list
}

// Postcodes are the postal codes taken in (FR:97) and out (-FR:97), for the form.
func (z Zone) Postcodes() []string {
	var list []string
	for _, place := range strings.Fields(z.Places) {
		if strings.Contains(place, ":") {
			list = append(list, place)
		}
	}
	return list
}

// fit says how closely the zone names an address: 0 not at all, 1 rest of the world,
// 2 its country, more for each letter of its postal code. A place taken out counts
// when it is named at least as closely as the place taken in.
func (z Zone) fit(country, postcode string) int {
	in, out := 0, 0
	for _, place := range strings.Fields(z.Places) {
		bare, minus := strings.CutPrefix(place, "-")
		closeness := closenessOf(bare, country, postcode)
		if minus {
			out = max(out, closeness)
		} else {
			in = max(in, closeness)
		}
	}
	if out >= in {
		return 0
	}
	return in
}

func closenessOf(place, country, postcode string) int {
	if place == RestOfWorld {
		return 1
	}
	where, prefix, narrow := strings.Cut(place, ":")
	switch {
	case where != country:
		return 0
	case !narrow:
		return 2
	case strings.HasPrefix(postcode, prefix):
		return 2 + len(prefix)
	}
	return 0
}

// zoneOf finds the zone of an address; equal ones in their order.
func zoneOf(zones []Zone, country, postcode string) (Zone, bool) {
	postcode = compact(postcode)
	var best Zone
	closest := 0
	for _, z := range zones {
		if n := z.fit(country, postcode); n > closest {
			best, closest = z, n
		}
	}
	return best, closest > 0
}

func compact(postcode string) string {
	return strings.ToUpper(strings.NewReplacer(" ", "", "-", "").Replace(postcode))
}

// SaveZoneInput is a zone as the merchant wrote it. Postcodes are words like FR:97 or
// -FR:97, or bare prefixes (97, -97) when the zone has one country.
type SaveZoneInput struct {
	ID        id.ID // zero: a new one
	Name      string
	Countries []string
	Postcodes string
}

// SaveZone creates or changes a zone. Without a name or any place, and with unknown
// countries, it is errs.Invalid.
func SaveZone(tx *db.Tx, in SaveZoneInput) (Zone, error) {
	zone, err := in.check()
	if err != nil {
		return zone, err
	}
	change := shops.Change{Object: "delivery_zone", Title: zone.Name, Verb: "created", Undoable: true}
	if in.ID != 0 {
		old, err := ZoneByID(tx, in.ID)
		if err != nil {
			return zone, err
		}
		zone.ID, zone.Position, zone.CreatedAt = old.ID, old.Position, old.CreatedAt
		change.Verb, change.Before = "updated", old
	} else {
		zone.ID, zone.CreatedAt = tx.NewID(), tx.Now
		if zone.Position, err = nextZonePosition(tx); err != nil {
			return zone, err
		}
	}
	change.ID, change.After = zone.ID, zone
	if err := putZone(tx, zone); err != nil {
		return zone, err
	}
	return zone, shops.Record(tx, change)
}

func (in SaveZoneInput) check() (Zone, error) {
	wrong := errs.Invalid("Please check the marked fields.")
	zone := Zone{Name: strings.TrimSpace(in.Name)}
	if zone.Name == "" || len(zone.Name) > 100 {
		wrong.With("name", "Give the zone a name of at most 100 letters.")
	}
	var places []string
	for _, country := range in.Countries {
		country = strings.ToUpper(strings.TrimSpace(country))
		if country == "" {
			continue
		}
		if country != RestOfWorld && !text.KnownCountry(country) {
			wrong.With("countries", "“%s” is not a country we know. Choose it from the list.", country)
		}
		places = append(places, country)
	}
	places = in.withPostcodes(places, wrong)
	if len(places) == 0 {
		wrong.With("countries", "Choose at least one country.")
	}
	slices.Sort(places)
	zone.Places = strings.Join(slices.Compact(places), " ")
	return zone, wrong.OrNil()
}

// withPostcodes adds the postal codes; those taken in narrow their country down.
func (in SaveZoneInput) withPostcodes(places []string, wrong *errs.Error) []string {
	words := strings.FieldsFunc(in.Postcodes, func(r rune) bool { return strings.ContainsRune(" ,;\n\r\t", r) })
	for _, word := range words {
		place, ok := postcodePlace(word, in.Countries)
		if !ok {
			wrong.With("postcodes", "“%s” is not a postal code we can read. Write it like FR:97, or -FR:97 to leave it out.", word)
			continue
		}
		places = append(places, place)
		if country, _, _ := strings.Cut(place, ":"); country[0] != '-' {
			places = slices.DeleteFunc(places, func(p string) bool { return p == country })
		}
	}
	return places
}

// postcodePlace reads FR:97 and -FR:97; a bare prefix belongs to the first country.
func postcodePlace(word string, countries []string) (string, bool) {
	bare, minus := strings.CutPrefix(strings.ToUpper(word), "-")
	country, prefix, ok := strings.Cut(bare, ":")
	if !ok && len(countries) > 0 && countries[0] != RestOfWorld {
		country, prefix = countries[0], bare
	}
	prefix = compact(prefix)
	if !text.KnownCountry(country) || prefix == "" || len(prefix) > 10 || strings.Trim(prefix, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return "", false
	}
	if minus {
		return "-" + country + ":" + prefix, true
	}
	return country + ":" + prefix, true
}

// RemoveZone takes a zone and its methods away.
func RemoveZone(tx *db.Tx, zone id.ID) error {
	before, err := ZoneByID(tx, zone)
	if err != nil {
		return err
	}
	methods, err := MethodsOf(tx, zone)
	if err != nil {
		return err
	}
	for _, m := range methods {
		if err := RemoveMethod(tx, m.ID); err != nil {
			return err
		}
	}
	if err := deleteZone(tx, zone); err != nil {
		return err
	}
	return shops.Record(tx, shops.Change{Object: "delivery_zone", ID: zone, Title: before.Name, Verb: "deleted", Before: before, Undoable: true})
}

func nextZonePosition(tx *db.Tx) (int64, error) {
	return db.One[int64](tx, `SELECT COALESCE(MAX(position), 0) + 1 FROM delivery_zone WHERE shop_id = $1`)
}

func putZone(tx *db.Tx, z Zone) error {
	_, err := tx.Exec(`INSERT INTO delivery_zone (shop_id, id, name, places, position, created_at) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (shop_id, id) DO UPDATE SET name = excluded.name, places = excluded.places, position = excluded.position`,
		z.ID, z.Name, z.Places, z.Position, z.CreatedAt)
	return err
}

func deleteZone(tx *db.Tx, zone id.ID) error {
	_, err := tx.Exec(`DELETE FROM delivery_zone WHERE shop_id = $1 AND id = $2`, zone)
	return err
}

func restoreZone(tx *db.Tx, zone id.ID, before []byte) error {
	if before == nil {
		return deleteZone(tx, zone)
	}
	var z Zone
	if err := json.Unmarshal(before, &z); err != nil {
		return err
	}
	return putZone(tx, z)
}
