package ordersweb

import (
	"encoding/json"

	"github.com/coulisse/coulisse/kit/event"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/orders"
)

// tellings are the facts of orders the live stream tells to those who may see orders.
func tellings(rs *web.Routes) {
	for _, one := range []struct{ fact, words string }{
		{orders.Placed{}.FactName(), ""},
		{orders.Shipped{}.FactName(), text.Key("%s shipped an order.")},
		{orders.Refunded{}.FactName(), text.Key("%s refunded an order.")},
		{orders.Cancelled{}.FactName(), text.Key("%s cancelled an order.")},
	} {
		rs.Telling(web.Telling{Fact: one.fact, Permission: "orders.view", Say: func(r *web.Request, h event.Happened) (web.News, bool) {
			var of struct {
				Order id.ID `json:"order"`
			}
			if json.Unmarshal([]byte(h.Fact), &of) != nil {
				return web.News{}, false
			}
			news := web.News{Kind: "changed", Topic: "orders", Path: "/orders/" + of.Order.Text(orders.Prefix)}
			if one.words == "" {
				news.Kind, news.More = "new", []string{r.Text.T("1 new order: show it"), r.Text.T("%d new orders: show them")}
				return news, true
			}
			news.Text = r.Text.T(one.words, h.ActorName)
			return news, true
		}})
	}
}
