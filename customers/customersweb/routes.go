// Package customersweb shows who buys: the list, one customer with orders and totals,
// notes and history, and the admin JSON of customers.
package customersweb

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
	rs.Get("/customers", web.Staff("customers.view"), web.Handle(list))
	rs.Get("/customers/{customer}", web.Staff("customers.view"), web.Handle(show))
	rs.Get("/customers/{customer}/edit", web.Staff("customers.edit"), web.Handle(edit))
	rs.Post("/customers/{customer}", web.Staff("customers.edit"), web.Again(web.Handle(update), editAgain))
	rs.Post("/customers/{customer}/notes", web.Staff("customers.edit"), web.Again(web.Handle(addNote), noteAgain))
}
