package shopsweb

import (
	"bytes"
	"embed"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/search"
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/kit/web"
)

//go:embed help
var helpSources embed.FS

// helpOrder is the order of the contents: as one meets things.
var helpOrder = []string{"first-steps", "orders", "refunds", "products", "grid", "collections", "imports", "stock", "customers", "invoices", "books", "vat",
	"delivery", "payments", "content", "settings", "staff", "history", "api"}

// helpPage is a page of documentation in one language.
type helpPage struct {
	Name, Title, HTML string
	names             search.Names
}

// helpPages are the pages by language, drawn once from the texts inside the program.
var helpPages = sync.OnceValue(func() map[string][]helpPage {
	pages := map[string][]helpPage{}
	writer := goldmark.New(goldmark.WithExtensions(extension.Table))
	for _, locale := range text.Locales() {
		for _, name := range helpOrder {
			source, err := fs.ReadFile(helpSources, path.Join("help", locale.Tag, name+".md"))
			if err != nil {
				panic("shopsweb: " + err.Error()) // embedded files are there or the program is not
			}
			pages[locale.Tag] = append(pages[locale.Tag], drawHelp(writer, name, source))
		}
	}
	return pages
})

// drawHelp takes the first line as the title; headings are words it is found by.
func drawHelp(writer goldmark.Markdown, name string, source []byte) helpPage {
	first, rest, _ := strings.Cut(string(source), "\n")
	var headings []string
	for line := range strings.Lines(rest) {
		if heading, ok := strings.CutPrefix(line, "## "); ok {
			headings = append(headings, strings.TrimSpace(heading))
		}
	}
	title := strings.TrimPrefix(first, "# ")
	var out bytes.Buffer
	if err := writer.Convert([]byte(rest), &out); err != nil {
		panic("shopsweb: " + err.Error()) // a buffer takes everything
	}
	return helpPage{name, title, out.String(), search.NewNames([]string{title}, append(headings, "help aide how comment documentation")...)}
}

// helpIn are the pages in the language of the person.
func helpIn(r *web.Request) []helpPage {
	if pages, ok := helpPages()[r.Text.Locale]; ok {
		return pages
	}
	return helpPages()["en"]
}

// HelpNames are the pages of documentation, for the test of links.
func HelpNames() []string { return slices.Clone(helpOrder) }

func helpContents(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	frame := r.Frame(tx, "Help", "")
	frame.Help = "" // this is it
	return web.Page(ui.Page(frame, helpList(helpLinks(r, "")))), nil
}

func helpShow(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	for _, page := range helpIn(r) {
		if page.Name != r.Param("page") {
			continue
		}
		frame := r.Frame(tx, "Help", "")
		frame.Title, frame.Line, frame.Help = page.Title, "", ""
		frame.Breadcrumb = []ui.Link{{Label: r.Text.T("Help"), URL: r.Path("/help")}}
		return web.Page(ui.Page(frame, helpText(page.HTML, helpLinks(r, page.Name)))), nil
	}
	return web.Answer{}, errs.NotFound("This page does not exist, or you may not see it.")
}

func helpLinks(r *web.Request, active string) []ui.Tab {
	var links []ui.Tab
	for _, page := range helpIn(r) {
		links = append(links, ui.Tab{Label: page.Title, URL: r.Path("/help", page.Name), Active: page.Name == active})
	}
	return links
}

// findHelp finds pages by their title and headings, in both languages.
func findHelp(_ *db.Tx, r *web.Request, words string, most int) ([]web.Found, error) {
	question := search.Words(words)
	var found []web.Found
	for i, page := range helpIn(r) {
		rank := 0
		for _, pages := range helpPages() {
			rank = max(rank, pages[i].names.Rank(question))
		}
		if rank > 0 && len(found) < most {
			found = append(found, web.Found{Label: page.Title, Path: "/help/" + page.Name})
		}
	}
	return found, nil
}
