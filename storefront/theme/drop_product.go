package theme

import (
	"strings"

	"github.com/coulisse/coulisse/catalog"
	"github.com/coulisse/coulisse/kit/money"
	"github.com/coulisse/coulisse/liquid"
)

// Product is a product in a template. Lists fill what a card shows; the product's own
// page fills all of it.
type Product struct {
	Page        *Page
	Data        catalog.Product
	Description liquid.Safe // sanitised
	Images      []*Image
	Variants    []*Variant
	Options     []catalog.Option
	Chosen      *Variant // of the address, else the first that can be bought
	BaseURL     string   // of the shop, for structured data
}

// Variant is one variant in a template.
type Variant struct {
	Data      catalog.Variant
	Product   *Product
	Image     *Image
	Available bool
	Left      int64 // how many may be bought, −1 without limit
}

// Get answers a property.
func (p *Product) Get(name string) any {
	switch name {
	case "id":
		return p.Data.ID.Text(catalog.ProductPrefix)
	case "title":
		return p.Data.Title
	case "handle", "form_key":
		return p.Data.Handle
	case "vendor":
		return p.Data.Vendor
	case "type":
		return p.Data.Kind
	case "tags":
		return p.Data.Tags
	case "description", "content":
		return p.Description
	case "url":
		return p.Page.url(p.Data.Path())
	case "created_at", "published_at":
		return p.Data.CreatedAt.Go()
	}
	return p.offer(name)
}

// offer answers what concerns price, choice and pictures.
func (p *Product) offer(name string) any {
	switch name {
	case "price", "price_min":
		return p.Data.PriceFrom
	case "price_max":
		return p.Data.PriceTo
	case "price_varies":
		return p.Data.PriceTo > p.Data.PriceFrom
	case "compare_at_price":
		return p.compareAt()
	case "available":
		return p.available()
	case "featured_image", "featured_media":
		return p.image(0)
	case "second_image":
		return p.image(1)
	case "images", "media":
		return list(len(p.Images), func(i int) any { return p.Images[i] })
	case "variants":
		return list(len(p.Variants), func(i int) any { return p.Variants[i] })
	case "variants_count":
		return p.Data.VariantCount
	case "has_only_default_variant":
		return len(p.Options) == 0
	case "options":
		return p.Data.OptionNames()
	case "options_with_values":
		return list(len(p.Options), func(i int) any { return optionDrop{p, i} })
	case "selected_or_first_available_variant", "selected_variant":
		if p.Chosen == nil {
			return nil
		}
		return p.Chosen
	}
	return nil
}

func (p *Product) image(i int) any {
	if i < len(p.Images) {
		return p.Images[i]
	}
	return nil
}

func (p *Product) available() bool {
	for _, v := range p.Variants {
		if v.Available {
			return true
		}
	}
	return len(p.Variants) == 0 && p.Data.VariantCount > 0
}

// compareAt is the price before of the cheapest variant on sale.
func (p *Product) compareAt() any {
	for _, v := range p.Variants {
		if v.Data.CompareAt > v.Data.Price && v.Data.Price == p.Data.PriceFrom {
			return v.Data.CompareAt
		}
	}
	return nil
}

// StructuredData describes the product for search engines.
func (p *Product) StructuredData() any {
	offers := make([]any, 0, len(p.Variants))
	for _, v := range p.Variants[:min(len(p.Variants), 100)] {
		stock := "https://schema.org/OutOfStock"
		if v.Available {
			stock = "https://schema.org/InStock"
		}
		one := map[string]any{"@type": "Offer", "price": money.Of(v.Data.Price, p.Page.Currency).Decimal(), "priceCurrency": p.Page.Currency,
			"availability": stock, "url": p.BaseURL + v.url()}
		if v.Data.SKU != "" {
			one["sku"] = v.Data.SKU
		}
		offers = append(offers, one)
	}
	about := map[string]any{"@context": "https://schema.org", "@type": "Product", "name": p.Data.Title, "url": p.BaseURL + p.Page.url(p.Data.Path()),
		"description": catalog.PlainText(string(p.Description)), "offers": offers}
	if p.Data.Vendor != "" {
		about["brand"] = map[string]any{"@type": "Brand", "name": p.Data.Vendor}
	}
	var pictures []string
	for _, i := range p.Images {
		pictures = append(pictures, p.Page.Image(i.Hash, 1200))
	}
	if pictures != nil {
		about["image"] = pictures
	}
	return about
}

