package shopsweb

import (
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/shops"
)

type profileForm struct {
	Name   string `form:"name"`
	Locale string `form:"locale"`
}

func profile(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	return profileAnswer(tx, r, profileForm{}, nil)
}

func profileAgain(tx *db.Tx, r *web.Request, in profileForm, problem *errs.Error) (web.Answer, error) {
	return profileAnswer(tx, r, in, problem)
}

func profileAnswer(tx *db.Tx, r *web.Request, in profileForm, problem *errs.Error) (web.Answer, error) {
	account, err := shops.AccountOf(tx, r.Person.Account)
	if err != nil {
		return web.Answer{}, err
	}
	sessions, err := shops.SessionsOf(tx, r.Person.Account)
	if err != nil {
		return web.Answer{}, err
	}
	if in.Locale == "" {
		in = profileForm{Name: account.Name, Locale: account.Locale}
	}
	p := plainProps(r, r.Text.T("Profile and sessions"))
	p.Text, p.Wide, p.Home = account.Email, true, "/"
	p.Foot = leave()
	return web.Page(ui.PlainPage(p, profileView(profileProps{account: account, sessions: sessions, in: in,
		f: faultsOf(r, problem), current: r.Person.Session, text: r.Text}))), nil
}

func saveProfile(tx *db.Tx, r *web.Request, in profileForm) (web.Answer, error) {
	err := shops.UpdateProfile(tx, r.Person.Account, shops.ProfileInput{Name: in.Name, Locale: in.Locale})
	return web.Redirect("/profile").Speak(in.Locale).Toast("Your profile is saved."), err
}

func endSession(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	session, err := r.ID("session", shops.SessionPrefix)
	if err == nil {
		err = shops.EndSession(tx, r.Person.Account, session)
	}
	return web.Redirect("/profile").Toast("The session has ended."), err
}

func endOtherSessions(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	err := shops.EndOtherSessions(tx, r.Person.Account, r.Session())
	return web.Redirect("/profile").Toast("All other sessions have ended."), err
}
