package shopsweb

import (
	"net/url"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/shops"
)

type historyForm struct {
	Object string `form:"object"`
	After  string `form:"after"`
	Before string `form:"before"`
	Query  string `form:"q"`
}

// moment tells one change set in a line.
func (s screens) moment(r *web.Request, set shops.ChangeSet, now db.Time) ui.Moment {
	m := ui.Moment{At: set.CreatedAt.Go().Format("2006-01-02T15:04:05Z07:00"), When: r.Text.Ago(set.CreatedAt, now), Who: set.ActorName,
		What: sentenceOf(r.Text, set), URL: r.Path("/changes", set.ID.Text(shops.ChangeSetPrefix)), Icon: verbIcons[set.Verb]}
	if m.Who == "" {
		m.Who = "Coulisse"
	}
	if set.UndoneBy != 0 {
		m.What += " · " + r.Text.T("undone")
	}
	if set.CanUndo() && s.mayUndo(r, set.Object) {
		m.Action = undoForm(r.Path("/changes", set.ID.Text(shops.ChangeSetPrefix), "undo"))
	}
	return m
}

// mayUndo asks for the permission by which the object is changed.
func (s screens) mayUndo(r *web.Request, object string) bool {
	permission := s.given.Permissions[object]
	if permission == "" {
		permission = "settings.edit"
	}
	return r.Person.May(permission)
}

// change shows one change set with what each of its changes altered.
func (s screens) change(tx *db.Tx, r *web.Request, in historyForm) (web.Answer, error) {
	row, err := r.ID("change", shops.ChangeSetPrefix)
	if err != nil {
		return web.Answer{}, err
	}
	set, err := shops.ChangeSetByID(tx, row)
	if err != nil {
		return web.Answer{}, err
	}
	page, err := shops.ChangesIn(tx, row, shops.PageInput{After: in.After})
	if err != nil {
		return web.Answer{}, err
	}
	moments := make([]ui.Moment, 0, len(page.Rows))
	for _, c := range page.Rows {
		m := Moment(r, c, tx.Now)
		m.Open, m.Action, m.URL = len(page.Rows) <= 5, nil, s.pathOf(r, c.Object, c.ObjectID)
		moments = append(moments, m)
	}
	frame := r.Frame(tx, sentenceOf(r.Text, set), "history")
	frame.Narrow = true
	frame.Breadcrumb = []ui.Link{{Label: r.Text.T("History"), URL: r.Path("/changes")}}
	frame.Subtitle = set.ActorName + " · " + r.Text.DateTime(set.CreatedAt)
	if set.CanUndo() && s.mayUndo(r, set.Object) {
		frame.Actions = undoForm(r.Path("/changes", set.ID.Text(shops.ChangeSetPrefix), "undo"))
	}
	next := ""
	if page.Next != "" {
		next = r.Path("/changes", set.ID.Text(shops.ChangeSetPrefix)) + "?after=" + url.QueryEscape(page.Next)
	}
	return web.Page(ui.Page(frame, changeView(s.otherSets(r, set), moments, ui.PagerProps{Next: next}))), nil
}

// otherSets leads from an undone set to its undo and back.
func (s screens) otherSets(r *web.Request, set shops.ChangeSet) []ui.Link {
	var links []ui.Link
	if set.UndoneBy != 0 {
		links = append(links, ui.Link{Label: r.Text.T("This was undone."), URL: r.Path("/changes", set.UndoneBy.Text(shops.ChangeSetPrefix))})
	}
	if set.UndoOf != 0 {
		links = append(links, ui.Link{Label: r.Text.T("This undid an earlier change."), URL: r.Path("/changes", set.UndoOf.Text(shops.ChangeSetPrefix))})
	}
	return links
}

// undo takes a change set back and says so with the way to take that back.
func (s screens) undo(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	row, err := r.ID("change", shops.ChangeSetPrefix)
	if err != nil {
		return web.Answer{}, err
	}
	set, err := shops.ChangeSetByID(tx, row)
	if err != nil {
		return web.Answer{}, err
	}
	objects, err := shops.ObjectsIn(tx, set.ID)
	if err != nil {
		return web.Answer{}, err
	}
	for _, object := range objects {
		if !s.mayUndo(r, object) {
			return web.Answer{}, errs.NotFound("This change does not exist.")
		}
	}
	undone, err := shops.Undo(tx, s.given.Restorers, row)
	if err != nil {
		return web.Answer{}, err
	}
	back := r.Path("/")
	if r.Person.May("history.view") {
		back = r.Path("/changes", undone.Text(shops.ChangeSetPrefix))
	}
	return web.Redirect(back).Toast("Undone.").Undo(undone), nil
}

