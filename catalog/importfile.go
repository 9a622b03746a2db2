package catalog

import (
	"errors"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/coulisse/coulisse/kit/errs"
)

// column is one column of a product file we understand.
type column int

const (
	colHandle column = iota
	colTitle
	colBody
	colVendor
	colKind
	colTags
	colPublished
	colStatus
	colOption1Name
	colOption1
	colOption2Name
	colOption2
	colOption3Name
	colOption3
	colSKU
	colGrams
	colTracker
	colQuantity
	colPolicy
	colPrice
	colCompareAt
	colCost
	colDelivered
	colTaxable
	colBarcode
	colImage
	colImagePosition
	colImageAlt
	colSEOTitle
	colSEODescription
	colVariantImage
	columnCount
)

// columnNames are the headers of both generations of Shopify's file, folded.
var columnNames = map[string]column{
	"handle": colHandle, "url handle": colHandle, "title": colTitle, "body (html)": colBody, "body html": colBody, "description": colBody,
	"vendor": colVendor, "type": colKind, "custom product type": colKind, "tags": colTags,
	"published": colPublished, "published on online store": colPublished, "status": colStatus,
	"option1 name": colOption1Name, "option1 value": colOption1, "option2 name": colOption2Name, "option2 value": colOption2,
	"option3 name": colOption3Name, "option3 value": colOption3,
	"variant sku": colSKU, "sku": colSKU, "variant grams": colGrams, "weight value (grams)": colGrams,
	"variant inventory tracker": colTracker, "inventory tracker": colTracker,
	"variant inventory qty": colQuantity, "inventory quantity": colQuantity,
	"variant inventory policy": colPolicy, "continue selling when out of stock": colPolicy,
	"variant price": colPrice, "price": colPrice, "variant compare at price": colCompareAt, "compare-at price": colCompareAt, "compare at price": colCompareAt,
	"cost per item": colCost, "variant requires shipping": colDelivered, "requires shipping": colDelivered,
	"variant taxable": colTaxable, "charge tax": colTaxable, "variant barcode": colBarcode, "barcode": colBarcode,
	"image src": colImage, "product image url": colImage, "image position": colImagePosition, "image alt text": colImageAlt,
	"seo title": colSEOTitle, "seo description": colSEODescription, "variant image": colVariantImage, "variant image url": colVariantImage,
}

// harmless columns say nothing we do not know otherwise: grams are always grams.
var harmless = []string{"variant weight unit", "weight unit for display", "variant fulfillment service", "fulfillment service"}

// productFile reads a product file row by row.
type productFile struct {
	csv     *csvReader
	header  []string
	at      [columnCount]int // index of the column in a record, -1 when missing
	ignored []string         // names of columns not understood that held something
	strange []int            // their indexes
}

// record is one line of the file.
type record struct {
	line  int64
	cells []string
}

// openProductFile reads the header. The refusals say how to save the file again.
func openProductFile(r io.Reader) (*productFile, error) {
	f := &productFile{csv: newCSVReader(r)}
	if err := f.sniff(); err != nil {
		return nil, err
	}
	header, _, err := f.csv.next()
	if errors.Is(err, io.EOF) {
		return nil, errs.Invalid("This file is empty.")
	}
	if err != nil {
		return nil, err
	}
	for _, cell := range header {
		if !utf8.ValidString(cell) || strings.ContainsRune(cell, 0) {
			return nil, notUTF8()
		}
	}
	f.header = header
	return f, f.findColumns()
}

func notUTF8() error {
	return errs.Invalid("This file is not UTF-8 text. Save it again as “CSV UTF-8”.")
}

// sniff looks at the first bytes without taking more than a byte order mark.
func (f *productFile) sniff() error {
	head, err := f.csv.in.Peek(4)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	switch text := string(head); {
	case strings.HasPrefix(text, "\xef\xbb\xbf"):
		_, _ = f.csv.in.Discard(3)
	case strings.HasPrefix(text, "\xff\xfe"), strings.HasPrefix(text, "\xfe\xff"):
		return notUTF8()
	case strings.HasPrefix(text, "PK\x03\x04"):
		return errs.Invalid("This is a workbook or an archive, not a CSV file. Export it as “CSV UTF-8”.")
	}
	return nil
}

func (f *productFile) findColumns() error {
	for i := range f.at {
		f.at[i] = -1
	}
	for i, name := range f.header {
		folded := fold(name)
		known, ok := columnNames[folded]
		switch {
		case !ok && !slices.Contains(harmless, folded):
			f.strange = append(f.strange, i)
		case ok && f.at[known] >= 0:
			return errs.Invalid("The column “%s” is there twice.", name)
		case ok:
			f.at[known] = i
		}
	}
	if f.at[colHandle] >= 0 && f.at[colTitle] >= 0 {
		return nil
	}
	if len(f.header) == 1 {
		for mark, word := range map[string]string{";": "semicolons", "\t": "tabs", "|": "bars"} {
			if strings.Count(f.header[0], mark) > 1 {
				return separatedBy(word)
			}
		}
	}
	if f.at[colHandle] < 0 {
		return errs.Invalid("The column “Handle” is missing. Is this a product file exported from Shopify?")
	}
	return errs.Invalid("The column “Title” is missing. Is this a product file exported from Shopify?")
}

func separatedBy(word string) error {
	switch word {
	case "semicolons":
		return errs.Invalid("The columns of this file are separated by semicolons. Save it again with commas.")
	case "tabs":
		return errs.Invalid("The columns of this file are separated by tabs. Save it again with commas.")
	}
	return errs.Invalid("The columns of this file are not separated by commas. Save it again with commas.")
}

// next returns the next line; io.EOF at the end. A refusal ends the reading.
func (f *productFile) next() (record, error) {
	cells, line, err := f.csv.next()
	if err != nil {
		return record{line: line}, err
	}
	for i := 0; i < len(f.strange); i++ { // “false” says that something is not so: Gift Card
		at := f.strange[i]
		if at < len(cells) && strings.TrimSpace(cells[at]) != "" && !strings.EqualFold(cells[at], "false") {
			f.ignored = append(f.ignored, f.header[at])
			f.strange = slices.Delete(f.strange, i, i+1)
			i--
		}
	}
	return record{line: line, cells: cells}, nil
}

// has says whether the file has the column.
func (f *productFile) has(c column) bool { return f.at[c] >= 0 }

// get is the trimmed cell of a line, empty when the column is missing.
func (f *productFile) get(r record, c column) string {
	if at := f.at[c]; at >= 0 && at < len(r.cells) {
		return strings.TrimSpace(r.cells[at])
	}
	return ""
}

// name is how the file calls the column.
func (f *productFile) name(c column) string {
	if f.at[c] < 0 {
		return ""
	}
	return f.header[f.at[c]]
}
