package shops

import (
	"context"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/job"
)

// SignUpInput is the one field of the landing page and what the browser tells.
type SignUpInput struct {
	Email          string
	AcceptLanguage string
	Address, Agent string
}

// Signed is the answer to a sign-up or log-in.
type Signed struct {
	// Refused says why not; it is a value because the attempt must stay counted.
	Refused *errs.Error
	// Known: the address is in use; the person should log in to create the shop.
	Known   bool
	Account Account
	Shop    Shop
	// Token goes into the session cookie.
	Token string
}

// SignUp creates account and shop for an unknown address and signs the person in. A
// letter with a link to choose a password follows. A known address creates nothing.
// Submitting accepts the terms; version and time are kept. Limited by address.
func SignUp(tx *db.Tx, in SignUpInput) (Signed, error) {
	email, err := CheckEmail(in.Email)
	if err != nil {
		return Signed{Refused: errs.As(err)}, nil
	}
	refused, err := signUpBy.count(tx, network(in.Address))
	if err != nil || refused != nil {
		return Signed{Refused: refused}, err
	}
	if _, known, err := AccountByEmail(tx, email); err != nil || known {
		return Signed{Known: known}, err
	}
	place := GuessPlace(in.AcceptLanguage)
	shop, account, err := Create(tx, CreateInput{Email: email, Country: place.Country, Currency: place.Currency, Locale: place.Locale})
	if err != nil {
		return Signed{}, err
	}
	if err = job.Enqueue(db.System(tx, "letter to a person").InShop(shop.ShopID),
		Letter{Kind: letterWelcome, Account: account.ID}); err != nil {
		return Signed{}, err
	}
	token, err := OpenSession(tx, account.ID, in.Address, in.Agent)
	return Signed{Account: account, Shop: shop, Token: token}, err
}

// LogInInput is the log-in form and what the browser tells.
type LogInInput struct {
	Email, Password string
	Address, Agent  string
}

// LogIn checks the password and opens a session. A refusal says the same, and takes the
// same time, whether the address is known or not; it is a value of Signed and stays
// counted. It opens its own transactions, because hashing is slow by design and must not
// hold the writer.
func LogIn(ctx context.Context, d *db.DB, in LogInInput) (Signed, error) {
	var signed Signed
	var known bool
	err := d.Write(ctx, db.Scope{Actor: db.SystemActor}, func(tx *db.Tx) error {
		var err error
		if signed.Refused, err = countLogIn(tx, in); err != nil || signed.Refused != nil {
			return err
		}
		signed.Account, known, err = AccountByEmail(tx, clip(in.Email, 254))
		return err
	})
	if err != nil || signed.Refused != nil {
		return signed, err
	}
	if !VerifyPassword(signed.Account, known, in.Password) {
		return Signed{Refused: errs.Invalid("E-mail address or password is wrong.").WithCode("wrong_password")}, nil
	}
	err = d.Write(ctx, db.Scope{Actor: db.SystemActor}, func(tx *db.Tx) error {
		if err := logInByBoth.forget(tx, FoldEmail(in.Email), network(in.Address)); err != nil {
			return err
		}
		var err error
		signed.Token, err = OpenSession(tx, signed.Account.ID, in.Address, in.Agent)
		return err
	})
	return signed, err
}

func countLogIn(tx *db.Tx, in LogInInput) (*errs.Error, error) {
	folded, from := FoldEmail(clip(in.Email, 254)), network(in.Address)
	refused, err := logInByAddress.count(tx, from)
	if err != nil || refused != nil {
		return refused, err
	}
	refused, err = logInByBoth.count(tx, folded, from)
	if err != nil || refused != nil {
		return refused, err
	}
	return logInByAccount.count(tx, folded)
}

// CreateAnother opens a further shop for a person who is signed in. Limited like
// sign-up.
func CreateAnother(tx *db.Tx, account id.ID, in CreateInput, address string) (Shop, error) {
	refused, err := signUpBy.count(tx, network(address))
	if err != nil {
		return Shop{}, err
	}
	if refused != nil {
		return Shop{}, refused
	}
	a, err := AccountOf(tx, account)
	if err != nil {
		return Shop{}, err
	}
	in.Email, in.Password, in.PasswordHash, in.Plan = a.Email, "", "", ""
	shop, _, err := Create(tx, in)
	return shop, err
}
