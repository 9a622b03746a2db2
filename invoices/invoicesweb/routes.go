// Package invoicesweb shows the documents of a shop: list, one document, its PDF, and
// the JSON of each.
package invoicesweb

import (
	"embed"

	"github.com/coulisse/coulisse/kit/web"
)

// Lang holds the translations of its sentences.
//
//go:embed lang
var Lang embed.FS

// Routes declares the screens.
func Routes(rs *web.Routes) {
	rs.Get("/invoices", web.Staff("invoices.view"), web.Handle(list))
	rs.Get("/invoices/{invoice}", web.Staff("invoices.view"), web.Handle(show))
	rs.Get("/invoices/{invoice}/document", web.Staff("invoices.view"), web.Handle(document))
}
