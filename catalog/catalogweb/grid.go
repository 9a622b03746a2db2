package catalogweb

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/coulisse/coulisse/catalog"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/stock"
)

// gridLimit is the largest body of the grid: a block of some hundred thousand cells.
const gridLimit = 32 << 20

// gridRoutes adds the bulk grid: its page, the rows as JSON, what is typed, saves.
func gridRoutes(rs *web.Routes) {
	edit := web.Staff(mayEdit)
	about := web.About{Title: text.Key("Bulk edit"), Line: text.Key("Products and variants as a spreadsheet: type, paste, calculate, save all at once."), Help: "grid",
		Words: "spreadsheet excel grid bulk edit prices mass update tableur masse modifier prix grille", Icon: "sliders-horizontal"}
	rs.Get("/product-grid", edit.About(about), web.Handle(gridPage))
	rs.Get("/product-grid/index", edit, web.Handle(gridIndex))
	rs.Get("/product-grid/rows", edit, web.Handle(gridRows))
	rs.Get("/product-grid/table", edit.About(web.About{Line: text.Key("The bulk edit as plain pages of a form."), Help: "grid"}), web.Handle(gridTable))
	rs.Post("/product-grid/table", edit.MaxBody(formLimit), web.Again(web.Handle(saveTable), tableAgain))
	rs.Post("/product-grid/values", edit.MaxBody(gridLimit).Raw(), web.HandleOutside(gridValues))
	rs.Post("/product-grid", edit.MaxBody(gridLimit).Raw(), web.Handle(saveCells))
	rs.Get("/product-grid/saves/{save}", edit, web.Handle(gridProgress))
}

// gridForm chooses the rows as the product list does. IDs are products by name, as
// from a selection.
type gridForm struct {
	Query      string `form:"q"`
	Status     string `form:"status"`
	Tag        string `form:"tag"`
	Vendor     string `form:"vendor"`
	Kind       string `form:"kind"`
	Collection string `form:"collection"`
	Sort       string `form:"sort"`
	IDs        string `form:"ids"`
	Columns    string `form:"columns"`
	After      string `form:"after"`
	Until      string `form:"until"`
}

// filter turns the address into the filter of the rows.
func (f gridForm) filter() (catalog.GridFilter, error) {
	filter := catalog.GridFilter{ListInput: catalog.ListInput{Query: f.Query, Status: f.Status, Tag: f.Tag, Vendor: f.Vendor, Kind: f.Kind, Sort: f.Sort}}
	if f.Collection != "" {
		collection, err := id.Parse(catalog.CollectionPrefix, f.Collection)
		if err != nil {
			return filter, err
		}
		filter.Collection = collection
	}
	for _, key := range strings.FieldsFunc(f.IDs, func(c rune) bool { return c == ',' }) {
		product, err := id.Parse(catalog.ProductPrefix, key)
		if err != nil {
			return filter, err
		}
		filter.Products = append(filter.Products, product)
	}
	return filter, nil
}

// values are the parameters of the address that choose rows.
func (f gridForm) values() url.Values {
	all := url.Values{}
	for name, value := range map[string]string{"q": f.Query, "status": f.Status, "tag": f.Tag, "vendor": f.Vendor, "kind": f.Kind,
		"collection": f.Collection, "sort": f.Sort, "ids": f.IDs} {
		if value != "" {
			all.Set(name, value)
		}
	}
	return all
}

// at is an address of the grid with the same rows.
func (f gridForm) at(r *web.Request, path string, more ...string) string {
	all := f.values()
	for i := 0; i+1 < len(more); i += 2 {
		all.Del(more[i])
		if more[i+1] != "" {
			all.Set(more[i], more[i+1])
		}
	}
	if len(all) == 0 {
		return r.Path(path)
	}
	return r.Path(path) + "?" + all.Encode()
}

// gridProps is everything the page of the grid shows.
type gridProps struct {
	in      gridForm
	data    gridData
	table   tableProps // for people without script
	status  []ui.Option
	chips   []ui.Chip
	reset   string
	action  string
	reasons []ui.Option
	columns []gridColumn
	words   map[string][]string // suggestions by column
}

func gridPage(tx *db.Tx, r *web.Request, in gridForm) (web.Answer, error) {
	filter, err := in.filter()
	if err != nil {
		return web.Answer{}, err
	}
	g := gridShowOf(r)
	index, err := filter.Index(tx)
	if refusal := errs.As(err); refusal != nil && refusal.Kind == errs.KindInvalid {
		return gridTooLarge(tx, r, in, refusal)
	}
	if err != nil {
		return web.Answer{}, err
	}
	p := gridProps{in: in, action: r.Path("/product-grid"), status: g.choices["status"], reset: in.at(r, "/product-grid", "q", "", "status", "", "tag", "", "vendor", "", "collection", "", "kind", ""),
		reasons: reasonsOf(r)}
	if err := p.fill(tx, r, g, filter, index); err != nil {
		return web.Answer{}, err
	}
	return web.Page(ui.Page(gridFrame(tx, r, in), gridView(p))), nil
}

