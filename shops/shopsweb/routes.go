// Package shopsweb has the screens of people and shops: the landing page, log-in,
// passwords and invitations, the first page of the admin with its checklist, settings,
// staff, tokens, sessions, and the history of the shop with Undo; and the JSON of /shop
// and /changes.
package shopsweb

import (
	"embed"
	"io/fs"
	"sync"

	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/kit/web"
)

// Lang holds the translations of the screens.
//
//go:embed lang
var Lang embed.FS

//go:embed landing.css
var sources embed.FS

var assets = sync.OnceValue(func() *ui.Bundle {
	files, err := fs.Sub(sources, ".")
	if err == nil {
		var b *ui.Bundle
		if b, err = ui.NewBundle(files); err == nil {
			return b
		}
	}
	panic("shopsweb: " + err.Error()) // embedded files are there or the program is not
})

// Assets are the files of these screens, for ui.Handler.
func Assets() *ui.Bundle { return assets() }

// Landing adds the public pages of the bare domain.
func Landing(rs *web.Routes) {
	rs.Get("/", web.Anyone(), web.Handle(landing))
	rs.Get("/terms", web.Anyone(), web.Handle(terms))
}

// Routes adds the pages of the admin host that belong to people and shops.
func Routes(rs *web.Routes, g Given) {
	doors(rs)
	s := screens{g}

	rs.Get("/", web.SignedIn(), web.Handle(s.start))
	rs.Get("/shops", web.SignedIn(), web.Handle(s.shopList))
	rs.Get("/shops/new", web.SignedIn(), web.Handle(newShop))
	rs.Post("/shops", web.SignedIn(), web.Again(web.Handle(createShop), newShopAgain))
	rs.Get("/profile", web.SignedIn(), web.Handle(profile))
	rs.Post("/profile", web.SignedIn(), web.Again(web.Handle(saveProfile), profileAgain))
	rs.Post("/profile/password", web.SignedIn().Limit(20), web.HandleOutside(savePassword))
	rs.Post("/profile/sessions/{session}/end", web.SignedIn(), web.Handle(endSession))
	rs.Post("/profile/sessions/end", web.SignedIn(), web.Handle(endOtherSessions))

	rs.Get("/", web.Staff(""), web.Handle(s.home))
	rs.Get("/settings", web.Staff("settings.view"), web.Handle(general))
	rs.Post("/settings", web.Staff("settings.edit"), web.Again(web.Handle(saveGeneral), generalAgain))
	rs.Get("/settings/legal", web.Staff("settings.view"), web.Handle(legal))
	rs.Post("/settings/legal", web.Staff("settings.edit"), web.Again(web.Handle(saveLegal), legalAgain))
	rs.Get("/settings/domains", web.Staff("settings.view"), web.Handle(domains))
	rs.Post("/settings/domains", web.Staff("settings.edit"), web.Again(web.Handle(addDomain), domainsAgain))
	rs.Post("/settings/domains/main", web.Staff("settings.edit"), web.Handle(mainDomain))
	rs.Post("/settings/domains/removal", web.Staff("settings.edit"), web.Handle(removeDomain))
	rs.Get("/settings/staff", web.Staff("settings.view"), web.Handle(staff))
	rs.Post("/settings/staff", web.Staff("staff.edit"), web.Again(web.Handle(invite), staffAgain))
	rs.Post("/settings/staff/{member}/role", web.Staff("staff.edit"), web.Handle(setRole))
	rs.Post("/settings/staff/{member}/removal", web.Staff("staff.edit"), web.Handle(removeMember))
	rs.Post("/settings/invitations/{invitation}/removal", web.Staff("staff.edit"), web.Handle(uninvite))
	rs.Get("/settings/tokens", web.Staff("developer.edit"), web.Handle(tokens))
	rs.Post("/settings/tokens", web.Staff("developer.edit"), web.Again(web.Handle(createToken), tokensAgain))
	rs.Post("/settings/tokens/{token}/revocation", web.Staff("developer.edit"), web.Handle(revokeToken))

	rs.Get("/changes", web.Staff("history.view"), web.Handle(s.history))
	rs.Get("/changes/{change}", web.Staff("history.view"), web.Handle(s.change))
	rs.Post("/changes/{change}/undo", web.Staff(""), web.Handle(s.undo))
}

// doors are the pages for people who are not signed in.
func doors(rs *web.Routes) {
	rs.Post("/sign-up", web.Anyone().Limit(60), web.Handle(signUp))
	rs.Get("/log-in", web.Anyone(), web.Handle(logInPage))
	rs.Post("/log-in", web.Anyone().Limit(120), web.HandleOutside(logIn))
	rs.Post("/log-out", web.Anyone(), web.Handle(logOut))
	rs.Get("/password", web.Anyone(), web.Handle(forgotten))
	rs.Post("/password", web.Anyone().Limit(30), web.Handle(requestReset))
	rs.Get("/password/{token}", web.Anyone().Limit(60), web.Handle(choosePage))
	rs.Post("/password/{token}", web.Anyone().Limit(60), web.HandleOutside(choose))
	rs.Get("/invitations/{token}", web.Anyone().Limit(60), web.Handle(invitationPage))
	rs.Post("/invitations/{token}", web.Anyone().Limit(60), web.HandleOutside(acceptInvitation))
}
