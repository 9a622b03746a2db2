package customers

import (
	"strings"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/search"
)

// ListInput says which customers and in which order. Sort is created_at, name, spent
// or orders_count, with a minus in front for descending; After and Before are cursors
// of an earlier answer.
type ListInput struct {
	Query   string
	Country string
	Sort    string
	After   string
	Before  string
	Limit   int
}

// order is one way to sort: the column, its direction and how to make its cursor.
type order struct {
	column string
	desc   bool
	text   bool
	value  func(Customer) any
}

func orderOf(sort string) (order, bool) {
	column, desc := strings.CutPrefix(sort, "-")
	by, known := map[string]order{
		"created_at":   {column: "c.id", value: func(c Customer) any { return int64(c.ID) }},
		"name":         {column: "c.name_key", text: true, value: func(c Customer) any { return search.Fold(c.Name) }},
		"spent":        {column: "c.spent", value: func(c Customer) any { return c.Spent }},
		"orders_count": {column: "c.orders_count", value: func(c Customer) any { return c.OrdersCount }},
	}[column]
	by.desc = desc
	return by, known
}

// List returns one page of customers. A cursor that is not ours and an unknown sort
// are Invalid. A search keeps to the best 500 matches.
func List(tx *db.Tx, in ListInput) (db.Page[Customer], error) {
	if in.Sort == "" {
		in.Sort = "-created_at"
	}
	by, known := orderOf(in.Sort)
	if !known {
		return db.Page[Customer]{}, errs.InvalidField("query.sort", "Sort by created_at, name, spent or orders_count, with a minus in front for descending.")
	}
	if in.Limit < 1 || in.Limit > 250 {
		in.Limit = 50
	}
	q := db.Query(`SELECT ` + columns + ` FROM customer c WHERE c.shop_id = $1`)
	if in.Country != "" {
		q.And(`c.country = ?`, in.Country)
	}
	if in.Query != "" {
		ids, _, err := search.Find(tx, search.Query{Kind: searchKind, Text: in.Query, Limit: 500})
		if err != nil {
			return db.Page[Customer]{}, err
		}
		q.AndIn(`c.id`, ids)
	}
	return page(tx, q, by, in)
}

func page(tx *db.Tx, q *db.Q, by order, in ListInput) (db.Page[Customer], error) {
	if in.After != "" {
		in.Before = ""
	}
	back := in.Before != ""
	if cursor := in.After + in.Before; cursor != "" {
		if err := from(q, by, cursor, by.desc != back); err != nil {
			return db.Page[Customer]{}, err
		}
	}
	tail := ` ASC, c.id ASC LIMIT ?`
	if by.desc != back {
		tail = ` DESC, c.id DESC LIMIT ?`
	}
	rows, err := db.AllQ[Customer](tx, q.Then(`ORDER BY `+by.column+tail, in.Limit+1))
	if err != nil {
		return db.Page[Customer]{}, err
	}
	return db.NewPage(rows, in.Limit, in.After, in.Before, func(c Customer) string {
		return db.EncodeCursor(in.Sort, by.value(c), int64(c.ID))
	}), nil
}

// from adds the keyset condition: rows after the cursor in the direction of reading.
func from(q *db.Q, by order, cursor string, less bool) error {
	var sort, word string
	var number, last int64
	var err error
	var value any
	if by.text {
		err = db.DecodeCursor(cursor, &sort, &word, &last)
		value = word
	} else {
		err = db.DecodeCursor(cursor, &sort, &number, &last)
		value = number
	}
	if err != nil {
		return err
	}
	if less {
		q.And(`(`+by.column+`, c.id) < (?, ?)`, value, last)
		return nil
	}
	q.And(`(`+by.column+`, c.id) > (?, ?)`, value, last)
	return nil
}

// Total is how many customers the shop has.
func Total(tx *db.Tx) (int64, error) {
	return db.One[int64](tx, `SELECT COUNT(*) FROM customer c WHERE c.shop_id = $1`)
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
