package orders

import (
	"slices"
	"strings"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/search"
)

// Suggest returns a few orders while words are being typed: the order of that number,
// orders whose number begins so, then those found by name, e-mail, SKU or title.
func Suggest(tx *db.Tx, words string, most int) ([]Order, error) {
	words = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(words), "#"))
	if words == "" {
		return nil, nil
	}
	found, err := db.AllQ[Order](tx, db.Query(`SELECT `+orderColumns+` FROM orders o WHERE o.shop_id = $1`).
		And(`o.number >= ?`, words).And(`o.number < ?`, words+"\U0010FFFF").Then(`ORDER BY o.number LIMIT ?`, most))
	if err != nil || len(found) == most {
		return found, err
	}
	ids, err := search.Suggest(tx, searchKind, words, most)
	if err != nil {
		return nil, err
	}
	ids = slices.DeleteFunc(ids, func(order id.ID) bool {
		return slices.ContainsFunc(found, func(o Order) bool { return o.ID == order })
	})
	q := db.Query(`SELECT ` + orderColumns + ` FROM orders o WHERE o.shop_id = $1`)
	q.AndIn(`o.id`, ids)
	more, err := db.AllQ[Order](tx, q)
	slices.SortFunc(more, func(a, b Order) int { return slices.Index(ids, a.ID) - slices.Index(ids, b.ID) })
	found = append(found, more...)
	return found[:min(len(found), most)], err
}
