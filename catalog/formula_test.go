package catalog_test

import (
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/coulisse/coulisse/catalog"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/money"
)

// on is a variant at 19.99, before 25.00, that costs 8.00.
func on(own int64) catalog.FormulaOn {
	return catalog.FormulaOn{Own: own, Price: 1999, Before: 2500, Cost: 800, Digits: 2}
}

func TestFormulas(t *testing.T) {
	for _, c := range []struct {
		formula string
		own     int64
		want    int64
	}{
		{"+10%", 1999, 2199}, {"+ 10 %", 1999, 2199}, {"-10%", 1999, 1799}, {"+5", 1999, 2499}, {"-5", 1999, 1499}, {"-5,50", 1999, 1449},
		{"−5", 1999, 1499}, {"*1.2", 1999, 2399}, {"×1,2", 1999, 2399}, {"x1.2", 1999, 2399}, {"/2", 1999, 1000}, {"÷ 2", 1999, 1000}, {"*110%", 1999, 2199},
		{"= cost * 2", 1999, 1600}, {"=coût*2", 0, 1600}, {"= before - 10%", 0, 2250}, {"= price", 1, 1999}, {"= prix + 1", 1, 2099}, {"=12,90", 0, 1290},
		{"= (cost + 2) * 1.5", 0, 1500}, {"= cost + 2 * 3", 0, 1400}, {"= 10 - 2 - 3", 0, 500}, {"= 100 / 3", 0, 3333}, {"= 200 / 3", 0, 6667},
		{"round .99", 2199, 2199}, {"round .99", 2210, 2199}, {"round .99", 2249, 2299}, {"round .99", 2248, 2199}, {"round .99", 10, 99},
		{"round up .99", 2200, 2299}, {"round down .99", 2298, 2199}, {"round .95", 2150, 2195}, {"round ,50", 2110, 2150}, {"round .00", 2150, 2200},
		{"round 0.05", 2002, 2000}, {"round 0,05", 2003, 2005}, {"round up 10", 2001, 3000}, {"round down 10", 2999, 2000}, {"round 1", 2050, 2100}, {"round", 2049, 2000},
		{"arrondi .99", 2210, 2199}, {"arrondir à 0,05", 2003, 2005}, {"arrondi haut ,95", 2196, 2295},
		{"+10% round .99", 1999, 2199}, {"+10%, round up .99", 2000, 2299}, {"= cost * 2; round .90", 0, 1590}, {"+10% -5 *2", 2000, 3400}, {"+20% -20%", 1000, 960},
		{"+ cost", 1000, 1800}, {"= cost * 2,5 round up .95", 0, 2095}, {"+0.005", 100, 101}, {"= 0.005", 0, 1}, {"= 0.0049", 0, 0},
	} {
		f, err := catalog.ParseFormula(c.formula)
		if err != nil {
			t.Errorf("%q: %v", c.formula, err)
			continue
		}
		if got, err := f.Apply(on(c.own)); err != nil || got != c.want {
			t.Errorf("%q on %d = %d, %v; wanted %d", c.formula, c.own, got, err, c.want)
		}
	}
}

func TestFormulasThatCannotBeRead(t *testing.T) {
	for _, text := range []string{"", " ", "10", "=", "+", "+10%%", "= cost *", "= (cost", "= cost)", "= margin * 2", "round .99 .95", "*", "+1.2.3", "= 1 2", "round 0",
		"round 10%", "+10$", "= " + strings.Repeat("(", 60) + "1", "+" + strings.Repeat("9", 40), strings.Repeat("+1 ", 200), "="} {
		if _, err := catalog.ParseFormula(text); !errs.Is(err, errs.KindInvalid) {
			t.Errorf("%q was read: %v", text, err)
		}
	}
}

func TestFormulasThatCannotBeApplied(t *testing.T) {
	poor := catalog.FormulaOn{Price: 1000, Digits: 2}
	for text, want := range map[string]string{"= cost * 2": "cost", "= before": "before", "+10%": "empty", "= 1 / 0": "zero", "= 1 - 2": "below", "= 9999999999 * 9999999999": "large",
		"= 10000000000.01": "large"} {
		f, err := catalog.ParseFormula(text)
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		if got, err := f.Apply(poor); !errs.Is(err, errs.KindInvalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q = %d, %v; wanted a word about %q", text, got, err, want)
		}
	}
}

func TestWhatIsAFormula(t *testing.T) {
	for text, want := range map[string]bool{"+10%": true, " = cost": true, "*2": true, "x2": true, "-5": true, "round .99": true, "Arrondi .99": true, "12.50": false, "1 234,50": false,
		"": false, "xl": false, "€ 5": false, "- ": false} {
		if got := catalog.IsFormula(text); got != want {
			t.Errorf("IsFormula(%q) = %v", text, got)
		}
	}
}

// TestFormulasRoundAsMoneyDoes compares with the arithmetic taxes use.
func TestFormulasRoundAsMoneyDoes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		amount := rapid.Int64Range(1, 1_000_000_00).Draw(t, "amount")
		percent := rapid.Int64Range(0, 300).Draw(t, "percent")
		f, err := catalog.ParseFormula("+" + big.NewInt(percent).String() + "%")
		if err != nil {
			t.Fatal(err)
		}
		got, err := f.Apply(catalog.FormulaOn{Own: amount, Digits: 2})
		if want := money.MulDiv(amount, 100+percent, 100); err != nil || got != want {
			t.Fatalf("%d + %d%% = %d, %v; money says %d", amount, percent, got, err, want)
		}
	})
}

func FuzzFormula(f *testing.F) {
	for _, text := range []string{"+10% round .99", "= (cost + 2) * 1,5", "arrondi haut ,95", "x", "=((", "1..2", "%"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		formula, err := catalog.ParseFormula(text)
		if err != nil {
			return
		}
		if got, err := formula.Apply(on(1999)); err == nil && (got < 0 || got > money.Limit) {
			t.Errorf("%q = %d", text, got)
		}
	})
}
