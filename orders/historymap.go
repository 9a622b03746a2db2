package orders

import (
	"encoding/json"
	"io"
	"sort"
	"strings"

	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/money"
	"github.com/coulisse/coulisse/kit/text"
)

// HistoryMap says how to read the order history of another system from a CSV file;
// docs/imports.md explains each part.
type HistoryMap struct {
	Columns          HistoryColumns    `json:"columns"`
	Delimiter        string            `json:"delimiter"`   // "," when empty; found in the heading when it differs
	DateLayout       string            `json:"date_layout"` // Go's, the day being Jan 2 2006 15:04:05
	Currency         string            `json:"currency"`
	CreditNotePrefix string            `json:"credit_note_prefix"`
	Codes            map[string]string `json:"codes"` // goods (the default), delivery, discount, fee, ignore
	Countries        map[string]string `json:"countries"`
	TaxRates         map[string]string `json:"tax_rates"` // by spelling or code, "*" for the rest
	PricesIncludeTax bool              `json:"prices_include_tax"`
	Settled          string            `json:"settled"` // "bank", or "" for open documents

	rates map[string]money.Rate
}

// HistoryColumns are the headings of the columns. Customer, email, name and title may
// be left out.
type HistoryColumns struct {
	Document  string `json:"document"`
	SKU       string `json:"sku"`
	Title     string `json:"title"`
	Quantity  string `json:"quantity"`
	UnitPrice string `json:"unit_price"`
	Date      string `json:"date"`
	Country   string `json:"country"`
	Customer  string `json:"customer"`
	Email     string `json:"email"`
	Name      string `json:"name"`
}

// needed are the columns without which a line says nothing, by their word in the map.
func (c HistoryColumns) needed() map[string]string {
	return map[string]string{"document": c.Document, "sku": c.SKU, "quantity": c.Quantity, "unit_price": c.UnitPrice, "date": c.Date, "country": c.Country}
}

// ReadHistoryMap reads and checks a map. What is wrong with it is Invalid, all at once.
func ReadHistoryMap(r io.Reader) (HistoryMap, error) {
	var m HistoryMap
	decoder := json.NewDecoder(io.LimitReader(r, 1<<20))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&m); err != nil {
		return m, errs.Invalid("The map is not the JSON expected: %s. Compare it with docs/examples/online-retail-map.json.", err.Error())
	}
	return m, m.check()
}

func (m *HistoryMap) check() error {
	problem := errs.Invalid("The map is not complete.")
	needed := m.Columns.needed()
	for _, word := range sorted(needed) {
		if needed[word] == "" {
			problem.With("columns."+word, "Name the column.")
		}
	}
	if m.DateLayout == "" {
		problem.With("date_layout", "Write the layout of dates as 2006-01-02 15:04 would look.")
	}
	if !money.KnownCurrency(m.Currency) {
		problem.With("currency", "“%s” is not a currency.", m.Currency)
	}
	if len(m.Delimiter) > 1 {
		problem.With("delimiter", "The delimiter is one character.")
	}
	if m.Settled != "" && m.Settled != "bank" {
		problem.With("settled", "Documents are settled by “bank” or not at all.")
	}
	for _, code := range sorted(m.Codes) {
		switch m.Codes[code] {
		case Goods, DeliveryLine, DiscountLine, Fee, ignore:
		default:
			problem.With("codes."+code, "A code is goods, delivery, discount, fee or ignore.")
		}
	}
	for _, spelling := range sorted(m.Countries) {
		if !text.KnownCountry(m.Countries[spelling]) {
			problem.With("countries."+spelling, "“%s” is not a country code.", m.Countries[spelling])
		}
	}
	m.checkRates(problem)
	return problem.OrNil()
}

func (m *HistoryMap) checkRates(problem *errs.Error) {
	m.rates = map[string]money.Rate{}
	for _, spelling := range sorted(m.TaxRates) {
		rate, err := money.ParseRate(m.TaxRates[spelling])
		if err != nil {
			problem.With("tax_rates."+spelling, "“%s” is not a rate. Write a percentage like 20 or 5.5.", m.TaxRates[spelling])
			continue
		}
		m.rates[strings.ToLower(spelling)] = rate
	}
	if len(m.rates) == 0 {
		problem.With("tax_rates", "Say which rate was charged, for example {\"*\": \"0\"}.")
	}
}

const ignore = "ignore"

// kindOf says what a code stands for.
func (m *HistoryMap) kindOf(sku string) string {
	for code, kind := range m.Codes {
		if strings.EqualFold(code, sku) {
			return kind
		}
	}
	return Goods
}

// country reads a spelling: the map first, then ISO codes.
func (m *HistoryMap) country(spelling string) (string, bool) {
	for known, code := range m.Countries {
		if strings.EqualFold(known, spelling) {
			return code, true
		}
	}
	if code := strings.ToUpper(spelling); text.KnownCountry(code) {
		return code, true
	}
	return "", false
}

// rate returns the rate charged: by spelling, by code, or the one for the rest.
func (m *HistoryMap) rate(spelling, code string) (money.Rate, bool) {
	for _, key := range []string{strings.ToLower(spelling), strings.ToLower(code), "*"} {
		if rate, known := m.rates[key]; known {
			return rate, true
		}
	}
	return 0, false
}

func sorted(of map[string]string) []string {
	keys := make([]string, 0, len(of))
	for key := range of {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}
