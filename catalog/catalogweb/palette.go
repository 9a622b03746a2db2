package catalogweb

import (
	"github.com/coulisse/coulisse/catalog"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/search"
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/kit/web"
)

// commands tells the palette what is found here and what can be done.
func commands(rs *web.Routes) {
	rs.Finder(web.Finder{Label: text.Key("Products"), Icon: "tag", Permission: maySee, First: true, Find: findProducts})
	rs.Finder(web.Finder{Label: text.Key("Collections"), Icon: "layers", Permission: maySee, Find: findCollections})
	rs.Command(web.Command{Title: text.Key("New product"), Words: "add create product article ajouter créer nouveau produit", Icon: "plus", Path: "/products/new", Permission: mayEdit})
	rs.Command(web.Command{Title: text.Key("Import products"), Words: "csv file upload migrate importer fichier", Icon: "upload", Path: "/imports", Permission: mayEdit})
	rs.Command(web.Command{Title: text.Key("Edit a product"), Words: "edit change price modifier changer prix", Icon: "pencil", Path: "/products", Permission: mayEdit,
		Named: text.Key("Edit %s"), Of: findProducts})
}

func findProducts(tx *db.Tx, r *web.Request, words string, most int) ([]web.Found, error) {
	found, err := catalog.Suggest(tx, words, most)
	var list []web.Found
	for _, p := range found {
		list = append(list, web.Found{Label: p.Title, Note: r.Text.Money(moneyOf(r, p.PriceFrom)), Path: "/products/" + p.ID.Text(catalog.ProductPrefix)})
	}
	return list, err
}

// findCollections looks through all of them: a shop has few, and they are read anyway.
func findCollections(tx *db.Tx, r *web.Request, words string, most int) ([]web.Found, error) {
	all, err := catalog.Collections(tx)
	if err != nil {
		return nil, err
	}
	question := search.Words(words)
	var list []web.Found
	for _, c := range all {
		if len(list) < most && search.NewNames([]string{c.Title}).Rank(question) > 0 {
			list = append(list, web.Found{Label: c.Title, Note: r.Text.N(int(c.Members), "%d product", "%d products"), Path: "/collections/" + c.ID.Text(catalog.CollectionPrefix)})
		}
	}
	return list, nil
}
