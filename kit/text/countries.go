package text

import (
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// Place is a country and its name.
type Place struct{ Code, Name string }

// codes are the countries of ISO 3166-1, and XK, which the EU uses for Kosovo.
const codes = "" +
	"AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR " +
	"CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU " +
	"ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ " +
	"MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI " +
	"SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW " +
	"XK"

// Country writes the name of an ISO 3166 country: "FR" is "France". What is no
// country stays as it is.
func (p *Printer) Country(code string) string {
	if !KnownCountry(code) {
		return code
	}
	if code == "MK" { // the library knows the name before 2019
		return northMacedonia(baseOf(p.Locale))
	}
	region := language.MustParseRegion(code)
	if name := display.Regions(p.tag()).Name(region); name != "" {
		return name
	}
	return code
}

func northMacedonia(language string) string {
	switch language {
	case "fr":
		return "Macédoine du Nord"
	case "de":
		return "Nordmazedonien"
	}
	return "North Macedonia"
}

// LanguageName writes the name of a language as it stands alone, in a choice or a fact:
// "fr" is "French", "Français".
func (p *Printer) LanguageName(code string) string {
	tag, err := language.Parse(code)
	if err != nil {
		return code
	}
	name := display.Languages(p.tag()).Name(tag)
	first, size := utf8.DecodeRuneInString(name)
	return string(unicode.ToUpper(first)) + name[size:]
}

// Countries lists all countries by name in the person's language, for choices. The
// list is shared: do not change it.
func (p *Printer) Countries() []Place {
	if p.catalog == nil {
		return p.sortedCountries()
	}
	if known, ok := p.catalog.places.Load(baseOf(p.Locale)); ok {
		return known.([]Place)
	}
	places := p.sortedCountries()
	if len(p.phrases) > 0 || spoken(baseOf(p.Locale)) { // languages of ours only, so few
		p.catalog.places.Store(baseOf(p.Locale), places)
	}
	return places
}

func (p *Printer) sortedCountries() []Place {
	all := strings.Fields(codes)
	places := make([]Place, 0, len(all))
	for _, code := range all {
		places = append(places, Place{code, p.Country(code)})
	}
	order := collate.New(p.tag())
	sort.SliceStable(places, func(i, j int) bool { return order.CompareString(places[i].Name, places[j].Name) < 0 })
	return places
}

// KnownCountry says whether code is one of those of today, in capital letters.
func KnownCountry(code string) bool {
	return len(code) == 2 && code[0] >= 'A' && code[0] <= 'Z' && code[1] >= 'A' && code[1] <= 'Z' && strings.Contains(" "+codes+" ", " "+code+" ")
}

func (p *Printer) tag() language.Tag {
	tag, err := language.Parse(p.Locale)
	if err != nil {
		return language.English
	}
	return tag
}
