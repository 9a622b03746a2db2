package catalogweb

import "github.com/coulisse/coulisse/catalog"

// preview is the text a search engine would show.
func preview(in productForm) string {
	if in.SEODescription != "" {
		return in.SEODescription
	}
	runes := []rune(catalog.PlainText(in.Description))
	if len(runes) > 160 {
		return string(runes[:160]) + "…"
	}
	return string(runes)
}
