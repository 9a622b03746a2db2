package text

import (
	"fmt"
	"strings"
	"time"

	"github.com/bojanz/currency"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/money"
)

// Printer writes for one person: a language and a time zone.
type Printer struct {
	Locale string
	Zone   *time.Location

	catalog *Catalog
	phrases map[string]forms
	habits  habits
}

// Key marks an English sentence that is translated elsewhere, so that the check of
// translations finds it: a label in a table of constants.
func Key(english string) string { return english }

// T returns the sentence in the person's language with its arguments filled in.
// Without arguments the sentence is taken as it is. Money and times among the
// arguments are written as the language wants them.
func (p *Printer) T(english string, args ...any) string {
	phrase := english
	if f, ok := p.phrases[english]; ok && len(f) > 0 && f[0] != "" {
		phrase = f[0]
	}
	if len(args) == 0 {
		return phrase
	}
	return p.format(phrase, args)
}

// N chooses the plural form for n and fills it in; n is the first argument, others
// follow. The key of the translation is the singular.
func (p *Printer) N(n int, one, many string, args ...any) string {
	phrase := many
	if n == 1 || n == -1 {
		phrase = one
	}
	if f, ok := p.phrases[one]; ok && len(f) > 0 {
		phrase = f[min(p.habits.plural(n), len(f)-1)]
	}
	return p.format(phrase, append([]any{n}, args...))
}

// format is Sprintf that leaves out arguments the phrase does not name ("One order").
func (p *Printer) format(phrase string, args []any) string {
	written := make([]any, len(args))
	for i, arg := range args {
		switch v := arg.(type) {
		case money.Money:
			written[i] = p.Money(v)
		case db.Time:
			written[i] = p.DateTime(v)
		case money.Rate:
			written[i] = p.Percent(v)
		case error:
			written[i] = p.Error(v)
		default:
			written[i] = arg
		}
	}
	if verbs := strings.Count(strings.ReplaceAll(phrase, "%%", ""), "%"); !strings.Contains(phrase, "%[") && verbs < len(written) {
		written = written[:verbs]
	}
	return fmt.Sprintf(phrase, written...)
}

// Error returns the sentence of a refusal; an internal error gets the one sentence
// that says nothing of its cause.
func (p *Printer) Error(err error) string {
	refusal := errs.As(err)
	if refusal == nil {
		return p.T("Something went wrong on our side. Nothing was changed. Please try again.")
	}
	return p.sentence(refusal.Message, refusal.Args)
}

// FieldText is the message of one wrong field, translated.
type FieldText struct{ Name, Message string }

// Fields returns the translated field messages of a refusal; none for other errors.
func (p *Printer) Fields(err error) []FieldText {
	refusal := errs.As(err)
	if refusal == nil {
		return nil
	}
	list := make([]FieldText, len(refusal.Fields))
	for i, f := range refusal.Fields {
		list[i] = FieldText{f.Name, p.sentence(f.Message, f.Args)}
	}
	return list
}

// sentence is T for texts that were always meant for fmt, even without arguments.
func (p *Printer) sentence(message string, args []any) string {
	if len(args) == 0 {
		return strings.ReplaceAll(p.T(message), "%%", "%")
	}
	return p.T(message, args...)
}

// Money writes an amount with its currency: "€19.99", "19,99 €".
func (p *Printer) Money(m money.Money) string {
	amount, err := currency.NewAmountFromInt64(m.Amount, m.Currency)
	if err != nil {
		return m.Decimal() + " " + m.Currency
	}
	formatter := currency.NewFormatter(currency.NewLocale(p.Locale))
	return formatter.Format(amount)
}

// Decimal writes an amount without its currency, for tables and inputs: "1,299.50".
func (p *Printer) Decimal(m money.Money) string {
	whole, part, _ := strings.Cut(m.Decimal(), ".")
	text := p.group(whole)
	if part != "" {
		text += p.habits.decimal + part
	}
	return text
}

// Number writes a whole number with its groups: "12,345", "12 345".
func (p *Printer) Number(n int64) string { return p.group(fmt.Sprint(n)) }

func (p *Printer) group(digits string) string {
	sign := ""
	if strings.HasPrefix(digits, "-") {
		sign, digits = "-", digits[1:]
	}
	text := ""
	for len(digits) > 3 {
		text = p.habits.group + digits[len(digits)-3:] + text
		digits = digits[:len(digits)-3]
	}
	return sign + digits + text
}

// Percent writes a rate: "5.5%", "5,5 %".
func (p *Printer) Percent(r money.Rate) string {
	sign := ""
	if r < 0 {
		sign, r = "-", -r
	}
	return sign + strings.Replace(r.Percent(), ".", p.habits.decimal, 1) + p.habits.percent
}
