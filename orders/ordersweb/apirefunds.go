package ordersweb

import (
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/money"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/orders"
)

func apiRefunds(tx *db.Tx, _ *web.Request, in *OrderPath) (web.List[refundJSON], error) {
	o, err := in.order(tx)
	if err != nil {
		return web.List[refundJSON]{}, err
	}
	list, err := refundsOf(tx, o)
	return web.List[refundJSON]{Data: list}, err
}

func refundsOf(tx *db.Tx, o orders.Order) ([]refundJSON, error) {
	rows, err := orders.Refunds(tx, o.ID)
	if err != nil {
		return nil, err
	}
	lines, err := orders.RefundLines(tx, o.ID)
	return refundsOut(o, rows, lines), err
}

type apiRefundInput struct {
	OrderPath
	Body struct {
		Lines []struct {
			Line     string `json:"line"`
			Quantity int64  `json:"quantity"`
			Restock  bool   `json:"restock,omitempty"`
		} `json:"lines,omitempty"`
		Delivery *money.Money `json:"delivery,omitempty" required:"false" doc:"Of the delivery charge, tax included."`
		Amount   *money.Money `json:"amount,omitempty" required:"false" doc:"A free amount that belongs to no line, tax included."`
		Reason   string       `json:"reason,omitempty" maxLength:"500"`
	}
}

func apiRefund(tx *db.Tx, r *web.Request, in *apiRefundInput) (refundJSON, error) {
	o, err := in.order(tx)
	if err != nil {
		return refundJSON{}, err
	}
	if err := web.IfMatch(r, o.Version); err != nil {
		return refundJSON{}, err
	}
	wanted := orders.RefundInput{Order: o.ID, Reason: in.Body.Reason, Notify: true}
	for _, l := range in.Body.Lines {
		line, err := id.Parse(orders.LinePrefix, l.Line)
		if err != nil {
			return refundJSON{}, err
		}
		if l.Quantity < 1 {
			return refundJSON{}, errs.InvalidField("lines", "Choose at least one unit to refund.")
		}
		wanted.Lines = append(wanted.Lines, orders.RefundLine{Line: line, Quantity: l.Quantity, Restock: l.Restock})
	}
	if wanted.Delivery, err = amountJSON("delivery", in.Body.Delivery, o); err != nil {
		return refundJSON{}, err
	}
	if wanted.Adjustment, err = amountJSON("amount", in.Body.Amount, o); err != nil {
		return refundJSON{}, err
	}
	made, err := orders.Refund(tx, wanted)
	if err != nil {
		return refundJSON{}, err
	}
	all, err := refundsOf(tx, o)
	for _, one := range all {
		if one.ID == made.Text(orders.RefundPrefix) {
			return one, err
		}
	}
	return refundJSON{}, err
}
