package storefront

import (
	"slices"

	"github.com/coulisse/coulisse/catalog"
	"github.com/coulisse/coulisse/content"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/liquid"
	"github.com/coulisse/coulisse/orders"
	"github.com/coulisse/coulisse/stock"
	"github.com/coulisse/coulisse/storefront/theme"
)

// cardVariants is how many variants of a product a list looks at for its availability;
// a product with more of them counts as available.
const cardVariants = 50

// cards fills products of a list with what a card shows: pictures, prices, availability.
func cards(tx *db.Tx, page *theme.Page, rows []catalog.Product) ([]*theme.Product, error) {
	all := make([]id.ID, len(rows))
	var small []id.ID
	for i, row := range rows {
		all[i] = row.ID
		if row.VariantCount <= cardVariants {
			small = append(small, row.ID)
		}
	}
	images, err := catalog.ImagesOf(tx, all)
	if err != nil {
		return nil, err
	}
	variants, err := catalog.VariantsOf(tx, small)
	if err != nil {
		return nil, err
	}
	levels, err := levelsOf(tx, variants)
	if err != nil {
		return nil, err
	}
	made := make([]*theme.Product, len(rows))
	for i, row := range rows {
		made[i] = assemble(page, row, images[row.ID], variants[row.ID], levels)
	}
	return made, nil
}

func levelsOf(tx *db.Tx, variants map[id.ID][]catalog.Variant) (map[id.ID]stock.Level, error) {
	var counted []id.ID
	for _, own := range variants {
		for _, one := range own {
			if one.Tracked && !one.BackOrder {
				counted = append(counted, one.ID)
			}
		}
	}
	if len(counted) == 0 {
		return nil, nil
	}
	return stock.Levels(tx, counted)
}

// assemble makes the object of a product.
func assemble(page *theme.Page, row catalog.Product, images []catalog.Image, variants []catalog.Variant, levels map[id.ID]stock.Level) *theme.Product {
	p := &theme.Product{Page: page, Data: row, Options: row.Options}
	byID := make(map[id.ID]*theme.Image, len(images))
	for _, image := range images {
		if image.State != catalog.ImageReady {
			continue
		}
		alt := image.Alt
		if alt == "" {
			alt = row.Title
		}
		one := &theme.Image{Hash: image.Hash, Alt: alt, Width: image.Width, Height: image.Height}
		byID[image.ID] = one
		p.Images = append(p.Images, one)
	}
	for _, variant := range variants {
		v := &theme.Variant{Data: variant, Product: p, Image: byID[variant.ImageID], Left: -1, Available: true}
		if variant.Tracked && !variant.BackOrder {
			v.Left = max(levels[variant.ID].Available, 0)
			v.Available = v.Left > 0
		}
		p.Variants = append(p.Variants, v)
		if p.Chosen == nil || !p.Chosen.Available && v.Available {
			p.Chosen = v
		}
	}
	return p
}

// product reads all of one product, NotFound unless it is sold.
func (v *visit) product(handle string) (*theme.Product, error) {
	row, err := catalog.ByHandle(v.tx, handle)
	if err != nil {
		return nil, err
	}
	return v.whole(row)
}

func (v *visit) whole(row catalog.Product) (*theme.Product, error) {
	if row.Status != catalog.Active {
		return nil, errs.NotFound("This product is not sold any more.")
	}
	variants, err := catalog.VariantsOf(v.tx, []id.ID{row.ID})
	if err != nil {
		return nil, err
	}
	levels, err := levelsOf(v.tx, variants)
	if err != nil {
		return nil, err
	}
	p := assemble(v.page, row, row.Images, variants[row.ID], levels)
	p.BaseURL = v.base
	p.Description = liquid.Safe(content.Sanitize(row.Description))
	return p, nil
}

// choose takes the variant of the address: by id, or by the values of the options.
func choose(p *theme.Product, variant string, options [3]string) bool {
	for _, one := range p.Variants {
		if variant != "" && one.Data.ID.Text(catalog.VariantPrefix) == variant {
			p.Chosen = one
			return true
		}
	}
	if options == [3]string{} {
		return false
	}
	for _, one := range p.Variants {
		if [3]string{one.Data.Option1, one.Data.Option2, one.Data.Option3} == options {
			p.Chosen = one
			return true
		}
	}
	return false
}

func (v *visit) productByHandle(handle string) any {
	p, err := v.product(handle)
	if err != nil {
		if !errs.Is(err, errs.KindNotFound) {
			v.fail(err)
		}
		return nil
	}
	return p
}

// related are products beside this one: of its first collection, else the newest.
func (v *visit) related(p *theme.Product) *theme.ProductPage {
	return &theme.ProductPage{Size: 4, Read: func(size int) ([]*theme.Product, string, string) {
		in := catalog.ListInput{Status: catalog.Active, Limit: size + 1}
		groups, err := catalog.CollectionsOf(v.tx, p.Data.ID)
		if err != nil {
			v.fail(err)
			return nil, "", ""
		}
		if len(groups) > 0 {
			in.Collection = groups[0].ID
		}
		page, err := catalog.List(v.tx, in)
		if err != nil {
			v.fail(err)
			return nil, "", ""
		}
		rows := slices.DeleteFunc(page.Rows, func(row catalog.Product) bool { return row.ID == p.Data.ID })
		found, err := cards(v.tx, v.page, rows[:min(size, len(rows))])
		if err != nil {
			v.fail(err)
		}
		return found, "", ""
	}}
}

// listed is a page of products, read when the template looks at it. A cursor or an order
// that is none of ours counts as the first page.
func (v *visit) listed(in catalog.ListInput) *theme.ProductPage {
	return &theme.ProductPage{Size: in.Limit, Read: func(size int) ([]*theme.Product, string, string) {
		in.Status, in.Limit = catalog.Active, size
		page, err := catalog.List(v.tx, in)
		if errs.Is(err, errs.KindInvalid) {
			in.After, in.Before = "", ""
			page, err = catalog.List(v.tx, in)
		}
		if err != nil {
			v.fail(err)
			return nil, "", ""
		}
		found, err := cards(v.tx, v.page, page.Rows)
		if err != nil {
			v.fail(err)
		}
		return found, page.Previous, page.Next
	}}
}

// pictures are those of the lines of a cart or order, by hash, with their size.
func (v *visit) pictures(products []id.ID) (map[string]*theme.Image, error) {
	found := map[string]*theme.Image{}
	if len(products) == 0 {
		return found, nil
	}
	images, err := catalog.ImagesOf(v.tx, products)
	for _, own := range images {
		for _, i := range own {
			found[i.Hash] = &theme.Image{Hash: i.Hash, Alt: i.Alt, Width: i.Width, Height: i.Height}
		}
	}
	return found, err
}

// cartDrop is the cart as pages show it.
func (v *visit) cartDrop() *theme.Cart {
	drop := &theme.Cart{Page: v.page, Data: v.open()}
	if v.page.Template == "cart" || v.page.Layout == "checkout" {
		drop.Images = v.cartImages(drop.Data)
	}
	return drop
}

func (v *visit) cartImages(cart orders.Cart) map[string]*theme.Image {
	var products []id.ID
	for _, l := range cart.Lines {
		products = append(products, l.ProductID)
	}
	images, err := v.pictures(products)
	if err != nil {
		v.fail(err)
	}
	return images
}
