package list

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/kit/web"
)

// tools is the menu of the list: columns, views, export.
func (l Of[Row]) tools(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	q := l.parse(r, tx.Now)
	now := q.encode()
	links := []ui.Link{{Label: r.Text.T("Columns"), URL: address(l.path(r, "columns"), now), Icon: "columns-3"}}
	if strings.HasPrefix(q.view, ViewPrefix+"_") {
		links = append(links, ui.Link{Label: r.Text.T("Edit the view"), URL: address(l.path(r, "views", q.view), now), Icon: "pencil"})
	}
	links = append(links, ui.Link{Label: r.Text.T("Save as a view"), URL: address(l.path(r, "views", "new"), now), Icon: "plus"})
	for _, tool := range l.Tools {
		if r.Person.May(tool.Permission) {
			links = append(links, ui.Link{Label: r.Text.T(tool.Label), URL: address(r.Path(tool.Path), now), Icon: tool.Icon})
		}
	}
	files := []ui.Link{
		{Label: r.Text.T("Export as CSV"), URL: address(l.path(r, "export"), q.with("format", "csv")), Icon: "download"},
		{Label: r.Text.T("Export as Excel"), URL: address(l.path(r, "export"), q.with("format", "xlsx")), Icon: "file-down"},
	}
	menu := toolMenu(links, files)
	frame := r.Frame(tx, l.Title, l.Active)
	frame.Narrow = true
	frame.Breadcrumb = []ui.Link{{Label: r.Text.T(l.Title), URL: address(r.Path(l.Path), now)}}
	return web.Page(ui.Page(frame, asidePage(menu))).Fragment(menu), nil
}

// filters is the choice of filters, or the control of the one that the address names.
func (l Of[Row]) filters(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	q, at := l.parse(r, tx.Now), l.at(r, tx.Now)
	var some []Filter
	for _, f := range l.Filters {
		if f.Control != Fixed && f.Control != Thing && (r.Query("only") == "" || r.Query("only") == f.Name) {
			some = append(some, f)
		}
	}
	props := filterProps{q: q, action: r.Path(l.Path), currency: r.Shop.Currency}
	// In place, the filters are a menu first; a page of its own shows all of them at once.
	if r.FromHTMX() && len(some) > 1 {
		for _, f := range some {
			link := ui.Link{Label: r.Text.T(f.Label), URL: address(l.path(r, "filters"), q.with("only", f.Name))}
			if f.Control == Flag {
				link.URL = address(r.Path(l.Path), q.with(f.Name, "yes"))
			}
			props.links = append(props.links, filterLink{link, f.Control != Flag})
		}
		return web.Page(filterMenu(props)), nil
	}
	var names []string
	for _, f := range some {
		field, err := f.field(tx, at, q, props.action)
		if err != nil {
			return web.Answer{}, err
		}
		props.fields = append(props.fields, field)
		names = append(names, f.params()...)
	}
	props.keep = keep(q, names)
	if r.Query("only") != "" && len(some) == 1 && some[0].set(q) {
		props.remove = address(r.Path(l.Path), some[0].dropped(q))
	}
	form := filterForm(props)
	frame := r.Frame(tx, "Filter", l.Active)
	frame.Narrow = true
	frame.Breadcrumb = []ui.Link{{Label: r.Text.T(l.Title), URL: address(r.Path(l.Path), q.encode())}}
	return web.Page(ui.Page(frame, asidePage(form))).Fragment(form), nil
}

// keep are the parameters a form must carry along, those of its own fields left out.
func keep(q Query, own []string) url.Values {
	all := q.encode()
	for _, name := range own {
		all.Del(name)
	}
	return all
}

// filterField is a control ready to be drawn.
type filterField struct {
	Filter
	label    string
	options  []ui.Option
	chosen   []string
	from, to string
	usual    []ui.Link
}

func (f Filter) field(tx *db.Tx, at At, q Query, action string) (filterField, error) {
	field := filterField{Filter: f, label: at.Text.T(f.Label), chosen: q.Any(f.Name)}
	var err error
	if field.options, err = f.options(tx, at); err != nil {
		return field, err
	}
	switch f.Control {
	case Dates:
		field.from, field.to = q.Days(f.Name)
		field.usual = usualDays(at, f, q, action)
	case Amounts:
		field.from, field.to = q.Is(f.params()[0]), q.Is(f.params()[1])
	}
	return field, nil
}

// usualDays are the spans people ask for most. They are counted from today whenever
// the address is opened, so that a saved view stays true.
func usualDays(at At, f Filter, q Query, action string) []ui.Link {
	link := func(label, from, to string) ui.Link {
		return ui.Link{Label: label, URL: address(action, q.with(f.params()[0], from, f.params()[1], to))}
	}
	p := at.Text
	return []ui.Link{link(p.T("Today"), "0", "0"), link(p.T("Yesterday"), "-1", "-1"), link(p.T("Last 7 days"), "-6", "0"),
		link(p.T("Last 30 days"), "-29", "0"), link(p.T("Last 12 months"), "-364", "0")}
}

// countMost bounds the count of all that match.
const countMost = 100_000

// count says how many rows match, for "select all".
func (l Of[Row]) count(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	words := r.Text.T("All that match are selected")
	if l.Count != nil {
		n, err := l.Count(tx, l.parse(r, tx.Now), countMost)
		if err != nil {
			return web.Answer{}, err
		}
		words = r.Text.T("All %s that match are selected", counted(r.Text, n))
	}
	return web.JSON(http.StatusOK, map[string]string{"words": words}), nil
}

// preview shows all columns of a row in the drawer.
func (l Of[Row]) preview(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	key, err := r.ID("row", l.Prefix)
	if err != nil {
		return web.Answer{}, err
	}
	row, err := l.One(tx, key)
	if err != nil {
		return web.Answer{}, err
	}
	at := l.at(r, tx.Now)
	var details []ui.Detail
	for _, c := range l.Columns {
		if !c.Bare && c.Value != nil {
			details = append(details, ui.Detail{Label: r.Text.T(c.Label), Value: c.draw(at, row)})
		}
	}
	page := ""
	if l.URL != nil {
		page = l.URL(at, row)
	}
	frame := r.Frame(tx, l.Title, l.Active)
	frame.Title, frame.Narrow = l.Label(row), true
	frame.Breadcrumb = []ui.Link{{Label: r.Text.T(l.Title), URL: r.Path(l.Path)}}
	return web.Page(ui.Page(frame, asidePage(ui.Details(details)))).Fragment(rowDrawer(l.Label(row), page, details)), nil
}
