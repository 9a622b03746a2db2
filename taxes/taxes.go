// Package taxes decides which tax is charged on a sale, and where it is owed.
//
// A rate is data: the seed (seed/rates.csv, EU-27 with GB, CH and NO, each row with
// its source and its dates) is read by all shops and never written; a shop may put
// rows of its own over it, dated and with a note. A product carries a tax category
// (standard, reduced, …); a country that has no such category charges its standard
// rate, so that a seller never owes more than was charged.
//
// RuleFor is the decision: home sale, distance sale with or without the one-stop
// shop (OSS), delivery to a business of another member state, export, or a seller
// who charges no VAT at all. It knows the places inside a country that stand outside
// its VAT area or have rates of their own (seed/territories.csv). The day that counts
// is that of the tax point in the shop's time zone. Orders freeze the answer.
//
// CheckVATNumber reads VAT numbers of the EU, GB, XI, CH and NO with their check
// digits. A right check digit proves no registration.
//
// Tables: tax_setting (one row a shop), tax_registration (other countries), tax_rate
// (the shop's own rates). It announces and hears nothing.
package taxes

import (
	"embed"
	"strings"
)

// Migrations are the department's tables.
//
//go:embed migrations/*.sql
var Migrations embed.FS

// Lang are the translations of the department's sentences.
//
//go:embed lang/*.json
var Lang embed.FS

//go:embed seed/*.csv seed/*.json
var seed embed.FS

// The tax categories a product may carry, in the order a person reads them.
const (
	Standard     = "standard"
	Reduced      = "reduced"
	Reduced2     = "reduced2"
	Reduced3     = "reduced3"
	SuperReduced = "super_reduced"
	Zero         = "zero"
	Exempt       = "exempt"
)

// Categories lists the tax categories.
func Categories() []string {
	return []string{Standard, Reduced, Reduced2, Reduced3, SuperReduced, Zero, Exempt}
}

// KnownCategory says whether a product may carry the category.
func KnownCategory(category string) bool {
	for _, known := range Categories() {
		if category == known {
			return true
		}
	}
	return false
}

// CategoryName is the English name of a category, for screens (and their translation).
func CategoryName(category string) string {
	switch category {
	case Standard:
		return "Standard rate"
	case Reduced:
		return "Reduced rate"
	case Reduced2:
		return "Second reduced rate"
	case Reduced3:
		return "Third reduced rate"
	case SuperReduced:
		return "Super-reduced rate"
	case Zero:
		return "Zero rate"
	case Exempt:
		return "Exempt"
	}
	return category
}

const union = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"

// Union lists the member states of the European Union.
func Union() []string { return strings.Fields(union) }

// InUnion says whether the country code is a member state.
func InUnion(country string) bool { return len(country) == 2 && strings.Contains(union, country) }
