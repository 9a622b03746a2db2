package app

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"strings"

	"github.com/coulisse/coulisse/accounting/accountingweb"
	"github.com/coulisse/coulisse/catalog/catalogweb"
	"github.com/coulisse/coulisse/content/contentweb"
	"github.com/coulisse/coulisse/customers/customersweb"
	"github.com/coulisse/coulisse/delivery/deliveryweb"
	"github.com/coulisse/coulisse/invoices/invoicesweb"
	"github.com/coulisse/coulisse/kit/files"
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/orders/ordersweb"
	"github.com/coulisse/coulisse/payments/paymentsweb"
	"github.com/coulisse/coulisse/payments/testpay"
	"github.com/coulisse/coulisse/shops/shopsweb"
	"github.com/coulisse/coulisse/stock/stockweb"
	"github.com/coulisse/coulisse/storefront"
	"github.com/coulisse/coulisse/taxes/taxesweb"
)

// url is an address on a host of this installation, before the server exists.
func (a *App) url(host web.HostKind, path string) string {
	scheme, label := "http", ""
	if a.options.Secure {
		scheme = "https"
	}
	if host != web.HostLanding {
		label = string(host) + "."
	}
	return scheme + "://" + label + a.options.Domain + a.port() + path
}

// port stands in public addresses where no proxy listens on the usual one.
func (a *App) port() string {
	_, port, err := net.SplitHostPort(a.options.Listen)
	if err != nil || a.options.Secure || port == "80" {
		return ""
	}
	return ":" + port
}

func (a *App) openFiles() (*files.Store, error) {
	return files.NewStore(a.path("files"), a.url(web.HostFiles, ""))
}

// compile composes the server of all hosts.
func (a *App) compile() (*web.Server, error) {
	proxies, err := prefixes(a.options.Proxies)
	if err != nil {
		return nil, err
	}
	if a.pay, err = testpay.New(testpay.Options{URL: a.url("pay", ""), Dir: a.path("testpay"), Client: a.inside(0), Clock: a.options.Clock}); err != nil {
		return nil, err
	}
	landing, admin, shop := web.NewRoutes(), web.NewRoutes(), web.NewRoutes()
	shopsweb.Landing(landing)
	a.adminRoutes(admin)
	storefront.Routes(shop, a.storefront())
	paymentsweb.Storefront(shop, a.providers())
	adminAPI, shopAPI := apis(a.options.Version)
	config := web.Config{DB: a.db, Log: a.options.Log, Text: a.texts, Auth: shopsweb.Authenticator{DB: a.db}, Domain: a.options.Domain,
		Secure: a.options.Secure, Port: a.port(), Proxies: proxies, Landing: landing, Admin: admin, Storefront: shop,
		API: adminAPI, ShopAPI: shopAPI, Files: a.store, Extra: map[string]http.Handler{"pay": a.pay},
		Assets: ui.Handler(shopsweb.Assets(), storefront.Assets(), catalogweb.Assets(), deliveryweb.Assets()), Nav: navigation(), Search: "/search", NavAt: shopsweb.PersonLinks,
		Keep: true, Served: a.figures.served, Ready: a.ready, Banner: shopsweb.Banner, ErrorPage: shopsweb.ErrorPage, StoreError: storefront.Error,
		LastToChange: shopsweb.LastToChange(given())}
	return web.New(config)
}

func (a *App) adminRoutes(rs *web.Routes) {
	shopsweb.Routes(rs, given())
	contentweb.Routes(rs)
	catalogweb.Routes(rs)
	stockweb.Routes(rs)
	customersweb.Routes(rs)
	ordersweb.Routes(rs)
	taxesweb.Routes(rs)
	deliveryweb.Routes(rs)
	paymentsweb.Routes(rs)
	invoicesweb.Routes(rs)
	accountingweb.Routes(rs)
	ownCommands(rs)
	rs.Get("/live", web.Staff(""), web.HandleOutside(web.Live))
	rs.Get("/live/counts", web.Staff(""), web.Handle(web.LiveCounts))
	if a.options.Demo {
		rs.Get("/_ui", web.Anyone(), web.Handle(gallery))
	}
	find := &palette{texts: a.texts}
	rs.Get("/search", web.Staff("").About(web.About{Line: text.Key("Everything in the shop and in this program, found by its words."), Help: "first-steps"}), web.Handle(find.answer))
}

// apis are the JSON API of the admin and that of the storefronts.
func apis(version string) (admin, shop *web.API) {
	admin, shop = web.NewAPI("Coulisse", version), web.NewShopAPI("Coulisse storefront", version)
	shopsweb.API(admin)
	contentweb.API(admin)
	catalogweb.API(admin)
	stockweb.API(admin)
	customersweb.API(admin)
	ordersweb.API(admin)
	invoicesweb.API(admin)
	accountingweb.API(admin)
	ordersweb.ShopAPI(shop)
	storefront.ShopAPI(shop)
	return admin, shop
}

// prefixes reads the addresses of trusted proxies: "10.0.0.0/8" or one address.
func prefixes(texts []string) ([]netip.Prefix, error) {
	var found []netip.Prefix
	for _, text := range texts {
		if !strings.Contains(text, "/") {
			address, err := netip.ParseAddr(text)
			if err != nil {
				return nil, fmt.Errorf("--proxies: %q is not an address. Write it like 10.0.0.1 or 10.0.0.0/8", text)
			}
			found = append(found, netip.PrefixFrom(address, address.BitLen()))
			continue
		}
		prefix, err := netip.ParsePrefix(text)
		if err != nil {
			return nil, fmt.Errorf("--proxies: %q is not a network. Write it like 10.0.0.0/8", text)
		}
		found = append(found, prefix)
	}
	return found, nil
}
