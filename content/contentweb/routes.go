// Package contentweb has the screens of pages, menus, redirects and the settings of the
// theme, and the JSON of /pages and /menus.
package contentweb

import (
	"embed"

	"github.com/a-h/templ"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/list"
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/kit/web"
)

// Lang holds the translations of the screens.
//
//go:embed lang
var Lang embed.FS

// Routes adds the admin pages of content.
func Routes(rs *web.Routes) {
	commands(rs)
	view, edit := web.Staff("content.view"), web.Staff("content.edit")
	list.Mount(rs, pagesList())
	rs.Get("/pages/new", edit.About(web.About{Title: text.Key("New page"), Line: text.Key("A new text for your visitors."), Help: "content", Words: "create page text créer page texte nouvelle", Icon: "plus"}), web.Handle(newPage))
	rs.Post("/pages", edit.MaxBody(2<<20), web.Again(web.Handle(createPage), newPageAgain))
	rs.Get("/pages/{page}", view.About(web.About{Line: text.Key("One text of your shop, as visitors read it."), Help: "content"}), web.Handle(onePage))
	rs.Post("/pages/{page}", edit.MaxBody(2<<20), web.Guard(web.Again(web.Handle(savePage), onePageAgain), storedPage))
	rs.Post("/pages/{page}/removal", edit, web.Handle(removePage))

	rs.Get("/menus", view.About(web.About{Title: text.Key("Menus"), Line: text.Key("The links at the top and at the bottom of your shop."), Help: "content", Words: "navigation links header footer liens en-tête pied de page", Icon: "list"}), web.Handle(menuList))
	rs.Post("/menus", edit, web.Again(web.Handle(createMenu), menuListAgain))
	rs.Get("/menus/{menu}", view.About(web.About{Line: text.Key("The links of one menu, in their order."), Help: "content"}), web.Handle(oneMenu))
	rs.Post("/menus/{menu}", edit, web.Guard(web.Again(web.Handle(saveMenu), oneMenuAgain), storedMenu))
	rs.Post("/menus/{menu}/move", edit, web.Handle(moveEntry))
	rs.Post("/menus/{menu}/removal", edit, web.Handle(removeMenu))

	rs.Get("/redirects", view.About(web.About{Title: text.Key("Redirects"), Line: text.Key("Old addresses that lead to new ones, so that no visitor is lost."), Help: "content", Words: "redirect 301 404 old url moved redirections anciennes adresses", Icon: "link"}), web.Handle(redirectList))
	rs.Post("/redirects", edit, web.Again(web.Handle(createRedirect), redirectsAgain))
	rs.Post("/redirects/{redirect}/removal", edit, web.Handle(removeRedirect))

	rs.Get("/theme", view.About(web.About{Title: text.Key("Theme"), Line: text.Key("Headline, announcement and colour of your shop."), Help: "content", Words: "design look appearance color colour headline apparence thème couleur titre bandeau", Icon: "palette",
		Fields: web.Fields("headline", text.Key("Headline of the first page"), "subheadline", text.Key("Sentence below it"), "announcement", text.Key("Announcement over every page"), "colour_accent", text.Key("Accent colour"))}), web.Handle(themeSettings))
	rs.Post("/theme", edit, web.Guard(web.Again(web.Handle(saveTheme), themeAgain), storedTheme))
}

// contentPage draws one part of content with the tabs of all.
func contentPage(tx *db.Tx, r *web.Request, active string, change func(*ui.PageProps), body templ.Component) web.Answer {
	place := "pages"
	if active == "menus" {
		place = active
	}
	frame := r.Frame(tx, "Content", place)
	if change != nil {
		change(&frame)
	}
	return web.Page(ui.Page(frame, withTabs(contentTabs(r, active), body)))
}

func contentTabs(r *web.Request, active string) []ui.Tab {
	return []ui.Tab{
		{Label: r.Text.T("Pages"), URL: r.Path("/pages"), Active: active == "pages"},
		{Label: r.Text.T("Menus"), URL: r.Path("/menus"), Active: active == "menus"},
		{Label: r.Text.T("Redirects"), URL: r.Path("/redirects"), Active: active == "redirects"},
		{Label: r.Text.T("Theme"), URL: r.Path("/theme"), Active: active == "theme"},
	}
}

// faults are the messages of a refused form.
type faults struct {
	sentence string
	list     []ui.FieldError
}

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

func (f faults) of(name string) string {
	for _, one := range f.list {
		if one.Name == name {
			return one.Message
		}
	}
	return ""
}
