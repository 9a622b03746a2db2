package ordersweb

import (
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/orders"
)

type cancelInput struct {
	Reason string `form:"reason"`
	Notify bool   `form:"notify"`
}

func newCancellation(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	return cancelPage(tx, r, cancelInput{Notify: true}, nil)
}

func cancelAgain(tx *db.Tx, r *web.Request, in cancelInput, problem *errs.Error) (web.Answer, error) {
	return cancelPage(tx, r, in, problem)
}

func cancelPage(tx *db.Tx, r *web.Request, in cancelInput, problem *errs.Error) (web.Answer, error) {
	v, err := load(tx, r)
	if err != nil {
		return web.Answer{}, err
	}
	v.problem = problem
	return web.Page(ui.Page(actFrame(tx, v, "Cancel order %s"), cancelBody(v, in))), nil
}

// consequence says what a cancellation does with the money.
func (v orderView) consequence() string {
	p := v.r.Text
	switch {
	case v.o.Refundable() > 0:
		return p.T("The stock is free again and %s go back to the buyer. This cannot be taken back.", v.o.Money(v.o.Refundable()))
	case v.o.Authorised > 0:
		return p.T("The stock is free again and the authorised amount is let go. This cannot be taken back.")
	}
	return p.T("The stock is free again. This cannot be taken back.")
}

func cancel(tx *db.Tx, r *web.Request, in cancelInput) (web.Answer, error) {
	o, err := orderOf(tx, r)
	if err != nil {
		return web.Answer{}, err
	}
	if err := mayCancel(r, o); err != nil {
		return web.Answer{}, err
	}
	if err := orders.Cancel(tx, orders.CancelInput{Order: o.ID, Reason: in.Reason, Notify: in.Notify}); err != nil {
		return web.Answer{}, err
	}
	return toOrder(r, o).Toast("The order is cancelled."), nil
}

// mayCancel asks for the permission to refund where the cancellation sends money back.
func mayCancel(r *web.Request, o orders.Order) error {
	if o.Refundable() > 0 && !r.Person.May("orders.refund") {
		return errs.Denied("Cancelling this order sends money back to the buyer. Ask somebody who may refund.")
	}
	return nil
}
