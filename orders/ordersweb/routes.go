// Package ordersweb shows the orders of a shop: the list, one order with its acts
// (capture, payment received, shipment, refund, cancellation, note), the imports of
// history, the admin JSON of orders and the storefront JSON of carts.
package ordersweb

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
	rs.Get("/orders", web.Staff("orders.view"), web.Handle(list))
	rs.Get("/order-imports", web.Staff("orders.view"), web.Handle(imports))
	rs.Get("/order-imports/{import}", web.Staff("orders.view"), web.Handle(showImport))
	rs.Get("/orders/{order}", web.Staff("orders.view"), web.Handle(show))
	rs.Post("/orders/{order}/notes", web.Staff("orders.edit"), web.Again(web.Handle(addNote), noteAgain))
	rs.Post("/orders/{order}/captures", web.Staff("orders.edit"), web.Again(web.Handle(capture), amountAgain))
	rs.Post("/orders/{order}/receipts", web.Staff("orders.edit"), web.Again(web.Handle(received), receivedAgain))
	rs.Get("/orders/{order}/shipments/new", web.Staff("orders.edit"), web.Handle(newShipment))
	rs.Post("/orders/{order}/shipments", web.Staff("orders.edit"), web.Again(web.Handle(ship), shipAgain))
	rs.Get("/orders/{order}/shipments/{shipment}/slip", web.Staff("orders.view"), web.Handle(slip))
	rs.Get("/orders/{order}/refunds/new", web.Staff("orders.refund"), web.Handle(newRefund))
	rs.Post("/orders/{order}/refunds", web.Staff("orders.refund"), web.Again(web.Handle(refund), refundAgain))
	rs.Get("/orders/{order}/cancellation", web.Staff("orders.edit"), web.Handle(newCancellation))
	rs.Post("/orders/{order}/cancellation", web.Staff("orders.edit"), web.Again(web.Handle(cancel), cancelAgain))
}
