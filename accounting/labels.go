package accounting

import "strings"

// Label is a kind of entry label: English with at most one %s, as stored and sealed.
type Label struct{ English string }

// Labels are the kinds of labels Post is called with, for translation on screens. The
// longer ones come first: "Invoice %s settled" before "Invoice %s".
var Labels = [...]Label{
	{"Invoice %s deposit applied"}, {"Invoice %s settled"}, {"Credit note %s settled"}, {"Invoice %s"}, {"Credit note %s"},
	{"Payment received"}, {"Payment refunded"}, {"Goods shipped"}, {"Goods returned"}, {"Stock adjusted"},
}

// Match says whether label is of this kind and returns what stands for %s.
func (l Label) Match(label string) (args []any, ok bool) {
	before, after, has := strings.Cut(l.English, "%s")
	if !has {
		return nil, label == l.English
	}
	middle, ok := strings.CutPrefix(label, before)
	if !ok {
		return nil, false
	}
	middle, ok = strings.CutSuffix(middle, after)
	return []any{middle}, ok
}
