// Package accountingweb shows the books: journal, balances, VAT summary, export. From
// each figure one comes down to the entries behind it, and from an entry to its fact.
package accountingweb

import (
	"embed"

	"github.com/coulisse/coulisse/kit/web"
)

// Lang holds the translations of its sentences.
//
//go:embed lang
var Lang embed.FS

// Routes declares the screens.
func Routes(rs *web.Routes) {
	rs.Get("/books", web.Staff("books.view"), web.Handle(journal))
	rs.Get("/books/entries/{entry}", web.Staff("books.view"), web.Handle(showEntry))
	rs.Get("/books/balances", web.Staff("books.view"), web.Handle(balances))
	rs.Get("/books/vat", web.Staff("books.view"), web.Handle(vatSummary))
	rs.Get("/books/export", web.Staff("books.export"), web.Handle(export))
}
