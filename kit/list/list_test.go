package list_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/job"
	"github.com/coulisse/coulisse/kit/kittest"
	"github.com/coulisse/coulisse/kit/kittest/desk"
	"github.com/coulisse/coulisse/kit/list"
	"github.com/coulisse/coulisse/kit/money"
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/kit/web"
)

var boats = fstest.MapFS{"migrations/202611220050_boat.sql": {Data: []byte(`-- +goose Up
CREATE TABLE boat (
    shop_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    name TEXT NOT NULL,
    colour TEXT NOT NULL,
    price BIGINT NOT NULL,
    built BIGINT NOT NULL,
    CONSTRAINT boat_pk PRIMARY KEY (shop_id, id)
);`)}}

type boat struct {
	ID     id.ID
	Name   string
	Colour string
	Price  int64
	Built  db.Time
}

const boatText = `SELECT b.id, b.name, b.colour, b.price, b.built FROM boat b WHERE b.shop_id = $1`

func load(tx *db.Tx, q list.Query) (db.Page[boat], error) {
	l := db.Listing{Text: boatText, Alias: "b"}
	if q.Is("colour") == "odd" {
		return db.Page[boat]{}, errs.InvalidField("colour", "This colour is not known.")
	}
	l.Parts = db.AnyOf("colour", q.Any("colour"))
	least, _, err := q.Amounts("price")
	if err != nil {
		return db.Page[boat]{}, err
	}
	if least != nil {
		l.Parts = append(l.Parts, db.Part{Cond: `row.price >= ?`, Args: []any{*least}, Span: `b.price`})
	}
	if q.Text != "" {
		l.Parts = append(l.Parts, db.Part{Cond: `row.name = ?`, Args: []any{q.Text}})
	}
	by := db.Order[boat]{Name: "name", Column: `b.name`, ID: `b.id`, Words: true, Word: func(b boat) string { return b.Name }, Row: func(b boat) int64 { return int64(b.ID) }}
	if strings.TrimPrefix(q.Sort, "-") == "price" {
		by = db.Order[boat]{Name: "price", Column: `b.price`, ID: `b.id`, Number: func(b boat) int64 { return b.Price }, Row: by.Row}
	}
	return db.ReadList(tx, l, by, db.Reading{After: q.After, Before: q.Before, Limit: q.Limit, Desc: strings.HasPrefix(q.Sort, "-")})
}

func boatList() list.Of[boat] {
	return list.Of[boat]{
		Name: "boats", Title: "Boats", Path: "/boats", Permission: "boats.view", Sort: "name", Search: "Search boats",
		Views: []list.View{{ID: "all", Label: "All"}, {ID: "red", Label: "Red ones", Query: "colour=red"}},
		Columns: []list.Column[boat]{
			{ID: "name", Label: "Boat", Main: true, Sort: "name", Value: func(_ list.At, b boat) list.Value { return list.Text(b.Name) }},
			{ID: "colour", Label: "Colour", Value: func(_ list.At, b boat) list.Value { return list.Text(b.Colour) }},
			{ID: "price", Label: "Price", Sort: "price", Down: true, Value: func(_ list.At, b boat) list.Value { return list.Money(money.Of(b.Price, "EUR")) }},
			{ID: "built", Label: "Built", Hidden: true, Value: func(_ list.At, b boat) list.Value { return list.Time(b.Built) }},
		},
		Filters: []list.Filter{
			{Name: "colour", Label: "Colour", Control: list.Several, Sample: "red", Options: func(*db.Tx, list.At) ([]ui.Option, error) {
				return []ui.Option{{Value: "red", Label: "Red"}, {Value: "blue", Label: "Blue"}}, nil
			}},
			{Name: "price", Label: "Price", Control: list.Amounts},
		},
		Load: load,
		Count: func(tx *db.Tx, q list.Query, most int64) (db.Counted, error) {
			page, err := load(tx, list.Query{})
			_ = page
			if err != nil {
				return db.Counted{}, err
			}
			return db.CountList(tx, db.Listing{Text: boatText, Alias: "b", Parts: db.AnyOf("colour", q.Any("colour"))}, most)
		},
		One: func(tx *db.Tx, key id.ID) (boat, error) {
			return db.OneQ[boat](tx, db.Query(boatText).And(`b.id = ?`, key))
		},
		Prefix: "boa", ID: func(b boat) id.ID { return b.ID }, Label: func(b boat) string { return b.Name }, NoneFits: "No boat fits",
		Empty: func(list.At) ui.EmptyProps { return ui.EmptyProps{Icon: "package", Title: "No boats yet"} },
		Acts: []list.Act[boat]{
			{ID: "paint", Label: "Paint", Permission: "boats.edit", Summary: "Boats painted", Fields: []list.ActField{{Name: "value", Label: "Colour"}},
				Check: func(_ *db.Tx, in list.Input) error {
					if in.Value == "" {
						return errs.InvalidField("value", "Choose a colour.")
					}
					return nil
				},
				Do: func(tx *db.Tx, b boat, in list.Input) error {
					if b.Colour == "gold" {
						return errs.Conflict("%s is of gold and stays so.", b.Name)
					}
					_, err := tx.Exec(`UPDATE boat SET colour = $3 WHERE shop_id = $1 AND id = $2`, b.ID, in.Value)
					return err
				}},
			{ID: "names", Label: "Names", Permission: "boats.view", File: &list.File[boat]{Name: "names.txt", Type: "text/plain", Write: func(w *list.Walk[boat], _ *web.Request, to io.Writer) error {
				return w.Each(func(_ *db.Tx, rows []boat) error {
					for _, b := range rows {
						if _, err := fmt.Fprintln(to, b.Name); err != nil {
							return err
						}
					}
					return nil
				})
			}}},
		},
	}
}

