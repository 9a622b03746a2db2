package orders

import (
	"slices"
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
// zone, both included; Least and Most bound the total. Sort is placed_at or total, with a
// minus in front for descending; After and Before are cursors of an earlier answer.
type ListInput struct {
	View           string
	Query          string
	PaymentStates  []string
	DeliveryStates []string
	PaymentMethod  string
	Country        string
	Customer       id.ID
	Attention      bool // only those a person must look at
	From, To       string
	Least, Most    *int64
	Sort           string
	After, Before  string
	Limit          int
}

// List returns one page of orders, the newest first unless told. Unknown views, sorts,
// days and cursors are Invalid. A search shows the best 500 matches, best first unless
// a sort is asked for.
func List(tx *db.Tx, in ListInput) (db.Page[Order], error) {
	if in.Limit < 1 || in.Limit > 250 {
		in.Limit = 50
	}
	by, desc, err := in.order()
	if err != nil {
		return db.Page[Order]{}, err
	}
	reading := db.Reading{After: in.After, Before: in.Before, Limit: in.Limit, Desc: desc}
	l, err := in.listing(tx)
	if err != nil {
		return db.Page[Order]{}, err
	}
	if in.words() == "" {
		return db.ReadList(tx, l, by, reading)
	}
	rows, err := in.matches(tx, l)
	if err != nil {
		return db.Page[Order]{}, err
	}
	if in.Sort == "" {
		return db.RankPage(rows, reading)
	}
	return db.SortPage(rows, by, reading)
}

// Count counts what List would show, most at the utmost.
func Count(tx *db.Tx, in ListInput, most int64) (db.Counted, error) {
	l, err := in.listing(tx)
	if err != nil {
		return db.Counted{}, err
	}
	if in.words() == "" {
		return db.CountList(tx, l, most)
	}
	rows, err := in.matches(tx, l)
	n := int64(len(rows))
	return db.Counted{N: min(n, most), More: n > most || n == db.Few}, err
}

func (in ListInput) order() (by db.Order[Order], desc bool, err error) {
	name, desc := strings.CutPrefix(in.Sort, "-")
	by = db.Order[Order]{Name: name, ID: `o.id`, Row: func(o Order) int64 { return int64(o.ID) }}
	switch name {
	case "":
		desc, by.Name = true, "placed_at"
		fallthrough
	case "placed_at":
		by.Column, by.Number = `o.placed_at`, func(o Order) int64 { return int64(o.PlacedAt) }
	case "total":
		by.Column, by.Number = `o.total`, func(o Order) int64 { return o.Total }
	default:
		err = errs.InvalidField("query.sort", "Sort by placed_at or total, with a minus in front for descending.")
	}
	return by, desc, err
}

// listing is what is asked for, condition by condition, with the indexes each has.
func (in ListInput) listing(tx *db.Tx) (db.Listing, error) {
	l := db.Listing{Text: `SELECT ` + orderColumns + ` FROM orders o WHERE o.shop_id = $1`, Alias: "o"}
	add := func(parts ...db.Part) { l.Parts = append(l.Parts, parts...) }
	if in.Customer != 0 {
		add(db.Part{Cond: `row.customer_id = ?`, Args: []any{in.Customer}, Serves: []string{"placed_at"}})
	}
	if in.Attention {
		add(db.Part{Cond: `row.attention <> ''`, Serves: []string{"placed_at"}})
	}
	both := []string{"placed_at", "total"}
	switch in.View {
	case ViewAll:
	case ViewToShip:
		add(db.Part{Cond: `row.todo = 'ship' AND row.todo <> ''`, Serves: both})
	case ViewUnpaid:
		add(db.Part{Cond: `row.todo = 'pay' AND row.todo <> ''`, Serves: both})
	case ViewCancelled:
		add(db.Part{Cond: `row.state = 'cancelled'`, Serves: both})
	case ViewClosed:
		add(db.Part{Cond: `row.state = 'closed'`, Serves: both})
	default:
		return l, errs.InvalidField("query.view", "This view does not exist.")
	}
	add(db.AnyOf(`payment_state`, in.PaymentStates, "placed_at")...)
	add(db.AnyOf(`delivery_state`, in.DeliveryStates, "placed_at")...)
	if in.Country != "" {
		add(db.Part{Cond: `row.country = ?`, Args: []any{strings.ToUpper(in.Country)}, Serves: []string{"placed_at"}})
	}
	if in.PaymentMethod != "" {
		add(db.Part{Cond: `row.payment_method = ?`, Args: []any{in.PaymentMethod}})
	}
	if in.Least != nil {
		add(db.Part{Cond: `row.total >= ?`, Args: []any{*in.Least}, Span: `o.total`})
	}
	if in.Most != nil {
		add(db.Part{Cond: `row.total <= ?`, Args: []any{*in.Most}, Span: `o.total`})
	}
	days, err := in.days(tx)
	add(days...)
	return l, err
}

func (in ListInput) days(tx *db.Tx) ([]db.Part, error) {
	if in.From == "" && in.To == "" {
		return nil, nil
	}
	zone, err := zoneOf(tx)
	if err != nil {
		return nil, err
	}
	var all []db.Part
	if in.From != "" {
		day, err := time.ParseInLocation(time.DateOnly, in.From, zone)
		if err != nil {
			return nil, badDay("from")
		}
		all = append(all, db.Part{Cond: `row.placed_at >= ?`, Args: []any{db.TimeOf(day)}, Span: `o.placed_at`})
	}
	if in.To != "" {
		day, err := time.ParseInLocation(time.DateOnly, in.To, zone)
		if err != nil {
			return nil, badDay("to")
		}
		all = append(all, db.Part{Cond: `row.placed_at < ?`, Args: []any{db.TimeOf(day.AddDate(0, 0, 1))}, Span: `o.placed_at`})
	}
	return all, nil
}

func (in ListInput) words() string {
	return strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(in.Query), "#"))
}

