package catalog

import (
	"strings"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/id"
)

// Variant is one combination of option values with its price. Amounts are minor
// units of the shop's currency, Weight is in grams, Cost 0 means unknown.
type Variant struct {
	ID          id.ID  `json:"id"`
	ProductID   id.ID  `json:"product_id"`
	Position    int64  `json:"position"`
	Title       string `json:"title"`
	Option1     string `json:"option1"`
	Option2     string `json:"option2"`
	Option3     string `json:"option3"`
	SKU         string `json:"sku"`
	Barcode     string `json:"barcode"`
	Price       int64  `json:"price"`
	CompareAt   int64  `json:"compare_at"`
	Cost        int64  `json:"cost"`
	Weight      int64  `json:"weight"`
	TaxCategory string `json:"tax_category"` // "" = the product's
	Delivered   bool   `json:"delivered"`
	Tracked     bool   `json:"tracked"`
	BackOrder   bool   `json:"back_order"`
	ImageID     id.ID  `json:"image_id"`
	Version     int64  `json:"version"`
}

// Choices returns the three option values in order.
func (v Variant) Choices() [MaxOptions]string {
	return [MaxOptions]string{v.Option1, v.Option2, v.Option3}
}

// name is the variant's title, "Small / Red"; empty for the only variant.
func (v Variant) name() string {
	parts := make([]string, 0, MaxOptions)
	for _, value := range v.Choices() {
		if value != "" {
			parts = append(parts, value)
		}
	}
	return strings.Join(parts, " / ")
}

const variantColumns = `v.id, v.product_id, v.position, v.title, v.option1, v.option2, v.option3, v.sku, v.barcode,
	v.price, v.compare_at, v.cost, v.weight, v.tax_category, v.delivered, v.tracked, v.back_order, v.image_id, v.version`

// Variants returns the variants of a product in their order.
func Variants(tx *db.Tx, product id.ID) ([]Variant, error) {
	return db.All[Variant](tx, `SELECT `+variantColumns+` FROM variant v WHERE v.shop_id = $1 AND v.product_id = $2 ORDER BY v.position`, product)
}

// GetVariant returns one variant; NotFound when there is none.
func GetVariant(tx *db.Tx, variant id.ID) (Variant, error) {
	return db.One[Variant](tx, `SELECT `+variantColumns+` FROM variant v WHERE v.shop_id = $1 AND v.id = $2`, variant)
}

// VariantsOf returns the variants of several products at once, by product.
func VariantsOf(tx *db.Tx, products []id.ID) (map[id.ID][]Variant, error) {
	rows, err := db.AllQ[Variant](tx, db.Query(`SELECT `+variantColumns+` FROM variant v WHERE v.shop_id = $1`).
		AndIn(`v.product_id`, products).Then(` ORDER BY v.product_id, v.position`))
	of := make(map[id.ID][]Variant, len(products))
	for _, v := range rows {
		of[v.ProductID] = append(of[v.ProductID], v)
	}
	return of, err
}

// VariantsBySKU returns the variants that carry this SKU, for scanners and imports.
func VariantsBySKU(tx *db.Tx, sku string) ([]Variant, error) {
	if sku == "" {
		return nil, nil
	}
	return db.All[Variant](tx, `SELECT `+variantColumns+` FROM variant v WHERE v.shop_id = $1 AND v.sku = $2 ORDER BY v.id`, sku)
}

// Offer is a variant as a cart needs it: with its product's name and address, the
// tax category that applies (the variant's own or the product's, in TaxCategory),
// and the image to show.
type Offer struct {
	Variant
	ProductTitle  string
	ProductHandle string
	ProductStatus string
	ImageHash     string
}

// Offers returns what carts need to know of these variants, in no fixed order.
// Variants that do not exist are left out; those of drafts are in it with their status.
func Offers(tx *db.Tx, variants []id.ID) ([]Offer, error) {
	return db.AllQ[Offer](tx, db.Query(`SELECT v.id, v.product_id, v.position, v.title, v.option1, v.option2, v.option3, v.sku, v.barcode,
			v.price, v.compare_at, v.cost, v.weight, v.delivered, v.tracked, v.back_order, v.image_id, v.version,
			CASE WHEN v.tax_category = '' THEN p.tax_category ELSE v.tax_category END AS tax_category,
			p.title AS product_title, p.handle AS product_handle, p.status AS product_status,
			CASE WHEN i.state = 'ready' THEN i.hash ELSE p.image_hash END AS image_hash
		FROM variant v
		JOIN product p ON p.shop_id = v.shop_id AND p.id = v.product_id
		LEFT JOIN product_image i ON i.shop_id = v.shop_id AND i.id = v.image_id
		WHERE v.shop_id = $1`).AndIn(`v.id`, variants))
}
