// Package taxesweb has the screens where the merchant sets which tax is charged:
// registrations, rates by country with their dates, and the shop's own rates.
package taxesweb

import (
	"embed"

	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/kit/web"
)

// Lang holds the translations of the screens.
//
//go:embed lang/*.json
var Lang embed.FS

// Routes adds the pages of the admin.
func Routes(rs *web.Routes) {
	view, edit := web.Staff("settings.view"), web.Staff("taxes.edit")
	rs.Get("/settings/taxes", view.About(web.About{Title: text.Key("Taxes"), Line: text.Key("Which VAT your shop charges, and where it owes it."), Help: "vat", Words: "vat tva tax oss rates taxe impôt régime franchise", Icon: "percent",
		Fields: web.Fields("registered", text.Key("The shop charges VAT"), "tax_id", text.Key("Your VAT number"), "prices_include_tax", text.Key("Prices include tax"), "oss", text.Key("Registered for the one-stop shop (OSS)"), "mention", text.Key("Your own wording"))}), web.Handle(setting))
	rs.Post("/settings/taxes", edit, web.Guard(web.Again(web.Handle(saveSetting), settingAgain), current))
	rs.Post("/settings/taxes/registrations", edit, web.Again(web.Handle(addRegistration), registrationAgain))
	rs.Post("/settings/taxes/registrations/{registration}/removal", edit, web.Handle(removeRegistration))
	rs.Get("/settings/taxes/rates", view.About(web.About{Title: text.Key("Tax rates"), Line: text.Key("What holds today. Each country shows all its rates with their dates."), Help: "vat", Words: "vat rates tva taux pays country", Icon: "percent"}), web.Handle(rates))
	rs.Get("/settings/taxes/rates/{country}", view.About(web.About{Line: text.Key("The rates of one country with their dates, and your own."), Help: "vat"}), web.Handle(country))
	rs.Post("/settings/taxes/rates/{country}", edit, web.Again(web.Handle(addRate), countryAgain))
	rs.Get("/settings/taxes/own-rates/{rate}", view.About(web.About{Line: text.Key("A rate of your own that goes before the known one."), Help: "vat"}), web.Handle(rate))
	rs.Post("/settings/taxes/own-rates/{rate}", edit, web.Guard(web.Again(web.Handle(saveRate), rateAgain), storedRate))
	rs.Post("/settings/taxes/own-rates/{rate}/removal", edit, web.Handle(removeRate))
}

// faults are the messages of a refused form.
type faults struct {
	sentence string
	list     []ui.FieldError
}

func faultsOf(r *web.Request, problem *errs.Error) faults {
	if problem == nil {
		return faults{}
	}
	f := faults{sentence: r.Text.Error(problem)}
	for _, one := range r.Text.Fields(problem) {
		f.list = append(f.list, ui.FieldError{Name: one.Name, Message: one.Message})
	}
	return f
}

// of is the message of one field.
func (f faults) of(name string) string {
	for _, one := range f.list {
		if one.Name == name {
			return one.Message
		}
	}
	return ""
}
