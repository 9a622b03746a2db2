package invoices

import (
	"embed"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/coulisse/coulisse/shops"
)

//go:embed mentions
var mentionFiles embed.FS

// mention is one legal sentence: for sellers of a country ("*" = where the country has
// none of its own), when a rule of the document calls for it, by language.
type mention struct {
	Seller string `json:"seller"`
	When   string `json:"when"`
	FR     string `json:"fr"`
	EN     string `json:"en"`
	DE     string `json:"de"`
}

func (m mention) in(locale string) string {
	switch locale {
	case "fr":
		return m.FR
	case "de":
		return m.DE
	}
	return m.EN
}

// mentionsFor chooses the legal sentences of a document in its language (France: CGI
// ann. II art. 242 nonies A; Germany: § 14 UStG; EU: directive 2006/112 art. 226).
func mentionsFor(shop shops.Shop, i Invoice) ([]string, error) {
	data, err := mentionFiles.ReadFile("mentions/mentions.json")
	if err != nil {
		return nil, err
	}
	var all []mention
	if err := json.Unmarshal(data, &all); err != nil {
		return nil, fmt.Errorf("read mentions: %w", err)
	}
	var sentences []string
	for _, when := range occasions(i) {
		own := slices.ContainsFunc(all, func(m mention) bool { return m.Seller == shop.Country && m.When == when })
		for _, m := range all {
			if m.When == when && (m.Seller == shop.Country || m.Seller == "*" && !own) {
				sentences = append(sentences, m.in(i.Locale))
			}
		}
	}
	if shop.LegalNote != "" {
		sentences = append(sentences, shop.LegalNote)
	}
	return sentences, nil
}

// occasions names what a document calls for, from its tax rules and its buyer.
func occasions(i Invoice) []string {
	var found []string
	add := func(when string, on bool) {
		if on && !slices.Contains(found, when) {
			found = append(found, when)
		}
	}
	for _, g := range i.Taxes() {
		add("ic", g.Category == "K")
		add("export", g.Category == "G")
		add("reverse", g.Category == "AE")
		add("exempt", g.Category == "E" || g.Category == "O")
		add("oss", g.Scheme == "oss")
	}
	add("business", i.Buyer.VATNumber != "")
	return found
}