// Moment tells one change for the timeline of a thing, with its difference unfolding
// below.
func Moment(r *web.Request, c shops.ChangeRow, now db.Time) ui.Moment {
	m := ui.Moment{At: c.CreatedAt.Go().Format("2006-01-02T15:04:05Z07:00"), When: r.Text.Ago(c.CreatedAt, now),
		Who: c.ActorName, What: rowSentence(r.Text, c), Icon: verbIcons[c.Verb],
		URL: r.Path("/changes", c.ChangeSetID.Text(shops.ChangeSetPrefix))}
	if m.Who == "" {
		m.Who = "Coulisse"
	}
	list, more := c.Told(r.Text, r.Shop.Currency)
	if len(list) > 0 && c.Before != "" {
		differences := make([]ui.Difference, 0, len(list)+1)
		for _, d := range list {
			differences = append(differences, ui.Difference{Label: d.Field, Before: d.Before, After: d.After})
		}
		m.Detail = diffView(differences, more)
	}
	return m
}

var verbIcons = map[string]string{"created": "plus", "opened": "store", "updated": "pencil", "deleted": "trash-2", "imported": "upload",
	"shipped": "truck", "refunded": "undo-2", "cancelled": "ban", "captured": "banknote", "issued": "file-text"}

type names struct{ one, many string }

// objectNames are the words of the glossary for what changes.
var objectNames = map[string]names{
	"product":          {text.Key("Product"), text.Key("Products")},
	"variant":          {text.Key("Variant"), text.Key("Variants")},
	"collection":       {text.Key("Collection"), text.Key("Collections")},
	"order":            {text.Key("Order"), text.Key("Orders")},
	"customer":         {text.Key("Customer"), text.Key("Customers")},
	"page":             {text.Key("Page"), text.Key("Pages")},
	"menu":             {text.Key("Menu"), text.Key("Menus")},
	"redirect":         {text.Key("Redirect"), text.Key("Redirects")},
	"theme":            {text.Key("Theme"), text.Key("Themes")},
	"shop":             {text.Key("Shop"), text.Key("Settings")},
	"domain":           {text.Key("Domain"), text.Key("Domains")},
	"staff":            {text.Key("Staff member"), text.Key("Staff")},
	"invitation":       {text.Key("Invitation"), text.Key("Invitations")},
	"token":            {text.Key("API token"), text.Key("API tokens")},
	"stock":            {text.Key("Stock"), text.Key("Stock")},
	"delivery_zone":    {text.Key("Delivery zone"), text.Key("Delivery zones")},
	"delivery_method":  {text.Key("Delivery method"), text.Key("Delivery methods")},
	"payment_method":   {text.Key("Payment method"), text.Key("Payment methods")},
	"tax_rate":         {text.Key("Tax rate"), text.Key("Tax rates")},
	"tax_registration": {text.Key("Tax registration"), text.Key("Tax registrations")},
	"tax_setting":      {text.Key("Tax settings"), text.Key("Tax settings")},
	"invoice":          {text.Key("Invoice"), text.Key("Invoices")},
}

var verbSentences = map[string]string{
	"created": text.Key("%s “%s” created"), "updated": text.Key("%s “%s” changed"), "deleted": text.Key("%s “%s” deleted"),
	"opened": text.Key("%s “%s” opened"), "imported": text.Key("%s “%s” imported"), "shipped": text.Key("%s “%s” shipped"), "refunded": text.Key("%s “%s” refunded"),
	"cancelled": text.Key("%s “%s” cancelled"), "captured": text.Key("%s “%s”: payment captured"), "noted": text.Key("%s “%s”: note added"), "moved": text.Key("%s “%s” moved"), "placed": text.Key("%s “%s” placed"), "paid": text.Key("%s “%s” paid"),
}

func say(p *text.Printer, object, title, verb string) string {
	word := object
	if n, known := objectNames[object]; known {
		word = p.T(n.one)
	}
	sentence, known := verbSentences[verb]
	if !known {
		return word + " “" + title + "”: " + p.T(verb)
	}
	return p.T(sentence, word, title)
}

func rowSentence(p *text.Printer, c shops.ChangeRow) string { return say(p, c.Object, c.Title, c.Verb) }

// sentenceOf tells a whole set: its summary, or its first change and how many more.
func sentenceOf(p *text.Printer, set shops.ChangeSet) string {
	if set.Summary != "" {
		return p.T(set.Summary, set.SummaryArgs()...)
	}
	sentence := say(p, set.Object, set.Title, set.Verb)
	if more := int(set.Changes) - 1; more > 0 {
		sentence += " " + p.N(more, "and %d more", "and %d more")
	}
	if set.UndoOf != 0 {
		return p.T("Undo: %s", sentence)
	}
	return sentence
}
