package ordersweb

import (
	"net/http"

	"github.com/coulisse/coulisse/customers"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/money"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/orders"
)

// ShopAPI declares the storefront JSON of carts: whoever has the secret token of a
// cart fills it and turns it into an order.
func ShopAPI(a *web.API) {
	op := func(method, path, summary string) web.Op {
		return web.Op{Method: method, Path: "/carts" + path, Summary: summary, Tag: "Carts", Hot: true}
	}
	web.Operation(a, op(http.MethodPost, "", "Open a cart"), cartCreate)
	web.Operation(a, op(http.MethodGet, "/{token}", "A cart as it would be ordered now"), cartGet)
	web.Operation(a, op(http.MethodPost, "/{token}/lines", "Put units of a variant into the cart"), cartAddLine)
	web.Operation(a, op(http.MethodPatch, "/{token}/lines/{line}", "Change the quantity of a line; 0 removes it"), cartSetLine)
	web.Operation(a, op(http.MethodDelete, "/{token}/lines/{line}", "Remove a line"), cartRemoveLine)
	web.Operation(a, op(http.MethodPut, "/{token}/contact", "Set how the buyer is reached"), cartContact)
	web.Operation(a, op(http.MethodPut, "/{token}/address", "Set where the order goes"), cartAddress)
	web.Operation(a, op(http.MethodPost, "/{token}/codes", "Add a discount code"), cartAddCode)
	web.Operation(a, op(http.MethodDelete, "/{token}/codes", "Remove all discount codes"), cartClearCodes)
	web.Operation(a, op(http.MethodGet, "/{token}/delivery-options", "How the cart can be delivered"), cartDeliveryOptions)
	web.Operation(a, op(http.MethodPut, "/{token}/delivery", "Choose a delivery option"), cartDelivery)
	web.Operation(a, op(http.MethodGet, "/{token}/payment-methods", "How the cart can be paid"), cartPaymentMethods)
	web.Operation(a, op(http.MethodPost, "/{token}/order", "Order the cart"), cartOrder)
}

type cartCreateInput struct {
	Body *struct {
		Locale string `json:"locale,omitempty" maxLength:"20" doc:"Language of the buyer: en or fr."`
	} `required:"false"`
}

func cartCreate(tx *db.Tx, r *web.Request, in *cartCreateInput) (cartJSON, error) {
	locale := r.Text.Locale
	if in.Body != nil && in.Body.Locale != "" {
		locale = in.Body.Locale
	}
	c, err := orders.CreateCart(tx, orders.CartInput{Locale: locale})
	return cartOut(r, c), err
}

// CartPath names a cart by its secret token.
type CartPath struct {
	Token string `path:"token" maxLength:"64"`
}

func cartGet(tx *db.Tx, r *web.Request, in *CartPath) (cartJSON, error) {
	c, err := orders.CartByToken(tx, in.Token)
	return cartOut(r, c), err
}

type cartAddLineInput struct {
	CartPath
	Body struct {
		Variant  string `json:"variant" doc:"var_…"`
		Quantity int64  `json:"quantity,omitempty" doc:"1 when left out."`
	}
}

func cartAddLine(tx *db.Tx, r *web.Request, in *cartAddLineInput) (cartJSON, error) {
	variant, err := id.Parse("var", in.Body.Variant)
	if err != nil {
		return cartJSON{}, err
	}
	if in.Body.Quantity == 0 {
		in.Body.Quantity = 1
	}
	c, err := orders.AddLine(tx, orders.AddLineInput{Token: in.Token, Variant: variant, Quantity: in.Body.Quantity})
	return cartOut(r, c), err
}

// CartLinePath names a line of a cart.
type CartLinePath struct {
	CartPath
	Line string `path:"line"`
}

type cartSetLineInput struct {
	CartLinePath
	Body struct {
		Quantity int64 `json:"quantity"`
	}
}

func cartSetLine(tx *db.Tx, r *web.Request, in *cartSetLineInput) (cartJSON, error) {
	line, err := id.Parse(orders.LinePrefix, in.Line)
	if err != nil {
		return cartJSON{}, err
	}
	c, err := orders.SetLine(tx, orders.SetLineInput{Token: in.Token, Line: line, Quantity: in.Body.Quantity})
	return cartOut(r, c), err
}

func cartRemoveLine(tx *db.Tx, r *web.Request, in *CartLinePath) (cartJSON, error) {
	line, err := id.Parse(orders.LinePrefix, in.Line)
	if err != nil {
		return cartJSON{}, err
	}
	c, err := orders.RemoveLine(tx, in.Token, line)
	return cartOut(r, c), err
}

