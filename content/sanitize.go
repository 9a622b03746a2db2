package content

import "github.com/coulisse/coulisse/kit/rich"

// Sanitize returns the HTML without all that is not on the list of kit/rich. It is called
// when rich text is written and again when it is drawn, so that a tighter list holds for
// old text.
func Sanitize(html string) string { return rich.Clean(html) }
