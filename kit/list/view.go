package list

import (
	"net/url"
	"strings"
	"time"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/web"
)

// ViewPrefix begins the ids of saved views.
const ViewPrefix = "lsv"

// Saved is a view that a person saved, for themselves or for the shop.
type Saved struct {
	ID        id.ID
	AccountID id.ID
	Shared    bool
	Name      string
	Query     string
	RemovedAt db.Time
}

func (v Saved) key() string { return v.ID.Text(ViewPrefix) }

// address is the view's query with its own name, so that its tab knows itself.
func (v Saved) address() string {
	if v.Query == "" {
		return "tab=" + v.key()
	}
	return v.Query + "&tab=" + v.key()
}

const savedColumns = `SELECT v.id, v.account_id, v.shared, v.name, v.query, v.removed_at FROM list_view v WHERE v.shop_id = $1`

// mostViews bounds the views of a list that one person sees.
const mostViews = 20

// viewsOf are the person's views of a list and those of the shop, the oldest first.
func viewsOf(tx *db.Tx, account id.ID, list string) ([]Saved, error) {
	return db.AllQ[Saved](tx, db.Query(savedColumns).And(`v.list = ? AND v.removed_at = 0`, list).
		And(`v.account_id = ? OR v.shared = TRUE`, account).Then(`ORDER BY v.id LIMIT ?`, mostViews))
}

// viewOf is the view of the address. Another's view that is not shared does not exist;
// a shared one may be changed by who may share.
func (l Of[Row]) viewOf(tx *db.Tx, r *web.Request) (Saved, error) {
	view, err := r.ID("view", ViewPrefix)
	if err != nil {
		return Saved{}, err
	}
	v, found, err := db.MaybeQ[Saved](tx, db.Query(savedColumns).And(`v.id = ? AND v.list = ?`, view, l.Name))
	if err != nil {
		return v, err
	}
	mine := v.AccountID == r.Person.Account
	if !found || !mine && !v.Shared {
		return v, errs.NotFound("This view does not exist or has been removed.")
	}
	if !mine && !r.Person.May(MayShare) {
		return v, errs.Denied("This view belongs to the shop. Ask somebody who may change shared views.")
	}
	return v, nil
}

// viewForm names a view.
type viewForm struct {
	Name    string `form:"name"`
	Query   string `form:"query"`
	Shared  bool   `form:"shared"`
	Opening bool   `form:"opening"`
	Replace bool   `form:"replace"` // take over what is shown now
}

func (in viewForm) check(r *web.Request) (viewForm, error) {
	in.Name = strings.TrimSpace(in.Name)
	if in.Name == "" || len([]rune(in.Name)) > 40 {
		return in, errs.InvalidField("name", "Give the view a name of at most %d characters.", 40)
	}
	if in.Shared && !r.Person.May(MayShare) {
		return in, errs.Denied("You may save views for yourself, but not for the shop.")
	}
	return in, nil
}

// clean keeps of a query what the list understands, without its place.
func (l Of[Row]) clean(query string) string {
	values, err := url.ParseQuery(query)
	if err != nil {
		return ""
	}
	q := l.read(values, "EUR", time.Time{})
	q.view = ""
	return q.encode().Encode()
}

func (l Of[Row]) newView(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	return l.newViewAgain(tx, r, viewForm{Query: back(r)}, nil)
}

func (l Of[Row]) newViewAgain(tx *db.Tx, r *web.Request, in viewForm, problem *errs.Error) (web.Answer, error) {
	props := viewProps{in: in, action: l.path(r, "views"), mayShare: r.Person.May(MayShare), wrong: wrongOf(r, problem)}
	return l.aside(tx, r, "Save as a view", viewEditor(props)), nil
}

func wrongOf(r *web.Request, problem *errs.Error) string {
	if problem == nil {
		return ""
	}
	for _, field := range r.Text.Fields(problem) {
		return field.Message
	}
	return r.Text.Error(problem)
}

