package stock

import (
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
}

// ShelvesInput chooses lines of the stock list. State is empty, short (nothing
// available), low (ten or fewer), reserved, or back_order.
type ShelvesInput struct {
	Query  string
	State  string
	After  string
	Before string
	Limit  int
}

// Shelves returns one page of the stock list, by product title and variant order.
// Archived products are left out unless they still have stock.
func Shelves(tx *db.Tx, in ShelvesInput) (db.Page[Shelf], error) {
	if in.Limit < 1 || in.Limit > 250 {
		in.Limit = 50
	}
	q := db.Query(`SELECT v.id AS variant_id, COALESCE(l.on_hand, 0) AS on_hand, COALESCE(l.reserved, 0) AS reserved,
			COALESCE(l.on_hand - l.reserved, 0) AS available, COALESCE(l.value, 0) AS value, v.back_order, v.tracked,
			p.id AS product_id, p.title AS product_title, p.status AS product_status, v.title AS variant_title, v.sku, p.image_hash, v.cost,
			COALESCE(l.updated_at, p.updated_at) AS updated_at, p.title_key, v.position
		FROM product p
		JOIN variant v ON v.shop_id = p.shop_id AND v.product_id = p.id
		LEFT JOIN stock_location o ON o.shop_id = v.shop_id AND o.is_default = TRUE
		LEFT JOIN stock_level l ON l.shop_id = v.shop_id AND l.variant_id = v.id AND l.location_id = o.id
		WHERE p.shop_id = $1 AND (p.status <> 'archived' OR l.on_hand <> 0)`)
	if in.Query != "" {
		ids, _, err := search.Find(tx, search.Query{Kind: "product", Text: in.Query, Limit: 1000})
		if err != nil {
			return db.Page[Shelf]{}, err
		}
		q.AndIn(`p.id`, ids)
	}
	switch in.State {
	case "short":
		q.And(`v.tracked = TRUE AND COALESCE(l.on_hand - l.reserved, 0) <= 0`)
	case "low":
		q.And(`v.tracked = TRUE AND COALESCE(l.on_hand - l.reserved, 0) BETWEEN 1 AND 10`)
	case "reserved":
		q.And(`l.reserved > 0`)
	case "back_order":
		q.And(`v.back_order = TRUE`)
	}
	if err := placeShelves(q, in); err != nil {
		return db.Page[Shelf]{}, err
	}
	rows, err := db.AllQ[Shelf](tx, q)
	return db.NewPage(rows, in.Limit, in.After, in.Before, func(s Shelf) string {
		return db.EncodeCursor(s.TitleKey, s.ProductID, s.Position)
	}), err
}

func placeShelves(q *db.Q, in ShelvesInput) error {
	var title string
	var product id.ID
	var position int64
	if cursor := in.After + in.Before; cursor != "" {
		if err := db.DecodeCursor(cursor, &title, &product, &position); err != nil {
			return err
		}
	}
	switch {
	case in.After != "":
		q.And(`(p.title_key, p.id, v.position) > (?, ?, ?)`, title, product, position)
	case in.Before != "":
		q.And(`(p.title_key, p.id, v.position) < (?, ?, ?)`, title, product, position)
		q.Then(`ORDER BY p.title_key DESC, p.id DESC, v.position DESC LIMIT ?`, in.Limit+1)
		return nil
	}
	q.Then(`ORDER BY p.title_key, p.id, v.position LIMIT ?`, in.Limit+1)
	return nil
}
