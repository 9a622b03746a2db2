package liquid

import (
	"math"
	"math/big"
	"strconv"
	"strings"
)

// looseInt reads the digits a text starts with, 0 when there are none.
func looseInt(v any) int {
	switch x := v.(type) {
	case int:
		return x
	case float64:
		return clampInt(x)
	case string:
		return leadingInt(x)
	case Safe:
		return leadingInt(string(x))
	}
	return 0
}

func clampInt(f float64) int {
	switch {
	case f != f:
		return 0
	case f >= math.MaxInt64:
		return math.MaxInt64
	case f <= math.MinInt64:
		return math.MinInt64
	}
	return int(f)
}

func leadingInt(s string) int {
	s = strings.TrimLeft(s, spaces)
	i := 0
	if i < len(s) && (s[i] == '-' || s[i] == '+') {
		i++
	}
	start := i
	for i < len(s) && i < 64 && (isDigit(s[i]) || s[i] == '_' && i > start && i+1 < len(s) && isDigit(s[i+1])) {
		i++
	}
	if i == start {
		return 0
	}
	n, _ := strconv.ParseInt(strings.ReplaceAll(s[:i], "_", ""), 10, 64)
	return int(n)
}

// integer is for arguments that must be whole numbers.
func integer(v any) (int, error) {
	switch x := plain(v).(type) {
	case int:
		return x, nil
	case string:
		return strictInt(x)
	case Safe:
		return strictInt(string(x))
	case float64:
		if math.Abs(x) >= 1<<63 {
			return clampInt(x), nil
		}
	}
	return 0, failf("invalid integer")
}

func strictInt(s string) (int, error) {
	s = strings.Trim(s, spaces)
	n, err := strconv.ParseInt(strings.TrimPrefix(s, "+"), 10, 64)
	if err != nil {
		return 0, failf("invalid integer")
	}
	return int(n), nil
}

// number is what arithmetic works with: int or a decimal as float64. Texts
// count by the number they start with, everything else is 0.
func number(v any) any {
	switch x := plain(v).(type) {
	case int:
		return x
	case float64:
		return x
	case string:
		return textNumber(x)
	case Safe:
		return textNumber(string(x))
	}
	return 0
}

func textNumber(s string) any {
	t := strings.Trim(s, spaces)
	if len(t) > 400 {
		t = t[:400]
	}
	if isDecimal(t) {
		f, _ := strconv.ParseFloat(t, 64)
		return f
	}
	return leadingInt(s)
}

// isDecimal: digits, a point, digits.
func isDecimal(s string) bool {
	s = strings.TrimPrefix(s, "-")
	whole, frac, ok := strings.Cut(s, ".")
	return ok && digits(whole) && digits(frac)
}

func digits(s string) bool {
	for i := 0; i < len(s); i++ {
		if !isDigit(s[i]) {
			return false
		}
	}
	return s != ""
}

// arithmetic computes in whole numbers where both are, otherwise in decimals:
// 0.1 + 0.2 is 0.3. Whole results beyond 64 bits become floats.
func arithmetic(a, b any, op byte) (any, error) {
	x, ok := a.(int)
	y, ok2 := b.(int)
	if ok && ok2 {
		return wholes(x, y, op)
	}
	f, g := toFloat(a), toFloat(b)
	if g == 0 && (op == '/' || op == '%') {
		return nil, failf("divided by 0")
	}
	if !finite(f) || !finite(g) {
		return floats(f, g, op), nil
	}
	p, q := decimal(f), decimal(g)
	r := new(big.Rat)
	switch op {
	case '+':
		r.Add(p, q)
	case '-':
		r.Sub(p, q)
	case '*':
		r.Mul(p, q)
	case '/':
		r.Quo(p, q)
	case '%':
		whole := floorRat(new(big.Rat).Quo(p, q))
		r.Sub(p, new(big.Rat).Mul(q, new(big.Rat).SetInt(whole)))
	}
	out, _ := r.Float64()
	return out, nil
}

func floats(f, g float64, op byte) float64 {
	switch op {
	case '+':
		return f + g
	case '-':
		return f - g
	case '*':
		return f * g
	case '/':
		return f / g
	}
	return math.Mod(f, g)
}

func finite(f float64) bool { return !math.IsNaN(f) && !math.IsInf(f, 0) }

// decimal is the number a float shows, not the binary fraction behind it.
func decimal(f float64) *big.Rat {
	r, ok := new(big.Rat).SetString(strconv.FormatFloat(f, 'e', -1, 64))
	if !ok {
		return new(big.Rat)
	}
	return r
}

func floorRat(r *big.Rat) *big.Int {
	q, m := new(big.Int).DivMod(r.Num(), r.Denom(), new(big.Int))
	_ = m
	return q
}

func toFloat(v any) float64 {
	switch x := v.(type) {
	case int:
		return float64(x)
	case float64:
		return x
	}
	return 0
}

func wholes(x, y int, op byte) (any, error) {
	switch op {
	case '+':
		if r := x + y; (r > x) == (y > 0) {
			return r, nil
		}
		return float64(x) + float64(y), nil
	case '-':
		if r := x - y; (r < x) == (y > 0) {
			return r, nil
		}
		return float64(x) - float64(y), nil
	case '*':
		if x == 0 || y == 0 {
			return 0, nil
		}
		if r := x * y; r/y == x && !(x == -1 && y == math.MinInt64) && !(y == -1 && x == math.MinInt64) {
			return r, nil
		}
		return float64(x) * float64(y), nil
	}
	if y == 0 {
		return nil, failf("divided by 0")
	}
	if y == -1 {
		if op == '%' {
			return 0, nil
		}
		return wholes(0, x, '-')
	}
	q, r := x/y, x%y
	if r != 0 && (r < 0) != (y < 0) {
		q, r = q-1, r+y
	}
	if op == '/' {
		return q, nil
	}
	return r, nil
}

// rounded rounds half away from zero to n places.
func rounded(v any, n int) (any, error) {
	if x, ok := v.(int); ok {
		if n >= 0 {
			return x, nil
		}
		if n < -19 {
			return 0, nil
		}
		p := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(-n)), nil)
		r := roundRat(new(big.Rat).SetFrac(big.NewInt(int64(x)), p))
		r.Mul(r, p)
		if r.IsInt64() {
			return int(r.Int64()), nil
		}
		f, _ := new(big.Float).SetInt(r).Float64()
		return f, nil
	}
	f := toFloat(v)
	if !finite(f) {
		if n > 0 {
			return f, nil
		}
		return nil, failf("%s", floatText(f))
	}
	if n > 330 {
		return f, nil
	}
	if n < -330 {
		return 0, nil
	}
	p := new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(max(n, -n))), nil))
	if n < 0 {
		p.Inv(p)
	}
	r := new(big.Rat).SetInt(roundRat(new(big.Rat).Mul(decimal(f), p)))
	r.Quo(r, p)
	if n <= 0 {
		return ratInt(r)
	}
	out, _ := r.Float64()
	return out, nil
}

func roundRat(r *big.Rat) *big.Int {
	half := big.NewRat(1, 2)
	if r.Sign() < 0 {
		return new(big.Int).Neg(roundRat(new(big.Rat).Neg(r)))
	}
	return floorRat(new(big.Rat).Add(r, half))
}

func ratInt(r *big.Rat) (any, error) {
	if r.Num().IsInt64() {
		return int(r.Num().Int64()), nil
	}
	f, _ := r.Float64()
	return f, nil
}
