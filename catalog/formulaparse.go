package catalog

import (
	"math/big"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/coulisse/coulisse/kit/errs"
)

// The sizes a formula keeps: nobody means more.
const (
	maxFormula = 200
	maxNumber  = 15 // digits
	maxDepth   = 20
)

// token is one word, number or sign of a formula.
type token struct {
	text   string
	number *big.Rat
	ending bool // written without a whole part: .99
	cents  bool // a percentage
}

// ParseFormula reads a formula; Invalid names the place that cannot be read.
func ParseFormula(text string) (Formula, error) {
	if utf8.RuneCountInString(text) > maxFormula {
		return Formula{}, errs.Invalid("This is too long. Keep it under %d characters.", maxFormula)
	}
	tokens, err := scanFormula(text)
	if err != nil {
		return Formula{}, err
	}
	p := &formulaParser{tokens: tokens}
	var f Formula
	for !p.done() {
		step, err := p.step()
		if err != nil {
			return Formula{}, err
		}
		f.steps = append(f.steps, step)
		for p.is(";") {
			p.at++
		}
	}
	if len(f.steps) == 0 {
		return Formula{}, unreadable("")
	}
	return f, nil
}

func unreadable(at string) error {
	return errs.Invalid("The formula cannot be read at “%s”. Write it like +10%%, *1.2, = cost * 2 or round .99.", cut(at, 20))
}

var signs = strings.NewReplacer("×", "*", "÷", "/", "−", "-", "\u00a0", " ", "\u202f", " ")

func scanFormula(text string) ([]token, error) {
	var tokens []token
	runes := []rune(signs.Replace(text))
	for i := 0; i < len(runes); {
		c := runes[i]
		switch {
		case unicode.IsSpace(c):
			i++
		case digit(c) || (c == '.' || c == ',') && i+1 < len(runes) && digit(runes[i+1]):
			number, size, ok := scanNumber(runes[i:])
			if !ok {
				return nil, unreadable(string(runes[i:]))
			}
			tokens, i = append(tokens, number), i+size
		case c == ',' || c == ';':
			tokens, i = append(tokens, token{text: ";"}), i+1
		case strings.ContainsRune("+-*/=()", c):
			tokens, i = append(tokens, token{text: string(c)}), i+1
		case c == 'x' || c == 'X':
			tokens, i = append(tokens, token{text: "*"}), i+1
		case unicode.IsLetter(c):
			end := i
			for end < len(runes) && (unicode.IsLetter(runes[end]) || runes[end] == '_') {
				end++
			}
			tokens, i = append(tokens, token{text: string(runes[i:end])}), end
		default:
			return nil, unreadable(string(runes[i:]))
		}
	}
	return tokens, nil
}

func digit(c rune) bool { return c >= '0' && c <= '9' }

// scanNumber reads 12, 12.5, 12,5, .99 and 10% with their length.
func scanNumber(runes []rune) (token, int, bool) {
	n, digits := 0, ""
	marks := 0
	for n < len(runes) && (digit(runes[n]) || (runes[n] == '.' || runes[n] == ',') && n+1 < len(runes) && digit(runes[n+1])) {
		if digit(runes[n]) {
			digits += string(runes[n])
		} else {
			digits, marks = digits+".", marks+1
		}
		n++
	}
	if marks > 1 || len(digits) > maxNumber {
		return token{}, 0, false
	}
	ending := strings.HasPrefix(digits, ".")
	value, ok := new(big.Rat).SetString("0" + digits)
	end := n
	for end < len(runes) && runes[end] == ' ' {
		end++
	}
	t := token{text: string(runes[:n]), number: value, ending: ending}
	if end < len(runes) && runes[end] == '%' {
		t.cents, n = true, end+1
	}
	return t, n, ok
}

type formulaParser struct {
	tokens []token
	at     int
	depth  int
}

func (p *formulaParser) done() bool { return p.at >= len(p.tokens) }

func (p *formulaParser) is(text string) bool { return !p.done() && p.tokens[p.at].text == text }

func (p *formulaParser) next() (token, error) {
	if p.done() {
		return token{}, unreadable("")
	}
	p.at++
	return p.tokens[p.at-1], nil
}

