package catalog

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/money"
	"github.com/coulisse/coulisse/kit/rich"
)

const checkFields = "Please check the marked fields."

// DefaultTaxCategory is what a product is taxed as unless it says otherwise.
const DefaultTaxCategory = "standard"

// fill puts the input into the document, matched with the variants and images it
// has, and checks the result.
func (in ProductInput) fill(tx *db.Tx, doc *Document) error {
	was := doc.clone()
	doc.Title, doc.Description = squeeze(in.Title), rich.Clean(in.Description)
	doc.Vendor, doc.Kind = squeeze(in.Vendor), squeeze(in.Kind)
	doc.Status, doc.TaxCategory = or(in.Status, Draft), or(in.TaxCategory, DefaultTaxCategory)
	doc.SEOTitle, doc.SEODescription = squeeze(in.SEOTitle), squeeze(in.SEODescription)
	doc.Tags = cleanTags(in.Tags)
	doc.Options = nil
	for _, name := range in.Options {
		if name = squeeze(name); name != "" {
			doc.Options = append(doc.Options, Option{Name: name})
		}
	}
	doc.Variants = adopt(was.Variants, in.Variants)
	if in.Images != nil {
		doc.Images = in.Images
	}
	if err := doc.check(was); err != nil {
		return err
	}
	return in.setHandle(tx, doc, was)
}

func (in ProductInput) setHandle(tx *db.Tx, doc, was *Document) error {
	wished := in.Handle
	if wished == "" {
		wished = was.Handle
	}
	if was.Handle != "" && wished == was.Handle {
		return nil
	}
	var err error
	doc.Handle, err = productHandle(tx, doc.ID, wished, doc.Title)
	return err
}

// adopt gives the variants of the input the ids of those with the same options.
func adopt(was, given []Variant) []Variant {
	if len(given) == 0 {
		return []Variant{{Delivered: true, Tracked: true}}
	}
	byChoice := make(map[[MaxOptions]string]id.ID, len(was))
	for _, v := range was {
		byChoice[v.Choices()] = v.ID
	}
	variants, used := make([]Variant, len(given)), map[id.ID]bool{}
	for _, v := range given {
		used[v.ID] = true
	}
	for i, v := range given {
		v.Option1, v.Option2, v.Option3 = squeeze(v.Option1), squeeze(v.Option2), squeeze(v.Option3)
		v.SKU, v.Barcode = squeeze(v.SKU), squeeze(v.Barcode)
		if known := byChoice[v.Choices()]; v.ID == 0 && known != 0 && !used[known] {
			v.ID = known
			used[known] = true
		}
		variants[i] = v
	}
	return variants
}

// check refuses a document that breaks a rule, naming each wrong field; was tells
// which variant and image ids belong to the product.
func (d *Document) check(was *Document) error {
	e := errs.Invalid(checkFields)
	if d.Title == "" {
		e.With("title", "Give the product a name.")
	}
	tooLong(e, "title", d.Title, maxTitle)
	tooLong(e, "vendor", d.Vendor, maxWord)
	tooLong(e, "kind", d.Kind, maxWord)
	tooLong(e, "seo_title", d.SEOTitle, maxSEO)
	tooLong(e, "seo_description", d.SEODescription, maxSEO)
	if len(d.Description) > maxDescription {
		e.With("description", "The description is too long. Keep it under 500,000 characters.")
	}
	if d.Status != Draft && d.Status != Active && d.Status != Archived {
		e.With("status", "Choose draft, active or archived.")
	}
	if len(d.Tags) > MaxTags {
		e.With("tags", "A product has at most %d tags.", MaxTags)
	}
	for _, tag := range d.Tags {
		tooLong(e, "tags", tag, maxWord)
	}
	if len(d.Images) > MaxImages {
		e.With("images", "A product has at most %d images.", MaxImages)
	}
	d.checkOptions(e)
	d.checkVariants(e, was)
	d.checkImages(e, was)
	return e.OrNil()
}

func (d *Document) checkOptions(e *errs.Error) {
	if len(d.Options) > MaxOptions {
		e.With("options", "A product has at most %d options.", MaxOptions)
	}
	seen := map[string]bool{}
	for i, option := range d.Options {
		if seen[fold(option.Name)] {
			e.With(fmt.Sprintf("options[%d]", i), "Two options have the same name.")
		}
		seen[fold(option.Name)] = true
		tooLong(e, fmt.Sprintf("options[%d]", i), option.Name, maxWord)
	}
}

