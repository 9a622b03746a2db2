package ordersweb

import (
	"strconv"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/orders"
)

type refundLine struct {
	Line     id.ID `form:"line"`
	Quantity int64 `form:"quantity"`
	Restock  bool  `form:"restock"`
}

type refundInput struct {
	Lines      []refundLine `form:"lines"`
	Delivery   string       `form:"delivery"`
	Adjustment string       `form:"adjustment"`
	Reason     string       `form:"reason"`
	Act        string       `form:"act"` // "sum" works the amount out and asks again
}

// refundForm is the page that asks what goes back.
type refundForm struct {
	orderView
	in      refundInput
	open    []orders.Line
	problem *errs.Error
	sum     int64
	less    int64 // comes off what is still to be paid
	worked  bool
}

func newRefund(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	return refundPage(tx, r, refundForm{})
}

func refundAgain(tx *db.Tx, r *web.Request, in refundInput, problem *errs.Error) (web.Answer, error) {
	return refundPage(tx, r, refundForm{in: in, problem: problem})
}

func refundPage(tx *db.Tx, r *web.Request, f refundForm) (web.Answer, error) {
	v, err := load(tx, r)
	if err != nil {
		return web.Answer{}, err
	}
	f.orderView = v
	for _, l := range v.lines {
		if l.Kind == orders.Goods && l.ToRefund() > 0 && v.o.State != orders.CancelledState {
			f.open = append(f.open, l)
		}
	}
	return web.Page(ui.Page(actFrame(tx, v, "Refund order %s"), refundBody(f))), nil
}

func rowName(i int, field string) string { return "lines[" + strconv.Itoa(i) + "]." + field }

// typedLine is the row of the form that speaks of a line.
func (f refundForm) typedLine(l orders.Line) (refundLine, string) {
	for i, typed := range f.in.Lines {
		if typed.Line == l.ID {
			return typed, f.r.Value(rowName(i, "quantity"))
		}
	}
	return refundLine{Restock: true}, "0"
}

func (f refundForm) wrong(field string) string { return messageOf(f.r.Text, f.problem, field) }

func (in refundInput) refund(o orders.Order) (orders.RefundInput, error) {
	out := orders.RefundInput{Order: o.ID, Reason: in.Reason, Notify: true}
	for _, l := range in.Lines {
		if l.Quantity != 0 {
			out.Lines = append(out.Lines, orders.RefundLine{Line: l.Line, Quantity: l.Quantity, Restock: l.Restock})
		}
	}
	var err error
	if out.Delivery, err = amountOf("delivery", in.Delivery, o.Currency); err != nil {
		return out, err
	}
	out.Adjustment, err = amountOf("adjustment", in.Adjustment, o.Currency)
	return out, err
}

func refund(tx *db.Tx, r *web.Request, in refundInput) (web.Answer, error) {
	o, err := orderOf(tx, r)
	if err != nil {
		return web.Answer{}, err
	}
	wanted, err := in.refund(o)
	if err != nil {
		return web.Answer{}, err
	}
	if in.Act == "sum" {
		sum, less, err := orders.Quote(tx, wanted)
		if err != nil {
			return web.Answer{}, err
		}
		return refundPage(tx, r, refundForm{in: in, sum: sum, less: less, worked: true})
	}
	if _, err := orders.Refund(tx, wanted); err != nil {
		return web.Answer{}, err
	}
	return toOrder(r, o).Toast("The refund is on its way."), nil
}
