package contentweb

import (
	"github.com/coulisse/coulisse/content"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/web"
)

// API adds /pages and /menus to the admin JSON.
func API(a *web.API) {
	op := func(method, path, summary, scope string) web.Op {
		return web.Op{Method: method, Path: path, Summary: summary, Scope: scope, Tag: "content"}
	}
	web.Operation(a, op("GET", "/pages", "List pages", "content.view"), apiPages)
	web.Operation(a, op("POST", "/pages", "Create a page", "content.edit"), apiCreatePage)
	web.Operation(a, op("GET", "/pages/{id}", "One page", "content.view"), apiPage)
	web.Operation(a, op("PATCH", "/pages/{id}", "Change a page", "content.edit"), apiUpdatePage)
	web.Operation(a, op("DELETE", "/pages/{id}", "Delete a page", "content.edit"), apiDeletePage)
	web.Operation(a, op("GET", "/menus", "List menus with their entries", "content.view"), apiMenus)
	web.Operation(a, op("GET", "/menus/{id}", "One menu", "content.view"), apiMenu)
	web.Operation(a, op("PUT", "/menus/{id}", "Replace title and entries of a menu", "content.edit"), apiUpdateMenu)
}

// PageOut is a page as programs see it.
type PageOut struct {
	ID             string  `json:"id"`
	Handle         string  `json:"handle"`
	Title          string  `json:"title"`
	BodyHTML       string  `json:"body_html"`
	Status         string  `json:"status" enum:"published,draft"`
	SEOTitle       string  `json:"seo_title"`
	SEODescription string  `json:"seo_description"`
	CreatedAt      db.Time `json:"created_at"`
	UpdatedAt      db.Time `json:"updated_at"`
	Version        int64   `json:"version"`
}

// ETag is the entity tag of the page.
func (p PageOut) ETag() string { return web.ETag(p.Version) }

func pageOut(p content.Page) PageOut {
	return PageOut{p.ID.Text(content.PagePrefix), p.Handle, p.Title, content.Sanitize(p.Body), p.Status, p.SEOTitle,
		p.SEODescription, p.CreatedAt, p.UpdatedAt, p.Version}
}

type pagesInput struct {
	web.ListInput
	Status string `query:"status" enum:"published,draft" doc:"Only pages of this status."`
}

func apiPages(tx *db.Tx, _ *web.Request, in *pagesInput) (web.List[PageOut], error) {
	page, err := content.Pages(tx, content.ListInput{Text: in.Q, Status: in.Status, After: in.After, Before: in.Before, Limit: int(in.Limit)})
	return web.ListOf(page, pageOut), err
}

// PageBody is what programs write; fields left out stay.
type PageBody struct {
	Handle         *string `json:"handle,omitempty"`
	Title          *string `json:"title,omitempty"`
	BodyHTML       *string `json:"body_html,omitempty"`
	Status         *string `json:"status,omitempty" enum:"published,draft"`
	SEOTitle       *string `json:"seo_title,omitempty"`
	SEODescription *string `json:"seo_description,omitempty"`
}

func (b PageBody) over(p content.Page) content.PageInput {
	in := content.PageInput{Handle: p.Handle, Title: p.Title, Body: p.Body, Status: p.Status, SEOTitle: p.SEOTitle, SEODescription: p.SEODescription}
	for _, f := range []struct{ to, from *string }{{&in.Handle, b.Handle}, {&in.Title, b.Title}, {&in.Body, b.BodyHTML},
		{&in.Status, b.Status}, {&in.SEOTitle, b.SEOTitle}, {&in.SEODescription, b.SEODescription}} {
		if f.from != nil {
			*f.to = *f.from
		}
	}
	return in
}

func apiCreatePage(tx *db.Tx, _ *web.Request, in *struct{ Body PageBody }) (PageOut, error) {
	p, err := content.CreatePage(tx, in.Body.over(content.Page{}))
	return pageOut(p), err
}

// RowInput names one row in the path.
type RowInput struct {
	ID string `path:"id"`
}

func (in RowInput) row(prefix string) (id.ID, error) { return id.Parse(prefix, in.ID) }

func apiPage(tx *db.Tx, _ *web.Request, in *RowInput) (PageOut, error) {
	p, err := pageByText(tx, in.ID)
	return pageOut(p), err
}

func pageByText(tx *db.Tx, text string) (content.Page, error) {
	row, err := id.Parse(content.PagePrefix, text)
	if err != nil {
		return content.Page{}, err
	}
	return content.PageByID(tx, row)
}

func apiUpdatePage(tx *db.Tx, r *web.Request, in *struct {
	RowInput
	Body PageBody
}) (PageOut, error) {
	p, err := pageByText(tx, in.ID)
	if err == nil {
		err = web.IfMatch(r, p.Version)
	}
	if err != nil {
		return PageOut{}, err
	}
	p, err = content.UpdatePage(tx, p.ID, in.Body.over(p))
	return pageOut(p), err
}

func apiDeletePage(tx *db.Tx, r *web.Request, in *RowInput) (struct{}, error) {
	p, err := pageByText(tx, in.ID)
	if err == nil {
		err = web.IfMatch(r, p.Version)
	}
	if err == nil {
		err = content.DeletePage(tx, p.ID)
	}
	return struct{}{}, err
}

// MenuOut is a menu as programs see it.
type MenuOut struct {
	ID        string          `json:"id"`
	Handle    string          `json:"handle"`
	Title     string          `json:"title"`
	Entries   []content.Entry `json:"entries"`
	CreatedAt db.Time         `json:"created_at"`
	UpdatedAt db.Time         `json:"updated_at"`
	Version   int64           `json:"version"`
}

// ETag is the entity tag of the menu.
func (m MenuOut) ETag() string { return web.ETag(m.Version) }

func menuOut(m content.Menu) MenuOut {
	if m.Entries == nil {
		m.Entries = []content.Entry{}
	}
	return MenuOut{m.ID.Text(content.MenuPrefix), m.Handle, m.Title, m.Entries, m.CreatedAt, m.UpdatedAt, m.Version}
}

func apiMenus(tx *db.Tx, _ *web.Request, _ *struct{}) (web.List[MenuOut], error) {
	menus, err := content.Menus(tx)
	return web.ListOf(db.Page[content.Menu]{Rows: menus}, menuOut), err
}

func apiMenu(tx *db.Tx, _ *web.Request, in *RowInput) (MenuOut, error) {
	row, err := in.row(content.MenuPrefix)
	if err != nil {
		return MenuOut{}, err
	}
	m, err := content.MenuByID(tx, row)
	return menuOut(m), err
}

func apiUpdateMenu(tx *db.Tx, r *web.Request, in *struct {
	RowInput
	Body struct {
		Title   string          `json:"title"`
		Entries []content.Entry `json:"entries"`
	}
}) (MenuOut, error) {
	row, err := in.row(content.MenuPrefix)
	if err != nil {
		return MenuOut{}, errs.NotFound("This menu does not exist.")
	}
	m, err := content.MenuByID(tx, row)
	if err == nil {
		err = web.IfMatch(r, m.Version)
	}
	if err != nil {
		return MenuOut{}, err
	}
	m, err = content.UpdateMenu(tx, row, content.MenuInput{Title: in.Body.Title, Entries: in.Body.Entries})
	return menuOut(m), err
}
