package taxes

import (
	"strings"

	"github.com/coulisse/coulisse/kit/errs"
	"golang.org/x/text/language"
)

// place is where goods come from or go to, as VAT sees it.
type place struct {
	Country string   // reported to: the member state, or the third country
	Area    string   // the VAT area: two places of one area are a domestic sale
	Rates   []string // whose rates apply: a region's first, then its country's
	Union   bool     // goods follow the rules of the Union
}

// placeOf finds the place of a country and postal code; the most specific territory
// wins. Unknown countries are errs.Invalid.
func placeOf(country, postcode string) (place, error) {
	country = strings.ToUpper(strings.TrimSpace(country))
	switch country {
	case "EL":
		country = "GR"
	case "UK":
		country = "GB"
	case "MC":
		country, postcode = "FR", ""
	case "IM":
		country, postcode = "GB", ""
	case "LI":
		country = "CH"
	case "XI":
		country, postcode = "GB", "BT"
	}
	if !knownCountry(country) {
		return place{}, errs.InvalidField("country", "“%s” is not a country we know. Choose it from the list.", country)
	}
	found := place{Country: country, Area: country, Rates: []string{country}, Union: InUnion(country)}
	territory, ok := territoryOf(country, postcode)
	if !ok {
		return found, nil
	}
	switch territory.Kind {
	case kindOutside, kindTerritory:
		outside := place{Country: country, Area: territory.Code, Rates: []string{territory.Code}}
		if len(territory.Code) == 2 {
			outside.Country = territory.Code
		}
		return outside, nil
	case kindRegional:
		found.Rates = []string{territory.Code, country}
	case kindUnion:
		found.Union = true
	}
	return found, nil
}

func territoryOf(country, postcode string) (Territory, bool) {
	postcode = strings.ToUpper(strings.NewReplacer(" ", "", "-", "").Replace(postcode))
	postcode = strings.TrimPrefix(postcode, country)
	var best Territory
	for _, t := range Territories() {
		if t.Country == country && strings.HasPrefix(postcode, t.Postcode) && len(t.Postcode) > len(best.Postcode) {
			best = t
		}
	}
	return best, best.Code != ""
}

// knownCountry accepts ISO 3166 countries and the codes in use beside them.
func knownCountry(country string) bool {
	if country == "XK" || country == "IC" || country == "EA" {
		return true
	}
	region, err := language.ParseRegion(country)
	return err == nil && len(country) == 2 && region.IsCountry() && region.Canonicalize() == region
}
