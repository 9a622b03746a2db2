package ui

import (
	"strings"
	"testing"

	"github.com/a-h/templ"
)

func TestListIsLinksAndForms(t *testing.T) {
	doc := draw(t, List(galleryList()))
	if got := attr(doc.Find(".tabs [aria-current]"), "href"); got != "?" {
		t.Errorf("active view %q", got)
	}
	if got := attr(doc.Find("th[aria-sort=descending] a"), "href"); got != "?sort=date" {
		t.Errorf("sort leads to %q", got)
	}
	rows := doc.Find("tbody tr")
	if rows.Length() != 8 || rows.Find("a.row-link").Length() != 8 {
		t.Errorf("%d rows, %d links", rows.Length(), rows.Find("a.row-link").Length())
	}
	boxes := doc.Find("tbody input[type=checkbox][name=id]")
	if boxes.Length() != 8 || attr(boxes.First(), "form") != "list-bulk" || attr(boxes.First(), "aria-label") != "Select #21482" {
		t.Errorf("%d boxes of form %q named %q", boxes.Length(), attr(boxes.First(), "form"), attr(boxes.First(), "aria-label"))
	}
	if got := doc.Find("form#list-bulk[method=post] button[formaction]").Length(); got != 2 {
		t.Errorf("%d acts for the selection", got)
	}
	if got := attr(doc.Find(".filter[method=get]"), "action"); got != "/_ui" {
		t.Errorf("search goes to %q", got)
	}
	if got := attr(doc.Find(".pager a[rel=next]"), "href"); got != "?after=x" {
		t.Errorf("next page %q", got)
	}
	if doc.Find(".pager a[rel=prev]").Length() != 0 {
		t.Error("the first page has a page before it")
	}
}

// Rows must open their own page: only the head, the views and the pager change the list in place.
func TestRowsAreNotBoosted(t *testing.T) {
	doc := draw(t, List(galleryList()))
	if got := attr(doc.Find("#list"), "hx-boost:inherited"); !strings.Contains(got, `"target":"#list"`) {
		t.Errorf("list: %q", got)
	}
	if got := attr(doc.Find("tbody"), "hx-boost:inherited"); got != "false" {
		t.Errorf("rows: %q", got)
	}
}

func TestEmptyListSaysWhatToDo(t *testing.T) {
	doc := draw(t, List(ListProps{Empty: Empty(EmptyProps{Icon: "package", Title: "No products yet"}), Table: TableProps{Columns: []Column{{Label: "Product"}}}}))
	if doc.Find("table").Length() != 0 || doc.Find(".empty h2").Text() != "No products yet" {
		t.Error("the empty state is missing")
	}
}

func TestCellsStandWhereTheColumnSays(t *testing.T) {
	doc := draw(t, Table(TableProps{Columns: []Column{{Label: "Day"}, {Label: "Order", Main: true}, {Label: "Total", Number: true, Phone: "end"}, {Label: "Note", Phone: "hide"}},
		Rows: []TableRow{{URL: "/orders/1", Cells: []templ.Component{Plain("22 Nov"), Plain("#1"), Plain("€1.00"), nil}}}}))
	for selector, want := range map[string]string{"td.main a.row-link": "#1", "td.num.at-end": "€1.00", "td.at-hide": ""} {
		if found := doc.Find(selector); found.Length() != 1 || strings.TrimSpace(found.Text()) != want {
			t.Errorf("%s: %d found, %q", selector, found.Length(), found.Text())
		}
	}
}

func TestPagerOfOnePageIsNotDrawn(t *testing.T) {
	if draw(t, Pager(PagerProps{})).Find("nav").Length() != 0 {
		t.Error("a pager without pages")
	}
}

func TestSparklineStaysInItsField(t *testing.T) {
	for _, c := range []struct {
		name   string
		points []float64
		want   string
	}{
		{"rising", []float64{0, 10}, "M0.0,29.0L100.0,3.0"},
		{"flat", []float64{5, 5, 5}, "M0.0,29.0L50.0,29.0L100.0,29.0"},
		{"negative", []float64{-10, 0, -10}, "M0.0,29.0L50.0,3.0L100.0,29.0"},
	} {
		if got := sparkPath(c.points); got != c.want {
			t.Errorf("%s: %s", c.name, got)
		}
	}
}

func TestInitials(t *testing.T) {
	for name, want := range map[string]string{"Anna Keller": "AK", "élodie": "É", "": "·", "Jean de La Fontaine": "JF"} {
		if got := initials(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}
