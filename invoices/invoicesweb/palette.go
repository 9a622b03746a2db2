package invoicesweb

import (
	"github.com/coulisse/coulisse/invoices"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/money"
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/kit/web"
)

// commands tells the palette what is found here.
func commands(rs *web.Routes) {
	rs.Finder(web.Finder{Label: text.Key("Invoices"), Icon: "receipt", Permission: "invoices.view", Find: find})
}

func find(tx *db.Tx, r *web.Request, words string, most int) ([]web.Found, error) {
	found, err := invoices.Suggest(tx, words, most)
	var list []web.Found
	for _, i := range found {
		list = append(list, web.Found{Label: i.Number, Note: i.BuyerName + " · " + r.Text.Money(money.Of(i.Gross, i.Currency)), Path: "/invoices/" + i.ID.Text(invoices.Prefix)})
	}
	return list, err
}
