package catalog

import (
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
)

// GridWindow is how many rows are read at once while somebody scrolls.
const GridWindow = 200

// maxGridRows bounds one grid: beyond it a filter is asked for.
const maxGridRows = 200_000

// GridFilter chooses the products of a grid: the filters of the product list, or
// Products by name (a selection, one product).
type GridFilter struct {
	ListInput
	Products []id.ID
}

// GridIndex says how many variants a grid has, and where each window of them ends.
// The windows stay where they are while rows come and go, so that any of them can be
// read by itself.
type GridIndex struct {
	Rows int64
	Ends []string
	last string
}

// GridRow is one variant with its product.
type GridRow struct {
	Variant
	Product   Product `db:"p_*"`
	TitleKey  string
	VendorKey string
}

// Lead says that the row carries what belongs to the product.
func (r GridRow) Lead() bool { return r.Position == 1 }

// gridOrder is one way to sort products; the variants follow by position within each.
// Text orders go by a folded key and the id.
type gridOrder struct {
	key             func(title, vendor string) string // nil: by the id alone
	products, order string
	from, to        string
}

func byTitle(title, _ string) string   { return title }
func byVendor(_, vendor string) string { return vendor }

var gridOrders = map[string]gridOrder{
	"-created_at": {products: `ORDER BY p.id DESC LIMIT ?`, order: `ORDER BY p.id DESC, v.position LIMIT ?`, from: `p.id <= ?`, to: `p.id >= ?`},
	"created_at":  {products: `ORDER BY p.id LIMIT ?`, order: `ORDER BY p.id, v.position LIMIT ?`, from: `p.id >= ?`, to: `p.id <= ?`},
	"title": {key: byTitle, products: `ORDER BY p.title_key, p.id LIMIT ?`, order: `ORDER BY p.title_key, p.id, v.position LIMIT ?`,
		from: `(p.title_key, p.id) >= (?, ?)`, to: `(p.title_key, p.id) <= (?, ?)`},
	"-title": {key: byTitle, products: `ORDER BY p.title_key DESC, p.id DESC LIMIT ?`, order: `ORDER BY p.title_key DESC, p.id DESC, v.position LIMIT ?`,
		from: `(p.title_key, p.id) <= (?, ?)`, to: `(p.title_key, p.id) >= (?, ?)`},
	"vendor": {key: byVendor, products: `ORDER BY p.vendor_key, p.id LIMIT ?`, order: `ORDER BY p.vendor_key, p.id, v.position LIMIT ?`,
		from: `(p.vendor_key, p.id) >= (?, ?)`, to: `(p.vendor_key, p.id) <= (?, ?)`},
	"-vendor": {key: byVendor, products: `ORDER BY p.vendor_key DESC, p.id DESC LIMIT ?`, order: `ORDER BY p.vendor_key DESC, p.id DESC, v.position LIMIT ?`,
		from: `(p.vendor_key, p.id) <= (?, ?)`, to: `(p.vendor_key, p.id) >= (?, ?)`},
}

// gridOrderOf falls back to the newest first: prices and dates change while they are edited.
func gridOrderOf(sort string) gridOrder {
	if by, known := gridOrders[sort]; known {
		return by
	}
	return gridOrders[DefaultSort]
}

// Index counts the variants of a grid and finds its windows from the number of
// variants each product keeps. Invalid when there are more than anybody edits at once.
func (f GridFilter) Index(tx *db.Tx) (GridIndex, error) {
	var index GridIndex
	by := gridOrderOf(f.Sort)
	q := db.Query(`SELECT p.id AS product_id, p.variant_count AS n, p.title_key, p.vendor_key FROM product p WHERE p.shop_id = $1`)
	if err := f.narrow(tx, q); err != nil {
		return index, err
	}
	err := db.EachQ(tx, q.Then(by.products, maxGridRows+1), func(p struct {
		ProductID           id.ID
		N                   int64
		TitleKey, VendorKey string
	}) error {
		end := func(position int64) string { return by.cursor(p.ProductID, position, p.TitleKey, p.VendorKey) }
		for next := (index.Rows/GridWindow + 1) * GridWindow; next <= index.Rows+p.N; next += GridWindow {
			index.Ends = append(index.Ends, end(next-index.Rows))
		}
		if index.Rows += p.N; index.Rows > maxGridRows {
			return errs.Invalid("These are more than %d variants, too many to edit at once. Filter the products first.", maxGridRows)
		}
		index.last = end(p.N)
		return nil
	})
	if index.Rows%GridWindow != 0 {
		index.Ends = append(index.Ends, index.last)
	}
	return index, err
}

