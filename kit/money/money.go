// Package money holds amounts, rates and the arithmetic that loses no cent.
//
// An amount is an int64 of minor units (cents) plus a currency; a rate is an
// integer of parts per million. Rounding is half away from zero and happens once,
// at the points named in docs/money.md. Display is kit/text's work.
package money

import (
	"encoding/json"
	"math/big"
	"math/bits"
	"sort"
	"strconv"
	"strings"

	"github.com/bojanz/currency"
	"github.com/coulisse/coulisse/kit/errs"
)

// Money is an amount of minor units in an ISO 4217 currency.
// In JSON it is {"amount":1999,"currency":"EUR"}.
type Money struct {
	Amount   int64  `json:"amount"`
	Currency string `json:"currency"`
}

// Limit is the largest amount anybody may enter: ten thousand million major units
// of a two-digit currency. Sums of a million such lines still fit an int64.
const Limit = int64(1_000_000_000_000)

// Of is short for Money{amount, code}.
func Of(amount int64, code string) Money { return Money{Amount: amount, Currency: code} }

// Digits returns how many decimals the currency has: 0 for JPY, 2 for EUR, 3 for KWD.
func Digits(code string) int {
	digits, ok := currency.GetDigits(code)
	if !ok {
		return 2
	}
	return int(digits)
}

// KnownCurrency says whether code is a current ISO 4217 code.
func KnownCurrency(code string) bool { return code != "" && currency.IsValid(code) }

// Decimal prints the plain decimal form with a point: "19.99", "-0.05", "1200" for JPY.
func (m Money) Decimal() string {
	digits := Digits(m.Currency)
	sign, n := "", m.Amount
	if n < 0 {
		sign, n = "-", -n
	}
	text := strconv.FormatInt(n, 10)
	if digits == 0 {
		return sign + text
	}
	if len(text) <= digits {
		text = strings.Repeat("0", digits+1-len(text)) + text
	}
	return sign + text[:len(text)-digits] + "." + text[len(text)-digits:]
}

// Parse reads what a person or a file wrote as a plain amount: "19.99", "19,99",
// "1 299,50", "1,299.50", "-5". It refuses exponents, signs other than a leading
// minus, more decimals than the currency has, anything beyond Limit, and what two
// readers may read differently: "1,299" is 1299 in London and 1.299 in Paris.
func Parse(text, code string) (int64, error) {
	clean := strings.NewReplacer("\u00a0", " ", "\u202f", " ", "'", " ", "’", " ", "−", "-").Replace(strings.TrimSpace(text))
	negative := strings.HasPrefix(clean, "-")
	clean = strings.TrimSpace(strings.TrimPrefix(clean, "-"))
	digits := Digits(code)
	whole, part := splitDecimal(clean, digits)
	if whole == "" && part == "" || !allDigits(whole) || !allDigits(part) {
		return 0, errs.Invalid("“%s” is not an amount. Write it like 19.99.", text)
	}
	if ambiguous(clean, whole, part, digits) {
		return 0, errs.Invalid("“%s” can be read in two ways. Write it like 1299.00 or 1.29.", text)
	}
	for len(part) > digits && strings.HasSuffix(part, "0") {
		part = part[:len(part)-1]
	}
	if len(part) > digits {
		return 0, errs.Invalid("“%s” has more decimals than %s allows.", text, code)
	}
	n, err := strconv.ParseInt(whole+part+strings.Repeat("0", digits-len(part)), 10, 64)
	if err != nil || n > Limit {
		return 0, errs.Invalid("“%s” is too large.", text)
	}
	if negative {
		n = -n
	}
	return n, nil
}

// ambiguous says whether a single mark before three digits may group thousands as
// well as begin the decimals. Currencies of three decimals always mean decimals.
func ambiguous(text, whole, part string, digits int) bool {
	return digits < 3 && len(part) == 3 && len(whole) >= 1 && len(whole) <= 3 && whole[0] != '0' &&
		strings.Count(text, ".")+strings.Count(text, ",") == 1 && !strings.Contains(text, " ")
}

// splitDecimal finds the decimal mark: the last of "." and ",", unless it is used
// more than once or the currency has no decimals and it groups three digits. What
// stands before it may be grouped in threes by the other mark or by spaces.
func splitDecimal(text string, digits int) (whole, part string) {
	point, comma := strings.LastIndexByte(text, '.'), strings.LastIndexByte(text, ',')
	mark, group := max(point, comma), " "
	if mark >= 0 && point >= 0 && comma >= 0 {
		group = string(text[min(point, comma)])
	}
	if mark >= 0 && (point < 0 || comma < 0) && (strings.Count(text, text[mark:mark+1]) > 1 || digits == 0 && len(text)-mark-1 == 3) {
		mark, group = -1, text[mark:mark+1]
	}
	whole = text
	if mark >= 0 {
		whole, part = text[:mark], text[mark+1:]
	}
	groups := strings.Split(whole, group)
	for i, g := range groups {
		if len(groups) > 1 && (i > 0 && len(g) != 3 || i == 0 && (g == "" || len(g) > 3)) {
			return "?", ""
		}
	}
	return strings.Join(groups, ""), part
}

