package catalogweb

import (
	"net/http"
	"slices"

	"github.com/coulisse/coulisse/catalog"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/money"
	"github.com/coulisse/coulisse/kit/web"
)

// API adds the admin JSON of products and variants; collections follow in apicollections.go.
func API(a *web.API) {
	op := func(method, path, summary, scope string) web.Op {
		return web.Op{Method: method, Path: path, Summary: summary, Scope: scope, MaxBody: formLimit}
	}
	web.Operation(a, op(http.MethodGet, "/products", "List products", maySee), listProducts)
	web.Operation(a, op(http.MethodPost, "/products", "Create a product with its variants", mayEdit), postProduct)
	web.Operation(a, op(http.MethodGet, "/products/{id}", "Get a product with its variants", maySee), getProduct)
	web.Operation(a, op(http.MethodPatch, "/products/{id}", "Change fields of a product", mayEdit), patchProduct)
	web.Operation(a, op(http.MethodDelete, "/products/{id}", "Delete a product", mayEdit), removeProduct)
	web.Operation(a, op(http.MethodGet, "/products/{id}/variants", "List the variants of a product", maySee), listVariants)
	web.Operation(a, op(http.MethodPost, "/products/{id}/variants", "Add a variant", mayEdit), postVariant)
	web.Operation(a, op(http.MethodGet, "/variants/{id}", "Get a variant", maySee), getVariant)
	web.Operation(a, op(http.MethodPatch, "/variants/{id}", "Change fields of a variant", mayEdit), patchVariant)
	web.Operation(a, op(http.MethodDelete, "/variants/{id}", "Delete a variant", mayEdit), removeVariant)
	collectionsAPI(a, op)
}

type listProductsInput struct {
	web.ListInput
	Status     string `query:"status" enum:"draft,active,archived" doc:"Only products of this status."`
	Tag        string `query:"tag" doc:"Only products with this tag."`
	Vendor     string `query:"vendor" doc:"Only products of this vendor."`
	Collection string `query:"collection" doc:"Only products of this collection, by id."`
}

func listProducts(tx *db.Tx, r *web.Request, in *listProductsInput) (web.List[productJSON], error) {
	var none web.List[productJSON]
	find := catalog.ListInput{Query: in.Q, Status: in.Status, Tag: in.Tag, Vendor: in.Vendor, Sort: in.Sort, After: in.After, Before: in.Before, Limit: int(in.Limit)}
	if in.Collection != "" {
		collection, err := id.Parse(catalog.CollectionPrefix, in.Collection)
		if err != nil {
			return none, err
		}
		find.Collection = collection
	}
	page, err := catalog.List(tx, find)
	if err != nil {
		return none, err
	}
	docs, err := documents(tx, page.Rows)
	if err != nil {
		return none, err
	}
	return web.ListOf(db.Page[catalog.Document]{Rows: docs, Next: page.Next, Previous: page.Previous},
		func(d catalog.Document) productJSON { return productOut(r, d) }), nil
}

// documents brings tags, images and variants to a page of products with three statements.
func documents(tx *db.Tx, products []catalog.Product) ([]catalog.Document, error) {
	ids := make([]id.ID, len(products))
	for i, p := range products {
		ids[i] = p.ID
	}
	variants, err := catalog.VariantsOf(tx, ids)
	if err != nil {
		return nil, err
	}
	tags, err := catalog.TagsOf(tx, ids)
	if err != nil {
		return nil, err
	}
	images, err := catalog.ImagesOf(tx, ids)
	if err != nil {
		return nil, err
	}
	options, err := catalog.OptionsOf(tx, ids, variants)
	docs := make([]catalog.Document, len(products))
	for i, p := range products {
		p.Tags, p.Images, p.Options = tags[p.ID], images[p.ID], options[p.ID]
		docs[i] = catalog.Document{Product: p, Variants: variants[p.ID]}
	}
	return docs, err
}

type ByID struct {
	ID string `path:"id"`
}

func (in ByID) product() (id.ID, error) { return id.Parse(catalog.ProductPrefix, in.ID) }
func (in ByID) variant() (id.ID, error) { return id.Parse(catalog.VariantPrefix, in.ID) }

func getProduct(tx *db.Tx, r *web.Request, in *ByID) (productJSON, error) {
	product, err := in.product()
	if err != nil {
		return productJSON{}, err
	}
	doc, err := catalog.Load(tx, product)
	if err != nil {
		return productJSON{}, err
	}
	r.Tag(doc.Version)
	return productOut(r, doc), nil
}

type postProductInput struct{ Body productBody }

func postProduct(tx *db.Tx, r *web.Request, in *postProductInput) (productJSON, error) {
	input := catalog.ProductInput{}
	if err := in.Body.lay(r, &input, nil); err != nil {
		return productJSON{}, err
	}
	p, err := catalog.Create(tx, input)
	if err != nil {
		return productJSON{}, err
	}
	return getProduct(tx, r, &ByID{p.ID.Text(catalog.ProductPrefix)})
}

type patchProductInput struct {
	ByID
	Body productBody
}

