// Package shopsweb has the screens of people and shops: the landing page, log-in,
// passwords and invitations, the first page of the admin with its checklist, settings,
// staff, tokens, sessions, and the history of the shop with Undo; and the JSON of /shop
// and /changes.
package shopsweb

import (
	"embed"
	"io/fs"
	"sync"

	"github.com/coulisse/coulisse/kit/list"
	"github.com/coulisse/coulisse/kit/text"
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

	rs.Get("/", web.Staff("").About(web.About{Title: text.Key("Home"), Line: text.Key("What happened today and what waits for you."), Help: "first-steps", Words: "dashboard start accueil tableau de bord aujourd’hui today", Icon: "house"}), web.Handle(s.home))
	rs.Get("/settings", web.Staff("settings.view").About(web.About{Title: text.Key("General settings"), Line: text.Key("Name, address, currency, languages and time zone of the shop."), Help: "settings", Words: "shop boutique configuration réglages options fuseau horaire devise langue", Icon: "settings",
		Fields: web.Fields("name", text.Key("Name of the shop"), "email", text.Key("E-mail for customers"), "phone", text.Key("Telephone"), "handle", text.Key("Handle"), "country", text.Key("Country of the seller"), "currency", text.Key("Currency"), "locale", text.Key("Language of the shop"), "zone", text.Key("Time zone"), "languages", text.Key("Languages of the storefront"), "prices_include_tax", text.Key("Prices include tax"))}), web.Handle(general))
	rs.Post("/settings", web.Staff("settings.edit"), web.Guard(web.Again(web.Handle(saveGeneral), generalAgain), storedGeneral))
	rs.Get("/settings/legal", web.Staff("settings.view").About(web.About{Title: text.Key("Address and legal"), Line: text.Key("What the law asks you to print on invoices and on your legal notice."), Help: "settings", Words: "legal mentions légales imprint siret siren company entreprise société adresse tva", Icon: "building-2",
		Fields: web.Fields("legal_name", text.Key("Registered name"), "legal_form", text.Key("Legal form"), "capital", text.Key("Share capital"), "directors", text.Key("Directors"), "line1", text.Key("Street and number"), "line2", text.Key("Further line"), "postal_code", text.Key("Postal code"), "city", text.Key("City"), "region", text.Key("Region"), "tax_id", text.Key("VAT number"), "vat_exempt", text.Key("Small business: no VAT is charged"), "company_id", text.Key("Company number"), "register", text.Key("Trade register"), "legal_note", text.Key("Further mentions"))}), web.Handle(legal))
	rs.Post("/settings/legal", web.Staff("settings.edit"), web.Guard(web.Again(web.Handle(saveLegal), legalAgain), storedLegal))
	rs.Get("/settings/domains", web.Staff("settings.view").About(web.About{Title: text.Key("Domains"), Line: text.Key("The addresses under which people reach your shop."), Help: "settings", Words: "domain dns url website address nom de domaine adresse site", Icon: "globe",
		Fields: web.Fields("host", text.Key("Domain"))}), web.Handle(domains))
	rs.Post("/settings/domains", web.Staff("settings.edit"), web.Again(web.Handle(addDomain), domainsAgain))
	rs.Post("/settings/domains/main", web.Staff("settings.edit"), web.Handle(mainDomain))
	rs.Post("/settings/domains/removal", web.Staff("settings.edit"), web.Handle(removeDomain))
	rs.Get("/settings/staff", web.Staff("settings.view").About(web.About{Title: text.Key("Staff"), Line: text.Key("Who works in this shop, and what each person may do."), Help: "staff", Words: "team users people roles permissions invite équipe utilisateurs personnel collaborateurs droits inviter", Icon: "users",
		Fields: web.Fields("email", text.Key("E-mail address"), "role", text.Key("Role"))}), web.Handle(staff))
	rs.Post("/settings/staff", web.Staff("staff.edit"), web.Again(web.Handle(invite), staffAgain))
	rs.Post("/settings/staff/{member}/role", web.Staff("staff.edit"), web.Handle(setRole))
	rs.Post("/settings/staff/{member}/removal", web.Staff("staff.edit"), web.Handle(removeMember))
	rs.Post("/settings/invitations/{invitation}/removal", web.Staff("staff.edit"), web.Handle(uninvite))
	rs.Get("/settings/tokens", web.Staff("developer.edit").About(web.About{Title: text.Key("API tokens"), Line: text.Key("Keys with which programs reach the data of this shop."), Help: "api", Words: "api key token developer webhook clé jeton développeur intégration", Icon: "key-round"}), web.Handle(tokens))
	rs.Post("/settings/tokens", web.Staff("developer.edit"), web.Again(web.Handle(createToken), tokensAgain))
	rs.Post("/settings/tokens/{token}/revocation", web.Staff("developer.edit"), web.Handle(revokeToken))

	list.Mount(rs, s.changesList())
	rs.Get("/changes/{change}", web.Staff("history.view").About(web.About{Line: text.Key("One act with what it changed, before and after."), Help: "history"}), web.Handle(s.change))
	rs.Get("/help", web.Staff("").About(web.About{Title: text.Key("Help"), Line: text.Key("How things are done, page by page."), Help: "first-steps", Words: "aide documentation manual how question", Icon: "circle-help"}), web.Handle(helpContents))
	rs.Get("/help/{page}", web.Staff("").About(web.About{Line: text.Key("How things are done, page by page."), Help: "first-steps"}), web.Handle(helpShow))
	rs.Finder(web.Finder{Label: text.Key("Help"), Icon: "circle-help", Find: findHelp})

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
