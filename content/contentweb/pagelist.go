package contentweb

import (
	"github.com/a-h/templ"

	"github.com/coulisse/coulisse/content"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/list"
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/kit/web"
)

// Lists are the lists of this department, for the jobs of their acts.
func Lists() []list.List { return []list.List{pagesList()} }

// pagesList is the list of the shop's own pages.
func pagesList() list.Of[content.Page] {
	state := func(at list.At, p content.Page) list.Value {
		if p.Status == content.Published {
			return list.Text(at.Text.T("Published"))
		}
		return list.Text(at.Text.T("Draft"))
	}
	return list.Of[content.Page]{
		About: web.About{Title: text.Key("Pages"), Line: text.Key("Texts of your shop: about you, delivery, legal notice."), Help: "content", Words: "content texts about cms contenu textes à propos mentions", Icon: "file-text"},
		Name:  "pages", Title: text.Key("Content"), Path: "/pages", Permission: "content.view", Active: "pages",
		Search: text.Key("Search pages"), Sort: "title",
		Views: []list.View{{ID: "all", Label: text.Key("All")}, {ID: "published", Label: text.Key("Published"), Query: "status=published"},
			{ID: "draft", Label: text.Key("Draft"), Query: "status=draft"}},
		Filters: []list.Filter{{Name: "status", Control: list.Fixed}},
		Columns: []list.Column[content.Page]{
			{ID: "title", Label: text.Key("Title"), Main: true, Sort: "title", Value: func(_ list.At, p content.Page) list.Value { return list.Text(p.Title) }},
			{ID: "handle", Label: text.Key("Address"), Sort: "handle", Value: func(_ list.At, p content.Page) list.Value { return list.Text("/pages/" + p.Handle) },
				Cell: func(_ list.At, p content.Page) templ.Component { return ui.Muted("/pages/" + p.Handle) }},
			{ID: "status", Label: text.Key("State"), Phone: "end", Value: state, Cell: func(at list.At, p content.Page) templ.Component { return statusBadge(at.Text, p.Status) }},
			{ID: "updated_at", Label: text.Key("Changed"), Sort: "updated_at", Down: true, Phone: "hide", Value: func(_ list.At, p content.Page) list.Value { return list.Time(p.UpdatedAt) },
				Cell: func(at list.At, p content.Page) templ.Component { return ui.Plain(at.Text.Date(p.UpdatedAt)) }},
		},
		Load: func(tx *db.Tx, q list.Query) (db.Page[content.Page], error) {
			sort := q.Sort
			if sort == "" {
				sort = "title"
			}
			return content.Pages(tx, content.ListInput{Text: q.Text, Status: q.Is("status"), Sort: sort, After: q.After, Before: q.Before, Limit: q.Limit})
		},
		One: content.PageByID, Prefix: content.PagePrefix, ID: func(p content.Page) id.ID { return p.ID }, Label: func(p content.Page) string { return p.Title },
		URL: func(at list.At, p content.Page) string { return at.R.Path("/pages", p.ID.Text(content.PagePrefix)) },
		Acts: []list.Act[content.Page]{
			{ID: "publish", Label: text.Key("Publish"), Icon: "eye", Permission: "content.edit", Summary: text.Key("Pages published"), Do: publish(content.Published)},
			{ID: "hide", Label: text.Key("Make draft"), Icon: "eye-off", Permission: "content.edit", Summary: text.Key("Pages made drafts"), Do: publish(content.Draft)},
			{ID: "delete", Label: text.Key("Delete"), Icon: "trash-2", Permission: "content.edit", Danger: true, Summary: text.Key("Pages deleted"), Ask: text.Key("The pages are deleted; Undo brings them back."),
				Do: func(tx *db.Tx, p content.Page, _ list.Input) error { return content.DeletePage(tx, p.ID) }},
		},
		NoneFits: text.Key("No page fits"),
		Empty: func(at list.At) ui.EmptyProps {
			return ui.EmptyProps{Icon: "file-text", Title: at.Text.T("No page yet"), Text: at.Text.T("Pages tell your visitors who you are and how you sell.")}
		},
		Frame: func(_ *db.Tx, at list.At, frame *ui.PageProps) error {
			if at.R.Person.May("content.edit") {
				frame.Actions = ui.Button(ui.ButtonProps{Label: at.Text.T("New page"), URL: at.R.Path("/pages/new"), Look: ui.Primary, Icon: "plus", Key: "c"})
			}
			return nil
		},
		Around: func(_ *db.Tx, at list.At, view templ.Component) (templ.Component, error) {
			return withTabs(contentTabs(at.R, "pages"), view), nil
		},
	}
}

func publish(status string) func(tx *db.Tx, p content.Page, _ list.Input) error {
	return func(tx *db.Tx, p content.Page, _ list.Input) error {
		_, err := content.UpdatePage(tx, p.ID, content.PageInput{Handle: p.Handle, Title: p.Title, Body: p.Body, Status: status, SEOTitle: p.SEOTitle, SEODescription: p.SEODescription})
		return err
	}
}
