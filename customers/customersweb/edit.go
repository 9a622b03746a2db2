package customersweb

import (
	"github.com/coulisse/coulisse/customers"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/shops"
)

type editInput struct {
	Name    string `form:"name"`
	Email   string `form:"email"`
	Phone   string `form:"phone"`
	Locale  string `form:"locale"`
	Version int64  `form:"version"`
}

func edit(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	in, err := stored(tx, r)
	if err != nil {
		return web.Answer{}, err
	}
	return editAgain(tx, r, in, nil)
}

// stored fills the form from what is stored.
func stored(tx *db.Tx, r *web.Request) (editInput, error) {
	c, err := customerOf(tx, r)
	return editInput{Name: c.Name, Email: c.Email, Phone: c.Phone, Locale: c.Locale, Version: c.Version}, err
}

func editAgain(tx *db.Tx, r *web.Request, in editInput, problem *errs.Error) (web.Answer, error) {
	c, err := customerOf(tx, r)
	if err != nil {
		return web.Answer{}, err
	}
	return editPage(tx, r, c, in, problem), nil
}

func editPage(tx *db.Tx, r *web.Request, c customers.Customer, in editInput, problem *errs.Error) web.Answer {
	frame := r.Frame(tx, "Edit customer", "customers")
	frame.Narrow = true
	frame.Breadcrumb = []ui.Link{{Label: r.Text.T("Customers"), URL: r.Path("/customers")}, {Label: c.Label(), URL: r.Path("/customers", c.ID.Text(customers.Prefix))}}
	return web.Page(ui.Page(frame, editBody(r, c, in, problem))).Holds(r.Path("/customers", c.ID.Text(customers.Prefix)), in)
}

func update(tx *db.Tx, r *web.Request, in editInput) (web.Answer, error) {
	c, err := customerOf(tx, r)
	if err != nil {
		return web.Answer{}, err
	}
	if _, err := customers.Update(tx, customers.UpdateInput{Customer: c.ID, Name: in.Name, Email: in.Email, Phone: in.Phone, Locale: in.Locale, Version: in.Version}); err != nil {
		return web.Answer{}, err
	}
	return web.Redirect(r.Path("/customers", c.ID.Text(customers.Prefix))).Toast("The customer is saved.").Undo(shops.CurrentChangeSet(tx)), nil
}

func localeOptions() []ui.Option {
	var list []ui.Option
	for _, l := range customers.SpokenLocales() {
		list = append(list, ui.Option{Value: l.Tag, Label: l.Name})
	}
	return list
}
