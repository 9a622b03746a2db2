package catalogweb

import (
	"github.com/coulisse/coulisse/catalog"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/shops"
	"github.com/coulisse/coulisse/stock"
	"github.com/coulisse/coulisse/taxes"
)

type variantForm struct {
	V onlyForm `form:"v"`
}

type variantProps struct {
	in         onlyForm
	f          faults
	action     string
	currency   string
	images     []imageRow
	categories []ui.Option
	level      stock.Level
	movements  []movementRow
	all        string
	mayEdit    bool
}

func loadVariant(tx *db.Tx, r *web.Request) (catalog.Product, catalog.Variant, error) {
	product, err := r.ID("product", catalog.ProductPrefix)
	if err != nil {
		return catalog.Product{}, catalog.Variant{}, err
	}
	variant, err := r.ID("variant", catalog.VariantPrefix)
	if err != nil {
		return catalog.Product{}, catalog.Variant{}, err
	}
	v, err := catalog.GetVariant(tx, variant)
	if err == nil && v.ProductID != product {
		err = errs.NotFound("This variant does not exist or has been removed.")
	}
	if err != nil {
		return catalog.Product{}, v, err
	}
	p, err := catalog.Get(tx, product)
	return p, v, err
}

func variant(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	_, v, err := loadVariant(tx, r)
	if err != nil {
		return web.Answer{}, err
	}
	levels, err := stock.Levels(tx, []id.ID{v.ID})
	if err != nil {
		return web.Answer{}, err
	}
	return variantAgain(tx, r, variantForm{onlyOf(r, v, levels[v.ID])}, nil)
}

// withoutStock leaves out the quantity, which is booked as a difference.
func (in variantForm) withoutStock() variantForm {
	in.V.Quantity, in.V.Was = "", ""
	return in
}

// storedVariant fills the form from what is stored.
func storedVariant(tx *db.Tx, r *web.Request) (variantForm, error) {
	_, v, err := loadVariant(tx, r)
	if err != nil {
		return variantForm{}, err
	}
	return variantForm{onlyOf(r, v, stock.Level{})}.withoutStock(), nil
}

func variantAgain(tx *db.Tx, r *web.Request, in variantForm, problem *errs.Error) (web.Answer, error) {
	p, v, err := loadVariant(tx, r)
	if err != nil {
		return web.Answer{}, err
	}
	base := r.Path("/products", p.ID.Text(catalog.ProductPrefix))
	props := variantProps{in: in.V, f: faultsOf(r, problem), action: base + "/variants/" + v.ID.Text(catalog.VariantPrefix), currency: r.Shop.Currency,
		all: r.Path("/stock", v.ID.Text(catalog.VariantPrefix)), mayEdit: r.Person.May(mayEdit)}
	for _, category := range taxes.Categories() {
		props.categories = append(props.categories, ui.Option{Value: category, Label: r.Text.T(taxes.CategoryName(category))})
	}
	for _, image := range p.Images {
		props.images = append(props.images, imageRow{image, image.ID.Text(catalog.ImagePrefix), r.FileURL(image.Hash, 165)})
	}
	if err := props.tell(tx, r, v.ID); err != nil {
		return web.Answer{}, err
	}
	frame := r.Frame(tx, v.Title, "products")
	frame.Title, frame.Subtitle, frame.Narrow = v.Title, p.Title, true
	frame.Styles = []string{Assets().Path("catalog.css")}
	frame.Breadcrumb = []ui.Link{{Label: r.Text.T("Products"), URL: r.Path("/products")}, {Label: p.Title, URL: base}}
	return web.Page(ui.Page(frame, variantView(props))).Holds(props.action, in.withoutStock()), nil
}

func (p *variantProps) tell(tx *db.Tx, r *web.Request, variant id.ID) error {
	levels, err := stock.Levels(tx, []id.ID{variant})
	if err != nil {
		return err
	}
	p.level = levels[variant]
	page, err := stock.Movements(tx, stock.MovementsInput{Variant: variant, Limit: 8})
	for _, m := range page.Rows {
		p.movements = append(p.movements, movementRow{m, r.Text.Ago(m.CreatedAt, tx.Now), r.Text.DateTime(m.CreatedAt)})
	}
	return err
}

func saveVariant(tx *db.Tx, r *web.Request, in variantForm) (web.Answer, error) {
	p, v, err := loadVariant(tx, r)
	if err != nil {
		return web.Answer{}, err
	}
	e := errs.Invalid("Please check the marked fields.")
	in.V.lay(r, &v, "v.", e)
	if err := e.OrNil(); err != nil {
		return web.Answer{}, err
	}
	if _, err := catalog.UpdateVariant(tx, v.ID, func(into *catalog.Variant) { *into = v }); err != nil {
		return web.Answer{}, err
	}
	if err := adjustTyped(tx, v.ID, in.V.Quantity, in.V.Was, "v.quantity"); err != nil {
		return web.Answer{}, err
	}
	return web.Redirect(r.Path("/products", p.ID.Text(catalog.ProductPrefix), "variants", v.ID.Text(catalog.VariantPrefix))).
		Toast("Saved.").Undo(shops.CurrentChangeSet(tx)), nil
}
