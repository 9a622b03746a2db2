package shopsweb

import (
	"net/http"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/shops"
)

type passwordForm struct {
	Password string `form:"password"`
}

func choosePage(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	account, err := shops.LinkOwner(tx, r.Param("token"))
	if errs.Is(err, errs.KindNotFound) {
		return linkGone(r, errs.As(err)), nil
	}
	if err != nil {
		return web.Answer{}, err
	}
	return chooseAnswer(r, account, faults{}, http.StatusOK), nil
}

func chooseAnswer(r *web.Request, account shops.Account, f faults, status int) web.Answer {
	p := plainProps(r, r.Text.T("Choose a password"))
	p.Text = r.Text.T("For the account %s.", account.Email)
	return web.Page(uiPlain(p, chooseView(account.Email, f))).Status(status)
}

func linkGone(r *web.Request, problem *errs.Error) web.Answer {
	p := plainProps(r, r.Text.T("This link no longer works"))
	p.Text = r.Text.Error(problem)
	return web.Page(uiPlain(p, askAgain())).Status(http.StatusNotFound)
}

// choose sets the password of a link and signs in. Hashing happens outside of the
// transactions.
func choose(d *db.DB, r *web.Request, in passwordForm) (web.Answer, error) {
	token := r.Param("token")
	var account shops.Account
	err := d.Read(r.Context(), db.Scope{}, func(tx *db.Tx) (err error) {
		account, err = shops.LinkOwner(tx, token)
		return err
	})
	if errs.Is(err, errs.KindNotFound) {
		return linkGone(r, errs.As(err)), nil
	}
	if err != nil {
		return web.Answer{}, err
	}
	if wrong := errs.As(shops.CheckPassword(in.Password, account.Email)); wrong != nil {
		return chooseAnswer(r, account, faultsOf(r, wrong), http.StatusUnprocessableEntity), nil
	}
	hash, err := shops.HashPassword(in.Password)
	if err != nil {
		return web.Answer{}, err
	}
	var session string
	err = d.Write(r.Context(), db.Scope{Actor: db.SystemActor}, func(tx *db.Tx) error {
		a, err := shops.UseLink(tx, token, hash)
		if err == nil {
			session, err = shops.OpenSession(tx, a.ID, r.Address(), r.HTTP.UserAgent())
		}
		return err
	})
	if errs.Is(err, errs.KindNotFound) {
		return linkGone(r, errs.As(err)), nil
	}
	if err != nil {
		return web.Answer{}, err
	}
	return web.Redirect("/").SignIn(session, sessionSeconds).Toast("Your password is set."), nil
}

type changePasswordForm struct {
	Old      string `form:"old"`
	Password string `form:"password"`
	Next     string `form:"next"`
}

// savePassword chooses the first password of a person who is signed in, or replaces the
// one she has after asking for it.
func savePassword(d *db.DB, r *web.Request, in changePasswordForm) (web.Answer, error) {
	var account shops.Account
	err := d.Read(r.Context(), db.Scope{}, func(tx *db.Tx) (err error) {
		account, err = shops.AccountOf(tx, r.Person.Account)
		return err
	})
	if err != nil {
		return web.Answer{}, err
	}
	problem := errs.As(shops.CheckPassword(in.Password, account.Email))
	if account.HasPassword() && !shops.VerifyPassword(account, true, in.Old) {
		problem = errs.InvalidField("old", "This is not your present password.")
	}
	if problem != nil {
		return profilePassword(d, r, problem)
	}
	hash, err := shops.HashPassword(in.Password)
	if err != nil {
		return web.Answer{}, err
	}
	err = d.Write(r.Context(), db.Scope{Actor: db.SystemActor}, func(tx *db.Tx) error {
		if account.HasPassword() {
			return shops.ChangePassword(tx, account.ID, hash, r.Session())
		}
		return shops.ChoosePassword(tx, account.ID, hash)
	})
	if err != nil {
		return web.Answer{}, err
	}
	return web.Redirect(r.Next("/profile")).Toast("Your password is set."), nil
}

