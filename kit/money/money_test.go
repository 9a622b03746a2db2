package money

import (
	"encoding/json"
	"math/big"
	"strings"
	"testing"

	"github.com/coulisse/coulisse/kit/errs"
	"pgregory.net/rapid"
)

func TestParse(t *testing.T) {
	for _, c := range []struct {
		text, code string
		want       int64
	}{
		{"19.99", "EUR", 1999}, {"19,99", "EUR", 1999}, {" 19.9 ", "EUR", 1990}, {"19", "EUR", 1900},
		{"1 299,50", "EUR", 129950}, {"1\u202f299,50", "EUR", 129950}, {"1,299.50", "EUR", 129950},
		{"1.299,50", "EUR", 129950}, {"1'299.50", "CHF", 129950}, {"1,299,500", "EUR", 129950000},
		{"1.299.500", "EUR", 129950000}, {"1 299", "EUR", 129900}, {"-5", "EUR", -500}, {"−5,00", "EUR", -500},
		{"0", "EUR", 0}, {"-0.00", "EUR", 0}, {".5", "EUR", 50}, {"5.", "EUR", 500}, {"0.500", "EUR", 50},
		{"1.9900", "EUR", 199}, {"12345.000", "EUR", 1234500}, {"1 299.000", "EUR", 129900},
		{"1200", "JPY", 1200}, {"1,200", "JPY", 1200}, {"1.200", "JPY", 1200}, {"1200.00", "JPY", 1200},
		{"1.299", "KWD", 1299}, {"1,2", "KWD", 1200}, {"10000000000", "EUR", Limit},
	} {
		if got, err := Parse(c.text, c.code); err != nil || got != c.want {
			t.Errorf("Parse(%q, %s) = %d, %v; wanted %d", c.text, c.code, got, err, c.want)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for _, c := range []struct{ text, code string }{
		{"", "EUR"}, {" ", "EUR"}, {"-", "EUR"}, {".", "EUR"}, {"--5", "EUR"}, {"+5", "EUR"}, {"5-", "EUR"},
		{"1e3", "EUR"}, {"NaN", "EUR"}, {"Infinity", "EUR"}, {"0x10", "EUR"}, {"five", "EUR"}, {"19.99 €", "EUR"},
		{"1.234", "EUR"}, {"1,000", "EUR"}, {"1.000", "EUR"}, {"19.999", "EUR"}, {"12.5", "JPY"}, {"1.2345", "KWD"},
		{"19 99", "EUR"}, {"1 2 3", "EUR"}, {"1.2.3", "EUR"}, {"1,23,456", "EUR"}, {"1.234,567,89", "EUR"},
		{"1,2345.00", "EUR"}, {"1.,5", "EUR"}, {"10000000000.01", "EUR"}, {strings.Repeat("9", 40), "EUR"}, {"१२", "EUR"},
	} {
		if got, err := Parse(c.text, c.code); !errs.Is(err, errs.KindInvalid) {
			t.Errorf("Parse(%q, %s) = %d, %v; wanted a refusal", c.text, c.code, got, err)
		}
	}
}

func TestWhatDecimalPrintsParseReads(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		code := rapid.SampledFrom([]string{"EUR", "JPY", "KWD", "CHF"}).Draw(t, "code")
		n := rapid.Int64Range(-Limit, Limit).Draw(t, "n")
		text := Of(n, code).Decimal()
		got, err := Parse(text, code)
		if err != nil || got != n {
			t.Fatalf("%d %s prints as %q and reads as %d, %v", n, code, text, got, err)
		}
	})
}

func TestParseNeverPanics(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.SampledFrom([]rune("0123456789.,-' e€\u202f"))).Draw(t, "text")
		if n, err := Parse(text, "EUR"); err == nil && (n > Limit || n < -Limit) {
			t.Fatalf("%q is beyond the limit", text)
		}
	})
}

