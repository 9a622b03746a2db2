package catalogweb

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/coulisse/coulisse/catalog"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/money"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/stock"
)

// productForm is the page of a product as typed.
type productForm struct {
	Title          string       `form:"title"`
	Description    string       `form:"description"`
	Vendor         string       `form:"vendor"`
	Kind           string       `form:"kind"`
	Status         string       `form:"status"`
	TaxCategory    string       `form:"tax_category"`
	Tags           string       `form:"tags"`
	Handle         string       `form:"handle"`
	SEOTitle       string       `form:"seo_title"`
	SEODescription string       `form:"seo_description"`
	Options        []optionForm `form:"options"`
	Variants       []rowForm    `form:"variants"`
	Only           onlyForm     `form:"only"`
	Collections    []string     `form:"collections"`
	HasCollections bool         `form:"has_collections"`
	Version        int64        `form:"version"`
	Page           int64        `form:"page"` // of the variants
}

type optionForm struct {
	Name   string `form:"name"`
	Values string `form:"values"`
}

// rowForm is one line of the table of variants. Key is the variant's id and, behind a
// point, the quantity the page showed: only the difference is applied, so a sale
// meanwhile is not overwritten. They share a field because a form of 2,048 variants
// must stay below the 10,000 fields net/url takes.
type rowForm struct {
	Key      string `form:"key"`
	Price    string `form:"price"`
	SKU      string `form:"sku"`
	Quantity string `form:"quantity"`
	Remove   bool   `form:"remove"`
	Title    string // for the page
}

// variant is the id in the key; none when it was tampered with.
func (row rowForm) variant() id.ID {
	key, _, _ := strings.Cut(row.Key, ".")
	variant, err := id.Parse(catalog.VariantPrefix, key)
	if err != nil {
		return 0
	}
	return variant
}

// was is the quantity the page showed.
func (row rowForm) was() string {
	_, was, _ := strings.Cut(row.Key, ".")
	return was
}

// onlyForm has the fields of a variant: of the only one of a product, or on its own page.
type onlyForm struct {
	Price       string `form:"price"`
	CompareAt   string `form:"compare_at"`
	Cost        string `form:"cost"`
	SKU         string `form:"sku"`
	Barcode     string `form:"barcode"`
	Weight      string `form:"weight"`
	TaxCategory string `form:"tax_category"`
	Delivered   bool   `form:"delivered"`
	Tracked     bool   `form:"tracked"`
	BackOrder   bool   `form:"back_order"`
	Image       string `form:"image"`
	Quantity    string `form:"quantity"`
	Was         string `form:"was"`
}

// variantsAtOnce is how many variants the page of a product shows; the bulk grid shows
// all of them.
const variantsAtOnce = 100

// pages is how many pages of variants a product has.
func pages(doc catalog.Document) int64 {
	return int64(max(1, (len(doc.Variants)+variantsAtOnce-1)/variantsAtOnce))
}

// formOf fills the form from what is stored, with one page of the variants.
func formOf(tx *db.Tx, r *web.Request, doc catalog.Document, page int64) (productForm, error) {
	in := productForm{Title: doc.Title, Description: doc.Description, Vendor: doc.Vendor, Kind: doc.Kind, Status: doc.Status, TaxCategory: doc.TaxCategory,
		Tags: strings.Join(doc.Tags, ", "), Handle: doc.Handle, SEOTitle: doc.SEOTitle, SEODescription: doc.SEODescription, Version: doc.Version}
	for _, o := range doc.Options {
		in.Options = append(in.Options, optionForm{o.Name, joined(o.Values)})
	}
	in.Page = min(max(page, 1), pages(doc))
	shown := doc.Variants[(in.Page-1)*variantsAtOnce:]
	shown = shown[:min(len(shown), variantsAtOnce)]
	ids := make([]id.ID, len(shown))
	for i, v := range shown {
		ids[i] = v.ID
	}
	levels, err := stock.Levels(tx, ids)
	if err != nil {
		return in, err
	}
	if len(doc.Options) == 0 && len(doc.Variants) == 1 {
		in.Only = onlyOf(r, doc.Variants[0], levels[ids[0]])
		return in, nil
	}
	for _, v := range shown {
		quantity := strconv.FormatInt(levels[v.ID].OnHand, 10)
		in.Variants = append(in.Variants, rowForm{Key: v.ID.Text(catalog.VariantPrefix) + "." + quantity, Title: v.Title, Price: decimal(r, v.Price), SKU: v.SKU, Quantity: quantity})
	}
	return in, nil
}

