package shops

import (
	"slices"
	"strings"

	"github.com/bojanz/currency"
	"golang.org/x/text/language"
)

// Place is what follows from a country until the merchant says otherwise.
type Place struct {
	Country, Currency, Locale, Zone string
}

// places holds the countries whose shops we know to set up; others get their own
// currency, English, and UTC.
var places = map[string]Place{
	"FR": {"FR", "EUR", "fr", "Europe/Paris"}, "DE": {"DE", "EUR", "de", "Europe/Berlin"},
	"GB": {"GB", "GBP", "en", "Europe/London"}, "IE": {"IE", "EUR", "en", "Europe/Dublin"},
	"BE": {"BE", "EUR", "fr", "Europe/Brussels"}, "LU": {"LU", "EUR", "fr", "Europe/Luxembourg"},
	"CH": {"CH", "CHF", "de", "Europe/Zurich"}, "AT": {"AT", "EUR", "de", "Europe/Vienna"},
	"ES": {"ES", "EUR", "en", "Europe/Madrid"}, "IT": {"IT", "EUR", "en", "Europe/Rome"},
	"NL": {"NL", "EUR", "en", "Europe/Amsterdam"}, "PT": {"PT", "EUR", "en", "Europe/Lisbon"},
	"PL": {"PL", "PLN", "en", "Europe/Warsaw"}, "SE": {"SE", "SEK", "en", "Europe/Stockholm"},
	"DK": {"DK", "DKK", "en", "Europe/Copenhagen"}, "FI": {"FI", "EUR", "en", "Europe/Helsinki"},
	"NO": {"NO", "NOK", "en", "Europe/Oslo"}, "CZ": {"CZ", "CZK", "en", "Europe/Prague"},
	"US": {"US", "USD", "en", "America/New_York"}, "CA": {"CA", "CAD", "en", "America/Toronto"},
	"AU": {"AU", "AUD", "en", "Australia/Sydney"}, "NZ": {"NZ", "NZD", "en", "Pacific/Auckland"},
	"GR": {"GR", "EUR", "en", "Europe/Athens"}, "HU": {"HU", "HUF", "en", "Europe/Budapest"},
	"RO": {"RO", "RON", "en", "Europe/Bucharest"}, "BG": {"BG", "EUR", "en", "Europe/Sofia"},
	"HR": {"HR", "EUR", "en", "Europe/Zagreb"}, "SI": {"SI", "EUR", "en", "Europe/Ljubljana"},
	"SK": {"SK", "EUR", "en", "Europe/Bratislava"}, "EE": {"EE", "EUR", "en", "Europe/Tallinn"},
	"LV": {"LV", "EUR", "en", "Europe/Riga"}, "LT": {"LT", "EUR", "en", "Europe/Vilnius"},
	"MT": {"MT", "EUR", "en", "Europe/Malta"}, "CY": {"CY", "EUR", "en", "Asia/Nicosia"},
}

// PlaceOf returns the usual currency, language and zone of a country.
func PlaceOf(country string) Place {
	if p, ok := places[country]; ok {
		return p
	}
	p := Place{Country: country, Currency: "EUR", Locale: "en", Zone: "UTC"}
	if code, ok := currency.ForCountryCode(country); ok {
		p.Currency = code
	}
	return p
}

// GuessPlace reads a browser's Accept-Language: the first language that names a country
// or stands for one decides ("fr" France, "de" Germany, "en-GB" Britain). Nothing known:
// France, in English.
func GuessPlace(acceptLanguage string) Place {
	tags, _, err := language.ParseAcceptLanguage(acceptLanguage)
	if err == nil {
		for _, tag := range tags {
			if p, ok := placeOfTag(tag); ok {
				return p
			}
		}
	}
	return Place{Country: "FR", Currency: "EUR", Locale: "en", Zone: "Europe/Paris"}
}

func placeOfTag(tag language.Tag) (Place, bool) {
	base, _ := tag.Base()
	lang := base.String()
	region, confidence := tag.Region()
	country := region.String()
	// Browsers say en-US everywhere: a country counts only where we know its taxes.
	known := confidence == language.Exact && strings.Contains(guessed, country)
	switch {
	case known:
	case lang == "fr" || lang == "de" || lang == "es" || lang == "it" || lang == "nl" || lang == "pt" || lang == "pl":
		country = strings.ToUpper(lang)
	default:
		return Place{}, false
	}
	p := PlaceOf(country)
	if KnownLanguage(lang) {
		p.Locale = lang
	}
	return p, true
}

// guessed are the countries a language tag may decide: the European Union, Britain,
// Switzerland and Norway.
const guessed = " AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK GB CH NO "

// Languages a storefront may have in this version; interface languages are en and fr.
var storefrontLanguages = []string{"fr", "en", "de"}

// StorefrontLanguages lists the languages a shop may sell in.
func StorefrontLanguages() []string { return append([]string(nil), storefrontLanguages...) }

// KnownLanguage says whether a shop may sell in it.
func KnownLanguage(tag string) bool {
	for _, l := range storefrontLanguages {
		if l == tag {
			return true
		}
	}
	return false
}

// KnownCountry says whether the code is a country of ISO 3166-1.
func KnownCountry(code string) bool {
	if len(code) != 2 || code != strings.ToUpper(code) {
		return false
	}
	r, err := language.ParseRegion(code)
	return err == nil && r.IsCountry() && r.String() == code
}

// KnownCurrency says whether the code is a currency in use.
func KnownCurrency(code string) bool { return currency.IsValid(code) }

// Currencies and countries for the lists of the settings.
func Currencies() []string { return currency.GetCurrencyCodes() }

// Countries lists the countries the program knows to set up, by code.
func Countries() []string {
	codes := make([]string, 0, len(places))
	for code := range places {
		codes = append(codes, code)
	}
	slices.Sort(codes)
	return codes
}

func interfaceLanguage(locale string) string {
	if locale == "fr" {
		return "fr"
	}
	return "en"
}
