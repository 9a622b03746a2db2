package shopsweb

import (
	"slices"
	"strings"
	"time"

	"github.com/a-h/templ"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/list"
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/shops"
)

// Lists are the lists of this department, for the test of their plans.
func Lists() []list.List { return []list.List{screens{}.changesList()} }

// accountPrefix begins the ids of people in addresses of lists.
const accountPrefix = "acc"

// changesList is the history of the shop: one row for each act, with its Undo.
func (s screens) changesList() list.Of[shops.ChangeSet] {
	views := []list.View{{ID: "all", Label: text.Key("All")}}
	for _, object := range []string{"product", "order", "customer", "page", "shop"} {
		views = append(views, list.View{ID: object, Label: objectNames[object].many, Query: "object=" + object})
	}
	return list.Of[shops.ChangeSet]{
		About: web.About{Title: text.Key("History"), Line: text.Key("Everything people and programs changed in this shop, newest first."), Help: "history", Words: "audit log undo changes journal historique annuler modifications", Icon: "history"},
		Name:  "changes", Title: text.Key("History"), Path: "/changes", Permission: "history.view", Active: "history", Sort: "-created_at",
		Views: views, Columns: s.changeColumns(),
		Filters: []list.Filter{
			{Name: "object", Label: text.Key("Kind of thing"), Control: list.Choice, Sample: "product", Options: func(_ *db.Tx, at list.At) ([]ui.Option, error) {
				var all []ui.Option
				for object, word := range objectNames {
					all = append(all, ui.Option{Value: object, Label: at.Text.T(word.many)})
				}
				slices.SortFunc(all, func(a, b ui.Option) int { return strings.Compare(a.Label+a.Value, b.Label+b.Value) })
				return all, nil
			}},
			{Name: "who", Label: text.Key("Person"), Control: list.Choice, Sample: id.ID(1).Text(accountPrefix), Options: func(tx *db.Tx, _ list.At) ([]ui.Option, error) {
				members, err := shops.Staff(tx)
				var all []ui.Option
				for _, m := range members {
					all = append(all, ui.Option{Value: m.AccountID.Text(accountPrefix), Label: m.Name})
				}
				return all, err
			}},
			{Name: "day", Label: text.Key("Date"), Control: list.Dates},
		},
		Load: func(tx *db.Tx, q list.Query) (db.Page[shops.ChangeSet], error) {
			in := shops.HistoryInput{Object: q.Is("object"), After: q.After, Before: q.Before, Limit: q.Limit}
			var err error
			if in.Actor, err = q.ID("who", accountPrefix); err == nil {
				in.From, in.To, err = moments(tx, q)
			}
			if err != nil {
				return db.Page[shops.ChangeSet]{}, err
			}
			return shops.History(tx, in)
		},
		Prefix: shops.ChangeSetPrefix, ID: func(set shops.ChangeSet) id.ID { return set.ID }, Label: func(set shops.ChangeSet) string { return set.Title },
		URL: func(at list.At, set shops.ChangeSet) string {
			return at.R.Path("/changes", set.ID.Text(shops.ChangeSetPrefix))
		},
		Faded:    func(set shops.ChangeSet) bool { return set.UndoneBy != 0 },
		NoneFits: text.Key("No change fits"),
		Empty: func(at list.At) ui.EmptyProps {
			return ui.EmptyProps{Icon: "history", Title: at.Text.T("Nothing here yet"), Text: at.Text.T("What you create, change or delete will stand here, with a way to take it back.")}
		},
	}
}

func (s screens) changeColumns() []list.Column[shops.ChangeSet] {
	who := func(set shops.ChangeSet) string {
		if set.ActorName == "" {
			return "Coulisse"
		}
		return set.ActorName
	}
	return []list.Column[shops.ChangeSet]{
		{ID: "what", Label: text.Key("What"), Main: true, Value: func(at list.At, set shops.ChangeSet) list.Value { return list.Text(sentenceOf(at.Text, set)) },
			Cell: func(at list.At, set shops.ChangeSet) templ.Component {
				if set.UndoneBy != 0 {
					return ui.Two(sentenceOf(at.Text, set), at.Text.T("undone"))
				}
				return ui.Strong(sentenceOf(at.Text, set))
			}},
		{ID: "who", Label: text.Key("Who"), Value: func(_ list.At, set shops.ChangeSet) list.Value { return list.Text(who(set)) },
			Cell: func(_ list.At, set shops.ChangeSet) templ.Component { return ui.PersonCell(who(set)) }},
		{ID: "created_at", Label: text.Key("When"), Value: func(_ list.At, set shops.ChangeSet) list.Value { return list.Time(set.CreatedAt) },
			Cell: func(at list.At, set shops.ChangeSet) templ.Component {
				return ui.Time(set.CreatedAt.Go().Format("2006-01-02T15:04:05Z07:00"), at.Text.Ago(set.CreatedAt, at.Now))
			}},
		{ID: "changes", Label: text.Key("Changes"), Phone: "hide", Hidden: true, Value: func(_ list.At, set shops.ChangeSet) list.Value { return list.Number(set.Changes) }},
		{ID: "undo", Label: text.Key("Undo"), Bare: true, Phone: "end", Cell: func(at list.At, set shops.ChangeSet) templ.Component {
			if !set.CanUndo() || !s.mayUndo(at.R, set.Object) {
				return ui.Nothing()
			}
			return undoForm(at.R.Path("/changes", set.ID.Text(shops.ChangeSetPrefix), "undo"))
		}},
	}
}

// moments are the bounds of the days asked for, in the shop's zone.
func moments(tx *db.Tx, q list.Query) (from, to db.Time, err error) {
	first, last := q.Days("day")
	if first == "" && last == "" {
		return 0, 0, nil
	}
	shop, err := shops.Get(tx)
	if err != nil {
		return 0, 0, err
	}
	zone, err := time.LoadLocation(shop.Zone)
	if err != nil {
		zone = time.UTC // a zone this machine does not know is read as UTC
	}
	if from, err = startOf(first, zone, 0); err != nil {
		return 0, 0, err
	}
	to, err = startOf(last, zone, 1)
	return from, to, err
}

func startOf(day string, zone *time.Location, add int) (db.Time, error) {
	if day == "" {
		return 0, nil
	}
	t, err := time.ParseInLocation(time.DateOnly, day, zone)
	if err != nil {
		return 0, errs.InvalidField("day", "Write a day like 2026-11-22.")
	}
	return db.TimeOf(t.AddDate(0, 0, add)), nil
}