// cursor is the place behind a variant.
func (by gridOrder) cursor(product id.ID, position int64, title, vendor string) string {
	key := ""
	if by.key != nil {
		key = by.key(title, vendor)
	}
	return db.EncodeCursor(key, product, position)
}

const gridColumnsSQL = `v.id, v.product_id, v.position, v.title, v.option1, v.option2, v.option3, v.sku, v.barcode,
	v.price, v.compare_at, v.cost, v.weight, v.tax_category, v.delivered, v.tracked, v.back_order, v.image_id, v.version,
	p.id AS p_id, p.handle AS p_handle, p.title AS p_title, p.vendor AS p_vendor, p.kind AS p_kind, p.status AS p_status,
	p.tax_category AS p_tax_category, p.seo_title AS p_seo_title, p.seo_description AS p_seo_description,
	p.variant_count AS p_variant_count, p.image_hash AS p_image_hash, p.version AS p_version, p.title_key, p.vendor_key`

// Rows returns the rows behind one place up to and with another: a window of Index.
// An empty after is the start; an empty until takes one window. Tags are filled in.
func (f GridFilter) Rows(tx *db.Tx, after, until string) ([]GridRow, error) {
	by := gridOrderOf(f.Sort)
	q := db.Query(`SELECT ` + gridColumnsSQL + ` FROM product p JOIN variant v ON v.shop_id = p.shop_id AND v.product_id = p.id WHERE p.shop_id = $1`)
	if err := f.narrow(tx, q); err != nil {
		return nil, err
	}
	if err := by.bound(q, after, by.from, `NOT (p.id = ? AND v.position <= ?)`); err != nil {
		return nil, err
	}
	if err := by.bound(q, until, by.to, `NOT (p.id = ? AND v.position > ?)`); err != nil {
		return nil, err
	}
	rows, err := db.AllQ[GridRow](tx, q.Then(by.order, GridWindow))
	if err != nil {
		return nil, err
	}
	return rows, fillTags(tx, rows)
}

// bound keeps the rows on one side of a place. The product is found by the index,
// its own variants are told apart by their position.
func (by gridOrder) bound(q *db.Q, cursor, side, within string) error {
	if cursor == "" {
		return nil
	}
	var key string
	var product id.ID
	var position int64
	if err := db.DecodeCursor(cursor, &key, &product, &position); err != nil {
		return err
	}
	if by.key != nil {
		q.And(side, key, product)
	} else {
		q.And(side, product)
	}
	q.And(within, product, position)
	return nil
}

// Cursor is the place of a row, for the next page.
func (f GridFilter) Cursor(r GridRow) string {
	return gridOrderOf(f.Sort).cursor(r.ProductID, r.Position, r.TitleKey, r.VendorKey)
}

func fillTags(tx *db.Tx, rows []GridRow) error {
	var leads []id.ID
	for _, row := range rows {
		if row.Lead() {
			leads = append(leads, row.ProductID)
		}
	}
	if len(leads) == 0 {
		return nil
	}
	tags, err := TagsOf(tx, leads)
	for i := range rows {
		if rows[i].Lead() {
			rows[i].Product.Tags = tags[rows[i].ProductID]
		}
	}
	return err
}

// narrow adds the conditions of the filter.
func (f GridFilter) narrow(tx *db.Tx, q *db.Q) error {
	if f.Products != nil {
		q.AndIn(`p.id`, f.Products)
	}
	if f.Collection != 0 {
		q.And(`EXISTS (SELECT 1 FROM collection_product m WHERE m.shop_id = p.shop_id AND m.product_id = p.id AND m.collection_id = ?)`, f.Collection)
	}
	in := f.ListInput
	if in.Sort == "" {
		in.Sort = DefaultSort // a grid has places, not ranks
	}
	return in.narrow(tx, q)
}