func TestRate(t *testing.T) {
	for text, want := range map[string]Rate{"20": 200000, "5.5": 55000, "5,5": 55000, "8.875": 88750, "0": 0, "100": 1000000, "20 %": 200000, "4.90": 49000} {
		if got, err := ParseRate(text); err != nil || got != want {
			t.Errorf("ParseRate(%q) = %d, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "%", "-1", "101", "1.2.3", "1e1", "5.12345", "abc"} {
		if got, err := ParseRate(text); err == nil {
			t.Errorf("ParseRate(%q) = %d", text, got)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		rate := Rate(rapid.Int64Range(0, 1_000_000).Draw(t, "rate"))
		if got, err := ParseRate(rate.Percent()); err != nil || got != rate {
			t.Fatalf("%d prints as %q and reads as %d, %v", rate, rate.Percent(), got, err)
		}
	})
}

// The example of docs/money.md, checked by two independent programs.
func TestTaxOfTheWorkedExample(t *testing.T) {
	rates := map[string]int64{"20": 18290, "5.5": 3788, "10": 2000}
	want := map[string]int64{"20": 3658, "5.5": 208, "10": 200}
	for percent, base := range rates {
		rate, _ := ParseRate(percent)
		if got := rate.On(base); got != want[percent] {
			t.Errorf("%s %% on %d = %d, wanted %d", percent, base, got, want[percent])
		}
	}
	twenty, _ := ParseRate("20")
	if got := twenty.In(1200); got != 200 {
		t.Errorf("20 %% in 12.00 = %d", got)
	}
	if got := Rate(500_000).On(-1); got != -1 {
		t.Errorf("half a cent below zero rounds away from zero, not to %d", got)
	}
}

func TestMulDivAgreesWithRationals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := rapid.Int64Range(-Limit, Limit).Draw(t, "a")
		b := rapid.Int64Range(0, 1_000_000).Draw(t, "b")
		c := rapid.Int64Range(1, 2_000_000).Draw(t, "c")
		got := big.NewInt(MulDiv(a, b, c))
		// |2·c·got − 2·a·b| ≤ c, and a tie lies away from zero.
		twice := new(big.Int).Mul(big.NewInt(2*c), got)
		exact := new(big.Int).Mul(big.NewInt(2*a), big.NewInt(b))
		off := new(big.Int).Sub(twice, exact)
		if off.CmpAbs(big.NewInt(c)) > 0 || off.CmpAbs(big.NewInt(c)) == 0 && got.Sign()*off.Sign() < 0 {
			t.Fatalf("%d × %d / %d = %s", a, b, c, got)
		}
	})
}

func TestShareLosesNoCent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		weights := rapid.SliceOfN(rapid.Int64Range(-5, Limit), 1, 20).Draw(t, "weights")
		total := rapid.Int64Range(-Limit, Limit).Draw(t, "total")
		var sum, weight int64
		parts := Share(total, weights)
		for i, p := range parts {
			sum += p
			weight += max(weights[i], 0)
			if p != 0 && (p < 0) != (total < 0) {
				t.Fatalf("part %d of %d has the wrong sign", p, total)
			}
		}
		if sum != total {
			t.Fatalf("parts %v add up to %d, not %d", parts, sum, total)
		}
		for i, p := range parts {
			if total >= 0 && total <= weight && p > max(weights[i], 0) {
				t.Fatalf("part %d is more than its weight %d", p, weights[i])
			}
		}
	})
	if got := Share(100, []int64{1, 1, 1}); got[0] != 34 || got[1] != 33 || got[2] != 33 {
		t.Errorf("ties go to the earlier weight: %v", got)
	}
	if got := Share(5, nil); len(got) != 0 {
		t.Errorf("no weights, no parts: %v", got)
	}
}

func TestTimes(t *testing.T) {
	if n, err := Times(1999, 3); err != nil || n != 5997 {
		t.Errorf("%d, %v", n, err)
	}
	if n, err := Times(-1999, 3); err != nil || n != -5997 {
		t.Errorf("%d, %v", n, err)
	}
	for _, c := range [][2]int64{{Limit, 2}, {1 << 62, 4}, {3037000500, 3037000500}, {-Limit, 2}} {
		if n, err := Times(c[0], c[1]); err == nil {
			t.Errorf("%d × %d = %d", c[0], c[1], n)
		}
	}
}

func TestJSON(t *testing.T) {
	var m Money
	if err := json.Unmarshal([]byte(`{"amount":1999,"currency":"EUR"}`), &m); err != nil || m != Of(1999, "EUR") {
		t.Errorf("%v, %v", m, err)
	}
	if text, _ := json.Marshal(m); string(text) != `{"amount":1999,"currency":"EUR"}` {
		t.Errorf("%s", text)
	}
	for _, text := range []string{`{"amount":19.99,"currency":"EUR"}`, `{"amount":"19","currency":"EUR"}`, `{"amount":1e3,"currency":"EUR"}`,
		`{"currency":"EUR"}`, `{"amount":1}`, `{"amount":1,"currency":"ZZZ"}`, `{"amount":1,"currency":"EUR","x":1}`, `null`, `19`, `{"amount":9999999999999,"currency":"EUR"}`} {
		if err := json.Unmarshal([]byte(text), &m); err == nil {
			t.Errorf("%s was read as %v", text, m)
		}
	}
}
