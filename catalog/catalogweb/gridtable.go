package catalogweb

import (
	"encoding/json"
	"fmt"

	"github.com/coulisse/coulisse/catalog"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/shops"
)

// tableSize is how many rows a page of the plain form has.
const tableSize = 50

// tableForm is a page of the grid for people without script. Next is where to go on.
type tableForm struct {
	Rows    []tableRow `form:"rows"`
	Reason  string     `form:"reason"`
	Columns string     `form:"columns"`
	Back    string     `form:"back"`
}

// tableRow is one variant as typed. Was holds what the page showed of each column,
// and so also which columns it had.
type tableRow struct {
	Key         string `form:"key"`
	Was         string `form:"was"`
	Title       string `form:"title"`
	Status      string `form:"status"`
	Price       string `form:"price"`
	CompareAt   string `form:"compare_at"`
	Cost        string `form:"cost"`
	Stock       string `form:"stock"`
	SKU         string `form:"sku"`
	Barcode     string `form:"barcode"`
	Weight      string `form:"weight"`
	Tags        string `form:"tags"`
	Collections string `form:"collections"`
	Vendor      string `form:"vendor"`
	Kind        string `form:"kind"`
	Tax         string `form:"tax_category"`
	VariantTax  string `form:"variant_tax"`
	Tracked     string `form:"tracked"`
	BackOrder   string `form:"back_order"`
	Delivered   string `form:"delivered"`
	Option1     string `form:"option1"`
	Option2     string `form:"option2"`
	Option3     string `form:"option3"`
	SEOTitle    string `form:"seo_title"`
	SEOText     string `form:"seo_description"`
	Handle      string `form:"handle"`
}

// field is what was typed into a column.
func (row *tableRow) field(key string) *string {
	return map[string]*string{"title": &row.Title, "status": &row.Status, "price": &row.Price, "compare_at": &row.CompareAt, "cost": &row.Cost,
		"stock": &row.Stock, "sku": &row.SKU, "barcode": &row.Barcode, "weight": &row.Weight, "tags": &row.Tags, "collections": &row.Collections,
		"vendor": &row.Vendor, "kind": &row.Kind, "tax_category": &row.Tax, "variant_tax": &row.VariantTax, "tracked": &row.Tracked,
		"back_order": &row.BackOrder, "delivered": &row.Delivered, "option1": &row.Option1, "option2": &row.Option2, "option3": &row.Option3,
		"seo_title": &row.SEOTitle, "seo_description": &row.SEOText, "handle": &row.Handle}[key]
}

// tableProps is the plain form.
type tableProps struct {
	rows    []tableLine
	columns []gridColumn
	keys    string
	action  string
	back    string
	next    string
	reasons []ui.Option
	f       faults
}

// tableLine is a row of the plain form: what it shows and what was there.
type tableLine struct {
	key, name, was string
	lead           bool
	texts          []string
}

func tableOf(r *web.Request, in gridForm, g gridShow, chosen []catalog.GridColumn, lines []gridLine) tableProps {
	p := tableProps{action: r.Path("/product-grid/table"), reasons: reasonsOf(r), back: in.at(r, "/product-grid/table", "columns", in.Columns, "after", in.After)}
	for _, c := range gridColumnsOf(r, g, chosen) {
		if c.Shown {
			p.columns = append(p.columns, c)
			p.keys += c.Key + " "
		}
	}
	if len(lines) > tableSize {
		lines = lines[:tableSize]
		place := catalog.GridFilter{ListInput: catalog.ListInput{Sort: in.Sort}}.Cursor(lines[tableSize-1].GridRow)
		p.next = in.at(r, "/product-grid/table", "columns", in.Columns, "after", place)
	}
	for _, line := range lines {
		p.rows = append(p.rows, g.tableLine(line, chosen))
	}
	return p
}

func (g gridShow) tableLine(line gridLine, chosen []catalog.GridColumn) tableLine {
	row := tableLine{key: line.ID.Text(catalog.VariantPrefix), name: line.Product.Title, lead: line.Lead()}
	if line.Title != "" {
		row.name += " · " + line.Title
	}
	was := map[string]string{}
	for n, c := range chosen {
		shown := g.text(c, line.cells[n])
		row.texts = append(row.texts, shown)
		if !c.Product || line.Lead() {
			was[c.Key] = shown
		}
	}
	for _, key := range []string{"price", "compare_at", "cost"} { // what formulas may name
		c, _ := catalog.GridColumnOf(key)
		was["."+key] = g.text(c, c.Of(&line.Product, &line.Variant))
	}
	data, _ := json.Marshal(was) // texts only
	row.was = string(data)
	return row
}

// gridTable is a page of the plain form.
func gridTable(tx *db.Tx, r *web.Request, in gridForm) (web.Answer, error) {
	filter, err := in.filter()
	if err != nil {
		return web.Answer{}, err
	}
	g := gridShowOf(r)
	chosen := g.chosen(in.Columns)
	rows, err := filter.Rows(tx, in.After, "")
	if err != nil {
		return web.Answer{}, err
	}
	lines, err := g.lines(tx, rows, chosen)
	if err != nil {
		return web.Answer{}, err
	}
	return tablePage(tx, r, tableOf(r, in, g, chosen, lines))
}

