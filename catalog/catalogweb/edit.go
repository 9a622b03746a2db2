package catalogweb

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

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

// productProps is everything the page of a product shows.
type productProps struct {
	in         productForm
	f          faults
	doc        catalog.Document
	action     string
	base       string // address of the product
	grid       string // its variants in the bulk grid
	list       string
	stockURL   string
	host       string
	currency   string
	mayEdit    bool
	categories []ui.Option
	images     []imageRow
	vendors    []ui.Option
	kinds      []ui.Option
	tags       []ui.Option
	groups     []ui.Option
	byRule     []catalog.Collection
	moments    []ui.Moment
	level      stock.Level
	movements  []movementRow
}

type imageRow struct {
	catalog.Image
	Key, Src string
}

// pageForm chooses the page of the variants.
type pageForm struct {
	Page int64 `form:"page"`
}

func product(tx *db.Tx, r *web.Request, at pageForm) (web.Answer, error) {
	doc, err := loadProduct(tx, r)
	if err != nil {
		return web.Answer{}, err
	}
	in, err := formOf(tx, r, doc, at.Page)
	if err != nil {
		return web.Answer{}, err
	}
	return productPage(tx, r, doc, in, nil)
}

// storedProduct fills the form from what is stored.
func storedProduct(tx *db.Tx, r *web.Request) (productForm, error) {
	doc, err := loadProduct(tx, r)
	if err != nil {
		return productForm{}, err
	}
	page, _ := strconv.ParseInt(r.Value("page"), 10, 64) // the first page when it is none
	in, err := formOf(tx, r, doc, page)
	return in.withoutStock(), err
}

// withoutStock leaves out the quantities: they are typed as differences, which are
// booked on top of whatever was sold or counted meanwhile.
func (in productForm) withoutStock() productForm {
	in.Only.Quantity, in.Only.Was = "", ""
	in.Variants = slices.Clone(in.Variants)
	for i := range in.Variants {
		in.Variants[i].Quantity = ""
		in.Variants[i].Key, _, _ = strings.Cut(in.Variants[i].Key, ".")
	}
	return in
}

func productAgain(tx *db.Tx, r *web.Request, in productForm, problem *errs.Error) (web.Answer, error) {
	doc, err := loadProduct(tx, r)
	if err != nil {
		return web.Answer{}, err
	}
	titles := map[id.ID]string{}
	for _, v := range doc.Variants {
		titles[v.ID] = v.Title
	}
	for i := range in.Variants {
		in.Variants[i].Title = titles[in.Variants[i].variant()]
	}
	return productPage(tx, r, doc, in, problem)
}

func loadProduct(tx *db.Tx, r *web.Request) (catalog.Document, error) {
	product, err := r.ID("product", catalog.ProductPrefix)
	if err != nil {
		return catalog.Document{}, err
	}
	return catalog.Load(tx, product)
}

func newProduct(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	return newProductAgain(tx, r, productForm{Status: catalog.Draft, TaxCategory: catalog.DefaultTaxCategory,
		Only: onlyForm{Delivered: true, Tracked: true, Quantity: "0", Was: "0"}}, nil)
}

func newProductAgain(tx *db.Tx, r *web.Request, in productForm, problem *errs.Error) (web.Answer, error) {
	p, err := propsOf(tx, r, catalog.Document{}, in, problem)
	if err != nil {
		return web.Answer{}, err
	}
	p.action, p.mayEdit = r.Path("/products"), true
	frame := r.Frame(tx, "Add product", "products")
	frame.Breadcrumb = []ui.Link{{Label: r.Text.T("Products"), URL: p.list}}
	frame.Styles = []string{Assets().Path("catalog.css")}
	frame.Scripts = []string{Assets().Path("catalog.js")}
	return web.Page(ui.Page(frame, productView(p))), nil
}

func createProduct(tx *db.Tx, r *web.Request, in productForm) (web.Answer, error) {
	input, err := in.input(r, catalog.Document{})
	if err != nil {
		return web.Answer{}, err
	}
	input.Version = 0
	p, err := catalog.Create(tx, input)
	if err != nil {
		return web.Answer{}, asTyped(err, in, input.Variants)
	}
	variants, err := catalog.Variants(tx, p.ID)
	if err != nil {
		return web.Answer{}, err
	}
	if err := in.applyStock(tx, variants); err != nil {
		return web.Answer{}, err
	}
	if err := joinCollections(tx, p.ID, in); err != nil {
		return web.Answer{}, err
	}
	return web.Redirect(r.Path("/products", p.ID.Text(catalog.ProductPrefix))).Toast("Product “%s” created.", p.Title).Undo(shops.CurrentChangeSet(tx)), nil
}

