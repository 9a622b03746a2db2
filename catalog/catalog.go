// Package catalog describes what a shop sells.
//
// A product has a title, texts, tags, images and up to three options; each
// combination of option values that is sold is a variant with its own SKU, price
// and cost. A product without options has exactly one variant. A collection groups
// products, either by hand or by rules whose membership is kept in rows.
//
// A product is written as a whole document (product, tags, options, variants,
// images): one function, save, compares what was with what shall be, writes the
// difference in bulk, records it for the history and Undo, renews the search index
// and the collections by rule, and announces it. Create, Update, Delete, Duplicate,
// the import and Undo all go through it.
//
// States of a product: draft → active → archived and back, at will. Only active
// products are sold. An image is ready, pending (its address is still to be
// fetched) or failed (it can be tried again).
//
// Tables: product, product_tag, product_option, variant, product_image,
// collection, collection_rule, collection_product, product_import,
// product_import_problem.
//
// Announces: ProductChanged, ProductDeleted, HandleChanged (an old address must
// lead to the new one), CollectionChanged. Hears nothing.
package catalog

import (
	"embed"

	"github.com/coulisse/coulisse/kit/id"
)

// Migrations are the tables of this department.
//
//go:embed migrations/*.sql
var Migrations embed.FS

// Lang holds the translations of its sentences.
//
//go:embed lang
var Lang embed.FS

// Prefixes of the ids this department hands out.
const (
	ProductPrefix    = "prd"
	VariantPrefix    = "var"
	CollectionPrefix = "col"
	ImagePrefix      = "img"
	ImportPrefix     = "imp"
)

// The limits a product keeps.
const (
	MaxOptions       = 3
	MaxVariants      = 2048
	MaxTags          = 250
	MaxImages        = 250
	maxTitle         = 255
	maxWord          = 255
	maxDescription   = 512 * 1024
	maxSEO           = 320
	maxWeight        = int64(100_000_000)
	maxRules         = 60
	searchKind       = "product"
	objectProduct    = "product"
	objectCollection = "collection"
)

// ProductChanged says that a product was created or that anything of it changed.
type ProductChanged struct {
	Product id.ID `json:"product"`
	Created bool  `json:"created"`
}

// FactName names the fact.
func (ProductChanged) FactName() string { return "catalog.product_changed" }

// ProductDeleted says that a product and its variants are gone.
type ProductDeleted struct {
	Product  id.ID   `json:"product"`
	Handle   string  `json:"handle"`
	Variants []id.ID `json:"variants"`
}

// FactName names the fact.
func (ProductDeleted) FactName() string { return "catalog.product_deleted" }

// HandleChanged says that the public address of a product or a collection moved;
// paths are those of the storefront.
type HandleChanged struct {
	OldPath string `json:"old_path"`
	NewPath string `json:"new_path"`
}

// FactName names the fact.
func (HandleChanged) FactName() string { return "catalog.handle_changed" }

// CollectionChanged says that a collection was written or removed.
type CollectionChanged struct {
	Collection id.ID `json:"collection"`
	Deleted    bool  `json:"deleted"`
}

// FactName names the fact.
func (CollectionChanged) FactName() string { return "catalog.collection_changed" }
