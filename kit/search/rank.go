package search

import "slices"

// Names are the words a fixed thing of the program is found by: a page, a setting, an
// act. They are cut and folded once, in as many languages as are given.
type Names struct {
	titles [][]string
	others []string
}

// NewNames makes the names of one thing. Titles are what it is called, one per
// language; others are further words for the same, in any language.
func NewNames(titles []string, others ...string) Names {
	var n Names
	for _, title := range titles {
		if words := Words(title); len(words) > 0 && !slices.ContainsFunc(n.titles, func(known []string) bool { return slices.Equal(known, words) }) {
			n.titles = append(n.titles, words)
		}
	}
	for _, text := range others {
		n.others = append(n.others, Words(text)...)
	}
	return n
}

// small are words that say nothing in a question: "refund an order".
const small = " a an the of to for in on at and my le la les un une des du de d l au aux et en "

// Words cuts a question into folded words and leaves out the small ones, unless
// nothing else is there.
func Words(question string) []string {
	all := terms(question)
	kept := slices.DeleteFunc(slices.Clone(all), isSmall)
	if len(kept) == 0 {
		return all
	}
	return kept
}

func isSmall(word string) bool {
	for from := 0; from+len(word)+2 <= len(small); from++ {
		if small[from] == ' ' && small[from+1:from+1+len(word)] == word && small[from+1+len(word)] == ' ' {
			return true
		}
	}
	return false
}

// How well one word fits; a sum of these over the question makes the rank.
const (
	sameInTitle  = 100
	beginsTitle  = 80
	sameInOthers = 60
	beginsOthers = 50
	slipInTitle  = 40
	slipInOthers = 25
	leads        = 10 // the first word of the question is the first of the title
	whole        = 40 // the question is the whole title
)

// Rank says how well the words of a question fit, 0 when one of them fits nowhere.
// Each word may be the beginning of a name; from four letters on it may have one slip.
func (n Names) Rank(question []string) int {
	if len(question) == 0 {
		return 0
	}
	best := 0
	for _, title := range n.titles {
		best = max(best, n.rank(question, title))
	}
	return best
}

func (n Names) rank(question, title []string) int {
	sum := 0
	for _, word := range question {
		fit := max(fits(word, title, sameInTitle, beginsTitle, slipInTitle), fits(word, n.others, sameInOthers, beginsOthers, slipInOthers))
		if fit == 0 {
			return 0
		}
		sum += fit
	}
	rank := sum / len(question)
	if fits(question[0], title[:1], 1, 1, 0) > 0 {
		rank += leads
	}
	if slices.Equal(question, title) {
		rank += whole
	}
	return rank
}

func fits(word string, names []string, same, begins, slip int) int {
	best := 0
	for _, name := range names {
		switch {
		case name == word:
			return same
		case len(name) > len(word) && name[:len(word)] == word:
			best = max(best, begins)
		case best == 0 && len([]rune(word)) >= 4 && nearPrefix([]rune(word), []rune(name)):
			best = slip
		}
	}
	return best
}
