package app

import (
	"io/fs"

	"github.com/coulisse/coulisse/accounting"
	"github.com/coulisse/coulisse/accounting/accountingweb"
	"github.com/coulisse/coulisse/catalog"
	"github.com/coulisse/coulisse/catalog/catalogweb"
	"github.com/coulisse/coulisse/content"
	"github.com/coulisse/coulisse/content/contentweb"
	"github.com/coulisse/coulisse/customers"
	"github.com/coulisse/coulisse/customers/customersweb"
	"github.com/coulisse/coulisse/delivery"
	"github.com/coulisse/coulisse/delivery/deliveryweb"
	"github.com/coulisse/coulisse/invoices"
	"github.com/coulisse/coulisse/invoices/invoicesweb"
	"github.com/coulisse/coulisse/kit/chain"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/event"
	"github.com/coulisse/coulisse/kit/job"
	"github.com/coulisse/coulisse/kit/list"
	"github.com/coulisse/coulisse/kit/search"
	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/orders"
	"github.com/coulisse/coulisse/orders/ordersweb"
	"github.com/coulisse/coulisse/payments"
	"github.com/coulisse/coulisse/payments/paymentsweb"
	"github.com/coulisse/coulisse/shops"
	"github.com/coulisse/coulisse/shops/shopsweb"
	"github.com/coulisse/coulisse/stock"
	"github.com/coulisse/coulisse/stock/stockweb"
	"github.com/coulisse/coulisse/storefront"
	"github.com/coulisse/coulisse/taxes"
	"github.com/coulisse/coulisse/taxes/taxesweb"
)

// Migrations are the tables of all departments and of kit, in no order: their names
// carry it.
func Migrations() []fs.FS {
	return []fs.FS{event.Migrations, job.Migrations, list.Migrations, chain.Migrations, search.Migrations, web.Migrations,
		shops.Migrations, content.Migrations, catalog.Migrations, stock.Migrations, taxes.Migrations, delivery.Migrations,
		payments.Migrations, customers.Migrations, orders.Migrations, invoices.Migrations, accounting.Migrations}
}

// languages are the translations of all departments.
func languages() []fs.FS {
	return []fs.FS{ui.Lang, list.Lang, Lang,
		shops.Lang, shopsweb.Lang, content.Lang, contentweb.Lang, catalog.Lang, catalogweb.Lang, stock.Lang, stockweb.Lang,
		taxes.Lang, taxesweb.Lang, delivery.Lang, deliveryweb.Lang, payments.Lang, paymentsweb.Lang,
		customers.Lang, customersweb.Lang, orders.Lang, ordersweb.Lang, invoices.Lang, invoicesweb.Lang,
		accounting.Lang, accountingweb.Lang, storefront.Lang}
}

// appendOnly are the tables whose rows never change once written.
func appendOnly() []string {
	var tables []string
	for _, own := range [][]string{accounting.AppendOnly, invoices.AppendOnly, {"stock_movement", "event"}} {
		tables = append(tables, own...)
	}
	return tables
}

// watched are the tables whose rows buyers see; stock says itself when it shows.
func watched() []string {
	return []string{"shop", "shop_host", "product", "product_tag", "product_option", "variant", "product_image", "collection", "collection_rule",
		"collection_product", "page", "menu", "menu_entry", "redirect", "theme_setting"}
}

// verifiers are the proofs of `coulisse verify`, by department.
func verifiers() []func(tx *db.Tx, report func(problem string, args ...any)) error {
	return []func(tx *db.Tx, report func(problem string, args ...any)) error{
		stock.Verify, orders.Verify, payments.Verify, invoices.Verify, accounting.Verify,
	}
}
