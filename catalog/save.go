package catalog

import (
	"slices"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/event"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/search"
	"github.com/coulisse/coulisse/shops"
)

const changedMeanwhile = "This was changed by somebody else in the meantime. Load the page again, then repeat your change."

// save is the only writer of products. It turns before into after (nil: there is
// none) with bulk statements for what differs, and reports whether anything did.
// It numbers the version, keeps the figures of the product row, records the change,
// renews search and the collections by rule, and announces the fact.
// Conflict when another transaction wrote the product since before was read.
func save(tx *db.Tx, verb string, before, after *Document) (bool, error) {
	if after == nil {
		return true, remove(tx, verb, before)
	}
	settle(tx, before, after)
	if before != nil && same(before, after) {
		return false, nil
	}
	if err := writeProduct(tx, before, after); err != nil {
		return false, err
	}
	for _, write := range []func(*db.Tx, *Document, *Document) error{writeTags, writeOptions, writeImages, writeVariants} {
		if err := write(tx, before, after); err != nil {
			return false, err
		}
	}
	return true, announce(tx, verb, before, after)
}

// settle gives ids, positions, titles and the figures kept on the product row.
func settle(tx *db.Tx, before, after *Document) {
	if after.ID == 0 {
		after.ID = tx.NewID()
	}
	if after.CreatedAt == 0 {
		after.CreatedAt = tx.Now
	}
	if before == nil {
		after.UpdatedAt, after.Version = tx.Now, after.Version+1
	}
	if before != nil {
		after.UpdatedAt, after.Version = before.UpdatedAt, before.Version
	}
	after.ImageHash = ""
	for i := range after.Images {
		image := &after.Images[i]
		if image.ID == 0 {
			image.ID = tx.NewID()
		}
		image.ProductID, image.Position = after.ID, int64(i+1)
		if after.ImageHash == "" && image.State == ImageReady {
			after.ImageHash = image.Hash
		}
	}
	settleVariants(tx, before, after)
	after.Options = optionsOf(after.OptionNames(), after.Variants)
}

func settleVariants(tx *db.Tx, before, after *Document) {
	was := map[id.ID]Variant{}
	if before != nil {
		for _, v := range before.Variants {
			was[v.ID] = v
		}
	}
	after.VariantCount = int64(len(after.Variants))
	for i := range after.Variants {
		v := &after.Variants[i]
		if v.ID == 0 {
			v.ID = tx.NewID()
		}
		v.ProductID, v.Position, v.Title, v.Version = after.ID, int64(i+1), v.name(), 1
		if old, known := was[v.ID]; known {
			v.Version = old.Version
			if old != *v {
				v.Version++
			}
		}
		if i == 0 || v.Price < after.PriceFrom {
			after.PriceFrom = v.Price
		}
		if i == 0 || v.Price > after.PriceTo {
			after.PriceTo = v.Price
		}
	}
}

// same compares two documents by what is stored of them.
func same(before, after *Document) bool {
	return factsOf(before) == factsOf(after) && slices.Equal(before.Tags, after.Tags) && slices.Equal(before.OptionNames(), after.OptionNames()) &&
		slices.Equal(before.Images, after.Images) && slices.Equal(before.Variants, after.Variants)
}

// facts are the fields of a product row that a person or a program writes.
type facts struct {
	handle, title, description, vendor, kind, status, tax, seoTitle, seoDescription, image string
	from, to, count                                                                        int64
	created                                                                                db.Time
}

func factsOf(d *Document) facts {
	return facts{d.Handle, d.Title, d.Description, d.Vendor, d.Kind, d.Status, d.TaxCategory, d.SEOTitle, d.SEODescription, d.ImageHash,
		d.PriceFrom, d.PriceTo, d.VariantCount, d.CreatedAt}
}

