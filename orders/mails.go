package orders

import (
	"github.com/coulisse/coulisse/delivery"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/event"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/mail"
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/payments"
	"github.com/coulisse/coulisse/shops"
)

// Post is what mails to buyers need from outside: the words, and the public address of
// a path on a shop's storefront.
type Post struct {
	Texts *text.Catalog
	Link  func(shop shops.Shop, path string) string
}

// Mails writes to the buyer at each step of an order, in the buyer's language, after
// the step is stored: confirmation, payment received, shipped, refunded, cancelled.
// An order paid by card is confirmed when its payment is.
func Mails(b *event.Bus, p Post) {
	event.After(b, "orders.mail_placed", p.placed)
	event.After(b, "orders.mail_authorised", func(tx *db.Tx, f payments.Authorised) error { return p.confirm(tx, f.Order) })
	event.After(b, "orders.mail_paid", p.paid)
	event.After(b, "orders.mail_shipped", p.shipped)
	event.After(b, "orders.mail_refunded", p.refunded)
	event.After(b, "orders.mail_cancelled", p.cancelled)
}

const (
	mailPlaced    = "mail_placed"
	mailPaid      = "mail_paid"
	mailShipped   = "mail_shipped"
	mailRefunded  = "mail_refunded"
	mailCancelled = "mail_cancelled"
)

func (p Post) placed(tx *db.Tx, f Placed) error {
	o, err := Get(tx, f.Order)
	if err != nil || !byHand(o.PaymentMethod) {
		return err
	}
	return p.confirm(tx, f.Order)
}

// confirm sends the confirmation once.
func (p Post) confirm(tx *db.Tx, order id.ID) error {
	sent, err := wasSent(tx, order, mailPlaced)
	if err != nil || sent {
		return err
	}
	l, err := p.letter(tx, order)
	if err != nil {
		return err
	}
	if l.order.State == CancelledState {
		return nil
	}
	l.Subject = l.text.T("Your order %s", l.order.Number)
	l.Title = l.text.T("Thank you for your order")
	l.Intro = []string{l.text.T("We have received your order %s and will write again when it leaves.", l.order.Number)}
	if l.Box, err = l.instructions(tx); err != nil {
		return err
	}
	l.withLines()
	return l.send(tx, mailPlaced)
}

// paid confirms an order by card, and tells of money that came later.
func (p Post) paid(tx *db.Tx, f payments.Captured) error {
	sent, err := wasSent(tx, f.Order, mailPlaced)
	if err != nil {
		return err
	}
	if !sent {
		return p.confirm(tx, f.Order)
	}
	l, err := p.letter(tx, f.Order)
	if err != nil || l.order.State == CancelledState {
		return err
	}
	l.Subject = l.text.T("Payment received for order %s", l.order.Number)
	l.Title = l.text.T("We have received your payment")
	l.Intro = []string{l.text.T("%s arrived for your order %s. Thank you.", l.order.Money(f.Amount), l.order.Number)}
	return l.send(tx, mailPaid)
}

func (p Post) shipped(tx *db.Tx, f Shipped) error {
	if !f.Notify {
		return nil
	}
	l, err := p.letter(tx, f.Order)
	if err != nil {
		return err
	}
	l.Subject = l.text.T("Your order %s is on its way", l.order.Number)
	l.Title = l.text.T("Your order is on its way")
	l.Intro = []string{l.text.T("These products of your order %s have left our house.", l.order.Number)}
	if l.order.DeliveryState != FullyShipped {
		l.Intro = append(l.Intro, l.text.T("The rest follows in another parcel."))
	}
	if err := l.tracking(tx, f.Shipment); err != nil {
		return err
	}
	for _, s := range f.Lines {
		for _, line := range l.lines {
			if line.ID == s.OrderLine {
				l.Lines = append(l.Lines, letterLine{Title: line.Title, Detail: l.detail(line, s.Quantity)})
			}
		}
	}
	return l.send(tx, mailShipped)
}

func (l *letter) tracking(tx *db.Tx, shipment id.ID) error {
	all, err := delivery.ShipmentsOf(tx, l.order.ID)
	if err != nil {
		return err
	}
	for _, s := range all {
		if s.ID == shipment && s.Tracking != "" {
			l.Box = append(l.Box, l.text.T("Tracking number: %s", s.Carrier+" "+s.Tracking))
			if s.TrackingURL != "" {
				l.Box = append(l.Box, s.TrackingURL)
			}
		}
	}
	return nil
}

func (p Post) refunded(tx *db.Tx, f Refunded) error {
	if f.Amount == 0 {
		return nil // nothing was paid, so nothing comes
	}
	l, err := p.letter(tx, f.Order)
	if err != nil {
		return err
	}
	l.Subject = l.text.T("Refund for order %s", l.order.Number)
	l.Title = l.text.T("Your refund")
	l.Intro = []string{
		l.text.T("We are giving back %s for your order %s.", l.order.Money(f.Amount), l.order.Number),
		l.text.T("It goes back the way you paid; your bank may need a few days."),
	}
	for _, back := range f.Lines {
		for _, line := range l.lines {
			if line.ID == back.OrderLine {
				l.Lines = append(l.Lines, letterLine{Title: line.Title, Detail: l.detail(line, back.Quantity), Amount: l.text.Money(l.order.Money(back.Amount))})
			}
		}
	}
	return l.send(tx, mailRefunded)
}

func (p Post) cancelled(tx *db.Tx, f Cancelled) error {
	if !f.Notify {
		return nil
	}
	l, err := p.letter(tx, f.Order)
	if err != nil {
		return err
	}
	l.Subject = l.text.T("Your order %s is cancelled", l.order.Number)
	l.Title = l.text.T("Your order is cancelled")
	l.Intro = []string{l.text.T("Your order %s will not be delivered.", l.order.Number)}
	if f.Reason != "" {
		l.Intro = append(l.Intro, l.text.T(f.Reason))
	}
	if f.Amount > 0 {
		l.Intro = append(l.Intro, l.text.T("We are giving back %s. It goes back the way you paid; your bank may need a few days.", l.order.Money(f.Amount)))
	}
	return l.send(tx, mailCancelled)
}

func wasSent(tx *db.Tx, order id.ID, kind string) (bool, error) {
	n, err := db.One[int64](tx, `SELECT COUNT(*) FROM order_entry e WHERE e.shop_id = $1 AND e.order_id = $2 AND e.kind = $3`, order, kind)
	return n > 0, err
}

func (l *letter) send(tx *db.Tx, kind string) error {
	if l.order.Email == "" {
		return nil
	}
	html, plain, err := l.draw()
	if err != nil {
		return err
	}
	if err := mail.Enqueue(tx, mail.Message{To: l.order.Email, Subject: l.Subject, Text: plain, HTML: html, ReplyTo: l.shop.Email, FromName: l.shop.Name}); err != nil {
		return err
	}
	return tell(tx, l.order.ID, kind, "A mail was sent to the buyer: %s", l.Subject)
}
