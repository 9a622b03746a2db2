package stock

import (
	"strings"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/search"
)

// Shelf is one line of the stock list: a variant with its names and its level.
type Shelf struct {
	Level
	ProductID     id.ID
	ProductTitle  string
	ProductStatus string
	VariantTitle  string
	SKU           string
	ImageHash     string
	Cost          int64
	UpdatedAt     db.Time
	TitleKey      string
	Position      int64
	Barcode       string
	Vendor        string
}

// ShelvesInput chooses lines of the stock list. State is empty, short (nothing
// available), low (ten or fewer), reserved, or back_order.
type ShelvesInput struct {
	Query  string
	State  string
	Vendor string
	After  string
	Before string
	Limit  int
}

const shelfText = `SELECT v.id AS variant_id, COALESCE(l.on_hand, 0) AS on_hand, COALESCE(l.reserved, 0) AS reserved,
		COALESCE(l.on_hand - l.reserved, 0) AS available, COALESCE(l.value, 0) AS value, v.back_order, v.tracked,
		p.id AS product_id, p.title AS product_title, p.status AS product_status, v.title AS variant_title, v.sku, p.image_hash, v.cost,
		COALESCE(l.updated_at, p.updated_at) AS updated_at, p.title_key, v.position, v.barcode, p.vendor
	FROM product p
	JOIN variant v ON v.shop_id = p.shop_id AND v.product_id = p.id
	LEFT JOIN stock_location o ON o.shop_id = v.shop_id AND o.is_default = TRUE
	LEFT JOIN stock_level l ON l.shop_id = v.shop_id AND l.variant_id = v.id AND l.location_id = o.id
	WHERE p.shop_id = $1`

// Shelves returns one page of the stock list, by product title and variant order.
// Archived products are left out unless they still have stock. It looks at db.Look lines
// at most: with a rare state the page may be Partial.
func Shelves(tx *db.Tx, in ShelvesInput) (db.Page[Shelf], error) {
	if in.Limit < 1 || in.Limit > 250 {
		in.Limit = 50
	}
	if in.After != "" {
		in.Before = ""
	}
	q, err := in.looked(tx)
	if err != nil {
		return db.Page[Shelf]{}, err
	}
	rows, err := db.AllQ[Shelf](tx, in.narrow(q).Then(`LIMIT ?`, in.Limit+1))
	if err != nil {
		return db.Page[Shelf]{}, err
	}
	page := db.NewPage(rows, in.Limit, in.After, in.Before, shelfCursor)
	if len(rows) > in.Limit {
		return page, nil
	}
	// The page is not full: where the look ended, it may go on.
	if q, err = in.looked(tx); err != nil {
		return page, err
	}
	end, more, err := db.MaybeQ[Shelf](tx, q.Then(`LIMIT 1 OFFSET ?`, db.Look-1))
	if err != nil || !more {
		return page, err
	}
	page.Partial = true
	if in.Before != "" {
		page.Previous = shelfCursor(end)
	} else {
		page.Next = shelfCursor(end)
	}
	return page, nil
}

// CountShelves counts what Shelves would list among the first db.Look lines.
func CountShelves(tx *db.Tx, in ShelvesInput, most int64) (db.Counted, error) {
	in.After, in.Before = "", ""
	q, err := in.looked(tx)
	if err != nil {
		return db.Counted{}, err
	}
	all, err := db.AllQ[id.ID](tx, in.narrow(q.Column(`variant_id`)).Then(`LIMIT ?`, most+1))
	n := int64(len(all))
	if err != nil || n > most {
		return db.Counted{N: min(n, most), More: true}, err
	}
	if q, err = in.looked(tx); err != nil {
		return db.Counted{}, err
	}
	_, more, err := db.MaybeQ[id.ID](tx, q.Column(`variant_id`).Then(`LIMIT 1 OFFSET ?`, db.Look-1))
	return db.Counted{N: n, More: more}, err
}

// looked are the lines a page looks at, in order, from its cursor on.
func (in ShelvesInput) looked(tx *db.Tx) (*db.Q, error) {
	q := db.Query(shelfText)
	if strings.TrimSpace(in.Query) != "" {
		ids, _, err := search.Find(tx, search.Query{Kind: "product", Text: in.Query, Limit: db.Few})
		if err != nil {
			return nil, err
		}
		q.AndIn(`p.id`, ids)
	}
	var title string
	var product id.ID
	var position int64
	if cursor := in.After + in.Before; cursor != "" {
		if err := db.DecodeCursor(cursor, &title, &product, &position); err != nil {
			return nil, err
		}
	}
	if in.Before != "" {
		q.And(`p.title_key <= ? AND (p.title_key, p.id, v.position) < (?, ?, ?)`, title, title, product, position)
		return q.Then(`ORDER BY p.title_key DESC, p.id DESC, v.position DESC LIMIT ?`, db.Look).Within(`row`), nil
	}
	if in.After == "" {
		position = -1
	}
	// The bound on the title, also where it excludes nothing, has both engines begin with
	// the products in the order of their titles rather than with all variants.
	q.And(`p.title_key >= ? AND (p.title_key, p.id, v.position) > (?, ?, ?)`, title, title, product, position)
	return q.Then(`ORDER BY p.title_key, p.id, v.position LIMIT ?`, db.Look).Within(`row`), nil
}

func (in ShelvesInput) narrow(q *db.Q) *db.Q {
	q.And(`row.product_status <> 'archived' OR row.on_hand <> 0`)
	switch in.State {
	case "short":
		q.And(`row.tracked = TRUE AND row.available <= 0`)
	case "low":
		q.And(`row.tracked = TRUE AND row.available BETWEEN 1 AND 10`)
	case "reserved":
		q.And(`row.reserved > 0`)
	case "back_order":
		q.And(`row.back_order = TRUE`)
	}
	if in.Vendor != "" {
		q.And(`row.vendor = ?`, in.Vendor)
	}
	return q
}

func shelfCursor(s Shelf) string { return db.EncodeCursor(s.TitleKey, s.ProductID, s.Position) }

// GetShelf returns the line of one variant. Unknown: errs.NotFound.
func GetShelf(tx *db.Tx, variant id.ID) (Shelf, error) {
	return db.OneQ[Shelf](tx, db.Query(shelfText).And(`v.id = ?`, variant))
}
