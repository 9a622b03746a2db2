package app

import (
	"github.com/coulisse/coulisse/accounting"
	"github.com/coulisse/coulisse/catalog"
	"github.com/coulisse/coulisse/content"
	"github.com/coulisse/coulisse/delivery"
	"github.com/coulisse/coulisse/invoices"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/event"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/orders"
	"github.com/coulisse/coulisse/payments"
	"github.com/coulisse/coulisse/shops"
	"github.com/coulisse/coulisse/stock"
)

// listen wires the departments to each other's facts. Inside listeners run in the
// order given here: what the books need must be written before they post.
func (a *App) listen() {
	delivery.Listen(a.bus)
	payments.Listen(a.bus)
	content.Listen(a.bus)
	stock.Listen(a.bus)
	orders.Listen(a.bus)
	invoices.Listen(a.bus)
	accounting.Listen(a.bus)
	orders.Mails(a.bus, orders.Post{Texts: a.texts, Link: a.shopLink})
	// Neither knows the other: an address the catalogue gives up leads on by a redirect.
	event.Inside(a.bus, "content.old_address", redirectOld)
}

func redirectOld(tx *db.Tx, f catalog.HandleChanged) error {
	_, err := content.CreateRedirect(tx, content.RedirectInput{Path: f.OldPath, Target: f.NewPath})
	return err
}

// shopLink is the public address of a path of a shop's storefront, for letters.
func (a *App) shopLink(shop shops.Shop, path string) string {
	return a.server.ShopURL(web.Shop{Handle: shop.Handle}, path)
}
