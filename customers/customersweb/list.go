package customersweb

import (
	"strings"

	"github.com/a-h/templ"

	"github.com/coulisse/coulisse/customers"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/list"
	"github.com/coulisse/coulisse/kit/money"
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/kit/web"
)

// Lists are the lists of this department, for the jobs of their acts.
func Lists() []list.List { return []list.List{customersList()} }

// customersList is the list of customers.
func customersList() list.Of[customers.Customer] {
	return list.Of[customers.Customer]{
		About: web.About{Title: text.Key("Customers"), Line: text.Key("Who buys from you, what they ordered and what they spent."), Help: "customers", Words: "clients people buyers acheteurs contacts", Icon: "users"},
		Name:  "customers", Title: text.Key("Customers"), Path: "/customers", Permission: "customers.view", Active: "customers",
		Columns: customerColumns(), Search: text.Key("Search by name, e-mail or city"), Sort: "-created_at",
		Views: []list.View{{ID: "all", Label: text.Key("All")}},
		Filters: []list.Filter{
			{Name: "country", Label: text.Key("Country"), Control: list.Country, Options: func(tx *db.Tx, at list.At) ([]ui.Option, error) {
				codes, err := customers.Countries(tx)
				var all []ui.Option
				for _, code := range codes {
					all = append(all, ui.Option{Value: code, Label: at.Text.Country(code)})
				}
				return all, err
			}},
			{Name: "spent", Label: text.Key("Spent"), Control: list.Amounts},
			{Name: "last_order", Label: text.Key("Last order"), Control: list.Dates},
		},
		Load: func(tx *db.Tx, q list.Query) (db.Page[customers.Customer], error) {
			in, err := asked(q)
			if err != nil {
				return db.Page[customers.Customer]{}, err
			}
			return customers.List(tx, in)
		},
		Count: func(tx *db.Tx, q list.Query, most int64) (db.Counted, error) {
			in, err := asked(q)
			if err != nil {
				return db.Counted{}, err
			}
			return customers.CountList(tx, in, most)
		},
		One: customers.Get, Prefix: customers.Prefix, ID: func(c customers.Customer) id.ID { return c.ID }, Label: customers.Customer.Label,
		URL: func(at list.At, c customers.Customer) string {
			return at.R.Path("/customers", c.ID.Text(customers.Prefix))
		},
		Acts: []list.Act[customers.Customer]{{ID: "note", Label: text.Key("Add a note"), Icon: "message-square", Permission: "customers.edit", Summary: text.Key("Notes added to customers"),
			Fields: []list.ActField{{Name: "note", Label: text.Key("Note for every customer")}},
			Check: func(_ *db.Tx, in list.Input) error {
				if strings.TrimSpace(in.Note) == "" {
					return errs.InvalidField("note", "Write the note first.")
				}
				return nil
			},
			Do: func(tx *db.Tx, c customers.Customer, in list.Input) error {
				return customers.AddNote(tx, c.ID, in.Note)
			}}},
		NoneFits: text.Key("No customer fits"),
		Empty: func(at list.At) ui.EmptyProps {
			return ui.EmptyProps{Icon: "users", Title: at.Text.T("No customers yet"), Text: at.Text.T("Whoever buys in your shop appears here.")}
		},
	}
}

func asked(q list.Query) (customers.ListInput, error) {
	in := customers.ListInput{Query: q.Text, Country: q.Is("country"), Sort: q.Sort, After: q.After, Before: q.Before, Limit: q.Limit}
	in.From, in.To = q.Days("last_order")
	var err error
	in.Least, in.Most, err = q.Amounts("spent")
	return in, err
}

func customerColumns() []list.Column[customers.Customer] {
	return []list.Column[customers.Customer]{
		{ID: "name", Label: text.Key("Customer"), Main: true, Sort: "name", Value: func(_ list.At, c customers.Customer) list.Value { return list.Text(c.Label()) },
			Cell: func(_ list.At, c customers.Customer) templ.Component { return ui.PersonCell(c.Label()) }},
		{ID: "email", Label: text.Key("E-mail"), Value: func(_ list.At, c customers.Customer) list.Value { return list.Text(c.Email) }},
		{ID: "place", Label: text.Key("Place"), Phone: "hide", Value: func(at list.At, c customers.Customer) list.Value { return list.Text(place(at.R, c)) }},
		{ID: "orders", Label: text.Key("Orders"), Sort: "orders_count", Down: true, Phone: "hide", Value: func(_ list.At, c customers.Customer) list.Value { return list.Number(c.OrdersCount) }},
		{ID: "last_order", Label: text.Key("Last order"), Sort: "last_order_at", Down: true, Phone: "hide", Value: func(_ list.At, c customers.Customer) list.Value { return list.Time(c.LastOrderAt) },
			Cell: func(at list.At, c customers.Customer) templ.Component {
				if c.LastOrderAt == 0 {
					return ui.Muted("–")
				}
				return ui.Time(c.LastOrderAt.Go().Format("2006-01-02T15:04:05Z07:00"), at.Text.Date(c.LastOrderAt))
			}},
		{ID: "spent", Label: text.Key("Spent"), Sort: "spent", Down: true, Phone: "end", Value: func(at list.At, c customers.Customer) list.Value {
			return list.Money(money.Of(c.Spent, at.R.Shop.Currency))
		}},
		{ID: "phone", Label: text.Key("Phone"), Hidden: true, Phone: "hide", Value: func(_ list.At, c customers.Customer) list.Value { return list.Text(c.Phone) }},
		{ID: "city", Label: text.Key("City"), Hidden: true, Phone: "hide", Value: func(_ list.At, c customers.Customer) list.Value { return list.Text(c.City) }},
		{ID: "country", Label: text.Key("Country"), Hidden: true, Phone: "hide", Value: func(at list.At, c customers.Customer) list.Value { return list.Text(at.Text.Country(c.Country)) }},
		{ID: "reference", Label: text.Key("Former number"), Hidden: true, Phone: "hide", Value: func(_ list.At, c customers.Customer) list.Value { return list.Text(c.Reference) }},
		{ID: "created_at", Label: text.Key("Since"), Sort: "created_at", Down: true, Hidden: true, Phone: "hide", Value: func(_ list.At, c customers.Customer) list.Value { return list.Time(c.CreatedAt) }},
	}
}

func place(r *web.Request, c customers.Customer) string {
	switch {
	case c.Country == "":
		return ""
	case c.City == "":
		return r.Text.Country(c.Country)
	}
	return c.City + ", " + r.Text.Country(c.Country)
}