func tablePage(tx *db.Tx, r *web.Request, p tableProps) (web.Answer, error) {
	frame := gridFrame(tx, r, gridForm{})
	frame.Scripts = nil
	return web.Page(ui.Page(frame, tableView(p))), nil
}

// saveTable saves the cells of the page that were changed.
func saveTable(tx *db.Tx, r *web.Request, in tableForm) (web.Answer, error) {
	g := gridShowOf(r)
	problem := errs.Invalid("Please check the marked fields.")
	cells, places := in.changed(g, problem)
	edits, faults := g.edits(cells)
	note := func(faults []catalog.GridFault) {
		for _, fault := range faults {
			problem.With(places[[2]string{fault.Variant.Text(catalog.VariantPrefix), fault.Column}], fault.Message, fault.Args...)
		}
	}
	note(faults)
	if err := problem.OrNil(); err != nil {
		return web.Answer{}, err
	}
	if len(edits) == 0 {
		return web.Redirect(in.back(r)).Toast("There is nothing to save."), nil
	}
	result, err := catalog.SaveGrid(tx, g.input(edits, saveInput{Reason: in.Reason}))
	if err != nil {
		return web.Answer{}, err
	}
	note(result.Faults)
	if err := problem.OrNil(); err != nil {
		return web.Answer{}, err
	}
	return web.Redirect(in.back(r)).Toast("Saved.").Undo(shops.CurrentChangeSet(tx)), nil
}

// back is the page that was sent; it must be one of the plain form.
func (in tableForm) back(r *web.Request) string {
	base := r.Path("/product-grid/table")
	if len(in.Back) > len(base) && in.Back[:len(base)+1] == base+"?" {
		return in.Back
	}
	return base
}

// changed lists the cells that differ from what the page showed, formulas calculated,
// and the name of the field of each.
func (in tableForm) changed(g gridShow, problem *errs.Error) (cells [][4]string, places map[[2]string]string) {
	places = map[[2]string]string{}
	for i := range in.Rows {
		row := &in.Rows[i]
		was := map[string]string{}
		if json.Unmarshal([]byte(row.Was), &was) != nil {
			continue
		}
		for _, c := range g.columns() {
			shown, there := was[c.Key]
			typed := *row.field(c.Key)
			if !there || typed == shown {
				continue
			}
			name := fmt.Sprintf("rows[%d].%s", i, c.Key)
			if c.Kind == catalog.GridMoney && catalog.IsFormula(typed) {
				var err error
				if typed, err = g.byFormula(c, typed, [4]string{shown, was[".price"], was[".compare_at"], was[".cost"]}); err != nil {
					refusal := errs.As(err)
					problem.With(name, refusal.Message, refusal.Args...)
					continue
				}
			}
			places[[2]string{row.Key, c.Key}] = name
			cells = append(cells, [4]string{row.Key, c.Key, shown, typed})
		}
	}
	return cells, places
}

func (g gridShow) byFormula(c catalog.GridColumn, typed string, row [4]string) (string, error) {
	formula, err := catalog.ParseFormula(typed)
	if err != nil {
		return "", err
	}
	stored, err := g.calculated(c, formula, row)
	return g.text(c, stored), err
}

// tableAgain draws the page once more with what was typed.
func tableAgain(tx *db.Tx, r *web.Request, in tableForm, problem *errs.Error) (web.Answer, error) {
	g := gridShowOf(r)
	chosen := g.chosen(in.Columns)
	p := tableOf(r, gridForm{Columns: in.Columns}, g, chosen, nil)
	p.back, p.f = in.Back, faultsOf(r, problem)
	names, err := in.names(tx)
	if err != nil {
		return web.Answer{}, err
	}
	for i := range in.Rows {
		row := &in.Rows[i]
		was := map[string]string{}
		_ = json.Unmarshal([]byte(row.Was), &was) // a row without it shows nothing
		line := tableLine{key: row.Key, was: row.Was, name: names[row.Key]}
		for _, c := range chosen {
			if _, there := was[c.Key]; there && c.Product {
				line.lead = true
			}
			line.texts = append(line.texts, *row.field(c.Key))
		}
		p.rows = append(p.rows, line)
	}
	return tablePage(tx, r, p)
}

// names are what people call the rows.
func (in tableForm) names(tx *db.Tx) (map[string]string, error) {
	var variants []id.ID
	for _, row := range in.Rows {
		if variant, err := id.Parse(catalog.VariantPrefix, row.Key); err == nil {
			variants = append(variants, variant)
		}
	}
	offers, err := catalog.Offers(tx, variants)
	names := map[string]string{}
	for _, offer := range offers {
		name := offer.ProductTitle
		if offer.Title != "" {
			name += " · " + offer.Title
		}
		names[offer.ID.Text(catalog.VariantPrefix)] = name
	}
	return names, err
}