func (d *Document) checkVariants(e *errs.Error, was *Document) {
	if len(d.Variants) > MaxVariants {
		e.With("variants", "A product has at most %d variants.", MaxVariants)
		return
	}
	if len(d.Options) == 0 && len(d.Variants) > 1 {
		e.With("options", "Name the option in which the variants differ, for example “Size”.")
		return
	}
	known := map[id.ID]bool{}
	for _, v := range was.Variants {
		known[v.ID] = true
	}
	seen, ids := make(map[[MaxOptions]string]bool, len(d.Variants)), map[id.ID]bool{}
	for i := range d.Variants {
		v := &d.Variants[i]
		if v.ID != 0 && (!known[v.ID] || ids[v.ID]) {
			e.With(fmt.Sprintf("variants[%d].id", i), "This variant does not belong to the product.")
		}
		ids[v.ID] = true
		v.check(e, i, len(d.Options))
		if seen[foldChoices(v.Choices())] {
			e.With(fmt.Sprintf("variants[%d].option1", i), "Two variants have the same options: %s.", v.name())
		}
		seen[foldChoices(v.Choices())] = true
		if len(e.Fields) > 20 {
			return
		}
	}
}

// check looks at one of up to 2,048 variants: the names of fields are made for wrong ones.
func (v *Variant) check(e *errs.Error, i, options int) {
	wrong := func(name, message string, args ...any) {
		e.With(fmt.Sprintf("variants[%d].%s", i, name), message, args...)
	}
	for n, value := range v.Choices() {
		if n < options && value == "" {
			wrong(optionField(n), "Each variant needs a value for each option.")
		}
		if n >= options && value != "" {
			wrong(optionField(n), "“%s” belongs to an option that has no name.", value)
		}
		if !proper(value, maxWord) {
			tooLong(e, fmt.Sprintf("variants[%d].%s", i, optionField(n)), value, maxWord)
		}
	}
	for n, value := range [...]string{v.SKU, v.Barcode} {
		if !proper(value, maxWord) {
			tooLong(e, fmt.Sprintf("variants[%d].%s", i, [...]string{"sku", "barcode"}[n]), value, maxWord)
		}
	}
	for n, amount := range [...]int64{v.Price, v.CompareAt, v.Cost} {
		if amount < 0 || amount > money.Limit {
			wrong([...]string{"price", "compare_at", "cost"}[n], "This amount must be zero or more and not absurdly large.")
		}
	}
	if v.Weight < 0 || v.Weight > maxWeight {
		wrong("weight", "The weight must lie between 0 and 100 tonnes.")
	}
}

func optionField(n int) string { return [...]string{"option1", "option2", "option3"}[n] }

// proper says that tooLong has nothing against a text; most are short and plain.
func proper(text string, most int) bool {
	if len(text) > most {
		return false
	}
	for i := 0; i < len(text); i++ {
		if text[i] == 0 || text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func (d *Document) checkImages(e *errs.Error, was *Document) {
	known := map[id.ID]Image{}
	for _, image := range was.Images {
		known[image.ID] = image
	}
	kept := map[id.ID]bool{0: true}
	for i := range d.Images {
		image := &d.Images[i]
		if old, ok := known[image.ID]; ok {
			alt := image.Alt
			if image.State == "" || image.Hash == "" && old.Hash != "" {
				*image = old
			}
			image.Alt = alt
		}
		if image.State == "" && image.Hash != "" {
			image.State = ImageReady
		}
		if image.State == "" {
			image.State = ImagePending
		}
		_, ok := known[image.ID]
		if image.ID != 0 && (!ok || kept[image.ID]) || image.Hash == "" && image.SourceURL == "" {
			e.With(fmt.Sprintf("images[%d]", i), "This image does not belong to the product.")
		}
		kept[image.ID] = true
		image.Alt = squeeze(image.Alt)
		tooLong(e, fmt.Sprintf("images[%d].alt", i), image.Alt, 512)
	}
	for i := range d.Variants {
		if !kept[d.Variants[i].ImageID] {
			d.Variants[i].ImageID = 0
		}
	}
}

func tooLong(e *errs.Error, field, text string, most int) {
	if utf8.RuneCountInString(text) > most {
		e.With(field, "This is too long. Keep it under %d characters.", most)
	}
	if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
		e.With(field, "This holds characters that are no text.")
	}
}

func foldChoices(choices [MaxOptions]string) [MaxOptions]string {
	for i := range choices {
		choices[i] = fold(choices[i])
	}
	return choices
}

// cleanTags drops empty and repeated tags; two spellings of one word are one tag.
func cleanTags(tags []string) []string {
	var clean []string
	seen := map[string]bool{}
	for _, tag := range tags {
		tag = squeeze(tag)
		if key := fold(tag); key != "" && !seen[key] {
			seen[key] = true
			clean = append(clean, tag)
		}
	}
	return clean
}

func squeeze(text string) string { return strings.Join(strings.Fields(text), " ") }

func or(text, fallback string) string {
	if text == "" {
		return fallback
	}
	return text
}
