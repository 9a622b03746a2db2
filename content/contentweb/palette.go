package contentweb

import (
	"github.com/coulisse/coulisse/content"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/kit/web"
)

// commands tells the palette what is found here and what can be done.
func commands(rs *web.Routes) {
	rs.Finder(web.Finder{Label: text.Key("Pages"), Icon: "file-text", Permission: "content.view", Find: findPages})
	rs.Command(web.Command{Title: text.Key("New page"), Words: "add create text write créer ajouter texte nouvelle écrire", Icon: "plus", Path: "/pages/new", Permission: "content.edit"})
}

func findPages(tx *db.Tx, _ *web.Request, words string, most int) ([]web.Found, error) {
	page, err := content.Pages(tx, content.ListInput{Text: words, Limit: most})
	var list []web.Found
	for _, p := range page.Rows {
		list = append(list, web.Found{Label: p.Title, Note: "/pages/" + p.Handle, Path: "/pages/" + p.ID.Text(content.PagePrefix)})
	}
	return list, err
}
