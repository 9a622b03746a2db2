package storefront

import (
	"slices"

	"github.com/coulisse/coulisse/customers"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/liquid"
	"github.com/coulisse/coulisse/orders"
	"github.com/coulisse/coulisse/payments"
)

// The checkout is three pages, each a plain form: who and where (contact), how it is
// delivered, how it is paid and a last look. Whoever is ahead of what is known is sent
// back to the first open step.

// away leads people who cannot be in the checkout elsewhere: an ordered cart to its
// order, an empty one to the cart, and back to the first open step before step.
func (v *visit) away(step string) (string, error) {
	if v.cart.OrderID != 0 {
		o, err := orders.Get(v.tx, v.cart.OrderID)
		return v.url(o.StatusPath()), err
	}
	switch {
	case len(v.cart.Lines) == 0 || !v.sellable():
		return v.url("/cart"), nil
	case step != "contact" && (v.cart.Email == "" || v.cart.NeedsAddress):
		return v.url("/checkout"), nil
	case step == "payment" && v.cart.NeedsDelivery && v.cart.DeliveryName == "":
		return v.url("/checkout/delivery"), nil
	}
	return "", nil
}

func (v *visit) sellable() bool {
	for _, l := range v.cart.Lines {
		if !l.Sold {
			return false
		}
	}
	return true
}

// step draws one page of the checkout.
func (v *visit) step(name string, more liquid.Object) (web.Answer, error) {
	v.page.Layout = "checkout"
	checkout := liquid.Object{"step": name}
	for key, value := range more {
		checkout[key] = value
	}
	return v.draw("checkout-"+name, about{title: v.say("checkout.title"), private: true}, map[string]any{"checkout": checkout})
}

// stepPage is the GET of a step.
func stepPage(name string, draw func(v *visit) (web.Answer, error)) web.Handler {
	return show(func(v *visit, _ struct{}) (web.Answer, error) {
		if other, err := v.away(name); err != nil || other != "" {
			return web.Redirect(other), err
		}
		return draw(v)
	})
}

func drawContact(v *visit) (web.Answer, error) {
	return v.step("contact", liquid.Object{"countries": v.countries()})
}

func (v *visit) countries() []any {
	all := v.page.Words.Countries()
	list := make([]any, len(all))
	for i, place := range all {
		list[i] = liquid.Object{"code": place.Code, "name": place.Name}
	}
	return list
}

type contactForm struct {
	Email      string `form:"email"`
	Name       string `form:"name"`
	Company    string `form:"company"`
	Line1      string `form:"line1"`
	Line2      string `form:"line2"`
	PostalCode string `form:"postal_code"`
	City       string `form:"city"`
	Region     string `form:"region"`
	Country    string `form:"country"`
	Phone      string `form:"phone"`
	VATNumber  string `form:"vat_number"`
}

// saveContact keeps contact and address. What is wrong with either is told at once.
func saveContact(v *visit, in contactForm) (web.Answer, error) {
	token := v.open().Token
	_, wrongContact := orders.SetContact(v.tx, orders.ContactInput{Token: token, Email: in.Email, Phone: in.Phone, Locale: v.lang})
	cart, wrongAddress := orders.SetAddress(v.tx, token, customers.Address{Name: in.Name, Company: in.Company, Line1: in.Line1, Line2: in.Line2,
		PostalCode: in.PostalCode, City: in.City, Region: in.Region, Country: in.Country, Phone: in.Phone, VATNumber: in.VATNumber})
	if err := bothOf(wrongContact, wrongAddress); err != nil {
		return web.Answer{}, err
	}
	if !cart.NeedsDelivery {
		return web.Redirect(v.url("/checkout/payment")), nil
	}
	return web.Redirect(v.url("/checkout/delivery")), nil
}

// bothOf joins the field messages of two refusals of input; any other error goes first.
func bothOf(a, b error) error {
	for _, err := range []error{a, b} {
		if err != nil && !errs.Is(err, errs.KindInvalid) {
			return err
		}
	}
	first, second := errs.As(a), errs.As(b)
	if a == nil {
		return b
	}
	if b == nil {
		return a
	}
	joined := errs.Invalid("Please check the marked fields.")
	for _, f := range append(first.Fields, second.Fields...) {
		joined.With(f.Name, f.Message, f.Args...)
	}
	return joined
}

func contactAgain(v *visit, _ contactForm) (web.Answer, error) {
	if other, err := v.away("contact"); err != nil || other != "" {
		return web.Redirect(other), err
	}
	return drawContact(v)
}

func drawDelivery(v *visit) (web.Answer, error) {
	options, err := orders.DeliveryOptions(v.tx, v.cart.Token)
	if err != nil {
		return web.Answer{}, err
	}
	// The first is marked until the buyer has chosen, so that one click is enough.
	known := slices.ContainsFunc(options, func(o orders.DeliveryOption) bool { return o.ID == v.cart.DeliveryOption })
	list := make([]any, len(options))
	for i, o := range options {
		list[i] = liquid.Object{"id": o.ID, "name": o.Name, "price": o.Price, "estimate": o.Estimate, "selected": o.ID == v.cart.DeliveryOption || !known && i == 0}
	}
	return v.step("delivery", liquid.Object{"options": list})
}

type deliveryForm struct {
	Option string `form:"option"`
}

func saveDelivery(v *visit, in deliveryForm) (web.Answer, error) {
	if in.Option == "" {
		return web.Answer{}, errs.InvalidField("option", "Choose how it should be delivered.")
	}
	_, err := orders.SetDelivery(v.tx, v.open().Token, in.Option)
	return web.Redirect(v.url("/checkout/payment")), err
}

func deliveryAgain(v *visit, _ deliveryForm) (web.Answer, error) {
	if other, err := v.away("delivery"); err != nil || other != "" {
		return web.Redirect(other), err
	}
	return drawDelivery(v)
}

func drawPayment(v *visit) (web.Answer, error) {
	methods, err := orders.PaymentMethods(v.tx, v.cart.Token)
	if err != nil {
		return web.Answer{}, err
	}
	return v.step("payment", liquid.Object{"methods": v.methods(methods)})
}

func (v *visit) methods(offered []payments.Method) []any {
	chosen := v.r.Value("method")
	list := make([]any, len(offered))
	for i, m := range offered {
		list[i] = liquid.Object{"id": m.ID, "name": v.page.Words.T(m.Name), "instructions": m.Instructions, "kind": m.Kind,
			"selected": m.ID == chosen || chosen == "" && i == 0}
	}
	return list
}

type paymentForm struct {
	Method string `form:"method"`
	Total  int64  `form:"total"`
}

// place makes the order of the cart, at the total the buyer saw, and goes on to the
// provider or the status page.
func place(v *visit, in paymentForm) (web.Answer, error) {
	placed, err := orders.Place(v.tx, orders.PlaceInput{CartToken: v.cart.Token, Method: in.Method, Total: &in.Total})
	if err != nil {
		return web.Answer{}, err
	}
	return web.Redirect(v.next(placed)), nil
}

// next is where the buyer goes on; payments have one address for all languages.
func (v *visit) next(p orders.Placement) string {
	if path := p.Next(); path != p.Order.StatusPath() {
		return path
	}
	return v.url(p.Order.StatusPath())
}

func placeAgain(v *visit, _ paymentForm) (web.Answer, error) {
	other, err := v.away("payment")
	if err != nil {
		return web.Answer{}, err
	}
	if other == v.url("/cart") {
		return v.cartAgain() // sold out meanwhile: the cart says what
	}
	if other != "" {
		return web.Redirect(other), nil
	}
	return drawPayment(v)
}