// matches are the orders that fit the words, best first: an exact number first of all.
func (in ListInput) matches(tx *db.Tx, l db.Listing) ([]Order, error) {
	exact, known, err := db.Maybe[id.ID](tx, `SELECT o.id FROM orders o WHERE o.shop_id = $1 AND o.number = $2`, in.words())
	if err != nil {
		return nil, err
	}
	ids := []id.ID{exact}
	if !known {
		if ids, _, err = search.Find(tx, search.Query{Kind: searchKind, Text: in.words(), Limit: db.Few}); err != nil {
			return nil, err
		}
	}
	rows, err := db.FindList[Order](tx, l, `o.id`, ids)
	slices.SortFunc(rows, func(a, b Order) int { return slices.Index(ids, a.ID) - slices.Index(ids, b.ID) })
	return rows, err
}

// Counts are the orders that wait for somebody, 10,001 at most.
type Counts struct{ ToShip, Unpaid int64 }

// CountViews counts the orders that wait; bounded, so that it costs the same at a
// million orders.
func CountViews(tx *db.Tx) (Counts, error) {
	return db.One[Counts](tx, `SELECT
		(SELECT COUNT(*) FROM (SELECT 1 FROM orders o WHERE o.shop_id = $1 AND o.todo = 'ship' AND o.todo <> '' LIMIT 10001) b) AS to_ship,
		(SELECT COUNT(*) FROM (SELECT 1 FROM orders o WHERE o.shop_id = $1 AND o.todo = 'pay' AND o.todo <> '' LIMIT 10001) c) AS unpaid`)
}

// ToShip is how many orders wait to leave, for the navigation.
func ToShip(tx *db.Tx) (int64, error) {
	return db.One[int64](tx, `SELECT COUNT(*) FROM (SELECT 1 FROM orders o WHERE o.shop_id = $1 AND o.todo = 'ship' AND o.todo <> '' LIMIT 10001) b`)
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
