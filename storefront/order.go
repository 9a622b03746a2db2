package storefront

import (
	"net/url"

	"github.com/coulisse/coulisse/delivery"
	"github.com/coulisse/coulisse/invoices"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/liquid"
	"github.com/coulisse/coulisse/orders"
	"github.com/coulisse/coulisse/payments"
	"github.com/coulisse/coulisse/storefront/theme"
)

// orderPage is the buyer's page of an order; the token in the address is the key.
func orderPage(v *visit, _ struct{}) (web.Answer, error) {
	o, err := orders.ByToken(v.tx, v.r.Param("token"))
	if err != nil {
		return web.Answer{}, err
	}
	if other := v.ownLanguage(o); other != "" {
		return web.Redirect(other), nil
	}
	return v.drawOrder(o)
}

// ownLanguage leads people who come from a letter or a provider to the language of their
// order; whoever is in the shop already keeps the one chosen.
func (v *visit) ownLanguage(o orders.Order) string {
	from, err := url.Parse(v.r.HTTP.Referer())
	if v.prefix != "" || o.Locale == v.lang || err == nil && from.Host == v.r.HTTP.Host {
		return ""
	}
	for _, one := range v.spoken {
		if one == o.Locale {
			return v.in(one, o.StatusPath())
		}
	}
	return ""
}

func (v *visit) drawOrder(o orders.Order) (web.Answer, error) {
	drop := &theme.Order{Page: v.page, Data: o}
	for _, fill := range []func(*theme.Order) error{v.fillOrder, v.fillPayment} {
		if err := fill(drop); err != nil {
			return web.Answer{}, err
		}
	}
	objects := map[string]any{"order": drop}
	if drop.Again {
		offered, err := payments.Methods(v.tx, payments.MethodsInput{Country: o.Country, Amount: o.Due(), Currency: o.Currency})
		if err != nil {
			return web.Answer{}, err
		}
		objects["checkout"] = liquid.Object{"methods": v.methods(offered)}
	}
	return v.draw("order", about{title: v.say("order.title") + " " + o.Number, private: true}, objects)
}

// fillOrder reads lines, taxes, shipments and documents.
func (v *visit) fillOrder(drop *theme.Order) (err error) {
	order := drop.Data.ID
	if drop.Lines, err = orders.Lines(v.tx, order); err != nil {
		return err
	}
	if drop.Taxes, err = orders.Taxes(v.tx, order); err != nil {
		return err
	}
	if drop.Shipments, err = delivery.ShipmentsOf(v.tx, order); err != nil {
		return err
	}
	if drop.Documents, err = invoices.OfOrder(v.tx, order); err != nil {
		return err
	}
	var products []id.ID
	for _, l := range drop.Lines {
		products = append(products, l.ProductID)
	}
	drop.Images, err = v.pictures(products)
	return err
}

// fillPayment says what the buyer still has to do about the money.
func (v *visit) fillPayment(drop *theme.Order) error {
	o := drop.Data
	if o.State != orders.Open || o.Due() <= 0 {
		return nil
	}
	paid, err := payments.OfOrder(v.tx, o.ID)
	if err != nil || len(paid) == 0 {
		drop.Again = err == nil
		return err
	}
	last := paid[len(paid)-1]
	switch {
	case last.Method == payments.CashOnDelivery && last.State == payments.Pending:
		drop.Cash = true
	case last.Manual() && last.State == payments.Pending:
		transfer, err := payments.TransferOf(v.tx, last)
		drop.Transfer = &transfer
		return err
	case payments.PayPath(last) != "":
		drop.Pay = payments.PayPath(last)
	case last.State == payments.StateFailed || last.State == payments.StateVoided:
		drop.Again = true
	}
	return nil
}

type payAgainForm struct {
	Method string `form:"method"`
}

// payAgain starts another payment of an order whose first one failed.
func payAgain(v *visit, in payAgainForm) (web.Answer, error) {
	placed, err := orders.PayAgain(v.tx, v.r.Param("token"), in.Method)
	if err != nil {
		return web.Answer{}, err
	}
	return web.Redirect(v.next(placed)), nil
}

func payAgainAgain(v *visit, _ payAgainForm) (web.Answer, error) {
	o, err := orders.ByToken(v.tx, v.r.Param("token"))
	if err != nil {
		return web.Answer{}, err
	}
	v.path, v.page.Path = o.StatusPath(), o.StatusPath()
	return v.drawOrder(o)
}

// document answers an invoice or credit note of the order as PDF.
func document(v *visit, _ struct{}) (web.Answer, error) {
	o, err := orders.ByToken(v.tx, v.r.Param("token"))
	if err != nil {
		return web.Answer{}, err
	}
	wanted, err := v.r.ID("document", invoices.Prefix)
	if err != nil {
		return web.Answer{}, err
	}
	found, err := invoices.Get(v.tx, wanted)
	if err != nil || found.OrderID != o.ID {
		return web.Answer{}, errs.NotFound("This document does not exist.").WithCause(err)
	}
	pdf, err := invoices.PDF(v.r.Printer(found.Locale), found)
	return web.Bytes("application/pdf", found.FileName(), pdf).Header("Cache-Control", "private, no-store"), err
}