func profilePassword(d *db.DB, r *web.Request, problem *errs.Error) (a web.Answer, err error) {
	err = d.Read(r.Context(), db.Scope{}, func(tx *db.Tx) error {
		a, err = profileAnswer(tx, r, profileForm{}, problem)
		return err
	})
	return a.Status(http.StatusUnprocessableEntity), err
}

func invitationPage(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	invited, account, err := invitedBy(tx, r)
	if errs.Is(err, errs.KindNotFound) {
		return linkGone(r, errs.As(err)), nil
	}
	if err != nil {
		return web.Answer{}, err
	}
	return invitationAnswer(r, invited, account, faults{}, http.StatusOK), nil
}

func invitedBy(tx *db.Tx, r *web.Request) (shops.Invited, shops.Account, error) {
	invited, err := shops.InvitationByToken(tx, r.Param("token"))
	if err != nil {
		return invited, shops.Account{}, err
	}
	account, _, err := shops.AccountByEmail(tx, invited.Email)
	return invited, account, err
}

func invitationAnswer(r *web.Request, invited shops.Invited, account shops.Account, f faults, status int) web.Answer {
	p := plainProps(r, r.Text.T("Join %s", invited.Shop.Name))
	p.Text = r.Text.T("You are invited as %s, with the address %s.", roleName(r.Text, invited.Role), invited.Email)
	return web.Page(uiPlain(p, invitationView(account.HasPassword(), invited.Email, f))).Status(status)
}

// acceptInvitation joins the person. One who has a password proves it with it; one who
// has none takes one here, because the link came to her mailbox.
func acceptInvitation(d *db.DB, r *web.Request, in passwordForm) (web.Answer, error) {
	var invited shops.Invited
	var account shops.Account
	err := d.Read(r.Context(), db.Scope{}, func(tx *db.Tx) (err error) {
		invited, account, err = invitedBy(tx, r)
		return err
	})
	if errs.Is(err, errs.KindNotFound) {
		return linkGone(r, errs.As(err)), nil
	}
	if err != nil {
		return web.Answer{}, err
	}
	if account.HasPassword() {
		return acceptWithPassword(d, r, in, invited, account)
	}
	if wrong := errs.As(shops.CheckPassword(in.Password, invited.Email)); wrong != nil {
		return invitationAnswer(r, invited, account, faultsOf(r, wrong), http.StatusUnprocessableEntity), nil
	}
	hash, err := shops.HashPassword(in.Password)
	if err != nil {
		return web.Answer{}, err
	}
	return accept(d, r, hash, "")
}

func acceptWithPassword(d *db.DB, r *web.Request, in passwordForm, invited shops.Invited, account shops.Account) (web.Answer, error) {
	signed, err := shops.LogIn(r.Context(), d, shops.LogInInput{Email: invited.Email, Password: in.Password,
		Address: r.Address(), Agent: r.HTTP.UserAgent()})
	if err != nil {
		return web.Answer{}, err
	}
	if signed.Refused != nil {
		return invitationAnswer(r, invited, account, faultsOf(r, signed.Refused), statusOf(signed.Refused)), nil
	}
	return accept(d, r, "", signed.Token)
}

func accept(d *db.DB, r *web.Request, hash, session string) (web.Answer, error) {
	var invited shops.Invited
	err := d.Write(r.Context(), db.Scope{Actor: db.SystemActor}, func(tx *db.Tx) error {
		var account shops.Account
		var err error
		if invited, account, err = shops.Accept(tx, shops.AcceptInput{Token: r.Param("token"), PasswordHash: hash}); err == nil && session == "" {
			session, err = shops.OpenSession(tx, account.ID, r.Address(), r.HTTP.UserAgent())
		}
		return err
	})
	if err != nil {
		return web.Answer{}, err
	}
	return web.Redirect("/shops/"+invited.Shop.Handle).SignIn(session, sessionSeconds).Toast("Welcome to %s.", invited.Shop.Name), nil
}
