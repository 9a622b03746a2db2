package orders

import (
	"strings"

	"github.com/coulisse/coulisse/kit/search"
)

// docOf is what an order is found by: number, name, e-mail (whole and in parts), SKUs
// and titles.
func docOf(o Order, lines []Line) search.Doc {
	var body strings.Builder
	parts := strings.NewReplacer("@", " ", ".", " ", "-", " ", "_", " ")
	body.WriteString(o.Email + " " + parts.Replace(o.Email) + " " + o.Phone)
	for i, l := range lines {
		if i == 100 {
			break
		}
		body.WriteString(" " + l.SKU + " " + l.Title)
	}
	return search.Doc{Kind: searchKind, ID: o.ID, Title: o.Number + " " + o.Name, Body: body.String()}
}
