package orders

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/coulisse/coulisse/customers"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/payments"
	"github.com/coulisse/coulisse/taxes"
)

// ContactInput is how the buyer is reached. Locale is kept when it is given.
type ContactInput struct {
	Token  string
	Email  string
	Phone  string
	Locale string
}

// SetContact keeps the buyer's e-mail, or returns Invalid for the field "email".
func SetContact(tx *db.Tx, in ContactInput) (Cart, error) {
	email, err := customers.CheckEmail(in.Email)
	if err != nil {
		return Cart{}, err
	}
	if len(in.Phone) > 50 {
		return Cart{}, errs.InvalidField("phone", "Use %d characters at most.", 50)
	}
	return change(tx, in.Token, func(cart cartRow) error {
		locale := cart.Locale
		if in.Locale == "en" || in.Locale == "fr" {
			locale = in.Locale
		}
		return tx.Later(`UPDATE cart SET email = $3, phone = $4, locale = $5 WHERE shop_id = $1 AND id = $2`,
			cart.ID, email, strings.TrimSpace(in.Phone), locale)
	})
}

// SetAddress keeps where the order goes. It returns Invalid with a message per field
// for what is missing, an unknown country, or a VAT number that cannot be right. When
// exactly one delivery is offered there, it is chosen.
func SetAddress(tx *db.Tx, token string, address customers.Address) (Cart, error) {
	address, err := checkAddress(address)
	if err != nil {
		return Cart{}, err
	}
	data, err := json.Marshal(address)
	if err != nil {
		return Cart{}, fmt.Errorf("write the address: %w", err)
	}
	return change(tx, token, func(cart cartRow) error {
		if err := tx.Later(`UPDATE cart SET address = $3 WHERE shop_id = $1 AND id = $2`, cart.ID, string(data)); err != nil {
			return err
		}
		return chooseOnlyOption(tx, token)
	})
}

func checkAddress(address customers.Address) (customers.Address, error) {
	address, err := address.Clean()
	problem := errs.As(err)
	if err != nil && problem == nil {
		return address, err
	}
	if problem == nil {
		problem = errs.Invalid("Please check the marked fields.")
	}
	if address.Country != "" && len(address.Country) == 2 && !text.KnownCountry(address.Country) {
		problem.With("country", "Choose a country from the list.")
	}
	if address.VATNumber != "" {
		number, _, err := taxes.CheckVATNumber(address.VATNumber)
		if err != nil {
			problem.With("vat_number", "This VAT number is not valid. Check it, or leave the field empty.")
		} else {
			address.VATNumber = number
		}
	}
	return address, problem.OrNil()
}

func chooseOnlyOption(tx *db.Tx, token string) error {
	cart, err := CartByToken(tx, token)
	if err != nil || !cart.NeedsDelivery || cart.deliveryFound {
		return err
	}
	options, err := cart.options(tx, cart.Totals.Subtotal-cart.Totals.Discount)
	if err != nil || len(options) != 1 {
		return err
	}
	return tx.Later(`UPDATE cart SET delivery_option = $3 WHERE shop_id = $1 AND id = $2`, cart.ID, options[0].ID)
}

// DeliveryOptions returns how the cart can be delivered to its address, in the order
// of the shop; none when the shop does not deliver there. Without an address it
// returns Invalid.
func DeliveryOptions(tx *db.Tx, token string) ([]DeliveryOption, error) {
	cart, err := CartByToken(tx, token)
	if err != nil {
		return nil, err
	}
	if cart.NeedsAddress {
		return nil, errs.Invalid("Enter an address first.").WithCode(CodeAddressMissing)
	}
	if !cart.NeedsDelivery {
		return nil, nil
	}
	return cart.options(tx, cart.Totals.Subtotal-cart.Totals.Discount)
}

// SetDelivery chooses one of the delivery options, or returns Invalid for "option".
func SetDelivery(tx *db.Tx, token, option string) (Cart, error) {
	options, err := DeliveryOptions(tx, token)
	if err != nil {
		return Cart{}, err
	}
	for _, o := range options {
		if o.ID != option {
			continue
		}
		return change(tx, token, func(cart cartRow) error {
			return tx.Later(`UPDATE cart SET delivery_option = $3 WHERE shop_id = $1 AND id = $2`, cart.ID, option)
		})
	}
	return Cart{}, errs.InvalidField("option", "This delivery is not offered for this cart. Choose one of the list.")
}

// PaymentMethods returns how this cart can be paid.
func PaymentMethods(tx *db.Tx, token string) ([]payments.Method, error) {
	cart, err := CartByToken(tx, token)
	if err != nil {
		return nil, err
	}
	return payments.Methods(tx, payments.MethodsInput{Country: cart.Country, Amount: cart.Totals.Total, Currency: cart.Currency})
}

// AddCode takes a discount code. Codes belong to promotions, which this version does
// not have: every code is Invalid.
func AddCode(tx *db.Tx, token, code string) (Cart, error) {
	if _, err := cartRowOf(tx, token); err != nil {
		return Cart{}, err
	}
	if strings.TrimSpace(code) == "" {
		return Cart{}, errs.InvalidField("code", "Enter a code.")
	}
	return Cart{}, errs.InvalidField("code", "This code is not known.")
}
