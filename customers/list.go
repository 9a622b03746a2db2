package customers

import (
	"slices"
	"strings"
	"time"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/search"
)

// ListInput says which customers and in which order. Least and Most bound what they have
// spent, From and To the day of their last order in UTC. Sort is created_at, name, spent,
// orders_count or last_order_at, with a minus in front for descending; After and Before
// are cursors of an earlier answer.
type ListInput struct {
	Query       string
	Country     string
	Least, Most *int64
	From, To    string
	Sort        string
	After       string
	Before      string
	Limit       int
}

// List returns one page of customers, the newest first unless told. A cursor that is not
// ours and an unknown sort are Invalid. A search keeps to the best 500 matches, best
// first unless a sort is asked for.
func List(tx *db.Tx, in ListInput) (db.Page[Customer], error) {
	by, desc, err := in.order()
	if err != nil {
		return db.Page[Customer]{}, err
	}
	if in.Limit < 1 || in.Limit > 250 {
		in.Limit = 50
	}
	l, err := in.listing()
	if err != nil {
		return db.Page[Customer]{}, err
	}
	reading := db.Reading{After: in.After, Before: in.Before, Limit: in.Limit, Desc: desc}
	if strings.TrimSpace(in.Query) == "" {
		return db.ReadList(tx, l, by, reading)
	}
	rows, err := in.matches(tx, l)
	if err != nil {
		return db.Page[Customer]{}, err
	}
	if in.Sort == "" {
		return db.RankPage(rows, reading)
	}
	return db.SortPage(rows, by, reading)
}

// CountList counts what List would show, most at the utmost.
func CountList(tx *db.Tx, in ListInput, most int64) (db.Counted, error) {
	l, err := in.listing()
	if err != nil {
		return db.Counted{}, err
	}
	if strings.TrimSpace(in.Query) == "" {
		return db.CountList(tx, l, most)
	}
	rows, err := in.matches(tx, l)
	n := int64(len(rows))
	return db.Counted{N: min(n, most), More: n > most || n == db.Few}, err
}

func (in ListInput) matches(tx *db.Tx, l db.Listing) ([]Customer, error) {
	ids, _, err := search.Find(tx, search.Query{Kind: searchKind, Text: in.Query, Limit: db.Few})
	if err != nil {
		return nil, err
	}
	rows, err := db.FindList[Customer](tx, l, `c.id`, ids)
	slices.SortFunc(rows, func(a, b Customer) int { return slices.Index(ids, a.ID) - slices.Index(ids, b.ID) })
	return rows, err
}

func (in ListInput) order() (by db.Order[Customer], desc bool, err error) {
	sort := in.Sort
	if sort == "" {
		sort = "-created_at"
	}
	name, desc := strings.CutPrefix(sort, "-")
	by = db.Order[Customer]{Name: name, ID: `c.id`, Row: func(c Customer) int64 { return int64(c.ID) }}
	switch name {
	case "created_at":
	case "name":
		by.Column, by.Words, by.Word = `c.name_key`, true, func(c Customer) string { return search.Fold(c.Name) }
	case "spent":
		by.Column, by.Number = `c.spent`, func(c Customer) int64 { return c.Spent }
	case "orders_count":
		by.Column, by.Number = `c.orders_count`, func(c Customer) int64 { return c.OrdersCount }
	case "last_order_at":
		by.Column, by.Number = `c.last_order_at`, func(c Customer) int64 { return int64(c.LastOrderAt) }
	default:
		err = errs.InvalidField("query.sort", "Sort by created_at, name, spent, orders_count or last_order_at, with a minus in front for descending.")
	}
	return by, desc, err
}

// listing is what is asked for, condition by condition, with the indexes each has.
func (in ListInput) listing() (db.Listing, error) {
	l := db.Listing{Text: `SELECT ` + columns + ` FROM customer c WHERE c.shop_id = $1`, Alias: "c"}
	add := func(p db.Part) { l.Parts = append(l.Parts, p) }
	if in.Country != "" {
		add(db.Part{Cond: `row.country = ?`, Args: []any{strings.ToUpper(in.Country)}, Serves: []string{"created_at", "name", "spent"}})
	}
	if in.Least != nil {
		add(db.Part{Cond: `row.spent >= ?`, Args: []any{*in.Least}, Span: `c.spent`})
	}
	if in.Most != nil {
		add(db.Part{Cond: `row.spent <= ?`, Args: []any{*in.Most}, Span: `c.spent`})
	}
	for _, bound := range []struct {
		day, cond string
		add       int
	}{{in.From, `row.last_order_at >= ?`, 0}, {in.To, `row.last_order_at < ?`, 1}} {
		if bound.day == "" {
			continue
		}
		day, err := time.Parse(time.DateOnly, bound.day)
		if err != nil {
			return l, errs.InvalidField("last_order", "Write a day like 2026-11-22.")
		}
		add(db.Part{Cond: bound.cond, Args: []any{db.TimeOf(day.AddDate(0, 0, bound.add))}, Span: `c.last_order_at`})
	}
	return l, nil
}

// Countries are the countries of the shop's customers, for the filter. It jumps from one
// country to the next in the index.
func Countries(tx *db.Tx) ([]string, error) {
	return db.All[string](tx, `WITH RECURSIVE seen (country) AS (
			SELECT MIN(c.country) FROM customer c WHERE c.shop_id = $1 AND c.country > ''
			UNION ALL
			SELECT (SELECT MIN(c.country) FROM customer c WHERE c.shop_id = $1 AND c.country > seen.country) FROM seen WHERE seen.country IS NOT NULL)
		SELECT seen.country FROM seen WHERE seen.country IS NOT NULL ORDER BY seen.country`)
}

// Names returns the customers of the given ids, for lists of other departments.
func Names(tx *db.Tx, ids []id.ID) (map[id.ID]Customer, error) {
	rows, err := db.AllQ[Customer](tx, db.Query(`SELECT `+columns+` FROM customer c WHERE c.shop_id = $1`).AndIn(`c.id`, ids))
	byID := map[id.ID]Customer{}
	for _, c := range rows {
		byID[c.ID] = c
	}
	return byID, err
}
