// Package stockweb has the screens of the stock and the JSON of /stock.
package stockweb

import (
	"embed"

	"github.com/coulisse/coulisse/kit/list"
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
	list.Mount(rs, stockList())
	list.Mount(rs, movementsList())
	rs.Get("/stock/{variant}", web.Staff(maySee).About(web.About{Line: text.Key("Every movement of one variant, and why its stock is what it is."), Help: "stock"}), web.Handle(movements))
	rs.Post("/stock/{variant}", web.Staff(mayEdit), web.Again(web.Handle(adjust), movementsAgain))
}
