package catalog

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/shops"
)

// ProductInput is a product as a person or a program writes it. Variants without an
// id take over the variant of the same option values, so that prices can be sent
// without ids. Images nil leaves the images as they are. Version 0 skips the check
// that nobody else changed the product meanwhile.
type ProductInput struct {
	Title, Handle, Description, Vendor, Kind string
	Status, TaxCategory                      string
	SEOTitle, SEODescription                 string
	Tags                                     []string
	Options                                  []string // names
	Variants                                 []Variant
	Images                                   []Image
	Version                                  int64
}

// Create writes a new product. An empty handle is made from the title, an empty
// status is draft, no variants means one without options at no price.
// Invalid names each wrong field.
func Create(tx *db.Tx, in ProductInput) (Product, error) {
	doc := &Document{}
	if in.Images == nil {
		in.Images = []Image{}
	}
	if err := in.fill(tx, doc); err != nil {
		return Product{}, err
	}
	_, err := save(tx, "created", nil, doc)
	return doc.Product, err
}

// Update replaces the product's fields, options and variants by what is given;
// variants left out are removed. An empty handle keeps the address. Invalid names
// each wrong field, Conflict means somebody else was faster.
func Update(tx *db.Tx, product id.ID, in ProductInput) (Product, error) {
	before, err := Load(tx, product)
	if err != nil {
		return Product{}, err
	}
	if in.Version != 0 && in.Version != before.Version {
		return Product{}, errs.Conflict(changedMeanwhile)
	}
	after := before.clone()
	if err := in.fill(tx, after); err != nil {
		return Product{}, err
	}
	_, err = save(tx, "updated", &before, after)
	return after.Product, err
}

// InputOf is the input that would leave the document as it is: the base of partial changes.
func InputOf(doc Document) ProductInput {
	return ProductInput{Title: doc.Title, Handle: doc.Handle, Description: doc.Description, Vendor: doc.Vendor, Kind: doc.Kind,
		Status: doc.Status, TaxCategory: doc.TaxCategory, SEOTitle: doc.SEOTitle, SEODescription: doc.SEODescription,
		Tags: slices.Clone(doc.Tags), Options: doc.OptionNames(), Variants: slices.Clone(doc.Variants), Version: doc.Version}
}

// edit changes a loaded document and saves it, with the same checks as Update.
func edit(tx *db.Tx, product id.ID, change func(doc *Document) error) error {
	before, err := Load(tx, product)
	if err != nil {
		return err
	}
	after := before.clone()
	if err := change(after); err != nil {
		return err
	}
	if err := after.check(&before); err != nil {
		return err
	}
	_, err = save(tx, "updated", &before, after)
	return err
}

// SetStatus makes a product draft, active or archived.
func SetStatus(tx *db.Tx, product id.ID, status string) error {
	return edit(tx, product, func(doc *Document) error {
		doc.Status = status
		return nil
	})
}

// UpdateVariant replaces one variant's own fields; its options stay a part of the
// product and may change too as long as no two variants are alike.
func UpdateVariant(tx *db.Tx, variant id.ID, change func(v *Variant)) (Variant, error) {
	v, err := GetVariant(tx, variant)
	if err != nil {
		return Variant{}, err
	}
	err = edit(tx, v.ProductID, func(doc *Document) error {
		for i := range doc.Variants {
			if doc.Variants[i].ID == variant {
				change(&doc.Variants[i])
				doc.Variants[i].ID = variant
			}
		}
		return nil
	})
	if err != nil {
		return Variant{}, err
	}
	return GetVariant(tx, variant)
}

// Delete removes a product with its variants. Orders keep what they sold; Undo
// brings the product back with the same ids.
func Delete(tx *db.Tx, product id.ID) error {
	before, err := Load(tx, product)
	if err != nil {
		return err
	}
	_, err = save(tx, "deleted", &before, nil)
	return err
}

// Duplicate makes a draft copy with its own address; SKUs and barcodes stay with the
// original because they name goods.
func Duplicate(tx *db.Tx, product id.ID) (Product, error) {
	source, err := Load(tx, product)
	if err != nil {
		return Product{}, err
	}
	copied := source.clone()
	copied.ID, copied.CreatedAt, copied.Version, copied.Status = 0, 0, 0, Draft
	copied.Title = cut(source.Title, maxTitle-4) + " (2)"
	images := map[id.ID]id.ID{}
	for i := range copied.Images {
		fresh := tx.NewID()
		images[copied.Images[i].ID] = fresh
		copied.Images[i].ID = fresh
	}
	for i := range copied.Variants {
		v := &copied.Variants[i]
		v.ID, v.SKU, v.Barcode, v.ImageID = 0, "", "", images[v.ImageID]
	}
	if copied.Handle, err = productHandle(tx, 0, "", source.Handle); err != nil {
		return Product{}, err
	}
	_, err = save(tx, "created", nil, copied)
	return copied.Product, err
}

// Restorers bring products and collections back to what a change set recorded.
func Restorers() shops.Restorers {
	return shops.Restorers{objectProduct: restoreProduct, objectCollection: restoreCollection}
}

func restoreProduct(tx *db.Tx, product id.ID, before []byte) error {
	now, err := maybeLoad(tx, product)
	if err != nil {
		return err
	}
	if before == nil {
		if now == nil {
			return nil
		}
		_, err = save(tx, "deleted", now, nil)
		return err
	}
	then := &Document{}
	if err := json.Unmarshal(before, then); err != nil {
		return fmt.Errorf("read the recorded product: %w", err)
	}
	if then.Handle, err = stillFree(tx, then); err != nil {
		return err
	}
	verb := "updated"
	if now == nil {
		verb = "created"
	}
	keepFiles(now, then)
	_, err = save(tx, verb, now, then)
	return err
}

// keepFiles keeps the files that arrived for images after the state was recorded.
func keepFiles(now, then *Document) {
	if now == nil {
		return
	}
	for i := range then.Images {
		for _, image := range now.Images {
			if image.ID == then.Images[i].ID && image.State == ImageReady {
				image.Alt, image.Position = then.Images[i].Alt, then.Images[i].Position
				then.Images[i] = image
			}
		}
	}
}

// stillFree keeps the old handle unless another product took it meanwhile.
func stillFree(tx *db.Tx, doc *Document) (string, error) {
	handle, err := productHandle(tx, doc.ID, doc.Handle, doc.Title)
	if errs.Is(err, errs.KindInvalid) {
		return productHandle(tx, doc.ID, "", doc.Handle)
	}
	return handle, err
}

func (d Document) clone() *Document {
	d.Tags, d.Options, d.Images, d.Variants = slices.Clone(d.Tags), slices.Clone(d.Options), slices.Clone(d.Images), slices.Clone(d.Variants)
	return &d
}

func cut(text string, most int) string {
	runes := []rune(text)
	return string(runes[:min(len(runes), most)])
}
