package ordersweb

import (
	"strings"

	"github.com/a-h/templ"

	"github.com/coulisse/coulisse/delivery"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/orders"
	"github.com/coulisse/coulisse/payments"
)

// orderView is all the page of an order shows.
type orderView struct {
	r         *web.Request
	o         orders.Order
	lines     []orders.Line
	taxes     []orders.OrderTax
	payments  []payments.Payment
	shipments []delivery.Shipment
	refunds   []orders.RefundRow
	entries   []orders.Entry
	problem   *errs.Error
	at        string // the form that was refused: note, capture, received
	typed     map[string]string
}

// path is an address below the order.
func (v orderView) path(parts ...string) string {
	return v.r.Path(append([]string{"/orders", v.o.ID.Text(orders.Prefix)}, parts...)...)
}

// cash writes an amount of the order.
func (v orderView) cash(amount int64) string { return v.r.Text.Money(v.o.Money(amount)) }

func orderOf(tx *db.Tx, r *web.Request) (orders.Order, error) {
	order, err := r.ID("order", orders.Prefix)
	if err != nil {
		return orders.Order{}, err
	}
	return orders.Get(tx, order)
}

func load(tx *db.Tx, r *web.Request) (orderView, error) {
	v := orderView{r: r}
	var err error
	if v.o, err = orderOf(tx, r); err != nil {
		return v, err
	}
	if v.lines, err = orders.Lines(tx, v.o.ID); err != nil {
		return v, err
	}
	if v.taxes, err = orders.Taxes(tx, v.o.ID); err != nil {
		return v, err
	}
	if v.payments, err = payments.OfOrder(tx, v.o.ID); err != nil {
		return v, err
	}
	if v.shipments, err = delivery.ShipmentsOf(tx, v.o.ID); err != nil {
		return v, err
	}
	if v.refunds, err = orders.Refunds(tx, v.o.ID); err != nil {
		return v, err
	}
	v.entries, err = orders.Timeline(tx, v.o.ID)
	return v, err
}

func show(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	v, err := load(tx, r)
	if err != nil {
		return web.Answer{}, err
	}
	return v.page(tx), nil
}

// page is the whole page, or the drawer of the list.
func (v orderView) page(tx *db.Tx) web.Answer {
	p := v.r.Text
	frame := v.r.Frame(tx, "Orders", "orders")
	frame.Title = p.T("Order %s", v.o.Number)
	frame.Subtitle = p.DateTime(v.o.PlacedAt)
	frame.Breadcrumb = []ui.Link{{Label: p.T("Orders"), URL: v.r.Path("/orders")}}
	frame.Badges = []templ.Component{badge(p, stateWords(), v.o.State), badge(p, paymentWords(), v.o.PaymentState)}
	if v.o.State != orders.CancelledState {
		frame.Badges = append(frame.Badges, badge(p, deliveryWords(), v.o.DeliveryState))
	}
	frame.Actions = orderActions(v)
	return web.Page(ui.Page(frame, orderPage(v))).Fragment(orderDrawer(v))
}

func (v orderView) mayShip() bool {
	return v.r.Person.May("orders.edit") && v.o.State == orders.Open && v.left() > 0
}

func (v orderView) mayRefund() bool {
	return v.r.Person.May("orders.refund") && v.o.MayRefund()
}

func (v orderView) mayCancel() bool {
	return v.r.Person.May("orders.edit") && v.o.State == orders.Open && v.o.DeliveryState == orders.Unshipped
}

// left is how many units wait to leave.
func (v orderView) left() int64 {
	var n int64
	for _, l := range v.lines {
		if l.Kind == orders.Goods {
			n += l.ToShip()
		}
	}
	return n
}

func (v orderView) toCapture() (payments.Payment, bool) {
	for _, p := range v.payments {
		if orders.CanCapture(p) && v.o.State != orders.CancelledState {
			return p, true
		}
	}
	return payments.Payment{}, false
}

func (v orderView) toReceive() (payments.Payment, bool) {
	for _, p := range v.payments {
		if orders.CanReceive(p) && v.o.State != orders.CancelledState {
			return p, true
		}
	}
	return payments.Payment{}, false
}

// sums are the totals of the order as the buyer saw them.
func (v orderView) sums() []ui.Detail {
	p, o := v.r.Text, v.o
	row := func(label string, amount int64) ui.Detail {
		return ui.Detail{Label: label, Value: ui.Plain(v.cash(amount))}
	}
	list := []ui.Detail{row(p.T("Subtotal"), o.Subtotal)}
	if o.Discount != 0 {
		list = append(list, row(p.T("Discount"), -o.Discount))
	}
	if o.Delivery != 0 || o.DeliveryName != "" {
		list = append(list, row(deliverySaid(p.T("Delivery"), o.DeliveryName), o.Delivery))
	}
	list = append(list, v.taxSums()...)
	total := row(p.T("Total"), o.Total)
	total.Strong = true
	list = append(list, total)
	if o.Source == orders.FromImport {
		return list
	}
	list = append(list, row(p.T("Paid in"), o.Captured))
	if o.Refunded != 0 {
		list = append(list, row(p.T("Given back"), -o.Refunded))
	}
	if o.Forgiven != 0 {
		list = append(list, row(p.T("Given back unpaid"), -o.Forgiven))
	}
	if due := o.Due(); due > 0 && o.State != orders.CancelledState {
		list = append(list, row(p.T("Still due"), due))
	}
	return list
}