// JSON is the product as scripts of a theme see it.
func (p *Product) JSON() any {
	variants := make([]any, len(p.Variants))
	for i, v := range p.Variants {
		variants[i] = v.JSON()
	}
	return map[string]any{"id": p.Get("id"), "title": p.Data.Title, "handle": p.Data.Handle, "options": p.Data.OptionNames(), "variants": variants}
}

func (v *Variant) url() string {
	return v.Product.Page.url(v.Product.Data.Path()) + "?variant=" + v.Data.ID.Text(catalog.VariantPrefix)
}

func (v *Variant) options() []string {
	all := []string{v.Data.Option1, v.Data.Option2, v.Data.Option3}
	return all[:min(len(v.Product.Options), 3)]
}

// Get answers a property.
func (v *Variant) Get(name string) any {
	switch name {
	case "id":
		return v.Data.ID.Text(catalog.VariantPrefix)
	case "title":
		return v.Data.Title
	case "sku":
		return v.Data.SKU
	case "barcode":
		return v.Data.Barcode
	case "price":
		return v.Data.Price
	case "compare_at_price":
		if v.Data.CompareAt > v.Data.Price {
			return v.Data.CompareAt
		}
	case "available":
		return v.Available
	case "inventory_quantity":
		return v.Left
	case "option1":
		return v.Data.Option1
	case "option2":
		return v.Data.Option2
	case "option3":
		return v.Data.Option3
	case "options":
		return v.options()
	case "weight":
		return v.Data.Weight
	case "url":
		return v.url()
	case "product":
		return v.Product
	case "featured_image", "image":
		if v.Image != nil {
			return v.Image
		}
	}
	return nil
}

// JSON is the variant as scripts of a theme see it.
func (v *Variant) JSON() any {
	one := map[string]any{"id": v.Get("id"), "options": v.options(), "price": v.Product.Page.money(v.Data.Price), "available": v.Available}
	if v.Data.CompareAt > v.Data.Price {
		one["was"] = v.Product.Page.money(v.Data.CompareAt)
	}
	if v.Image != nil {
		one["image"] = v.Image.Hash
	}
	if v.Left > 0 && v.Left <= fewLeft {
		one["left"] = v.Left
	}
	return one
}

// fewLeft is when a page may say how many are left.
const fewLeft = 5

// optionDrop is one option with its values.
type optionDrop struct {
	p *Product
	i int
}

// Get answers a property.
func (o optionDrop) Get(name string) any {
	option := o.p.Options[o.i]
	switch name {
	case "name":
		return option.Name
	case "position":
		return o.i + 1
	case "values":
		return list(len(option.Values), func(i int) any { return optionValue{o, option.Values[i]} })
	case "selected_value":
		if o.p.Chosen != nil {
			return o.p.Chosen.options()[o.i]
		}
	}
	return nil
}

// optionValue is one value of an option; it prints as its text.
type optionValue struct {
	option optionDrop
	value  string
}

// String is the value.
func (v optionValue) String() string { return v.value }

// Get answers a property.
func (v optionValue) Get(name string) any {
	switch name {
	case "name":
		return v.value
	case "selected":
		return v.option.Get("selected_value") == v.value
	case "available":
		return v.available()
	case "handle":
		return strings.ToLower(v.value)
	}
	return nil
}

// available says whether something can be bought with this value and the other options
// as they are chosen.
func (v optionValue) available() bool {
	chosen := v.option.p.Chosen
	for _, one := range v.option.p.Variants {
		if !one.Available {
			continue
		}
		same := true
		for i, value := range one.options() {
			want := v.value
			if i != v.option.i {
				if chosen == nil || i > v.option.i {
					continue
				}
				want = chosen.options()[i]
			}
			same = same && value == want
		}
		if same {
			return true
		}
	}
	return false
}
