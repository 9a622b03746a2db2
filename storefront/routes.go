package storefront

import (
	"io/fs"
	"sync"

	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/storefront/theme"
)

// standard is the theme that comes with the program, compiled once.
var standard = sync.OnceValues(func() (*theme.Theme, error) {
	files, err := fs.Sub(themes, "themes/default")
	if err != nil {
		return nil, err
	}
	return theme.Load(files, func(name string) string {
		if _, err := fs.Stat(files, "assets/"+name); err == nil {
			return assets().Path(name)
		}
		return ui.AssetPath(name)
	})
})

// Routes declares the pages of the public shop, in each language. The theme is compiled
// here, so that a mistake in it shows at start-up.
func Routes(rs *web.Routes, _ Given) {
	if _, err := standard(); err != nil {
		panic(err) // the theme is part of the program
	}
	for _, prefix := range []string{"", "/en", "/fr"} {
		pages(rs, prefix)
	}
	rs.Get("/sitemap.xml", web.Shopper().Limit(60), show(sitemap))
	rs.Get("/robots.txt", web.Shopper(), show(robots))
	rs.Get("/icon.svg", web.Shopper(), web.Handle(icon))
}

// pages declares the addresses of one language.
func pages(rs *web.Routes, prefix string) {
	root := prefix
	if prefix == "" {
		root = "/"
	}
	open, careful := web.Shopper(), web.Shopper().Limit(240)
	hot := careful.Hot() // carts and checkout: docs/data.md
	rs.Get(root, open.Kept(), show(home))
	rs.Get(prefix+"/collections", open.Kept(), show(collectionsPage))
	rs.Get(prefix+"/collections/{handle}", open.Kept(), show(collectionPage))
	rs.Get(prefix+"/products/{handle}", open.Kept(), show(productPage))
	rs.Get(prefix+"/search", careful, show(searchPage))
	rs.Get(prefix+"/pages/{handle}", open.Kept(), show(textPage))
	rs.Get(prefix+"/policies/{name}", open.Kept(), show(policyPage))
	rs.Get(prefix+"/cart", open, show(cartPage))
	rs.Post(prefix+"/cart/lines", hot, act("product", addLine, addAgain))
	rs.Post(prefix+"/cart/lines/{line}", hot, act("cart_line", setLine, setLineAgain))
	rs.Post(prefix+"/cart/lines/{line}/removal", hot, act("remove_line", removeLine, removeLineAgain))
	rs.Get(prefix+"/checkout", open, stepPage("contact", drawContact))
	rs.Post(prefix+"/checkout", hot, act("contact", saveContact, contactAgain))
	rs.Get(prefix+"/checkout/delivery", open, stepPage("delivery", drawDelivery))
	rs.Post(prefix+"/checkout/delivery", hot, act("delivery", saveDelivery, deliveryAgain))
	rs.Get(prefix+"/checkout/payment", open, stepPage("payment", drawPayment))
	rs.Post(prefix+"/checkout/payment", hot, act("payment", place, placeAgain))
	rs.Get(prefix+"/orders/{token}", careful, show(orderPage))
	rs.Post(prefix+"/orders/{token}/payment", careful, act("pay_again", payAgain, payAgainAgain))
	rs.Get(prefix+"/orders/{token}/documents/{document}", careful, show(document))
}
