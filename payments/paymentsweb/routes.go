// Package paymentsweb has the screen where the merchant sets how buyers pay, and on the
// storefront the way to a provider's page and back, and the door for its webhooks.
package paymentsweb

import (
	"embed"

	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/kit/web"
)

// Lang holds the translations of the screens.
//
//go:embed lang/*.json
var Lang embed.FS

// Routes adds the pages of the admin.
func Routes(rs *web.Routes) {
	rs.Get("/settings/payments", web.Staff("settings.view").About(web.About{Title: text.Key("Payments"), Line: text.Key("How buyers pay, in the order the checkout shows."), Help: "payments", Words: "card bank transfer cash paypal stripe iban paiements carte virement espèces règlement", Icon: "credit-card"}), web.Handle(methods))
	rs.Get("/settings/payments/{method}", web.Staff("settings.view").About(web.About{Line: text.Key("One way of paying: whether buyers can choose it, and its details."), Help: "payments"}), web.Handle(method))
	rs.Post("/settings/payments/{method}", web.Staff("payments.edit"), web.Guard(web.Again(web.Handle(saveMethod), methodAgain), storedMethod))
	rs.Post("/settings/payments/{method}/state", web.Staff("payments.edit"), web.Handle(switchMethod))
	rs.Post("/settings/payments/{method}/place", web.Staff("payments.edit"), web.Handle(moveMethod))
}
