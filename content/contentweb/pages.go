package contentweb

import (
	"github.com/coulisse/coulisse/content"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/shops"
)

type pageForm struct {
	Title          string `form:"title"`
	Handle         string `form:"handle"`
	Body           string `form:"body"`
	Published      bool   `form:"published"`
	SEOTitle       string `form:"seo_title"`
	SEODescription string `form:"seo_description"`
	Version        int64  `form:"version"`
}

func (in pageForm) input() content.PageInput {
	status := content.Draft
	if in.Published {
		status = content.Published
	}
	return content.PageInput{Handle: in.Handle, Title: in.Title, Body: in.Body, Status: status,
		SEOTitle: in.SEOTitle, SEODescription: in.SEODescription, Version: in.Version}
}

func newPage(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	return newPageAgain(tx, r, pageForm{Published: true}, nil)
}

func newPageAgain(tx *db.Tx, r *web.Request, in pageForm, problem *errs.Error) (web.Answer, error) {
	frame := r.Frame(tx, "New page", "pages")
	frame.Breadcrumb = []ui.Link{{Label: r.Text.T("Pages"), URL: r.Path("/pages")}}
	return web.Page(ui.Page(frame, pageEditor(editorProps{in: in, f: faultsOf(r, problem), action: r.Path("/pages"), back: r.Path("/pages"), mayEdit: true}))), nil
}

func createPage(tx *db.Tx, r *web.Request, in pageForm) (web.Answer, error) {
	p, err := content.CreatePage(tx, in.input())
	if err != nil {
		return web.Answer{}, err
	}
	return web.Redirect(r.Path("/pages", p.ID.Text(content.PagePrefix))).Toast("Page created.").Undo(shops.CurrentChangeSet(tx)), nil
}

func onePage(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	in, err := storedPage(tx, r)
	if err != nil {
		return web.Answer{}, err
	}
	return onePageAgain(tx, r, in, nil)
}

// storedPage fills the form from what is stored.
func storedPage(tx *db.Tx, r *web.Request) (pageForm, error) {
	p, err := pageOf(tx, r)
	return pageForm{Title: p.Title, Handle: p.Handle, Body: p.Body, Published: p.Status == content.Published,
		SEOTitle: p.SEOTitle, SEODescription: p.SEODescription, Version: p.Version}, err
}

func onePageAgain(tx *db.Tx, r *web.Request, in pageForm, problem *errs.Error) (web.Answer, error) {
	p, err := pageOf(tx, r)
	if err != nil {
		return web.Answer{}, err
	}
	return editor(tx, r, p, in, problem)
}

func pageOf(tx *db.Tx, r *web.Request) (content.Page, error) {
	row, err := r.ID("page", content.PagePrefix)
	if err != nil {
		return content.Page{}, err
	}
	return content.PageByID(tx, row)
}

func editor(tx *db.Tx, r *web.Request, p content.Page, in pageForm, problem *errs.Error) (web.Answer, error) {
	changes, err := shops.Timeline(tx, "page", p.ID)
	if err != nil {
		return web.Answer{}, err
	}
	path := r.Path("/pages", p.ID.Text(content.PagePrefix))
	frame := r.Frame(tx, p.Title, "pages")
	frame.Breadcrumb = []ui.Link{{Label: r.Text.T("Pages"), URL: r.Path("/pages")}}
	frame.Badges = append(frame.Badges, statusBadge(r.Text, p.Status))
	if p.Status == content.Published {
		frame.Actions = ui.Button(ui.ButtonProps{Label: r.Text.T("View page"), URL: r.ShopURL("/pages/" + p.Handle), Icon: "external-link"})
	}
	return web.Page(ui.Page(frame, pageEditor(editorProps{in: in, f: faultsOf(r, problem), action: path, back: path, removal: path + "/removal",
		preview: content.Sanitize(p.Body), moments: moments(r, changes, tx.Now), mayEdit: r.Person.May("content.edit")}))).Holds(path, in), nil
}

func savePage(tx *db.Tx, r *web.Request, in pageForm) (web.Answer, error) {
	row, err := r.ID("page", content.PagePrefix)
	if err != nil {
		return web.Answer{}, err
	}
	if _, err = content.UpdatePage(tx, row, in.input()); err != nil {
		return web.Answer{}, err
	}
	return web.Redirect(r.Path("/pages", row.Text(content.PagePrefix))).Toast("Page saved.").Undo(shops.CurrentChangeSet(tx)), nil
}

func removePage(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	return remove(tx, r, "page", content.PagePrefix, content.DeletePage, "/pages", "Page deleted.")
}

// remove deletes the row a path names and offers the way back.
func remove(tx *db.Tx, r *web.Request, param, prefix string, operation func(*db.Tx, id.ID) error, back, said string) (web.Answer, error) {
	row, err := r.ID(param, prefix)
	if err == nil {
		err = operation(tx, row)
	}
	if err != nil {
		return web.Answer{}, err
	}
	return web.Redirect(r.Path(back)).Toast(said).Undo(shops.CurrentChangeSet(tx)), nil
}

var verbIcons = map[string]string{"created": "plus", "updated": "pencil", "deleted": "trash-2"}

// moments tell the changes of a thing.
func moments(r *web.Request, changes []shops.ChangeRow, now db.Time) []ui.Moment {
	list := make([]ui.Moment, 0, len(changes))
	for _, c := range changes {
		m := ui.Moment{At: c.CreatedAt.Go().Format("2006-01-02T15:04:05Z07:00"), When: r.Text.Ago(c.CreatedAt, now), Who: c.ActorName,
			What: r.Text.T(verbs[c.Verb]), Icon: verbIcons[c.Verb], URL: r.Path("/changes", c.ChangeSetID.Text(shops.ChangeSetPrefix))}
		if c.Before != "" && c.After != "" {
			var differences []ui.Difference
			fields, _ := c.Told(r.Text, r.Shop.Currency)
			for _, d := range fields {
				differences = append(differences, ui.Difference{Label: d.Field, Before: d.Before, After: d.After})
			}
			if len(differences) > 0 {
				m.Detail = ui.DiffView(differences)
			}
		}
		list = append(list, m)
	}
	return list
}
