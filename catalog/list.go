package catalog

import (
	"slices"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/search"
)

// ListInput chooses products. Query is free text over title, vendor, type, tags,
// SKUs, barcodes and description. Sort is one of created_at, updated_at, title,
// vendor, price, with a minus for the other direction, or manual for the order of
// Collection; empty means best match for a Query, else newest first. After and Before are cursors of the page before; Limit is 50 unless given.
type ListInput struct {
	Query      string
	Status     string
	Collection id.ID
	Tag        string
	Vendor     string
	Kind       string
	Sort       string
	After      string
	Before     string
	Limit      int
}

// DefaultSort shows the newest products first.
const DefaultSort = "-created_at"

const (
	defaultLimit = 50
	maxLimit     = 250
	maxFound     = 1000 // what a free text search considers
)

// order is one way to sort: constant texts for both directions of paging. Texts
// order by folded columns; the id makes each place unique.
type order struct {
	text          bool // the key is text
	after, before string
	forth, back   string
	key           func(p listed) any
}

type listed struct {
	Product
	TitleKey  string
	VendorKey string
	Place     int64
}

// sorts are the orders List knows.
var sorts = map[string]order{
	"created_at":  {after: `p.id > ?`, before: `p.id < ?`, forth: `ORDER BY p.id LIMIT ?`, back: `ORDER BY p.id DESC LIMIT ?`},
	"-created_at": {after: `p.id < ?`, before: `p.id > ?`, forth: `ORDER BY p.id DESC LIMIT ?`, back: `ORDER BY p.id LIMIT ?`},
	"updated_at": {after: `(p.updated_at, p.id) > (?, ?)`, before: `(p.updated_at, p.id) < (?, ?)`,
		forth: `ORDER BY p.updated_at, p.id LIMIT ?`, back: `ORDER BY p.updated_at DESC, p.id DESC LIMIT ?`, key: func(p listed) any { return int64(p.UpdatedAt) }},
	"-updated_at": {after: `(p.updated_at, p.id) < (?, ?)`, before: `(p.updated_at, p.id) > (?, ?)`,
		forth: `ORDER BY p.updated_at DESC, p.id DESC LIMIT ?`, back: `ORDER BY p.updated_at, p.id LIMIT ?`, key: func(p listed) any { return int64(p.UpdatedAt) }},
	"title": {text: true, after: `(p.title_key, p.id) > (?, ?)`, before: `(p.title_key, p.id) < (?, ?)`,
		forth: `ORDER BY p.title_key, p.id LIMIT ?`, back: `ORDER BY p.title_key DESC, p.id DESC LIMIT ?`, key: func(p listed) any { return p.TitleKey }},
	"-title": {text: true, after: `(p.title_key, p.id) < (?, ?)`, before: `(p.title_key, p.id) > (?, ?)`,
		forth: `ORDER BY p.title_key DESC, p.id DESC LIMIT ?`, back: `ORDER BY p.title_key, p.id LIMIT ?`, key: func(p listed) any { return p.TitleKey }},
	"vendor": {text: true, after: `(p.vendor_key, p.id) > (?, ?)`, before: `(p.vendor_key, p.id) < (?, ?)`,
		forth: `ORDER BY p.vendor_key, p.id LIMIT ?`, back: `ORDER BY p.vendor_key DESC, p.id DESC LIMIT ?`, key: func(p listed) any { return p.VendorKey }},
	"-vendor": {text: true, after: `(p.vendor_key, p.id) < (?, ?)`, before: `(p.vendor_key, p.id) > (?, ?)`,
		forth: `ORDER BY p.vendor_key DESC, p.id DESC LIMIT ?`, back: `ORDER BY p.vendor_key, p.id LIMIT ?`, key: func(p listed) any { return p.VendorKey }},
	"price": {after: `(p.price_from, p.id) > (?, ?)`, before: `(p.price_from, p.id) < (?, ?)`,
		forth: `ORDER BY p.price_from, p.id LIMIT ?`, back: `ORDER BY p.price_from DESC, p.id DESC LIMIT ?`, key: func(p listed) any { return p.PriceFrom }},
	"-price": {after: `(p.price_from, p.id) < (?, ?)`, before: `(p.price_from, p.id) > (?, ?)`,
		forth: `ORDER BY p.price_from DESC, p.id DESC LIMIT ?`, back: `ORDER BY p.price_from, p.id LIMIT ?`, key: func(p listed) any { return p.PriceFrom }},
	"manual": {after: `(m.position, p.id) > (?, ?)`, before: `(m.position, p.id) < (?, ?)`,
		forth: `ORDER BY m.position, p.id LIMIT ?`, back: `ORDER BY m.position DESC, p.id DESC LIMIT ?`, key: func(p listed) any { return p.Place }},
}

// List returns one page of products with the figures of their rows; tags, options
// and images are left out (TagsOf, ImagesOf bring them for the whole page).
// Invalid for an unknown order or a broken cursor.
func List(tx *db.Tx, in ListInput) (db.Page[Product], error) {
	var page db.Page[Product]
	if in.Limit < 1 {
		in.Limit = defaultLimit
	}
	in.Limit = min(in.Limit, maxLimit)
	if in.Query != "" && in.Sort == "" {
		return in.byRelevance(tx)
	}
	if in.Sort == "" || in.Sort == "manual" && in.Collection == 0 {
		in.Sort = DefaultSort
	}
	by, known := sorts[in.Sort]
	if !known {
		return page, errs.InvalidField("sort", "This order is not known.")
	}
	q, err := in.query(tx)
	if err != nil {
		return page, err
	}
	if err := in.place(q, by); err != nil {
		return page, err
	}
	tail := by.forth
	if in.Before != "" {
		tail = by.back
	}
	rows, err := db.AllQ[listed](tx, q.Then(tail, in.Limit+1))
	if err != nil {
		return page, err
	}
	found := db.NewPage(rows, in.Limit, in.After, in.Before, func(row listed) string { return cursorOf(row, by) })
	page.Next, page.Previous = found.Next, found.Previous
	for _, row := range found.Rows {
		page.Rows = append(page.Rows, row.Product)
	}
	return page, nil
}

