package storefront

import (
	"net/http"

	"github.com/coulisse/coulisse/catalog"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/orders"
)

func cartPage(v *visit, _ struct{}) (web.Answer, error) {
	return v.drawCart()
}

func (v *visit) drawCart() (web.Answer, error) {
	return v.draw("cart", about{title: v.say("cart.title"), private: true}, nil)
}

// addForm puts a variant into the cart: by its id, or by the values chosen on the page
// of the product.
type addForm struct {
	Product  string `form:"product"`
	Variant  string `form:"variant"`
	Option1  string `form:"option1"`
	Option2  string `form:"option2"`
	Option3  string `form:"option3"`
	Quantity int64  `form:"quantity"`
}

func addLine(v *visit, in addForm) (web.Answer, error) {
	variant, err := v.variantOf(in)
	if err != nil {
		return web.Answer{}, err
	}
	answer := web.Redirect(v.url("/cart"))
	cart := v.open()
	if cart.Token == "" {
		if cart, err = orders.CreateCart(v.tx, orders.CartInput{Locale: v.lang}); err != nil {
			return web.Answer{}, err
		}
		answer = answer.Cookie(&http.Cookie{Name: cartCookie, Value: cart.Token, MaxAge: cartMaxAge})
	}
	quantity := in.Quantity
	if quantity == 0 && v.r.Value("quantity") == "" {
		quantity = 1
	}
	_, err = orders.AddLine(v.tx, orders.AddLineInput{Token: cart.Token, Variant: variant, Quantity: quantity})
	return answer, err
}

// variantOf finds what was chosen. Without script the values of the options come, and
// they may not exist together.
func (v *visit) variantOf(in addForm) (id.ID, error) {
	if in.Option1 == "" || in.Product == "" {
		variant, err := id.Parse(catalog.VariantPrefix, in.Variant)
		if err != nil {
			return 0, errs.InvalidField("variant", "Choose what you would like to buy.")
		}
		return variant, nil
	}
	p, err := v.product(in.Product)
	if err != nil {
		return 0, err
	}
	if !choose(p, "", [3]string{in.Option1, in.Option2, in.Option3}) {
		return 0, errs.InvalidField("variant", "This combination is not made. Choose another one.")
	}
	return p.Chosen.Data.ID, nil
}

// addAgain shows the page of the product with what was wrong, or the cart.
func addAgain(v *visit, in addForm) (web.Answer, error) {
	p, err := v.product(in.Product)
	if err != nil {
		if errs.Is(err, errs.KindNotFound) {
			return v.drawCart()
		}
		return web.Answer{}, err
	}
	choose(p, in.Variant, [3]string{in.Option1, in.Option2, in.Option3})
	v.page.Path = p.Data.Path()
	v.path = p.Data.Path()
	return v.drawProduct(p)
}

type quantityForm struct {
	Quantity int64 `form:"quantity"`
}

func setLine(v *visit, in quantityForm) (web.Answer, error) {
	line, err := v.r.ID("line", orders.LinePrefix)
	if err != nil {
		return web.Answer{}, err
	}
	_, err = orders.SetLine(v.tx, orders.SetLineInput{Token: v.open().Token, Line: line, Quantity: in.Quantity})
	return web.Redirect(v.url("/cart")), err
}

func setLineAgain(v *visit, _ quantityForm) (web.Answer, error) { return v.cartAgain() }

func removeLine(v *visit, _ struct{}) (web.Answer, error) {
	line, err := v.r.ID("line", orders.LinePrefix)
	if err != nil {
		return web.Answer{}, err
	}
	_, err = orders.RemoveLine(v.tx, v.open().Token, line)
	if errs.Is(err, errs.KindNotFound) {
		err = nil // gone already, as was wished
	}
	return web.Redirect(v.url("/cart")), err
}

func removeLineAgain(v *visit, _ struct{}) (web.Answer, error) { return v.cartAgain() }

// cartAgain draws the cart after a refused change, at the cart's own address.
func (v *visit) cartAgain() (web.Answer, error) {
	v.path, v.page.Path = "/cart", "/cart"
	return v.drawCart()
}
