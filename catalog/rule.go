package catalog

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/coulisse/coulisse/kit/errs"
)

// Rule is one condition of a collection: a field of the product, a relation and a
// value. Amounts are minor units of the shop's currency, weights are grams.
type Rule struct {
	Field    string `json:"field"`
	Relation string `json:"relation"`
	Value    string `json:"value"`
}

// RuleFields are the fields a rule may name, in the order screens offer them; the
// value says whether the field is a word or an amount.
var RuleFields = []struct{ Name, Kind string }{
	{"tag", "word"}, {"title", "word"}, {"vendor", "word"}, {"kind", "word"}, {"variant_title", "word"}, {"sku", "word"},
	{"price", "amount"}, {"compare_at", "amount"}, {"weight", "amount"},
}

// RuleRelations are the relations of a kind of field.
func RuleRelations(kind string) []string {
	if kind == "amount" {
		return []string{"is", "is_not", "greater", "less"}
	}
	return []string{"is", "is_not", "contains", "not_contains", "starts", "ends"}
}

func ruleKind(field string) string {
	for _, known := range RuleFields {
		if known.Name == field {
			return known.Kind
		}
	}
	return ""
}

// cleanRules checks rules and drops those without a value.
func cleanRules(rules []Rule, e *errs.Error) []Rule {
	var clean []Rule
	for i, rule := range rules {
		rule.Value = squeeze(rule.Value)
		if rule.Value == "" {
			continue
		}
		kind, field := ruleKind(rule.Field), fmt.Sprintf("rules[%d].value", i)
		known := false
		for _, relation := range RuleRelations(kind) {
			known = known || relation == rule.Relation
		}
		if kind == "" || !known {
			e.With(field, "Choose what this rule compares.")
		}
		if _, err := strconv.ParseInt(rule.Value, 10, 64); kind == "amount" && err != nil {
			e.With(field, "This rule needs a number.")
		}
		tooLong(e, field, rule.Value, maxWord)
		clean = append(clean, rule)
	}
	if len(clean) == 0 {
		e.With("rules", "Add at least one rule, or choose the products by hand.")
	}
	if len(clean) > maxRules {
		e.With("rules", "A collection has at most %d rules.", maxRules)
	}
	return clean
}

// holds says whether the document belongs into a collection of these rules.
func holds(rules []Rule, anyRule bool, doc *Document) bool {
	for _, rule := range rules {
		if rule.holds(doc) == anyRule {
			return anyRule
		}
	}
	return !anyRule && len(rules) > 0
}

// holds compares all values the field has, several for tags and variants: a positive
// relation holds when one of them fits, a negative one when its opposite fits none.
func (r Rule) holds(doc *Document) bool {
	if opposite, negative := map[string]string{"is_not": "is", "not_contains": "contains"}[r.Relation]; negative {
		return !Rule{Field: r.Field, Relation: opposite, Value: r.Value}.holds(doc)
	}
	if ruleKind(r.Field) == "amount" {
		return r.amountHolds(doc)
	}
	wanted := fold(r.Value)
	for _, word := range r.words(doc) {
		word = fold(word)
		fits := r.Relation == "is" && word == wanted ||
			r.Relation == "contains" && strings.Contains(word, wanted) ||
			r.Relation == "starts" && strings.HasPrefix(word, wanted) ||
			r.Relation == "ends" && strings.HasSuffix(word, wanted)
		if fits {
			return true
		}
	}
	return false
}

func (r Rule) words(doc *Document) []string {
	switch r.Field {
	case "tag":
		return doc.Tags
	case "title":
		return []string{doc.Title}
	case "vendor":
		return []string{doc.Vendor}
	case "kind":
		return []string{doc.Kind}
	}
	words := make([]string, 0, len(doc.Variants))
	for _, v := range doc.Variants {
		if r.Field == "sku" {
			words = append(words, v.SKU)
			continue
		}
		words = append(words, v.Title)
	}
	return words
}

func (r Rule) amountHolds(doc *Document) bool {
	wanted, err := strconv.ParseInt(r.Value, 10, 64)
	if err != nil {
		return false
	}
	for _, v := range doc.Variants {
		amount := v.Price
		switch r.Field {
		case "compare_at":
			amount = v.CompareAt
		case "weight":
			amount = v.Weight
		}
		if r.Relation == "is" && amount == wanted || r.Relation == "greater" && amount > wanted || r.Relation == "less" && amount < wanted {
			return true
		}
	}
	return false
}
