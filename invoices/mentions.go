package invoices

import (
	"embed"
	"encoding/json"
	"slices"
	"sync"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/shops"
	"github.com/coulisse/coulisse/taxes"
)

//go:embed terms
var termFiles embed.FS

// term is one sentence on payment that the law of the seller's country wants on an
// invoice to a business, by language.
type term struct {
	Seller string `json:"seller"`
	FR     string `json:"fr"`
	EN     string `json:"en"`
	DE     string `json:"de"`
}

func (t term) in(locale string) string {
	switch locale {
	case "fr":
		return t.FR
	case "de":
		return t.DE
	}
	return t.EN
}

// mentionsFor are the legal sentences of a document in its language: why no tax is
// charged (package taxes words it), terms of payment between businesses (France: Code
// de commerce L441-9, L441-10), and what the merchant adds.
func mentionsFor(tx *db.Tx, shop shops.Shop, i Invoice) ([]string, error) {
	var sentences []string
	add := func(sentence string) {
		if sentence != "" && !slices.Contains(sentences, sentence) {
			sentences = append(sentences, sentence)
		}
	}
	setting, err := taxes.Settings(tx)
	if err != nil {
		return nil, err
	}
	for _, g := range i.Taxes() {
		reason := reasonOf(g)
		if reason == taxes.ReasonFranchise && setting.Mention != "" {
			add(setting.Mention)
			continue
		}
		add(taxes.Mention(reason, shop.Country, i.Locale))
	}
	if i.Kind == KindInvoice && i.Buyer.Business {
		for _, t := range terms() {
			if t.Seller == shop.Country {
				add(t.in(i.Locale))
			}
		}
	}
	add(shop.LegalNote)
	return sentences, nil
}

// reasonOf tells from the frozen rule what the document must say about the tax.
func reasonOf(g Group) string {
	switch {
	case g.Category == "K":
		return taxes.ReasonIntraEU
	case g.Category == "G":
		return taxes.ReasonExport
	case g.Category == "AE":
		return taxes.ReasonReverse
	case g.Category == "O":
		return taxes.ReasonOutsideScope
	case g.Category == "E" && (g.Scheme == taxes.SchemeNone || g.Scheme == ""):
		return taxes.ReasonFranchise
	case g.Category == "E":
		return taxes.ReasonExempt
	case g.Scheme == taxes.SchemeOSS:
		return taxes.ReasonOSS
	}
	return ""
}

// terms reads the embedded file once; a broken file is a broken build.
var terms = sync.OnceValue(func() []term {
	var all []term
	data, err := termFiles.ReadFile("terms/business.json")
	if err == nil {
		err = json.Unmarshal(data, &all)
	}
	if err != nil {
		panic(err)
	}
	return all
})
