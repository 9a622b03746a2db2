// Package deliveryweb has the screens where the merchant sets where the shop delivers
// and what it costs.
package deliveryweb

import (
	"embed"
	"sync"

	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/kit/web"
)

// Lang holds the translations of the screens.
//
//go:embed lang/*.json
var Lang embed.FS

//go:embed delivery.css
var sources embed.FS

var assets = sync.OnceValue(func() *ui.Bundle {
	bundle, err := ui.NewBundle(sources)
	if err != nil {
		panic("deliveryweb: " + err.Error()) // embedded files are there or the program is not
	}
	return bundle
})

// Assets are the files of these screens, for ui.Handler.
func Assets() *ui.Bundle { return assets() }

// Routes adds the pages of the admin.
func Routes(rs *web.Routes) {
	view, edit := web.Staff("settings.view"), web.Staff("delivery.edit")
	rs.Get("/settings/delivery", view, web.Handle(overview))
	rs.Get("/settings/delivery/zones/new", edit, web.Handle(newZone))
	rs.Post("/settings/delivery/zones", edit, web.Again(web.Handle(createZone), zoneAgain))
	rs.Get("/settings/delivery/zones/{zone}", view, web.Handle(zone))
	rs.Post("/settings/delivery/zones/{zone}", edit, web.Again(web.Handle(saveZone), zoneAgain))
	rs.Post("/settings/delivery/zones/{zone}/removal", edit, web.Handle(removeZone))
	rs.Get("/settings/delivery/zones/{zone}/methods/new", edit, web.Handle(newMethod))
	rs.Post("/settings/delivery/zones/{zone}/methods", edit, web.Again(web.Handle(createMethod), methodAgain))
	rs.Get("/settings/delivery/methods/{method}", view, web.Handle(method))
	rs.Post("/settings/delivery/methods/{method}", edit, web.Again(web.Handle(saveMethod), methodAgain))
	rs.Post("/settings/delivery/methods/{method}/place", edit, web.Handle(moveMethod))
	rs.Post("/settings/delivery/methods/{method}/removal", edit, web.Handle(removeMethod))
}
