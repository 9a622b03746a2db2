package ordersweb

import (
	"github.com/a-h/templ"

	"github.com/coulisse/coulisse/customers"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/list"
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/orders"
	"github.com/coulisse/coulisse/payments"
)

// Lists are the lists of this department, for the jobs of their acts.
func Lists() []list.List { return []list.List{ordersList(), importsList()} }

// ordersList is the list of orders.
func ordersList() list.Of[orders.Order] {
	return list.Of[orders.Order]{
		About: web.About{Title: text.Key("Orders"), Line: text.Key("Every sale, from the basket to the parcel."), Help: "orders", Words: "sales purchases baskets ventes achats commandes paniers", Icon: "shopping-bag"},
		Name:  "orders", Title: text.Key("Orders"), Path: "/orders", Permission: "orders.view", Active: "orders",
		Columns: orderColumns(), Filters: orderFilters(), Search: text.Key("Search by number, name, e-mail or SKU"), Sort: "-placed_at",
		Views: []list.View{{ID: "all", Label: text.Key("All")}, {ID: "to-ship", Label: text.Key("To ship"), Query: "view=to-ship"},
			{ID: "unpaid", Label: text.Key("Unpaid"), Query: "view=unpaid"}, {ID: "closed", Label: text.Key("Completed"), Query: "view=closed"},
			{ID: "cancelled", Label: text.Key("Cancellations"), Query: "view=cancelled"}},
		Load: func(tx *db.Tx, q list.Query) (db.Page[orders.Order], error) {
			in, err := asked(q)
			if err != nil {
				return db.Page[orders.Order]{}, err
			}
			return orders.List(tx, in)
		},
		Count: func(tx *db.Tx, q list.Query, most int64) (db.Counted, error) {
			in, err := asked(q)
			if err != nil {
				return db.Counted{}, err
			}
			return orders.Count(tx, in, most)
		},
		One: orders.Get, Prefix: orders.Prefix, ID: func(o orders.Order) id.ID { return o.ID },
		Label: func(o orders.Order) string { return "#" + o.Number },
		URL:   func(at list.At, o orders.Order) string { return at.R.Path("/orders", o.ID.Text(orders.Prefix)) },
		Peeks: true, Faded: func(o orders.Order) bool { return o.State == orders.CancelledState },
		Acts: orderActs(), NoneFits: text.Key("No order fits"),
		Empty: func(at list.At) ui.EmptyProps {
			p := at.Text
			return ui.EmptyProps{Icon: "shopping-bag", Title: p.T("No orders yet"), Text: p.T("They appear here the moment somebody buys in your shop."),
				Action: ui.Button(ui.ButtonProps{Label: p.T("View shop"), URL: at.R.ShopURL("/"), Icon: "external-link"})}
		},
		Frame: func(_ *db.Tx, at list.At, frame *ui.PageProps) error {
			frame.Actions = ui.Button(ui.ButtonProps{Label: at.Text.T("Imports"), URL: at.R.Path("/order-imports"), Icon: "upload"})
			return nil
		},
	}
}

// asked is the query in the words of the department.
func asked(q list.Query) (orders.ListInput, error) {
	in := orders.ListInput{View: q.Is("view"), Query: q.Text, PaymentStates: q.Any("payment"), DeliveryStates: q.Any("delivery"), PaymentMethod: q.Is("method"),
		Country: q.Is("country"), Attention: q.Is("attention") != "", Sort: q.Sort, After: q.After, Before: q.Before, Limit: q.Limit}
	in.From, in.To = q.Days("placed")
	var err error
	if in.Least, in.Most, err = q.Amounts("total"); err != nil {
		return in, err
	}
	in.Customer, err = q.ID("customer", customers.Prefix)
	return in, err
}

