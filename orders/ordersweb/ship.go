package ordersweb

import (
	"github.com/coulisse/coulisse/delivery"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/orders"
)

type shipLine struct {
	Line     id.ID `form:"line"`
	Quantity int64 `form:"quantity"`
}

type shipInput struct {
	Lines       []shipLine `form:"lines"`
	Carrier     string     `form:"carrier"`
	Tracking    string     `form:"tracking"`
	TrackingURL string     `form:"tracking_url"`
	Notify      bool       `form:"notify"`
}

// shipForm is the page that asks what leaves.
type shipForm struct {
	orderView
	in      shipInput
	lines   []orders.Line
	problem *errs.Error
}

func newShipment(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	return shipPage(tx, r, shipInput{Notify: true}, nil)
}

func shipAgain(tx *db.Tx, r *web.Request, in shipInput, problem *errs.Error) (web.Answer, error) {
	return shipPage(tx, r, in, problem)
}

func shipPage(tx *db.Tx, r *web.Request, in shipInput, problem *errs.Error) (web.Answer, error) {
	v, err := load(tx, r)
	if err != nil {
		return web.Answer{}, err
	}
	f := shipForm{orderView: v, in: in, problem: problem}
	for _, l := range v.lines {
		if l.Kind == orders.Goods && l.ToShip() > 0 {
			f.lines = append(f.lines, l)
		}
	}
	frame := actFrame(tx, v, "Ship order %s")
	return web.Page(ui.Page(frame, shipBody(f))), nil
}

// actFrame is the frame of a page that asks before an act on an order.
func actFrame(tx *db.Tx, v orderView, title string) ui.PageProps {
	p := v.r.Text
	frame := v.r.Frame(tx, "Orders", "orders")
	frame.Title, frame.Narrow = p.T(title, v.o.Number), true
	frame.Breadcrumb = []ui.Link{{Label: p.T("Orders"), URL: v.r.Path("/orders")}, {Label: "#" + v.o.Number, URL: v.path()}}
	return frame
}

// quantity is what stands in the field of a line: all of it until somebody typed.
func (f shipForm) quantity(l orders.Line) string {
	if f.problem == nil {
		return f.r.Text.Number(l.ToShip())
	}
	for i, typed := range f.in.Lines {
		if typed.Line == l.ID {
			return f.r.Value(rowName(i, "quantity"))
		}
	}
	return "0"
}

func ship(tx *db.Tx, r *web.Request, in shipInput) (web.Answer, error) {
	o, err := orderOf(tx, r)
	if err != nil {
		return web.Answer{}, err
	}
	asked := make([]orders.LineQuantity, 0, len(in.Lines))
	var units int64
	for _, l := range in.Lines {
		asked = append(asked, orders.LineQuantity{Line: l.Line, Quantity: l.Quantity})
		units += l.Quantity
	}
	if len(asked) > 0 && units == 0 {
		return web.Answer{}, errs.Invalid("Choose at least one unit to ship.")
	}
	if _, err := orders.Ship(tx, orders.ShipInput{Order: o.ID, Lines: asked, Carrier: in.Carrier, Tracking: in.Tracking, TrackingURL: in.TrackingURL, Notify: in.Notify}); err != nil {
		return web.Answer{}, err
	}
	return toOrder(r, o).Toast("The shipment is recorded."), nil
}

func carrierOptions() []ui.Option {
	list := []ui.Option{}
	for _, c := range delivery.Carriers() {
		list = append(list, ui.Option{Value: c, Label: c})
	}
	return list
}
