package list

import (
	"cmp"
	"io"
	"net/url"
	"slices"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/job"
	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/kit/web"
)

// Act is something to do with many rows at once: to each row by a job (Do), or one file
// made of all of them (File).
type Act[Row any] struct {
	ID         string
	Label      string // English, on the button: "Add tags"
	Icon       string
	Permission string
	Danger     bool
	// Ask is the question before the act; empty acts at once, unless there are Fields.
	Ask    string
	Fields []ActField
	// Summary is the name of the change set: "Tags added to products".
	Summary string
	// Check refuses input before anything is done; it may be nil.
	Check func(tx *db.Tx, in Input) error
	// Do acts on one row, in a savepoint of its own. What it refuses is told with the row.
	Do   func(tx *db.Tx, row Row, in Input) error
	File *File[Row]
	// To leads to another page with the rows chosen, none for all that match the query,
	// which is the address of the list after the question mark.
	To func(r *web.Request, chosen []id.ID, query string) (string, error)
}

// File is an act that makes one file of the rows chosen.
type File[Row any] struct {
	Name, Type string
	Write      func(w *Walk[Row], r *web.Request, to io.Writer) error
}

// Input is what the person gave with the act.
type Input struct {
	Value    string `json:"value,omitempty"`
	Reason   string `json:"reason,omitempty"`
	Note     string `json:"note,omitempty"`
	Currency string `json:"currency,omitempty"`
}

// ActField is a field of the question: its Name is value, reason or note.
type ActField struct {
	Name    string
	Label   string  // English
	Hint    string  // English
	Control Control // Words unless Choice
	Number  bool
	Options func(tx *db.Tx, at At) ([]ui.Option, error)
}

// Given is what acts need of departments above; app fills it.
type Given struct {
	// OpenChangeSet begins the change set of a run; UseChangeSet lets a transaction join it.
	OpenChangeSet func(tx *db.Tx, summary string, args ...any) (id.ID, error)
	UseChangeSet  func(tx *db.Tx, set id.ID)
}

// mostTicked bounds the rows ticked one by one.
const mostTicked = 2000

type actForm struct {
	Act    string   `form:"act"`
	IDs    []string `form:"id"`
	All    bool     `form:"all"`
	Query  string   `form:"query"`
	Value  string   `form:"value"`
	Reason string   `form:"reason"`
	Note   string   `form:"note"`
	Sure   bool     `form:"sure"`
}

func (l Of[Row]) actOf(r *web.Request, name string) (Act[Row], error) {
	for _, a := range l.Acts {
		if a.ID == name && r.Person.May(a.Permission) {
			return a, nil
		}
	}
	return Act[Row]{}, errs.NotFound("This page does not exist, or you may not see it.")
}

// selection is what the bar offers to this person.
func (s shown[Row]) selection() *ui.SelectionProps {
	l, r := s.l, s.at.R
	props := &ui.SelectionProps{Action: l.path(r, "acts"), Query: s.q.encode().Encode(), Count: address(l.path(r, "count"), s.q.encode())}
	for _, a := range l.Acts {
		if !r.Person.May(a.Permission) {
			continue
		}
		button := ui.ButtonProps{Label: r.Text.T(a.Label), Icon: a.Icon, Name: "act", Value: a.ID, Small: true}
		if a.asks() {
			button.Attrs = map[string]any{"data-ask": true}
		}
		if a.Danger {
			button.Look = ui.Destroy
		}
		props.Acts = append(props.Acts, button)
	}
	if len(props.Acts) == 0 {
		return nil
	}
	return props
}

func (a Act[Row]) asks() bool { return a.Ask != "" || len(a.Fields) > 0 }

// act asks, makes the file, or starts the job.
func (l Of[Row]) act(d *db.DB, r *web.Request, in actForm) (web.Answer, error) {
	a, err := l.actOf(r, in.Act)
	if err != nil {
		return web.Answer{}, err
	}
	chosen, err := l.ticked(in)
	if err != nil {
		return web.Answer{}, err
	}
	if a.asks() && !in.Sure {
		var answer web.Answer
		err := d.Read(r.Context(), db.Scope{Shop: r.Shop.ID}, func(tx *db.Tx) (err error) {
			answer, err = l.actAgain(tx, r, in, nil)
			return err
		})
		return answer, err
	}
	if a.To != nil {
		to, err := a.To(r, chosen, in.Query)
		return web.Redirect(to), err
	}
	if a.File != nil {
		return l.file(d, r, a, in, chosen)
	}
	return r.Write(func(tx *db.Tx) (web.Answer, error) { return l.start(tx, r, a, in, chosen) })
}

// ticked reads the rows chosen one by one.
func (l Of[Row]) ticked(in actForm) ([]id.ID, error) {
	if in.All {
		return nil, nil
	}
	if len(in.IDs) == 0 {
		return nil, errs.Invalid("Tick the rows first.")
	}
	if len(in.IDs) > mostTicked {
		return nil, errs.Invalid("At most %d rows are ticked one by one. Choose all that match instead.", mostTicked)
	}
	chosen := make([]id.ID, 0, len(in.IDs))
	for _, text := range in.IDs {
		one, err := id.Parse(l.Prefix, text)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(chosen, one) {
			chosen = append(chosen, one)
		}
	}
	return chosen, nil
}

