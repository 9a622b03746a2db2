// Package ordersweb shows the orders of a shop: the list, one order with its acts
// (capture, payment received, shipment, refund, cancellation, note), the imports of
// history, the admin JSON of orders and the storefront JSON of carts.
package ordersweb

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
	tellings(rs)
	list.Mount(rs, ordersList())
	list.Mount(rs, importsList())
	rs.Get("/order-imports/{import}", web.Staff("orders.view").About(web.About{Line: text.Key("What a file of past orders brought in, and what it left out."), Help: "imports"}), web.Handle(showImport))
	rs.Get("/orders/{order}", web.Staff("orders.view").About(web.About{Line: text.Key("One sale: what was bought, paid, sent and given back."), Help: "orders"}), web.Handle(show))
	rs.Post("/orders/{order}/notes", web.Staff("orders.edit"), web.Again(web.Handle(addNote), noteAgain))
	rs.Post("/orders/{order}/captures", web.Staff("orders.edit"), web.Again(web.Handle(capture), amountAgain))
	rs.Post("/orders/{order}/receipts", web.Staff("orders.edit"), web.Again(web.Handle(received), receivedAgain))
	rs.Get("/orders/{order}/shipments/new", web.Staff("orders.edit").About(web.About{Line: text.Key("Say what leaves the house; the invoice is issued and the buyer told."), Help: "orders"}), web.Handle(newShipment))
	rs.Post("/orders/{order}/shipments", web.Staff("orders.edit"), web.Again(web.Handle(ship), shipAgain))
	rs.Get("/orders/{order}/shipments/{shipment}/slip", web.Staff("orders.view"), web.Handle(slip))
	rs.Get("/orders/{order}/refunds/new", web.Staff("orders.refund").About(web.About{Line: text.Key("Give money back for goods, delivery or as a gesture; never more than was paid."), Help: "refunds"}), web.Handle(newRefund))
	rs.Post("/orders/{order}/refunds", web.Staff("orders.refund"), web.Again(web.Handle(refund), refundAgain))
	rs.Get("/orders/{order}/cancellation", web.Staff("orders.edit").About(web.About{Line: text.Key("End an order that is not served; what was paid goes back."), Help: "refunds"}), web.Handle(newCancellation))
	rs.Post("/orders/{order}/cancellation", web.Staff("orders.edit"), web.Again(web.Handle(cancel), cancelAgain))
}
