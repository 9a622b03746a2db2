package shopsweb

import (
	"github.com/a-h/templ"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/shops"
)

// start leads to the shop of a person who has one, else to the choice.
func (s screens) start(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	places, err := shops.ShopsOf(tx, r.Person.Account)
	if err != nil {
		return web.Answer{}, err
	}
	switch len(places) {
	case 0:
		return web.Redirect("/shops/new"), nil
	case 1:
		return web.Redirect("/shops/" + places[0].Handle), nil
	}
	return web.Redirect("/shops"), nil
}

func (s screens) shopList(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	places, err := shops.ShopsOf(tx, r.Person.Account)
	if err != nil {
		return web.Answer{}, err
	}
	p := plainProps(r, r.Text.T("Your shops"))
	p.Wide = true
	p.Foot = leave()
	return web.Page(ui.PlainPage(p, shopListView(r.Text, places, tx.Now))), nil
}

type newShopForm struct {
	Name     string `form:"name"`
	Country  string `form:"country"`
	Currency string `form:"currency"`
	Locale   string `form:"locale"`
}

func newShop(_ *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	place := shops.GuessPlace(r.HTTP.Header.Get("Accept-Language"))
	return newShopAgain(nil, r, newShopForm{Country: place.Country, Currency: place.Currency, Locale: place.Locale}, nil)
}

func newShopAgain(_ *db.Tx, r *web.Request, in newShopForm, problem *errs.Error) (web.Answer, error) {
	p := plainProps(r, r.Text.T("New shop"))
	p.Text = r.Text.T("All of this can be changed later in the settings.")
	p.Foot = leave()
	return web.Page(ui.PlainPage(p, newShopView(r.Text, in, faultsOf(r, problem)))), nil
}

func createShop(tx *db.Tx, r *web.Request, in newShopForm) (web.Answer, error) {
	s, err := shops.CreateAnother(tx, r.Person.Account, shops.CreateInput{Name: in.Name, Country: in.Country,
		Currency: in.Currency, Locale: in.Locale}, r.Address())
	if err != nil {
		return web.Answer{}, err
	}
	return web.Redirect("/shops/"+s.Handle).Toast("%s is open.", s.Name), nil
}

// home is the first page of a shop: what is left to set up, and today's figures.
func (s screens) home(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	shop, err := shops.Get(tx)
	if err != nil {
		return web.Answer{}, err
	}
	account, err := shops.AccountOf(tx, r.Person.Account)
	if err != nil {
		return web.Answer{}, err
	}
	steps, err := s.steps(tx, r, shop)
	if err != nil {
		return web.Answer{}, err
	}
	figures, err := s.figures(tx, r)
	if err != nil {
		return web.Answer{}, err
	}
	recent, err := shops.History(tx, shops.HistoryInput{Limit: 8})
	if err != nil {
		return web.Answer{}, err
	}
	v := homeView{steps: steps, figures: figures, password: !account.HasPassword(), email: account.Email, home: r.Path("/")}
	if r.Person.May("history.view") {
		v.history = r.Path("/changes")
		for _, set := range recent.Rows {
			v.moments = append(v.moments, s.moment(r, set, tx.Now))
		}
	}
	frame := r.Frame(tx, "Home", "home")
	frame.Subtitle = r.ShopURL("/")
	frame.Actions = viewShop(r.ShopURL("/"))
	return web.Page(ui.Page(frame, homePage(v))), nil
}

type homeView struct {
	steps         []ui.Step
	figures       figures
	password      bool
	email         string
	home, history string
	moments       []ui.Moment
}

func (v homeView) done() int {
	n := 0
	for _, step := range v.steps {
		if step.Done {
			n++
		}
	}
	return n
}

// steps computes the checklist from the state of the shop; nothing of it is stored.
func (s screens) steps(tx *db.Tx, r *web.Request, shop shops.Shop) ([]ui.Step, error) {
	hosts, err := shops.Hosts(tx)
	if err != nil {
		return nil, err
	}
	domain := false
	for _, h := range hosts {
		domain = domain || h.Kind == shops.HostDomain
	}
	told := func(done bool) func(*db.Tx) (bool, error) {
		return func(*db.Tx) (bool, error) { return done, nil }
	}
	c := s.given.Checklist
	var steps []ui.Step
	for _, one := range []struct {
		title, words, label, path string
		done                      func(*db.Tx) (bool, error)
	}{
		{text.Key("Add your first product"), text.Key("With a price and a picture; or import a whole catalogue from a file."), text.Key("Add a product"), "/products/new", c.ProductAdded},
		{text.Key("Look over delivery"), text.Key("A flat rate for your country is there already. Add countries and rates of your own."), text.Key("Set delivery"), "/settings/delivery", c.DeliverySet},
		{text.Key("Choose how you are paid"), text.Key("Bank transfer works from the start. Enter your account, or add card payment."), text.Key("Set payment"), "/settings/payments", c.PaymentSet},
		{text.Key("Enter address and tax number"), text.Key("They stand on each invoice; without them it is not a legal one."), text.Key("Enter them"), "/settings/legal", told(shop.Legal())},
		{text.Key("Connect a domain"), text.Key("Your shop is reachable already. A domain of your own is easier to remember."), text.Key("Add a domain"), "/settings/domains", told(domain)},
		{text.Key("Place a first order"), text.Key("Buy something in your own shop to see what your customers see."), text.Key("See the orders"), "/orders", c.FirstOrder},
	} {
		if one.done == nil {
			continue
		}
		done, err := one.done(tx)
		if err != nil {
			return nil, err
		}
		steps = append(steps, ui.Step{Title: r.Text.T(one.title), Text: r.Text.T(one.words), Label: r.Text.T(one.label), URL: r.Path(one.path), Done: done})
	}
	return steps, nil
}

// Banner is said over every page of a shop: how long the trial runs, or that it is over.
func Banner(tx *db.Tx, r *web.Request) templ.Component {
	shop, err := shops.Get(tx)
	if err != nil {
		return nil
	}
	switch shop.State(tx.Now) {
	case shops.StateTrial:
		if days := int(shop.TrialDays(tx.Now)); days <= 7 {
			return ui.Banner(ui.BannerProps{Scheme: ui.Info, Text: r.Text.N(days, "Trial: %d day left, with everything in it.", "Trial: %d days left, with everything in it.")})
		}
	case shops.StateClosed:
		return ui.Banner(ui.BannerProps{Scheme: ui.Warning, Title: r.Text.T("Your trial has ended."),
			Text: r.Text.T("You can look at everything but change nothing, and the storefront says that the shop is closed. Nothing is deleted for 60 days. Ask the operator of this installation for a plan to go on.")})
	case shops.StateSuspended:
		return ui.Banner(ui.BannerProps{Scheme: ui.Danger, Title: r.Text.T("This shop is suspended."),
			Text: r.Text.T("Ask the operator of this installation what to do.")})
	}
	return nil
}

// PersonLinks are the entries in the menu of the person.
func PersonLinks(r *web.Request) []ui.Link {
	return []ui.Link{
		{Label: r.Text.T("Profile and sessions"), URL: "/profile", Icon: "user"},
		{Label: r.Text.T("Your shops"), URL: "/shops", Icon: "store"},
	}
}
