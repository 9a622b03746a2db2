// Package accountingweb shows the books: journal, balances, VAT summary, export. From
// each figure one comes down to the entries behind it, and from an entry to its fact.
package accountingweb

import (
	"embed"

	"github.com/coulisse/coulisse/kit/list"
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/kit/web"
)

// Lang holds the translations of its sentences.
//
//go:embed lang
var Lang embed.FS

// Lists are the lists of this department, for the jobs of their acts.
func Lists() []list.List { return []list.List{journalList()} }

// Routes declares the screens.
func Routes(rs *web.Routes) {
	list.Mount(rs, journalList())
	rs.Get("/books/entries/{entry}", web.Staff("books.view").About(web.About{Line: text.Key("One entry with its lines and the fact behind it."), Help: "books"}), web.Handle(showEntry))
	rs.Get("/books/balances", web.Staff("books.view").About(web.About{Title: text.Key("Balances"), Line: text.Key("What stands on each account."), Help: "books", Words: "accounts trial balance comptes soldes balance", Icon: "scale"}), web.Handle(balances))
	rs.Get("/books/vat", web.Staff("books.view").About(web.About{Title: text.Key("VAT summary"), Line: text.Key("What you owe in VAT by country and rate, for your return."), Help: "vat", Words: "tax return declaration oss ca3 tva déclaration taxe période", Icon: "percent"}), web.Handle(vatSummary))
	rs.Get("/books/export", web.Staff("books.export").About(web.About{Title: text.Key("Export of the books"), Line: text.Key("The entries of a period in a file for your accountant."), Help: "books", Words: "fec csv accountant comptable exporter", Icon: "download"}), web.Handle(export))
}
