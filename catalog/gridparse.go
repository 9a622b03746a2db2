package catalog

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/money"
)

// maxQuantity is the most a cell of stock takes; stock keeps the same bound.
const maxQuantity = int64(1_000_000_000)

// GridTyped is a cell as a person typed or pasted it. Choices are the values of a
// choice by their folded names in the person's language (GridChoiceKey).
type GridTyped struct {
	Column   GridColumn
	Text     string
	Currency string
	Choices  map[string]string
}

// GridChoiceKey is the name of a choice as it is compared: without capitals and accents.
func GridChoiceKey(name string) string { return fold(name) }

// Stored turns what was typed into the stored value (see GridColumn.Of). Amounts and
// numbers are read as people and spreadsheets write them: "1 234,50", "€ 12.50".
// Invalid says in one sentence what is wrong with this cell.
func (t GridTyped) Stored() (string, error) {
	switch t.Column.Kind {
	case GridMoney:
		return t.amount()
	case GridNumber:
		return t.whole()
	case GridFlag:
		return t.yes()
	case GridChoice:
		return t.choice()
	case GridWords:
		words := splitWords(t.Text)
		if len(words) > MaxTags {
			return "", errs.Invalid("A product has at most %d tags.", MaxTags)
		}
		return joinWords(words), firstTooLong(words, maxWord)
	}
	return t.words()
}

// currencySigns stand around amounts copied from a spreadsheet.
var currencySigns = strings.NewReplacer("€", "", "$", "", "£", "", "¥", "")

func (t GridTyped) amount() (string, error) {
	text := strings.TrimSpace(currencySigns.Replace(t.Text))
	text = strings.TrimSpace(strings.TrimSuffix(strings.TrimPrefix(text, t.Currency), t.Currency))
	if text == "" {
		return "0", nil
	}
	amount, err := money.Parse(text, t.Currency)
	if err == nil && amount < 0 {
		err = errs.Invalid("This amount must be zero or more and not absurdly large.")
	}
	return strconv.FormatInt(amount, 10), err
}

func (t GridTyped) whole() (string, error) {
	text := strings.TrimSpace(t.Text)
	if text == "" && t.Column.Blank {
		return "0", nil
	}
	// A currency without decimals reads whole numbers, grouped or not.
	n, err := money.Parse(text, "JPY")
	if err != nil {
		return "", errs.Invalid("Write a whole number.")
	}
	switch {
	case t.Column.Key == GridStock && (n < 0 || n > maxQuantity):
		return "", errs.Invalid("Write a whole number between 0 and 1,000,000,000.")
	case t.Column.Key == "weight" && (n < 0 || n > maxWeight):
		return "", errs.Invalid("The weight must lie between 0 and 100 tonnes.")
	}
	return strconv.FormatInt(n, 10), nil
}

// yes reads what spreadsheets and people write for yes and no.
func (t GridTyped) yes() (string, error) {
	switch fold(t.Text) {
	case "1", "true", "yes", "y", "x", "✓", "✔", "on", "oui", "vrai", "ja", "wahr":
		return "1", nil
	case "", "0", "false", "no", "n", "–", "-", "off", "non", "faux", "nein", "falsch":
		return "", nil
	}
	return "", errs.Invalid("Answer this with yes or no.")
}

func (t GridTyped) choice() (string, error) {
	if value, known := t.Choices[fold(t.Text)]; known {
		return value, nil
	}
	if t.Column.Key == "status" {
		return "", errs.Invalid("Choose draft, active or archived.")
	}
	return "", errs.Invalid("“%s” is not one of the choices.", cut(t.Text, 40))
}

// limits are the lengths the document keeps, so that a cell is refused at once.
var gridLimits = map[string]int{"title": maxTitle, "seo_title": maxSEO, "seo_description": maxSEO}

func (t GridTyped) words() (string, error) {
	text := squeeze(t.Text)
	switch t.Column.Key {
	case "title":
		if text == "" {
			return "", errs.Invalid("Give the product a name.")
		}
	case "handle":
		if text = Slug(text); text == "" {
			return "", errs.Invalid("Write an address such as linen-shirt.")
		}
	}
	limit := maxWord
	if own, known := gridLimits[t.Column.Key]; known {
		limit = own
	}
	return text, firstTooLong([]string{text}, limit)
}

func firstTooLong(words []string, most int) error {
	for _, word := range words {
		if utf8.RuneCountInString(word) > most {
			return errs.Invalid("This is too long. Keep it under %d characters.", most)
		}
	}
	return nil
}
