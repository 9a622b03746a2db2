package shops

import (
	"slices"
	"strings"
)

// Mentions are the lines by which the law wants a seller named on letters and on the
// site: in France name, form, capital, seat, register and SIREN, VAT number (Code de
// commerce R123-237, R123-238); in Germany name, seat, register court and number,
// directors, VAT number (GmbHG § 35a, DDG § 5). Empty parts are left out.
func (s Shop) Mentions() []string {
	name := s.LegalName
	if name == "" {
		name = s.Name
	}
	form, number := s.LegalForm, s.CompanyID
	if form != "" && slices.Contains(strings.Fields(name), form) {
		form = "" // "Werkbank GmbH" says it already
	}
	if s.Country == "FR" && s.Register == "" {
		number = before("SIREN ", number)
	}
	lines := []string{join(" ", name, form)}
	switch s.Country {
	case "FR", "BE", "LU":
		lines[0] = join(", ", join(" ", form, name), before("capital ", s.Capital))
		lines = append(lines, s.addressLine(), join(" ", s.Register, number), before("TVA ", s.TaxID))
	case "DE", "AT":
		lines = append(lines, s.addressLine(), join(", ", s.Register, s.CompanyID),
			before("Geschäftsführung: ", s.Directors), before("USt-IdNr. ", s.TaxID))
	default:
		lines = append(lines, s.addressLine(), join(" ", s.Register, s.CompanyID), s.Directors, before("VAT ", s.TaxID))
	}
	lines = append(lines, join(", ", s.Email, s.Phone), s.LegalNote)
	kept := lines[:0]
	for _, line := range lines {
		if line != "" {
			kept = append(kept, line)
		}
	}
	return kept
}

func (s Shop) addressLine() string {
	return join(", ", s.Line1, s.Line2, join(" ", s.PostalCode, s.City), s.Region)
}

func join(by string, parts ...string) string {
	kept := make([]string, 0, len(parts))
	for _, part := range parts {
		if part != "" {
			kept = append(kept, part)
		}
	}
	return strings.Join(kept, by)
}

func before(label, value string) string {
	if value == "" {
		return ""
	}
	return label + value
}
