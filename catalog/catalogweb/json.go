package catalogweb

import (
	"fmt"

	"github.com/coulisse/coulisse/catalog"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/money"
	"github.com/coulisse/coulisse/kit/web"
)

// productJSON is a product as programs see it.
type productJSON struct {
	ID              string        `json:"id"`
	Handle          string        `json:"handle"`
	Title           string        `json:"title"`
	DescriptionHTML string        `json:"description_html"`
	Vendor          string        `json:"vendor"`
	Type            string        `json:"type"`
	Status          string        `json:"status"`
	TaxCategory     string        `json:"tax_category"`
	Tags            []string      `json:"tags"`
	Options         []optionJSON  `json:"options"`
	Images          []imageJSON   `json:"images"`
	SEOTitle        string        `json:"seo_title"`
	SEODescription  string        `json:"seo_description"`
	PriceFrom       money.Money   `json:"price_from"`
	PriceTo         money.Money   `json:"price_to"`
	Variants        []variantJSON `json:"variants"`
	CreatedAt       db.Time       `json:"created_at"`
	UpdatedAt       db.Time       `json:"updated_at"`
	Version         int64         `json:"version"`
}

type optionJSON struct {
	Name   string   `json:"name"`
	Values []string `json:"values"`
}

type imageJSON struct {
	ID     string `json:"id"`
	URL    string `json:"url"`
	Alt    string `json:"alt"`
	Width  int64  `json:"width"`
	Height int64  `json:"height"`
	State  string `json:"state"`
	Source string `json:"source_url"`
}

type variantJSON struct {
	ID             string            `json:"id"`
	Product        string            `json:"product"`
	Title          string            `json:"title"`
	Options        map[string]string `json:"options"`
	SKU            string            `json:"sku"`
	Barcode        string            `json:"barcode"`
	Price          money.Money       `json:"price"`
	CompareAtPrice *money.Money      `json:"compare_at_price"`
	Cost           *money.Money      `json:"cost"`
	WeightGrams    int64             `json:"weight_grams"`
	TaxCategory    string            `json:"tax_category"`
	Delivered      bool              `json:"delivered"`
	Tracked        bool              `json:"tracked"`
	BackOrder      bool              `json:"back_order"`
	Image          string            `json:"image"`
	Version        int64             `json:"version"`
}

func productOut(r *web.Request, d catalog.Document) productJSON {
	out := productJSON{ID: d.ID.Text(catalog.ProductPrefix), Handle: d.Handle, Title: d.Title, DescriptionHTML: d.Description, Vendor: d.Vendor,
		Type: d.Kind, Status: d.Status, TaxCategory: d.TaxCategory, SEOTitle: d.SEOTitle, SEODescription: d.SEODescription,
		PriceFrom: moneyOf(r, d.PriceFrom), PriceTo: moneyOf(r, d.PriceTo), CreatedAt: d.CreatedAt, UpdatedAt: d.UpdatedAt, Version: d.Version,
		Tags: append([]string{}, d.Tags...), Options: []optionJSON{}, Images: []imageJSON{}, Variants: []variantJSON{}}
	for _, o := range d.Options {
		out.Options = append(out.Options, optionJSON{o.Name, append([]string{}, o.Values...)})
	}
	for _, i := range d.Images {
		out.Images = append(out.Images, imageJSON{i.ID.Text(catalog.ImagePrefix), r.FileURL(i.Hash, 1200), i.Alt, i.Width, i.Height, i.State, i.SourceURL})
	}
	for _, v := range d.Variants {
		out.Variants = append(out.Variants, variantOut(r, d.Product, v))
	}
	return out
}

func variantOut(r *web.Request, p catalog.Product, v catalog.Variant) variantJSON {
	out := variantJSON{ID: v.ID.Text(catalog.VariantPrefix), Product: v.ProductID.Text(catalog.ProductPrefix), Title: v.Title, Options: map[string]string{},
		SKU: v.SKU, Barcode: v.Barcode, Price: moneyOf(r, v.Price), WeightGrams: v.Weight, TaxCategory: v.TaxCategory,
		Delivered: v.Delivered, Tracked: v.Tracked, BackOrder: v.BackOrder, Image: v.ImageID.Text(catalog.ImagePrefix), Version: v.Version}
	for i, name := range p.OptionNames() {
		out.Options[name] = v.Choices()[i]
	}
	if v.CompareAt > 0 {
		compare := moneyOf(r, v.CompareAt)
		out.CompareAtPrice = &compare
	}
	if v.Cost > 0 {
		cost := moneyOf(r, v.Cost)
		out.Cost = &cost
	}
	return out
}

// productBody is what programs write; what is left out stays as it is.
type productBody struct {
	Title           *string        `json:"title,omitempty"`
	Handle          *string        `json:"handle,omitempty"`
	DescriptionHTML *string        `json:"description_html,omitempty"`
	Vendor          *string        `json:"vendor,omitempty"`
	Type            *string        `json:"type,omitempty"`
	Status          *string        `json:"status,omitempty" enum:"draft,active,archived"`
	TaxCategory     *string        `json:"tax_category,omitempty"`
	Tags            *[]string      `json:"tags,omitempty"`
	Options         *[]string      `json:"options,omitempty" doc:"Names of the options, at most three."`
	SEOTitle        *string        `json:"seo_title,omitempty"`
	SEODescription  *string        `json:"seo_description,omitempty"`
	Variants        *[]variantBody `json:"variants,omitempty" doc:"All variants of the product, at most 2,048; those left out are removed."`
	Images          *[]imageBody   `json:"images,omitempty" doc:"All images in order; those left out are removed."`
}

