package ordersweb

import (
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/orders"
)

// commands tells the palette what is found here and what can be done.
func commands(rs *web.Routes) {
	rs.Finder(web.Finder{Label: text.Key("Orders"), Icon: "shopping-bag", Permission: "orders.view", First: true, Find: findOrders})
	rs.Command(web.Command{Title: text.Key("Refund an order"), Words: "refund money back return rembourser remboursement retour", Icon: "undo-2", Path: "/orders",
		Permission: "orders.refund", Named: text.Key("Refund order %s"), Of: ordersFor("/refunds/new", orders.Order.MayRefund)})
	rs.Command(web.Command{Title: text.Key("Ship an order"), Words: "ship send parcel fulfil expédier envoyer colis expédition", Icon: "truck", Path: "/orders?view=to-ship",
		Permission: "orders.edit", Named: text.Key("Ship order %s"), Of: ordersFor("/shipments/new", func(o orders.Order) bool { return o.MayShip() })})
	rs.Command(web.Command{Title: text.Key("Cancel an order"), Words: "cancel stop annuler annulation", Icon: "ban", Path: "/orders",
		Permission: "orders.edit", Named: text.Key("Cancel order %s"), Of: ordersFor("/cancellation", func(o orders.Order) bool { return o.State == orders.Open })})
}

// ordersFor finds the orders an act is possible for, each with the page of the act.
func ordersFor(act string, possible func(o orders.Order) bool) func(*db.Tx, *web.Request, string, int) ([]web.Found, error) {
	return func(tx *db.Tx, r *web.Request, words string, most int) ([]web.Found, error) {
		found, err := orders.Suggest(tx, words, most)
		var list []web.Found
		for _, o := range found {
			if possible(o) {
				list = append(list, web.Found{Label: "#" + o.Number, Note: told(r, o), Path: "/orders/" + o.ID.Text(orders.Prefix) + act})
			}
		}
		return list, err
	}
}

func findOrders(tx *db.Tx, r *web.Request, words string, most int) ([]web.Found, error) {
	found, err := orders.Suggest(tx, words, most)
	var list []web.Found
	for _, o := range found {
		list = append(list, web.Found{Label: "#" + o.Number, Note: told(r, o), Path: "/orders/" + o.ID.Text(orders.Prefix)})
	}
	return list, err
}

// told is what tells one order from another in one line.
func told(r *web.Request, o orders.Order) string {
	return o.Name + " · " + r.Text.Money(o.Money(o.Total)) + " · " + r.Text.Date(o.PlacedAt)
}
