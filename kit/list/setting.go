package list

import (
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/kit/web"
)

// Setting is what a person set for a list of a shop.
type Setting struct {
	Columns     []Wanted `db:"columns,json"`
	OpeningView string
}

// Wanted is a column as a person wants it. Width is in pixels, 0 what it needs.
type Wanted struct {
	ID     string `json:"id"`
	Hidden bool   `json:"hidden,omitempty"`
	Width  int    `json:"width,omitempty"`
	Order  bool   `json:"order,omitempty"` // picked and put in order, not only drawn wider
}

// Picked says whether the columns were chosen, rather than only drawn wider.
func (s Setting) Picked() bool {
	return slices.ContainsFunc(s.Columns, func(w Wanted) bool { return w.Order })
}

func (s Setting) width(column string) int {
	for _, w := range s.Columns {
		if w.ID == column {
			return w.Width
		}
	}
	return 0
}

func settingOf(tx *db.Tx, account id.ID, list string) (Setting, error) {
	s, _, err := db.Maybe[Setting](tx, `SELECT columns, opening_view FROM list_setting WHERE shop_id = $1 AND account_id = $2 AND list = $3`, account, list)
	return s, err
}

func (s Setting) save(tx *db.Tx, account id.ID, list string) error {
	if s.Columns == nil {
		s.Columns = []Wanted{}
	}
	_, err := tx.Exec(`INSERT INTO list_setting (shop_id, account_id, list, columns, opening_view, updated_at) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (shop_id, account_id, list) DO UPDATE SET columns = excluded.columns, opening_view = excluded.opening_view, updated_at = excluded.updated_at`,
		account, list, db.JSON(s.Columns), s.OpeningView, tx.Now)
	return err
}

// Bounds of a width.
const (
	narrowest = 48
	widest    = 800
)

// columnsForm is the chooser: which columns, in which order, how wide.
type columnsForm struct {
	Columns []columnRow `form:"columns"`
	Move    string      `form:"move"`  // "total:up": moves one column and stays
	Reset   bool        `form:"reset"` // back to the usual columns
	Back    string      `form:"back"`
}

type columnRow struct {
	ID    string `form:"id"`
	Shown bool   `form:"shown"`
	Width int    `form:"width"`
}

// columns is the chooser as a page, or in the drawer.
func (l Of[Row]) columns(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	set, err := settingOf(tx, r.Person.Account, l.Name)
	if err != nil {
		return web.Answer{}, err
	}
	return l.chooser(tx, r, l.columnRows(set), back(r)), nil
}

// back is the address of the list that the person came from.
func back(r *web.Request) string { return r.HTTP.URL.RawQuery }

// columnRows are all columns, those of the person first.
func (l Of[Row]) columnRows(set Setting) []columnRow {
	var rows []columnRow
	seen := map[string]bool{}
	for _, c := range l.chosen(set) {
		rows = append(rows, columnRow{c.ID, true, c.width})
		seen[c.ID] = true
	}
	for _, c := range l.Columns {
		if !seen[c.ID] {
			rows = append(rows, columnRow{c.ID, false, set.width(c.ID)})
		}
	}
	return rows
}

func (l Of[Row]) chooser(tx *db.Tx, r *web.Request, rows []columnRow, back string) web.Answer {
	props := chooserProps{Action: l.path(r, "columns"), Back: back}
	for _, row := range rows {
		for _, c := range l.Columns {
			if c.ID == row.ID {
				props.Rows = append(props.Rows, chooserRow{row, r.Text.T(c.Label), c.Main})
			}
		}
	}
	return l.aside(tx, r, "Columns", chooser(props))
}

// aside is a small page beside the list: in the drawer, or a page of its own without script.
func (l Of[Row]) aside(tx *db.Tx, r *web.Request, title string, body templ.Component) web.Answer {
	frame := r.Frame(tx, title, l.Active)
	frame.Narrow = true
	frame.Breadcrumb = []ui.Link{{Label: r.Text.T(l.Title), URL: r.Path(l.Path)}}
	return web.Page(ui.Page(frame, asidePage(body))).Fragment(drawer(r.Text.T(title), body))
}

func (l Of[Row]) setColumns(tx *db.Tx, r *web.Request, in columnsForm) (web.Answer, error) {
	set, err := settingOf(tx, r.Person.Account, l.Name)
	if err != nil {
		return web.Answer{}, err
	}
	switch {
	case in.Reset:
		set.Columns = nil
	default:
		set.Columns = l.wanted(in)
	}
	if err := set.save(tx, r.Person.Account, l.Name); err != nil {
		return web.Answer{}, err
	}
	if in.Move != "" {
		return l.chooser(tx, r, l.columnRows(set), in.Back), nil
	}
	return web.Redirect(l.backTo(r, in.Back)).Toast("Columns saved."), nil
}

func (l Of[Row]) backTo(r *web.Request, query string) string {
	if query == "" {
		return r.Path(l.Path)
	}
	return r.Path(l.Path) + "?" + query
}

// wanted reads the chooser; columns the list does not have are left out.
func (l Of[Row]) wanted(in columnsForm) []Wanted {
	var all []Wanted
	for _, row := range in.Columns {
		known := slices.ContainsFunc(l.Columns, func(c Column[Row]) bool { return c.ID == row.ID })
		twice := slices.ContainsFunc(all, func(w Wanted) bool { return w.ID == row.ID })
		if known && !twice {
			all = append(all, Wanted{ID: row.ID, Hidden: !row.Shown, Width: bounded(row.Width), Order: true})
		}
	}
	which, way, moved := strings.Cut(in.Move, ":")
	at := slices.IndexFunc(all, func(w Wanted) bool { return w.ID == which })
	to := at + 1
	if way == "up" {
		to = at - 1
	}
	if moved && at >= 0 && to >= 0 && to < len(all) {
		all[at], all[to] = all[to], all[at]
	}
	return all
}

func bounded(width int) int {
	if width <= 0 {
		return 0
	}
	return min(max(width, narrowest), widest)
}

// widthsForm are widths drawn with the pointer or the arrow keys: "placed_at:120,total:90".
type widthsForm struct {
	Widths string `form:"widths"`
}

func (l Of[Row]) setWidths(tx *db.Tx, r *web.Request, in widthsForm) (web.Answer, error) {
	set, err := settingOf(tx, r.Person.Account, l.Name)
	if err != nil {
		return web.Answer{}, err
	}
	for _, part := range strings.Split(in.Widths, ",") {
		column, text, _ := strings.Cut(part, ":")
		width, err := strconv.Atoi(text)
		known := slices.ContainsFunc(l.Columns, func(c Column[Row]) bool { return c.ID == column })
		if err != nil || !known {
			continue // a column the list does not have
		}
		at := slices.IndexFunc(set.Columns, func(w Wanted) bool { return w.ID == column })
		if at < 0 {
			set.Columns = append(set.Columns, Wanted{ID: column, Order: set.Picked()})
			at = len(set.Columns) - 1
		}
		set.Columns[at].Width = bounded(width)
	}
	return web.NoContent(), set.save(tx, r.Person.Account, l.Name)
}
