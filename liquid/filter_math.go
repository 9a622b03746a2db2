package liquid

import "math"

func (e *Env) mathFilters() {
	for name, op := range map[string]byte{"plus": '+', "minus": '-', "times": '*', "divided_by": '/', "modulo": '%'} {
		e.add(name, 1, 1, func(c *Call, in any, args []any) (any, error) {
			if err := c.s.step(2); err != nil {
				return nil, err
			}
			return arithmetic(number(in), number(args[0]), op)
		})
	}
	e.add("abs", 0, 0, func(_ *Call, in any, _ []any) (any, error) {
		n := number(in)
		if toFloat(n) < 0 {
			return arithmetic(0, n, '-')
		}
		return n, nil
	})
	e.add("round", 0, 1, round)
	e.add("ceil", 0, 0, wholeBy(math.Ceil))
	e.add("floor", 0, 0, wholeBy(math.Floor))
	e.add("at_least", 1, 1, func(_ *Call, in any, args []any) (any, error) {
		n, least := number(in), number(args[0])
		if c, _ := compare(least, n); c > 0 {
			return least, nil
		}
		return n, nil
	})
	e.add("at_most", 1, 1, func(_ *Call, in any, args []any) (any, error) {
		n, most := number(in), number(args[0])
		if c, _ := compare(most, n); c < 0 {
			return most, nil
		}
		return n, nil
	})
}

func round(_ *Call, in any, args []any) (any, error) {
	places := 0
	if len(args) > 0 {
		places = looseInt(number(args[0]))
	}
	return rounded(number(in), places)
}

func wholeBy(f func(float64) float64) FilterFunc {
	return func(_ *Call, in any, _ []any) (any, error) {
		n := number(in)
		x, ok := n.(float64)
		if !ok {
			return n, nil
		}
		if !finite(x) {
			return nil, failf("%s", floatText(x))
		}
		if x = f(x); math.Abs(x) >= 1<<62 {
			return x, nil
		}
		return int(x), nil
	}
}
