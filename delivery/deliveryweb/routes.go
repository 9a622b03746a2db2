// Package deliveryweb has the screens where the merchant sets where the shop delivers
// and what it costs.
package deliveryweb

import (
	"embed"
	"sync"

	"github.com/coulisse/coulisse/kit/text"
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
	rs.Get("/settings/delivery", view.About(web.About{Title: text.Key("Delivery"), Line: text.Key("Where you deliver, how, and at what price."), Help: "delivery", Words: "shipping rates zones carriers livraison expédition frais de port transport zones transporteurs", Icon: "truck"}), web.Handle(overview))
	rs.Get("/settings/delivery/zones/new", edit.About(web.About{Title: text.Key("New delivery zone"), Line: text.Key("Countries or postal codes that share the same ways of delivery."), Help: "delivery", Words: "shipping zone country zone de livraison pays", Icon: "plus"}), web.Handle(newZone))
	rs.Post("/settings/delivery/zones", edit, web.Again(web.Handle(createZone), zoneAgain))
	rs.Get("/settings/delivery/zones/{zone}", view.About(web.About{Line: text.Key("The countries of one zone, and how you deliver there."), Help: "delivery"}), web.Handle(zone))
	rs.Post("/settings/delivery/zones/{zone}", edit, web.Guard(web.Again(web.Handle(saveZone), zoneAgain), storedZone))
	rs.Post("/settings/delivery/zones/{zone}/removal", edit, web.Handle(removeZone))
	rs.Get("/settings/delivery/zones/{zone}/methods/new", edit.About(web.About{Line: text.Key("A new way of delivery in this zone, with its price."), Help: "delivery"}), web.Handle(newMethod))
	rs.Post("/settings/delivery/zones/{zone}/methods", edit, web.Again(web.Handle(createMethod), methodAgain))
	rs.Get("/settings/delivery/methods/{method}", view.About(web.About{Line: text.Key("One way of delivery: its price and what buyers read about it."), Help: "delivery"}), web.Handle(method))
	rs.Post("/settings/delivery/methods/{method}", edit, web.Guard(web.Again(web.Handle(saveMethod), methodAgain), storedMethod))
	rs.Post("/settings/delivery/methods/{method}/place", edit, web.Handle(moveMethod))
	rs.Post("/settings/delivery/methods/{method}/removal", edit, web.Handle(removeMethod))
}