func orderColumns() []list.Column[orders.Order] {
	return []list.Column[orders.Order]{
		{ID: "number", Label: text.Key("Order"), Main: true, Cell: func(at list.At, o orders.Order) templ.Component { return numberCell(at.Text, o) },
			Value: func(_ list.At, o orders.Order) list.Value { return list.Text("#" + o.Number) }},
		{ID: "placed_at", Label: text.Key("Date"), Sort: "placed_at", Down: true, Value: func(_ list.At, o orders.Order) list.Value { return list.Time(o.PlacedAt) }},
		{ID: "customer", Label: text.Key("Customer"), Cell: func(at list.At, o orders.Order) templ.Component { return ui.PersonCell(buyer(at.Text, o)) },
			Value: func(at list.At, o orders.Order) list.Value { return list.Text(buyer(at.Text, o)) }},
		{ID: "payment", Label: text.Key("Payment"), Cell: func(at list.At, o orders.Order) templ.Component {
			return badge(at.Text, paymentWords(), o.PaymentState)
		},
			Value: func(at list.At, o orders.Order) list.Value {
				return list.Text(at.Text.T(paymentWords()[o.PaymentState].label))
			}},
		{ID: "delivery", Label: text.Key("Delivery"), Cell: func(at list.At, o orders.Order) templ.Component { return deliveryBadge(at.Text, o) },
			Value: func(at list.At, o orders.Order) list.Value {
				return list.Text(at.Text.T(deliveryWords()[o.DeliveryState].label))
			}},
		{ID: "units", Label: text.Key("Units"), Phone: "hide", Value: func(_ list.At, o orders.Order) list.Value { return list.Number(o.Quantity) }},
		{ID: "total", Label: text.Key("Total"), Sort: "total", Down: true, Phone: "end", Value: func(_ list.At, o orders.Order) list.Value { return list.Money(o.Money(o.Total)) }},
		{ID: "email", Label: text.Key("E-mail"), Hidden: true, Phone: "hide", Value: func(_ list.At, o orders.Order) list.Value { return list.Text(o.Email) }},
		{ID: "country", Label: text.Key("Country"), Hidden: true, Phone: "hide", Value: func(at list.At, o orders.Order) list.Value { return list.Text(at.Text.Country(o.Country)) }},
		{ID: "method", Label: text.Key("Payment method"), Hidden: true, Phone: "hide", Value: func(at list.At, o orders.Order) list.Value { return list.Text(methodWords(at.Text, o.PaymentMethod)) }},
		{ID: "delivery_name", Label: text.Key("Delivery method"), Hidden: true, Phone: "hide", Value: func(_ list.At, o orders.Order) list.Value { return list.Text(o.DeliveryName) }},
		{ID: "net", Label: text.Key("Net"), Hidden: true, Phone: "hide", Value: func(_ list.At, o orders.Order) list.Value { return list.Money(o.Money(o.Net)) }},
		{ID: "tax", Label: text.Key("VAT"), Hidden: true, Phone: "hide", Value: func(_ list.At, o orders.Order) list.Value { return list.Money(o.Money(o.Tax)) }},
		{ID: "due", Label: text.Key("Still to pay"), Hidden: true, Phone: "hide", Value: func(_ list.At, o orders.Order) list.Value { return list.Money(o.Money(o.Due())) }},
		{ID: "refunded", Label: text.Key("Money returned"), Hidden: true, Phone: "hide", Value: func(_ list.At, o orders.Order) list.Value { return list.Money(o.Money(o.Refunded)) }},
	}
}

func orderFilters() []list.Filter {
	states := func(words map[string]word, names ...string) func(tx *db.Tx, at list.At) ([]ui.Option, error) {
		return func(_ *db.Tx, at list.At) ([]ui.Option, error) { return options(at.Text, words, names...), nil }
	}
	return []list.Filter{
		{Name: "view", Control: list.Fixed},
		{Name: "payment", Label: text.Key("Payment"), Control: list.Several, Sample: orders.Paid,
			Options: states(paymentWords(), orders.Pending, orders.Authorised, orders.PartlyPaid, orders.Paid, orders.PartlyRefunded, orders.FullyRefunded, orders.Failed, orders.Voided)},
		{Name: "delivery", Label: text.Key("Delivery"), Control: list.Several, Sample: orders.Unshipped + "," + orders.PartlyShipped,
			Options: states(deliveryWords(), orders.Unshipped, orders.PartlyShipped, orders.FullyShipped, orders.Returned)},
		{Name: "placed", Label: text.Key("Date"), Control: list.Dates, From: "from", To: "to"},
		{Name: "total", Label: text.Key("Total"), Control: list.Amounts},
		{Name: "country", Label: text.Key("Country"), Control: list.Country, Options: countryOptions},
		{Name: "method", Label: text.Key("Payment method"), Control: list.Choice, Sample: payments.BankTransfer, Options: methodOptions},
		{Name: "attention", Label: text.Key("Needs a look"), Control: list.Flag},
		{Name: "customer", Label: text.Key("Customer"), Control: list.Thing, Sample: id.ID(1).Text(customers.Prefix), Of: customerName},
	}
}

func countryOptions(tx *db.Tx, at list.At) ([]ui.Option, error) {
	codes, err := orders.Countries(tx)
	all := make([]ui.Option, len(codes))
	for i, code := range codes {
		all[i] = ui.Option{Value: code, Label: at.Text.Country(code)}
	}
	return all, err
}

func customerName(tx *db.Tx, _ list.At, value string) (string, error) {
	customer, err := id.Parse(customers.Prefix, value)
	if err != nil {
		return "", err
	}
	c, err := customers.Get(tx, customer)
	return c.Label(), err
}
