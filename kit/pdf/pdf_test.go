package pdf

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
)

var out = flag.String("out", "", "write the sample document to this file, to look at it")

func sample() ([]byte, error) {
	d := New(Options{
		Title: "Facture 2026-0001", Author: "Maison Ruche", Language: "fr",
		Date: time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC), PageWord: "Page %d sur %d",
		Foot: []string{"Maison Ruche SARL · 12 rue des Lilas · 69001 Lyon · SIREN 732 829 320 · FR44732829320"},
	})
	d.Title("Facture 2026-0001")
	d.Beside(
		Block{Title: "Vendeur", Strong: true, Lines: []string{"Maison Ruche SARL", "12 rue des Lilas", "", "69001 Lyon"}},
		Block{Title: "Client", Strong: true, Lines: []string{"Παναγιώτης Ελευθερίου", "Пловдив, ул. Шипка 4", "Łódź · Brașov · Kőszeg · Rīga"}},
	)
	d.Gap(4)
	d.Pairs(Pair{Label: "Date", Value: "22 novembre 2026"}, Pair{Label: "Commande", Value: "1001"})
	d.Gap(4)
	var rows []Row
	for i := range 40 {
		rows = append(rows, Row{Cells: []string{fmt.Sprintf("Pull en laine mérinos %d", i), "2", "1\u202f111,10\u202f€", "20 %", "2\u202f222,20\u202f€"}, Note: "PULL-M-BLEU"})
	}
	d.Table([]Column{{Title: "Article", Width: 6}, {Title: "Quantité", Width: 1.5, Align: Right}, {Title: "Prix", Width: 2, Align: Right}, {Title: "TVA", Width: 1.5, Align: Right}, {Title: "Total", Width: 2.4, Align: Right}}, rows)
	d.Totals(Pair{Label: "Total HT", Value: "1\u202f111,10\u202f€"}, Pair{Label: "Total TTC", Value: "88\u202f888,80\u202f€", Strong: true, Ruled: true})
	d.Heading("Mentions")
	d.Text(strings.Repeat("Un très long texte qui doit passer à la ligne. ", 12))
	d.Small("TVA non applicable, art. 293 B du CGI. " + strings.Repeat("x", 300))
	return d.Bytes()
}

func TestDocumentIsTheSameFileEachTime(t *testing.T) {
	first, err := sample()
	if err != nil {
		t.Fatal(err)
	}
	second, err := sample()
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first, second) {
		t.Fatal("the same document was drawn as two different files")
	}
	if !bytes.HasPrefix(first, []byte("%PDF-")) || len(first) > 200_000 {
		t.Fatalf("no PDF, or the font was embedded whole: %d bytes", len(first))
	}
	if n := bytes.Count(first, []byte("/Type /Page\n")); n != 3 {
		t.Errorf("%d pages, wanted 3", n)
	}
	if *out != "" {
		if err := os.WriteFile(*out, first, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func TestFontDrawsTheLanguagesOfEurope(t *testing.T) {
	text := "ÀÉÎÕÜŒœßẞ€£·–—’“”«» ąćęłńóśźż čďěňřšťůž őű șțăâî āēģķļņū ğış ðþæø Αλφάβητο ΐΰήώ Българска Ђорђе Київ ґєії №→"
	if got := printable(text); got != text {
		t.Errorf("letters are lost:\n%s\n%s", text, got)
	}
}

func TestPrintable(t *testing.T) {
	for in, want := range map[string]string{
		"1\u202f299,50\u202f€": "1\u00a0299,50\u00a0€",
		"tab\there\u0007":      "tab here",
		"東京":                   "??",
		"😀 ok":                 "? ok",
		"a\nb":                 "a\nb",
	} {
		if got := printable(in); got != want {
			t.Errorf("printable(%q) = %q, wanted %q", in, got, want)
		}
	}
}

func TestWrapKeepsEveryLetter(t *testing.T) {
	d := New(Options{})
	d.font("", 9.5, ink)
	for _, text := range []string{"", "short", strings.Repeat("word ", 100), strings.Repeat("x", 500), "1\u00a0299,50\u00a0€ " + strings.Repeat("é", 80)} {
		lines := d.wrap(text, 40)
		kept := strings.ReplaceAll(strings.Join(lines, ""), " ", "")
		if kept != strings.ReplaceAll(text, " ", "") {
			t.Errorf("%.20q lost letters: %q", text, kept)
		}
		for _, line := range lines {
			if d.sheet.GetStringWidth(line) > 40 {
				t.Errorf("line too wide: %q", line)
			}
		}
	}
}