func (l Of[Row]) createView(tx *db.Tx, r *web.Request, in viewForm) (web.Answer, error) {
	in, err := in.check(r)
	if err != nil {
		return web.Answer{}, err
	}
	all, err := viewsOf(tx, r.Person.Account, l.Name)
	if err != nil {
		return web.Answer{}, err
	}
	if len(all) >= mostViews {
		return web.Answer{}, errs.InvalidField("name", "A list has at most %d saved views. Delete one first.", mostViews)
	}
	v := Saved{ID: tx.NewID(), AccountID: r.Person.Account, Shared: in.Shared, Name: in.Name, Query: l.clean(in.Query)}
	_, err = tx.Exec(`INSERT INTO list_view (shop_id, id, list, account_id, shared, name, query, created_at, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)`, v.ID, l.Name, v.AccountID, v.Shared, v.Name, v.Query, tx.Now)
	if err != nil {
		return web.Answer{}, err
	}
	if err := l.setOpening(tx, r, v.key(), in.Opening); err != nil {
		return web.Answer{}, err
	}
	return web.Redirect(l.backTo(r, v.address())).Toast("View saved."), nil
}

// setOpening makes a view the one the list opens with for this person, or no longer.
func (l Of[Row]) setOpening(tx *db.Tx, r *web.Request, view string, yes bool) error {
	set, err := settingOf(tx, r.Person.Account, l.Name)
	if err != nil || yes == (set.OpeningView == view) {
		return err
	}
	set.OpeningView = ""
	if yes {
		set.OpeningView = view
	}
	return set.save(tx, r.Person.Account, l.Name)
}

func (l Of[Row]) editView(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	v, err := l.viewOf(tx, r)
	if err != nil {
		return web.Answer{}, err
	}
	set, err := settingOf(tx, r.Person.Account, l.Name)
	if err != nil {
		return web.Answer{}, err
	}
	return l.editViewAgain(tx, r, viewForm{Name: v.Name, Query: back(r), Shared: v.Shared, Opening: set.OpeningView == v.key()}, nil)
}

func (l Of[Row]) editViewAgain(tx *db.Tx, r *web.Request, in viewForm, problem *errs.Error) (web.Answer, error) {
	v, err := l.viewOf(tx, r)
	if err != nil {
		return web.Answer{}, err
	}
	props := viewProps{in: in, action: l.path(r, "views", v.key()), removal: l.path(r, "views", v.key(), "removal"),
		mayShare: r.Person.May(MayShare), changed: l.clean(in.Query) != v.Query, wrong: wrongOf(r, problem)}
	return l.aside(tx, r, "Edit the view", viewEditor(props)), nil
}

func (l Of[Row]) saveView(tx *db.Tx, r *web.Request, in viewForm) (web.Answer, error) {
	v, err := l.viewOf(tx, r)
	if err == nil {
		in, err = in.check(r)
	}
	if err != nil {
		return web.Answer{}, err
	}
	v.Name, v.Shared = in.Name, in.Shared
	if in.Replace {
		v.Query = l.clean(in.Query)
	}
	_, err = tx.Exec(`UPDATE list_view SET name = $3, shared = $4, query = $5, updated_at = $6 WHERE shop_id = $1 AND id = $2`,
		v.ID, v.Name, v.Shared, v.Query, tx.Now)
	if err != nil {
		return web.Answer{}, err
	}
	if err := l.setOpening(tx, r, v.key(), in.Opening); err != nil {
		return web.Answer{}, err
	}
	return web.Redirect(l.backTo(r, v.address())).Toast("View saved."), nil
}

func (l Of[Row]) removeView(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	v, err := l.viewOf(tx, r)
	if err != nil {
		return web.Answer{}, err
	}
	if err := l.markRemoved(tx, v.ID, tx.Now); err != nil {
		return web.Answer{}, err
	}
	return web.Redirect(r.Path(l.Path)).Toast("View “%s” deleted.", v.Name).UndoAt(l.path(r, "views", v.key(), "restoration")), nil
}

func (l Of[Row]) restoreView(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	v, err := l.viewOf(tx, r)
	if err != nil {
		return web.Answer{}, err
	}
	if err := l.markRemoved(tx, v.ID, 0); err != nil {
		return web.Answer{}, err
	}
	return web.Redirect(l.backTo(r, v.address())).Toast("The view is back."), nil
}

func (l Of[Row]) markRemoved(tx *db.Tx, view id.ID, at db.Time) error {
	_, err := tx.Exec(`UPDATE list_view SET removed_at = $3 WHERE shop_id = $1 AND id = $2`, view, at)
	return err
}
