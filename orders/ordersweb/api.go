package ordersweb

import (
	"net/http"

	"github.com/coulisse/coulisse/delivery"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/money"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/orders"
	"github.com/coulisse/coulisse/payments"
)

// API declares the admin JSON of orders.
func API(a *web.API) {
	op := func(method, path, scope, summary string) web.Op {
		return web.Op{Method: method, Path: "/orders" + path, Scope: scope, Summary: summary, Tag: "Orders"}
	}
	web.Operation(a, op(http.MethodGet, "", "orders.view", "List orders"), apiList)
	web.Operation(a, op(http.MethodGet, "/{id}", "orders.view", "One order with lines and taxes"), apiGet)
	web.Operation(a, op(http.MethodGet, "/{id}/payments", "orders.view", "The payments of an order"), apiPayments)
	web.Operation(a, op(http.MethodPost, "/{id}/payments", "orders.edit", "Capture an authorised payment or record one received"), apiPay)
	web.Operation(a, op(http.MethodGet, "/{id}/shipments", "orders.view", "The shipments of an order"), apiShipments)
	web.Operation(a, op(http.MethodPost, "/{id}/shipments", "orders.edit", "Ship an order, wholly or partly"), apiShip)
	web.Operation(a, op(http.MethodPost, "/{id}/cancellation", "orders.edit", "Cancel an order"), apiCancel)
	web.Operation(a, op(http.MethodGet, "/{id}/refunds", "orders.view", "The refunds of an order"), apiRefunds)
	web.Operation(a, op(http.MethodPost, "/{id}/refunds", "orders.refund", "Refund lines, delivery or an amount"), apiRefund)
}

type apiListInput struct {
	web.ListInput
	View          string `query:"view" enum:"to-ship,unpaid,closed,cancelled" doc:"One view of the list."`
	PaymentState  string `query:"payment_state"`
	DeliveryState string `query:"delivery_state"`
	Country       string `query:"country"`
	Customer      string `query:"customer"`
	From          string `query:"from" doc:"First day, 2026-11-01."`
	To            string `query:"to" doc:"Last day."`
}

func apiList(tx *db.Tx, _ *web.Request, in *apiListInput) (web.List[orderJSON], error) {
	var customer id.ID
	if in.Customer != "" {
		var err error
		if customer, err = id.Parse("cus", in.Customer); err != nil {
			return web.List[orderJSON]{}, err
		}
	}
	page, err := orders.List(tx, orders.ListInput{View: in.View, Query: in.Q, PaymentStates: given(in.PaymentState), DeliveryStates: given(in.DeliveryState), Country: in.Country,
		Customer: customer, From: in.From, To: in.To, Sort: in.Sort, After: in.After, Before: in.Before, Limit: int(in.Limit)})
	if err != nil {
		return web.List[orderJSON]{}, err
	}
	return web.ListOf(page, orderOut), nil
}

// OrderPath names an order.
type OrderPath struct {
	ID string `path:"id"`
}

func (in OrderPath) order(tx *db.Tx) (orders.Order, error) {
	order, err := id.Parse(orders.Prefix, in.ID)
	if err != nil {
		return orders.Order{}, err
	}
	return orders.Get(tx, order)
}

func apiGet(tx *db.Tx, r *web.Request, in *OrderPath) (orderJSON, error) {
	o, err := in.order(tx)
	if err != nil {
		return orderJSON{}, err
	}
	r.Tag(o.Version)
	return whole(tx, o)
}

func apiPayments(tx *db.Tx, _ *web.Request, in *OrderPath) (web.List[paymentJSON], error) {
	o, err := in.order(tx)
	if err != nil {
		return web.List[paymentJSON]{}, err
	}
	all, err := payments.OfOrder(tx, o.ID)
	return web.ListOf(db.Page[payments.Payment]{Rows: all}, paymentOut), err
}

type apiPayInput struct {
	OrderPath
	Body struct {
		Kind    string       `json:"kind" enum:"capture,received"`
		Payment string       `json:"payment,omitempty" doc:"pay_…; the first that fits when left out."`
		Amount  *money.Money `json:"amount,omitempty" required:"false" doc:"All of it when left out."`
		Date    db.Time      `json:"date,omitempty" required:"false" doc:"When it was received; now when left out."`
	}
}

