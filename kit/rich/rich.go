// Package rich keeps formatted text of merchants safe: product descriptions, pages,
// collections. There is one list of what such text may hold, for what is written by the
// editor, by the API and by imports, and again when it is drawn.
package rich

import (
	"regexp"
	"strings"

	"github.com/microcosm-cc/bluemonday"
)

// policy is what rich text may hold: text, lists, tables, links and pictures; no script, no
// style, no frames. Compiled once, never changed.
var policy = allowed()

func allowed() *bluemonday.Policy {
	p := bluemonday.UGCPolicy()
	p.RequireNoFollowOnLinks(false)
	p.RequireNoFollowOnFullyQualifiedLinks(false)
	p.AllowRelativeURLs(true)
	p.AllowAttrs("id").Matching(regexp.MustCompile(`^[a-z][a-z0-9-]{0,60}$`)).OnElements("h2", "h3", "h4")
	p.AllowAttrs("loading").Matching(regexp.MustCompile(`^lazy$`)).OnElements("img")
	return p
}

// Clean returns the HTML without all that is not on the list. Apostrophes and quotation
// marks of the text stay what they are, so that people can read the HTML they wrote. Clean
// text comes back unchanged.
func Clean(text string) string {
	if !strings.ContainsAny(text, "<>&") {
		return text
	}
	return unescapeQuotes(policy.Sanitize(text))
}

// unescapeQuotes writes &#39; and &#34; as the marks they are, between tags only: inside a
// tag they end the value of an attribute.
func unescapeQuotes(clean string) string {
	if !strings.Contains(clean, "&#3") {
		return clean
	}
	var b strings.Builder
	for clean != "" {
		text, tag := clean, ""
		if at := strings.IndexByte(clean, '<'); at >= 0 {
			text, tag = clean[:at], clean[at:]
		}
		b.WriteString(strings.NewReplacer("&#39;", "'", "&#34;", `"`).Replace(text))
		end := strings.IndexByte(tag, '>') + 1
		b.WriteString(tag[:end])
		clean = tag[end:]
	}
	return b.String()
}
