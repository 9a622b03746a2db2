package catalog

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
)

// culprit is the edit a field of the document's refusal speaks of, else the first.
func culprit(doc *Document, edits []GridEdit, field string) GridEdit {
	name, variant := field, id.ID(0)
	var i int
	if n, _ := fmt.Sscanf(field, "variants[%d].", &i); n == 1 && i < len(doc.Variants) {
		_, name, _ = strings.Cut(field, ".")
		variant = doc.Variants[i].ID
		if name == "tax_category" {
			name = "variant_tax"
		}
	}
	for _, exact := range []bool{true, false} {
		for _, e := range edits {
			if e.Column == name && (!exact || variant == 0 || e.Variant == variant) {
				return e
			}
		}
	}
	return edits[0]
}

// bookStock hands the difference of a cell of stock to the department that keeps it.
func (s *gridSave) bookStock(doc *Document, e GridEdit) error {
	was, err := strconv.ParseInt(e.Was, 10, 64)
	now, wrong := strconv.ParseInt(e.Now, 10, 64)
	if err != nil || wrong != nil {
		return errs.Invalid("Write a whole number.")
	}
	if s.in.Stock == nil {
		return errs.Invalid("You may not change the stock.")
	}
	title := doc.Title
	if name := doc.Variants[s.places[e.Variant]].Title; name != "" {
		title += " · " + name
	}
	return s.in.Stock(s.tx, StockEdit{Variant: e.Variant, Title: title, By: now - was, Reason: s.in.Reason})
}

// HandCollections returns the titles of the collections kept by hand that these
// products are in, by product.
func HandCollections(tx *db.Tx, products []id.ID) (map[id.ID][]string, error) {
	rows, err := db.AllQ[struct {
		ProductID id.ID
		Title     string
	}](tx, db.Query(`SELECT m.product_id, c.title FROM collection_product m
		JOIN collection c ON c.shop_id = m.shop_id AND c.id = m.collection_id
		WHERE m.shop_id = $1 AND c.by_rule = FALSE`).AndIn(`m.product_id`, products).Then(`ORDER BY m.product_id, c.title_key, c.id`))
	of := map[id.ID][]string{}
	for _, row := range rows {
		of[row.ProductID] = append(of[row.ProductID], row.Title)
	}
	return of, err
}

// GridJoin is the text of a cell of words: tags, collections.
func GridJoin(words []string) string { return joinWords(words) }

func (s *gridSave) findMembers(products []id.ID) error {
	if !slices.ContainsFunc(s.in.Edits, func(e GridEdit) bool { return e.Column == GridCollections }) {
		return nil
	}
	if err := s.joins.find(s.tx); err != nil {
		return err
	}
	s.members = map[id.ID][]string{}
	for start := 0; start < len(products); start += 1000 {
		part, err := HandCollections(s.tx, products[start:min(start+1000, len(products))])
		if err != nil {
			return err
		}
		for product, titles := range part {
			s.members[product] = titles
		}
	}
	return nil
}

// checkCollections refuses names that are no collection kept by hand.
func (s *gridSave) checkCollections(edits []GridEdit) error {
	e := errs.Invalid(checkFields)
	for _, edit := range edits {
		if edit.Column != GridCollections {
			continue
		}
		for _, title := range splitWords(edit.Now) {
			if s.joins.byTitle[fold(title)] == 0 {
				e.With(GridCollections, "There is no collection “%s” kept by hand.", title)
				break
			}
		}
	}
	return e.OrNil()
}

// collectionEdits gathers who joins and leaves which collection, so that each
// collection is written once.
type collectionEdits struct {
	byTitle     map[string]id.ID
	order       []id.ID
	join, leave map[id.ID][]id.ID
}

func (j *collectionEdits) find(tx *db.Tx) error {
	all, err := Collections(tx)
	j.byTitle, j.join, j.leave = map[string]id.ID{}, map[id.ID][]id.ID{}, map[id.ID][]id.ID{}
	for _, c := range all {
		if key := fold(c.Title); !c.ByRule && j.byTitle[key] == 0 {
			j.byTitle[key] = c.ID
		}
	}
	return err
}

func (j *collectionEdits) add(product id.ID, was, now []string) {
	note := func(to map[id.ID][]id.ID, title string) {
		collection := j.byTitle[fold(title)]
		if !slices.Contains(j.order, collection) {
			j.order = append(j.order, collection)
		}
		to[collection] = append(to[collection], product)
	}
	for _, title := range now {
		if !slices.ContainsFunc(was, func(old string) bool { return fold(old) == fold(title) }) {
			note(j.join, title)
		}
	}
	for _, title := range was {
		if !slices.ContainsFunc(now, func(kept string) bool { return fold(kept) == fold(title) }) {
			note(j.leave, title)
		}
	}
}

func (j *collectionEdits) write(tx *db.Tx) error {
	for _, collection := range j.order {
		before, err := GetCollection(tx, collection)
		if err != nil {
			return err
		}
		gone := map[id.ID]bool{}
		for _, product := range j.leave[collection] {
			gone[product] = true
		}
		after := before
		after.Products = slices.DeleteFunc(slices.Clone(before.Products), func(product id.ID) bool { return gone[product] })
		after.Products = withoutRepeats(append(after.Products, j.join[collection]...))
		if err := saveCollection(tx, "updated", &before, &after); err != nil {
			return err
		}
	}
	return nil
}