// actAgain is the question of the act, with what was typed and what is wrong with it.
func (l Of[Row]) actAgain(tx *db.Tx, r *web.Request, in actForm, problem *errs.Error) (web.Answer, error) {
	a, err := l.actOf(r, in.Act)
	if err != nil {
		return web.Answer{}, err
	}
	at := l.at(r, tx.Now)
	props := actProps{in: in, action: l.path(r, "acts"), back: l.backTo(r, in.Query), label: r.Text.T(a.Label), danger: a.Danger, sentence: r.Text.T(a.Ask)}
	props.count = r.Text.N(len(in.IDs), "One row is selected.", "%d rows are selected.")
	if in.All {
		n, err := l.matching(tx, r, in.Query)
		if err != nil {
			return web.Answer{}, err
		}
		props.count = r.Text.T("All %s rows that match are selected.", counted(r.Text, n))
	}
	if problem != nil {
		props.wrong = r.Text.Error(problem)
		for _, field := range r.Text.Fields(problem) {
			props.fields = append(props.fields, ui.FieldError{Name: field.Name, Message: field.Message})
		}
	}
	for _, f := range a.Fields {
		field := ui.Field{Name: f.Name, Label: r.Text.T(f.Label), Hint: r.Text.T(f.Hint), Value: in.field(f.Name), Error: props.wrongAt(f.Name)}
		if f.Options != nil {
			if field.Options, err = f.Options(tx, at); err != nil {
				return web.Answer{}, err
			}
		}
		props.asked = append(props.asked, askedField{f, field})
	}
	return l.aside(tx, r, a.Label, actQuestion(props)), nil
}

func (in actForm) field(name string) string {
	return map[string]string{"value": in.Value, "reason": in.Reason, "note": in.Note}[name]
}

// query reads a query that was sent along.
func (l Of[Row]) query(text, currency string, r *web.Request, now db.Time) Query {
	values, err := url.ParseQuery(text)
	if err != nil {
		values = url.Values{}
	}
	return l.read(values, currency, dayOf(r, now))
}

func (l Of[Row]) matching(tx *db.Tx, r *web.Request, query string) (db.Counted, error) {
	if l.Count == nil {
		return db.Counted{}, nil
	}
	return l.Count(tx, l.query(query, r.Shop.Currency, r, tx.Now), countMost)
}

// start writes the run and its job. The days of its query are fixed now, so that an act
// that runs past midnight ends with the rows it began with.
func (l Of[Row]) start(tx *db.Tx, r *web.Request, a Act[Row], in actForm, chosen []id.ID) (web.Answer, error) {
	input := Input{Value: in.Value, Reason: in.Reason, Note: in.Note, Currency: r.Shop.Currency}
	if a.Check != nil {
		if err := a.Check(tx, input); err != nil {
			return web.Answer{}, err
		}
	}
	run := Run{ID: tx.NewID(), List: l.Name, Act: a.ID, Query: l.fixed(l.query(in.Query, r.Shop.Currency, r, tx.Now)).Encode(), Chosen: chosen, Input: input,
		ActorKind: tx.Actor.Kind, ActorID: tx.Actor.ID, ActorName: tx.Actor.Name, Total: int64(len(chosen))}
	if in.All {
		n, err := l.matching(tx, r, in.Query)
		if err != nil {
			return web.Answer{}, err
		}
		run.Total, run.More = n.N, n.More
	}
	if err := run.insert(tx); err != nil {
		return web.Answer{}, err
	}
	if err := job.Enqueue(tx, runJob{Run: run.ID}, job.Attempts(50)); err != nil {
		return web.Answer{}, err
	}
	return web.Redirect(address(r.Path(l.Path), l.query(in.Query, r.Shop.Currency, r, tx.Now).with("run", run.key()))), nil
}

// fixed is the query with its days counted out.
func (l Of[Row]) fixed(q Query) url.Values {
	all := q.encode()
	for _, f := range l.Filters {
		if f.Control != Dates || !f.set(q) {
			continue
		}
		from, to := q.Days(f.Name)
		for i, day := range []string{from, to} {
			all.Del(f.params()[i])
			if day != "" {
				all.Set(f.params()[i], day)
			}
		}
	}
	return all
}

// file makes one file of the rows chosen, reading them page by page.
func (l Of[Row]) file(d *db.DB, r *web.Request, a Act[Row], in actForm, chosen []id.ID) (web.Answer, error) {
	w := &Walk[Row]{list: l, db: d, scope: db.Scope{Shop: r.Shop.ID, Actor: db.Actor{Kind: "staff", ID: r.Person.Account, Name: r.Person.Name}},
		ctx: r.Context(), query: l.query(in.Query, r.Shop.Currency, r, d.Now()), chosen: chosen}
	w.query.Sort = cmp.Or(w.query.Sort, l.Sort)
	return web.Stream(a.File.Type, a.File.Name, func(to io.Writer) error { return a.File.Write(w, r, to) }), nil
}
