package content_test

import (
	"strings"
	"testing"

	"github.com/coulisse/coulisse/content"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/event"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/kittest"
	"github.com/coulisse/coulisse/shops"
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func write(t *testing.T, d *db.DB, fn func(tx *db.Tx) error) error {
	t.Helper()
	return d.Write(t.Context(), db.Scope{Shop: 1, Actor: db.Actor{Kind: "staff", ID: 5, Name: "Ada"}}, fn)
}

func read(t *testing.T, d *db.DB, fn func(tx *db.Tx) error) {
	t.Helper()
	must(t, d.Read(t.Context(), db.Scope{Shop: 1}, fn))
}

func newDB(t *testing.T) *db.DB { return kittest.DB(t, nil, shops.Migrations, content.Migrations) }

func TestANewShopHasPagesAndMenusInItsLanguage(t *testing.T) {
	bus := event.NewBus()
	content.Listen(bus)
	d := kittest.DB(t, bus, shops.Migrations, content.Migrations)
	for country, want := range map[string]string{"FR": "Mentions légales", "DE": "Impressum", "GB": "Legal notice", "ES": "Legal notice"} {
		var s shops.Shop
		must(t, d.Write(t.Context(), db.Scope{}, func(tx *db.Tx) (err error) {
			s, _, err = shops.Create(tx, shops.CreateInput{Email: strings.ToLower(country) + "@example.com", Country: country})
			return err
		}))
		must(t, d.Read(t.Context(), db.Scope{Shop: s.ShopID}, func(tx *db.Tx) error {
			p, err := content.PageByHandle(tx, "legal-notice")
			must(t, err)
			if p.Title != want || p.Body == "" {
				t.Errorf("%s: page %q", country, p.Title)
			}
			for _, handle := range []string{"main", "footer"} {
				m, err := content.MenuByHandle(tx, handle)
				must(t, err)
				if len(m.Entries) != 4 {
					t.Errorf("%s: menu %s has %d entries", country, handle, len(m.Entries))
				}
			}
			history, err := shops.History(tx, shops.HistoryInput{})
			if len(history.Rows) != 1 {
				t.Errorf("%s: opening a shop made %d change sets", country, len(history.Rows))
			}
			return err
		}))
	}
}

func TestTextIsSanitised(t *testing.T) {
	d := newDB(t)
	for dirty, clean := range map[string]string{
		`<h2>Hi</h2><script>alert(1)</script>`:                   `<h2>Hi</h2>`,
		`<p onclick="x()">a</p>`:                                 `<p>a</p>`,
		`<a href="javascript:alert(1)">a</a>`:                    `a`,
		`<a href="/pages/about">a</a>`:                           `<a href="/pages/about">a</a>`,
		`<img src=x onerror=alert(1)>`:                           `<img src="x">`,
		`<iframe src="https://evil.example"></iframe><b>b</b>`:   `<b>b</b>`,
		`<p style="position:fixed">a</p><style>*{}</style>`:      `<p>a</p>`,
		`<table><tr><td>1</td></tr></table><svg onload=alert()>`: `<table><tr><td>1</td></tr></table>`,
	} {
		must(t, write(t, d, func(tx *db.Tx) error {
			p, err := content.CreatePage(tx, content.PageInput{Title: "Page " + tx.NewID().Text("x"), Body: dirty})
			if strings.TrimSpace(p.Body) != clean {
				t.Errorf("%s became %q, want %q", dirty, p.Body, clean)
			}
			return err
		}))
	}
}

func TestPagesAreCheckedAndPaged(t *testing.T) {
	d := newDB(t)
	for field, in := range map[string]content.PageInput{
		"title": {Handle: "a"}, "handle": {Title: "A", Handle: "A b"}, "status": {Title: "A", Status: "gone"},
		"body": {Title: "A", Body: strings.Repeat("x", 600_000)},
	} {
		err := write(t, d, func(tx *db.Tx) error { _, err := content.CreatePage(tx, in); return err })
		if e := errs.As(err); e == nil || e.Fields[0].Name != field {
			t.Errorf("%s: %v", field, err)
		}
	}
	for _, title := range []string{"Été", "Über uns", "Care 100%", "Delivery", "Zebra"} {
		must(t, write(t, d, func(tx *db.Tx) error {
			_, err := content.CreatePage(tx, content.PageInput{Title: title})
			return err
		}))
	}
	err := write(t, d, func(tx *db.Tx) error {
		_, err := content.CreatePage(tx, content.PageInput{Title: "ete"})
		return err
	})
	if !errs.Is(err, errs.KindConflict) {
		t.Errorf("taken handle: %v", err)
	}
	read(t, d, func(tx *db.Tx) error {
		first, err := content.Pages(tx, content.ListInput{Limit: 2})
		must(t, err)
		second, err := content.Pages(tx, content.ListInput{Limit: 2, After: first.Next})
		must(t, err)
		back, err := content.Pages(tx, content.ListInput{Limit: 2, Before: second.Previous})
		must(t, err)
		if len(second.Rows) != 2 || second.Rows[0].Handle != "ete" || back.Rows[0].ID != first.Rows[0].ID || back.Previous != "" {
			t.Errorf("pages: %+v / %+v / %+v", first.Rows, second.Rows, back.Rows)
		}
		found, err := content.Pages(tx, content.ListInput{Text: "100%"})
		if len(found.Rows) != 1 {
			t.Errorf("search found %d", len(found.Rows))
		}
		return err
	})
	must(t, d.Read(t.Context(), db.Scope{Shop: 2}, func(tx *db.Tx) error {
		if _, err := content.PageByHandle(tx, "ete"); !errs.Is(err, errs.KindNotFound) {
			t.Errorf("another shop sees the page: %v", err)
		}
		return nil
	}))
}

// TestEveryWriteCanBeUndone drives each object through change and deletion and back.
func TestEveryWriteCanBeUndone(t *testing.T) {
	d := newDB(t)
	var sets []id.ID
	do := func(fn func(tx *db.Tx) error) {
		t.Helper()
		must(t, write(t, d, func(tx *db.Tx) error {
			err := fn(tx)
			if err == nil {
				sets = append(sets, shops.CurrentChangeSet(tx))
			}
			return err
		}))
	}
	var page, menu, redirect id.ID
	do(func(tx *db.Tx) error {
		p, err := content.CreatePage(tx, content.PageInput{Title: "One", Body: "<p>1</p>"})
		page = p.ID
		return err
	})
	do(func(tx *db.Tx) error {
		_, err := content.UpdatePage(tx, page, content.PageInput{Title: "Two", Handle: "two", Body: "<p>2</p>"})
		return err
	})
	do(func(tx *db.Tx) error { return content.DeletePage(tx, page) })
	do(func(tx *db.Tx) error {
		m, err := content.CreateMenu(tx, content.MenuInput{Title: "Side", Entries: []content.Entry{{Title: "A", Target: "/a"}, {Title: "B", Target: "/b", Depth: 1}}})
		menu = m.ID
		return err
	})
	do(func(tx *db.Tx) error { _, err := content.Move(tx, menu, 1, -1); return err })
	do(func(tx *db.Tx) error { return content.DeleteMenu(tx, menu) })
	do(func(tx *db.Tx) error {
		r, err := content.CreateRedirect(tx, content.RedirectInput{Path: "https://old.example/shirt/?x=1", Target: "/products/shirt"})
		redirect = r.ID
		return err
	})
	do(func(tx *db.Tx) error { return content.DeleteRedirect(tx, redirect) })
	do(func(tx *db.Tx) error { return content.SetTheme(tx, map[string]string{"headline": "Hello"}) })

	state := func() (out []string) {
		read(t, d, func(tx *db.Tx) error {
			p, err := content.PageByID(tx, page)
			out = append(out, p.Title, kind(err))
			m, _ := content.MenuByID(tx, menu)
			names := ""
			for _, e := range m.Entries {
				names += e.Title
			}
			target, _, _ := content.RedirectFor(tx, "/shirt/")
			settings, _ := content.ThemeSettings(tx)
			out = append(out, names, target, settings["headline"])
			return nil
		})
		return out
	}
	for i := len(sets) - 1; i >= 0; i-- {
		must(t, write(t, d, func(tx *db.Tx) error {
			_, err := shops.Undo(tx, content.Restorers(), sets[i])
			return err
		}))
		want := map[int][]string{8: {"", "not_found", "", "", ""}, 7: {"", "not_found", "", "/products/shirt", ""}, 5: {"", "not_found", "BA", "", ""},
			4: {"", "not_found", "AB", "", ""}, 2: {"Two", "", "", "", ""}, 1: {"One", "", "", "", ""}, 0: {"", "not_found", "", "", ""}}[i]
		if got := strings.Join(state(), "|"); want != nil && got != strings.Join(want, "|") {
			t.Errorf("after undo of step %d: %s, want %s", i, got, strings.Join(want, "|"))
		}
	}
}

func kind(err error) string {
	if e := errs.As(err); e != nil {
		return string(e.Kind)
	}
	return ""
}

func TestMenuTargets(t *testing.T) {
	d := newDB(t)
	for target, fine := range map[string]bool{
		"/": true, "/pages/about": true, "https://example.com/a": true, "mailto:a@example.com": true, "#top": true,
		"": false, "javascript:alert(1)": false, "//evil.example": false, "about": false, "/a b": false, "data:text/html,x": false, "/\\evil": false,
	} {
		err := write(t, d, func(tx *db.Tx) error {
			_, err := content.CreateMenu(tx, content.MenuInput{Title: "M" + tx.NewID().Text("x"), Entries: []content.Entry{{Title: "A", Target: target}}})
			return err
		})
		if (err == nil) != fine {
			t.Errorf("%q: %v", target, err)
		}
	}
}

func TestRedirectTargets(t *testing.T) {
	d := newDB(t)
	for target, fine := range map[string]bool{
		"/pages/about": true, "https://example.com/a": true, "http://example.com/a": false, "mailto:a@example.com": false, "#top": false,
		"javascript:alert(1)": false, "//evil.example": false, "/old": false,
	} {
		err := write(t, d, func(tx *db.Tx) error {
			_, err := content.CreateRedirect(tx, content.RedirectInput{Path: "/old", Target: target})
			return err
		})
		if (err == nil) != fine {
			t.Errorf("%q: %v", target, err)
		}
	}
}
