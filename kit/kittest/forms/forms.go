// Package forms reads the forms of pages as a browser without script sends them, for
// tests that walk from page to page.
package forms

import (
	"net/url"

	"github.com/PuerkitoBio/goquery"
)

// Fields are what the form would send now: hidden and filled fields, chosen options and
// marked choices. pairs of name and value are laid over them, as a person would type.
func Fields(form *goquery.Selection, pairs ...string) url.Values {
	values := url.Values{}
	form.Find("input, select, textarea").Each(func(_ int, s *goquery.Selection) {
		name, kind := s.AttrOr("name", ""), s.AttrOr("type", "")
		_, checked := s.Attr("checked")
		value := s.AttrOr("value", "")
		switch goquery.NodeName(s) {
		case "select":
			value = s.Find("option[selected]").AttrOr("value", "")
		case "textarea":
			value = s.Text()
		}
		if kind == "checkbox" && value == "" {
			value = "on"
		}
		if name != "" && (kind != "radio" && kind != "checkbox" || checked) {
			values.Set(name, value)
		}
	})
	for i := 0; i+1 < len(pairs); i += 2 {
		values.Set(pairs[i], pairs[i+1])
	}
	return values
}
