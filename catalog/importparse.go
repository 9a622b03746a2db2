package catalog

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/money"
)

// Problem is one thing wrong with a file: where and what, as a sentence to translate.
type Problem struct {
	Line    int64
	Column  string
	Handle  string
	Message string
	Args    []any
}

// maxRows bounds the lines of one product: all its variants, then all its images.
const maxRows = MaxVariants + MaxImages

// parsed is one product as the file tells it.
type parsed struct {
	handle   string
	line     int64
	lines    int64
	doc      Document // product fields and option names
	variants []parsedVariant
	images   []parsedImage
	problems []Problem
	notes    []Problem // what the merchant should know though the product goes in
	again    bool      // the file had lines of this product before
}

type parsedVariant struct {
	Variant
	line     int64
	quantity *int64
	image    string
}

type parsedImage struct {
	src, alt string
	position int64
}

// parse reads the lines of one product.
func (f *productFile) parse(handle string, rows []record, currency string) *parsed {
	p := &parsed{handle: handle, line: rows[0].line, lines: int64(len(rows))}
	for _, r := range rows {
		p.checkText(f, r)
	}
	if len(p.problems) > 0 {
		return p
	}
	if len(rows) > maxRows {
		p.wrong(rows[0].line, "", "This product has more than %d lines.", maxRows)
		return p
	}
	p.readProduct(f, rows[0])
	for i, r := range rows {
		if i == 0 || f.isVariant(r) {
			p.readVariant(f, r, currency)
		}
		p.readImage(f, r)
	}
	p.dropDefault()
	p.refuseTwins(f)
	return p
}

// refuseTwins reports a combination of options that is there twice: taking the last
// one would lose the other.
func (p *parsed) refuseTwins(f *productFile) {
	first := map[[MaxOptions]string]int64{}
	for _, v := range p.variants {
		key := foldChoices(v.Choices())
		if line, twice := first[key]; twice {
			p.wrong(v.line, f.name(colOption1), "This variant is on line %d already.", line)
			continue
		}
		first[key] = v.line
	}
}

func (p *parsed) wrong(line int64, column, message string, args ...any) {
	p.problems = append(p.problems, Problem{Line: line, Column: column, Handle: p.handle, Message: message, Args: args})
}

func (p *parsed) checkText(f *productFile, r record) {
	if len(r.cells) > len(f.header) {
		p.wrong(r.line, "", "This line has %d cells, but there are %d columns. Is a quote missing around a text with commas?", len(r.cells), len(f.header))
	}
	for i, cell := range r.cells {
		if i < len(f.header) && (!utf8.ValidString(cell) || strings.ContainsRune(cell, 0)) {
			p.wrong(r.line, f.header[i], "This is not UTF-8 text. Save the file again as “CSV UTF-8”.")
		}
	}
}

func (p *parsed) readProduct(f *productFile, r record) {
	d := &p.doc
	d.Title, d.Description, d.Vendor, d.Kind = squeeze(f.get(r, colTitle)), f.get(r, colBody), squeeze(f.get(r, colVendor)), squeeze(f.get(r, colKind))
	d.SEOTitle, d.SEODescription = squeeze(f.get(r, colSEOTitle)), squeeze(f.get(r, colSEODescription))
	d.Tags = cleanTags(strings.Split(f.get(r, colTags), ","))
	d.Status = p.status(f, r)
	for _, c := range []column{colOption1Name, colOption2Name, colOption3Name} {
		if name := squeeze(f.get(r, c)); name != "" {
			d.Options = append(d.Options, Option{Name: name})
		}
	}
}

// status follows Status, but what is not published on the online store stays a draft.
func (p *parsed) status(f *productFile, r record) string {
	status := Active
	switch written := strings.ToLower(f.get(r, colStatus)); written {
	case "", Active:
	case Draft, Archived:
		status = written
	default:
		p.wrong(r.line, f.name(colStatus), "“%s” is no status. Write active, draft or archived.", f.get(r, colStatus))
	}
	if f.get(r, colPublished) != "" && !p.flag(f, r, colPublished, true) && status == Active {
		return Draft
	}
	return status
}

// isVariant tells a variant's line from one that only brings a further image.
func (f *productFile) isVariant(r record) bool {
	for _, c := range []column{colOption1, colOption2, colOption3, colSKU, colPrice, colBarcode} {
		if f.get(r, c) != "" {
			return true
		}
	}
	return false
}

