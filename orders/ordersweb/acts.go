package ordersweb

import (
	"time"

	"github.com/coulisse/coulisse/delivery"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/money"
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/orders"
)

type noteInput struct {
	Body string `form:"body"`
}

func addNote(tx *db.Tx, r *web.Request, in noteInput) (web.Answer, error) {
	o, err := orderOf(tx, r)
	if err != nil {
		return web.Answer{}, err
	}
	if err := orders.AddNote(tx, o.ID, in.Body); err != nil {
		return web.Answer{}, err
	}
	return toOrder(r, o).Toast("The note is kept."), nil
}

func noteAgain(tx *db.Tx, r *web.Request, in noteInput, problem *errs.Error) (web.Answer, error) {
	return refused(tx, r, problem, "note", map[string]string{"body": in.Body})
}

type amountInput struct {
	Payment id.ID  `form:"payment"`
	Amount  string `form:"amount"`
}

func capture(tx *db.Tx, r *web.Request, in amountInput) (web.Answer, error) {
	o, err := orderOf(tx, r)
	if err != nil {
		return web.Answer{}, err
	}
	amount, err := amountOf("amount", in.Amount, o.Currency)
	if err != nil {
		return web.Answer{}, err
	}
	if err := orders.Capture(tx, orders.CaptureInput{Order: o.ID, Payment: in.Payment, Amount: amount}); err != nil {
		return web.Answer{}, err
	}
	return toOrder(r, o).Toast("The payment is being captured."), nil
}

func amountAgain(tx *db.Tx, r *web.Request, in amountInput, problem *errs.Error) (web.Answer, error) {
	return refused(tx, r, problem, "capture", map[string]string{"amount": in.Amount})
}

type receivedInput struct {
	Payment id.ID  `form:"payment"`
	Amount  string `form:"amount"`
	Date    string `form:"date"`
}

func received(tx *db.Tx, r *web.Request, in receivedInput) (web.Answer, error) {
	o, err := orderOf(tx, r)
	if err != nil {
		return web.Answer{}, err
	}
	amount, err := amountOf("amount", in.Amount, o.Currency)
	if err != nil {
		return web.Answer{}, err
	}
	at, err := dayOf(r, in.Date, tx.Now)
	if err != nil {
		return web.Answer{}, err
	}
	if err := orders.MarkPaid(tx, orders.ReceivedInput{Order: o.ID, Payment: in.Payment, Amount: amount, At: at}); err != nil {
		return web.Answer{}, err
	}
	return toOrder(r, o).Toast("The payment is recorded."), nil
}

func receivedAgain(tx *db.Tx, r *web.Request, in receivedInput, problem *errs.Error) (web.Answer, error) {
	return refused(tx, r, problem, "received", map[string]string{"amount": in.Amount, "date": in.Date})
}

// toOrder goes back to the page of the order.
func toOrder(r *web.Request, o orders.Order) web.Answer {
	return web.Redirect(r.Path("/orders", o.ID.Text(orders.Prefix)))
}

// refused draws the page of the order again with what was typed into one of its forms.
func refused(tx *db.Tx, r *web.Request, problem *errs.Error, at string, typed map[string]string) (web.Answer, error) {
	v, err := load(tx, r)
	if err != nil {
		return web.Answer{}, err
	}
	v.problem, v.at, v.typed = problem, at, typed
	return v.page(tx), nil
}

// amountOf reads an amount; empty is zero.
func amountOf(field, typed, currency string) (int64, error) {
	if typed == "" {
		return 0, nil
	}
	amount, err := money.Parse(typed, currency)
	if problem := errs.As(err); problem != nil {
		return 0, errs.InvalidField(field, problem.Message, problem.Args...)
	}
	return amount, err
}

// dayOf reads a day in the shop's zone; empty is now.
func dayOf(r *web.Request, typed string, now db.Time) (db.Time, error) {
	if typed == "" {
		return now, nil
	}
	day, err := time.ParseInLocation(time.DateOnly, typed, r.Text.Zone)
	if err != nil {
		return 0, errs.InvalidField("date", "Write a day like 2026-11-22.")
	}
	return min(db.TimeOf(day.Add(12*time.Hour)), max(now, db.TimeOf(day))), nil
}

// wrong is the message of a field of the form that was refused.
func (v orderView) wrong(at, field string) string {
	if v.problem == nil || v.at != at {
		return ""
	}
	return messageOf(v.r.Text, v.problem, field)
}

// amountTyped is what stands in an amount field: what was typed, else what is proposed.
func (v orderView) amountTyped(at string, proposed int64) string {
	if v.at == at {
		return v.typed["amount"]
	}
	return v.o.Money(proposed).Decimal()
}

func messageOf(p *text.Printer, problem *errs.Error, field string) string {
	if problem == nil {
		return ""
	}
	for _, f := range p.Fields(problem) {
		if f.Name == field {
			return f.Message
		}
	}
	return ""
}

func fieldErrors(p *text.Printer, problem *errs.Error) []ui.FieldError {
	var list []ui.FieldError
	for _, f := range p.Fields(problem) {
		list = append(list, ui.FieldError{Name: f.Name, Message: f.Message})
	}
	return list
}

func moneyWords() map[string]word {
	return map[string]word{
		"created": {text.Key("Begun"), ui.Neutral, true}, "pending": {text.Key("Expected"), ui.Warning, true},
		"requires_action": {text.Key("Waits for the buyer"), ui.Warning, true}, "authorised": {text.Key("Authorised"), ui.Info, false},
		"captured": {text.Key("Paid"), ui.Success, false}, "partly_captured": {text.Key("Partly paid"), ui.Warning, false},
		"refunded": {text.Key("Refunded"), ui.Neutral, true}, "partly_refunded": {text.Key("Partly refunded"), ui.Info, false},
		"failed": {text.Key("Payment failed"), ui.Danger, false}, "voided": {text.Key("Voided"), ui.Neutral, true},
		"unknown": {text.Key("Result unknown"), ui.Warning, false},
	}
}

func refundWords() map[string]word {
	return map[string]word{
		"pending": {text.Key("Under way"), ui.Warning, true}, "done": {text.Key("Sent"), ui.Success, false}, "failed": {text.Key("Failed"), ui.Danger, false},
	}
}

func shipmentWords(v orderView, s delivery.Shipment) string {
	var units int64
	for _, l := range s.Lines {
		units += l.Quantity
	}
	words := v.r.Text.N(int(units), "One unit", "%d units")
	if s.Carrier != "" {
		words += " · " + s.Carrier
	}
	if s.Tracking != "" {
		words += " · "
	}
	return words
}

func place(p *text.Printer, o orders.Order) string {
	if city := o.Address().City; city != "" {
		return city + ", " + p.Country(o.Country)
	}
	return p.Country(o.Country)
}