type imageBody struct {
	ID        string `json:"id,omitempty" doc:"An image the product has."`
	SourceURL string `json:"source_url,omitempty" doc:"An address to fetch a new image from."`
	Alt       string `json:"alt,omitempty"`
}

type variantBody struct {
	ID             *string            `json:"id,omitempty"`
	Options        *map[string]string `json:"options,omitempty"`
	SKU            *string            `json:"sku,omitempty"`
	Barcode        *string            `json:"barcode,omitempty"`
	Price          *money.Money       `json:"price,omitempty"`
	CompareAtPrice *money.Money       `json:"compare_at_price,omitempty"`
	Cost           *money.Money       `json:"cost,omitempty"`
	WeightGrams    *int64             `json:"weight_grams,omitempty"`
	TaxCategory    *string            `json:"tax_category,omitempty"`
	Delivered      *bool              `json:"delivered,omitempty"`
	Tracked        *bool              `json:"tracked,omitempty"`
	BackOrder      *bool              `json:"back_order,omitempty"`
}

// put lays a value over another when it was sent.
func put[T any](into *T, value *T) {
	if value != nil {
		*into = *value
	}
}

// lay puts what was sent over the input; was are the variants there are.
func (b productBody) lay(r *web.Request, into *catalog.ProductInput, was []catalog.Variant) error {
	put(&into.Title, b.Title)
	put(&into.Handle, b.Handle)
	put(&into.Description, b.DescriptionHTML)
	put(&into.Vendor, b.Vendor)
	put(&into.Kind, b.Type)
	put(&into.Status, b.Status)
	put(&into.TaxCategory, b.TaxCategory)
	put(&into.Tags, b.Tags)
	put(&into.Options, b.Options)
	put(&into.SEOTitle, b.SEOTitle)
	put(&into.SEODescription, b.SEODescription)
	if err := b.layImages(into); err != nil || b.Variants == nil {
		return err
	}
	known := map[id.ID]catalog.Variant{}
	for _, v := range was {
		known[v.ID] = v
	}
	into.Variants = nil
	for i, body := range *b.Variants {
		v := catalog.Variant{Delivered: true, Tracked: true}
		if body.ID != nil {
			variant, err := id.Parse(catalog.VariantPrefix, *body.ID)
			if old, ok := known[variant]; err != nil || !ok {
				return errs.InvalidField(fmt.Sprintf("variants[%d].id", i), "This variant does not belong to the product.")
			} else {
				v = old
			}
		}
		if err := body.lay(r, &v, into.Options); err != nil {
			return within(err, fmt.Sprintf("variants[%d].", i))
		}
		into.Variants = append(into.Variants, v)
	}
	return nil
}

func (b productBody) layImages(into *catalog.ProductInput) error {
	if b.Images == nil {
		return nil
	}
	into.Images = []catalog.Image{}
	for i, body := range *b.Images {
		image := catalog.Image{SourceURL: body.SourceURL, Alt: body.Alt}
		if body.ID != "" {
			var err error
			if image.ID, err = id.Parse(catalog.ImagePrefix, body.ID); err != nil {
				return errs.InvalidField(fmt.Sprintf("images[%d].id", i), "This image does not belong to the product.")
			}
		}
		into.Images = append(into.Images, image)
	}
	return nil
}

func (b variantBody) lay(r *web.Request, v *catalog.Variant, options []string) error {
	put(&v.SKU, b.SKU)
	put(&v.Barcode, b.Barcode)
	put(&v.Weight, b.WeightGrams)
	put(&v.TaxCategory, b.TaxCategory)
	put(&v.Delivered, b.Delivered)
	put(&v.Tracked, b.Tracked)
	put(&v.BackOrder, b.BackOrder)
	for _, amount := range []struct {
		name string
		into *int64
		sent *money.Money
	}{{"price", &v.Price, b.Price}, {"compare_at_price", &v.CompareAt, b.CompareAtPrice}, {"cost", &v.Cost, b.Cost}} {
		if amount.sent == nil {
			continue
		}
		if amount.sent.Currency != r.Shop.Currency {
			return errs.InvalidField(amount.name, "This shop counts in %s.", r.Shop.Currency)
		}
		*amount.into = amount.sent.Amount
	}
	if b.Options == nil {
		return nil
	}
	values := []*string{&v.Option1, &v.Option2, &v.Option3}
	for i, into := range values {
		*into = ""
		if i < len(options) {
			*into = (*b.Options)[options[i]]
		}
	}
	for name := range *b.Options {
		if !has(options, name) {
			return errs.InvalidField("options", "The product has no option “%s”.", name)
		}
	}
	return nil
}

func has(all []string, one string) bool {
	for _, each := range all {
		if each == one {
			return true
		}
	}
	return false
}

// within puts a path before the fields of a refusal.
func within(err error, path string) error {
	e := errs.As(err)
	if e == nil {
		return err
	}
	for i := range e.Fields {
		e.Fields[i].Name = path + e.Fields[i].Name
	}
	return e
}