func (p *formulaParser) refuse() error {
	if p.done() {
		return unreadable("")
	}
	return unreadable(p.tokens[p.at].text)
}

// step is "= …", an operator with one value, or a rounding.
func (p *formulaParser) step() (formulaStep, error) {
	switch {
	case p.is("="):
		p.at++
		value, err := p.sum()
		if err != nil {
			return nil, err
		}
		return func(_ *big.Rat, on FormulaOn) (*big.Rat, error) { return value.of(on) }, nil
	case p.is("+"), p.is("-"), p.is("*"), p.is("/"):
		sign := p.tokens[p.at].text
		p.at++
		right, err := p.value()
		if err != nil {
			return nil, err
		}
		return func(now *big.Rat, on FormulaOn) (*big.Rat, error) {
			left, err := own(now, on)
			if err != nil {
				return nil, err
			}
			return calculate(left, sign, right, on)
		}, nil
	case !p.done() && isRound(p.tokens[p.at].text):
		p.at++
		return p.round()
	}
	return nil, p.refuse()
}

func (p *formulaParser) round() (formulaStep, error) {
	r := rounding{at: big.NewRat(1, 1)}
	for !p.done() && p.tokens[p.at].number == nil {
		way, known := roundWays[fold(p.tokens[p.at].text)]
		if !known {
			break
		}
		if way != "" {
			r.way = way
		}
		p.at++
	}
	if !p.done() && p.tokens[p.at].number != nil {
		t := p.tokens[p.at]
		if t.cents || t.number.Sign() == 0 && !t.ending {
			return nil, p.refuse()
		}
		r.at, r.end = t.number, t.ending
		p.at++
	}
	return r.step, nil
}

// value is a number, a word or a bracket; part says that it is a percentage.
type operand struct {
	of   func(on FormulaOn) (*big.Rat, error)
	part bool
}

// sum is products added up, as after "=".
func (p *formulaParser) sum() (operand, error) {
	return p.chain(p.product, "+", "-")
}

func (p *formulaParser) product() (operand, error) {
	return p.chain(p.value, "*", "/")
}

// chain reads operands joined by one of two signs, from left to right.
func (p *formulaParser) chain(read func() (operand, error), one, other string) (operand, error) {
	left, err := read()
	for err == nil && (p.is(one) || p.is(other)) {
		sign := p.tokens[p.at].text
		p.at++
		first := left
		var right operand
		if right, err = read(); err != nil {
			break
		}
		left = operand{of: func(on FormulaOn) (*big.Rat, error) {
			value, err := first.of(on)
			if err != nil {
				return nil, err
			}
			return calculate(value, sign, right, on)
		}}
	}
	return left, err
}

func (p *formulaParser) value() (operand, error) {
	t, err := p.next()
	if err != nil {
		return operand{}, err
	}
	if t.number != nil {
		value := t.number
		if t.cents {
			value = new(big.Rat).Quo(value, big.NewRat(100, 1))
		}
		return operand{of: func(FormulaOn) (*big.Rat, error) { return value, nil }, part: t.cents}, nil
	}
	if word, ok := known(t.text); ok {
		return operand{of: word}, nil
	}
	p.depth++
	if t.text != "(" || p.depth > maxDepth {
		p.at--
		return operand{}, p.refuse()
	}
	inside, err := p.sum()
	if err != nil {
		return operand{}, err
	}
	if !p.is(")") {
		return operand{}, p.refuse()
	}
	p.at++
	return inside, nil
}

// calculate takes a percentage that is added or taken off as a part of the left side.
func calculate(left *big.Rat, sign string, right operand, on FormulaOn) (*big.Rat, error) {
	value, err := right.of(on)
	if err != nil {
		return nil, err
	}
	if right.part && (sign == "+" || sign == "-") {
		value = new(big.Rat).Mul(left, value)
	}
	switch sign {
	case "+":
		return new(big.Rat).Add(left, value), nil
	case "-":
		return new(big.Rat).Sub(left, value), nil
	case "*":
		return new(big.Rat).Mul(left, value), nil
	}
	if value.Sign() == 0 {
		return nil, errs.Invalid("This cannot be divided by zero.")
	}
	return new(big.Rat).Quo(left, value), nil
}
