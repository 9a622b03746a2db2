package shopsweb

import (
	"net/http"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/shops"
)

type signUpForm struct {
	Email string `form:"email"`
}

// signUp creates account and shop and signs in; a known address is led to the log-in.
func signUp(tx *db.Tx, r *web.Request, in signUpForm) (web.Answer, error) {
	signed, err := shops.SignUp(tx, shops.SignUpInput{Email: in.Email, Address: r.Address(),
		AcceptLanguage: r.HTTP.Header.Get("Accept-Language"), Agent: r.HTTP.UserAgent()})
	switch {
	case err != nil:
		return web.Answer{}, err
	case signed.Refused != nil:
		return landingAgain(r, in.Email, signed.Refused), nil
	case signed.Known:
		return logInAnswer(r, logInForm{Email: in.Email, Create: true},
			faults{sentence: r.Text.T("This e-mail is already used. Log in to create the shop.")}, http.StatusConflict), nil
	}
	return web.Redirect("/shops/"+signed.Shop.Handle).SignIn(signed.Token, sessionSeconds), nil
}

const sessionSeconds = int(shops.SessionLife / 1e9)

type logInForm struct {
	Email    string `form:"email"`
	Password string `form:"password"`
	Create   bool   `form:"create"`
	Next     string `form:"next"`
}

func logInPage(_ *db.Tx, r *web.Request, in struct {
	Email string `form:"email"`
	Next  string `form:"next"`
}) (web.Answer, error) {
	if r.Person.Account != 0 {
		return web.Redirect(r.Next("/")), nil
	}
	return logInAnswer(r, logInForm{Email: in.Email, Next: in.Next}, faults{}, http.StatusOK), nil
}

func logInAnswer(r *web.Request, in logInForm, f faults, status int) web.Answer {
	p := plainProps(r, r.Text.T("Log in"))
	p.Foot = logInFoot(r.URL(web.HostLanding, "/"))
	return web.Page(uiPlain(p, logInView(in, f))).Status(status)
}

// logIn opens its own transactions: verifying a password is slow by design.
func logIn(d *db.DB, r *web.Request, in logInForm) (web.Answer, error) {
	signed, err := shops.LogIn(r.Context(), d, shops.LogInInput{Email: in.Email, Password: in.Password,
		Address: r.Address(), Agent: r.HTTP.UserAgent()})
	if err != nil {
		return web.Answer{}, err
	}
	if signed.Refused != nil {
		return logInAnswer(r, in, faultsOf(r, signed.Refused), statusOf(signed.Refused)), nil
	}
	target := r.Next("/")
	if in.Create {
		if target, err = createAfterLogIn(d, r, signed); err != nil {
			return web.Answer{}, err
		}
	}
	return web.Redirect(target).SignIn(signed.Token, sessionSeconds), nil
}

func createAfterLogIn(d *db.DB, r *web.Request, signed shops.Signed) (string, error) {
	place := shops.GuessPlace(r.HTTP.Header.Get("Accept-Language"))
	var s shops.Shop
	err := d.Write(r.Context(), db.Scope{Actor: db.Actor{Kind: "staff", ID: signed.Account.ID, Name: signed.Account.Title()}}, func(tx *db.Tx) error {
		var err error
		s, err = shops.CreateAnother(tx, signed.Account.ID,
			shops.CreateInput{Country: place.Country, Currency: place.Currency, Locale: place.Locale}, r.Address())
		return err
	})
	return "/shops/" + s.Handle, err
}

func statusOf(refused *errs.Error) int {
	if refused.Kind == errs.KindTooMany {
		return http.StatusTooManyRequests
	}
	return http.StatusUnprocessableEntity
}

func logOut(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	if session := r.Session(); session != "" {
		if err := shops.EndSessionByToken(tx, session); err != nil {
			return web.Answer{}, err
		}
	}
	return web.Redirect("/log-in").SignOut().Toast("You are logged out."), nil
}

func forgotten(_ *db.Tx, r *web.Request, in signUpForm) (web.Answer, error) {
	return forgottenAnswer(r, in.Email, faults{}, http.StatusOK), nil
}

func forgottenAnswer(r *web.Request, email string, f faults, status int) web.Answer {
	p := plainProps(r, r.Text.T("A new password"))
	p.Text = r.Text.T("Enter your e-mail address. We send a link with which you choose a new password.")
	return web.Page(uiPlain(p, forgottenView(email, f))).Status(status)
}

// requestReset says the same whether the address is known or not.
func requestReset(tx *db.Tx, r *web.Request, in signUpForm) (web.Answer, error) {
	email, err := shops.CheckEmail(in.Email)
	if err != nil {
		return forgottenAnswer(r, in.Email, faultsOf(r, errs.As(err)), http.StatusUnprocessableEntity), nil
	}
	refused, err := shops.RequestReset(tx, email, r.Address())
	if err != nil {
		return web.Answer{}, err
	}
	if refused != nil {
		return forgottenAnswer(r, in.Email, faultsOf(r, refused), statusOf(refused)), nil
	}
	p := plainProps(r, r.Text.T("Look into your mailbox"))
	p.Text = r.Text.T("If %s has an account, a letter with a link is on its way. The link works for one hour.", email)
	return web.Page(uiPlain(p, backToLogIn())), nil
}