func gridFrame(tx *db.Tx, r *web.Request, in gridForm) ui.PageProps {
	frame := r.Frame(tx, "Bulk edit", "products")
	frame.Breadcrumb = []ui.Link{{Label: r.Text.T("Products"), URL: r.Path("/products")}}
	frame.Styles = []string{Assets().Path("catalog.css"), Assets().Path("grid.css")}
	frame.Scripts = []string{Assets().Path("grid.js")}
	return frame
}

// gridTooLarge asks for a filter instead of showing what nobody edits at once.
func gridTooLarge(tx *db.Tx, r *web.Request, in gridForm, refusal *errs.Error) (web.Answer, error) {
	p := gridProps{in: in, action: r.Path("/product-grid"), status: gridShowOf(r).choices["status"]}
	body := gridEmpty(p, ui.EmptyProps{Icon: "list-filter", Title: r.Text.T("Too many variants"), Text: r.Text.Error(refusal)})
	return web.Page(ui.Page(gridFrame(tx, r, in), body)).Status(http.StatusUnprocessableEntity), nil
}

func (p *gridProps) fill(tx *db.Tx, r *web.Request, g gridShow, filter catalog.GridFilter, index catalog.GridIndex) error {
	if err := p.chip(tx, r); err != nil {
		return err
	}
	chosen := g.chosen(p.in.Columns)
	p.columns = gridColumnsOf(r, g, chosen)
	if index.Rows == 0 {
		return nil
	}
	rows, err := filter.Rows(tx, "", index.Ends[0])
	if err != nil {
		return err
	}
	read := g.chosen(p.in.Columns + " " + namedByFormulas)
	if p.in.Columns == "" {
		read = g.chosen(standardColumns + " " + namedByFormulas)
	}
	lines, err := g.lines(tx, rows, read)
	if err != nil {
		return err
	}
	p.data = gridDataOf(r, p.in, g, index, lines, read)
	p.data.Columns = p.columns
	if lines, err = g.lines(tx, rows[:min(len(rows), tableSize+1)], chosen); err != nil {
		return err
	}
	p.table = tableOf(r, p.in, g, chosen, lines)
	return p.suggest(tx)
}

// suggest lists the words offered while vendors, types, tags and collections are typed.
func (p *gridProps) suggest(tx *db.Tx) (err error) {
	p.words = map[string][]string{}
	for key, list := range map[string]func(*db.Tx) ([]string, error){"vendor": catalog.Vendors, "kind": catalog.Kinds, "tags": catalog.Tags} {
		if p.words[key], err = list(tx); err != nil {
			return err
		}
	}
	all, err := catalog.Collections(tx)
	for _, c := range all {
		if !c.ByRule {
			p.words[catalog.GridCollections] = append(p.words[catalog.GridCollections], c.Title)
		}
	}
	return err
}

// chip names the filters that have no field of their own on this page.
func (p *gridProps) chip(tx *db.Tx, r *web.Request) error {
	for name, value := range map[string]string{"tag": p.in.Tag, "vendor": p.in.Vendor, "kind": p.in.Kind} {
		if value != "" {
			p.chips = append(p.chips, ui.Chip{Label: value, Remove: p.in.at(r, "/product-grid", name, "")})
		}
	}
	slices.SortFunc(p.chips, func(a, b ui.Chip) int { return strings.Compare(a.Label, b.Label) })
	if p.in.IDs != "" {
		n := strings.Count(p.in.IDs, ",") + 1
		p.chips = append(p.chips, ui.Chip{Label: r.Text.N(n, "%d product chosen", "%d products chosen"), Remove: p.in.at(r, "/product-grid", "ids", "")})
	}
	if p.in.Collection == "" {
		return nil
	}
	filter, err := p.in.filter()
	if err != nil {
		return err
	}
	c, err := catalog.GetCollection(tx, filter.Collection)
	p.chips = append(p.chips, ui.Chip{Label: c.Title, Remove: p.in.at(r, "/product-grid", "collection", "")})
	return err
}

func reasonsOf(r *web.Request) []ui.Option {
	var options []ui.Option
	for _, reason := range stock.Reasons {
		options = append(options, ui.Option{Value: reason, Label: movementName(r.Context(), "adjusted", reason)})
	}
	return options
}

// mostChosen is how many products ticked one by one fit into an address.
const mostChosen = 300

// toGrid opens the grid with the products ticked, or with all that match the list.
func toGrid(r *web.Request, chosen []id.ID, query string) (string, error) {
	if len(chosen) > mostChosen {
		return "", errs.Invalid("At most %d products are opened one by one. Choose all that match instead.", mostChosen)
	}
	if len(chosen) == 0 {
		values, err := url.ParseQuery(query)
		if err != nil {
			return "", errs.Invalid("This address cannot be read.").WithCause(err)
		}
		return r.Path("/product-grid") + "?" + values.Encode(), nil
	}
	keys := make([]string, len(chosen))
	for i, product := range chosen {
		keys[i] = product.Text(catalog.ProductPrefix)
	}
	return r.Path("/product-grid") + "?ids=" + strings.Join(keys, ","), nil
}
