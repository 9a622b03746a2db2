package storefront

import (
	"net/http"
	"strings"

	"github.com/coulisse/coulisse/catalog"
	"github.com/coulisse/coulisse/content"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/money"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/stock"
)

// ShopAPI declares the public JSON of the catalogue. Carts are declared by ordersweb.
func ShopAPI(a *web.API) {
	op := func(path, summary string) web.Op {
		return web.Op{Method: http.MethodGet, Path: path, Summary: summary, Tag: "Products", Kept: true}
	}
	web.Operation(a, op("/products", "Products that are sold"), productsJSON)
	web.Operation(a, op("/products/{handle}", "One product"), productByHandleJSON)
	web.Operation(a, op("/search", "Products by words"), searchJSON)
}

// productJSON is a product as programs see it.
type productJSON struct {
	ID          string        `json:"id"`
	Handle      string        `json:"handle"`
	Title       string        `json:"title"`
	Description string        `json:"description_html"`
	Vendor      string        `json:"vendor"`
	Tags        []string      `json:"tags"`
	Images      []imageJSON   `json:"images"`
	PriceFrom   money.Money   `json:"price_from"`
	Variants    []variantJSON `json:"variants"`
	CreatedAt   db.Time       `json:"created_at"`
	UpdatedAt   db.Time       `json:"updated_at"`
	Version     int64         `json:"version"`
}

type imageJSON struct {
	URL    string `json:"url"`
	Alt    string `json:"alt"`
	Width  int64  `json:"width"`
	Height int64  `json:"height"`
}

type variantJSON struct {
	ID        string            `json:"id" doc:"var_…"`
	Title     string            `json:"title"`
	SKU       string            `json:"sku"`
	Options   map[string]string `json:"options"`
	Price     money.Money       `json:"price"`
	CompareAt *money.Money      `json:"compare_at_price" doc:"The price before, null when there is none."`
	Available bool              `json:"available"`
}

type productsInput struct {
	Limit      int64  `query:"limit" minimum:"1" maximum:"250" default:"50" doc:"How many at most."`
	After      string `query:"after" doc:"The cursor next of the page before."`
	Before     string `query:"before" doc:"The cursor previous of the page after."`
	Collection string `query:"collection" maxLength:"255" doc:"Handle or id of a collection."`
}

func productsJSON(tx *db.Tx, r *web.Request, in *productsInput) (web.List[productJSON], error) {
	list := catalog.ListInput{Limit: int(in.Limit), After: in.After, Before: in.Before}
	if in.Collection != "" && in.Collection != "all" {
		found, err := collectionNamed(tx, in.Collection)
		if err != nil {
			return web.List[productJSON]{}, err
		}
		list.Collection, list.Sort = found.ID, found.Sort
	}
	return listJSON(tx, r, list)
}

// collectionNamed finds a collection by its handle or its id.
func collectionNamed(tx *db.Tx, name string) (catalog.Collection, error) {
	if strings.HasPrefix(name, catalog.CollectionPrefix+"_") {
		if wanted, err := id.Parse(catalog.CollectionPrefix, name); err == nil {
			return catalog.GetCollection(tx, wanted)
		}
	}
	return catalog.CollectionByHandle(tx, name)
}

type searchInput struct {
	Q     string `query:"q" maxLength:"200" doc:"Words to look for."`
	Limit int64  `query:"limit" minimum:"1" maximum:"250" default:"20" doc:"How many at most."`
	After string `query:"after" doc:"The cursor next of the page before."`
}

func searchJSON(tx *db.Tx, r *web.Request, in *searchInput) (web.List[productJSON], error) {
	words := strings.TrimSpace(in.Q)
	if words == "" {
		return web.List[productJSON]{Data: []productJSON{}}, nil
	}
	return listJSON(tx, r, catalog.ListInput{Query: words, Limit: int(in.Limit), After: in.After})
}

func listJSON(tx *db.Tx, r *web.Request, in catalog.ListInput) (web.List[productJSON], error) {
	in.Status = catalog.Active
	page, err := catalog.List(tx, in)
	if err != nil {
		return web.List[productJSON]{}, err
	}
	made, err := productsOut(tx, r, page.Rows)
	return web.ListOf(db.Page[productJSON]{Rows: made, Next: page.Next, Previous: page.Previous}, func(p productJSON) productJSON { return p }), err
}

type handleInput struct {
	Handle string `path:"handle" maxLength:"255"`
}

func productByHandleJSON(tx *db.Tx, r *web.Request, in *handleInput) (productJSON, error) {
	row, err := catalog.ByHandle(tx, in.Handle)
	if err != nil {
		return productJSON{}, err
	}
	if row.Status != catalog.Active {
		return productJSON{}, errs.NotFound("This product is not sold any more.")
	}
	made, err := productsOut(tx, r, []catalog.Product{row})
	if err != nil {
		return productJSON{}, err
	}
	r.Tag(row.Version)
	return made[0], nil
}

// productsOut completes rows of a list with tags, images, options and variants.
func productsOut(tx *db.Tx, r *web.Request, rows []catalog.Product) ([]productJSON, error) {
	all := make([]id.ID, len(rows))
	for i, row := range rows {
		all[i] = row.ID
	}
	tags, err := catalog.TagsOf(tx, all)
	if err != nil {
		return nil, err
	}
	images, err := catalog.ImagesOf(tx, all)
	if err != nil {
		return nil, err
	}
	variants, err := catalog.VariantsOf(tx, all)
	if err != nil {
		return nil, err
	}
	options, err := catalog.OptionsOf(tx, all, variants)
	if err != nil {
		return nil, err
	}
	levels, err := levelsOf(tx, variants)
	if err != nil {
		return nil, err
	}
	made := make([]productJSON, len(rows))
	for i, row := range rows {
		row.Tags, row.Images, row.Options = tags[row.ID], images[row.ID], options[row.ID]
		made[i] = productOut(r, row, variants[row.ID], levels)
	}
	return made, nil
}

func productOut(r *web.Request, row catalog.Product, variants []catalog.Variant, levels map[id.ID]stock.Level) productJSON {
	cash := func(amount int64) money.Money { return money.Of(amount, r.Shop.Currency) }
	out := productJSON{ID: row.ID.Text(catalog.ProductPrefix), Handle: row.Handle, Title: row.Title, Description: content.Sanitize(row.Description),
		Vendor: row.Vendor, Tags: append([]string{}, row.Tags...), Images: []imageJSON{}, PriceFrom: cash(row.PriceFrom), Variants: []variantJSON{},
		CreatedAt: row.CreatedAt, UpdatedAt: row.UpdatedAt, Version: row.Version}
	for _, i := range row.Images {
		if i.State == catalog.ImageReady {
			out.Images = append(out.Images, imageJSON{URL: r.FileURL(i.Hash, 0), Alt: i.Alt, Width: i.Width, Height: i.Height})
		}
	}
	for _, v := range variants {
		one := variantJSON{ID: v.ID.Text(catalog.VariantPrefix), Title: v.Title, SKU: v.SKU, Options: map[string]string{}, Price: cash(v.Price),
			Available: !v.Tracked || v.BackOrder || levels[v.ID].Available > 0}
		for i, value := range []string{v.Option1, v.Option2, v.Option3}[:min(len(row.Options), 3)] {
			one.Options[row.Options[i].Name] = value
		}
		if v.CompareAt > 0 {
			was := cash(v.CompareAt)
			one.CompareAt = &was
		}
		out.Variants = append(out.Variants, one)
	}
	return out
}
