package text

import (
	"sort"
	"strings"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// Place is a country and its name.
type Place struct{ Code, Name string }

// Country writes the name of an ISO 3166 country: "FR" is "France". What is no
// country stays as it is.
func (p *Printer) Country(code string) string {
	if !KnownCountry(code) {
		return code
	}
	region := language.MustParseRegion(code)
	if name := display.Regions(p.tag()).Name(region); name != "" {
		return name
	}
	return code
}

// LanguageName writes the name of a language: "fr" is "French".
func (p *Printer) LanguageName(code string) string {
	tag, err := language.Parse(code)
	if err != nil {
		return code
	}
	return display.Languages(p.tag()).Name(tag)
}

// Countries lists all countries by name in the person's language, for choices.
func (p *Printer) Countries() []Place {
	places := make([]Place, 0, 250)
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			if code := string([]rune{a, b}); KnownCountry(code) {
				places = append(places, Place{code, p.Country(code)})
			}
		}
	}
	order := collate.New(p.tag())
	sort.SliceStable(places, func(i, j int) bool { return order.CompareString(places[i].Name, places[j].Name) < 0 })
	return places
}

// KnownCountry says whether code is one a parcel can be sent to: two capital letters
// that ISO 3166 gives to a country today.
func KnownCountry(code string) bool {
	if len(code) != 2 || code != strings.ToUpper(code) {
		return false
	}
	region, err := language.ParseRegion(code)
	return err == nil && region.IsCountry() && region.String() == code && !strings.Contains("AC AN BU CP CQ CS DD DG DY EA EU EZ FX HV IC NH NT QU RH SU TA TP UK UN VD XA XB YD YU ZR ZZ", code)
}

func (p *Printer) tag() language.Tag {
	tag, err := language.Parse(p.Locale)
	if err != nil {
		return language.English
	}
	return tag
}