type world struct {
	*desk.Desk
	t      *testing.T
	d      *db.DB
	runner *job.Runner
	sets   int
}

func harbour(t *testing.T, n int) *world {
	t.Helper()
	w := &world{t: t, d: kittest.DB(t, nil, boats, list.Migrations, job.Migrations, web.Migrations)}
	phrases, err := text.Load()
	if err != nil {
		t.Fatal(err)
	}
	w.Desk = desk.New(t, w.d, desk.Shop(1, "FR", "EUR"), phrases, func(rs *web.Routes) { list.Mount(rs, boatList()) }, nil)
	w.runner = job.NewRunner(w.d, slog.New(slog.NewTextHandler(io.Discard, nil)))
	list.Jobs(w.runner, list.Given{OpenChangeSet: func(tx *db.Tx, _ string, _ ...any) (id.ID, error) { w.sets++; return 77, nil }, UseChangeSet: func(*db.Tx, id.ID) {}}, boatList())
	w.write(func(tx *db.Tx) error {
		rows := make([][]any, n)
		for i := range n {
			colour := []string{"red", "blue", "blue", "gold"}[i%4]
			rows[i] = []any{tx.NewID(), fmt.Sprintf("=Boat %03d", i), colour, int64(i) * 100, tx.Now}
		}
		return tx.ExecMany(`INSERT INTO boat (shop_id, id, name, colour, price, built) VALUES ($1, $2, $3, $4, $5, $6)`, rows)
	})
	return w
}

