package catalog

import (
	"slices"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/search"
)

// Suggest returns a few products while a name, vendor, SKU or barcode is being typed,
// the best first, with the figures of their rows.
func Suggest(tx *db.Tx, words string, most int) ([]Product, error) {
	ids, err := search.Suggest(tx, searchKind, words, most)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	q := db.Query(`SELECT ` + productColumns + ` FROM product p WHERE p.shop_id = $1`)
	q.AndIn(`p.id`, ids)
	found, err := db.AllQ[Product](tx, q)
	slices.SortFunc(found, func(a, b Product) int { return slices.Index(ids, a.ID) - slices.Index(ids, b.ID) })
	return found, err
}
