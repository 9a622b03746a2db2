package catalogweb

import (
	"github.com/a-h/templ"

	"github.com/coulisse/coulisse/catalog"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/list"
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/kit/web"
)

// collectionsList is the list of collections.
func collectionsList() list.Of[catalog.Collection] {
	how := func(at list.At, c catalog.Collection) list.Value {
		if c.ByRule {
			return list.Text(at.Text.T("By rules"))
		}
		return list.Text(at.Text.T("By hand"))
	}
	return list.Of[catalog.Collection]{
		About: web.About{Title: text.Key("Collections"), Line: text.Key("Groups of products your visitors browse by, filled by hand or by rules."), Help: "collections", Words: "categories groups catégories rayons groupes", Icon: "layers"},
		Name:  "collections", Title: text.Key("Collections"), Path: "/collections", Permission: maySee, Active: "collections",
		Search: text.Key("Search collections"), Sort: "title", Views: []list.View{{ID: "all", Label: text.Key("All")}},
		Filters: []list.Filter{{Name: "how", Label: text.Key("Products chosen"), Control: list.Choice, Sample: "rules", Options: func(_ *db.Tx, at list.At) ([]ui.Option, error) {
			return []ui.Option{{Value: "hand", Label: at.Text.T("By hand")}, {Value: "rules", Label: at.Text.T("By rules")}}, nil
		}}},
		Columns: []list.Column[catalog.Collection]{
			{ID: "title", Label: text.Key("Collection"), Main: true, Sort: "title", Value: func(_ list.At, c catalog.Collection) list.Value { return list.Text(c.Title) },
				Cell: func(_ list.At, c catalog.Collection) templ.Component {
					return ui.Two(c.Title, "/collections/"+c.Handle)
				}},
			{ID: "how", Label: text.Key("Products chosen"), Value: how},
			{ID: "members", Label: text.Key("Products"), Sort: "members", Down: true, Phone: "end", Value: func(_ list.At, c catalog.Collection) list.Value { return list.Number(c.Members) }},
			{ID: "updated_at", Label: text.Key("Changed"), Sort: "updated_at", Down: true, Phone: "hide", Value: func(_ list.At, c catalog.Collection) list.Value { return list.Time(c.UpdatedAt) },
				Cell: func(at list.At, c catalog.Collection) templ.Component {
					return ui.Muted(at.Text.Ago(c.UpdatedAt, at.Now))
				}},
		},
		Load: func(tx *db.Tx, q list.Query) (db.Page[catalog.Collection], error) {
			return catalog.BrowseCollections(tx, catalog.CollectionsInput{Query: q.Text, How: q.Is("how"), Sort: q.Sort, After: q.After, Before: q.Before, Limit: q.Limit})
		},
		One: catalog.GetCollection, Prefix: catalog.CollectionPrefix, ID: func(c catalog.Collection) id.ID { return c.ID },
		Label: func(c catalog.Collection) string { return c.Title },
		URL: func(at list.At, c catalog.Collection) string {
			return at.R.Path("/collections", c.ID.Text(catalog.CollectionPrefix))
		},
		Acts: []list.Act[catalog.Collection]{{ID: "delete", Label: text.Key("Delete"), Icon: "trash-2", Permission: mayEdit, Danger: true, Summary: text.Key("Collections deleted"),
			Ask: text.Key("The collections are deleted; their products stay."),
			Do:  func(tx *db.Tx, c catalog.Collection, _ list.Input) error { return catalog.DeleteCollection(tx, c.ID) }}},
		NoneFits: text.Key("No collection fits"),
		Empty: func(at list.At) ui.EmptyProps {
			return ui.EmptyProps{Icon: "layers", Title: at.Text.T("No collection yet"), Action: addCollection(at),
				Text: at.Text.T("A collection is a page of the shop that shows chosen products, such as “Summer” or “Under 20 euros”.")}
		},
		Frame: func(_ *db.Tx, at list.At, frame *ui.PageProps) error {
			frame.Actions = addCollection(at)
			return nil
		},
	}
}

func addCollection(at list.At) templ.Component {
	if !at.R.Person.May(mayEdit) {
		return nil
	}
	return ui.Button(ui.ButtonProps{Label: at.Text.T("Add collection"), URL: at.R.Path("/collections/new"), Look: ui.Primary, Icon: "plus", Key: "c"})
}
