package app

import (
	"time"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/orders"
	"github.com/coulisse/coulisse/shops/shopsweb"
	"github.com/coulisse/coulisse/stock"
)

// daysShown is how many days the chart of the first page covers.
const daysShown = 30

// today adds up the last days of the shop for its first page, each from midnight to
// midnight in the shop's zone.
func today(tx *db.Tx, zone *time.Location) ([]shopsweb.Day, error) {
	now := tx.Now.Go().In(zone)
	days := make([]shopsweb.Day, daysShown)
	for i := range days {
		days[i].From = time.Date(now.Year(), now.Month(), now.Day()-daysShown+1+i, 0, 0, 0, 0, zone)
	}
	start := db.TimeOf(days[0].From)
	sales, err := orders.SalesSince(tx, start)
	if err != nil {
		return nil, err
	}
	for _, one := range sales {
		at := start.Add(time.Duration(one.Hour) * time.Hour).Go()
		for i := len(days) - 1; i >= 0; i-- {
			if !at.Before(days[i].From) {
				days[i].Orders += one.Orders
				days[i].Sales += one.Sales
				break
			}
		}
	}
	return days, nil
}

// tasks count what waits for somebody, each with the list that shows exactly these.
func tasks(tx *db.Tx, r *web.Request) ([]shopsweb.Task, error) {
	var list []shopsweb.Task
	ofOrders := func(in orders.ListInput) func() (db.Counted, error) {
		return func() (db.Counted, error) { return orders.Count(tx, in, 10_000) }
	}
	ofStock := func(state string) func() (db.Counted, error) {
		return func() (db.Counted, error) { return stock.CountShelves(tx, stock.ShelvesInput{State: state}, 10_000) }
	}
	for _, one := range []struct {
		permission, words, path, icon string
		count                         func() (db.Counted, error)
	}{
		{"orders.view", text.Key("Orders to ship"), "/orders?view=to-ship", "truck", ofOrders(orders.ListInput{View: orders.ViewToShip})},
		{"orders.view", text.Key("Orders awaiting payment"), "/orders?view=unpaid", "credit-card", ofOrders(orders.ListInput{View: orders.ViewUnpaid})},
		{"orders.view", text.Key("Orders that need a person: late money, failed refunds, missing goods"), "/orders?attention=on", "circle-alert", ofOrders(orders.ListInput{Attention: true})},
		{"stock.view", text.Key("Variants sold out"), "/stock?state=short", "boxes", ofStock("short")},
		{"stock.view", text.Key("Variants running low"), "/stock?state=low", "boxes", ofStock("low")},
	} {
		if !r.Person.May(one.permission) {
			continue
		}
		n, err := one.count()
		if err != nil {
			return nil, err
		}
		if n.N > 0 {
			list = append(list, shopsweb.Task{Words: one.words, Path: one.path, Icon: one.icon, Count: n.N})
		}
	}
	return list, nil
}
