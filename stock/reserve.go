package stock

import (
	"cmp"
	"slices"
	"strings"

	"github.com/coulisse/coulisse/catalog"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/event"
	"github.com/coulisse/coulisse/kit/id"
)

// Demand is a quantity of one variant. The same variant may come several times.
type Demand struct {
	Variant  id.ID
	Quantity int64
}

// total sums the demands per variant, in the fixed order of the variants' ids in
// which every operation touches levels, so that two of them never wait for each other.
func total(demands []Demand) ([]Demand, error) {
	sum := map[id.ID]int64{}
	for _, d := range demands {
		if d.Quantity < 1 || d.Quantity > MaxQuantity {
			return nil, errs.Invalid("A quantity must be a whole number of at least 1.")
		}
		sum[d.Variant] += d.Quantity
	}
	all := make([]Demand, 0, len(sum))
	for variant, quantity := range sum {
		all = append(all, Demand{variant, quantity})
	}
	slices.SortFunc(all, func(a, b Demand) int { return cmp.Compare(a.Variant, b.Variant) })
	return all, nil
}

// Reserve holds units for an owner (an order) until a time, 0 for good. Demands are
// summed per variant and taken by one conditional statement each; a second call for
// the same owner adds to the first. Conflict names what is short and nothing is held
// (the transaction must be given up). Hot path: safe at READ COMMITTED.
func Reserve(tx *db.Tx, owner id.ID, demands []Demand, until db.Time) error {
	all, err := total(demands)
	if err != nil {
		return err
	}
	location, err := DefaultLocation(tx)
	if err != nil {
		return err
	}
	var short []Demand
	for _, d := range all {
		enough, err := hold(tx, location, d)
		if err != nil {
			return err
		}
		if !enough {
			short = append(short, d)
			continue
		}
		err = tx.Later(`INSERT INTO stock_reservation (shop_id, owner_id, variant_id, location_id, quantity, expires_at, created_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7)
			ON CONFLICT (shop_id, owner_id, variant_id, location_id)
			DO UPDATE SET quantity = stock_reservation.quantity + excluded.quantity, expires_at = excluded.expires_at`,
			owner, d.Variant, location, d.Quantity, until, tx.Now)
		if err != nil {
			return err
		}
	}
	if len(short) > 0 {
		return shortage(tx, short)
	}
	return nil
}

// hold raises reserved when that leaves enough. No row hit means too little or no
// level yet; the level is made and the statement repeated once.
func hold(tx *db.Tx, location id.ID, d Demand) (bool, error) {
	const take = `UPDATE stock_level SET reserved = reserved + $4, updated_at = $5
		WHERE shop_id = $1 AND variant_id = $2 AND location_id = $3 AND (back_order OR NOT tracked OR on_hand - reserved >= $4)
		RETURNING on_hand - reserved AS remaining`
	hit, err := taken(tx, take, location, d)
	if err != nil || hit {
		return hit, err
	}
	if _, known, err := levelOf(tx, location, d.Variant); err != nil || known {
		return false, err
	}
	if err := ensure(tx, location, []id.ID{d.Variant}); err != nil {
		return false, err
	}
	return taken(tx, take, location, d)
}

// taken runs the conditional statement and says whether it hit.
func taken(tx *db.Tx, take string, location id.ID, d Demand) (bool, error) {
	left, hit, err := db.Maybe[int64](tx, take, d.Variant, location, d.Quantity, tx.Now)
	if hit && left <= shown {
		db.Touch(tx)
	}
	return hit, err
}

// shown is how many units are left when pages may begin to say so. Above it, orders do
// not make the shop's pages old.
const shown = 20

// shortage is the refusal that names what is short and how many are left.
func shortage(tx *db.Tx, short []Demand) error {
	ids := make([]id.ID, len(short))
	for i, d := range short {
		ids[i] = d.Variant
	}
	levels, err := Levels(tx, ids)
	if err != nil {
		return err
	}
	offers, err := catalog.Offers(tx, ids)
	if err != nil {
		return err
	}
	names := map[id.ID]string{}
	for _, o := range offers {
		names[o.ID] = strings.TrimSuffix(o.ProductTitle+", "+o.Title, ", ")
	}
	first := short[0].Variant
	left := max(levels[first].Available, 0)
	e := errs.Conflict("Only %d of “%s” are left.", left, names[first])
	if left == 0 {
		e = errs.Conflict("“%s” is sold out.", names[first])
	}
	if names[first] == "" {
		e = errs.Conflict("One of the products is no longer sold.")
	}
	e = e.WithCode("out_of_stock")
	for _, d := range short {
		if names[d.Variant] != "" {
			e.With(d.Variant.Text(catalog.VariantPrefix), "Only %d of “%s” are left.", max(levels[d.Variant].Available, 0), names[d.Variant])
		}
	}
	return e
}