func onlyOf(r *web.Request, v catalog.Variant, level stock.Level) onlyForm {
	in := onlyForm{Price: decimal(r, v.Price), SKU: v.SKU, Barcode: v.Barcode, TaxCategory: v.TaxCategory, Delivered: v.Delivered, Tracked: v.Tracked,
		BackOrder: v.BackOrder, Image: v.ImageID.Text(catalog.ImagePrefix), Quantity: strconv.FormatInt(level.OnHand, 10)}
	in.Was = in.Quantity
	if v.CompareAt > 0 {
		in.CompareAt = decimal(r, v.CompareAt)
	}
	if v.Cost > 0 {
		in.Cost = decimal(r, v.Cost)
	}
	if v.Weight > 0 {
		in.Weight = strconv.FormatInt(v.Weight, 10)
	}
	return in
}

// decimal is an amount as people type it in their language.
func decimal(r *web.Request, amount int64) string { return r.Text.Decimal(moneyOf(r, amount)) }

// input turns the form into the catalogue's input, on top of what is stored.
func (in productForm) input(r *web.Request, doc catalog.Document) (catalog.ProductInput, error) {
	to := catalog.InputOf(doc)
	to.Title, to.Description, to.Vendor, to.Kind, to.Status, to.TaxCategory = in.Title, in.Description, in.Vendor, in.Kind, in.Status, in.TaxCategory
	to.Handle, to.SEOTitle, to.SEODescription, to.Version = in.Handle, in.SEOTitle, in.SEODescription, in.Version
	to.Tags = strings.Split(in.Tags, ",")
	e := errs.Invalid("Please check the marked fields.")
	to.Variants = in.variants(r, doc, e)
	to.Options, to.Variants = combine(doc, to.Variants, in.Options)
	if len(to.Variants) > catalog.MaxVariants {
		e.With("options[0].values", "These values make %d variants; a product has at most %d.", len(to.Variants), catalog.MaxVariants)
	}
	return to, e.OrNil()
}

func (in productForm) variants(r *web.Request, doc catalog.Document, e *errs.Error) []catalog.Variant {
	if len(in.Variants) == 0 {
		v := catalog.Variant{Delivered: true, Tracked: true}
		if len(doc.Variants) == 1 {
			v = doc.Variants[0]
		}
		in.Only.lay(r, &v, "only.", e)
		return []catalog.Variant{v}
	}
	var kept []catalog.Variant
	rows := make(map[id.ID]int, len(in.Variants))
	for i, row := range in.Variants {
		rows[row.variant()] = i
	}
	for _, v := range doc.Variants {
		i, listed := rows[v.ID]
		if listed && in.Variants[i].Remove {
			continue
		}
		if listed {
			v.Price = amountOf(r, in.Variants[i].Price, fmt.Sprintf("variants[%d].price", i), e)
			v.SKU = in.Variants[i].SKU
		}
		kept = append(kept, v)
	}
	return kept
}

// lay puts the typed fields over a variant.
func (o onlyForm) lay(r *web.Request, v *catalog.Variant, prefix string, e *errs.Error) {
	v.Price = amountOf(r, o.Price, prefix+"price", e)
	v.CompareAt = amountOf(r, o.CompareAt, prefix+"compare_at", e)
	v.Cost = amountOf(r, o.Cost, prefix+"cost", e)
	v.SKU, v.Barcode, v.TaxCategory = o.SKU, o.Barcode, o.TaxCategory
	v.Delivered, v.Tracked, v.BackOrder = o.Delivered, o.Tracked, o.BackOrder
	v.Weight = wholeOf(o.Weight, prefix+"weight", e)
	if o.Image != "" {
		v.ImageID, _ = id.Parse(catalog.ImagePrefix, o.Image)
	}
}

func amountOf(r *web.Request, typed, field string, e *errs.Error) int64 {
	if strings.TrimSpace(typed) == "" {
		return 0
	}
	amount, err := money.Parse(typed, r.Shop.Currency)
	if refusal := errs.As(err); refusal != nil {
		e.With(field, refusal.Message, refusal.Args...)
	}
	return amount
}

func wholeOf(typed, field string, e *errs.Error) int64 {
	clean := strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "").Replace(typed)
	if clean == "" {
		return 0
	}
	n, err := strconv.ParseInt(clean, 10, 64)
	if err != nil {
		e.With(field, "Write a whole number.")
	}
	return n
}

