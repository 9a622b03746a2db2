package app

import (
	"maps"

	"github.com/coulisse/coulisse/catalog"
	"github.com/coulisse/coulisse/content"
	"github.com/coulisse/coulisse/customers"
	"github.com/coulisse/coulisse/delivery"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/orders"
	"github.com/coulisse/coulisse/payments"
	"github.com/coulisse/coulisse/shops"
	"github.com/coulisse/coulisse/shops/shopsweb"
	"github.com/coulisse/coulisse/stock"
	"github.com/coulisse/coulisse/taxes"
)

// navigation is the left side of the admin.
func navigation() []web.NavEntry {
	return []web.NavEntry{
		{ID: "home", Label: text.Key("Home"), Icon: "house", Path: "/", Key: "h"},
		{ID: "orders", Label: text.Key("Orders"), Icon: "shopping-bag", Path: "/orders", Permission: "orders.view", Key: "o", Count: orders.ToShip},
		{ID: "products", Label: text.Key("Products"), Icon: "tag", Path: "/products", Permission: "catalog.view", Key: "p", Sub: []web.NavEntry{
			{ID: "collections", Label: text.Key("Collections"), Path: "/collections", Permission: "catalog.view"},
			{ID: "stock", Label: text.Key("Stock"), Path: "/stock", Permission: "stock.view", Key: "s"},
		}},
		{ID: "customers", Label: text.Key("Customers"), Icon: "users", Path: "/customers", Permission: "customers.view", Key: "c"},
		{ID: "invoices", Label: text.Key("Invoices"), Icon: "receipt", Path: "/invoices", Permission: "invoices.view", Key: "i"},
		{ID: "books", Label: text.Key("Books"), Icon: "book-open", Path: "/books", Permission: "books.view", Key: "b"},
		{ID: "pages", Label: text.Key("Pages"), Icon: "file-text", Path: "/pages", Permission: "content.view", Group: text.Key("Online shop")},
		{ID: "menus", Label: text.Key("Menus"), Icon: "list", Path: "/menus", Permission: "content.view", Group: text.Key("Online shop")},
		{ID: "history", Label: text.Key("History"), Icon: "history", Path: "/changes", Permission: "history.view", Foot: true},
		{ID: "settings", Label: text.Key("Settings"), Icon: "settings", Path: "/settings", Permission: "settings.view", Foot: true, Sub: []web.NavEntry{
			{ID: "taxes", Label: text.Key("Taxes"), Path: "/settings/taxes", Permission: "settings.view"},
			{ID: "delivery", Label: text.Key("Delivery"), Path: "/settings/delivery", Permission: "settings.view"},
			{ID: "payments", Label: text.Key("Payments"), Path: "/settings/payments", Permission: "settings.view"},
		}},
	}
}

// restorers know how each department puts back what was before.
func restorers() shops.Restorers {
	all := shops.Restorers{}
	for _, own := range []shops.Restorers{shops.OwnRestorers(), catalog.Restorers(), stock.Restorers(), content.Restorers(), customers.Restorers(),
		taxes.Restorers(), delivery.Restorers(), payments.Restorers()} {
		maps.Copy(all, own)
	}
	return all
}

// given tells the home page and the history what they need of departments above shops.
func given() shopsweb.Given {
	return shopsweb.Given{
		Checklist: shopsweb.Checklist{ProductAdded: hasProduct, DeliverySet: delivery.Ready, PaymentSet: payments.Ready, FirstOrder: hasOrder},
		Days:      today,
		Tasks:     tasks,
		Restorers: restorers(),
		Places: map[string]shopsweb.Place{
			"product": {Path: "/products", Prefix: catalog.ProductPrefix}, "collection": {Path: "/collections", Prefix: catalog.CollectionPrefix},
			"stock": {Path: "/stock", Prefix: catalog.VariantPrefix},
			"order": {Path: "/orders", Prefix: orders.Prefix}, "customer": {Path: "/customers", Prefix: customers.Prefix},
			"page": {Path: "/pages", Prefix: content.PagePrefix}, "menu": {Path: "/menus", Prefix: content.MenuPrefix},
		},
		Permissions: map[string]string{"product": "catalog.edit", "collection": "catalog.edit", "stock": "stock.edit", "customer": "customers.edit",
			"page": "content.edit", "menu": "content.edit", "redirect": "content.edit", "theme": "content.edit"},
	}
}

func hasProduct(tx *db.Tx) (bool, error) {
	counts, err := catalog.CountByStatus(tx)
	total := int64(0)
	for _, n := range counts {
		total += n
	}
	return total > 0, err
}

func hasOrder(tx *db.Tx) (bool, error) {
	page, err := orders.List(tx, orders.ListInput{Limit: 1})
	return len(page.Rows) > 0, err
}
