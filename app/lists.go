package app

import (
	"slices"

	"github.com/coulisse/coulisse/accounting/accountingweb"
	"github.com/coulisse/coulisse/catalog/catalogweb"
	"github.com/coulisse/coulisse/content/contentweb"
	"github.com/coulisse/coulisse/customers/customersweb"
	"github.com/coulisse/coulisse/invoices/invoicesweb"
	"github.com/coulisse/coulisse/kit/list"
	"github.com/coulisse/coulisse/orders/ordersweb"
	"github.com/coulisse/coulisse/shops/shopsweb"
	"github.com/coulisse/coulisse/stock/stockweb"
)

// lists are the lists of all departments, for the jobs of their acts and the test of
// their plans.
func lists() []list.List {
	return slices.Concat(ordersweb.Lists(), catalogweb.Lists(), stockweb.Lists(), customersweb.Lists(), invoicesweb.Lists(),
		accountingweb.Lists(), contentweb.Lists(), shopsweb.Lists())
}
