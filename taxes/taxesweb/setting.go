package taxesweb

import (
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/shops"
	"github.com/coulisse/coulisse/taxes"
)

type settingForm struct {
	Registered       bool   `form:"registered"`
	OSS              bool   `form:"oss"`
	Mention          string `form:"mention"`
	TaxID            string `form:"tax_id"`
	PricesIncludeTax bool   `form:"prices_include_tax"`
}

type registrationForm struct {
	Country string `form:"country"`
	Number  string `form:"number"`
}

// settingProps fills the page of settings; it has two forms, each with its own faults.
type settingProps struct {
	in                       settingForm
	f                        faults
	registration             registrationForm
	registrationFaults       faults
	registrations            []registrationRow
	home, homeName, usual    string
	union, mayEdit           bool
	action, add, rates, back string
	countries                []ui.Option
}

type registrationRow struct{ Country, Number, Removal string }

func setting(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	in, err := current(tx, r)
	if err != nil {
		return web.Answer{}, err
	}
	return draw(tx, r, settingProps{in: in})
}

func current(tx *db.Tx, _ *web.Request) (settingForm, error) {
	s, err := taxes.Settings(tx)
	if err != nil {
		return settingForm{}, err
	}
	shop, err := shops.Get(tx)
	return settingForm{Registered: s.Registered, OSS: s.OSS, Mention: s.Mention, TaxID: shop.TaxID, PricesIncludeTax: shop.PricesIncludeTax}, err
}

func settingAgain(tx *db.Tx, r *web.Request, in settingForm, problem *errs.Error) (web.Answer, error) {
	return draw(tx, r, settingProps{in: in, f: faultsOf(r, problem)})
}

func registrationAgain(tx *db.Tx, r *web.Request, in registrationForm, problem *errs.Error) (web.Answer, error) {
	kept, err := current(tx, r)
	if err != nil {
		return web.Answer{}, err
	}
	return draw(tx, r, settingProps{in: kept, registration: in, registrationFaults: faultsOf(r, problem)})
}

func draw(tx *db.Tx, r *web.Request, p settingProps) (web.Answer, error) {
	shop, err := shops.Get(tx)
	if err != nil {
		return web.Answer{}, err
	}
	registrations, err := taxes.Registrations(tx)
	if err != nil {
		return web.Answer{}, err
	}
	p.home, p.homeName, p.union, p.mayEdit = shop.Country, r.Text.Country(shop.Country), taxes.InUnion(shop.Country), r.Person.May("taxes.edit")
	p.usual = taxes.Mention(taxes.ReasonFranchise, shop.Country, r.Text.Locale)
	p.action, p.back = r.Path("/settings/taxes"), r.Path("/settings/taxes")
	p.add, p.rates = p.action+"/registrations", p.action+"/rates"
	for _, one := range registrations {
		p.registrations = append(p.registrations, registrationRow{Country: r.Text.Country(one.Country), Number: one.Number, Removal: p.add + "/" + one.ID.Text(taxes.RegistrationPrefix) + "/removal"})
	}
	p.countries = registrable(r.Text, shop.Country)
	frame := r.Frame(tx, "Taxes", "taxes")
	frame.Breadcrumb = []ui.Link{{Label: r.Text.T("Settings"), URL: r.Path("/settings")}}
	frame.Narrow = true
	return web.Page(ui.Page(frame, settingPage(p))).Holds(p.action, p.in), nil
}

// registrable are the countries whose VAT we know, the shop's own apart.
func registrable(p *text.Printer, home string) []ui.Option {
	var options []ui.Option
	for _, country := range append(taxes.Union(), "GB", "CH", "NO") {
		if country != home {
			options = append(options, ui.Option{Value: country, Label: p.Country(country)})
		}
	}
	return options
}

func saveSetting(tx *db.Tx, r *web.Request, in settingForm) (web.Answer, error) {
	err := taxes.Save(tx, taxes.SaveInput{Setting: taxes.Setting{Registered: in.Registered, OSS: in.OSS, Mention: in.Mention},
		PricesIncludeTax: in.PricesIncludeTax, TaxID: in.TaxID})
	if err != nil {
		return web.Answer{}, err
	}
	return web.Redirect(r.Path("/settings/taxes")).Toast("Settings saved.").Undo(shops.CurrentChangeSet(tx)), nil
}

func addRegistration(tx *db.Tx, r *web.Request, in registrationForm) (web.Answer, error) {
	one, err := taxes.AddRegistration(tx, in.Country, in.Number)
	if err != nil {
		return web.Answer{}, err
	}
	return web.Redirect(r.Path("/settings/taxes")).Toast("%s was added.", one.Number).Undo(shops.CurrentChangeSet(tx)), nil
}

func removeRegistration(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	registration, err := r.ID("registration", taxes.RegistrationPrefix)
	if err != nil {
		return web.Answer{}, err
	}
	if err := taxes.RemoveRegistration(tx, registration); err != nil {
		return web.Answer{}, err
	}
	return web.Redirect(r.Path("/settings/taxes")).Toast("The registration was removed.").Undo(shops.CurrentChangeSet(tx)), nil
}
