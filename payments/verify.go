package payments

import (
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/id"
)

// checked is one payment beside the sums of its finished and open operations.
type checked struct {
	ID                                       id.ID
	OrderNumber, Provider                    string
	Captured, Refunded, Capturing, Refunding int64
	DoneCaptures, DoneRefunds                int64
	OpenCaptures, OpenRefunds                int64
}

// Verify compares each payment with its operations and reports differences.
func Verify(tx *db.Tx, report func(problem string, args ...any)) error {
	return db.Each(tx, `SELECT p.id, p.order_number, p.provider, p.captured, p.refunded, p.capturing, p.refunding,
			CAST(COALESCE(SUM(CASE WHEN o.kind = 'capture' AND o.state = 'done' THEN o.amount ELSE 0 END), 0) AS BIGINT) AS done_captures,
			CAST(COALESCE(SUM(CASE WHEN o.kind = 'refund' AND o.state = 'done' THEN o.amount ELSE 0 END), 0) AS BIGINT) AS done_refunds,
			CAST(COALESCE(SUM(CASE WHEN o.kind = 'capture' AND o.state IN ('intent', 'unknown') THEN o.amount ELSE 0 END), 0) AS BIGINT) AS open_captures,
			CAST(COALESCE(SUM(CASE WHEN o.kind = 'refund' AND o.state IN ('intent', 'unknown') THEN o.amount ELSE 0 END), 0) AS BIGINT) AS open_refunds
		FROM payment p LEFT JOIN payment_operation o ON o.shop_id = p.shop_id AND o.payment_id = p.id
		WHERE p.shop_id = $1
		GROUP BY p.id, p.order_number, p.provider, p.captured, p.refunded, p.capturing, p.refunding ORDER BY p.id`, nil, func(c checked) error {
		name := c.ID.Text(PaymentPrefix)
		if c.DoneRefunds != c.Refunded {
			report("payment %s of order %s: refunded %d, its operations say %d", name, c.OrderNumber, c.Refunded, c.DoneRefunds)
		}
		if c.OpenRefunds != c.Refunding || c.OpenCaptures != c.Capturing {
			report("payment %s of order %s: %d to capture and %d to refund are reserved, its operations say %d and %d", name, c.OrderNumber, c.Capturing, c.Refunding, c.OpenCaptures, c.OpenRefunds)
		}
		// An automatic session captures without an operation of its own.
		if c.Provider != "" && c.DoneCaptures > c.Captured {
			report("payment %s of order %s: captured %d, its operations say %d", name, c.OrderNumber, c.Captured, c.DoneCaptures)
		}
		return nil
	})
}
