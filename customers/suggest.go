package customers

import (
	"slices"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/search"
)

// Suggest returns a few customers while a name, e-mail or telephone number is being
// typed, the best first.
func Suggest(tx *db.Tx, words string, most int) ([]Customer, error) {
	ids, err := search.Suggest(tx, searchKind, words, most)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	q := db.Query(`SELECT ` + columns + ` FROM customer c WHERE c.shop_id = $1`)
	q.AndIn(`c.id`, ids)
	found, err := db.AllQ[Customer](tx, q)
	slices.SortFunc(found, func(a, b Customer) int { return slices.Index(ids, a.ID) - slices.Index(ids, b.ID) })
	return found, err
}
