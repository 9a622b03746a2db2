package catalog

import (
	"strings"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/id"
)

// The states of a product.
const (
	Draft    = "draft"
	Active   = "active"
	Archived = "archived"
)

// Product is what a shop describes and sells. PriceFrom, PriceTo, VariantCount and
// ImageHash are kept by save from the variants and images, so that lists need one
// statement. Get and ByHandle fill Tags, Options and Images; List fills none of them.
type Product struct {
	ID             id.ID    `json:"id"`
	Handle         string   `json:"handle"`
	Title          string   `json:"title"`
	Description    string   `json:"description"` // sanitised HTML
	Vendor         string   `json:"vendor"`
	Kind           string   `json:"kind"`
	Status         string   `json:"status"`
	TaxCategory    string   `json:"tax_category"`
	SEOTitle       string   `json:"seo_title"`
	SEODescription string   `json:"seo_description"`
	PriceFrom      int64    `json:"price_from"`
	PriceTo        int64    `json:"price_to"`
	VariantCount   int64    `json:"variant_count"`
	ImageHash      string   `json:"image_hash"`
	CreatedAt      db.Time  `json:"created_at"`
	UpdatedAt      db.Time  `json:"updated_at"`
	Version        int64    `json:"version"`
	Tags           []string `json:"tags" db:"-"`
	Options        []Option `json:"options" db:"-"`
	Images         []Image  `json:"images" db:"-"`
}

// Option is one thing a buyer chooses: its name and, in the order of the variants,
// the values that are sold.
type Option struct {
	Name   string   `json:"name"`
	Values []string `json:"values"`
}

// Document is a product with its variants: what is written, recorded and undone as one.
type Document struct {
	Product
	Variants []Variant `json:"variants"`
}

const productColumns = `p.id, p.handle, p.title, p.description, p.vendor, p.kind, p.status, p.tax_category,
	p.seo_title, p.seo_description, p.price_from, p.price_to, p.variant_count, p.image_hash, p.created_at, p.updated_at, p.version`

// Get returns one product with its tags, options and images; NotFound when there is none.
func Get(tx *db.Tx, product id.ID) (Product, error) {
	p, err := db.One[Product](tx, `SELECT `+productColumns+` FROM product p WHERE p.shop_id = $1 AND p.id = $2`, product)
	if err != nil {
		return Product{}, err
	}
	variants, err := Variants(tx, product)
	if err != nil {
		return Product{}, err
	}
	return fill(tx, p, variants)
}

// ByHandle returns the product of that public address; NotFound when there is none.
func ByHandle(tx *db.Tx, handle string) (Product, error) {
	product, err := db.One[id.ID](tx, `SELECT id FROM product WHERE shop_id = $1 AND handle = $2`, handle)
	if err != nil {
		return Product{}, err
	}
	return Get(tx, product)
}

// Load returns the whole document of a product; NotFound when there is none.
func Load(tx *db.Tx, product id.ID) (Document, error) {
	p, err := db.One[Product](tx, `SELECT `+productColumns+` FROM product p WHERE p.shop_id = $1 AND p.id = $2`, product)
	if err != nil {
		return Document{}, err
	}
	variants, err := Variants(tx, product)
	if err != nil {
		return Document{}, err
	}
	p, err = fill(tx, p, variants)
	return Document{Product: p, Variants: variants}, err
}

// maybeLoad is Load for a document that may not exist; nil then.
func maybeLoad(tx *db.Tx, product id.ID) (*Document, error) {
	_, found, err := db.Maybe[id.ID](tx, `SELECT id FROM product WHERE shop_id = $1 AND id = $2`, product)
	if err != nil || !found {
		return nil, err
	}
	doc, err := Load(tx, product)
	return &doc, err
}

func fill(tx *db.Tx, p Product, variants []Variant) (Product, error) {
	var err error
	p.Tags, err = db.All[string](tx, `SELECT tag FROM product_tag WHERE shop_id = $1 AND product_id = $2 ORDER BY position`, p.ID)
	if err != nil {
		return p, err
	}
	names, err := db.All[string](tx, `SELECT name FROM product_option WHERE shop_id = $1 AND product_id = $2 ORDER BY position`, p.ID)
	if err != nil {
		return p, err
	}
	p.Options = optionsOf(names, variants)
	p.Images, err = imagesOf(tx, p.ID)
	return p, err
}

// optionsOf lists the values of each option in the order in which the variants use them.
func optionsOf(names []string, variants []Variant) []Option {
	options := make([]Option, 0, len(names))
	for i, name := range names {
		option, seen := Option{Name: name}, map[string]bool{}
		for _, v := range variants {
			value := v.Choices()[i]
			if value == "" || seen[value] {
				continue
			}
			seen[value] = true
			option.Values = append(option.Values, value)
		}
		options = append(options, option)
	}
	return options
}

// OptionNames returns the names of the options in order.
func (p Product) OptionNames() []string {
	names := make([]string, 0, len(p.Options))
	for _, option := range p.Options {
		names = append(names, option.Name)
	}
	return names
}

// Path is the product's public address on the storefront.
func (p Product) Path() string { return "/products/" + p.Handle }

// searchText is what a search finds the product by, besides its title.
func (d Document) searchText() string {
	var b strings.Builder
	for _, word := range append([]string{d.Vendor, d.Kind, d.Handle}, d.Tags...) {
		b.WriteString(word)
		b.WriteByte(' ')
	}
	for _, option := range d.Options {
		for _, value := range option.Values {
			b.WriteString(value)
			b.WriteByte(' ')
		}
	}
	for _, v := range d.Variants {
		for _, word := range []string{v.SKU, v.Barcode} {
			if word != "" {
				b.WriteString(word)
				b.WriteByte(' ')
			}
		}
	}
	b.WriteString(PlainText(d.Description))
	return b.String()
}

// OptionsOf returns the options of several products at once, by product; their
// values come from the variants given.
func OptionsOf(tx *db.Tx, products []id.ID, variants map[id.ID][]Variant) (map[id.ID][]Option, error) {
	rows, err := db.AllQ[struct {
		ProductID id.ID
		Name      string
	}](tx, db.Query(`SELECT o.product_id, o.name FROM product_option o WHERE o.shop_id = $1`).
		AndIn(`o.product_id`, products).Then(`ORDER BY o.product_id, o.position`))
	names := map[id.ID][]string{}
	for _, row := range rows {
		names[row.ProductID] = append(names[row.ProductID], row.Name)
	}
	of := make(map[id.ID][]Option, len(products))
	for product, list := range names {
		of[product] = optionsOf(list, variants[product])
	}
	return of, err
}
