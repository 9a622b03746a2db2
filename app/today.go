package app

import (
	"time"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/orders"
	"github.com/coulisse/coulisse/shops/shopsweb"
)

// daysShown is how many days the sparkline of the first page covers.
const daysShown = 14

// today counts what the first page of the admin shows; from is the start of the shop's
// own day.
func today(tx *db.Tx, from db.Time) (shopsweb.Today, error) {
	shown := shopsweb.Today{Days: make([]int64, daysShown)}
	sales, err := orders.SalesSince(tx, from.Add(-(daysShown-1)*24*time.Hour))
	if err != nil {
		return shown, err
	}
	for _, one := range sales {
		if one.Day < daysShown {
			shown.Days[one.Day] = one.Sales
		}
		if one.Day == daysShown-1 {
			shown.Orders, shown.Sales = one.Orders, one.Sales
		}
	}
	counts, err := orders.CountViews(tx)
	shown.ToShip, shown.Unpaid = counts.ToShip, counts.Unpaid
	return shown, err
}
