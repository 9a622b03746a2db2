package shopsweb

import (
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/shops"
)

type inviteForm struct {
	Email string `form:"email"`
	Role  string `form:"role"`
}

func staff(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	return staffAgain(tx, r, inviteForm{Role: shops.RoleManager}, nil)
}

func staffAgain(tx *db.Tx, r *web.Request, in inviteForm, problem *errs.Error) (web.Answer, error) {
	members, err := shops.Staff(tx)
	if err != nil {
		return web.Answer{}, err
	}
	invitations, err := shops.Invitations(tx)
	if err != nil {
		return web.Answer{}, err
	}
	return settingsPage(tx, r, "staff", staffView(staffProps{members: members, invitations: invitations, in: in,
		f: faultsOf(r, problem), base: r.Path("/settings"), text: r.Text, mayEdit: r.Person.May("staff.edit")})), nil
}

func invite(tx *db.Tx, r *web.Request, in inviteForm) (web.Answer, error) {
	if err := shops.Invite(tx, shops.InviteInput{Email: in.Email, Role: in.Role}); err != nil {
		return web.Answer{}, err
	}
	return web.Redirect(r.Path("/settings/staff")).Toast("An invitation to %s is on its way.", in.Email), nil
}

func setRole(tx *db.Tx, r *web.Request, in struct {
	Role string `form:"role"`
}) (web.Answer, error) {
	member, err := r.ID("member", shops.StaffPrefix)
	if err == nil {
		err = shops.SetRole(tx, member, in.Role)
	}
	return web.Redirect(r.Path("/settings/staff")).Toast("The role is changed."), err
}

func removeMember(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	return act(tx, r, "member", shops.StaffPrefix, shops.RemoveMember,
		web.Redirect(r.Path("/settings/staff")).Toast("The person was removed from the shop."))
}

func uninvite(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	return act(tx, r, "invitation", shops.InvitationPrefix, shops.Uninvite,
		web.Redirect(r.Path("/settings/staff")).Toast("The invitation was taken back."))
}

// act runs an operation on the row a path names and answers.
func act(tx *db.Tx, r *web.Request, param, prefix string, operation func(*db.Tx, id.ID) error, a web.Answer) (web.Answer, error) {
	row, err := r.ID(param, prefix)
	if err == nil {
		err = operation(tx, row)
	}
	return a, err
}

type tokenForm struct {
	Name   string   `form:"name"`
	Scopes []string `form:"scopes"`
}

func tokens(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	return tokensPage(tx, r, tokenForm{}, nil, "")
}

func tokensAgain(tx *db.Tx, r *web.Request, in tokenForm, problem *errs.Error) (web.Answer, error) {
	return tokensPage(tx, r, in, problem, "")
}

// createToken shows the token this once, on the answer itself: it is nowhere stored.
func createToken(tx *db.Tx, r *web.Request, in tokenForm) (web.Answer, error) {
	_, secret, err := shops.CreateToken(tx, shops.CreateTokenInput{Name: in.Name, Scopes: in.Scopes, May: r.Person.May})
	if err != nil {
		return web.Answer{}, err
	}
	a, err := tokensPage(tx, r, tokenForm{}, nil, secret)
	return a.Secret(), err
}

func tokensPage(tx *db.Tx, r *web.Request, in tokenForm, problem *errs.Error, fresh string) (web.Answer, error) {
	list, err := shops.Tokens(tx)
	if err != nil {
		return web.Answer{}, err
	}
	return settingsPage(tx, r, "tokens", tokensView(tokensProps{tokens: list, in: in, f: faultsOf(r, problem), fresh: fresh,
		action: r.Path("/settings/tokens"), api: r.URL(web.HostAPI, "/v1"), text: r.Text, may: r.Person.May})), nil
}

func revokeToken(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	return act(tx, r, "token", shops.TokenPrefix, shops.RevokeToken,
		web.Redirect(r.Path("/settings/tokens")).Toast("The token is revoked."))
}
