package orders

import "github.com/coulisse/coulisse/kit/db"

// HourSales is what was ordered within an hour: Hour counts from the start asked for.
// Orders are all that were placed, as the list shows them; Sales leaves cancelled ones
// out.
type HourSales struct{ Hour, Orders, Sales int64 }

// SalesSince adds up the orders of the shop by the hour from a moment on. Hours without
// orders are absent. Hours, because a day of the shop's zone has 23 to 25 of them.
func SalesSince(tx *db.Tx, from db.Time) ([]HourSales, error) {
	return db.All[HourSales](tx, `SELECT (o.placed_at - $2) / 3600000 AS hour, COUNT(*) AS orders,
			CAST(SUM(CASE WHEN o.state = 'cancelled' THEN 0 ELSE o.total END) AS BIGINT) AS sales
		FROM orders o WHERE o.shop_id = $1 AND o.placed_at >= $2
		GROUP BY (o.placed_at - $2) / 3600000 ORDER BY 1`, from)
}
