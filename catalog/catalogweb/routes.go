// Package catalogweb has the screens of products, collections and imports, and the
// JSON of /products, /variants and /collections.
package catalogweb

import (
	"embed"

	"github.com/coulisse/coulisse/kit/list"
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/kit/web"
)

// Lang holds the translations of the screens.
//
//go:embed lang
var Lang embed.FS

const (
	maySee  = "catalog.view"
	mayEdit = "catalog.edit"
)

// The largest bodies: a form with 2,048 variants, a picture, a product file.
const (
	formLimit   = 16 << 20
	imagesLimit = 100 << 20
	fileLimit   = 1 << 30
)

// Routes adds the admin screens.
func Routes(rs *web.Routes) {
	commands(rs)
	see, edit := web.Staff(maySee), web.Staff(mayEdit)
	list.Mount(rs, productsList())
	rs.Get("/products/new", edit.About(web.About{Title: text.Key("Add product"), Line: text.Key("A new product; it stays a draft until you put it on sale."), Help: "products", Words: "new create product nouveau créer ajouter produit article", Icon: "plus"}), web.Handle(newProduct))
	rs.Post("/products", edit.MaxBody(formLimit), web.Again(web.Handle(createProduct), newProductAgain))
	rs.Get("/products/{product}", see.About(web.About{Line: text.Key("What buyers see of this product, and what only you know about it."), Help: "products"}), web.Handle(product))
	rs.Post("/products/{product}", edit.MaxBody(formLimit), web.Guard(web.Again(web.Handle(saveProduct), productAgain), storedProduct))
	rs.Post("/products/{product}/copies", edit, web.Handle(duplicate))
	rs.Post("/products/{product}/status", edit, web.Handle(setStatus))
	rs.Post("/products/{product}/deletion", edit, web.Handle(deleteProduct))
	rs.Get("/products/{product}/variants/{variant}", see.About(web.About{Line: text.Key("One combination of options with its own price, SKU and stock."), Help: "products"}), web.Handle(variant))
	rs.Post("/products/{product}/variants/{variant}", edit, web.Guard(web.Again(web.Handle(saveVariant), variantAgain), storedVariant))
	rs.Post("/products/{product}/images", edit.MaxBody(imagesLimit), web.HandleOutside(uploadImages))
	rs.Post("/products/{product}/images/order", edit, web.Handle(saveImages))
	rs.Post("/products/{product}/images/retry", edit, web.Handle(retryImages))

	gridRoutes(rs)

	list.Mount(rs, collectionsList())
	rs.Get("/collections/new", edit.About(web.About{Title: text.Key("New collection"), Line: text.Key("A new group of products, filled by hand or by rules."), Help: "collections", Words: "create collection category créer collection catégorie nouvelle", Icon: "plus"}), web.Handle(newCollection))
	rs.Post("/collections", edit, web.Again(web.Handle(createCollection), newCollectionAgain))
	rs.Get("/collections/{collection}", see.About(web.About{Line: text.Key("One group of products, and how it is filled."), Help: "collections"}), web.Handle(collection))
	rs.Post("/collections/{collection}", edit.MaxBody(formLimit), web.Guard(web.Again(web.Handle(saveCollection), collectionAgain), storedCollection))
	rs.Post("/collections/{collection}/products", edit, web.Handle(addToCollection))
	rs.Post("/collections/{collection}/deletion", edit, web.Handle(deleteCollection))

	rs.Get("/imports", edit.About(web.About{Title: text.Key("Imports"), Line: text.Key("Bring products in from a file; it is checked before anything changes."), Help: "imports", Words: "import csv excel shopify migrate file upload importer fichier migration", Icon: "upload"}), web.Handle(imports))
	rs.Post("/imports", edit.MaxBody(fileLimit), web.Again(web.HandleOutside(upload), importsAgain))
	rs.Get("/imports/{import}", edit.About(web.About{Line: text.Key("What a product file will change or has changed, line by line."), Help: "imports"}), web.Handle(importPage))
	rs.Post("/imports/{import}/run", edit, web.Handle(runImport))
	rs.Post("/imports/images/retry", edit, web.Handle(retryAllImages))
}

// faults are the messages of a refused form.
type faults struct {
	sentence string
	list     []ui.FieldError
}

// of is the message of one field.
func (f faults) of(name string) string {
	for _, one := range f.list {
		if one.Name == name {
			return one.Message
		}
	}
	return ""
}
