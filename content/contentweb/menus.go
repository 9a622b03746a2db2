package contentweb

import (
	"github.com/coulisse/coulisse/content"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/shops"
)

var verbs = map[string]string{"created": text.Key("Created"), "updated": text.Key("Changed"), "deleted": text.Key("Deleted")}

type newMenuForm struct {
	Title string `form:"title"`
}

func menuList(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	return menuListAgain(tx, r, newMenuForm{}, nil)
}

func menuListAgain(tx *db.Tx, r *web.Request, in newMenuForm, problem *errs.Error) (web.Answer, error) {
	menus, err := content.Menus(tx)
	if err != nil {
		return web.Answer{}, err
	}
	return contentPage(tx, r, "menus", nil, menusView(r, menus, in, faultsOf(r, problem))), nil
}

func createMenu(tx *db.Tx, r *web.Request, in newMenuForm) (web.Answer, error) {
	m, err := content.CreateMenu(tx, content.MenuInput{Title: in.Title})
	if err != nil {
		return web.Answer{}, err
	}
	return web.Redirect(r.Path("/menus", m.ID.Text(content.MenuPrefix))).Toast("Menu created.").Undo(shops.CurrentChangeSet(tx)), nil
}

type entryForm struct {
	Title  string `form:"title"`
	Target string `form:"target"`
	Below  bool   `form:"below"`
	Remove bool   `form:"remove"`
}

type menuForm struct {
	Title   string      `form:"title"`
	Entries []entryForm `form:"entries"`
	Version int64       `form:"version"`
}

func (in menuForm) input() content.MenuInput {
	out := content.MenuInput{Title: in.Title, Version: in.Version}
	for _, e := range in.Entries {
		if e.Remove {
			continue
		}
		entry := content.Entry{Title: e.Title, Target: e.Target}
		if e.Below {
			entry.Depth = 1
		}
		out.Entries = append(out.Entries, entry)
	}
	return out
}

func oneMenu(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	in, err := storedMenu(tx, r)
	if err != nil {
		return web.Answer{}, err
	}
	return oneMenuAgain(tx, r, in, nil)
}

// storedMenu fills the form from what is stored.
func storedMenu(tx *db.Tx, r *web.Request) (menuForm, error) {
	m, err := menuOf(tx, r)
	in := menuForm{Title: m.Title, Version: m.Version}
	for _, e := range m.Entries {
		in.Entries = append(in.Entries, entryForm{Title: e.Title, Target: e.Target, Below: e.Depth == 1})
	}
	return in, err
}

func oneMenuAgain(tx *db.Tx, r *web.Request, in menuForm, problem *errs.Error) (web.Answer, error) {
	m, err := menuOf(tx, r)
	if err != nil {
		return web.Answer{}, err
	}
	if n := len(in.Entries); n > 0 && in.Entries[n-1] == (entryForm{}) {
		in.Entries = in.Entries[:n-1] // the empty line for a new one is drawn anyway
	}
	return menuEditor(tx, r, m, in, problem)
}

func menuOf(tx *db.Tx, r *web.Request) (content.Menu, error) {
	row, err := r.ID("menu", content.MenuPrefix)
	if err != nil {
		return content.Menu{}, err
	}
	return content.MenuByID(tx, row)
}

func menuEditor(tx *db.Tx, r *web.Request, m content.Menu, in menuForm, problem *errs.Error) (web.Answer, error) {
	changes, err := shops.Timeline(tx, "menu", m.ID)
	if err != nil {
		return web.Answer{}, err
	}
	path := r.Path("/menus", m.ID.Text(content.MenuPrefix))
	frame := r.Frame(tx, m.Title, "menus")
	frame.Breadcrumb = []ui.Link{{Label: r.Text.T("Menus"), URL: r.Path("/menus")}}
	removal := path + "/removal"
	if m.Handle == "main" || m.Handle == "footer" {
		removal = ""
	}
	return web.Page(ui.Page(frame, menuView(menuProps{in: in, f: faultsOf(r, problem), action: path, removal: removal,
		moments: moments(r, changes, tx.Now), mayEdit: r.Person.May("content.edit")}))).Holds(path, in), nil
}

func saveMenu(tx *db.Tx, r *web.Request, in menuForm) (web.Answer, error) {
	row, err := r.ID("menu", content.MenuPrefix)
	if err != nil {
		return web.Answer{}, err
	}
	if _, err = content.UpdateMenu(tx, row, in.input()); err != nil {
		return web.Answer{}, err
	}
	return web.Redirect(r.Path("/menus", row.Text(content.MenuPrefix))).Toast("Menu saved.").Undo(shops.CurrentChangeSet(tx)), nil
}

// moveEntry moves one entry up or down; it works without script.
func moveEntry(tx *db.Tx, r *web.Request, in struct {
	Up   string `form:"up"`
	Down string `form:"down"`
}) (web.Answer, error) {
	row, err := r.ID("menu", content.MenuPrefix)
	if err != nil {
		return web.Answer{}, err
	}
	place, by := in.Up, -1
	if place == "" {
		place, by = in.Down, 1
	}
	n := 0
	for _, digit := range place {
		if digit < '0' || digit > '9' || n > 1000 {
			return web.Answer{}, errs.Invalid("This entry does not exist.")
		}
		n = n*10 + int(digit-'0')
	}
	if _, err = content.Move(tx, row, n, by); err != nil {
		return web.Answer{}, err
	}
	return web.Redirect(r.Path("/menus", row.Text(content.MenuPrefix))), nil
}

func removeMenu(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	return remove(tx, r, "menu", content.MenuPrefix, content.DeleteMenu, "/menus", "Menu deleted.")
}