func (p *parsed) readVariant(f *productFile, r record, currency string) {
	v := parsedVariant{line: r.line, image: f.get(r, colVariantImage)}
	v.Option1, v.Option2, v.Option3 = squeeze(f.get(r, colOption1)), squeeze(f.get(r, colOption2)), squeeze(f.get(r, colOption3))
	v.SKU, v.Barcode = strings.TrimPrefix(squeeze(f.get(r, colSKU)), "'"), strings.TrimPrefix(squeeze(f.get(r, colBarcode)), "'")
	v.Price, v.CompareAt, v.Cost = p.amount(f, r, colPrice, currency), p.amount(f, r, colCompareAt, currency), p.amount(f, r, colCost, currency)
	v.Weight = p.grams(f, r)
	v.Delivered = p.flag(f, r, colDelivered, true)
	v.Tracked = f.get(r, colTracker) != "" || !f.has(colTracker)
	switch policy := strings.ToLower(f.get(r, colPolicy)); policy {
	case "", "deny", "false":
	case "continue", "true":
		v.BackOrder = true
	default:
		p.wrong(r.line, f.name(colPolicy), "“%s” is unknown here. Write deny or continue.", policy)
	}
	if f.get(r, colTaxable) != "" && !p.flag(f, r, colTaxable, true) {
		v.TaxCategory = untaxed
	}
	if text := f.get(r, colQuantity); text != "" {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			p.wrong(r.line, f.name(colQuantity), "“%s” is not a whole number.", text)
		}
		if n < 0 && !v.BackOrder && v.Tracked {
			p.notes = append(p.notes, Problem{Line: r.line, Column: f.name(colQuantity), Handle: p.handle,
				Message: "“%s” is below zero. The product goes in with none in stock.", Args: []any{text}})
			n = 0
		}
		v.quantity = &n
	}
	p.variants = append(p.variants, v)
}

// untaxed is the tax category of goods the file says are not taxed.
const untaxed = "exempt"

func (p *parsed) amount(f *productFile, r record, c column, currency string) int64 {
	text := f.get(r, c)
	if text == "" {
		return 0
	}
	amount, err := money.Parse(text, currency)
	if e := errs.As(err); e != nil {
		p.wrong(r.line, f.name(c), e.Message, e.Args...)
	}
	if amount < 0 {
		p.wrong(r.line, f.name(c), "“%s” is below zero.", text)
	}
	return amount
}

// grams reads a weight in grams; decimals, which some files have, are rounded.
func (p *parsed) grams(f *productFile, r record) int64 {
	text := f.get(r, colGrams)
	if text == "" {
		return 0
	}
	whole, part, _ := strings.Cut(strings.Replace(text, ",", ".", 1), ".")
	grams, err := strconv.ParseInt(whole, 10, 64)
	if _, bad := strconv.ParseUint("0"+part, 10, 64); err != nil || bad != nil || grams < 0 {
		p.wrong(r.line, f.name(colGrams), "“%s” is not a weight in grams.", text)
		return 0
	}
	if part != "" && part[0] >= '5' {
		grams++
	}
	return grams
}

func (p *parsed) flag(f *productFile, r record, c column, fallback bool) bool {
	switch text := strings.ToLower(f.get(r, c)); text {
	case "":
		return fallback
	case "true", "yes", "1", "oui", "wahr", "ja", "vrai":
		return true
	case "false", "no", "0", "non", "falsch", "nein", "faux":
		return false
	default:
		p.wrong(r.line, f.name(c), "“%s” is neither true nor false.", text)
		return fallback
	}
}

func (p *parsed) readImage(f *productFile, r record) {
	src := f.get(r, colImage)
	if src == "" {
		return
	}
	position, _ := strconv.ParseInt(f.get(r, colImagePosition), 10, 64)
	for i := range p.images {
		if p.images[i].src == src {
			return
		}
	}
	p.images = append(p.images, parsedImage{src: src, alt: squeeze(f.get(r, colImageAlt)), position: position})
}

// dropDefault undoes Shopify's way to write a product without options: an option
// Title with the one value Default Title.
func (p *parsed) dropDefault() {
	if len(p.variants) != 1 || len(p.doc.Options) > 1 {
		return
	}
	v := &p.variants[0]
	if strings.EqualFold(v.Option1, "Default Title") || len(p.doc.Options) == 0 && v.Option1 == "" {
		p.doc.Options, v.Option1 = nil, ""
	}
}
