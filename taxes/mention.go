package taxes

import (
	"encoding/json"
	"sync"
)

// Reasons for a mention beside those for charging no tax.
const (
	ReasonReverse = "reverse_charge"
	ReasonOSS     = "oss"
)

// mention is one legal sentence: of sellers of a country, else of the Union ("EU"),
// else of all ("*"), by reason and language of the document.
type mention struct {
	Seller string `json:"seller"`
	When   string `json:"when"`
	FR     string `json:"fr"`
	EN     string `json:"en"`
	DE     string `json:"de"`
}

func (m mention) in(locale string) string {
	switch {
	case len(locale) >= 2 && locale[:2] == "fr":
		return m.FR
	case len(locale) >= 2 && locale[:2] == "de":
		return m.DE
	}
	return m.EN
}

// Mention is the sentence a document carries for the reason given, in its language;
// home is the seller's country, whose law words it (seed/mentions.json: FR art. 293 E
// and 242 nonies A ann. II CGI, DE § 34a UStDV and § 14 UStG, EU directive 2006/112
// art. 226). It is empty when no mention is due. The sentence on small businesses
// keeps the words of the law in every language. A shop's own wording for it
// (Setting.Mention) goes first, and is the caller's to put.
func Mention(reason, home, locale string) string {
	if home == "MC" || home == "GP" || home == "MQ" || home == "RE" {
		home = "FR"
	}
	for _, seller := range []string{home, "EU", "*"} {
		if seller == "EU" && !InUnion(home) {
			continue
		}
		for _, m := range mentions() {
			if m.When == reason && m.Seller == seller {
				return m.in(locale)
			}
		}
	}
	return ""
}

// mentions reads the embedded file once; a broken file is a broken build.
var mentions = sync.OnceValue(func() []mention {
	var all []mention
	data, err := seed.ReadFile("seed/mentions.json")
	if err == nil {
		err = json.Unmarshal(data, &all)
	}
	if err != nil {
		panic(err)
	}
	return all
})
