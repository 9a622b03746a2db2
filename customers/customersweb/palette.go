package customersweb

import (
	"github.com/coulisse/coulisse/customers"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/kit/web"
)

// commands tells the palette what is found here.
func commands(rs *web.Routes) {
	rs.Finder(web.Finder{Label: text.Key("Customers"), Icon: "users", Permission: "customers.view", Find: find})
}

func find(tx *db.Tx, _ *web.Request, words string, most int) ([]web.Found, error) {
	found, err := customers.Suggest(tx, words, most)
	var list []web.Found
	for _, c := range found {
		list = append(list, web.Found{Label: c.Label(), Note: c.Email, Path: "/customers/" + c.ID.Text(customers.Prefix)})
	}
	return list, err
}
