package list

import (
	"github.com/a-h/templ"

	"github.com/coulisse/coulisse/kit/ui"
)

// chosen are the columns of the person, in their order and with their widths: those
// they picked, else the usual ones. The main column is always there, and a column that
// the program has gained since stays hidden until it is picked.
func (l Of[Row]) chosen(set Setting) []chosenColumn[Row] {
	var all []chosenColumn[Row]
	if !set.Picked() {
		for _, c := range l.Columns {
			if !c.Hidden {
				all = append(all, chosenColumn[Row]{c, set.width(c.ID)})
			}
		}
		return all
	}
	main := false
	for _, wanted := range set.Columns {
		for _, c := range l.Columns {
			if c.ID == wanted.ID && (!wanted.Hidden || c.Main) {
				all = append(all, chosenColumn[Row]{c, wanted.Width})
				main = main || c.Main
			}
		}
	}
	if main {
		return all
	}
	for _, c := range l.Columns {
		if c.Main {
			all = append([]chosenColumn[Row]{{c, 0}}, all...)
		}
	}
	return all
}

type chosenColumn[Row any] struct {
	Column[Row]
	width int
}

func (s shown[Row]) table() ui.TableProps {
	columns := s.l.chosen(s.setting)
	t := ui.TableProps{Caption: s.at.Text.T(s.l.Title)}
	for _, c := range columns {
		t.Columns = append(t.Columns, s.head(c))
	}
	for _, row := range s.page.Rows {
		t.Rows = append(t.Rows, s.row(columns, row))
	}
	if s.l.Foot != nil && len(s.page.Rows) > 0 {
		sums := s.l.Foot(s.at, s.page.Rows)
		for _, c := range columns {
			if sums[c.ID] == nil {
				sums[c.ID] = ui.Nothing()
			}
			t.Foot = append(t.Foot, sums[c.ID])
		}
	}
	return t
}

func (s shown[Row]) head(c chosenColumn[Row]) ui.Column {
	head := ui.Column{ID: c.ID, Width: c.width, Label: s.at.Text.T(c.Label), Main: c.Main, HideLabel: c.Bare, Phone: c.Phone}
	if len(s.page.Rows) > 0 && c.Value != nil {
		head.Number = c.Value(s.at, s.page.Rows[0]).numeric()
	}
	if c.Sort == "" {
		return head
	}
	now := s.q.Sort
	if now == "" && s.q.Text == "" {
		now = s.l.Sort
	}
	first, second := c.Sort, "-"+c.Sort
	if c.Down {
		first, second = second, first
	}
	switch now {
	case c.Sort:
		head.Sorted = "ascending"
	case "-" + c.Sort:
		head.Sorted = "descending"
	}
	if now == first {
		first = second
	}
	head.Sort = s.link(s.q.with("sort", first))
	return head
}

func (s shown[Row]) row(columns []chosenColumn[Row], row Row) ui.TableRow {
	l := s.l
	key := l.ID(row).Text(l.Prefix)
	drawn := ui.TableRow{ID: key, Name: l.Label(row), Cells: make([]templ.Component, len(columns))}
	if l.Faded != nil {
		drawn.Faded = l.Faded(row)
	}
	if l.URL != nil {
		drawn.URL = l.URL(s.at, row)
	}
	switch {
	case l.Peeks:
		drawn.Peek = drawn.URL
	case l.One != nil:
		drawn.Peek = l.path(s.at.R, "rows", key)
		if drawn.URL == "" {
			drawn.URL = drawn.Peek
		}
	}
	for i, c := range columns {
		drawn.Cells[i] = c.draw(s.at, row)
	}
	return drawn
}

func (c Column[Row]) draw(at At, row Row) templ.Component {
	if c.Cell != nil {
		return c.Cell(at, row)
	}
	return c.Value(at, row).cell(at.Text)
}
