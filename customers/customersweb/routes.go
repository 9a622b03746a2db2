// Package customersweb shows who buys: the list, one customer with orders and totals,
// notes and history, and the admin JSON of customers.
package customersweb

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
	list.Mount(rs, customersList())
	rs.Get("/customers/{customer}", web.Staff("customers.view").About(web.About{Line: text.Key("One customer with orders, addresses and notes."), Help: "customers"}), web.Handle(show))
	rs.Get("/customers/{customer}/edit", web.Staff("customers.edit").About(web.About{Line: text.Key("Name, e-mail and language of a customer."), Help: "customers"}), web.Handle(edit))
	rs.Post("/customers/{customer}", web.Staff("customers.edit"), web.Guard(web.Again(web.Handle(update), editAgain), stored))
	rs.Post("/customers/{customer}/notes", web.Staff("customers.edit"), web.Again(web.Handle(addNote), noteAgain))
}
