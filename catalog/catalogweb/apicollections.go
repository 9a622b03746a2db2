package catalogweb

import (
	"net/http"

	"github.com/coulisse/coulisse/catalog"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/web"
)

func collectionsAPI(a *web.API, op func(method, path, summary, scope string) web.Op) {
	web.Operation(a, op(http.MethodGet, "/collections", "List collections", maySee), listCollections)
	web.Operation(a, op(http.MethodPost, "/collections", "Create a collection", mayEdit), postCollection)
	web.Operation(a, op(http.MethodGet, "/collections/{id}", "Get a collection", maySee), getCollection)
	web.Operation(a, op(http.MethodPatch, "/collections/{id}", "Change fields of a collection", mayEdit), patchCollection)
	web.Operation(a, op(http.MethodDelete, "/collections/{id}", "Delete a collection", mayEdit), removeCollection)
}

type collectionJSON struct {
	ID              string         `json:"id"`
	Handle          string         `json:"handle"`
	Title           string         `json:"title"`
	DescriptionHTML string         `json:"description_html"`
	ByRule          bool           `json:"by_rule"`
	AnyRule         bool           `json:"any_rule"`
	Sort            string         `json:"sort"`
	Rules           []catalog.Rule `json:"rules"`
	Products        []string       `json:"products" doc:"Ids in order, for a collection kept by hand."`
	ProductCount    int64          `json:"product_count"`
	SEOTitle        string         `json:"seo_title"`
	SEODescription  string         `json:"seo_description"`
	CreatedAt       db.Time        `json:"created_at"`
	UpdatedAt       db.Time        `json:"updated_at"`
	Version         int64          `json:"version"`
}

func collectionOut(c catalog.Collection) collectionJSON {
	out := collectionJSON{ID: c.ID.Text(catalog.CollectionPrefix), Handle: c.Handle, Title: c.Title, DescriptionHTML: c.Description, ByRule: c.ByRule,
		AnyRule: c.AnyRule, Sort: c.Sort, Rules: append([]catalog.Rule{}, c.Rules...), Products: []string{}, ProductCount: c.Members,
		SEOTitle: c.SEOTitle, SEODescription: c.SEODescription, CreatedAt: c.CreatedAt, UpdatedAt: c.UpdatedAt, Version: c.Version}
	for _, product := range c.Products {
		out.Products = append(out.Products, product.Text(catalog.ProductPrefix))
	}
	return out
}

// collectionBody is what programs write; what is left out stays as it is.
type collectionBody struct {
	Title           *string         `json:"title,omitempty"`
	Handle          *string         `json:"handle,omitempty"`
	DescriptionHTML *string         `json:"description_html,omitempty"`
	ByRule          *bool           `json:"by_rule,omitempty"`
	AnyRule         *bool           `json:"any_rule,omitempty"`
	Sort            *string         `json:"sort,omitempty"`
	Rules           *[]catalog.Rule `json:"rules,omitempty"`
	Products        *[]string       `json:"products,omitempty"`
	SEOTitle        *string         `json:"seo_title,omitempty"`
	SEODescription  *string         `json:"seo_description,omitempty"`
}

func (b collectionBody) lay(into *catalog.CollectionInput) error {
	put(&into.Title, b.Title)
	put(&into.Handle, b.Handle)
	put(&into.Description, b.DescriptionHTML)
	put(&into.ByRule, b.ByRule)
	put(&into.AnyRule, b.AnyRule)
	put(&into.Sort, b.Sort)
	put(&into.Rules, b.Rules)
	put(&into.SEOTitle, b.SEOTitle)
	put(&into.SEODescription, b.SEODescription)
	if b.Products == nil {
		return nil
	}
	into.Products = nil
	for _, written := range *b.Products {
		product, err := id.Parse(catalog.ProductPrefix, written)
		if err != nil {
			return errs.InvalidField("products", "“%s” is no product.", written)
		}
		into.Products = append(into.Products, product)
	}
	return nil
}

func listCollections(tx *db.Tx, _ *web.Request, _ *web.ListInput) (web.List[collectionJSON], error) {
	all, err := catalog.Collections(tx)
	return web.ListOf(db.Page[catalog.Collection]{Rows: all}, collectionOut), err
}

func getCollection(tx *db.Tx, r *web.Request, in *ByID) (collectionJSON, error) {
	collection, err := id.Parse(catalog.CollectionPrefix, in.ID)
	if err != nil {
		return collectionJSON{}, err
	}
	c, err := catalog.GetCollection(tx, collection)
	r.Tag(c.Version)
	return collectionOut(c), err
}

type postCollectionInput struct{ Body collectionBody }

func postCollection(tx *db.Tx, _ *web.Request, in *postCollectionInput) (collectionJSON, error) {
	input := catalog.CollectionInput{}
	if err := in.Body.lay(&input); err != nil {
		return collectionJSON{}, err
	}
	c, err := catalog.CreateCollection(tx, input)
	return collectionOut(c), err
}

type patchCollectionInput struct {
	ByID
	Body collectionBody
}

func patchCollection(tx *db.Tx, r *web.Request, in *patchCollectionInput) (collectionJSON, error) {
	collection, err := id.Parse(catalog.CollectionPrefix, in.ID)
	if err != nil {
		return collectionJSON{}, err
	}
	c, err := catalog.GetCollection(tx, collection)
	if err != nil {
		return collectionJSON{}, err
	}
	if err := web.IfMatch(r, c.Version); err != nil {
		return collectionJSON{}, err
	}
	input := catalog.CollectionInputOf(c)
	if err := in.Body.lay(&input); err != nil {
		return collectionJSON{}, err
	}
	c, err = catalog.UpdateCollection(tx, collection, input)
	r.Tag(c.Version)
	return collectionOut(c), err
}

func removeCollection(tx *db.Tx, _ *web.Request, in *ByID) (struct{}, error) {
	collection, err := id.Parse(catalog.CollectionPrefix, in.ID)
	if err != nil {
		return struct{}{}, err
	}
	return struct{}{}, catalog.DeleteCollection(tx, collection)
}
