package list

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/kit/web"
)

// tabMost bounds what a tab counts: beyond, it shows the bound with a plus.
const tabMost = 1000

// shown is one page of a list with all that is drawn of it.
type shown[Row any] struct {
	l       Of[Row]
	at      At
	q       Query
	page    db.Page[Row]
	refused *errs.Error // what Load said against the address
	setting Setting
	views   []Saved
	opening bool // the view it opens with was put in place of an address without anything
}

// page is the list: the whole page, or the list alone when script changes it in place.
func (l Of[Row]) page(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	s, err := l.look(tx, r)
	if err != nil {
		return web.Answer{}, err
	}
	props, err := s.props(tx)
	if err != nil {
		return web.Answer{}, err
	}
	view := ui.List(props)
	answer := web.Page(view)
	if r.HTTP.Header.Get("X-List") != l.Name {
		if view, err = s.around(tx, view); err != nil {
			return web.Answer{}, err
		}
		frame := r.Frame(tx, l.Title, l.Active)
		if l.Frame != nil {
			if err := l.Frame(tx, s.at, &frame); err != nil {
				return web.Answer{}, err
			}
		}
		answer = web.Page(ui.Page(frame, view)).Fragment(ui.List(props))
	}
	if s.refused != nil {
		answer = answer.Status(http.StatusUnprocessableEntity)
	}
	return answer.Header("Vary", "X-List"), nil
}

func (s shown[Row]) around(tx *db.Tx, view templ.Component) (templ.Component, error) {
	if s.l.Around == nil {
		return view, nil
	}
	return s.l.Around(tx, s.at, view)
}

// look reads the page that the address asks for.
func (l Of[Row]) look(tx *db.Tx, r *web.Request) (shown[Row], error) {
	s := shown[Row]{l: l, at: l.at(r, tx.Now), q: l.parse(r, tx.Now)}
	var err error
	if s.setting, err = settingOf(tx, r.Person.Account, l.Name); err != nil {
		return s, err
	}
	if s.views, err = viewsOf(tx, r.Person.Account, l.Name); err != nil {
		return s, err
	}
	s.open()
	s.page, err = l.Load(tx, s.q)
	if refusal := errs.As(err); refusal != nil && refusal.Kind == errs.KindInvalid {
		s.refused, err = refusal, nil
	}
	return s, err
}

// open puts the view that the person wants to see first in place of an address that
// asks for nothing.
func (s *shown[Row]) open() {
	if len(s.at.R.Form) > 0 || s.setting.OpeningView == "" {
		return
	}
	values, err := url.ParseQuery(s.openingQuery())
	if err == nil && len(values) > 0 {
		s.q = s.l.read(values, s.at.R.Shop.Currency, s.q.today)
		s.opening = true
	}
}

func (s *shown[Row]) openingQuery() string {
	for _, v := range s.l.Views {
		if v.ID == s.setting.OpeningView {
			return v.Query
		}
	}
	for _, v := range s.views {
		if v.key() == s.setting.OpeningView {
			return v.address()
		}
	}
	return ""
}

func (s shown[Row]) props(tx *db.Tx) (ui.ListProps, error) {
	l, r, p := s.l, s.at.R, s.at.Text
	props := ui.ListProps{Name: l.Name, Widths: l.path(r, "widths"),
		NewView: address(l.path(r, "views", "new"), s.q.encode()),
		Pager:   ui.PagerProps{Previous: s.turn("before", s.page.Previous), Next: s.turn("after", s.page.Next)}}
	var err error
	if props.Tabs, err = s.tabs(tx); err != nil {
		return props, err
	}
	if props.Filter, err = s.filter(tx); err != nil {
		return props, err
	}
	if props.Strip, err = s.strip(tx); err != nil {
		return props, err
	}
	if s.page.Partial {
		props.Pager.Summary = p.T("Looked at %s rows. Go on for more, or take a filter away.", p.Number(db.Look))
	}
	props.Table = s.table()
	if len(s.page.Rows) == 0 {
		props.Empty, err = s.empty(tx)
	} else {
		props.Selection = s.selection()
	}
	return props, err
}

// link is the address of the list for a query.
func (s shown[Row]) link(values url.Values) string {
	return address(s.at.R.Path(s.l.Path), values)
}

func (s shown[Row]) turn(name, cursor string) string {
	if cursor == "" {
		return ""
	}
	return s.link(s.q.with(name, cursor))
}

// activeTab is the place of the tab in force: the saved view the address names, else the
// built-in one that asks for most of what the address asks for.
func (s shown[Row]) activeTab() string {
	for _, v := range s.views {
		if s.q.view == v.key() {
			return v.key()
		}
	}
	best, most := "", -1
	for _, v := range s.l.Views {
		values, err := url.ParseQuery(v.Query)
		if n, fits := s.q.fits(values); err == nil && fits && n > most {
			best, most = v.ID, n
		}
	}
	return best
}