// combine brings the variants in line with the options typed: a value that was
// renamed is renamed in its variants, a new one makes new combinations, a value taken
// out takes its variants out. Combinations a person removed stay removed.
func combine(doc catalog.Document, variants []catalog.Variant, typed []optionForm) ([]string, []catalog.Variant) {
	var names []string
	var values [][]string
	for _, option := range typed {
		list := split(option.Values)
		if strings.TrimSpace(option.Name) == "" && len(list) == 0 {
			continue
		}
		names, values = append(names, option.Name), append(values, list)
	}
	if len(names) > catalog.MaxOptions {
		return names, variants
	}
	fresh := make([]map[string]bool, len(names))
	for i := range names {
		var old []string
		if i < len(doc.Options) {
			old = doc.Options[i].Values
		}
		renamed := renames(old, values[i])
		fresh[i] = map[string]bool{}
		for _, value := range values[i] {
			fresh[i][value] = !slices.Contains(old, value) && !containsValue(renamed, value)
		}
		for n := range variants {
			at := choice(&variants[n], i)
			if to, ok := renamed[*at]; ok {
				*at = to
			}
			if i >= len(doc.Options) && len(values[i]) > 0 {
				*at = values[i][0] // the variants there are take the first value of a new option
				fresh[i][*at] = false
			}
		}
	}
	for n := range variants {
		for i := len(names); i < catalog.MaxOptions; i++ {
			*choice(&variants[n], i) = ""
		}
	}
	variants = slices.DeleteFunc(variants, func(v catalog.Variant) bool {
		for i := range names {
			if len(values[i]) > 0 && !slices.Contains(values[i], v.Choices()[i]) {
				return true
			}
		}
		return false
	})
	return names, grow(variants, values, fresh)
}

// grow adds the combinations that hold a fresh value, priced like the first variant.
func grow(variants []catalog.Variant, values [][]string, fresh []map[string]bool) []catalog.Variant {
	total := 1
	for _, list := range values {
		total *= max(1, len(list))
		if total > 4*catalog.MaxVariants {
			return append(variants, make([]catalog.Variant, catalog.MaxVariants)...) // refused with its number
		}
	}
	have := map[[catalog.MaxOptions]string]bool{}
	model := catalog.Variant{Delivered: true, Tracked: true}
	for i, v := range variants {
		have[v.Choices()] = true
		if i == 0 {
			model = v
		}
	}
	model.ID, model.SKU, model.Barcode, model.ImageID = 0, "", "", 0
	for n := range total {
		v, isNew, rest := model, false, n
		for i := len(values) - 1; i >= 0; i-- {
			if len(values[i]) == 0 {
				continue
			}
			value := values[i][rest%len(values[i])]
			rest /= len(values[i])
			*choice(&v, i) = value
			isNew = isNew || fresh[i][value]
		}
		if isNew && !have[v.Choices()] {
			variants = append(variants, v)
		}
	}
	return variants
}

// renames pairs values that changed at the same place of a list of the same length.
func renames(old, now []string) map[string]string {
	pairs := map[string]string{}
	if len(old) != len(now) {
		return pairs
	}
	for i := range old {
		if old[i] != now[i] && !slices.Contains(old, now[i]) && !slices.Contains(now, old[i]) {
			pairs[old[i]] = now[i]
		}
	}
	return pairs
}

func containsValue(pairs map[string]string, value string) bool {
	for _, to := range pairs {
		if to == value {
			return true
		}
	}
	return false
}

func choice(v *catalog.Variant, i int) *string {
	return []*string{&v.Option1, &v.Option2, &v.Option3}[i]
}

// lowComma stands for a comma inside a value, because commas part the values.
const lowComma = "‚"

func joined(values []string) string {
	list := make([]string, len(values))
	for i, value := range values {
		list[i] = strings.ReplaceAll(value, ",", lowComma)
	}
	return strings.Join(list, ", ")
}

func split(text string) []string {
	var list []string
	for _, word := range strings.Split(text, ",") {
		word = strings.ReplaceAll(strings.Join(strings.Fields(word), " "), lowComma, ",")
		if word != "" && !slices.Contains(list, word) {
			list = append(list, word)
		}
	}
	return list
}

// applyStock books the differences of quantities typed on the page.
func (in productForm) applyStock(tx *db.Tx, variants []catalog.Variant) error {
	if len(in.Variants) == 0 {
		if len(variants) == 1 {
			return adjustTyped(tx, variants[0].ID, in.Only.Quantity, in.Only.Was, "only.quantity")
		}
		return nil
	}
	for i, row := range in.Variants {
		if row.Remove || row.variant() == 0 {
			continue
		}
		if err := adjustTyped(tx, row.variant(), row.Quantity, row.was(), fmt.Sprintf("variants[%d].quantity", i)); err != nil {
			return err
		}
	}
	return nil
}

func adjustTyped(tx *db.Tx, variant id.ID, typed, was, field string) error {
	if strings.TrimSpace(typed) == strings.TrimSpace(was) || strings.TrimSpace(typed) == "" {
		return nil
	}
	e := errs.Invalid("Please check the marked fields.")
	wanted, shown := wholeOf(typed, field, e), wholeOf(was, field, e)
	if err := e.OrNil(); err != nil {
		return err
	}
	_, err := stock.Adjust(tx, stock.AdjustInput{Variant: variant, Delta: wanted - shown, Reason: "correction"})
	if refusal := errs.As(err); refusal != nil && len(refusal.Fields) > 0 {
		refusal.Fields[0].Name = field
	}
	return err
}
