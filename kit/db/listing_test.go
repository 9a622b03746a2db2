package db_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/kittest"
)

type shelfThing struct {
	ID     int64
	Name   string
	Amount int64
	OnSale bool
}

const shelfText = `SELECT t.id, t.name, t.amount, t.on_sale FROM thing t WHERE t.shop_id = $1`

func byAmount() db.Order[shelfThing] {
	return db.Order[shelfThing]{Name: "amount", Column: `t.amount`, ID: `t.id`, Number: func(s shelfThing) int64 { return s.Amount }, Row: func(s shelfThing) int64 { return s.ID }}
}

// many fills a shop with things whose amount is their number; every 1000th is on sale.
func many(t *testing.T, d *db.DB, n int) {
	t.Helper()
	err := write(t, d, 1, func(tx *db.Tx) error {
		var rows [][]any
		for i := range n {
			rows = append(rows, []any{tx.NewID(), fmt.Sprintf("%05d", i), i, i%1000 == 999})
		}
		return tx.ExecMany(`INSERT INTO thing (shop_id, id, name, amount, on_sale) VALUES ($1, $2, $3, $4, $5)`, rows)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// walk reads pages forwards to the end and back to the beginning, and returns the names.
func walk(t *testing.T, d *db.DB, read func(tx *db.Tx, in db.Reading) (db.Page[shelfThing], error), in db.Reading) (forth, back string) {
	t.Helper()
	names := func(page db.Page[shelfThing]) string {
		var all strings.Builder
		for _, row := range page.Rows {
			all.WriteString(row.Name + " ")
		}
		return all.String()
	}
	var page db.Page[shelfThing]
	next := func(r db.Reading) {
		t.Helper()
		if err := d.Read(t.Context(), db.Scope{Shop: 1}, func(tx *db.Tx) (err error) { page, err = read(tx, r); return err }); err != nil {
			t.Fatal(err)
		}
	}
	next(in)
	forth = names(page)
	for range 50 {
		if page.Next == "" {
			break
		}
		r := in
		r.After = page.Next
		next(r)
		forth += names(page)
	}
	back = names(page)
	for range 50 {
		if page.Previous == "" {
			break
		}
		r := in
		r.Before = page.Previous
		next(r)
		back = names(page) + back
	}
	return forth, back
}

func TestPagesMeetAtTheirEndsBothWays(t *testing.T) {
	d := kittest.DB(t, nil, things)
	ten(t, d, 1)
	for name, c := range map[string]struct {
		desc  bool
		parts []db.Part
		want  string
	}{
		"up":              {false, nil, "00 01 02 03 04 05 06 07 08 09 "},
		"down":            {true, nil, "09 08 07 06 05 04 03 02 01 00 "},
		"span":            {false, []db.Part{{Cond: `row.amount >= ?`, Args: []any{4}, Span: `t.amount`}}, "04 05 06 07 08 09 "},
		"tested":          {true, []db.Part{{Cond: `row.on_sale = TRUE`}}, "08 06 04 02 00 "},
		"few, sorted":     {true, []db.Part{{Cond: `row.on_sale = TRUE`, Indexed: true}}, "08 06 04 02 00 "},
		"the rarer leads": {false, []db.Part{{Cond: `row.on_sale = TRUE`, Indexed: true}, {Cond: `row.amount > 7`, Indexed: true}}, "08 "},
		"none":            {false, []db.Part{{Cond: `row.amount > 70`}}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			forth, back := walk(t, d, func(tx *db.Tx, in db.Reading) (db.Page[shelfThing], error) {
				return db.ReadList(tx, db.Listing{Text: shelfText, Alias: "t", Parts: c.parts}, byAmount(), in)
			}, db.Reading{Limit: 3, Desc: c.desc})
			if forth != c.want || back != c.want {
				t.Errorf("forth %q, back %q, want %q", forth, back, c.want)
			}
		})
	}
}

// A rare filter over many rows costs a bounded look: the page says so and leads on.
func TestALongLookEndsAndGoesOn(t *testing.T) {
	d := kittest.DB(t, nil, things)
	many(t, d, 12_000)
	l := db.Listing{Text: shelfText, Alias: "t", Parts: []db.Part{{Cond: `row.on_sale = TRUE`}}}
	partial := 0
	forth, back := walk(t, d, func(tx *db.Tx, in db.Reading) (db.Page[shelfThing], error) {
		page, err := db.ReadList(tx, l, byAmount(), in)
		if page.Partial {
			partial++
		}
		return page, err
	}, db.Reading{Limit: 50})
	want := "00999 01999 02999 03999 04999 05999 06999 07999 08999 09999 10999 11999 "
	if forth != want || partial < 2 {
		t.Errorf("%d partial pages, forth %q", partial, forth)
	}
	if back != want {
		t.Errorf("back %q", back)
	}
	err := d.Read(t.Context(), db.Scope{Shop: 1}, func(tx *db.Tx) error {
		n, err := db.CountList(tx, l, 1000)
		if !n.More || n.N == 0 || n.N > 12 {
			t.Errorf("counted %+v: it looked at a part only", n)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestCursorsOfAnotherOrderAreRefused(t *testing.T) {
	d := kittest.DB(t, nil, things)
	ten(t, d, 1)
	for _, cursor := range []string{db.EncodeCursor("name", "x", 1), db.EncodeCursor(1), "%%%"} {
		err := d.Read(t.Context(), db.Scope{Shop: 1}, func(tx *db.Tx) error {
			_, err := db.ReadList(tx, db.Listing{Text: shelfText, Alias: "t"}, byAmount(), db.Reading{After: cursor, Limit: 3})
			return err
		})
		if !errs.Is(err, errs.KindInvalid) {
			t.Errorf("%q: %v", cursor, err)
		}
	}
}
