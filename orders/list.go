package orders

import (
	"strings"
	"time"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/search"
	"github.com/coulisse/coulisse/shops"
)

// The views of the order list.
const (
	ViewAll       = ""
	ViewToShip    = "to-ship"
	ViewUnpaid    = "unpaid"
	ViewClosed    = "closed"
	ViewCancelled = "cancelled"
)

// ListInput says which orders and in which order. From and To are days in the shop's
// zone, both included. Sort is placed_at or total, with a minus in front for
// descending; After and Before are cursors of an earlier answer.
type ListInput struct {
	View          string
	Query         string
	PaymentState  string
	DeliveryState string
	Country       string
	Customer      id.ID
	From, To      string
	Sort          string
	After, Before string
	Limit         int
}

// List returns one page of orders, the newest first unless told. Unknown views, sorts,
// days and cursors are Invalid. A search keeps to the best 500 matches.
func List(tx *db.Tx, in ListInput) (db.Page[Order], error) {
	if in.Limit < 1 || in.Limit > 250 {
		in.Limit = 50
	}
	if in.Sort == "" {
		in.Sort = "-placed_at"
	}
	q := db.Query(`SELECT ` + orderColumns + ` FROM orders o WHERE o.shop_id = $1`)
	if err := in.view(q); err != nil {
		return db.Page[Order]{}, err
	}
	if err := in.filter(tx, q); err != nil {
		return db.Page[Order]{}, err
	}
	if err := in.match(tx, q); err != nil {
		return db.Page[Order]{}, err
	}
	return in.page(tx, q)
}

func (in ListInput) view(q *db.Q) error {
	switch in.View {
	case ViewAll:
	case ViewToShip:
		q.And(`o.todo = 'ship'`)
	case ViewUnpaid:
		q.And(`o.todo = 'pay'`)
	case ViewClosed:
		q.And(`o.state = 'closed'`)
	case ViewCancelled:
		q.And(`o.state = 'cancelled'`)
	default:
		return errs.InvalidField("query.view", "This view does not exist.")
	}
	return nil
}

func (in ListInput) filter(tx *db.Tx, q *db.Q) error {
	if in.PaymentState != "" {
		q.And(`o.payment_state = ?`, in.PaymentState)
	}
	if in.DeliveryState != "" {
		q.And(`o.delivery_state = ?`, in.DeliveryState)
	}
	if in.Country != "" {
		q.And(`o.country = ?`, strings.ToUpper(in.Country))
	}
	if in.Customer != 0 {
		q.And(`o.customer_id = ?`, in.Customer)
	}
	if in.From == "" && in.To == "" {
		return nil
	}
	zone, err := zoneOf(tx)
	if err != nil {
		return err
	}
	if in.From != "" {
		day, err := time.ParseInLocation(time.DateOnly, in.From, zone)
		if err != nil {
			return badDay("from")
		}
		q.And(`o.placed_at >= ?`, db.TimeOf(day))
	}
	if in.To != "" {
		day, err := time.ParseInLocation(time.DateOnly, in.To, zone)
		if err != nil {
			return badDay("to")
		}
		q.And(`o.placed_at < ?`, db.TimeOf(day.AddDate(0, 0, 1)))
	}
	return nil
}

// match keeps the orders that fit the words: an exact number first of all.
func (in ListInput) match(tx *db.Tx, q *db.Q) error {
	words := strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(in.Query), "#"))
	if words == "" {
		return nil
	}
	exact, found, err := db.Maybe[id.ID](tx, `SELECT o.id FROM orders o WHERE o.shop_id = $1 AND o.number = $2`, words)
	if err != nil {
		return err
	}
	if found {
		q.And(`o.id = ?`, exact)
		return nil
	}
	ids, _, err := search.Find(tx, search.Query{Kind: searchKind, Text: words, Limit: 500})
	if err != nil {
		return err
	}
	q.AndIn(`o.id`, ids)
	return nil
}

