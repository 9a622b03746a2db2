package catalog

import (
	"slices"
	"strings"
	"time"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/search"
)

// BrowseInput chooses products for the list of the admin, where filters combine freely.
// From and To bound the day of the last change in UTC, Least and Most the lowest price.
// Sort is created_at, updated_at, title, vendor or price, with a minus for descending.
type BrowseInput struct {
	Query       string
	Status      string
	Collection  id.ID
	Tag         string
	Vendor      string
	Kind        string
	NoImage     bool
	From, To    string
	Least, Most *int64
	Sort        string
	After       string
	Before      string
	Limit       int
}

// Browse returns one page of products, the newest first unless told. Unlike List it
// looks at a bounded number of products: the page may be Partial. A search shows the
// best 500 matches, best first unless a sort is asked for.
func Browse(tx *db.Tx, in BrowseInput) (db.Page[Product], error) {
	if in.Limit < 1 || in.Limit > maxLimit {
		in.Limit = defaultLimit
	}
	by, desc, err := browseOrder(in.Sort)
	if err != nil {
		return db.Page[Product]{}, err
	}
	l, err := in.listing()
	if err != nil {
		return db.Page[Product]{}, err
	}
	reading := db.Reading{After: in.After, Before: in.Before, Limit: in.Limit, Desc: desc}
	if strings.TrimSpace(in.Query) == "" {
		return products(db.ReadList(tx, l, by, reading))
	}
	rows, err := in.matches(tx, l)
	if err != nil {
		return db.Page[Product]{}, err
	}
	if in.Sort == "" {
		return products(db.RankPage(rows, reading))
	}
	return products(db.SortPage(rows, by, reading))
}

// CountBrowse counts what Browse would list, most at the utmost.
func CountBrowse(tx *db.Tx, in BrowseInput, most int64) (db.Counted, error) {
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

func (in BrowseInput) matches(tx *db.Tx, l db.Listing) ([]listed, error) {
	ids, _, err := search.Find(tx, search.Query{Kind: searchKind, Text: in.Query, Limit: db.Few})
	if err != nil {
		return nil, err
	}
	rows, err := db.FindList[listed](tx, l, `p.id`, ids)
	slices.SortFunc(rows, func(a, b listed) int { return slices.Index(ids, a.ID) - slices.Index(ids, b.ID) })
	return rows, err
}

func products(page db.Page[listed], err error) (db.Page[Product], error) {
	out := db.Page[Product]{Next: page.Next, Previous: page.Previous, Partial: page.Partial}
	for _, row := range page.Rows {
		out.Rows = append(out.Rows, row.Product)
	}
	return out, err
}

func browseOrder(sort string) (by db.Order[listed], desc bool, err error) {
	if sort == "" {
		sort = DefaultSort
	}
	name, desc := strings.CutPrefix(sort, "-")
	by = db.Order[listed]{Name: name, ID: `p.id`, Row: func(p listed) int64 { return int64(p.ID) }}
	switch name {
	case "created_at":
	case "updated_at":
		by.Column, by.Number = `p.updated_at`, func(p listed) int64 { return int64(p.UpdatedAt) }
	case "price":
		by.Column, by.Number = `p.price_from`, func(p listed) int64 { return p.PriceFrom }
	case "title":
		by.Column, by.Words, by.Word = `p.title_key`, true, func(p listed) string { return p.TitleKey }
	case "vendor":
		by.Column, by.Words, by.Word = `p.vendor_key`, true, func(p listed) string { return p.VendorKey }
	default:
		err = errs.InvalidField("sort", "This order is not known.")
	}
	return by, desc, err
}

// listing is what is asked for, condition by condition, with the indexes each has.
func (in BrowseInput) listing() (db.Listing, error) {
	l := db.Listing{Text: `SELECT ` + productColumns + `, p.title_key, p.vendor_key, 0 AS place FROM product p WHERE p.shop_id = $1`, Alias: "p"}
	add := func(p db.Part) { l.Parts = append(l.Parts, p) }
	if in.Collection != 0 {
		add(db.Part{Indexed: true, Args: []any{in.Collection},
			Cond: `EXISTS (SELECT 1 FROM collection_product m WHERE m.shop_id = $1 AND m.product_id = row.id AND m.collection_id = ?)`,
			Find: `row.id IN (SELECT m.product_id FROM collection_product m WHERE m.shop_id = $1 AND m.collection_id = ? LIMIT 501)`})
	}
	if in.Tag != "" {
		add(db.Part{Indexed: true, Args: []any{fold(in.Tag)},
			Cond: `EXISTS (SELECT 1 FROM product_tag t WHERE t.shop_id = $1 AND t.product_id = row.id AND t.tag_key = ?)`,
			Find: `row.id IN (SELECT t.product_id FROM product_tag t WHERE t.shop_id = $1 AND t.tag_key = ? LIMIT 501)`})
	}
	if in.NoImage {
		add(db.Part{Cond: `row.image_hash = ''`, Serves: []string{"created_at"}})
	}
	if in.Vendor != "" {
		add(db.Part{Cond: `row.vendor_key = ?`, Args: []any{fold(in.Vendor)}, Serves: []string{"created_at"}})
	}
	if in.Kind != "" {
		add(db.Part{Cond: `row.kind = ?`, Args: []any{in.Kind}, Serves: []string{"created_at"}})
	}
	if in.Status != "" {
		add(db.Part{Cond: `row.status = ?`, Args: []any{in.Status}, Serves: []string{"created_at", "updated_at", "title", "price", "vendor"}})
	}
	if in.Least != nil {
		add(db.Part{Cond: `row.price_from >= ?`, Args: []any{*in.Least}, Span: `p.price_from`})
	}
	if in.Most != nil {
		add(db.Part{Cond: `row.price_from <= ?`, Args: []any{*in.Most}, Span: `p.price_from`})
	}
	for _, bound := range []struct {
		day, cond string
		add       int
	}{{in.From, `row.updated_at >= ?`, 0}, {in.To, `row.updated_at < ?`, 1}} {
		if bound.day == "" {
			continue
		}
		day, err := time.Parse(time.DateOnly, bound.day)
		if err != nil {
			return l, errs.InvalidField("updated", "Write a day like 2026-11-22.")
		}
		add(db.Part{Cond: bound.cond, Args: []any{db.TimeOf(day.AddDate(0, 0, bound.add))}, Span: `p.updated_at`})
	}
	return l, nil
}