// tabQuery is what the tab in force asks for by itself, which shows no chips.
func (s shown[Row]) tabQuery() url.Values {
	active := s.activeTab()
	for _, v := range s.l.Views {
		if v.ID == active {
			values, _ := url.ParseQuery(v.Query)
			return values
		}
	}
	return url.Values{}
}

func (s shown[Row]) tabs(tx *db.Tx) ([]ui.Tab, error) {
	active := s.activeTab()
	var tabs []ui.Tab
	for _, v := range s.l.Views {
		values, err := url.ParseQuery(v.Query)
		if err != nil {
			return nil, err
		}
		tab := ui.Tab{Label: s.at.Text.T(v.Label), Active: v.ID == active}
		if tab.Count, err = s.countOf(tx, values); err != nil {
			return nil, err
		}
		// With an opening view, an address without anything is that view: the others are named.
		if len(values) == 0 && s.setting.OpeningView != "" {
			values.Set("tab", "all")
		}
		tab.URL = s.link(values)
		tabs = append(tabs, tab)
	}
	for _, v := range s.views {
		values, err := url.ParseQuery(v.address())
		if err != nil {
			continue
		}
		tab := ui.Tab{Label: v.Name, Active: v.key() == active, URL: s.link(values)}
		if tab.Count, err = s.countOf(tx, values); err != nil {
			return nil, err
		}
		tabs = append(tabs, tab)
	}
	return tabs, nil
}

// countOf is the figure on a tab; a view whose query is not understood any more has none.
func (s shown[Row]) countOf(tx *db.Tx, values url.Values) (string, error) {
	if s.l.Count == nil {
		return "", nil
	}
	n, err := s.l.Count(tx, s.l.read(values, s.at.R.Shop.Currency, s.q.today), tabMost)
	if errs.Is(err, errs.KindInvalid) || errs.Is(err, errs.KindNotFound) {
		return "", nil
	}
	return counted(s.at.Text, n), err
}

func counted(p *text.Printer, n db.Counted) string {
	if n.More {
		return p.Number(n.N) + "+"
	}
	return p.Number(n.N)
}

func (s shown[Row]) filter(tx *db.Tx) (*ui.FilterProps, error) {
	l, r, p := s.l, s.at.R, s.at.Text
	f := &ui.FilterProps{Action: r.Path(l.Path), Query: s.q.Text, Tools: address(l.path(r, "tools"), s.q.encode())}
	if l.Search != "" {
		f.Label = p.T(l.Search)
		for name, values := range s.q.with("q", "") {
			f.Keep = append(f.Keep, ui.Option{Value: name, Label: values[0]})
		}
		slices.SortFunc(f.Keep, func(a, b ui.Option) int { return strings.Compare(a.Value, b.Value) })
	}
	own := s.tabQuery()
	for _, each := range l.Filters {
		if each.Control != Fixed {
			f.More = address(l.path(r, "filters"), s.q.encode())
		}
		if !each.set(s.q) || own.Get(each.Name) == s.q.Is(each.Name) && own.Get(each.Name) != "" {
			continue
		}
		words, err := each.words(tx, s.at, s.q)
		if err != nil {
			return nil, err
		}
		chip := ui.Chip{Label: words, Remove: s.link(each.dropped(s.q))}
		if each.Control != Fixed && each.Control != Thing && each.Control != Flag {
			chip.Edit = address(l.path(r, "filters"), s.q.with("only", each.Name))
		}
		f.Chips = append(f.Chips, chip)
	}
	if len(f.Chips) > 1 {
		f.Clear = s.link(own)
	}
	return f, nil
}

func (s shown[Row]) empty(tx *db.Tx) (templ.Component, error) {
	l, p := s.l, s.at.Text
	all := ui.Button(ui.ButtonProps{Label: p.T("Show all"), URL: s.link(url.Values{"tab": {"all"}})})
	if s.refused != nil {
		sentence := p.Error(s.refused)
		if fields := p.Fields(s.refused); len(fields) > 0 {
			sentence = fields[0].Message
		}
		return ui.Empty(ui.EmptyProps{Icon: "circle-alert", Title: p.T("This list cannot be shown"), Text: sentence, Action: all}), nil
	}
	if s.page.Partial {
		return ui.Empty(ui.EmptyProps{Icon: "search", Title: p.T(l.NoneFits), Text: p.T("Looked at %s rows. Go on for more, or take a filter away.", p.Number(db.Look)),
			Action: ui.Button(ui.ButtonProps{Label: p.T("Look further"), URL: s.turn("after", s.page.Next)})}), nil
	}
	some := s.q.After+s.q.Before != ""
	if s.q.filtered() && !some {
		// A list with rows says that none fits; one without says what will stand here.
		first, err := l.Load(tx, Query{Limit: 1, values: url.Values{}, today: s.q.today, currency: s.q.currency})
		if err != nil {
			return nil, err
		}
		some = len(first.Rows) > 0
	}
	if some {
		return ui.Empty(ui.EmptyProps{Icon: "search", Title: p.T(l.NoneFits), Text: p.T("Try other words or take a filter away."), Action: all}), nil
	}
	return ui.Empty(l.Empty(s.at)), nil
}
