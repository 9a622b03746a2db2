package shopsweb

import (
	"net/http"

	"github.com/a-h/templ"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/kit/web"
)

type languageForm struct {
	Language string `form:"language"`
}

// landing shows the landing page; ?language= chooses the language of this browser.
func landing(_ *db.Tx, r *web.Request, in languageForm) (web.Answer, error) {
	if in.Language == "fr" || in.Language == "en" {
		return web.Redirect("/").Speak(in.Language), nil
	}
	return web.Page(landingPage(r, "", faults{})), nil
}

func landingAgain(r *web.Request, email string, refused *errs.Error) web.Answer {
	status := http.StatusUnprocessableEntity
	if refused.Kind == errs.KindTooMany {
		status = http.StatusTooManyRequests
	}
	return web.Page(landingPage(r, email, faultsOf(r, refused))).Status(status)
}

func landingPage(r *web.Request, email string, f faults) templ.Component {
	p := publicProps(r, r.Text.T("Coulisse: your shop and its whole back office"))
	p.Description = r.Text.T("Catalogue, stock, orders, delivery, invoices, VAT and accounting in one program. Open a shop with an e-mail address.")
	return ui.PublicPage(p, landingView(r.URL(web.HostAdmin, "/sign-up"), email, f, p.Lang == "fr"))
}

func publicProps(r *web.Request, title string) ui.PublicProps {
	home := r.URL(web.HostLanding, "")
	other := ui.Link{Label: "Français", URL: home + "/?language=fr"}
	if r.Text.Locale == "fr" {
		other = ui.Link{Label: "English", URL: home + "/?language=en"}
	}
	return ui.PublicProps{
		Title: title, Lang: r.Text.Locale, Theme: r.Theme(), Toasts: r.Toasts(),
		Links: []ui.Link{{Label: r.Text.T("Log in"), URL: r.URL(web.HostAdmin, "/log-in")}},
		Foot: []ui.Link{
			{Label: r.Text.T("Terms of use"), URL: home + "/terms"},
			{Label: r.Text.T("Source code"), URL: "https://github.com/coulisse/coulisse"},
			other,
		},
	}
}

func terms(_ *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	return web.Page(ui.PublicPage(publicProps(r, r.Text.T("Terms of use")+" · Coulisse"), termsView())), nil
}
