package theme

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/money"
	"github.com/coulisse/coulisse/liquid"
)

// amountOf is an amount in minor units with its currency: that of the page unless named.
func amountOf(c *liquid.Call, in any) (*Page, money.Money) {
	p := pageOf(c.Render())
	currency := p.Currency
	if named := liquid.PlainText(c.Named("currency")); named != "" {
		currency = named
	}
	return p, money.Of(number(in), currency)
}

// price writes an amount of minor units as the language of the page does: "19,99 €".
func price(c *liquid.Call, in any, _ []any) (any, error) {
	p, amount := amountOf(c, in)
	return p.Words.Money(amount), nil
}

// moneyWithCode adds the code of the currency.
func moneyWithCode(c *liquid.Call, in any, _ []any) (any, error) {
	p, amount := amountOf(c, in)
	return p.Words.Money(amount) + " " + amount.Currency, nil
}

// moneyBare leaves the currency out.
func moneyBare(c *liquid.Call, in any, _ []any) (any, error) {
	p, amount := amountOf(c, in)
	return p.Words.Decimal(amount), nil
}

// weight writes grams as grams or kilograms.
func weight(c *liquid.Call, in any, _ []any) (any, error) {
	grams := number(in)
	if grams < 1000 {
		return fmt.Sprintf("%d g", grams), nil
	}
	kilos := strconv.FormatFloat(float64(grams)/1000, 'f', -1, 64)
	if pageOf(c.Render()).Locale == "fr" {
		kilos = strings.ReplaceAll(kilos, ".", ",")
	}
	return kilos + " kg", nil
}

func momentOf(c *liquid.Call, in any) (db.Time, bool) {
	if at, ok := in.(time.Time); ok {
		return db.TimeOf(at), true
	}
	at, ok := c.Render().Date(in)
	return db.TimeOf(at), ok
}

// longDate writes a day with its month in words.
func longDate(c *liquid.Call, in any, _ []any) (any, error) {
	at, ok := momentOf(c, in)
	if !ok {
		return in, nil
	}
	return pageOf(c.Render()).Words.LongDate(at), nil
}

// dateTime writes day and minute.
func dateTime(c *liquid.Call, in any, _ []any) (any, error) {
	at, ok := momentOf(c, in)
	if !ok {
		return in, nil
	}
	return pageOf(c.Render()).Words.DateTime(at), nil
}

// percent writes a rate in parts per million: "20 %".
func percent(c *liquid.Call, in any, _ []any) (any, error) {
	return pageOf(c.Render()).Words.Percent(money.Rate(number(in))), nil
}

// countryName writes the name of a country code.
func countryName(c *liquid.Call, in any, _ []any) (any, error) {
	return pageOf(c.Render()).Words.Country(liquid.PlainText(in)), nil
}

// handleize makes a text fit for an address.
func handleize(_ *liquid.Call, in any, _ []any) (any, error) {
	var b strings.Builder
	dash := false
	for _, r := range strings.ToLower(liquid.PlainText(in)) {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			if dash && b.Len() > 0 {
				b.WriteByte('-')
			}
			b.WriteRune(r)
			dash = false
			continue
		}
		dash = true
	}
	return b.String(), nil
}

// pluralize chooses between two words: {{ n | pluralize: 'piece', 'pieces' }}.
func pluralize(c *liquid.Call, in any, args []any) (any, error) {
	if len(args) != 2 {
		return nil, c.Errorf("pluralize needs two words")
	}
	if number(in) == 1 {
		return args[0], nil
	}
	return args[1], nil
}

// colourBrightness is how light a colour is, 0 to 255, so that text on it can be told.
func colourBrightness(_ *liquid.Call, in any, _ []any) (any, error) {
	code := strings.TrimPrefix(liquid.PlainText(in), "#")
	value, err := strconv.ParseUint(code, 16, 32)
	if err != nil || len(code) != 6 {
		return 0, nil
	}
	r, g, b := value>>16, value>>8&255, value&255
	return int((r*299 + g*587 + b*114) / 1000), nil
}