// Claim makes a hold firm: it no longer expires. Conflict when the hold has expired
// meanwhile; then Reserve again. An owner without any hold claims nothing.
func Claim(tx *db.Tx, owner id.ID) error {
	hit, err := tx.Exec(`UPDATE stock_reservation SET expires_at = 0
		WHERE shop_id = $1 AND owner_id = $2 AND (expires_at = 0 OR quantity > 0)`, owner)
	if err != nil || hit > 0 {
		return err
	}
	expired, err := db.One[int64](tx, `SELECT COUNT(*) FROM stock_reservation WHERE shop_id = $1 AND owner_id = $2`, owner)
	if err == nil && expired > 0 {
		err = errs.Conflict("The goods were held too long and are free again. Reserve them once more.").WithCode("hold_expired")
	}
	return err
}

type reservation struct {
	VariantID  id.ID
	LocationID id.ID
	Quantity   int64
}

// Release gives back what is still held for the owner. Calling it again does nothing.
func Release(tx *db.Tx, owner id.ID) error {
	held, err := db.All[reservation](tx, `SELECT variant_id, location_id, quantity FROM stock_reservation
		WHERE shop_id = $1 AND owner_id = $2 ORDER BY variant_id, location_id`, owner)
	if err != nil {
		return err
	}
	for _, r := range held {
		// The row goes first and says how many: two releases at once give back once.
		quantity, found, err := db.Maybe[int64](tx, `DELETE FROM stock_reservation
			WHERE shop_id = $1 AND owner_id = $2 AND variant_id = $3 AND location_id = $4 RETURNING quantity`, owner, r.VariantID, r.LocationID)
		if err != nil {
			return err
		}
		if !found {
			continue
		}
		if err := unreserve(tx, r.LocationID, r.VariantID, quantity); err != nil {
			return err
		}
	}
	return nil
}

// ReleaseDemands gives back a part of what is held for the owner: lines taken out of
// an order. What was not held is passed over.
func ReleaseDemands(tx *db.Tx, owner id.ID, demands []Demand) error {
	all, err := total(demands)
	if err != nil {
		return err
	}
	location, err := DefaultLocation(tx)
	if err != nil {
		return err
	}
	for _, d := range all {
		if _, err := unhold(tx, location, owner, d); err != nil {
			return err
		}
	}
	return nil
}

// unhold takes up to the demanded quantity out of the owner's reservation and the
// level's reserved, and says how much it was.
func unhold(tx *db.Tx, location, owner id.ID, d Demand) (int64, error) {
	for {
		held, found, err := db.Maybe[int64](tx, `SELECT quantity FROM stock_reservation
			WHERE shop_id = $1 AND owner_id = $2 AND variant_id = $3 AND location_id = $4`, owner, d.Variant, location)
		if err != nil || !found || held == 0 {
			return 0, err
		}
		take := min(held, d.Quantity)
		hit, err := tx.Exec(`UPDATE stock_reservation SET quantity = quantity - $5
			WHERE shop_id = $1 AND owner_id = $2 AND variant_id = $3 AND location_id = $4 AND quantity = $6`, owner, d.Variant, location, take, held)
		if err != nil {
			return 0, err
		}
		if hit > 0 {
			return take, unreserve(tx, location, d.Variant, take)
		}
	}
}

func unreserve(tx *db.Tx, location, variant id.ID, quantity int64) error {
	left, hit, err := db.Maybe[int64](tx, `UPDATE stock_level SET reserved = reserved - $4, updated_at = $5,
			loose = (back_order OR NOT tracked OR on_hand < reserved - $4)
		WHERE shop_id = $1 AND variant_id = $2 AND location_id = $3 AND reserved >= $4
		RETURNING on_hand - reserved AS remaining`, variant, location, quantity, tx.Now)
	if hit && left-quantity <= shown {
		db.Touch(tx)
	}
	if err == nil && !hit && quantity > 0 {
		err = errs.Conflict("The stock of a variant holds less than its orders say. Run coulisse verify.")
	}
	return err
}

// ReleaseExpired gives back the holds whose time is over and announces each owner
// once. Their rows stay with quantity zero, so that a late Claim knows.
func ReleaseExpired(tx *db.Tx) error {
	expired, err := db.All[struct {
		OwnerID id.ID
		reservation
	}](tx, `SELECT owner_id, variant_id, location_id, quantity FROM stock_reservation
		WHERE shop_id = $1 AND expires_at > 0 AND expires_at <= $2 ORDER BY owner_id, variant_id LIMIT 1000`, tx.Now)
	if err != nil {
		return err
	}
	var last id.ID
	for _, r := range expired {
		hit, err := tx.Exec(`UPDATE stock_reservation SET quantity = 0, expires_at = -1
			WHERE shop_id = $1 AND owner_id = $2 AND variant_id = $3 AND location_id = $4 AND quantity = $5 AND expires_at > 0 AND expires_at <= $6`,
			r.OwnerID, r.VariantID, r.LocationID, r.Quantity, tx.Now)
		if err != nil {
			return err
		}
		if hit == 0 {
			continue
		}
		if err := unreserve(tx, r.LocationID, r.VariantID, r.Quantity); err != nil {
			return err
		}
		if r.OwnerID != last {
			last = r.OwnerID
			if err := event.Publish(tx, HoldExpired{Owner: r.OwnerID}); err != nil {
				return err
			}
		}
	}
	return nil
}
