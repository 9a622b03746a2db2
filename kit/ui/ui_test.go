package ui

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/a-h/templ"
)

// draw renders a component and reads it back by selector.
func draw(t *testing.T, c templ.Component) *goquery.Document {
	t.Helper()
	var out bytes.Buffer
	if err := c.Render(context.Background(), &out); err != nil {
		t.Fatal(err)
	}
	doc, err := goquery.NewDocumentFromReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func attr(s *goquery.Selection, name string) string {
	value, _ := s.Attr(name)
	return value
}

// frames are the pages on which the rules for every page are tried.
func frames() map[string]templ.Component {
	return map[string]templ.Component{
		"gallery": GalleryPage("dark"),
		"log-in":  PlainPage(PlainProps{Title: "Log in"}, GalleryLogIn()),
		"landing": PublicPage(PublicProps{Title: "Coulisse"}, GalleryLanding()),
	}
}

func TestPagesKeepTheContentSecurityPolicy(t *testing.T) {
	for name, page := range frames() {
		draw(t, page).Find("*").Each(func(_ int, s *goquery.Selection) {
			for _, a := range s.Nodes[0].Attr {
				if a.Key == "style" || strings.HasPrefix(a.Key, "on") || strings.HasPrefix(a.Key, "hx-on") {
					t.Errorf("%s: <%s %s=%q>", name, goquery.NodeName(s), a.Key, a.Val)
				}
			}
			if node := goquery.NodeName(s); node == "style" || node == "script" && attr(s, "src") == "" {
				t.Errorf("%s: inline <%s>", name, node)
			}
		})
	}
}

func TestPagesPointAtWhatIsThere(t *testing.T) {
	for name, page := range frames() {
		doc := draw(t, page)
		ids := map[string]int{}
		doc.Find("[id]").Each(func(_ int, s *goquery.Selection) { ids[attr(s, "id")]++ })
		for id, n := range ids {
			if n > 1 {
				t.Errorf("%s: id %q stands %d times", name, id, n)
			}
		}
		for _, reference := range []string{"for", "aria-describedby", "aria-labelledby", "aria-controls", "popovertarget", "commandfor", "form", "list"} {
			doc.Find("[" + reference + "]").Each(func(_ int, s *goquery.Selection) {
				for _, id := range strings.Fields(attr(s, reference)) {
					if ids[id] == 0 {
						t.Errorf("%s: %s=%q leads nowhere", name, reference, id)
					}
				}
			})
		}
	}
}

func TestEveryFieldAndButtonHasAName(t *testing.T) {
	for name, page := range frames() {
		doc := draw(t, page)
		doc.Find("input:not([type=hidden]), select, textarea").Each(func(_ int, s *goquery.Selection) {
			labelled := attr(s, "aria-label") != "" || s.Closest("label").Length() > 0 || doc.Find(fmt.Sprintf("label[for=%q]", attr(s, "id"))).Length() > 0
			if !labelled {
				html, _ := goquery.OuterHtml(s)
				t.Errorf("%s: no label: %s", name, html)
			}
		})
		doc.Find("a, button").Each(func(_ int, s *goquery.Selection) {
			if strings.TrimSpace(s.Text()) == "" && attr(s, "aria-label") == "" {
				html, _ := goquery.OuterHtml(s)
				t.Errorf("%s: no name: %s", name, html)
			}
		})
	}
}

func TestThemeFollowsTheCookieOrTheSystem(t *testing.T) {
	for theme, want := range map[string]string{"dark": "dark", "light": "light", "": "", "pink": ""} {
		if got := attr(draw(t, GalleryPage(theme)).Find("html"), "data-theme"); got != want {
			t.Errorf("theme %q: data-theme=%q, want %q", theme, got, want)
		}
	}
}

func TestNavigationMarksThePage(t *testing.T) {
	frame := galleryFrame("")
	frame.Active = "returns"
	doc := draw(t, Page(frame, Nothing()))
	if got := strings.TrimSpace(doc.Find(`#nav [aria-current=page] span`).First().Text()); got != "Returns" {
		t.Errorf("marked %q, want Returns", got)
	}
	if got := strings.TrimSpace(doc.Find(`.tab-bar [aria-current] > span:not(.count)`).Text()); got != "Orders" {
		t.Errorf("tab bar marks %q, want Orders, the parent", got)
	}
	if got := doc.Find(".tab-bar > *").Length(); got != 5 {
		t.Errorf("tab bar has %d entries, want four pages and more", got)
	}
}

func TestAddressesThatRunCodeAreDefused(t *testing.T) {
	doc := draw(t, templ.Join(
		Button(ButtonProps{Label: "a", URL: "javascript:alert(1)"}),
		MenuLink(Link{Label: "b", URL: "javascript:alert(1)"}),
		Form(FormProps{Action: "javascript:alert(1)"}),
		TabBar("x", []Tab{{Label: "c", URL: "javascript:alert(1)"}}),
	))
	html, _ := doc.Html()
	if strings.Contains(html, "javascript:") {
		t.Error(html)
	}
}
