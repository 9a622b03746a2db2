// Package invoicesweb shows the documents of a shop: list, one document, its PDF, and
// the JSON of each.
package invoicesweb

import (
	"embed"

	"github.com/coulisse/coulisse/kit/list"
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/kit/web"
)

// Lang holds the translations of its sentences.
//
//go:embed lang
var Lang embed.FS

// Routes declares the screens.
func Routes(rs *web.Routes) {
	commands(rs)
	list.Mount(rs, invoicesList())
	rs.Get("/invoices/{invoice}", web.Staff("invoices.view").About(web.About{Line: text.Key("One document as it was issued; what is wrong is corrected by another one."), Help: "invoices"}), web.Handle(show))
	rs.Get("/invoices/{invoice}/document", web.Staff("invoices.view"), web.Handle(document))
}