func (w *world) write(fn func(tx *db.Tx) error) {
	w.t.Helper()
	if err := w.d.Write(w.t.Context(), db.Scope{Shop: 1, Actor: db.SystemActor}, fn); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) drain() {
	w.t.Helper()
	if err := w.runner.Drain(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) colours(colour string) int64 {
	w.t.Helper()
	var n int64
	w.write(func(tx *db.Tx) (err error) {
		n, err = db.One[int64](tx, `SELECT COUNT(*) AS n FROM boat b WHERE b.shop_id = $1 AND b.colour = $2`, colour)
		return err
	})
	return n
}

func TestTheListIsLinksAndForms(t *testing.T) {
	w := harbour(t, 120)
	page := w.Get("/boats?colour=red,blue&sort=-price").Status(http.StatusOK)
	page.Has("tbody .row-link", "=Boat 118").Has(".chip", "Colour: Red, Blue").Has(".tabs a", "30")
	if got := page.Page.Find("tbody tr").Length(); got != 50 {
		t.Errorf("%d rows on a page", got)
	}
	next := w.Get(page.Link(".pager a[rel=next]")).Status(http.StatusOK)
	back := w.Get(next.Link(".pager a[rel=prev]")).Status(http.StatusOK)
	if first := back.Page.Find("tbody .row-link").First().Text(); !strings.Contains(first, "118") {
		t.Errorf("back on the first page stands %q", first)
	}
	w.Get("/boats?colour=red").Has(".tabs [aria-current]", "Red ones")
	w.Get("/boats?q=nothing").Status(http.StatusOK).Has(".empty", "No boat fits")
	w.Get("/boats?price_from=abc").Status(http.StatusUnprocessableEntity).Has(".empty", "This list cannot be shown")
	w.Get("/boats?colour=odd").Status(http.StatusUnprocessableEntity).Has(".empty", "This colour is not known.")
	// The filters as a page of their own, for people without script, and the tools.
	w.Get("/lists/boats/filters?colour=red").Status(http.StatusOK).Has("form.filter-form", "Colour").Has("form.filter-form", "At least")
	w.Get("/lists/boats/tools?colour=red").Status(http.StatusOK).Has(".list-tools", "Export as CSV")
	w.Get("/lists/boats/count?colour=red").Status(http.StatusOK)
	harbour(t, 0).Get("/boats").Has(".empty", "No boats yet")
}

func TestColumnsAndWidthsArePersonal(t *testing.T) {
	w := harbour(t, 3)
	w.Post("/lists/boats/columns", "columns[0].id", "price", "columns[0].shown", "on", "columns[0].width", "120", "columns[1].id", "name", "columns[1].shown", "on",
		"columns[2].id", "built", "columns[2].shown", "on", "columns[3].id", "colour", "columns[4].id", "odd", "columns[4].shown", "on", "back", "colour=red").To("/boats?colour=red")
	page := w.Get("/boats")
	heads := strings.Join(strings.Fields(page.Page.Find("thead th").Text()), " ")
	if heads != "Price Boat Built" {
		t.Errorf("heads %q", heads)
	}
	if got, _ := page.Page.Find("colgroup col").Eq(1).Attr("width"); got != "120" {
		t.Errorf("width %q", got)
	}
	w.Post("/lists/boats/columns", "columns[0].id", "price", "columns[0].shown", "on", "columns[1].id", "name", "columns[1].shown", "on", "move", "name:up").Status(http.StatusOK)
	if first := w.Get("/boats").Page.Find("thead th[data-col]").First().Text(); !strings.Contains(first, "Boat") {
		t.Errorf("after the move %q is first", first)
	}
	w.Post("/lists/boats/widths", "widths", "name:9999,price:64,odd:5").Status(http.StatusNoContent)
	if got, _ := w.Get("/boats").Page.Find("colgroup col").Eq(1).Attr("width"); got != "800" {
		t.Errorf("drawn width %q", got)
	}
	w.Post("/lists/boats/columns", "reset", "on").Status(http.StatusSeeOther)
	if w.Get("/boats").Page.Find("thead th[data-col]").Length() != 3 {
		t.Error("the usual columns are not back")
	}
}

func TestViewsAreSavedSharedAndRestored(t *testing.T) {
	w := harbour(t, 8)
	w.Post("/lists/boats/views", "name", " ", "query", "colour=blue").Status(http.StatusUnprocessableEntity).Has("form", "Give the view a name")
	made := w.Post("/lists/boats/views", "name", "My blues", "query", "colour=blue&sort=-price&after=x&odd=1", "opening", "on").Status(http.StatusSeeOther)
	at, err := url.Parse(made.Header().Get("Location"))
	if err != nil || at.Query().Get("colour") != "blue" || at.Query().Has("after") || at.Query().Has("odd") {
		t.Fatalf("leads to %v: %v", at, err)
	}
	view := at.Query().Get("tab")
	w.Get("/boats").Has(".tabs [aria-current]", "My blues").Has("tbody", "=Boat 001") // it opens with this view
	w.Get("/boats?tab=all").Has(".tabs [aria-current]", "All").Has("tbody", "=Boat 000")
	w.Denied = []string{list.MayShare}
	w.Post("/lists/boats/views/"+view, "name", "Ours", "shared", "on").Status(http.StatusForbidden)
	w.Denied = nil
	w.Post("/lists/boats/views/"+view, "name", "Ours", "shared", "on", "query", "colour=red", "replace", "on").Status(http.StatusSeeOther)
	w.Get("/boats").Has(".tabs a", "Ours")
	gone := w.Post("/lists/boats/views/" + view + "/removal").Status(http.StatusSeeOther)
	if !strings.Contains(fmt.Sprint(gone.Result().Cookies()), "restoration") {
		t.Error("the toast offers no way back")
	}
	if strings.Contains(w.Get("/boats").Page.Find(".tabs").Text(), "Ours") {
		t.Error("the view is still there")
	}
	w.Post("/lists/boats/views/" + view + "/restoration").Status(http.StatusSeeOther)
	w.Get("/boats?tab=all").Has(".tabs a", "Ours")
	w.Get("/lists/boats/views/"+view+"?colour=blue").Status(http.StatusOK).Value("name", "Ours")
}

func TestAnActOnAllThatMatchIsAJobWithAResult(t *testing.T) {
	w := harbour(t, 120)
	w.Post("/lists/boats/acts", "act", "paint", "all", "on", "query", "").Status(http.StatusOK).Has("form", "All 120 rows that match")
	w.Post("/lists/boats/acts", "act", "paint", "all", "on", "sure", "on").Status(http.StatusUnprocessableEntity).Has("form", "Choose a colour.")
	started := w.Post("/lists/boats/acts", "act", "paint", "all", "on", "query", "sort=-price", "value", "green", "sure", "on").Status(http.StatusSeeOther)
	list := strings.TrimPrefix(started.Header().Get("Location"), "/shops/ruche")
	w.Get(list).Has("#list-run", "0 of 120")
	w.drain()
	if got := w.colours("green"); got != 90 || w.colours("gold") != 30 || w.sets != 1 {
		t.Errorf("%d painted, %d change sets", got, w.sets)
	}
	page := w.Get(list).Has("#list-run", "90 done").Has("#list-run .failed", "30 refused")
	if action, _ := page.Page.Find("#list-run form").Attr("action"); !strings.HasSuffix(action, "/undo") {
		t.Errorf("undo goes to %q", action)
	}
	w.Get(page.Link("#list-run .failed")).Has("td", "=Boat 003 is of gold and stays so.")
	w.drain() // nothing is left to do
	if w.colours("green") != 90 {
		t.Error("a finished run acted again")
	}
}

func TestAnActOnRowsTicked(t *testing.T) {
	w := harbour(t, 8)
	page := w.Get("/boats")
	var form []string
	for i := range 3 {
		value, _ := page.Page.Find("tbody .tick input").Eq(i).Attr("value")
		form = append(form, "id", value)
	}
	w.Post("/lists/boats/acts", append(form, "act", "paint", "value", "green", "sure", "on")...).Status(http.StatusSeeOther)
	w.drain()
	if w.colours("green") != 3 {
		t.Errorf("%d painted", w.colours("green"))
	}
	names := w.Post("/lists/boats/acts", append(form, "act", "names")...).Status(http.StatusOK)
	if got := names.Body.String(); got != "=Boat 000\n=Boat 001\n=Boat 002\n" {
		t.Errorf("file %q", got)
	}
	w.Post("/lists/boats/acts", "act", "paint", "sure", "on", "value", "x").Status(http.StatusUnprocessableEntity)
	w.Denied = []string{"boats.edit"}
	w.Post("/lists/boats/acts", append(form, "act", "paint", "value", "blue", "sure", "on")...).Status(http.StatusNotFound)
}

func TestAStoppedRunStays(t *testing.T) {
	w := harbour(t, 8)
	started := w.Post("/lists/boats/acts", "act", "paint", "all", "on", "value", "green", "sure", "on").Status(http.StatusSeeOther)
	at, _ := url.Parse(started.Header().Get("Location"))
	w.Post("/lists/boats/runs/" + at.Query().Get("run") + "/stop").Status(http.StatusSeeOther)
	w.drain()
	if w.colours("green") != 0 {
		t.Error("a stopped run went on")
	}
}

func TestExportHoldsWhatIsSeen(t *testing.T) {
	w := harbour(t, 300)
	answer := w.Get("/lists/boats/export?format=csv&colour=blue&sort=-price").Status(http.StatusOK)
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(answer.Body.String(), "\ufeff"))).ReadAll()
	if err != nil || len(rows) != 151 || strings.Join(rows[0], "|") != "Boat|Colour|Price" || strings.Join(rows[1], "|") != "'=Boat 298|blue|298.00" {
		t.Fatalf("%v, %d rows, %q", err, len(rows), rows[:2])
	}
	w.Locale = "fr"
	if french := w.Get("/lists/boats/export?format=csv&sort=-price").Body.String(); !strings.Contains(french, ";299,00\r\n") {
		t.Errorf("French CSV: %.200q", french)
	}
	book := w.Get("/lists/boats/export?format=xlsx&colour=red").Status(http.StatusOK)
	files, err := zip.NewReader(bytes.NewReader(book.Body.Bytes()), int64(book.Body.Len()))
	if err != nil {
		t.Fatal(err)
	}
	sheet, err := files.Open("xl/worksheets/sheet1.xml")
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(sheet)
	if err != nil || strings.Count(string(data), "<row") != 76 || strings.Contains(string(data), "<f>") {
		t.Errorf("%v, %d rows, formulas %v", err, strings.Count(string(data), "<row"), strings.Contains(string(data), "<f>"))
	}
	w.Get("/lists/boats/export?price_from=abc").Status(http.StatusUnprocessableEntity)
}

func TestARowInTheDrawer(t *testing.T) {
	w := harbour(t, 1)
	link, _ := w.Get("/boats").Page.Find(".row-link").Attr("data-peek")
	w.Get(strings.TrimPrefix(link, "/shops/ruche")).Status(http.StatusOK).Has("dt", "Built").Has("dd", "=Boat 000")
}
