// Package list makes a whole list of the admin out of one declaration.
//
// A department declares its columns, filters, views and acts as an Of value and mounts
// it. All else is made here, the same for every list: the page and its fragment, tabs
// with bounded counts, filter chips each with its own control, search, sort, paging by
// key, a chooser of columns and their widths, views saved for oneself or for the shop,
// selection across pages, acts on many rows as jobs with progress, result and Undo, the
// export to CSV and XLSX, and a row looked at in the drawer. The state of a list stands
// in its address, and everything works as links and forms first; kit/ui/lazy/list.js,
// loaded when somebody reaches for it, makes it quick.
//
// The rows come from the department's own operation: Load takes a Query and returns a
// page read by key (db.ReadPage), Count a bounded count. Nothing here knows a trade.
//
// Tables: list_setting (columns of a person), list_view (saved views), list_run and
// list_run_failure (acts on many rows: running, then done or stopped).
package list

import (
	"embed"

	"github.com/a-h/templ"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/kit/web"
)

// Migrations of the tables of lists.
//
//go:embed migrations/*.sql
var Migrations embed.FS

// Lang holds the translations of the words all lists share.
//
//go:embed lang
var Lang embed.FS

// MayShare is the permission to save a view for the whole shop.
const MayShare = "lists.share"

// At is where a list is drawn: request, words and time.
type At struct {
	R    *web.Request
	Text *text.Printer
	Now  db.Time
}

// Of declares a list of rows.
type Of[Row any] struct {
	// Name is the list in addresses and tables: "orders". Title is its heading in
	// English, Path its address in the shop, Active its entry of the navigation.
	Name, Title, Path, Permission, Active string
	// About is what the page is for.
	About web.About
	// Columns, in their usual order. The one marked Main names the row and is always there.
	Columns []Column[Row]
	Filters []Filter
	// Views are the tabs that are always there; the first shows all rows.
	Views []View
	// Search is the label of the search field; empty for a list without one.
	Search string
	// Sort is the order when none is asked; Steady one that no act of the list changes,
	// in which acts walk through the rows. Sort when empty.
	Sort, Steady string

	// Load reads one page. What it refuses as errs.Invalid is shown in place of the rows.
	Load func(tx *db.Tx, q Query) (db.Page[Row], error)
	// Count counts what matches, most at the utmost; nil for lists without counts.
	Count func(tx *db.Tx, q Query, most int64) (db.Counted, error)
	// One reads a single row, for the drawer and for rows ticked. Unknown: errs.NotFound.
	One func(tx *db.Tx, row id.ID) (Row, error)

	// ID and Prefix name a row in addresses; Label names it for people.
	ID     func(row Row) id.ID
	Prefix string
	Label  func(row Row) string
	// URL is the page of the row's thing; nil for rows without one. Peeks says that this
	// page answers the drawer itself; else the drawer shows all columns.
	URL   func(at At, row Row) string
	Peeks bool
	Faded func(row Row) bool

	Acts []Act[Row]
	// Tools are further pages for the rows as they are filtered, in the menu of the list.
	Tools []Tool
	// Empty stands in place of a list that has no rows at all; NoneFits is what is said
	// when there are some and none fits.
	Empty    func(at At) ui.EmptyProps
	NoneFits string
	// Frame completes the frame of the page: subtitle, buttons. It may be nil.
	Frame func(tx *db.Tx, at At, frame *ui.PageProps) error
	// Around puts the list between other parts of its page: a warning, tabs. It may be nil.
	Around func(tx *db.Tx, at At, list templ.Component) (templ.Component, error)
	// Foot is a last line of sums of the page, by the ids of columns. It may be nil.
	Foot func(at At, rows []Row) map[string]templ.Component
}

// Tool is a page that takes over the filters of the list in its address.
type Tool struct {
	Label, Icon, Path, Permission string
}

// Column is one column of a list. Value is what it holds, for the export and for the
// cell when Cell is nil.
type Column[Row any] struct {
	ID    string
	Label string // English
	Value func(at At, row Row) Value
	Cell  func(at At, row Row) templ.Component
	// Sort is the name of the order by this column; Down sorts descending first.
	Sort string
	Down bool
	// Main names the row. Hidden is shown only to who asks for it.
	Main, Hidden bool
	// Bare has no heading to read and stays out of the export: a picture, a small form.
	Bare bool
	// Phone is where the cell goes on a phone: see ui.Column.
	Phone string
}

// View is a tab: a name for a query such as "status=active".
type View struct {
	ID    string
	Label string // English
	Query string
}

// Mount declares all addresses of the list.
func Mount[Row any](rs *web.Routes, l Of[Row]) {
	see := web.Staff(l.Permission)
	base := "/lists/" + l.Name
	rs.Get(l.Path, see.About(l.About), web.Handle(l.page))
	rs.Get(base+"/tools", see, web.Handle(l.tools))
	rs.Get(base+"/filters", see, web.Handle(l.filters))
	rs.Get(base+"/count", see, web.Handle(l.count))
	rs.Get(base+"/columns", see, web.Handle(l.columns))
	rs.Post(base+"/columns", see, web.Handle(l.setColumns))
	rs.Post(base+"/widths", see, web.Handle(l.setWidths))
	rs.Get(base+"/views/new", see, web.Handle(l.newView))
	rs.Post(base+"/views", see, web.Again(web.Handle(l.createView), l.newViewAgain))
	rs.Get(base+"/views/{view}", see, web.Handle(l.editView))
	rs.Post(base+"/views/{view}", see, web.Again(web.Handle(l.saveView), l.editViewAgain))
	rs.Post(base+"/views/{view}/removal", see, web.Handle(l.removeView))
	rs.Post(base+"/views/{view}/restoration", see, web.Handle(l.restoreView))
	rs.Get(base+"/export", see, web.HandleOutside(l.export))
	if l.One != nil {
		rs.Get(base+"/rows/{row}", see, web.Handle(l.preview))
	}
	if len(l.Acts) > 0 {
		rs.Post(base+"/acts", see, web.Again(web.HandleOutside(l.act), l.actAgain))
		rs.Get(base+"/runs/{run}", see, web.Handle(l.showRun))
		rs.Post(base+"/runs/{run}/stop", see, web.Handle(l.stopRun))
	}
}

// path is an address of the list's own below /lists.
func (l Of[Row]) path(r *web.Request, parts ...string) string {
	return r.Path(append([]string{"/lists", l.Name}, parts...)...)
}

// List is a declaration as the program's wiring sees it, whatever its rows are.
type List interface {
	listName() string
	step(tx *db.Tx, g Given, run *Run) error
	// Try reads the page of a query as the list does, and returns the cursor of the next.
	Try(tx *db.Tx, q Query) (next string, err error)
	// Queries are all the ways to ask the list: each view with each filter and order.
	Queries() []Query
}

func (l Of[Row]) listName() string { return l.Name }

func (l Of[Row]) at(r *web.Request, now db.Time) At { return At{R: r, Text: r.Text, Now: now} }

func (l Of[Row]) steady() string {
	if l.Steady == "" {
		return l.Sort
	}
	return l.Steady
}
