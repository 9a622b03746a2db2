package shopsweb

import (
	"strings"

	"github.com/a-h/templ"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/shops"
)

// settingsPage draws one part of the settings with the tabs of all.
func settingsPage(tx *db.Tx, r *web.Request, active string, body templ.Component) web.Answer {
	frame := r.Frame(tx, "Settings", "settings")
	frame.Narrow = true
	tabs := []ui.Tab{
		{Label: r.Text.T("General"), URL: r.Path("/settings"), Active: active == "general"},
		{Label: r.Text.T("Address and legal"), URL: r.Path("/settings/legal"), Active: active == "legal"},
		{Label: r.Text.T("Taxes"), URL: r.Path("/settings/taxes")},
		{Label: r.Text.T("Delivery"), URL: r.Path("/settings/delivery")},
		{Label: r.Text.T("Payments"), URL: r.Path("/settings/payments")},
		{Label: r.Text.T("Domains"), URL: r.Path("/settings/domains"), Active: active == "domains"},
		{Label: r.Text.T("Staff"), URL: r.Path("/settings/staff"), Active: active == "staff"},
	}
	if r.Person.May("developer.edit") {
		tabs = append(tabs, ui.Tab{Label: r.Text.T("API tokens"), URL: r.Path("/settings/tokens"), Active: active == "tokens"})
	}
	return web.Page(ui.Page(frame, withTabs(tabs, body)))
}

type generalForm struct {
	Name             string   `form:"name"`
	Email            string   `form:"email"`
	Phone            string   `form:"phone"`
	Handle           string   `form:"handle"`
	Country          string   `form:"country"`
	Currency         string   `form:"currency"`
	Locale           string   `form:"locale"`
	Languages        []string `form:"languages"`
	Zone             string   `form:"zone"`
	PricesIncludeTax bool     `form:"prices_include_tax"`
	Version          int64    `form:"version"`
}

func general(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	in, err := storedGeneral(tx, r)
	if err != nil {
		return web.Answer{}, err
	}
	return generalAgain(tx, r, in, nil)
}

// storedGeneral fills the form from what is stored.
func storedGeneral(tx *db.Tx, _ *web.Request) (generalForm, error) {
	s, err := shops.Get(tx)
	return generalForm{Name: s.Name, Email: s.Email, Phone: s.Phone, Handle: s.Handle, Country: s.Country,
		Currency: s.Currency, Locale: s.Locale, Languages: strings.Fields(s.Languages), Zone: s.Zone,
		PricesIncludeTax: s.PricesIncludeTax, Version: s.Version}, err
}

func generalAgain(tx *db.Tx, r *web.Request, in generalForm, problem *errs.Error) (web.Answer, error) {
	return settingsPage(tx, r, "general", generalView(generalProps{in: in, f: faultsOf(r, problem), text: r.Text,
		action: r.Path("/settings"), host: strings.TrimPrefix(r.ShopURL(""), "//"), mayEdit: r.Person.May("settings.edit")})).Holds(r.Path("/settings"), in), nil
}

func saveGeneral(tx *db.Tx, r *web.Request, in generalForm) (web.Answer, error) {
	languages := strings.Join(in.Languages, " ")
	err := shops.Update(tx, shops.UpdateInput{Name: &in.Name, Email: &in.Email, Phone: &in.Phone, Handle: &in.Handle,
		Country: &in.Country, Currency: &in.Currency, Locale: &in.Locale, Languages: &languages, Zone: &in.Zone,
		PricesIncludeTax: &in.PricesIncludeTax, Version: in.Version})
	if err != nil {
		return web.Answer{}, err
	}
	return web.Redirect("/shops/" + strings.TrimSpace(in.Handle) + "/settings").Toast("Settings saved.").Undo(shops.CurrentChangeSet(tx)), nil
}

type legalForm struct {
	LegalName  string `form:"legal_name"`
	LegalForm  string `form:"legal_form"`
	Capital    string `form:"capital"`
	Line1      string `form:"line1"`
	Line2      string `form:"line2"`
	PostalCode string `form:"postal_code"`
	City       string `form:"city"`
	Region     string `form:"region"`
	TaxID      string `form:"tax_id"`
	VATExempt  bool   `form:"vat_exempt"`
	CompanyID  string `form:"company_id"`
	Register   string `form:"register"`
	Directors  string `form:"directors"`
	LegalNote  string `form:"legal_note"`
	Version    int64  `form:"version"`
}