func saveProduct(tx *db.Tx, r *web.Request, in productForm) (web.Answer, error) {
	doc, err := loadProduct(tx, r)
	if err != nil {
		return web.Answer{}, err
	}
	input, err := in.input(r, doc)
	if err != nil {
		return web.Answer{}, err
	}
	p, err := catalog.Update(tx, doc.ID, input)
	if err != nil {
		return web.Answer{}, asTyped(err, in, input.Variants)
	}
	after, err := catalog.Variants(tx, p.ID)
	if err != nil {
		return web.Answer{}, err
	}
	if len(doc.Variants) == 1 || len(in.Variants) > 0 {
		if err := in.applyStock(tx, after); err != nil {
			return web.Answer{}, err
		}
	}
	if err := joinCollections(tx, p.ID, in); err != nil {
		return web.Answer{}, err
	}
	to := r.Path("/products", p.ID.Text(catalog.ProductPrefix))
	if in.Page > 1 {
		to += "?page=" + strconv.FormatInt(in.Page, 10)
	}
	return web.Redirect(to).Toast("Saved.").Undo(shops.CurrentChangeSet(tx)), nil
}

// asTyped names the fields of a refusal as the page does: a product without options has
// one variant, and the table of variants shows one page of them.
func asTyped(err error, in productForm, variants []catalog.Variant) error {
	e := errs.As(err)
	if e == nil {
		return err
	}
	rows := map[id.ID]int{}
	for i, row := range in.Variants {
		rows[row.variant()] = i
	}
	for i := range e.Fields {
		if name, only := cutPrefix(e.Fields[i].Name, "variants[0]."); only && len(in.Variants) == 0 {
			e.Fields[i].Name = "only." + name
			continue
		}
		var n int
		if found, _ := fmt.Sscanf(e.Fields[i].Name, "variants[%d].", &n); found == 0 || n >= len(variants) || len(in.Variants) == 0 {
			continue
		}
		place, shown := rows[variants[n].ID]
		if !shown {
			e.Fields[i].Name = "options" // of a variant on another page
			continue
		}
		e.Fields[i].Name = row(place, e.Fields[i].Name[strings.IndexByte(e.Fields[i].Name, '.')+1:])
	}
	return e
}

func cutPrefix(text, prefix string) (string, bool) {
	if len(text) > len(prefix) && text[:len(prefix)] == prefix {
		return text[len(prefix):], true
	}
	return text, false
}

// joinCollections puts the product into the collections by hand that are ticked and
// takes it out of the others.
func joinCollections(tx *db.Tx, product id.ID, in productForm) error {
	if !in.HasCollections {
		return nil
	}
	all, err := catalog.Collections(tx)
	if err != nil {
		return err
	}
	for _, c := range all {
		if c.ByRule {
			continue
		}
		if err := catalog.PutInto(tx, c.ID, product, has(in.Collections, c.ID.Text(catalog.CollectionPrefix))); err != nil {
			return err
		}
	}
	return nil
}

func productPage(tx *db.Tx, r *web.Request, doc catalog.Document, in productForm, problem *errs.Error) (web.Answer, error) {
	p, err := propsOf(tx, r, doc, in, problem)
	if err != nil {
		return web.Answer{}, err
	}
	p.base = r.Path("/products", doc.ID.Text(catalog.ProductPrefix))
	p.action, p.grid = p.base, r.Path("/product-grid")+"?ids="+doc.ID.Text(catalog.ProductPrefix)
	if err := p.tell(tx, r); err != nil {
		return web.Answer{}, err
	}
	frame := r.Frame(tx, doc.Title, "products")
	frame.Title = doc.Title
	frame.Breadcrumb = []ui.Link{{Label: r.Text.T("Products"), URL: p.list}}
	frame.Badges = append(frame.Badges, statusBadge(r, doc.Status))
	frame.Styles = []string{Assets().Path("catalog.css")}
	frame.Scripts = []string{Assets().Path("catalog.js")}
	frame.Actions = productActions(p, r.ShopURL(doc.Path()))
	return web.Page(ui.Page(frame, productView(p))).Holds(p.action, in.withoutStock()), nil
}

