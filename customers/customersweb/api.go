package customersweb

import (
	"net/http"

	"github.com/coulisse/coulisse/customers"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/money"
	"github.com/coulisse/coulisse/kit/web"
)

// API declares the admin JSON of customers.
func API(a *web.API) {
	op := func(method, path, scope, summary string) web.Op {
		return web.Op{Method: method, Path: "/customers" + path, Scope: scope, Summary: summary, Tag: "Customers"}
	}
	web.Operation(a, op(http.MethodGet, "", "customers.view", "List customers"), apiList)
	web.Operation(a, op(http.MethodGet, "/{id}", "customers.view", "One customer with addresses"), apiGet)
	web.Operation(a, op(http.MethodPatch, "/{id}", "customers.edit", "Change name, e-mail, phone or language"), apiUpdate)
}

type customerJSON struct {
	ID          string              `json:"id"`
	Email       string              `json:"email"`
	Name        string              `json:"name"`
	Phone       string              `json:"phone"`
	Locale      string              `json:"locale"`
	Country     string              `json:"country"`
	Reference   string              `json:"reference"`
	OrdersCount int64               `json:"orders_count"`
	Spent       money.Money         `json:"spent"`
	LastOrderAt db.Time             `json:"last_order_at"`
	Addresses   []customers.Address `json:"addresses,omitempty"`
	CreatedAt   db.Time             `json:"created_at"`
	UpdatedAt   db.Time             `json:"updated_at"`
	Version     int64               `json:"version"`
}

func outside(r *web.Request, c customers.Customer) customerJSON {
	return customerJSON{ID: c.ID.Text(customers.Prefix), Email: c.Email, Name: c.Name, Phone: c.Phone, Locale: c.Locale, Country: c.Country, Reference: c.Reference,
		OrdersCount: c.OrdersCount, Spent: money.Of(c.Spent, r.Shop.Currency), LastOrderAt: c.LastOrderAt, CreatedAt: c.CreatedAt, UpdatedAt: c.UpdatedAt, Version: c.Version}
}

type apiListInput struct {
	web.ListInput
	Country string `query:"country" doc:"Only customers of this country."`
}

func apiList(tx *db.Tx, r *web.Request, in *apiListInput) (web.List[customerJSON], error) {
	page, err := customers.List(tx, customers.ListInput{Query: in.Q, Country: in.Country, Sort: in.Sort, After: in.After, Before: in.Before, Limit: int(in.Limit)})
	if err != nil {
		return web.List[customerJSON]{}, err
	}
	return web.ListOf(page, func(c customers.Customer) customerJSON { return outside(r, c) }), nil
}

// CustomerPath names a customer.
type CustomerPath struct {
	ID string `path:"id"`
}

func (in CustomerPath) customer(tx *db.Tx) (customers.Customer, error) {
	customer, err := id.Parse(customers.Prefix, in.ID)
	if err != nil {
		return customers.Customer{}, err
	}
	return customers.Get(tx, customer)
}

func apiGet(tx *db.Tx, r *web.Request, in *CustomerPath) (customerJSON, error) {
	c, err := in.customer(tx)
	if err != nil {
		return customerJSON{}, err
	}
	r.Tag(c.Version)
	out := outside(r, c)
	out.Addresses, err = customers.Addresses(tx, c.ID)
	return out, err
}

type apiUpdateInput struct {
	CustomerPath
	Body struct {
		Name   *string `json:"name,omitempty" required:"false"`
		Email  *string `json:"email,omitempty" required:"false"`
		Phone  *string `json:"phone,omitempty" required:"false"`
		Locale *string `json:"locale,omitempty" required:"false"`
	}
}

func apiUpdate(tx *db.Tx, r *web.Request, in *apiUpdateInput) (customerJSON, error) {
	c, err := in.customer(tx)
	if err != nil {
		return customerJSON{}, err
	}
	if err := web.IfMatch(r, c.Version); err != nil {
		return customerJSON{}, err
	}
	wanted := customers.UpdateInput{Customer: c.ID, Name: c.Name, Email: c.Email, Phone: c.Phone, Locale: c.Locale}
	for _, field := range []struct{ from, to *string }{{in.Body.Name, &wanted.Name}, {in.Body.Email, &wanted.Email}, {in.Body.Phone, &wanted.Phone}, {in.Body.Locale, &wanted.Locale}} {
		if field.from != nil {
			*field.to = *field.from
		}
	}
	if _, err := customers.Update(tx, wanted); err != nil {
		return customerJSON{}, err
	}
	return apiGet(tx, r, &in.CustomerPath)
}