// byRelevance pages through the best matches of a free text; places are ranks.
func (in ListInput) byRelevance(tx *db.Tx) (db.Page[Product], error) {
	var page db.Page[Product]
	var start int
	if cursor := in.After + in.Before; cursor != "" {
		if err := db.DecodeCursor(cursor, &start); err != nil {
			return page, err
		}
	}
	ids, _, err := search.Find(tx, search.Query{Kind: searchKind, Text: in.Query, Limit: maxLimit})
	if err != nil {
		return page, err
	}
	q, err := in.query(tx)
	if err != nil {
		return page, err
	}
	rows, err := db.AllQ[listed](tx, q.AndIn(`p.id`, ids))
	if err != nil {
		return page, err
	}
	slices.SortFunc(rows, func(a, b listed) int { return slices.Index(ids, a.ID) - slices.Index(ids, b.ID) })
	start = max(0, min(start, len(rows)))
	end := min(start+in.Limit, len(rows))
	for _, row := range rows[start:end] {
		page.Rows = append(page.Rows, row.Product)
	}
	if end < len(rows) {
		page.Next = db.EncodeCursor(end)
	}
	if start > 0 {
		page.Previous = db.EncodeCursor(max(0, start-in.Limit))
	}
	return page, nil
}

func (in ListInput) query(tx *db.Tx) (*db.Q, error) {
	q := db.Query(`SELECT ` + productColumns + `, p.title_key, p.vendor_key, 0 AS place FROM product p WHERE p.shop_id = $1`)
	if in.Collection != 0 {
		q = db.Query(`SELECT `+productColumns+`, p.title_key, p.vendor_key, m.position AS place FROM collection_product m
			JOIN product p ON p.shop_id = m.shop_id AND p.id = m.product_id
			WHERE m.shop_id = $1 AND m.collection_id = $2`, in.Collection)
	}
	return q, in.narrow(tx, q)
}

// narrow adds the conditions on the product p. Best matches are ranked elsewhere: a
// free text without an order is left to byRelevance.
func (in ListInput) narrow(tx *db.Tx, q *db.Q) error {
	if in.Status != "" {
		q.And(`p.status = ?`, in.Status)
	}
	if in.Vendor != "" {
		q.And(`p.vendor_key = ?`, fold(in.Vendor))
	}
	if in.Kind != "" {
		q.And(`p.kind = ?`, in.Kind)
	}
	if in.Tag != "" {
		q.And(`EXISTS (SELECT 1 FROM product_tag t WHERE t.shop_id = p.shop_id AND t.product_id = p.id AND t.tag_key = ?)`, fold(in.Tag))
	}
	if in.Query != "" && in.Sort != "" {
		ids, _, err := search.Find(tx, search.Query{Kind: searchKind, Text: in.Query, Limit: maxFound})
		if err != nil {
			return err
		}
		q.AndIn(`p.id`, ids)
	}
	return nil
}

// place starts the page behind or before the row of the cursor.
func (in ListInput) place(q *db.Q, by order) error {
	cursor, cond := in.After, by.after
	if in.Before != "" {
		cursor, cond = in.Before, by.before
	}
	if cursor == "" {
		return nil
	}
	var last id.ID
	var text string
	var number int64
	switch {
	case by.key == nil:
		if err := db.DecodeCursor(cursor, &last); err != nil {
			return err
		}
		q.And(cond, last)
	case by.text:
		if err := db.DecodeCursor(cursor, &text, &last); err != nil {
			return err
		}
		q.And(cond, text, last)
	default:
		if err := db.DecodeCursor(cursor, &number, &last); err != nil {
			return err
		}
		q.And(cond, number, last)
	}
	return nil
}

func cursorOf(row listed, by order) string {
	if by.key == nil {
		return db.EncodeCursor(row.ID)
	}
	return db.EncodeCursor(by.key(row), row.ID)
}

// CountByStatus counts the products of each status, for the tabs of the list.
func CountByStatus(tx *db.Tx) (map[string]int64, error) {
	rows, err := db.All[struct {
		Status string
		N      int64
	}](tx, `SELECT status, COUNT(*) AS n FROM product WHERE shop_id = $1 GROUP BY status`)
	counts := map[string]int64{}
	for _, row := range rows {
		counts[row.Status] = row.N
	}
	return counts, err
}

// Vendors lists the vendors of the shop, for filters and suggestions.
func Vendors(tx *db.Tx) ([]string, error) {
	return db.All[string](tx, `SELECT MIN(vendor) FROM product WHERE shop_id = $1 AND vendor_key <> '' GROUP BY vendor_key ORDER BY vendor_key LIMIT 500`)
}

// Tags lists the tags of the shop, for filters and suggestions.
func Tags(tx *db.Tx) ([]string, error) {
	return db.All[string](tx, `SELECT MIN(tag) FROM product_tag WHERE shop_id = $1 GROUP BY tag_key ORDER BY tag_key LIMIT 500`)
}

// Kinds lists the product types of the shop, for suggestions.
func Kinds(tx *db.Tx) ([]string, error) {
	return db.All[string](tx, `SELECT DISTINCT kind FROM product WHERE shop_id = $1 AND kind <> '' ORDER BY kind LIMIT 500`)
}