func propsOf(tx *db.Tx, r *web.Request, doc catalog.Document, in productForm, problem *errs.Error) (productProps, error) {
	p := productProps{in: in, f: faultsOf(r, problem), doc: doc, list: r.Path("/products"), host: r.ShopURL("/products/"), currency: r.Shop.Currency,
		mayEdit: r.Person.May(mayEdit), stockURL: r.Path("/stock")}
	for len(p.in.Options) < catalog.MaxOptions {
		p.in.Options = append(p.in.Options, optionForm{})
	}
	for _, category := range taxes.Categories() {
		p.categories = append(p.categories, ui.Option{Value: category, Label: r.Text.T(taxes.CategoryName(category))})
	}
	vendors, err := catalog.Vendors(tx)
	if err != nil {
		return p, err
	}
	kinds, err := catalog.Kinds(tx)
	if err != nil {
		return p, err
	}
	tags, err := catalog.Tags(tx)
	if err != nil {
		return p, err
	}
	p.vendors, p.kinds, p.tags = words(vendors), words(kinds), words(tags)
	for _, image := range doc.Images {
		p.images = append(p.images, imageRow{image, image.ID.Text(catalog.ImagePrefix), r.FileURL(image.Hash, 360)})
	}
	return p, p.findCollections(tx)
}

func (p *productProps) findCollections(tx *db.Tx) error {
	all, err := catalog.Collections(tx)
	if err != nil {
		return err
	}
	for _, c := range all {
		if !c.ByRule {
			p.groups = append(p.groups, ui.Option{Value: c.ID.Text(catalog.CollectionPrefix), Label: c.Title})
		}
	}
	if p.doc.ID == 0 {
		return nil
	}
	mine, err := catalog.CollectionsOf(tx, p.doc.ID)
	for _, c := range mine {
		if c.ByRule {
			p.byRule = append(p.byRule, c)
			continue
		}
		if !p.in.HasCollections {
			p.in.Collections = append(p.in.Collections, c.ID.Text(catalog.CollectionPrefix))
		}
	}
	return err
}

// tell adds what is told about a product: its history and why its stock is what it is.
func (p *productProps) tell(tx *db.Tx, r *web.Request) error {
	rows, err := shops.Timeline(tx, "product", p.doc.ID)
	if err != nil {
		return err
	}
	p.moments = momentsOf(r, rows, tx.Now, p.mayEdit)
	if len(p.doc.Variants) != 1 || !r.Person.May("stock.view") {
		return nil
	}
	variant := p.doc.Variants[0].ID
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

type movementRow struct {
	stock.Movement
	Ago, When string
}

func duplicate(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	product, err := r.ID("product", catalog.ProductPrefix)
	if err != nil {
		return web.Answer{}, err
	}
	p, err := catalog.Duplicate(tx, product)
	if err != nil {
		return web.Answer{}, err
	}
	return web.Redirect(r.Path("/products", p.ID.Text(catalog.ProductPrefix))).Toast("This is the copy. It is a draft until you activate it.").Undo(shops.CurrentChangeSet(tx)), nil
}

type statusForm struct {
	Status string `form:"status"`
}

func setStatus(tx *db.Tx, r *web.Request, in statusForm) (web.Answer, error) {
	product, err := r.ID("product", catalog.ProductPrefix)
	if err != nil {
		return web.Answer{}, err
	}
	if err := catalog.SetStatus(tx, product, in.Status); err != nil {
		return web.Answer{}, err
	}
	return web.Redirect(r.Path("/products", product.Text(catalog.ProductPrefix))).Toast("Saved.").Undo(shops.CurrentChangeSet(tx)), nil
}

func deleteProduct(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	product, err := r.ID("product", catalog.ProductPrefix)
	if err != nil {
		return web.Answer{}, err
	}
	p, err := catalog.Get(tx, product)
	if err != nil {
		return web.Answer{}, err
	}
	if err := catalog.Delete(tx, product); err != nil {
		return web.Answer{}, err
	}
	return web.Redirect(r.Path("/products")).Toast("Product “%s” deleted.", p.Title).Undo(shops.CurrentChangeSet(tx)), nil
}
