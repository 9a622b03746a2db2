package taxes

import (
	"regexp"
	"strings"

	"github.com/coulisse/coulisse/kit/errs"
)

// vatForm is the shape of a number after its prefix, and its check.
type vatForm struct {
	shape *regexp.Regexp
	check func(number string) bool
}

// vatForms hold one row a prefix. The checks are in vatchecks.go; sources: the
// published national algorithms, compared with an independent library.
var vatForms = map[string]vatForm{
	"AT": {regexp.MustCompile(`^U\d{8}$`), checkAT},
	"BE": {regexp.MustCompile(`^[01]\d{9}$`), checkBE},
	"BG": {regexp.MustCompile(`^\d{9,10}$`), checkBG},
	"CY": {regexp.MustCompile(`^\d{8}[A-Z]$`), checkCY},
	"CZ": {regexp.MustCompile(`^\d{8,10}$`), checkCZ},
	"DE": {regexp.MustCompile(`^[1-9]\d{8}$`), mod1110},
	"DK": {regexp.MustCompile(`^[1-9]\d{7}$`), checkDK},
	"EE": {regexp.MustCompile(`^\d{9}$`), checkEE},
	"EL": {regexp.MustCompile(`^\d{9}$`), checkEL},
	"ES": {regexp.MustCompile(`^([A-Z]\d{7}[A-Z0-9]|\d{8}[A-Z])$`), checkES},
	"FI": {regexp.MustCompile(`^\d{8}$`), checkFI},
	"FR": {regexp.MustCompile(`^[0-9A-HJ-NP-Z]{2}\d{9}$`), checkFR},
	"HR": {regexp.MustCompile(`^\d{11}$`), mod1110},
	"HU": {regexp.MustCompile(`^\d{8}$`), checkHU},
	"IE": {regexp.MustCompile(`^(\d{7}[A-W][A-I]?|\d[A-Z+*]\d{5}[A-W])$`), checkIE},
	"IT": {regexp.MustCompile(`^\d{11}$`), checkIT},
	"LT": {regexp.MustCompile(`^(\d{7}1\d|\d{10}1\d)$`), checkLT},
	"LU": {regexp.MustCompile(`^\d{8}$`), checkLU},
	"LV": {regexp.MustCompile(`^\d{11}$`), checkLV},
	"MT": {regexp.MustCompile(`^[1-9]\d{7}$`), checkMT},
	"NL": {regexp.MustCompile(`^\d{9}B\d{2}$`), checkNL},
	"PL": {regexp.MustCompile(`^\d{10}$`), checkPL},
	"PT": {regexp.MustCompile(`^[1-9]\d{8}$`), checkPT},
	"RO": {regexp.MustCompile(`^[1-9]\d{1,9}$`), checkRO},
	"SE": {regexp.MustCompile(`^\d{10}01$`), checkSE},
	"SI": {regexp.MustCompile(`^[1-9]\d{7}$`), checkSI},
	"SK": {regexp.MustCompile(`^[1-9]\d[234789]\d{7}$`), checkSK},
	"GB": {regexp.MustCompile(`^(\d{9}|\d{12}|GD[0-4]\d{2}|HA[5-9]\d{2})$`), checkGB},
	"XI": {regexp.MustCompile(`^(\d{9}|\d{12}|GD[0-4]\d{2}|HA[5-9]\d{2})$`), checkGB},
	"CH": {regexp.MustCompile(`^E\d{9}(MWST|TVA|IVA)$`), checkCH},
	"NO": {regexp.MustCompile(`^\d{9}MVA$`), checkNO},
}

// CheckVATNumber reads a VAT number with its country prefix, in any spacing, and
// checks its form and check digits. It returns the number as it is written on an
// invoice ("FR44732829320") and the country (GR for EL, XI for Northern Ireland).
// A number that cannot be right is errs.Invalid.
func CheckVATNumber(text string) (normalised, country string, err error) {
	number := compactVAT(text)
	if len(number) < 4 {
		return "", "", errs.Invalid("“%s” is not a VAT number. Begin with the country, as in FR44732829320.", text)
	}
	prefix := number[:2]
	if prefix == "GR" {
		prefix, number = "EL", "EL"+number[2:]
	}
	form, ok := vatForms[prefix]
	if !ok {
		return "", "", errs.Invalid("“%s” does not begin with a country whose VAT numbers we know. Begin with the country, as in FR44732829320.", text)
	}
	if !form.shape.MatchString(number[2:]) {
		return "", "", errs.Invalid("“%s” does not have the form of a VAT number of its country. Please compare it with the original.", text)
	}
	if !form.check(number[2:]) {
		return "", "", errs.Invalid("The check digits of “%s” are wrong: two digits may be swapped. Please compare it with the original.", text)
	}
	if prefix == "EL" {
		return number, "GR", nil
	}
	return number, prefix, nil
}

// CheckVATNumberOf is CheckVATNumber for a number that may lack its prefix, as many
// people write it; country is where the person is.
func CheckVATNumberOf(country, text string) (normalised, of string, err error) {
	normalised, of, err = CheckVATNumber(text)
	if err == nil {
		return normalised, of, nil
	}
	prefix := strings.ToUpper(country)
	if prefix == "GR" {
		prefix = "EL"
	}
	if with, found, second := CheckVATNumber(prefix + compactVAT(text)); second == nil {
		return with, found, nil
	}
	return "", "", err
}

// compactVAT drops what people put between the digits. A Swiss number without its
// ending gets the German one.
func compactVAT(text string) string {
	clean := strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", ".", "", "-", "", "/", "", "\t", "").Replace(text)
	clean = strings.ToUpper(clean)
	if strings.HasPrefix(clean, "CHE") && len(clean) == 12 {
		clean += "MWST"
	}
	return clean
}