func patchProduct(tx *db.Tx, r *web.Request, in *patchProductInput) (productJSON, error) {
	product, err := in.product()
	if err != nil {
		return productJSON{}, err
	}
	doc, err := catalog.Load(tx, product)
	if err != nil {
		return productJSON{}, err
	}
	if err := web.IfMatch(r, doc.Version); err != nil {
		return productJSON{}, err
	}
	input := catalog.InputOf(doc)
	if err := in.Body.lay(r, &input, doc.Variants); err != nil {
		return productJSON{}, err
	}
	if _, err := catalog.Update(tx, product, input); err != nil {
		return productJSON{}, err
	}
	return getProduct(tx, r, &in.ByID)
}

func removeProduct(tx *db.Tx, r *web.Request, in *ByID) (struct{}, error) {
	product, err := in.product()
	if err != nil {
		return struct{}{}, err
	}
	p, err := catalog.Get(tx, product)
	if err != nil {
		return struct{}{}, err
	}
	if err := web.IfMatch(r, p.Version); err != nil {
		return struct{}{}, err
	}
	return struct{}{}, catalog.Delete(tx, product)
}

func listVariants(tx *db.Tx, r *web.Request, in *ByID) (web.List[variantJSON], error) {
	product, err := in.product()
	if err != nil {
		return web.List[variantJSON]{}, err
	}
	doc, err := catalog.Load(tx, product)
	if err != nil {
		return web.List[variantJSON]{}, err
	}
	return web.ListOf(db.Page[catalog.Variant]{Rows: doc.Variants}, func(v catalog.Variant) variantJSON { return variantOut(r, doc.Product, v) }), nil
}

type postVariantInput struct {
	ByID
	Body variantBody
}

func postVariant(tx *db.Tx, r *web.Request, in *postVariantInput) (variantJSON, error) {
	product, err := in.product()
	if err != nil {
		return variantJSON{}, err
	}
	doc, err := catalog.Load(tx, product)
	if err != nil {
		return variantJSON{}, err
	}
	input := catalog.InputOf(doc)
	fresh := catalog.Variant{Delivered: true, Tracked: true}
	if err := in.Body.lay(r, &fresh, input.Options); err != nil {
		return variantJSON{}, err
	}
	for _, v := range doc.Variants {
		if v.Choices() == fresh.Choices() {
			return variantJSON{}, errs.Conflict("Two variants have the same options: %s.", v.Title)
		}
	}
	input.Variants = append(input.Variants, fresh)
	if _, err := catalog.Update(tx, product, input); err != nil {
		return variantJSON{}, err
	}
	doc, err = catalog.Load(tx, product)
	if err != nil {
		return variantJSON{}, err
	}
	return variantOut(r, doc.Product, doc.Variants[len(doc.Variants)-1]), nil
}

func getVariant(tx *db.Tx, r *web.Request, in *ByID) (variantJSON, error) {
	variant, err := in.variant()
	if err != nil {
		return variantJSON{}, err
	}
	v, err := catalog.GetVariant(tx, variant)
	if err != nil {
		return variantJSON{}, err
	}
	p, err := catalog.Get(tx, v.ProductID)
	r.Tag(v.Version)
	return variantOut(r, p, v), err
}

type patchVariantInput struct {
	ByID
	Body variantBody
}

func patchVariant(tx *db.Tx, r *web.Request, in *patchVariantInput) (variantJSON, error) {
	variant, err := in.variant()
	if err != nil {
		return variantJSON{}, err
	}
	v, err := catalog.GetVariant(tx, variant)
	if err != nil {
		return variantJSON{}, err
	}
	if err := web.IfMatch(r, v.Version); err != nil {
		return variantJSON{}, err
	}
	p, err := catalog.Get(tx, v.ProductID)
	if err != nil {
		return variantJSON{}, err
	}
	if err := in.Body.lay(r, &v, p.OptionNames()); err != nil {
		return variantJSON{}, err
	}
	if _, err := catalog.UpdateVariant(tx, variant, func(into *catalog.Variant) { *into = v }); err != nil {
		return variantJSON{}, err
	}
	return getVariant(tx, r, &in.ByID)
}

func removeVariant(tx *db.Tx, r *web.Request, in *ByID) (struct{}, error) {
	variant, err := in.variant()
	if err != nil {
		return struct{}{}, err
	}
	v, err := catalog.GetVariant(tx, variant)
	if err != nil {
		return struct{}{}, err
	}
	doc, err := catalog.Load(tx, v.ProductID)
	if err != nil {
		return struct{}{}, err
	}
	if len(doc.Variants) == 1 {
		return struct{}{}, errs.Conflict("This is the only variant. Delete the product instead.")
	}
	input := catalog.InputOf(doc)
	input.Variants = slices.DeleteFunc(input.Variants, func(v catalog.Variant) bool { return v.ID == variant })
	_, err = catalog.Update(tx, doc.ID, input)
	return struct{}{}, err
}

func moneyOf(r *web.Request, amount int64) money.Money { return money.Of(amount, r.Shop.Currency) }