func allDigits(text string) bool {
	for i := 0; i < len(text); i++ {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return true
}

// Rate is a tax or discount rate in parts per million: 20 % is 200000, 5.5 % is 55000.
type Rate int64

// ParseRate reads a percentage such as "20", "5,5", "5.5 %" or "8.875" (four decimals at most).
func ParseRate(percent string) (Rate, error) {
	clean := strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(percent), "%"))
	whole, part, _ := strings.Cut(strings.Replace(clean, ",", ".", 1), ".")
	part = strings.TrimRight(part, "0")
	if whole == "" || len(part) > 4 || len(whole) > 3 || !allDigits(whole) || !allDigits(part) {
		return 0, errs.Invalid("“%s” is not a rate. Write a percentage like 20 or 5.5.", percent)
	}
	n, err := strconv.ParseInt(whole+part+strings.Repeat("0", 4-len(part)), 10, 64)
	if err != nil || n > 1_000_000 {
		return 0, errs.Invalid("“%s” is not a rate between 0 and 100.", percent)
	}
	return Rate(n), nil
}

// Percent prints the rate as a percentage with as many decimals as it needs: "5.5".
func (r Rate) Percent() string {
	text := strconv.FormatInt(int64(r), 10)
	if len(text) < 5 {
		text = strings.Repeat("0", 5-len(text)) + text
	}
	whole, part := text[:len(text)-4], strings.TrimRight(text[len(text)-4:], "0")
	if part == "" {
		return whole
	}
	return whole + "." + part
}

// On returns the tax on a net amount, rounded half away from zero.
func (r Rate) On(net int64) int64 { return MulDiv(net, int64(r), 1_000_000) }

// In returns the tax inside a gross amount: round(gross × rate / (100 % + rate)).
func (r Rate) In(gross int64) int64 { return MulDiv(gross, int64(r), 1_000_000+int64(r)) }

// MulDiv returns a × b / c rounded half away from zero, without overflow in between.
// c must be positive. It panics when the result does not fit, which input limits exclude.
func MulDiv(a, b, c int64) int64 {
	if bits.Len64(abs(a))+bits.Len64(abs(b)) < 62 {
		return roundDiv(a*b, c)
	}
	product := new(big.Int).Mul(big.NewInt(a), big.NewInt(b))
	negative := product.Sign() < 0
	product.Abs(product).Lsh(product, 1).Add(product, big.NewInt(c)).Quo(product, new(big.Int).Lsh(big.NewInt(c), 1))
	if negative {
		product.Neg(product)
	}
	if !product.IsInt64() {
		panic("money: amount out of range")
	}
	return product.Int64()
}

func roundDiv(n, d int64) int64 {
	if n < 0 {
		return -roundDiv(-n, d)
	}
	q, r := n/d, n%d
	if r >= d-r {
		q++
	}
	return q
}

func abs(n int64) uint64 {
	if n < 0 {
		return uint64(-n)
	}
	return uint64(n)
}

// Share splits total over weights by largest remainder: the parts always add up to
// total, each lies between zero and total, ties go to the earlier weight. Negative
// weights count as zero; when all weights are zero the first part takes all.
func Share(total int64, weights []int64) []int64 {
	parts := make([]int64, len(weights))
	if len(weights) == 0 {
		return parts
	}
	sum := new(big.Int)
	for _, w := range weights {
		sum.Add(sum, big.NewInt(max(w, 0)))
	}
	if sum.Sign() == 0 {
		parts[0] = total
		return parts
	}
	if total < 0 {
		for i, p := range Share(-total, weights) {
			parts[i] = -p
		}
		return parts
	}
	left, order, remainders := total, make([]int, len(weights)), make([]*big.Int, len(weights))
	for i, w := range weights {
		product := new(big.Int).Mul(big.NewInt(total), big.NewInt(max(w, 0)))
		part, rest := product.QuoRem(product, sum, new(big.Int))
		parts[i], remainders[i], order[i] = part.Int64(), rest, i
		left -= parts[i]
	}
	sort.SliceStable(order, func(a, b int) bool { return remainders[order[a]].Cmp(remainders[order[b]]) > 0 })
	for i := int64(0); i < left; i++ {
		parts[order[i]]++
	}
	return parts
}

// Times multiplies a unit amount by a quantity, refusing what exceeds Limit.
func Times(unit, quantity int64) (int64, error) {
	high, low := bits.Mul64(abs(unit), abs(quantity))
	if high != 0 || low > uint64(Limit) {
		return 0, errs.Invalid("This amount is too large.")
	}
	return unit * quantity, nil
}

// UnmarshalJSON refuses unknown and missing fields and unknown currencies.
func (m *Money) UnmarshalJSON(data []byte) error {
	var read struct {
		Amount   *int64 `json:"amount"`
		Currency string `json:"currency"`
	}
	decoder := json.NewDecoder(strings.NewReader(string(data)))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&read); err != nil {
		return errs.Invalid("Write money as {\"amount\":1999,\"currency\":\"EUR\"}.").WithCause(err)
	}
	if read.Amount == nil || !KnownCurrency(read.Currency) || *read.Amount > Limit || *read.Amount < -Limit {
		return errs.Invalid("Write money as {\"amount\":1999,\"currency\":\"EUR\"}.")
	}
	m.Amount, m.Currency = *read.Amount, read.Currency
	return nil
}
