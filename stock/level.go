package stock

import (
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/money"
)

// Level is the stock of one variant. Value is what the units on hand cost together.
type Level struct {
	VariantID id.ID
	OnHand    int64
	Reserved  int64
	Available int64
	Value     int64
	BackOrder bool
	Tracked   bool
}

// UnitCost is the weighted average cost of one unit on hand, rounded; zero when unknown.
func (l Level) UnitCost() int64 {
	if l.OnHand <= 0 || l.Value <= 0 {
		return 0
	}
	return money.MulDiv(l.Value, 1, l.OnHand)
}

// Sells says whether that many can be ordered now.
func (l Level) Sells(quantity int64) bool {
	return l.BackOrder || !l.Tracked || l.Available >= quantity
}

// Levels returns the levels of these variants. A variant that never had a movement
// has a level of zero with its settings; one that does not exist is left out.
func Levels(tx *db.Tx, variants []id.ID) (map[id.ID]Level, error) {
	rows, err := db.AllQ[Level](tx, db.Query(`SELECT v.id AS variant_id, COALESCE(l.on_hand, 0) AS on_hand, COALESCE(l.reserved, 0) AS reserved,
			COALESCE(l.on_hand - l.reserved, 0) AS available, COALESCE(l.value, 0) AS value, v.back_order, v.tracked
		FROM variant v
		LEFT JOIN stock_location o ON o.shop_id = v.shop_id AND o.is_default = TRUE
		LEFT JOIN stock_level l ON l.shop_id = v.shop_id AND l.variant_id = v.id AND l.location_id = o.id
		WHERE v.shop_id = $1`).AndIn(`v.id`, variants))
	levels := make(map[id.ID]Level, len(rows))
	for _, level := range rows {
		levels[level.VariantID] = level
	}
	return levels, err
}

// ensure makes the level rows of variants that have none yet, with the settings of
// the variant. Orders may still hold variants that the catalogue no longer has: those
// are counted loosely.
func ensure(tx *db.Tx, location id.ID, variants []id.ID) error {
	rows := make([][]any, len(variants))
	for i, variant := range variants {
		rows[i] = []any{variant, location, tx.Now}
	}
	return tx.ExecMany(`INSERT INTO stock_level (shop_id, variant_id, location_id, on_hand, reserved, value, moves, tracked, back_order, loose, updated_at)
		SELECT v.shop_id, v.id, CAST($3 AS BIGINT), 0, 0, 0, 0, v.tracked, v.back_order, v.back_order OR NOT v.tracked, CAST($4 AS BIGINT)
		FROM variant v WHERE v.shop_id = $1 AND v.id = $2
		ON CONFLICT (shop_id, variant_id, location_id) DO NOTHING`, rows)
}

// follow brings the settings of a product's variants to their levels. A level that
// becomes counted while orders hold more than is there stays loose until it is in
// order again; it takes no new reservations meanwhile.
func follow(tx *db.Tx, product id.ID) error {
	_, err := tx.Exec(`UPDATE stock_level SET tracked = v.tracked, back_order = v.back_order,
			loose = (v.back_order OR NOT v.tracked OR stock_level.on_hand < stock_level.reserved), updated_at = $3
		FROM variant v
		WHERE stock_level.shop_id = $1 AND v.shop_id = $1 AND v.product_id = $2 AND stock_level.variant_id = v.id
			AND (stock_level.tracked <> v.tracked OR stock_level.back_order <> v.back_order)`, product, tx.Now)
	return err
}

type levelRow struct {
	OnHand    int64
	Reserved  int64
	Value     int64
	Moves     int64
	BackOrder bool
	Tracked   bool
}

func (l levelRow) free() bool { return l.BackOrder || !l.Tracked }

func levelOf(tx *db.Tx, location, variant id.ID) (levelRow, bool, error) {
	return db.Maybe[levelRow](tx, `SELECT on_hand, reserved, value, moves, back_order, tracked FROM stock_level
		WHERE shop_id = $1 AND variant_id = $2 AND location_id = $3`, variant, location)
}

// Sum is what a product has of all its counted variants together.
type Sum struct {
	ProductID id.ID
	OnHand    int64
	Available int64
	Tracked   bool
}

// OfProducts sums the levels of the counted variants per product, for lists.
func OfProducts(tx *db.Tx, products []id.ID) (map[id.ID]Sum, error) {
	rows, err := db.AllQ[Sum](tx, db.Query(`SELECT v.product_id, CAST(COALESCE(SUM(l.on_hand), 0) AS BIGINT) AS on_hand,
			CAST(COALESCE(SUM(l.on_hand - l.reserved), 0) AS BIGINT) AS available, TRUE AS tracked
		FROM variant v
		LEFT JOIN stock_level l ON l.shop_id = v.shop_id AND l.variant_id = v.id
		WHERE v.shop_id = $1 AND v.tracked = TRUE`).AndIn(`v.product_id`, products).Then(`GROUP BY v.product_id`))
	sums := make(map[id.ID]Sum, len(rows))
	for _, sum := range rows {
		sums[sum.ProductID] = sum
	}
	return sums, err
}
