package ordersweb

import (
	"github.com/a-h/templ"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/orders"
	"github.com/coulisse/coulisse/payments"
)

// word is a state as people read it.
type word struct {
	label  string // English, translated when drawn
	scheme ui.Scheme
	hollow bool
}

func paymentWords() map[string]word {
	return map[string]word{
		orders.Pending:        {text.Key("Payment pending"), ui.Warning, false},
		orders.Authorised:     {text.Key("Authorised"), ui.Info, false},
		orders.PartlyPaid:     {text.Key("Partly paid"), ui.Warning, false},
		orders.Paid:           {text.Key("Paid"), ui.Success, false},
		orders.PartlyRefunded: {text.Key("Partly refunded"), ui.Info, false},
		orders.FullyRefunded:  {text.Key("Refunded"), ui.Neutral, true},
		orders.Voided:         {text.Key("Voided"), ui.Neutral, true},
		orders.Failed:         {text.Key("Payment failed"), ui.Danger, false},
	}
}

func deliveryWords() map[string]word {
	return map[string]word{
		orders.Unshipped:     {text.Key("To ship"), ui.Warning, true},
		orders.PartlyShipped: {text.Key("Partly shipped"), ui.Info, false},
		orders.FullyShipped:  {text.Key("Shipped"), ui.Success, false},
		orders.Returned:      {text.Key("Returned"), ui.Neutral, true},
	}
}

func stateWords() map[string]word {
	return map[string]word{
		orders.Open:           {text.Key("Open"), ui.Info, true},
		orders.Closed:         {text.Key("Closed"), ui.Neutral, false},
		orders.CancelledState: {text.Key("Cancelled"), ui.Danger, true},
	}
}

func badge(p *text.Printer, words map[string]word, state string) templ.Component {
	w, known := words[state]
	if !known {
		w = word{label: state, scheme: ui.Neutral}
	}
	if w.hollow {
		return ui.BadgeHollow(w.scheme, p.T(w.label))
	}
	return ui.Badge(w.scheme, p.T(w.label))
}

// deliveryBadge leaves a cancelled order without a wish to ship.
func deliveryBadge(p *text.Printer, o orders.Order) templ.Component {
	if o.State == orders.CancelledState {
		return badge(p, stateWords(), o.State)
	}
	return badge(p, deliveryWords(), o.DeliveryState)
}

func options(p *text.Printer, words map[string]word, states ...string) []ui.Option {
	list := make([]ui.Option, len(states))
	for i, s := range states {
		list[i] = ui.Option{Value: s, Label: p.T(words[s].label)}
	}
	return list
}

// buyer is who an order is for, whichever is known.
func buyer(p *text.Printer, o orders.Order) string {
	switch {
	case o.Name != "":
		return o.Name
	case o.Email != "":
		return o.Email
	}
	return p.T("No customer")
}

func attention(p *text.Printer, o orders.Order) (title, what string) {
	switch o.Attention {
	case orders.LatePayment:
		return p.T("Money came in after the cancellation"), p.T("%s must go back to the buyer.", o.Money(o.Refundable()))
	case orders.StockShort:
		return p.T("Paid, but the stock is gone"), p.T("The hold on the stock had run out. Order the goods, or refund the buyer.")
	case orders.RefundFailed:
		return p.T("A refund failed"), p.T("The provider refused it. Send the money another way.")
	}
	return "", ""
}

func methodName(p *text.Printer, method string) string { return p.T(payments.DefaultName(method)) }

// machine is a time as browsers read it.
func machine(t db.Time) string { return t.Go().Format("2006-01-02T15:04:05Z07:00") }
