package catalog

import (
	"math/big"
	"regexp"
	"strings"

	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/money"
)

// Formula computes an amount from the one that is there. Its steps go from left to
// right: +10%, -5, *1.2, /2 change the amount; = cost * 2 replaces it, with the usual
// precedence, brackets, and the words price, before and cost; round .99 takes the
// nearest amount that ends so, round 0.05 the nearest multiple, each also up or down.
// It calculates with fractions and rounds once at the end, half away from zero.
type Formula struct {
	steps []formulaStep
}

// FormulaOn is what a formula is applied to, in minor units. Own is the cell itself;
// Digits are the decimals of the currency. An amount of zero for Before or Cost is
// not known.
type FormulaOn struct {
	Own, Price, Before, Cost int64
	Digits                   int
}

// formulaStep changes the value so far; it is nil at the start of a formula.
type formulaStep func(now *big.Rat, on FormulaOn) (*big.Rat, error)

var formulaStart = regexp.MustCompile(`^\s*(=|[+*×/÷]|[-−]\s*[\d.,]|[xX]\s*\d|(?i:round|arrondi))`)

// IsFormula says whether what is typed into an amount is to be calculated.
func IsFormula(text string) bool { return formulaStart.MatchString(text) }

const (
	noCost      = "The cost of this variant is not known."
	noBefore    = "There is no price before to calculate with."
	nothingHere = "This cell is empty, so there is nothing to calculate with."
)

// Apply computes the amount in minor units. Invalid when something it needs is not
// known, when it divides by zero, and when the result is below zero or too large.
func (f Formula) Apply(on FormulaOn) (int64, error) {
	var now *big.Rat
	for _, step := range f.steps {
		var err error
		if now, err = step(now, on); err != nil {
			return 0, err
		}
		if now.Num().BitLen() > 512 || now.Denom().BitLen() > 512 {
			return 0, errs.Invalid("The result is too large.")
		}
	}
	amount := toMinor(now, on.Digits)
	if amount.Sign() < 0 {
		return 0, errs.Invalid("The result lies below zero.")
	}
	if !amount.IsInt64() || amount.Int64() > money.Limit {
		return 0, errs.Invalid("The result is too large.")
	}
	return amount.Int64(), nil
}

// major turns minor units into the amount people write.
func major(minor int64, digits int) *big.Rat {
	return new(big.Rat).SetFrac(big.NewInt(minor), unitsOf(digits))
}

func unitsOf(digits int) *big.Int {
	return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(digits)), nil)
}

// toMinor rounds half away from zero, as money.MulDiv does; it takes any size.
func toMinor(value *big.Rat, digits int) *big.Int {
	return nearest(new(big.Rat).Mul(value, new(big.Rat).SetInt(unitsOf(digits))))
}

func nearest(value *big.Rat) *big.Int {
	twice := new(big.Int).Lsh(new(big.Int).Abs(value.Num()), 1)
	twice.Add(twice, value.Denom())
	whole := twice.Quo(twice, new(big.Int).Lsh(value.Denom(), 1))
	if value.Sign() < 0 {
		whole.Neg(whole)
	}
	return whole
}

func floor(value *big.Rat) *big.Int {
	return new(big.Int).Div(value.Num(), value.Denom()) // Euclid: the denominator is positive
}

// own is the cell itself, where a relative formula begins.
func own(now *big.Rat, on FormulaOn) (*big.Rat, error) {
	if now != nil {
		return now, nil
	}
	if on.Own == 0 {
		return nil, errs.Invalid(nothingHere)
	}
	return major(on.Own, on.Digits), nil
}

// known is one of the words a formula may use.
func known(word string) (func(on FormulaOn) (*big.Rat, error), bool) {
	amount := func(of func(on FormulaOn) int64, missing string) func(on FormulaOn) (*big.Rat, error) {
		return func(on FormulaOn) (*big.Rat, error) {
			if of(on) == 0 && missing != "" {
				return nil, errs.Invalid(missing)
			}
			return major(of(on), on.Digits), nil
		}
	}
	switch fold(word) {
	case "price", "prix":
		return amount(func(on FormulaOn) int64 { return on.Price }, ""), true
	case "before", "compare_at", "avant", "barre":
		return amount(func(on FormulaOn) int64 { return on.Before }, noBefore), true
	case "cost", "cout":
		return amount(func(on FormulaOn) int64 { return on.Cost }, noCost), true
	}
	return nil, false
}

// rounding is the last word of many formulas.
type rounding struct {
	way string   // "", up or down
	end bool     // to amounts that end in at, else to multiples of it
	at  *big.Rat // 0 ≤ at < 1 for an ending, above zero for a multiple
}

func (r rounding) of(value *big.Rat) *big.Rat {
	offset, unit := new(big.Rat), r.at
	if r.end {
		offset, unit = r.at, big.NewRat(1, 1)
	}
	// Amounts that fit are offset + n × unit.
	n := new(big.Rat).Quo(new(big.Rat).Sub(value, offset), unit)
	var whole *big.Int
	switch r.way {
	case "up":
		whole = new(big.Int).Neg(floor(new(big.Rat).Neg(n)))
	case "down":
		whole = floor(n)
	default:
		whole = floor(new(big.Rat).Add(n, big.NewRat(1, 2)))
	}
	if whole.Sign() < 0 && value.Sign() >= 0 {
		whole.SetInt64(0) // 0.20 to an ending of .99 is 0.99, never less than nothing
	}
	return new(big.Rat).Add(offset, new(big.Rat).Mul(new(big.Rat).SetInt(whole), unit))
}

func (r rounding) step(now *big.Rat, on FormulaOn) (*big.Rat, error) {
	now, err := own(now, on)
	if err != nil {
		return nil, err
	}
	return r.of(now), nil
}

// words of rounding in the languages of the screens.
var roundWays = map[string]string{"up": "up", "haut": "up", "sup": "up", "down": "down", "bas": "down", "inf": "down", "to": "", "a": ""}

func isRound(word string) bool {
	word = fold(word)
	return word == "round" || strings.HasPrefix(word, "arrondi")
}