func legal(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	in, err := storedLegal(tx, r)
	if err != nil {
		return web.Answer{}, err
	}
	return legalAgain(tx, r, in, nil)
}

// storedLegal fills the form from what is stored.
func storedLegal(tx *db.Tx, _ *web.Request) (legalForm, error) {
	s, err := shops.Get(tx)
	return legalForm{LegalName: s.LegalName, LegalForm: s.LegalForm, Capital: s.Capital, Line1: s.Line1, Line2: s.Line2,
		PostalCode: s.PostalCode, City: s.City, Region: s.Region, TaxID: s.TaxID, VATExempt: s.VATExempt, CompanyID: s.CompanyID,
		Register: s.Register, Directors: s.Directors, LegalNote: s.LegalNote, Version: s.Version}, err
}

func legalAgain(tx *db.Tx, r *web.Request, in legalForm, problem *errs.Error) (web.Answer, error) {
	s, err := shops.Get(tx)
	if err != nil {
		return web.Answer{}, err
	}
	return settingsPage(tx, r, "legal", legalView(legalProps{in: in, f: faultsOf(r, problem), country: s.Country,
		mentions: s.Mentions(), action: r.Path("/settings/legal"), mayEdit: r.Person.May("settings.edit")})).Holds(r.Path("/settings/legal"), in), nil
}

func saveLegal(tx *db.Tx, r *web.Request, in legalForm) (web.Answer, error) {
	err := shops.Update(tx, shops.UpdateInput{LegalName: &in.LegalName, LegalForm: &in.LegalForm, Capital: &in.Capital,
		Line1: &in.Line1, Line2: &in.Line2, PostalCode: &in.PostalCode, City: &in.City, Region: &in.Region, TaxID: &in.TaxID,
		VATExempt: &in.VATExempt, CompanyID: &in.CompanyID, Register: &in.Register, Directors: &in.Directors,
		LegalNote: &in.LegalNote, Version: in.Version})
	if err != nil {
		return web.Answer{}, err
	}
	return web.Redirect(r.Path("/settings/legal")).Toast("Settings saved.").Undo(shops.CurrentChangeSet(tx)), nil
}

type hostForm struct {
	Host string `form:"host"`
}

func domains(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	return domainsAgain(tx, r, hostForm{}, nil)
}

func domainsAgain(tx *db.Tx, r *web.Request, in hostForm, problem *errs.Error) (web.Answer, error) {
	hosts, err := shops.Hosts(tx)
	if err != nil {
		return web.Answer{}, err
	}
	return settingsPage(tx, r, "domains", domainsView(domainsProps{hosts: hosts, in: in, f: faultsOf(r, problem),
		action: r.Path("/settings/domains"), platform: platformOf(r), mayEdit: r.Person.May("settings.edit")})), nil
}

// platformOf is the bare domain of the installation, without scheme and port.
func platformOf(r *web.Request) string {
	_, host, _ := strings.Cut(r.URL(web.HostLanding, ""), "://")
	host, _, _ = strings.Cut(host, ":")
	return host
}

func addDomain(tx *db.Tx, r *web.Request, in hostForm) (web.Answer, error) {
	if err := shops.AddDomain(tx, in.Host, platformOf(r)); err != nil {
		return web.Answer{}, err
	}
	return web.Redirect(r.Path("/settings/domains")).Toast("%s was added.", in.Host), nil
}

func mainDomain(tx *db.Tx, r *web.Request, in hostForm) (web.Answer, error) {
	if err := shops.MainDomain(tx, in.Host); err != nil {
		return web.Answer{}, err
	}
	return web.Redirect(r.Path("/settings/domains")).Toast("%s is the main address now.", in.Host), nil
}

func removeDomain(tx *db.Tx, r *web.Request, in hostForm) (web.Answer, error) {
	if err := shops.RemoveDomain(tx, in.Host); err != nil {
		return web.Answer{}, err
	}
	return web.Redirect(r.Path("/settings/domains")).Toast("%s was removed.", in.Host), nil
}
