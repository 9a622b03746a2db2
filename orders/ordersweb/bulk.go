package ordersweb

import (
	"io"
	"strings"

	"github.com/coulisse/coulisse/delivery"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/list"
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/orders"
	"github.com/coulisse/coulisse/payments"
	"github.com/coulisse/coulisse/shops"
)

// orderActs are what can be done with many orders at once.
func orderActs() []list.Act[orders.Order] {
	return []list.Act[orders.Order]{
		{ID: "ship", Label: text.Key("Ship all"), Icon: "truck", Permission: "orders.edit", Summary: text.Key("Orders shipped"),
			Ask:    text.Key("All that is left of each order is marked as sent, and the buyers get a letter."),
			Fields: []list.ActField{{Name: "note", Label: text.Key("Note for every order"), Hint: text.Key("For your staff; may stay empty.")}},
			Do: func(tx *db.Tx, o orders.Order, in list.Input) error {
				if _, err := orders.Ship(tx, orders.ShipInput{Order: o.ID, Notify: true}); err != nil {
					return err
				}
				return noted(tx, o, in.Note)
			}},
		{ID: "received", Label: text.Key("Payment received"), Icon: "banknote", Permission: "orders.edit", Summary: text.Key("Payments recorded"),
			Ask: text.Key("The whole amount due is recorded as received today, by bank transfer or at the door."),
			Do: func(tx *db.Tx, o orders.Order, _ list.Input) error {
				return orders.MarkPaid(tx, orders.ReceivedInput{Order: o.ID})
			}},
		{ID: "slips", Label: text.Key("Packing slips"), Icon: "printer", Permission: "orders.view",
			File: &list.File[orders.Order]{Name: "packing-slips.pdf", Type: "application/pdf", Write: writeSlips}},
		{ID: "note", Label: text.Key("Add a note"), Icon: "message-square", Permission: "orders.edit", Summary: text.Key("Notes added to orders"),
			Fields: []list.ActField{{Name: "note", Label: text.Key("Note for every order")}},
			Check: func(_ *db.Tx, in list.Input) error {
				if strings.TrimSpace(in.Note) == "" {
					return errs.InvalidField("note", "Write the note first.")
				}
				return nil
			},
			Do: func(tx *db.Tx, o orders.Order, in list.Input) error { return noted(tx, o, in.Note) }},
	}
}

func noted(tx *db.Tx, o orders.Order, note string) error {
	if strings.TrimSpace(note) == "" {
		return nil
	}
	return orders.AddNote(tx, o.ID, note)
}

// mostSlips bounds what one file prints.
const mostSlips = 500

// writeSlips prints what is still to be packed of the orders chosen into one file; of an
// order that has left, all of it.
func writeSlips(w *list.Walk[orders.Order], r *web.Request, to io.Writer) error {
	var slips []delivery.PackingSlipInput
	err := w.Each(func(tx *db.Tx, some []orders.Order) error {
		if len(slips)+len(some) > mostSlips {
			return errs.Invalid("At most %d packing slips are printed at once. Choose fewer orders.", mostSlips)
		}
		shop, err := shops.Get(tx)
		if err != nil {
			return err
		}
		ids := make([]id.ID, len(some))
		for i, o := range some {
			ids[i] = o.ID
		}
		lines, err := orders.LinesOf(tx, ids)
		if err != nil {
			return err
		}
		for _, o := range some {
			in := slipOf(r, shop, o)
			if in.Lines = packed(lines[o.ID]); len(in.Lines) > 0 && o.State != orders.CancelledState {
				slips = append(slips, in)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	file, err := delivery.PackingSlips(r.Text.T("Packing slips"), slips)
	if err == nil {
		_, err = to.Write(file)
	}
	return err
}

func packed(lines []orders.Line) []delivery.SlipLine {
	var waiting, all []delivery.SlipLine
	for _, l := range lines {
		if l.Kind != orders.Goods {
			continue
		}
		line := delivery.SlipLine{Title: l.Title, Variant: l.VariantTitle, SKU: l.SKU, Quantity: l.ToShip(), Ordered: l.Quantity}
		if line.Quantity > 0 {
			waiting = append(waiting, line)
		}
		line.Quantity = l.Quantity
		all = append(all, line)
	}
	if len(waiting) > 0 {
		return waiting
	}
	return all
}

func methodOptions(_ *db.Tx, at list.At) ([]ui.Option, error) {
	var all []ui.Option
	for _, method := range payments.KnownMethods() {
		all = append(all, ui.Option{Value: method, Label: methodName(at.Text, method)})
	}
	return all, nil
}

// methodWords is how an order is paid; an imported one may say nothing of it.
func methodWords(p *text.Printer, method string) string {
	if method == "" {
		return ""
	}
	return methodName(p, method)
}
