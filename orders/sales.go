package orders

import "github.com/coulisse/coulisse/kit/db"

// DaySales is what was ordered within 24 hours: Day counts from the start asked for.
type DaySales struct{ Day, Orders, Sales int64 }

// SalesSince adds up the orders of the shop in steps of 24 hours from a moment on,
// without cancelled ones and without imported history. Days without orders are absent.
func SalesSince(tx *db.Tx, from db.Time) ([]DaySales, error) {
	return db.All[DaySales](tx, `SELECT (o.placed_at - $2) / 86400000 AS day, COUNT(*) AS orders, CAST(SUM(o.total) AS BIGINT) AS sales
		FROM orders o WHERE o.shop_id = $1 AND o.placed_at >= $2 AND o.state <> 'cancelled' AND o.source = 'shop'
		GROUP BY (o.placed_at - $2) / 86400000 ORDER BY 1`, from)
}
