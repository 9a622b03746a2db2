// Package stockweb has the screens of the stock and the JSON of /stock.
package stockweb

import (
	"embed"

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
	rs.Get("/stock", web.Staff(maySee), web.Handle(shelves))
	rs.Get("/stock/{variant}", web.Staff(maySee), web.Handle(movements))
	rs.Post("/stock/{variant}", web.Staff(mayEdit), web.Again(web.Handle(adjust), movementsAgain))
}
