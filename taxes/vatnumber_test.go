package taxes

import (
	"encoding/csv"
	"os"
	"testing"

	"pgregory.net/rapid"
)

func TestCheckVATNumber(t *testing.T) {
	for _, c := range []struct{ text, want, country string }{
		{"FR44732829320", "FR44732829320", "FR"}, {"fr 44 732 829 320", "FR44732829320", "FR"},
		{"GR 413435163", "EL413435163", "GR"}, {"EL413435163", "EL413435163", "GR"},
		{"CHE-202.796.658 MWST", "CHE202796658MWST", "CH"}, {"CHE-202.796.658", "CHE202796658MWST", "CH"}, {"CHE202796658TVA", "CHE202796658TVA", "CH"},
		{"NO 589 508 858 MVA", "NO589508858MVA", "NO"}, {"GB 403 9171 17", "GB403917117", "GB"}, {"XI403917117", "XI403917117", "XI"},
		{"GBGD001", "GBGD001", "GB"}, {"GBHA599", "GBHA599", "GB"}, {"GB403917117001", "GB403917117001", "GB"},
		{"DE136695976", "DE136695976", "DE"}, {"ATU13585627", "ATU13585627", "AT"}, {"BE0428759497", "BE0428759497", "BE"},
		{"ES54362315K", "ES54362315K", "ES"}, {"ESX2482300W", "ESX2482300W", "ES"}, {"ESA13585625", "ESA13585625", "ES"}, {"ESM1234567L", "ESM1234567L", "ES"},
		{"IE6433435F", "IE6433435F", "IE"}, {"IE6433435OA", "IE6433435OA", "IE"}, {"IE8D79739I", "IE8D79739I", "IE"},
		{"NL004495445B01", "NL004495445B01", "NL"}, {"NL002455799B11", "NL002455799B11", "NL"},
		{"BG7523169263", "BG7523169263", "BG"}, {"BG8032056031", "BG8032056031", "BG"}, {"BG7111042925", "BG7111042925", "BG"}, {"BG7552A10004", "", ""},
		{"CZ7103192745", "CZ7103192745", "CZ"}, {"CZ640903926", "CZ640903926", "CZ"}, {"CZ395601439", "CZ395601439", "CZ"},
		{"LT100001919017", "LT100001919017", "LT"}, {"LV16117519997", "LV16117519997", "LV"}, {"LV40003521600", "LV40003521600", "LV"},
		{"FRK7399859412", "FRK7399859412", "FR"}, {"FR4Z123456782", "FR4Z123456782", "FR"}, {"FR53000004605", "FR53000004605", "FR"},
		{"FR44732829321", "", ""}, {"FR4473282932", "", ""}, {"US123456789", "", ""}, {"", "", ""}, {"FR", "", ""}, {"DE012345678", "", ""},
		{"NL000000000B00", "", ""}, {"GBGD500", "", ""}, {"SE556012579002", "", ""}, {"ＦＲ44732829320", "", ""},
	} {
		got, country, err := CheckVATNumber(c.text)
		if got != c.want || country != c.country || (err == nil) != (c.want != "") {
			t.Errorf("CheckVATNumber(%q) = %q, %q, %v; wanted %q", c.text, got, country, err, c.want)
		}
	}
}

func TestCheckVATNumberWithoutPrefix(t *testing.T) {
	for _, c := range []struct{ country, text, want, of string }{
		{"FR", "44732829320", "FR44732829320", "FR"}, {"GR", "413435163", "EL413435163", "GR"},
		{"AT", "U13585627", "ATU13585627", "AT"}, {"FR", "DE136695976", "DE136695976", "DE"},
		{"DE", "44732829320", "", ""}, {"US", "12", "", ""},
	} {
		got, of, err := CheckVATNumberOf(c.country, c.text)
		if got != c.want || of != c.of || (err == nil) != (c.want != "") {
			t.Errorf("CheckVATNumberOf(%q, %q) = %q, %q, %v", c.country, c.text, got, of, err)
		}
	}
}

// The project's 240 reference numbers stand beside the repository.
func TestReferenceVATNumbers(t *testing.T) {
	file, err := os.Open("../../shared/business/vat-id-testvectors.csv")
	if err != nil {
		t.Skip("the reference numbers are not on this machine")
	}
	defer func() { _ = file.Close() }()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows[1:] {
		if _, _, err := CheckVATNumber(row[1]); (err == nil) != (row[2] == "true") {
			t.Errorf("%s: %v, the reference says %s", row[1], err, row[2])
		}
	}
	if len(rows) != 241 {
		t.Errorf("%d numbers, wanted 240", len(rows)-1)
	}
}

func TestCheckVATNumberNeverPanics(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var prefixes []string
		for prefix := range vatForms {
			prefixes = append(prefixes, prefix)
		}
		text := rapid.SampledFrom(prefixes).Draw(t, "prefix") + rapid.StringMatching(`[A-Z0-9+*é]{0,14}`).Draw(t, "rest")
		if got, _, err := CheckVATNumber(text); err == nil {
			if again, _, err := CheckVATNumber(got); err != nil || again != got {
				t.Fatalf("%q is read as %q, which is refused: %v", text, got, err)
			}
		}
	})
}