func writeProduct(tx *db.Tx, before, after *Document) error {
	after.UpdatedAt = tx.Now
	p := after.Product
	if before == nil {
		_, err := tx.Exec(`INSERT INTO product (shop_id, id, handle, title, title_key, description, vendor, vendor_key, kind, status, tax_category,
				seo_title, seo_description, price_from, price_to, variant_count, image_hash, created_at, updated_at, version)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)`,
			p.ID, p.Handle, p.Title, fold(p.Title), p.Description, p.Vendor, fold(p.Vendor), p.Kind, p.Status, p.TaxCategory,
			p.SEOTitle, p.SEODescription, p.PriceFrom, p.PriceTo, p.VariantCount, p.ImageHash, p.CreatedAt, p.UpdatedAt, p.Version)
		return err
	}
	after.Version = before.Version + 1
	hit, err := tx.Exec(`UPDATE product SET handle = $3, title = $4, title_key = $5, description = $6, vendor = $7, vendor_key = $8, kind = $9,
			status = $10, tax_category = $11, seo_title = $12, seo_description = $13, price_from = $14, price_to = $15,
			variant_count = $16, image_hash = $17, updated_at = $18, version = $19
		WHERE shop_id = $1 AND id = $2 AND version = $20`,
		p.ID, p.Handle, p.Title, fold(p.Title), p.Description, p.Vendor, fold(p.Vendor), p.Kind, p.Status, p.TaxCategory,
		p.SEOTitle, p.SEODescription, p.PriceFrom, p.PriceTo, p.VariantCount, p.ImageHash, p.UpdatedAt, after.Version, before.Version)
	if err == nil && hit == 0 {
		err = errs.Conflict(changedMeanwhile)
	}
	return err
}

// announce records, indexes and publishes what save wrote.
func announce(tx *db.Tx, verb string, before, after *Document) error {
	change := shops.Change{Object: objectProduct, ID: after.ID, Title: after.Title, Verb: verb, After: after, Undoable: true}
	if before != nil {
		change.Before = before
	}
	if err := shops.Record(tx, change); err != nil {
		return err
	}
	if err := index(tx, before, after); err != nil {
		return err
	}
	if err := refreshMembership(tx, after); err != nil {
		return err
	}
	if before != nil && before.Handle != after.Handle {
		if err := event.Publish(tx, HandleChanged{OldPath: before.Path(), NewPath: after.Path()}); err != nil {
			return err
		}
	}
	return event.Publish(tx, ProductChanged{Product: after.ID, Created: before == nil})
}

// shelf gathers what a transaction with many products has to index.
type shelf struct {
	open bool
	docs []search.Doc
}

type shelfKey struct{}

// indexing lets a transaction that saves many products index them together when it is
// done. A Tx.Try that fails forgets it with the rest.
func indexing(tx *db.Tx, work func() error) error {
	kept, err := db.Memo(tx, shelfKey{}, func() (*shelf, error) { return &shelf{}, nil })
	if err != nil {
		return err
	}
	kept.open = true
	err = work()
	kept.open = false
	if err != nil {
		return err
	}
	docs := kept.docs
	kept.docs = nil
	return search.Put(tx, docs...)
}

// index renews what a search finds the product by, when any of it changed.
func index(tx *db.Tx, before, after *Document) error {
	doc := search.Doc{Kind: searchKind, ID: after.ID, Title: after.Title, Body: after.searchText()}
	if before != nil && before.Title == after.Title && before.searchText() == doc.Body {
		return nil
	}
	kept, err := db.Memo(tx, shelfKey{}, func() (*shelf, error) { return &shelf{}, nil })
	if err != nil {
		return err
	}
	if kept.open {
		kept.docs = append(kept.docs, doc)
		return nil
	}
	return search.Put(tx, doc)
}

// remove deletes the product; its tags, options, variants, images and places in
// collections go with it by their foreign keys.
func remove(tx *db.Tx, verb string, before *Document) error {
	hit, err := tx.Exec(`DELETE FROM product WHERE shop_id = $1 AND id = $2 AND version = $3`, before.ID, before.Version)
	if err != nil {
		return err
	}
	if hit == 0 {
		return errs.Conflict(changedMeanwhile)
	}
	if err := search.Delete(tx, searchKind, before.ID); err != nil {
		return err
	}
	change := shops.Change{Object: objectProduct, ID: before.ID, Title: before.Title, Verb: verb, Before: before, Undoable: true}
	if err := shops.Record(tx, change); err != nil {
		return err
	}
	gone := ProductDeleted{Product: before.ID, Handle: before.Handle}
	for _, v := range before.Variants {
		gone.Variants = append(gone.Variants, v.ID)
	}
	return event.Publish(tx, gone)
}
