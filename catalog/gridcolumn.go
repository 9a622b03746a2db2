package catalog

import (
	"strconv"
	"strings"

	"github.com/coulisse/coulisse/kit/text"
)

// The kinds of cells of the bulk grid: how they are typed, shown and stored.
const (
	GridText   = "text"
	GridMoney  = "money"
	GridNumber = "number"
	GridFlag   = "flag"
	GridChoice = "choice"
	GridWords  = "words"
)

// The columns of the bulk grid that are not kept by a field of the document.
const (
	GridStock       = "stock"
	GridCollections = "collections"
)

// GridColumn is one attribute of the bulk grid. What belongs to the product as a
// whole stands on the row of its first variant. Name is an English key.
type GridColumn struct {
	Key     string
	Name    string
	Kind    string
	Product bool
	Blank   bool // an empty cell stands for zero: not known, none

	text   func(p *Product, v *Variant) *string
	number func(v *Variant) *int64
	flag   func(v *Variant) *bool
}

// gridColumns are all columns in the order of the chooser.
var gridColumns = []GridColumn{
	{Key: "title", Name: text.Key("Name"), Kind: GridText, Product: true, text: func(p *Product, _ *Variant) *string { return &p.Title }},
	{Key: "status", Name: text.Key("Status"), Kind: GridChoice, Product: true, text: func(p *Product, _ *Variant) *string { return &p.Status }},
	{Key: "price", Name: text.Key("Price"), Kind: GridMoney, number: func(v *Variant) *int64 { return &v.Price }},
	{Key: "compare_at", Name: text.Key("Price before"), Kind: GridMoney, Blank: true, number: func(v *Variant) *int64 { return &v.CompareAt }},
	{Key: "cost", Name: text.Key("Cost"), Kind: GridMoney, Blank: true, number: func(v *Variant) *int64 { return &v.Cost }},
	{Key: GridStock, Name: text.Key("On hand"), Kind: GridNumber},
	{Key: "sku", Name: text.Key("SKU"), Kind: GridText, text: func(_ *Product, v *Variant) *string { return &v.SKU }},
	{Key: "barcode", Name: text.Key("Barcode"), Kind: GridText, text: func(_ *Product, v *Variant) *string { return &v.Barcode }},
	{Key: "weight", Name: text.Key("Weight (g)"), Kind: GridNumber, Blank: true, number: func(v *Variant) *int64 { return &v.Weight }},
	{Key: "tags", Name: text.Key("Tags"), Kind: GridWords, Product: true},
	{Key: GridCollections, Name: text.Key("Collections"), Kind: GridWords, Product: true},
	{Key: "vendor", Name: text.Key("Vendor"), Kind: GridText, Product: true, text: func(p *Product, _ *Variant) *string { return &p.Vendor }},
	{Key: "kind", Name: text.Key("Type"), Kind: GridText, Product: true, text: func(p *Product, _ *Variant) *string { return &p.Kind }},
	{Key: "tax_category", Name: text.Key("Tax"), Kind: GridChoice, Product: true, text: func(p *Product, _ *Variant) *string { return &p.TaxCategory }},
	{Key: "variant_tax", Name: text.Key("Tax of the variant"), Kind: GridChoice, text: func(_ *Product, v *Variant) *string { return &v.TaxCategory }},
	{Key: "tracked", Name: text.Key("Count the stock"), Kind: GridFlag, flag: func(v *Variant) *bool { return &v.Tracked }},
	{Key: "back_order", Name: text.Key("Sell when none is left"), Kind: GridFlag, flag: func(v *Variant) *bool { return &v.BackOrder }},
	{Key: "delivered", Name: text.Key("It is sent to the buyer"), Kind: GridFlag, flag: func(v *Variant) *bool { return &v.Delivered }},
	{Key: "option1", Name: text.Key("Option 1"), Kind: GridText, text: func(_ *Product, v *Variant) *string { return &v.Option1 }},
	{Key: "option2", Name: text.Key("Option 2"), Kind: GridText, text: func(_ *Product, v *Variant) *string { return &v.Option2 }},
	{Key: "option3", Name: text.Key("Option 3"), Kind: GridText, text: func(_ *Product, v *Variant) *string { return &v.Option3 }},
	{Key: "seo_title", Name: text.Key("Title in search results"), Kind: GridText, Product: true, text: func(p *Product, _ *Variant) *string { return &p.SEOTitle }},
	{Key: "seo_description", Name: text.Key("Text in search results"), Kind: GridText, Product: true, text: func(p *Product, _ *Variant) *string { return &p.SEODescription }},
	{Key: "handle", Name: text.Key("Address"), Kind: GridText, Product: true, text: func(p *Product, _ *Variant) *string { return &p.Handle }},
}

// GridColumns lists all columns of the bulk grid in their order.
func GridColumns() []GridColumn { return gridColumns }

// GridColumnOf finds a column by its key.
func GridColumnOf(key string) (GridColumn, bool) {
	for _, c := range gridColumns {
		if c.Key == key {
			return c, true
		}
	}
	return GridColumn{}, false
}

// Of is the stored value of the cell as text: amounts in minor units, whole numbers
// in digits, yes as 1 and no as nothing, words joined by commas. Stock and
// collections are not in the document and give nothing.
func (c GridColumn) Of(p *Product, v *Variant) string {
	switch {
	case c.text != nil:
		return *c.text(p, v)
	case c.number != nil:
		return strconv.FormatInt(*c.number(v), 10)
	case c.flag != nil && *c.flag(v):
		return "1"
	case c.Key == "tags":
		return joinWords(p.Tags)
	}
	return ""
}

// put lays a stored value over the document.
func (c GridColumn) put(p *Product, v *Variant, stored string) {
	switch {
	case c.text != nil:
		*c.text(p, v) = stored
	case c.number != nil:
		*c.number(v), _ = strconv.ParseInt(stored, 10, 64)
	case c.flag != nil:
		*c.flag(v) = stored == "1"
	case c.Key == "tags":
		p.Tags = splitWords(stored)
	}
}

// lowComma stands for a comma inside a word, because commas part the words.
const lowComma = "‚"

func joinWords(words []string) string {
	list := make([]string, len(words))
	for i, word := range words {
		list[i] = strings.ReplaceAll(word, ",", lowComma)
	}
	return strings.Join(list, ", ")
}

func splitWords(joined string) []string {
	words := cleanTags(strings.Split(joined, ","))
	for i := range words {
		words[i] = strings.ReplaceAll(words[i], lowComma, ",")
	}
	return words
}
