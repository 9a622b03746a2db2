package invoices

import (
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/event"
	"github.com/coulisse/coulisse/orders"
)

// Listen issues documents in the transaction of their cause.
func Listen(bus *event.Bus) {
	event.Inside(bus, "invoices.shipped", onShipped)
	event.Inside(bus, "invoices.refunded", onRefunded)
	event.Inside(bus, "invoices.cancelled", onCancelled)
	event.Inside(bus, "invoices.imported", onImported)
}

// onShipped invoices what left (policy INVOICE_AT_DISPATCH), with the delivery charge
// on the first invoice of the order.
func onShipped(tx *db.Tx, f orders.Shipped) error {
	a, err := accountOf(tx, f.Order)
	if err != nil {
		return err
	}
	document, err := documentFor(tx, KindInvoice, a.order)
	if err != nil {
		return err
	}
	document.Cause, document.CauseID = "shipment", f.Shipment
	document.Lines = a.shipped(f)
	document.Lines = append(document.Lines, a.reduction(document.Lines)...)
	document.Paid = a.paid(document.Lines)
	return issue(tx, document, "")
}

// onRefunded takes back what was invoiced of the refunded units, delivery charge and
// free amount. What was never invoiced needs no credit note.
func onRefunded(tx *db.Tx, f orders.Refunded) error {
	a, err := accountOf(tx, f.Order)
	if err != nil {
		return err
	}
	document, err := a.creditNote(tx, a.refunded(f))
	if err != nil {
		return err
	}
	document.Cause, document.CauseID = "refund", f.Refund
	return issue(tx, document, "")
}

// onCancelled takes back everything that was invoiced and not yet credited.
func onCancelled(tx *db.Tx, f orders.Cancelled) error {
	a, err := accountOf(tx, f.Order)
	if err != nil {
		return err
	}
	document, err := a.creditNote(tx, a.remaining())
	if err != nil {
		return err
	}
	document.Cause, document.CauseID = "cancellation", f.Order
	return issue(tx, document, "")
}

// onImported writes the document of another system as it was: its own number, its own
// date, its amounts. Such documents count in a series of their own.
func onImported(tx *db.Tx, f orders.Imported) error {
	o, err := orders.Get(tx, f.Order)
	if err != nil {
		return err
	}
	document, err := documentFor(tx, f.Kind, o)
	if err != nil {
		return err
	}
	document.Series, document.Number = "import", f.Number
	document.Cause, document.CauseID = "import", f.Order
	if document.Day, err = dayOf(tx, f.At); err != nil {
		return err
	}
	document.SupplyDay = document.Day
	if f.Settled != "" && f.Kind == KindInvoice {
		document.Paid = f.Total
	}
	for _, l := range f.Lines {
		document.Lines = append(document.Lines, Line{OrderLineID: l.OrderLine, Use: useOf(l.Kind), Title: l.Title, SKU: l.SKU,
			Quantity: l.Quantity, UnitPrice: l.UnitPrice, Net: l.Net, Tax: l.Tax, Gross: l.Total, TaxCountry: l.Rule.Country,
			TaxRate: l.Rule.Rate, TaxName: l.Rule.Name, TaxCategory: l.Rule.Category, TaxScheme: l.Rule.Scheme})
	}
	return issue(tx, document, f.Settled)
}

func useOf(kind string) string {
	if kind == orders.Goods {
		return UseProduct
	}
	return kind
}
