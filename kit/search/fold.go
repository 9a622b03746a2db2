package search

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// letters that decomposition leaves whole.
var letters = strings.NewReplacer(
	"ß", "ss", "æ", "ae", "œ", "oe", "ø", "o", "ł", "l", "đ", "d", "ð", "d", "þ", "th", "ı", "i", "ŀ", "l", "ħ", "h",
)

// Fold makes text comparable whatever its case and accents: "Žluťoučký Kůň" becomes
// "zlutoucky kun". Departments keep it in folded columns for sorting and matching;
// both engines then agree, which their own lower() would not.
func Fold(text string) string {
	var out strings.Builder
	for _, r := range norm.NFKD.String(strings.ToLower(text)) {
		if !unicode.Is(unicode.Mn, r) {
			out.WriteRune(unicode.ToLower(r))
		}
	}
	return strings.Join(strings.Fields(letters.Replace(out.String())), " ")
}

// maxTerms bounds what one document adds to the index.
const maxTerms = 4000

// terms cuts text into folded words without their plural s. Scripts that put no
// spaces between words give one term per character.
func terms(text string) []string {
	var out []string
	var word []rune
	flush := func() {
		if len(word) > 0 && len(out) < maxTerms {
			out = append(out, stem(word))
		}
		word = word[:0]
	}
	for _, r := range Fold(text) {
		switch {
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai):
			flush()
			word = append(word, r)
			flush()
		case (unicode.IsLetter(r) || unicode.IsNumber(r)) && len(word) < 64:
			word = append(word, r)
		default:
			flush()
		}
	}
	flush()
	return out
}

// stem drops the plural s of English, French and Spanish; the same on both sides, so
// a wrong cut harms nobody.
func stem(word []rune) string {
	n := len(word)
	if n >= 4 && word[n-1] == 's' && word[n-2] != 's' && unicode.IsLetter(word[n-2]) {
		n--
	}
	return string(word[:n])
}

// near says whether a and b are one slip apart: a letter too many, too few, wrong, or
// two neighbours swapped.
func near(a, b []rune) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if i == len(a) {
		return true
	}
	if len(a) < len(b) {
		return string(a[i:]) == string(b[i+1:])
	}
	swapped := i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && string(a[i+2:]) == string(b[i+2:])
	return swapped || string(a[i+1:]) == string(b[i+1:])
}

// nearPrefix is near for a word still being typed: some beginning of term is near.
func nearPrefix(typed, term []rune) bool {
	for n := len(typed) - 1; n <= len(typed)+1; n++ {
		if n > 0 && n <= len(term) && near(typed, term[:n]) {
			return true
		}
	}
	return false
}
