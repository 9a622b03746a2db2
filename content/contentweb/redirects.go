package contentweb

import (
	"github.com/coulisse/coulisse/content"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/shops"
)

type redirectForm struct {
	Path   string `form:"path"`
	Target string `form:"target"`
}

func redirectList(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	return redirectsAgain(tx, r, redirectForm{}, nil)
}

func redirectsAgain(tx *db.Tx, r *web.Request, in redirectForm, problem *errs.Error) (web.Answer, error) {
	list, err := content.Redirects(tx)
	if err != nil {
		return web.Answer{}, err
	}
	return contentPage(tx, r, "redirects", nil, redirectsView(r, list, in, faultsOf(r, problem))), nil
}

func createRedirect(tx *db.Tx, r *web.Request, in redirectForm) (web.Answer, error) {
	if _, err := content.CreateRedirect(tx, content.RedirectInput{Path: in.Path, Target: in.Target}); err != nil {
		return web.Answer{}, err
	}
	return web.Redirect(r.Path("/redirects")).Toast("Redirect saved.").Undo(shops.CurrentChangeSet(tx)), nil
}

func removeRedirect(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	return remove(tx, r, "redirect", content.RedirectPrefix, content.DeleteRedirect, "/redirects", "Redirect removed.")
}

type themeForm struct {
	Headline     string `form:"headline"`
	Subheadline  string `form:"subheadline"`
	Announcement string `form:"announcement"`
	ColourAccent string `form:"colour_accent"`
}

func themeSettings(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	in, err := storedTheme(tx, r)
	if err != nil {
		return web.Answer{}, err
	}
	return themeAgain(tx, r, in, nil)
}

// storedTheme fills the form from what is stored.
func storedTheme(tx *db.Tx, _ *web.Request) (themeForm, error) {
	s, err := content.ThemeSettings(tx)
	return themeForm{s["headline"], s["subheadline"], s["announcement"], s["colour_accent"]}, err
}

func themeAgain(tx *db.Tx, r *web.Request, in themeForm, problem *errs.Error) (web.Answer, error) {
	return contentPage(tx, r, "theme", nil, themeView(r, in, faultsOf(r, problem))).Holds(r.Path("/theme"), in), nil
}

func saveTheme(tx *db.Tx, r *web.Request, in themeForm) (web.Answer, error) {
	if err := content.SetTheme(tx, map[string]string{"headline": in.Headline, "subheadline": in.Subheadline,
		"announcement": in.Announcement, "colour_accent": in.ColourAccent}); err != nil {
		return web.Answer{}, err
	}
	return web.Redirect(r.Path("/theme")).Toast("Theme saved.").Undo(shops.CurrentChangeSet(tx)), nil
}
