package web

import "github.com/coulisse/coulisse/kit/text"

// Printer writes in another language than the person's, for documents and letters to
// buyers, in the time zone of the shop.
func (r *Request) Printer(locale string) *text.Printer {
	return r.server.config.Text.For(locale, r.Text.Zone)
}