// deliverySaid names the method once: "Delivery · Colissimo", but "Delivery by bike".
func deliverySaid(word, method string) string {
	switch {
	case method == "":
		return word
	case strings.HasPrefix(strings.ToLower(method), strings.ToLower(word)):
		return method
	}
	return word + " · " + method
}

// taxSums are the rate groups of lines and delivery together.
func (v orderView) taxSums() []ui.Detail {
	p := v.r.Text
	var groups []orders.Tax
	amounts := map[orders.Tax]int64{}
	for _, t := range v.taxes {
		if _, known := amounts[t.Rule()]; !known {
			groups = append(groups, t.Rule())
		}
		amounts[t.Rule()] += t.Amount
	}
	list := make([]ui.Detail, len(groups))
	for i, g := range groups {
		label := p.T("VAT %s · %s", g.Rate, g.Country)
		if v.o.PricesIncludeTax {
			label = p.T("VAT %s · %s, included", g.Rate, g.Country)
		}
		list[i] = ui.Detail{Label: label, Value: ui.Muted(v.cash(amounts[g]))}
	}
	return list
}

func lineTitle(l orders.Line) string {
	if l.VariantTitle == "" {
		return l.SKU
	}
	if l.SKU == "" {
		return l.VariantTitle
	}
	return l.VariantTitle + " · " + l.SKU
}

// linesTable is what was ordered, with what has become of it.
func (v orderView) linesTable() ui.TableProps {
	p := v.r.Text
	t := ui.TableProps{Caption: p.T("Lines"), Columns: []ui.Column{{Label: p.T("Product"), Main: true},
		{Label: p.T("State"), HideLabel: true}, {Label: p.T("Price"), Number: true}, {Label: p.T("Quantity"), Number: true}, {Label: p.T("Total"), Number: true, Phone: "end"}}}
	for _, l := range v.lines {
		row := ui.TableRow{Name: l.Title, Cells: []templ.Component{productCell(v, l), v.lineState(l),
			ui.Plain(v.cash(l.UnitPrice)), ui.Plain("× " + p.Number(l.Quantity)), ui.Plain(v.cash(v.listed(l)))}}
		if l.ProductID != 0 {
			row.URL = v.r.Path("/products", l.ProductID.Text("prd"))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func (v orderView) picture(l orders.Line) templ.Component {
	if l.ImageHash == "" {
		return ui.Picture("", "")
	}
	return ui.Picture(v.r.FileURL(l.ImageHash, 165), "")
}

// listed is the line as the buyer saw it.
func (v orderView) listed(l orders.Line) int64 {
	if v.o.PricesIncludeTax {
		return l.Total
	}
	return l.Net
}

func (v orderView) lineState(l orders.Line) templ.Component {
	p := v.r.Text
	var words []string
	if l.Kind != orders.Goods {
		words = append(words, p.T(kindWords()[l.Kind]))
	}
	if l.Shipped > 0 && v.o.Source != orders.FromImport {
		words = append(words, p.T("%d shipped", l.Shipped))
	}
	if l.Refunded > 0 {
		words = append(words, p.T("%d refunded", l.Refunded))
	}
	return ui.Tags(words)
}

func kindWords() map[string]string {
	return map[string]string{orders.Fee: text.Key("Fee"), orders.DeliveryLine: text.Key("Delivery"), orders.DiscountLine: text.Key("Discount")}
}

// moments are the timeline in words.
func (v orderView) moments() []ui.Moment {
	p := v.r.Text
	list := make([]ui.Moment, len(v.entries))
	for i, e := range v.entries {
		m := ui.Moment{At: machine(e.CreatedAt), When: p.DateTime(e.CreatedAt), Who: e.Actor, Icon: "circle-dot", What: p.T(e.Body, e.Args()...)}
		if e.ActorKind == "buyer" && m.Who == "" {
			m.Who = p.T("Buyer")
		}
		if e.Kind == "note" {
			m.What, m.Icon, m.Scheme = e.Body, "message-square", ui.Info
		}
		if icon, known := entryIcons()[e.Kind]; known {
			m.Icon, m.Scheme = icon.icon, icon.scheme
		}
		list[i] = m
	}
	return list
}

type entryIcon struct {
	icon   string
	scheme ui.Scheme
}

func entryIcons() map[string]entryIcon {
	return map[string]entryIcon{
		"placed": {"shopping-bag", ui.Info}, "imported": {"upload", ui.Neutral}, "authorised": {"credit-card", ui.Info}, "capture": {"credit-card", ui.Info},
		"paid": {"banknote", ui.Success}, "failed": {"circle-alert", ui.Danger}, "shipped": {"truck", ui.Success}, "refund": {"banknote", ui.Warning},
		"refunded": {"banknote", ui.Warning}, "cancelled": {"ban", ui.Danger}, "mail_placed": {"mail", ui.Neutral}, "mail_paid": {"mail", ui.Neutral},
		"mail_shipped": {"mail", ui.Neutral}, "mail_refunded": {"mail", ui.Neutral}, "mail_cancelled": {"mail", ui.Neutral},
	}
}
