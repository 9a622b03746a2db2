package shopsweb

import (
	"strings"

	"github.com/coulisse/coulisse/kit/text"
)

// permissionWords say what a token may do; the codes are those of the API description.
var permissionWords = map[string]string{
	"catalog.view": text.Key("See products"), "catalog.edit": text.Key("Change products"),
	"stock.view": text.Key("See the stock"), "stock.edit": text.Key("Change the stock"),
	"orders.view": text.Key("See orders"), "orders.edit": text.Key("Work on orders"), "orders.refund": text.Key("Refund orders"),
	"customers.view": text.Key("See customers"), "customers.edit": text.Key("Change customers"),
	"content.view": text.Key("See pages and menus"), "content.edit": text.Key("Change pages and menus"),
	"settings.view": text.Key("See settings"), "settings.edit": text.Key("Change settings"), "history.view": text.Key("See the history"), "lists.share": text.Key("Save views of lists for everybody"),
	"staff.edit": text.Key("Invite and remove people"),
	"taxes.view": text.Key("See taxes"), "taxes.edit": text.Key("Change taxes"),
	"delivery.view": text.Key("See delivery"), "delivery.edit": text.Key("Change delivery"),
	"payments.view": text.Key("See payments"), "payments.edit": text.Key("Change payment methods"),
	"invoices.view": text.Key("See invoices"), "books.view": text.Key("See the books"), "books.edit": text.Key("Write in the books"),
	"books.export": text.Key("Export the books"), "developer.edit": text.Key("Manage API access"),
}

// permissionsSaid is the list of a token in words.
func permissionsSaid(p *text.Printer, scopes string) string {
	words := strings.Fields(scopes)
	for i, scope := range words {
		if known, ok := permissionWords[scope]; ok {
			words[i] = p.T(known)
		}
	}
	return strings.Join(words, ", ")
}
