package orders

import (
	"bytes"
	"embed"
	"fmt"
	htmltemplate "html/template"
	"strings"
	texttemplate "text/template"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/payments"
	"github.com/coulisse/coulisse/shops"
)

//go:embed mails
var letters embed.FS

// letter is one mail to a buyer, in words already.
type letter struct {
	order Order
	lines []Line
	shop  shops.Shop
	text  *text.Printer

	Lang, Shop, Subject, Title string
	Intro, Box                 []string
	Button, Link               string
	Lines                      []letterLine
	Totals                     []letterLine
	AddressTitle               string
	Address                    []string
	Foot                       string
}

type letterLine struct {
	Title, Detail, Amount string
	Strong                bool
}

// letter starts a mail about an order, with its link and its foot.
func (p Post) letter(tx *db.Tx, order id.ID) (*letter, error) {
	o, err := Get(tx, order)
	if err != nil {
		return nil, err
	}
	lines, err := Lines(tx, order)
	if err != nil {
		return nil, err
	}
	shop, err := shops.Get(tx)
	if err != nil {
		return nil, err
	}
	l := &letter{order: o, lines: lines, shop: shop, text: p.Texts.For(o.Locale, nil), Lang: o.Locale, Shop: shop.Name}
	l.Button = l.text.T("See your order")
	if p.Link != nil {
		l.Link = p.Link(shop, o.StatusPath())
	}
	l.Foot = l.text.T("Questions? Just answer this mail.")
	return l, nil
}

// withLines adds what was ordered, the totals and the address.
func (l *letter) withLines() {
	o := l.order
	for _, line := range l.lines {
		amount := line.UnitPrice * line.Quantity
		l.Lines = append(l.Lines, letterLine{Title: line.Title, Detail: l.detail(line, line.Quantity), Amount: l.text.Money(o.Money(amount))})
	}
	add := func(title string, amount int64, strong bool) {
		l.Totals = append(l.Totals, letterLine{Title: title, Amount: l.text.Money(o.Money(amount)), Strong: strong})
	}
	add(l.text.T("Subtotal"), o.Subtotal, false)
	if o.Discount != 0 {
		add(l.text.T("Discount"), -o.Discount, false)
	}
	if o.DeliveryName != "" {
		add(l.text.T("Delivery")+" · "+o.DeliveryName, o.Delivery, false)
	}
	if o.PricesIncludeTax {
		add(l.text.T("Total"), o.Total, true)
		add(l.text.T("VAT included"), o.Tax, false)
	} else {
		add(l.text.T("VAT"), o.Tax, false)
		add(l.text.T("Total"), o.Total, true)
	}
	l.AddressTitle = l.text.T("Delivery address")
	l.Address = append(o.Address().Lines(), l.text.Country(o.Country))
}

func (l *letter) detail(line Line, quantity int64) string {
	parts := []string{}
	if line.VariantTitle != "" {
		parts = append(parts, line.VariantTitle)
	}
	return strings.Join(append(parts, l.text.T("Quantity: %d", quantity)), " · ")
}

// instructions are how to pay by hand what is due.
func (l *letter) instructions(tx *db.Tx) ([]string, error) {
	all, err := payments.OfOrder(tx, l.order.ID)
	if err != nil || l.order.Due() == 0 {
		return nil, err
	}
	for _, p := range all {
		if !CanReceive(p) {
			continue
		}
		t, err := payments.TransferOf(tx, p)
		if err != nil {
			return nil, err
		}
		box := []string{l.text.T("Amount: %s", t.Amount), l.text.T("Reference: %s", t.Reference)}
		for _, part := range [][2]string{{"Account holder: %s", t.AccountName}, {"IBAN: %s", t.IBAN}, {"BIC: %s", t.BIC}} {
			if part[1] != "" {
				box = append(box, l.text.T(part[0], part[1]))
			}
		}
		if t.Instructions != "" {
			box = append(box, t.Instructions)
		}
		return box, nil
	}
	return nil, nil
}

func (l *letter) draw() (html, plain string, err error) {
	var h, t bytes.Buffer
	page, err := htmltemplate.ParseFS(letters, "mails/letter.html")
	if err == nil {
		err = page.Execute(&h, l)
	}
	if err != nil {
		return "", "", fmt.Errorf("draw a mail: %w", err)
	}
	words, err := texttemplate.ParseFS(letters, "mails/letter.txt")
	if err == nil {
		err = words.Execute(&t, l)
	}
	if err != nil {
		return "", "", fmt.Errorf("draw a mail: %w", err)
	}
	return h.String(), t.String(), nil
}
