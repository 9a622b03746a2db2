package catalogweb

import (
	"time"

	"github.com/a-h/templ"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/shops"
)

func faultsOf(r *web.Request, problem *errs.Error) faults {
	if problem == nil {
		return faults{}
	}
	f := faults{sentence: r.Text.Error(problem)}
	for _, one := range r.Text.Fields(problem) {
		f.list = append(f.list, ui.FieldError{Name: one.Name, Message: one.Message})
	}
	return f
}

var verbs = map[string]string{"created": text.Key("Created"), "updated": text.Key("Changed"), "deleted": text.Key("Deleted")}

var verbIcons = map[string]string{"created": "plus", "updated": "pencil", "deleted": "trash-2"}

// momentsOf is the timeline of a product or collection, each change with its Undo.
func momentsOf(r *web.Request, rows []shops.ChangeRow, now db.Time, mayUndo bool) []ui.Moment {
	moments := make([]ui.Moment, 0, len(rows))
	for _, c := range rows {
		set := r.Path("/changes", c.ChangeSetID.Text(shops.ChangeSetPrefix))
		m := ui.Moment{At: c.CreatedAt.Go().Format(time.RFC3339), When: r.Text.Ago(c.CreatedAt, now), Who: c.ActorName,
			What: r.Text.T(verbs[c.Verb]), Icon: verbIcons[c.Verb], URL: set}
		if c.UndoneBy != 0 {
			m.What += " · " + r.Text.T("undone")
		}
		if c.Before != "" && c.After != "" {
			m.Detail = differences(r, c)
		}
		if mayUndo && c.Undoable && c.UndoneBy == 0 {
			m.Action = undoForm(set + "/undo")
		}
		moments = append(moments, m)
	}
	return moments
}

// differences are what a change altered; nil when nothing of it is shown.
func differences(r *web.Request, c shops.ChangeRow) templ.Component {
	list, _ := c.Told(r.Text, r.Shop.Currency)
	if len(list) == 0 {
		return nil
	}
	shown := make([]ui.Difference, 0, len(list))
	for _, d := range list {
		shown = append(shown, ui.Difference{Label: d.Field, Before: d.Before, After: d.After})
	}
	return ui.DiffView(shown)
}
