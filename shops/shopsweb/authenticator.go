package shopsweb

import (
	"context"
	"time"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/shops"
)

// Authenticator answers kit/web who somebody is and which shop is meant. With a DB it
// notes when a token was last used.
type Authenticator struct{ DB *db.DB }

var _ web.Authenticator = Authenticator{}

// Person returns who a session belongs to.
func (Authenticator) Person(sys *db.Tx, token string) (web.Person, error) {
	session, found, err := shops.SessionByToken(sys, token)
	if err != nil {
		return web.Person{}, err
	}
	if !found {
		return web.Person{}, errs.NotFound("This session has ended.")
	}
	a, err := shops.AccountOf(sys, session.AccountID)
	if err != nil {
		return web.Person{}, err
	}
	return web.Person{Account: a.ID, Name: a.Title(), Email: a.Email, Locale: a.Locale, Session: session.ID, Kind: "staff"}, nil
}

// Touch notes the use of a session.
func (Authenticator) Touch(sys *db.Tx, token string) error { return shops.TouchSession(sys, token) }

// Staff returns the person with her role in the shop of the handle.
func (Authenticator) Staff(sys *db.Tx, p web.Person, handle string) (web.Person, web.Shop, error) {
	s, err := shops.ByHandle(sys, handle)
	if err != nil {
		return p, web.Shop{}, err
	}
	own := sys.InShop(s.ShopID)
	member, found, err := shops.MemberOf(own, p.Account)
	if err != nil {
		return p, web.Shop{}, err
	}
	if !found {
		return p, web.Shop{}, errs.NotFound("This shop does not exist.")
	}
	p.Role = member.Role
	p.Can = func(permission string) bool { return shops.Can(member.Role, permission) }
	shop, err := shopOf(own, s)
	return p, shop, err
}

// Shops lists the shops of the person for the switcher.
func (Authenticator) Shops(sys *db.Tx, p web.Person) ([]web.Shop, error) {
	places, err := shops.ShopsOf(sys, p.Account)
	list := make([]web.Shop, 0, len(places))
	for _, place := range places {
		list = append(list, webShop(place.Shop, sys.Now))
	}
	return list, err
}

// Token returns the bearer of an API token.
func (a Authenticator) Token(sys *db.Tx, text string) (web.Person, web.Shop, error) {
	shop, token, found, err := shops.TokenByText(sys, text)
	if err != nil {
		return web.Person{}, web.Shop{}, err
	}
	if !found {
		return web.Person{}, web.Shop{}, errs.NotFound("This token is not valid or has been revoked.")
	}
	own := sys.InShop(shop)
	s, err := shops.Get(own)
	if err != nil {
		return web.Person{}, web.Shop{}, err
	}
	a.noteUse(sys, shop, token)
	p := web.Person{Account: token.ID, Name: token.Name, Session: token.ID, Kind: "token", Can: token.Can}
	bound, err := shopOf(own, s)
	return p, bound, err
}

// noteUse keeps the last use of a token to some minutes, by a write of its own after the
// read; when it fails, nothing but a date is missing.
func (a Authenticator) noteUse(sys *db.Tx, shop id.ID, token shops.Token) {
	if a.DB == nil || !token.Stale(sys.Now) {
		return
	}
	sys.AfterCommit(func() {
		ctx, done := context.WithTimeout(context.Background(), 2*time.Second)
		defer done()
		_ = a.DB.Write(ctx, db.Scope{Shop: shop, Actor: db.SystemActor}, func(tx *db.Tx) error {
			return shops.TouchToken(tx, token.ID)
		})
	})
}

// ShopByHandle finds the shop of <handle>.<domain>.
func (Authenticator) ShopByHandle(sys *db.Tx, handle string) (web.Shop, error) {
	return byHost(sys, handle)
}

// ShopByDomain finds the shop of a domain of its own.
func (Authenticator) ShopByDomain(sys *db.Tx, host string) (web.Shop, error) {
	return byHost(sys, host)
}

func byHost(sys *db.Tx, host string) (web.Shop, error) {
	shop, found, err := shops.ByHost(sys, host)
	if err != nil {
		return web.Shop{}, err
	}
	if !found {
		return web.Shop{}, errs.NotFound("There is no shop at this address.")
	}
	own := db.System(sys, "the shop of a host").InShop(shop)
	s, err := shops.Get(own)
	if err != nil {
		return web.Shop{}, err
	}
	return shopOf(own, s)
}

// shopOf adds the main domain, when the shop has one.
func shopOf(tx *db.Tx, s shops.Shop) (web.Shop, error) {
	shop := webShop(s, tx.Now)
	hosts, err := shops.Hosts(tx)
	for _, h := range hosts {
		if h.Main && h.Kind == shops.HostDomain {
			shop.Domain = h.Host
		}
	}
	return shop, err
}

func webShop(s shops.Shop, now db.Time) web.Shop {
	state := s.State(now)
	return web.Shop{
		ID: s.ShopID, Handle: s.Handle, Name: s.Name, Locale: s.Locale, Zone: s.Zone, Currency: s.Currency,
		Country: s.Country, Email: s.Email, TrialEnds: s.TrialEnds,
		ReadOnly: state == shops.StateClosed || state == shops.StateSuspended,
		Closed:   state == shops.StateClosed || state == shops.StateSuspended,
	}
}