func apiPay(tx *db.Tx, r *web.Request, in *apiPayInput) (web.List[paymentJSON], error) {
	none := web.List[paymentJSON]{}
	o, err := in.order(tx)
	if err != nil {
		return none, err
	}
	if err := web.IfMatch(r, o.Version); err != nil {
		return none, err
	}
	var payment id.ID
	if in.Body.Payment != "" {
		if payment, err = id.Parse(payments.PaymentPrefix, in.Body.Payment); err != nil {
			return none, err
		}
	}
	amount, err := amountJSON("amount", in.Body.Amount, o)
	if err != nil {
		return none, err
	}
	if in.Body.Kind == "capture" {
		err = orders.Capture(tx, orders.CaptureInput{Order: o.ID, Payment: payment, Amount: amount})
	} else {
		err = orders.MarkPaid(tx, orders.ReceivedInput{Order: o.ID, Payment: payment, Amount: amount, At: in.Body.Date})
	}
	if err != nil {
		return none, err
	}
	return apiPayments(tx, r, &in.OrderPath)
}

// amountJSON is an amount in the currency of the order; none is zero.
func amountJSON(field string, m *money.Money, o orders.Order) (int64, error) {
	if m == nil {
		return 0, nil
	}
	if m.Currency != o.Currency {
		return 0, errs.InvalidField(field, "This order is in %s.", o.Currency)
	}
	return m.Amount, nil
}

func apiShipments(tx *db.Tx, _ *web.Request, in *OrderPath) (web.List[shipmentJSON], error) {
	o, err := in.order(tx)
	if err != nil {
		return web.List[shipmentJSON]{}, err
	}
	all, err := delivery.ShipmentsOf(tx, o.ID)
	return web.ListOf(db.Page[delivery.Shipment]{Rows: all}, shipmentOut), err
}

type apiShipInput struct {
	OrderPath
	Body struct {
		Lines       []lineQuantityJSON `json:"lines,omitempty" doc:"All that is left when left out."`
		Carrier     string             `json:"carrier,omitempty"`
		Tracking    string             `json:"tracking,omitempty"`
		TrackingURL string             `json:"tracking_url,omitempty"`
		Notify      bool               `json:"notify,omitempty" doc:"Mail the buyer."`
	}
}

func apiShip(tx *db.Tx, r *web.Request, in *apiShipInput) (shipmentJSON, error) {
	o, err := in.order(tx)
	if err != nil {
		return shipmentJSON{}, err
	}
	if err := web.IfMatch(r, o.Version); err != nil {
		return shipmentJSON{}, err
	}
	wanted := orders.ShipInput{Order: o.ID, Carrier: in.Body.Carrier, Tracking: in.Body.Tracking, TrackingURL: in.Body.TrackingURL, Notify: in.Body.Notify}
	for _, l := range in.Body.Lines {
		line, err := id.Parse(orders.LinePrefix, l.Line)
		if err != nil {
			return shipmentJSON{}, err
		}
		if l.Quantity < 1 {
			return shipmentJSON{}, errs.InvalidField("lines", "Choose at least one unit to ship.")
		}
		wanted.Lines = append(wanted.Lines, orders.LineQuantity{Line: line, Quantity: l.Quantity})
	}
	shipment, err := orders.Ship(tx, wanted)
	if err != nil {
		return shipmentJSON{}, err
	}
	s, err := delivery.ShipmentByID(tx, shipment)
	return shipmentOut(s), err
}

type apiCancelInput struct {
	OrderPath
	Body *struct {
		Reason string `json:"reason,omitempty" maxLength:"500"`
		Notify bool   `json:"notify,omitempty" doc:"Mail the buyer."`
	} `required:"false"`
}

func apiCancel(tx *db.Tx, r *web.Request, in *apiCancelInput) (orderJSON, error) {
	o, err := in.order(tx)
	if err != nil {
		return orderJSON{}, err
	}
	if err := web.IfMatch(r, o.Version); err != nil {
		return orderJSON{}, err
	}
	wanted := orders.CancelInput{Order: o.ID}
	if in.Body != nil {
		wanted.Reason, wanted.Notify = in.Body.Reason, in.Body.Notify
	}
	if err := mayCancel(r, o); err != nil {
		return orderJSON{}, err
	}
	if err := orders.Cancel(tx, wanted); err != nil {
		return orderJSON{}, err
	}
	return apiGet(tx, r, &in.OrderPath)
}

// given is a filter of one value; empty is no filter.
func given(value string) []string {
	if value == "" {
		return nil
	}
	return []string{value}
}
