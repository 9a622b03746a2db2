package catalog

import (
	"fmt"
	"slices"
	"strings"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/rich"
)

// apply brings one parsed product into the catalogue, or with DryRun only checks it.
func (m *importer) apply(tx *db.Tx, p *parsed, v *verdict) error {
	before, err := byImportedHandle(tx, p.handle)
	if err != nil {
		return err
	}
	if m.opts.DryRun && p.again && before == nil {
		return nil
	}
	after := &Document{}
	if before != nil {
		after = before.clone()
	}
	p.merge(m.file, after)
	if before == nil {
		after.Handle = or(Slug(p.handle), "product")
	}
	was := before
	if was == nil {
		was = &Document{}
	}
	if err := after.check(was); err != nil {
		return err
	}
	p.linkImages(tx, after)
	v.created = before == nil
	if m.opts.DryRun {
		settle(tx, before, after)
		v.changed = before != nil && !same(before, after)
		return nil
	}
	verb := "updated"
	if before == nil {
		verb = "created"
	}
	if v.changed, err = save(tx, verb, before, after); err != nil {
		return err
	}
	return m.stock(tx, p, after, v)
}

func byImportedHandle(tx *db.Tx, handle string) (*Document, error) {
	product, found, err := db.Maybe[id.ID](tx, `SELECT id FROM product WHERE shop_id = $1 AND handle = $2`, or(Slug(handle), "product"))
	if err != nil || !found {
		return nil, err
	}
	doc, err := Load(tx, product)
	return &doc, err
}

// stock passes on the quantities the file gives.
func (m *importer) stock(tx *db.Tx, p *parsed, doc *Document, v *verdict) error {
	if m.opts.Stock == nil {
		return nil
	}
	byChoice := make(map[[MaxOptions]string]id.ID, len(doc.Variants))
	for _, v := range doc.Variants {
		byChoice[v.Choices()] = v.ID
	}
	for _, given := range p.variants {
		if given.quantity == nil {
			continue
		}
		if err := m.opts.Stock(tx, byChoice[given.Choices()], *given.quantity); err != nil {
			return err
		}
	}
	return nil
}

// merge lays what the file says over what is there. Columns the file has not are left
// alone, and so are variants it does not name as long as the options are the same.
func (p *parsed) merge(f *productFile, doc *Document) {
	fresh := doc.ID == 0
	put := func(c column, into *string, value string) {
		if f.has(c) {
			*into = value
		}
	}
	if fresh || p.doc.Title != "" {
		put(colTitle, &doc.Title, p.doc.Title)
		put(colBody, &doc.Description, rich.Clean(p.doc.Description))
		put(colVendor, &doc.Vendor, p.doc.Vendor)
		put(colKind, &doc.Kind, p.doc.Kind)
		put(colSEOTitle, &doc.SEOTitle, p.doc.SEOTitle)
		put(colSEODescription, &doc.SEODescription, p.doc.SEODescription)
		if f.has(colTags) {
			doc.Tags = p.doc.Tags
		}
		if fresh || f.has(colStatus) || f.has(colPublished) {
			doc.Status = p.doc.Status
		}
	}
	if fresh {
		doc.TaxCategory = DefaultTaxCategory
	}
	p.mergeImages(doc)
	p.mergeVariants(f, doc)
}

// mergeImages keeps the images there are and adds those of new addresses, in the
// order of the file.
func (p *parsed) mergeImages(doc *Document) {
	slices.SortStableFunc(p.images, func(a, b parsedImage) int { return int(a.position - b.position) })
	for _, given := range p.images {
		at := slices.IndexFunc(doc.Images, func(i Image) bool { return i.SourceURL == given.src })
		if at < 0 {
			doc.Images = append(doc.Images, Image{ID: 0, State: ImagePending, SourceURL: given.src, Alt: given.alt})
			continue
		}
		if given.alt != "" {
			doc.Images[at].Alt = given.alt
		}
	}
	for _, v := range p.variants {
		if v.image != "" && !slices.ContainsFunc(doc.Images, func(i Image) bool { return i.SourceURL == v.image }) {
			doc.Images = append(doc.Images, Image{State: ImagePending, SourceURL: v.image})
		}
	}
}

