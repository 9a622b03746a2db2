package catalog

import (
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/id"
)

// ruleSet is what deciding about membership needs of a collection.
type ruleSet struct {
	id      id.ID
	anyRule bool
	rules   []Rule
}

type ruleSetsKey struct{}

// ruleSets loads all collections by rule, once per transaction: an import decides
// about hundreds of products in one.
func ruleSets(tx *db.Tx) ([]ruleSet, error) {
	return db.Memo(tx, ruleSetsKey{}, func() ([]ruleSet, error) {
		rows, err := db.All[struct {
			Collection             id.ID
			AnyRule                bool
			Field, Relation, Value string
		}](tx, `SELECT c.id AS collection, c.any_rule, r.field, r.relation, r.value FROM collection c
			JOIN collection_rule r ON r.shop_id = c.shop_id AND r.collection_id = c.id
			WHERE c.shop_id = $1 AND c.by_rule = TRUE ORDER BY c.id, r.position`)
		var sets []ruleSet
		for _, row := range rows {
			if len(sets) == 0 || sets[len(sets)-1].id != row.Collection {
				sets = append(sets, ruleSet{id: row.Collection, anyRule: row.AnyRule})
			}
			last := &sets[len(sets)-1]
			last.rules = append(last.rules, Rule{Field: row.Field, Relation: row.Relation, Value: row.Value})
		}
		return sets, err
	})
}

// refreshMembership puts one product into the collections whose rules it fits now
// and takes it out of those it no longer fits.
func refreshMembership(tx *db.Tx, doc *Document) error {
	sets, err := ruleSets(tx)
	if err != nil || len(sets) == 0 {
		return err
	}
	rows, err := db.All[id.ID](tx, `SELECT collection_id FROM collection_product WHERE shop_id = $1 AND product_id = $2`, doc.ID)
	if err != nil {
		return err
	}
	in := map[id.ID]bool{}
	for _, collection := range rows {
		in[collection] = true
	}
	var join, leave [][]any
	for _, set := range sets {
		fits := holds(set.rules, set.anyRule, doc)
		if fits && !in[set.id] {
			join = append(join, []any{set.id, doc.ID})
		}
		if !fits && in[set.id] {
			leave = append(leave, []any{set.id, doc.ID})
		}
	}
	if err := tx.ExecMany(`DELETE FROM collection_product WHERE shop_id = $1 AND collection_id = $2 AND product_id = $3`, leave); err != nil {
		return err
	}
	return tx.ExecMany(`INSERT INTO collection_product (shop_id, collection_id, product_id, position) VALUES ($1, $2, $3, 0)`, join)
}

// writeMembers renews all members of one collection.
func writeMembers(tx *db.Tx, c *Collection) error {
	var rows [][]any
	if c.ByRule {
		err := eachDocument(tx, func(doc *Document) {
			if holds(c.Rules, c.AnyRule, doc) {
				rows = append(rows, []any{c.ID, doc.ID, 0})
			}
		})
		if err != nil {
			return err
		}
	} else {
		known, err := existing(tx, c.Products)
		if err != nil {
			return err
		}
		for i, product := range c.Products {
			if known[product] {
				rows = append(rows, []any{c.ID, product, i + 1})
			}
		}
	}
	if _, err := tx.Exec(`DELETE FROM collection_product WHERE shop_id = $1 AND collection_id = $2`, c.ID); err != nil {
		return err
	}
	c.Members = int64(len(rows))
	return tx.ExecMany(`INSERT INTO collection_product (shop_id, collection_id, product_id, position) VALUES ($1, $2, $3, $4)`, rows)
}

// existing tells which of these products the shop still has: Undo may bring back a
// collection whose products were deleted since.
func existing(tx *db.Tx, products []id.ID) (map[id.ID]bool, error) {
	known := map[id.ID]bool{}
	for start := 0; start < len(products); start += 1000 {
		part := products[start:min(start+1000, len(products))]
		ids, err := db.AllQ[id.ID](tx, db.Query(`SELECT p.id FROM product p WHERE p.shop_id = $1`).AndIn(`p.id`, part))
		if err != nil {
			return nil, err
		}
		for _, one := range ids {
			known[one] = true
		}
	}
	return known, nil
}

// documentsAtOnce bounds what a walk over the whole catalogue holds in memory.
const documentsAtOnce = 500

// eachDocument walks over all products with what rules look at, in flat memory.
func eachDocument(tx *db.Tx, visit func(doc *Document)) error {
	for last := id.ID(0); ; {
		products, err := db.All[Product](tx, `SELECT `+productColumns+` FROM product p WHERE p.shop_id = $1 AND p.id > $2 ORDER BY p.id LIMIT $3`, last, documentsAtOnce)
		if err != nil || len(products) == 0 {
			return err
		}
		ids := make([]id.ID, len(products))
		for i := range products {
			ids[i] = products[i].ID
		}
		last = ids[len(ids)-1]
		variants, err := VariantsOf(tx, ids)
		if err != nil {
			return err
		}
		tags, err := TagsOf(tx, ids)
		if err != nil {
			return err
		}
		for _, p := range products {
			p.Tags = tags[p.ID]
			visit(&Document{Product: p, Variants: variants[p.ID]})
		}
	}
}

// TagsOf returns the tags of several products at once, by product.
func TagsOf(tx *db.Tx, products []id.ID) (map[id.ID][]string, error) {
	rows, err := db.AllQ[struct {
		ProductID id.ID
		Tag       string
	}](tx, db.Query(`SELECT t.product_id, t.tag FROM product_tag t WHERE t.shop_id = $1`).
		AndIn(`t.product_id`, products).Then(`ORDER BY t.product_id, t.position`))
	of := make(map[id.ID][]string, len(products))
	for _, row := range rows {
		of[row.ProductID] = append(of[row.ProductID], row.Tag)
	}
	return of, err
}
