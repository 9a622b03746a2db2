package catalog_test

import (
	"encoding/csv"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/coulisse/coulisse/catalog"
	"github.com/coulisse/coulisse/kit/errs"
)

func TestBlocks(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       [][]string
	}{
		{"one cell", "12.50", [][]string{{"12.50"}}},
		{"nothing", "", [][]string{{""}}},
		{"tabs", "a\tb\nc\td\n", [][]string{{"a", "b"}, {"c", "d"}}},
		{"windows lines", "a\tb\r\nc\td\r\n", [][]string{{"a", "b"}, {"c", "d"}}},
		{"empty cells", "\tb\n\t\n", [][]string{{"", "b"}, {"", ""}}},
		{"a column with an empty line", "1\n\n2\n", [][]string{{"1"}, {""}, {"2"}}},
		{"quoted line break", "\"two\nlines\"\tb", [][]string{{"two\nlines", "b"}}},
		{"doubled quotes", `"say ""hi"""` + "\tb", [][]string{{`say "hi"`, "b"}}},
		{"an inch is no quote", "5\" pipe\t\"6\" pipe", [][]string{{`5" pipe`, `"6" pipe`}}},
		{"an open quote", "\"open\tb", [][]string{{`"open`, "b"}}},
		{"amounts with a decimal comma", "1 234,50\n99,00", [][]string{{"1 234,50"}, {"99,00"}}},
		{"one amount with a decimal comma", "12,50", [][]string{{"12,50"}}},
		{"semicolons", "a;12,50\nb;9,90", [][]string{{"a", "12,50"}, {"b", "9,90"}}},
		{"commas", "red,12.50\nblue,9.90", [][]string{{"red", "12.50"}, {"blue", "9.90"}}},
		{"commas and quotes", "\"red, dark\",12.50", [][]string{{"red, dark", "12.50"}}},
		{"a list of tags", "summer, linen", [][]string{{"summer, linen"}}},
		{"uneven commas", "a, b\nc", [][]string{{"a, b"}, {"c"}}},
		{"a mark at the start", "\ufeffa\tb", [][]string{{"a", "b"}}},
	} {
		if got, err := catalog.ParseBlock(c.text); err != nil || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %q, %v; wanted %q", c.name, got, err, c.want)
		}
	}
	if _, err := catalog.ParseBlock(strings.Repeat("\t\n", 400_000)); !errs.Is(err, errs.KindInvalid) {
		t.Error("an absurd block was taken:", err)
	}
}

// TestBlocksReadWhatSpreadsheetsWrite writes cells as a spreadsheet copies them.
func TestBlocksReadWhatSpreadsheetsWrite(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cell := rapid.StringOf(rapid.SampledFrom([]rune("ab1,;\"\n é")))
		width := rapid.IntRange(2, 4).Draw(t, "width")
		want := rapid.SliceOfN(rapid.SliceOfN(cell, width, width), 1, 5).Draw(t, "cells")
		var out strings.Builder
		w := csv.NewWriter(&out)
		w.Comma = '\t'
		if err := w.WriteAll(want); err != nil {
			t.Fatal(err)
		}
		got, err := catalog.ParseBlock(out.String())
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Fatalf("%q became %q, %v; wanted %q", out.String(), got, err, want)
		}
	})
}

func FuzzBlock(f *testing.F) {
	for _, text := range []string{"a\tb\n\"c\n\"\td", "\"", "\"\"\"", ";;\n;;", "a,\"b"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if block, err := catalog.ParseBlock(text); err == nil && len(block) == 0 {
			t.Error("a block has at least one line")
		}
	})
}

func TestCellsAsTyped(t *testing.T) {
	choices := map[string]string{"draft": "draft", "on sale": "active", "en vente": "active", "active": "active", "": ""}
	for _, c := range []struct{ column, typed, want string }{
		{"price", "1 234,50", "123450"}, {"price", "1\u202f234,50", "123450"}, {"price", "€ 12.50", "1250"}, {"price", "12,50 €", "1250"}, {"price", "EUR 12.50", "1250"},
		{"price", "", "0"}, {"cost", " 8 ", "800"}, {"weight", "1 200", "1200"}, {"weight", "", "0"}, {"stock", "1,200", "1200"}, {"stock", "0", "0"},
		{"tracked", "Oui", "1"}, {"tracked", "FALSE", ""}, {"tracked", "", ""}, {"tracked", "✓", "1"},
		{"status", "On Sale", "active"}, {"status", "EN VENTE", "active"}, {"variant_tax", "", ""},
		{"tags", " summer,, Linen , summer", "summer, Linen"}, {"title", "  A   shirt ", "A shirt"}, {"handle", "Été à Paris", "ete-a-paris"}, {"sku", "", ""},
	} {
		column, _ := catalog.GridColumnOf(c.column)
		got, err := catalog.GridTyped{Column: column, Text: c.typed, Currency: "EUR", Choices: choices}.Stored()
		if err != nil || got != c.want {
			t.Errorf("%s %q = %q, %v; wanted %q", c.column, c.typed, got, err, c.want)
		}
	}
	for _, c := range []struct{ column, typed string }{
		{"price", "five"}, {"price", "-5"}, {"price", "1,299"}, {"price", "1.999"}, {"weight", "1.5"}, {"weight", "-1"}, {"stock", "-1"}, {"stock", ""}, {"stock", "99999999999"},
		{"tracked", "maybe"}, {"status", "sold"}, {"status", "nothing"}, {"title", " "}, {"title", strings.Repeat("a", 256)}, {"handle", "!!"}, {"sku", strings.Repeat("a", 256)},
		{"seo_title", strings.Repeat("a", 321)}, {"tags", strings.Repeat("a", 256)},
	} {
		column, _ := catalog.GridColumnOf(c.column)
		if got, err := (catalog.GridTyped{Column: column, Text: c.typed, Currency: "EUR", Choices: choices}).Stored(); !errs.Is(err, errs.KindInvalid) {
			t.Errorf("%s %q = %q, %v; wanted a refusal", c.column, c.typed, got, err)
		}
	}
}