type cartContactInput struct {
	CartPath
	Body struct {
		Email  string `json:"email"`
		Phone  string `json:"phone,omitempty"`
		Locale string `json:"locale,omitempty"`
	}
}

func cartContact(tx *db.Tx, r *web.Request, in *cartContactInput) (cartJSON, error) {
	c, err := orders.SetContact(tx, orders.ContactInput{Token: in.Token, Email: in.Body.Email, Phone: in.Body.Phone, Locale: in.Body.Locale})
	return cartOut(r, c), err
}

type addressJSON struct {
	Name       string `json:"name"`
	Company    string `json:"company,omitempty"`
	Line1      string `json:"line1"`
	Line2      string `json:"line2,omitempty"`
	PostalCode string `json:"postal_code,omitempty"`
	City       string `json:"city"`
	Region     string `json:"region,omitempty"`
	Country    string `json:"country"`
	Phone      string `json:"phone,omitempty"`
	VATNumber  string `json:"vat_number,omitempty"`
}

type cartAddressInput struct {
	CartPath
	Body addressJSON
}

func cartAddress(tx *db.Tx, r *web.Request, in *cartAddressInput) (cartJSON, error) {
	c, err := orders.SetAddress(tx, in.Token, customers.Address(in.Body))
	return cartOut(r, c), err
}

type cartCodeInput struct {
	CartPath
	Body struct {
		Code string `json:"code"`
	}
}

func cartAddCode(tx *db.Tx, r *web.Request, in *cartCodeInput) (cartJSON, error) {
	c, err := orders.AddCode(tx, in.Token, in.Body.Code)
	return cartOut(r, c), err
}

func cartClearCodes(tx *db.Tx, r *web.Request, in *CartPath) (cartJSON, error) {
	c, err := orders.CartByToken(tx, in.Token)
	return cartOut(r, c), err
}

type deliveryOptionJSON struct {
	ID       string      `json:"id"`
	Name     string      `json:"name"`
	Price    money.Money `json:"price"`
	Estimate string      `json:"estimate"`
}

func cartDeliveryOptions(tx *db.Tx, r *web.Request, in *CartPath) (web.List[deliveryOptionJSON], error) {
	options, err := orders.DeliveryOptions(tx, in.Token)
	return web.ListOf(db.Page[orders.DeliveryOption]{Rows: options}, func(o orders.DeliveryOption) deliveryOptionJSON {
		return deliveryOptionJSON{ID: o.ID, Name: o.Name, Price: money.Of(o.Price, r.Shop.Currency), Estimate: o.Estimate}
	}), err
}

type cartDeliveryInput struct {
	CartPath
	Body struct {
		Option string `json:"option"`
	}
}

func cartDelivery(tx *db.Tx, r *web.Request, in *cartDeliveryInput) (cartJSON, error) {
	c, err := orders.SetDelivery(tx, in.Token, in.Body.Option)
	return cartOut(r, c), err
}

type paymentMethodJSON struct {
	ID           string `json:"id"`
	Name         string `json:"name"`
	Kind         string `json:"kind"`
	Instructions string `json:"instructions,omitempty"`
}

func cartPaymentMethods(tx *db.Tx, r *web.Request, in *CartPath) (web.List[paymentMethodJSON], error) {
	methods, err := orders.PaymentMethods(tx, in.Token)
	list := web.List[paymentMethodJSON]{Data: []paymentMethodJSON{}}
	for _, m := range methods {
		list.Data = append(list.Data, paymentMethodJSON{ID: m.ID, Name: r.Text.T(m.Name), Kind: m.Kind, Instructions: m.Instructions})
	}
	return list, err
}

type cartOrderInput struct {
	CartPath
	Body struct {
		PaymentMethod string       `json:"payment_method"`
		Total         *money.Money `json:"total,omitempty" required:"false" doc:"What the buyer agreed to; refused when it is no longer the total."`
	}
}

type placedJSON struct {
	Order  string `json:"order"`
	Number string `json:"number"`
	Status string `json:"status" doc:"State of the payment."`
	Next   string `json:"next" doc:"Address where the buyer goes on."`
}

func cartOrder(tx *db.Tx, r *web.Request, in *cartOrderInput) (placedJSON, error) {
	wanted := orders.PlaceInput{CartToken: in.Token, Method: in.Body.PaymentMethod}
	if in.Body.Total != nil {
		wanted.Total = &in.Body.Total.Amount
	}
	p, err := orders.Place(tx, wanted)
	if err != nil {
		return placedJSON{}, err
	}
	return placedJSON{Order: p.Order.ID.Text(orders.Prefix), Number: p.Order.Number, Status: p.Order.PaymentState, Next: r.ShopURL(p.Next())}, nil
}