// linkImages points variants to their own images, once these have ids.
func (p *parsed) linkImages(tx *db.Tx, doc *Document) {
	ids := map[string]id.ID{}
	for i := range doc.Images {
		image := &doc.Images[i]
		if image.ID == 0 {
			image.ID = tx.NewID()
		}
		ids[image.SourceURL] = image.ID
	}
	images := map[[MaxOptions]string]id.ID{}
	for _, given := range p.variants {
		if given.image != "" {
			images[given.Choices()] = ids[given.image]
		}
	}
	for i := range doc.Variants {
		if image := images[doc.Variants[i].Choices()]; image != 0 {
			doc.Variants[i].ImageID = image
		}
	}
}

func (p *parsed) mergeVariants(f *productFile, doc *Document) {
	// Lines that only continue a product (no title, no option names) belong to its options.
	continued := len(p.doc.Options) == 0 && p.doc.Title == "" && len(doc.Options) > 0
	options := slices.Equal(doc.OptionNames(), p.doc.OptionNames()) || continued
	was := doc.Variants
	if !options {
		doc.Options, doc.Variants = p.doc.Options, nil
	}
	used := map[id.ID]bool{}
	for _, given := range p.variants {
		at := slices.IndexFunc(doc.Variants, func(v Variant) bool { return v.Choices() == given.Choices() })
		if at < 0 {
			doc.Variants = append(doc.Variants, Variant{Delivered: true, Tracked: true})
			at = len(doc.Variants) - 1
			if !options {
				doc.Variants[at].ID = bySKU(was, given.SKU, used)
			}
		}
		given.lay(f, &doc.Variants[at])
	}
}

func bySKU(was []Variant, sku string, used map[id.ID]bool) id.ID {
	for _, v := range was {
		if sku != "" && v.SKU == sku && !used[v.ID] {
			used[v.ID] = true
			return v.ID
		}
	}
	return 0
}

// lay puts the fields the file has over a variant.
func (p parsedVariant) lay(f *productFile, v *Variant) {
	v.Option1, v.Option2, v.Option3 = p.Option1, p.Option2, p.Option3
	text := func(c column, into *string, value string) {
		if f.has(c) {
			*into = value
		}
	}
	number := func(c column, into *int64, value int64) {
		if f.has(c) {
			*into = value
		}
	}
	flag := func(c column, into *bool, value bool) {
		if f.has(c) {
			*into = value
		}
	}
	text(colSKU, &v.SKU, p.SKU)
	text(colBarcode, &v.Barcode, p.Barcode)
	text(colTaxable, &v.TaxCategory, p.TaxCategory)
	number(colPrice, &v.Price, p.Price)
	number(colCompareAt, &v.CompareAt, p.CompareAt)
	number(colCost, &v.Cost, p.Cost)
	number(colGrams, &v.Weight, p.Weight)
	flag(colDelivered, &v.Delivered, p.Delivered)
	flag(colTracker, &v.Tracked, p.Tracked)
	flag(colPolicy, &v.BackOrder, p.BackOrder)
}

// problemsOf turns a refusal of the rules into lines and columns of the file.
func (p *parsed) problemsOf(f *productFile, e *errs.Error) []Problem {
	if len(e.Fields) == 0 {
		return []Problem{{Line: p.line, Handle: p.handle, Message: e.Message, Args: e.Args}}
	}
	var problems []Problem
	for _, field := range e.Fields {
		problem := Problem{Line: p.line, Handle: p.handle, Message: field.Message, Args: field.Args}
		name := field.Name
		var i int
		if n, _ := fmt.Sscanf(name, "variants[%d].", &i); n == 1 {
			_, name, _ = strings.Cut(name, ".")
			if i < len(p.variants) {
				problem.Line = p.variants[i].line
			}
		}
		if c, known := fieldColumns[name]; known {
			problem.Column = f.name(c)
		}
		problems = append(problems, problem)
	}
	return problems
}

var fieldColumns = map[string]column{
	"title": colTitle, "description": colBody, "vendor": colVendor, "kind": colKind, "tags": colTags, "status": colStatus,
	"seo_title": colSEOTitle, "seo_description": colSEODescription, "options": colOption1Name,
	"option1": colOption1, "option2": colOption2, "option3": colOption3, "sku": colSKU, "barcode": colBarcode,
	"price": colPrice, "compare_at": colCompareAt, "cost": colCost, "weight": colGrams, "quantity": colQuantity,
}
