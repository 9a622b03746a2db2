package customers

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"

	"github.com/coulisse/coulisse/kit/errs"
)

// Address is where somebody lives and whom to bill. Country is an ISO 3166 code.
type Address struct {
	Name       string `json:"name"`
	Company    string `json:"company"`
	Line1      string `json:"line1"`
	Line2      string `json:"line2"`
	PostalCode string `json:"postal_code"`
	City       string `json:"city"`
	Region     string `json:"region"`
	Country    string `json:"country"`
	Phone      string `json:"phone"`
	VATNumber  string `json:"vat_number" db:"vat_number"`
}

const maxAddressField = 200

// Clean trims the fields, folds country and VAT number to capitals and returns the
// address, or Invalid with a message per field. The country itself is checked by
// whoever knows where the shop sells.
func (a Address) Clean() (Address, error) {
	problem := errs.Invalid("Please check the marked fields.")
	for _, f := range a.fields() {
		*f.value = strings.Join(strings.Fields(*f.value), " ")
		if len([]rune(*f.value)) > maxAddressField {
			problem.With(f.name, "Use %d characters at most.", maxAddressField)
		}
		if f.required && *f.value == "" {
			problem.With(f.name, f.missing)
		}
	}
	a.Country = strings.ToUpper(a.Country)
	a.VATNumber = strings.ToUpper(strings.NewReplacer(" ", "", ".", "", "-", "").Replace(a.VATNumber))
	if a.Country != "" && !isCountryCode(a.Country) {
		problem.With("country", "Choose a country from the list.")
	}
	return a, problem.OrNil()
}

// IsZero says whether nothing was given.
func (a Address) IsZero() bool { return a == Address{} }

// Lines returns the address as it stands on an envelope, without the country.
func (a Address) Lines() []string {
	var lines []string
	for _, line := range []string{a.Name, a.Company, a.Line1, a.Line2, strings.TrimSpace(a.PostalCode + " " + a.City), a.Region} {
		if line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

type addressField struct {
	name     string
	value    *string
	required bool
	missing  string
}

func (a *Address) fields() []addressField {
	return []addressField{
		{name: "name", value: &a.Name, required: true, missing: "Enter a name."},
		{name: "company", value: &a.Company},
		{name: "line1", value: &a.Line1, required: true, missing: "Enter a street and number."},
		{name: "line2", value: &a.Line2},
		{name: "postal_code", value: &a.PostalCode},
		{name: "city", value: &a.City, required: true, missing: "Enter a city."},
		{name: "region", value: &a.Region},
		{name: "country", value: &a.Country, required: true, missing: "Choose a country."},
		{name: "phone", value: &a.Phone},
		{name: "vat_number", value: &a.VATNumber},
	}
}

// key is equal for equal addresses.
func (a Address) key() string {
	sum := sha256.New()
	for _, f := range a.fields() {
		sum.Write([]byte(strconv.Itoa(len(*f.value)) + ":" + strings.ToLower(*f.value)))
	}
	return hex.EncodeToString(sum.Sum(nil)[:16])
}

func isCountryCode(code string) bool {
	return len(code) == 2 && code[0] >= 'A' && code[0] <= 'Z' && code[1] >= 'A' && code[1] <= 'Z'
}
