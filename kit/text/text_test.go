package text

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/money"
)

func load(t *testing.T, french string) *Catalog {
	t.Helper()
	c, err := Load(fstest.MapFS{"lang/fr.json": {Data: []byte(french)}, "lang/de.json": {Data: []byte(`{"Invoice": "Rechnung"}`)}})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestSentences(t *testing.T) {
	c := load(t, `{"Orders": "Commandes", "%s sold %d.": "%[2]d vendus par %[1]s.", "%d order": ["%d commande", "%d commandes"], "One day": ["Un jour", "%d jours"], "100% wool": "100 % laine"}`)
	en, fr, de := c.For("en", nil), c.For("fr-CA", nil), c.For("de", nil)
	for _, check := range []struct{ got, want string }{
		{en.T("Orders"), "Orders"}, {fr.T("Orders"), "Commandes"}, {fr.T("Unknown"), "Unknown"}, {de.T("Invoice"), "Rechnung"},
		{en.T("%s sold %d.", "Anna", 3), "Anna sold 3."}, {fr.T("%s sold %d.", "Anna", 3), "3 vendus par Anna."},
		{fr.T("100% wool"), "100 % laine"}, {en.T("100% wool"), "100% wool"},
		{en.N(0, "%d order", "%d orders"), "0 orders"}, {en.N(1, "%d order", "%d orders"), "1 order"}, {en.N(2, "%d order", "%d orders"), "2 orders"},
		{fr.N(0, "%d order", "%d orders"), "0 commande"}, {fr.N(1, "%d order", "%d orders"), "1 commande"}, {fr.N(2, "%d order", "%d orders"), "2 commandes"},
		{en.N(1, "One day", "%d days"), "One day"}, {fr.N(1, "One day", "%d days"), "Un jour"}, {fr.N(4, "One day", "%d days"), "4 jours"},
		{en.T("Paid %s", money.Of(1999, "EUR")), "Paid €19.99"},
	} {
		if check.got != check.want {
			t.Errorf("got %q, want %q", check.got, check.want)
		}
	}
}

func TestTwoDepartmentsTranslateAlike(t *testing.T) {
	one, two := fstest.MapFS{"lang/fr.json": {Data: []byte(`{"Save": "Enregistrer"}`)}}, fstest.MapFS{"lang/fr.json": {Data: []byte(`{"Save": "Sauver"}`)}}
	if _, err := Load(one, two); err == nil {
		t.Error("two translations of one sentence were taken")
	}
	if _, err := Load(one, one); err != nil {
		t.Error(err)
	}
	if _, err := Load(fstest.MapFS{"lang/fr.json": {Data: []byte(`{`)}}); err == nil {
		t.Error("a damaged file was taken")
	}
}

func TestMoneyAndNumbers(t *testing.T) {
	c := load(t, `{}`)
	en, fr, de := c.For("en", nil), c.For("fr", nil), c.For("de", nil)
	plain := func(text string) string { return strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(text) }
	for _, check := range []struct{ got, want string }{
		{en.Money(money.Of(123456789, "EUR")), "€1,234,567.89"}, {fr.Money(money.Of(123456789, "EUR")), "1 234 567,89 €"}, {de.Money(money.Of(-5, "EUR")), "-0,05 €"},
		{en.Money(money.Of(1200, "JPY")), "¥1,200"}, {en.Money(money.Of(1500, "KWD")), "KWD 1.500"}, {en.Money(money.Of(100, "???")), "1.00 ???"},
		{en.Money(money.Of(0, "GBP")), "£0.00"},
		{en.Number(-1234567), "-1,234,567"}, {fr.Number(1234567), "1 234 567"}, {de.Number(999), "999"},
		{en.Decimal(money.Of(-129950, "EUR")), "-1,299.50"}, {fr.Decimal(money.Of(129950, "EUR")), "1 299,50"}, {en.Decimal(money.Of(1200, "JPY")), "1,200"},
		{en.Percent(55000), "5.5%"}, {fr.Percent(55000), "5,5 %"}, {de.Percent(190000), "19 %"}, {en.Percent(-200000), "-20%"},
	} {
		if plain(check.got) != check.want {
			t.Errorf("got %q, want %q", check.got, check.want)
		}
	}
}

func TestDates(t *testing.T) {
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	c := load(t, `{"just now": "à l’instant", "%d hour ago": ["il y a %d heure", "il y a %d heures"]}`)
	late := db.TimeOf(time.Date(2026, 12, 31, 23, 30, 0, 0, time.UTC))
	en, fr, de := c.For("en", nil), c.For("fr", paris), c.For("de", nil)
	for _, check := range []struct{ got, want string }{
		{en.Date(late), "31 Dec 2026"}, {fr.Date(late), "1er janv. 2027"}, {de.Date(late), "31. Dez. 2026"}, {en.Date(0), ""},
		{en.DateTime(late), "31 Dec 2026 23:30"}, {fr.DateTime(late), "1er janv. 2027 00:30"}, {de.DateTime(late), "31. Dez. 2026, 23:30"},
		{fr.LongDay("2026-08-15"), "15 août 2026"}, {de.LongDay("2026-03-01"), "1. März 2026"}, {en.Day("2026-11-22"), "22 Nov 2026"}, {en.Day("later"), "later"},
		{fr.Month("2026-02"), "février 2026"}, {en.LongDate(late), "31 December 2026"},
		{fr.Ago(late, late.Add(30*time.Second)), "à l’instant"}, {fr.Ago(late, late.Add(2*time.Hour)), "il y a 2 heures"}, {en.Ago(late, late.Add(25*time.Hour)), "1 day ago"},
		{en.Ago(late, late.Add(9*24*time.Hour)), "31 Dec 2026"},
	} {
		if check.got != check.want {
			t.Errorf("got %q, want %q", check.got, check.want)
		}
	}
}

func TestCountries(t *testing.T) {
	c := load(t, `{}`)
	en, fr, de := c.For("en", nil), c.For("fr", nil), c.For("de", nil)
	if en.Country("DE") != "Germany" || fr.Country("DE") != "Allemagne" || de.Country("DE") != "Deutschland" || en.Country("XX") != "XX" {
		t.Errorf("%s %s %s %s", en.Country("DE"), fr.Country("DE"), de.Country("DE"), en.Country("XX"))
	}
	places := fr.Countries()
	if len(places) != 250 {
		t.Errorf("%d countries", len(places))
	}
	order := func(code string) int {
		return slices.IndexFunc(places, func(p Place) bool { return p.Code == code })
	}
	if order("FR") < 0 || order("XK") < 0 || order("EG") > order("ES") || order("ES") > order("FI") { // Égypte, Espagne, Finlande
		t.Errorf("order: EG %d ES %d FI %d, FR %d XK %d", order("EG"), order("ES"), order("FI"), order("FR"), order("XK"))
	}
	for _, no := range []string{"", "F", "fr", "EU", "UK", "ZZ", "001", "FRA", "XX", "SU"} {
		if KnownCountry(no) {
			t.Errorf("%q is a country", no)
		}
	}
}

func TestErrorsSpeak(t *testing.T) {
	fr := load(t, `{"Only %d left of %s.": "Plus que %d de %s.", "Please choose.": "Veuillez choisir.", "Write 50%% or less.": "Écrivez 50 %% ou moins."}`).For("fr", nil)
	refusal := errs.Conflict("Only %d left of %s.", 2, "Chair").With("size", "Please choose.").With("rate", "Write 50%% or less.")
	if got := fr.Error(refusal); got != "Plus que 2 de Chair." {
		t.Error(got)
	}
	if got := fr.Fields(refusal); len(got) != 2 || got[0] != (FieldText{"size", "Veuillez choisir."}) || got[1].Message != "Écrivez 50 % ou moins." {
		t.Errorf("%v", got)
	}
	if got := fr.Error(errors.New("pq: password=secret")); strings.Contains(got, "secret") || !strings.HasPrefix(got, "Un problème") {
		t.Error(got)
	}
}

func TestContext(t *testing.T) {
	if got := T(context.Background(), "Orders"); got != "Orders" {
		t.Error(got)
	}
	ctx := With(t.Context(), load(t, `{"Orders": "Commandes"}`).For("fr", nil))
	if got := T(ctx, "Orders"); got != "Commandes" {
		t.Error(got)
	}
}

func TestBest(t *testing.T) {
	c := load(t, `{}`)
	for wish, want := range map[string]string{"fr-CH, fr;q=0.9, en;q=0.8": "fr", "de-DE,fr;q=0.5": "fr", "es": "en", "": "en", "en-GB,fr": "en", "FR": "fr"} {
		if got := c.Best(wish); got != want {
			t.Errorf("%q: %s", wish, got)
		}
	}
	if got := c.Best("", "fr"); got != "fr" {
		t.Error(got)
	}
}

func TestFindsSentencesInSource(t *testing.T) {
	dir := t.TempDir()
	source := "package x\nfunc f() {\n\ttext.T(ctx, \"One\")\n\tp.T(\"Two \" +\n\t\t\"parts\", 1)\n\ttext.N(ctx, n, \"%d a\", \"%d b\")\n\tp.N(n, \"%d c\", \"%d d\")\n" +
		"\terrs.Invalid(\"Three\").With(\"field\", \"Four words here.\")\n\terrs.InvalidField(\"x\", \"Five\")\n\terrs.TooMany(3, \"Six\")\n\ta.Toast(\"Seven\")\n" +
		"\tr.Frame(tx, \"Eight\", \"id\")\n\tlog.With(\"shop\", \"key\")\n\tother.NotFound(\"no\")\n\ttext.Key(`Nine`)\n\tp.T(name)\n}\n"
	if err := os.WriteFile(filepath.Join(dir, "x.go"), []byte(source), 0o600); err != nil {
		t.Fatal(err)
	}
	found, err := Sentences(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"One", "Two parts", "%d a", "%d c", "Three", "Four words here.", "Five", "Six", "Seven", "Eight", "Nine"} {
		if found[want] == "" {
			t.Errorf("not found: %q", want)
		}
		delete(found, want)
	}
	if len(found) != 0 {
		t.Errorf("found too much: %v", found)
	}
}

// TestKitSpeaksFrench holds the translations of kit's own sentences complete.
func TestKitSpeaksFrench(t *testing.T) {
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range []string{"db", "web", "text", "money", "id", "errs", "job", "event", "mail", "files", "fetch"} {
		found, err := Sentences("../" + folder)
		if err != nil {
			t.Fatal(err)
		}
		for _, missing := range c.Missing("fr", found) {
			t.Error("no French for " + missing)
		}
	}
}
