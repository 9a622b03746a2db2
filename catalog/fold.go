package catalog

import (
	"html"
	"strings"
	"unicode"

	"github.com/microcosm-cc/bluemonday"
	"golang.org/x/text/unicode/norm"
)

// tagless removes every tag, for search and previews.
var tagless = bluemonday.StrictPolicy()

// PlainText is a description without its markup.
func PlainText(text string) string {
	if !strings.ContainsAny(text, "<>&") {
		return text
	}
	return html.UnescapeString(tagless.Sanitize(strings.ReplaceAll(text, "<", " <")))
}

// letters are those that have no decomposition but a common spelling.
var letters = strings.NewReplacer("ß", "ss", "æ", "ae", "œ", "oe", "ø", "o", "ł", "l", "đ", "d", "ð", "d", "þ", "th", "ı", "i")

// fold is text as it is compared and sorted: lower case, no accents, single spaces.
// It is done here because lower() differs between engines.
func fold(text string) string {
	text = strings.ToLower(strings.Join(strings.Fields(text), " "))
	if isASCII(text) {
		return text
	}
	var b strings.Builder
	for _, r := range norm.NFKD.String(letters.Replace(text)) {
		if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func isASCII(text string) bool {
	for i := 0; i < len(text); i++ {
		if text[i] >= 0x80 {
			return false
		}
	}
	return true
}

// Slug makes the last part of a public address from a title: "Été à Paris" becomes
// "ete-a-paris". Letters of other scripts stay as they are.
func Slug(title string) string {
	var b strings.Builder
	dash := false
	for _, r := range fold(title) {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			if dash && b.Len() > 0 {
				b.WriteByte('-')
			}
			dash = false
			b.WriteRune(r)
			continue
		}
		dash = dash || r != '\'' && r != '’'
	}
	slug := []rune(b.String())
	return strings.Trim(string(slug[:min(len(slug), 200)]), "-")
}
