package taxesweb

import (
	"slices"
	"strings"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/search"
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/shops"
	"github.com/coulisse/coulisse/taxes"
)

// rateForm is one of the shop's own rates as typed.
type rateForm struct {
	Category  string `form:"category"`
	Percent   string `form:"percent"`
	ValidFrom string `form:"valid_from"`
	ValidTo   string `form:"valid_to"`
	Note      string `form:"note"`
}

func rates(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	all, err := taxes.Countries(tx)
	if err != nil {
		return web.Answer{}, err
	}
	var rows []ui.TableRow
	for _, c := range all {
		rows = append(rows, rateRow(r, c))
	}
	slices.SortFunc(rows, func(a, b ui.TableRow) int { return strings.Compare(fold(a.Name), fold(b.Name)) })
	frame := r.Frame(tx, "VAT rates", "taxes")
	frame.Breadcrumb = []ui.Link{{Label: r.Text.T("Taxes"), URL: r.Path("/settings/taxes")}}
	return web.Page(ui.Page(frame, ratesPage(rows))), nil
}

// rateRow is one country: its rates today, and a mark when the shop put its own over them.
func rateRow(r *web.Request, c taxes.CountryRates) ui.TableRow {
	var standard string
	var others []string
	own := ui.Nothing()
	for _, t := range c.Today {
		words := r.Text.Percent(t.Rate.Rate)
		if t.Category == taxes.Standard {
			standard = words
		} else {
			others = append(others, words)
		}
		if t.Own {
			own = ui.Badge(ui.Info, r.Text.T("Own rate"))
		}
	}
	name := placeName(r.Text, c.Country)
	return ui.TableRow{Name: name, URL: r.Path("/settings/taxes/rates", c.Country), Cells: cells(ui.Plain(name), ui.Plain(standard), ui.Plain(strings.Join(others, " · ")), own)}
}

// fold lets É and E sort alike.
func fold(name string) string { return search.Fold(name) }

// placeName is a country, or a region with rates of its own.
func placeName(p *text.Printer, code string) string {
	if len(code) == 2 {
		return p.Country(code)
	}
	for _, t := range taxes.Territories() {
		if t.Code == code {
			return p.Country(t.Country) + ", " + t.Name
		}
	}
	return code
}

type countryProps struct {
	rates           taxes.CountryRates
	name            string
	in              rateForm
	f               faults
	action, ownPath string
	mayEdit         bool
}

func country(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	return countryAgain(tx, r, rateForm{Category: taxes.Standard}, nil)
}

func countryAgain(tx *db.Tx, r *web.Request, in rateForm, problem *errs.Error) (web.Answer, error) {
	code := r.Param("country")
	rates, err := taxes.CountryByCode(tx, code)
	if errs.Is(err, errs.KindInvalid) {
		return web.Answer{}, errs.NotFound("This does not exist or has been removed.")
	}
	if err != nil {
		return web.Answer{}, err
	}
	frame := r.Frame(tx, placeName(r.Text, code), "taxes")
	frame.Breadcrumb = []ui.Link{{Label: r.Text.T("Taxes"), URL: r.Path("/settings/taxes")}, {Label: r.Text.T("VAT rates"), URL: r.Path("/settings/taxes/rates")}}
	frame.Narrow = true
	return web.Page(ui.Page(frame, countryPage(countryProps{rates: rates, name: placeName(r.Text, code), in: in, f: faultsOf(r, problem),
		action: r.Path("/settings/taxes/rates", code), ownPath: r.Path("/settings/taxes/own-rates"), mayEdit: r.Person.May("taxes.edit")}))), nil
}

func addRate(tx *db.Tx, r *web.Request, in rateForm) (web.Answer, error) {
	code := r.Param("country")
	if _, err := taxes.SaveRate(tx, in.input(0, code)); err != nil {
		return web.Answer{}, err
	}
	return web.Redirect(r.Path("/settings/taxes/rates", code)).Toast("The rate was added.").Undo(shops.CurrentChangeSet(tx)), nil
}

func (in rateForm) input(rate id.ID, country string) taxes.SaveRateInput {
	return taxes.SaveRateInput{ID: rate, Country: country, Category: in.Category, Percent: in.Percent, ValidFrom: in.ValidFrom, ValidTo: in.ValidTo, Comment: in.Note}
}

func rateOf(tx *db.Tx, r *web.Request) (taxes.OwnRate, error) {
	rate, err := r.ID("rate", taxes.RatePrefix)
	if err != nil {
		return taxes.OwnRate{}, err
	}
	return taxes.OwnRateByID(tx, rate)
}

func rate(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	in, err := storedRate(tx, r)
	if err != nil {
		return web.Answer{}, err
	}
	return rateAgain(tx, r, in, nil)
}

// storedRate fills the form from what is stored.
func storedRate(tx *db.Tx, r *web.Request) (rateForm, error) {
	one, err := rateOf(tx, r)
	return rateForm{Category: one.Category, Percent: one.Rate.Percent(), ValidFrom: one.ValidFrom, ValidTo: one.ValidTo, Note: one.Note}, err
}

func rateAgain(tx *db.Tx, r *web.Request, in rateForm, problem *errs.Error) (web.Answer, error) {
	one, err := rateOf(tx, r)
	if err != nil {
		return web.Answer{}, err
	}
	back := r.Path("/settings/taxes/rates", one.Country)
	frame := r.Frame(tx, "Own rate", "taxes")
	frame.Breadcrumb = []ui.Link{{Label: r.Text.T("Taxes"), URL: r.Path("/settings/taxes")}, {Label: placeName(r.Text, one.Country), URL: back}}
	frame.Narrow = true
	return web.Page(ui.Page(frame, ratePage(rateProps{in: in, f: faultsOf(r, problem), action: r.Path("/settings/taxes/own-rates", one.ID.Text(taxes.RatePrefix)), back: back, mayEdit: r.Person.May("taxes.edit")}))).Holds(r.Path("/settings/taxes/own-rates", one.ID.Text(taxes.RatePrefix)), in), nil
}

func saveRate(tx *db.Tx, r *web.Request, in rateForm) (web.Answer, error) {
	one, err := rateOf(tx, r)
	if err != nil {
		return web.Answer{}, err
	}
	if _, err := taxes.SaveRate(tx, in.input(one.ID, one.Country)); err != nil {
		return web.Answer{}, err
	}
	return web.Redirect(r.Path("/settings/taxes/rates", one.Country)).Toast("The rate was saved.").Undo(shops.CurrentChangeSet(tx)), nil
}

func removeRate(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	one, err := rateOf(tx, r)
	if err != nil {
		return web.Answer{}, err
	}
	if err := taxes.RemoveRate(tx, one.ID); err != nil {
		return web.Answer{}, err
	}
	return web.Redirect(r.Path("/settings/taxes/rates", one.Country)).Toast("The rate was removed.").Undo(shops.CurrentChangeSet(tx)), nil
}
