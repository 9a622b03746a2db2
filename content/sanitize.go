package content

import (
	"regexp"

	"github.com/microcosm-cc/bluemonday"
)

// policy is what rich text of merchants may hold: text, lists, tables, links and
// pictures; no script, no style, no frames.
var policy = richText()

func richText() *bluemonday.Policy {
	p := bluemonday.UGCPolicy()
	p.RequireNoFollowOnLinks(false)
	p.RequireNoFollowOnFullyQualifiedLinks(false)
	p.AllowRelativeURLs(true)
	p.AllowAttrs("id").Matching(regexp.MustCompile(`^[a-z][a-z0-9-]{0,60}$`)).OnElements("h2", "h3", "h4")
	p.AllowAttrs("loading").Matching(regexp.MustCompile(`^lazy$`)).OnElements("img")
	return p
}

// Sanitize returns the HTML without all that is not on the list. It is called when rich
// text is written and again when it is drawn, so that a tighter list holds for old text.
func Sanitize(html string) string { return policy.Sanitize(html) }
