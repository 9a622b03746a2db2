// Package stockweb has the screens of the stock and the JSON of /stock.
package stockweb

import (
	"embed"

	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/kit/web"
)

// Lang holds the translations of the screens.
//
//go:embed lang
var Lang embed.FS

const (
	maySee  = "stock.view"
	mayEdit = "stock.edit"
)

// Routes adds the admin screens.
func Routes(rs *web.Routes) {
	rs.Get("/stock", web.Staff(maySee).About(web.About{Title: text.Key("Stock"), Line: text.Key("What is on the shelf, what is reserved and what runs low."), Help: "stock", Words: "inventory quantity warehouse sold out inventaire quantités rupture entrepôt", Icon: "boxes"}), web.Handle(shelves))
	rs.Get("/stock/{variant}", web.Staff(maySee).About(web.About{Line: text.Key("Every movement of one variant, and why its stock is what it is."), Help: "stock"}), web.Handle(movements))
	rs.Post("/stock/{variant}", web.Staff(mayEdit), web.Again(web.Handle(adjust), movementsAgain))
}