func (in ListInput) page(tx *db.Tx, q *db.Q) (db.Page[Order], error) {
	column, desc := strings.CutPrefix(in.Sort, "-")
	if column != "placed_at" && column != "total" {
		return db.Page[Order]{}, errs.InvalidField("query.sort", "Sort by placed_at or total, with a minus in front for descending.")
	}
	if in.After != "" {
		in.Before = ""
	}
	less := desc != (in.Before != "")
	if cursor := in.After + in.Before; cursor != "" {
		if err := keyset(q, column, cursor, less); err != nil {
			return db.Page[Order]{}, err
		}
	}
	switch {
	case column == "total" && less:
		q.Then(`ORDER BY o.total DESC, o.id DESC LIMIT ?`, in.Limit+1)
	case column == "total":
		q.Then(`ORDER BY o.total ASC, o.id ASC LIMIT ?`, in.Limit+1)
	case less:
		q.Then(`ORDER BY o.placed_at DESC, o.id DESC LIMIT ?`, in.Limit+1)
	default:
		q.Then(`ORDER BY o.placed_at ASC, o.id ASC LIMIT ?`, in.Limit+1)
	}
	rows, err := db.AllQ[Order](tx, q)
	if err != nil {
		return db.Page[Order]{}, err
	}
	return db.NewPage(rows, in.Limit, in.After, in.Before, func(o Order) string {
		if column == "total" {
			return db.EncodeCursor(column, o.Total, int64(o.ID))
		}
		return db.EncodeCursor(column, int64(o.PlacedAt), int64(o.ID))
	}), nil
}

func keyset(q *db.Q, column, cursor string, less bool) error {
	var of string
	var value, last int64
	if err := db.DecodeCursor(cursor, &of, &value, &last); err != nil {
		return err
	}
	switch {
	case of != column:
		return errs.InvalidField("cursor", "This place in the list does not exist. Start from the first page.")
	case column == "total" && less:
		q.And(`(o.total, o.id) < (?, ?)`, value, last)
	case column == "total":
		q.And(`(o.total, o.id) > (?, ?)`, value, last)
	case less:
		q.And(`(o.placed_at, o.id) < (?, ?)`, value, last)
	default:
		q.And(`(o.placed_at, o.id) > (?, ?)`, value, last)
	}
	return nil
}

// CountLimit bounds what the tabs of the list count: beyond, they show it with a plus.
const CountLimit = 10_000

// Counts are the figures on the tabs, CountLimit + 1 at most.
type Counts struct{ All, ToShip, Unpaid, Closed, Cancelled int64 }

// CountViews counts the orders of each view; bounded, so that it costs the same at a
// million orders.
func CountViews(tx *db.Tx) (Counts, error) {
	return db.One[Counts](tx, `SELECT
		(SELECT COUNT(*) FROM (SELECT 1 FROM orders o WHERE o.shop_id = $1 LIMIT 10001) a) AS "all",
		(SELECT COUNT(*) FROM (SELECT 1 FROM orders o WHERE o.shop_id = $1 AND o.todo = 'ship' LIMIT 10001) b) AS to_ship,
		(SELECT COUNT(*) FROM (SELECT 1 FROM orders o WHERE o.shop_id = $1 AND o.todo = 'pay' LIMIT 10001) c) AS unpaid,
		(SELECT COUNT(*) FROM (SELECT 1 FROM orders o WHERE o.shop_id = $1 AND o.state = 'closed' LIMIT 10001) d) AS closed,
		(SELECT COUNT(*) FROM (SELECT 1 FROM orders o WHERE o.shop_id = $1 AND o.state = 'cancelled' LIMIT 10001) e) AS cancelled`)
}

// ToShip is how many orders wait to leave, for the navigation.
func ToShip(tx *db.Tx) (int64, error) {
	return db.One[int64](tx, `SELECT COUNT(*) FROM (SELECT 1 FROM orders o WHERE o.shop_id = $1 AND o.todo = 'ship' LIMIT 10001) b`)
}

// Countries are the countries the shop's orders went to, for the filter. It jumps from
// one country to the next in the index, so a million orders cost as little as ten.
func Countries(tx *db.Tx) ([]string, error) {
	return db.All[string](tx, `WITH RECURSIVE seen (country) AS (
			SELECT MIN(o.country) FROM orders o WHERE o.shop_id = $1 AND o.country > ''
			UNION ALL
			SELECT (SELECT MIN(o.country) FROM orders o WHERE o.shop_id = $1 AND o.country > seen.country) FROM seen WHERE seen.country IS NOT NULL)
		SELECT seen.country FROM seen WHERE seen.country IS NOT NULL ORDER BY seen.country`)
}

func zoneOf(tx *db.Tx) (*time.Location, error) {
	shop, err := shops.Get(tx)
	if err != nil {
		return nil, err
	}
	zone, err := time.LoadLocation(shop.Zone)
	if err != nil {
		return time.UTC, nil //nolint:nilerr // a zone this machine does not know is read as UTC
	}
	return zone, nil
}

func badDay(field string) error {
	return errs.InvalidField("query."+field, "Write a day like 2026-11-22.")
}
