package db_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/kittest"
)

// ten fills a shop with things 00 to 09 whose amount is their number.
func ten(t *testing.T, d *db.DB, n int64) {
	t.Helper()
	err := write(t, d, n, func(tx *db.Tx) error {
		var rows [][]any
		for i := range 10 {
			rows = append(rows, []any{tx.NewID(), fmt.Sprintf("%02d", i), i, i%2 == 0})
		}
		return tx.ExecMany(`INSERT INTO thing (shop_id, id, name, amount, on_sale) VALUES ($1, $2, $3, $4, $5)`, rows)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestBuiltStatements(t *testing.T) {
	d := kittest.DB(t, nil, things)
	ten(t, d, 1)
	ten(t, d, 2)
	const base = `SELECT t.name FROM thing t WHERE t.shop_id = $1`
	for name, c := range map[string]struct {
		q    *db.Q
		want string
	}{
		"and":       {db.Query(base).And(`t.amount > ?`, 7), "08 09"},
		"two marks": {db.Query(base).And(`t.amount = ? OR t.name = ?`, 1, "03"), "01 03"},
		"own args":  {db.Query(base+` AND t.amount >= $2`, 5).And(`t.on_sale = ?`, true), "06 08"},
		"in":        {db.Query(base).AndIn("t.amount", []int64{3, 4, 5}), "03 04 05"},
		"in text":   {db.Query(base).AndIn("t.name", []string{"07"}), "07"},
		"in ids":    {db.Query(base).AndIn("t.id", []id.ID{1, 2}), ""},
		"in none":   {db.Query(base).AndIn("t.name", []string{}), ""},
		"row value": {db.Query(base).And(`(t.amount, t.name) < (?, ?)`, 2, "02"), "00 01"},
		"literal":   {db.Query(base).And(`t.name <> '?' AND t.amount = ?`, 2), "02"},
	} {
		t.Run(name, func(t *testing.T) {
			err := d.Read(t.Context(), shop(1), func(tx *db.Tx) error {
				got, err := db.AllQ[string](tx, c.q.Then(`ORDER BY t.name LIMIT ?`, 20))
				if strings.Join(got, " ") != c.want {
					t.Errorf("got %v, want %s", got, c.want)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		})
	}
	err := d.Read(t.Context(), db.Scope{}, func(tx *db.Tx) error {
		sys := db.System(tx, "test")
		n, err := db.OneQ[int64](sys, db.Query(`SELECT COUNT(*) FROM thing t WHERE 1 = 1`).And(`t.amount = ?`, 4))
		if n != 2 {
			t.Errorf("counted %d over all shops, want 2", n)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestEachMayRunStatementsInside(t *testing.T) {
	d := kittest.DB(t, nil, things)
	ten(t, d, 1)
	err := write(t, d, 1, func(tx *db.Tx) error {
		seen := 0
		const q = `SELECT name, amount FROM thing WHERE shop_id = $1 AND amount < $2 ORDER BY name`
		err := db.Each(tx, q, []any{5}, func(row thing) error {
			seen++
			if _, err := db.All[thing](tx, q, 3); err != nil {
				return err
			}
			_, err := tx.Exec(`UPDATE thing SET on_sale = TRUE WHERE shop_id = $1 AND name = $2`, row.Name)
			return err
		})
		if seen != 5 {
			t.Errorf("saw %d rows", seen)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	stop := errs.Conflict("Enough.")
	err = d.Read(t.Context(), shop(1), func(tx *db.Tx) error {
		return db.Each(tx, `SELECT name FROM thing WHERE shop_id = $1`, nil, func(string) error { return stop })
	})
	if !errors.Is(err, stop) {
		t.Errorf("the function's error became %v", err)
	}
}

func TestTryKeepsTheGoodRows(t *testing.T) {
	d := kittest.DB(t, nil, things)
	hooks := 0
	err := write(t, d, 1, func(tx *db.Tx) error {
		for _, name := range []string{"a", "b", "a", "c"} {
			err := tx.Try(func() error {
				tx.AfterCommit(func() { hooks++ })
				if _, err := db.NextNumber(tx, "row"); err != nil {
					return err
				}
				return addThing(tx, name, 1)
			})
			if err != nil && !errs.Is(err, errs.KindConflict) {
				return err
			}
		}
		return nil
	})
	if err != nil || strings.Join(names(t, d, 1), "") != "abc" || hooks != 3 {
		t.Errorf("stored %v, %d hooks, %v", names(t, d, 1), hooks, err)
	}
}

func TestAFailedStatementEndsTheTransactionOnBothEngines(t *testing.T) {
	d := kittest.DB(t, nil, things)
	err := write(t, d, 1, func(tx *db.Tx) error {
		_ = addThing(tx, "a", -1)
		if err := addThing(tx, "b", 1); err == nil {
			t.Error("a statement ran after a failed one")
		}
		return nil
	})
	if err == nil || len(names(t, d, 1)) != 0 {
		t.Errorf("%v, stored %v", err, names(t, d, 1))
	}
}

func TestSystemSeesAllShopsAndInShopOne(t *testing.T) {
	d := kittest.DB(t, nil, things)
	ten(t, d, 1)
	ten(t, d, 2)
	err := d.Write(t.Context(), db.Scope{}, func(tx *db.Tx) error {
		sys := db.System(tx, "test")
		all, err := db.One[int64](sys, `SELECT COUNT(*) FROM thing`)
		if err != nil || all != 20 {
			t.Errorf("the system sees %d rows", all)
		}
		one, err := db.One[int64](sys.InShop(2), `SELECT COUNT(*) FROM thing WHERE shop_id = $1`)
		if err != nil || one != 10 {
			t.Errorf("shop 2 sees %d rows", one)
		}
		if err := addThing(sys.InShop(3), "new", 1); err != nil {
			return err
		}
		all, err = db.One[int64](sys, `SELECT COUNT(*) FROM thing WHERE amount >= $1`, 0)
		if all != 21 {
			t.Errorf("the system sees %d rows afterwards", all)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	err = d.Read(t.Context(), db.Scope{}, func(tx *db.Tx) error {
		_, err := db.All[string](tx, `SELECT name FROM thing WHERE shop_id = $1`)
		return err
	})
	if err == nil {
		t.Error("a transaction without a shop ran a shop's statement")
	}
}

// The second wall: a statement that slips past the guard still sees one shop only.
func TestPostgresHidesOtherShopsByItself(t *testing.T) {
	d := kittest.DB(t, nil, things)
	if d.Engine() != "postgres" {
		return // SQLite has the guard alone
	}
	ten(t, d, 1)
	ten(t, d, 2)
	err := d.Read(t.Context(), shop(1), func(tx *db.Tx) error {
		n, err := db.One[int64](tx, `SELECT COUNT(*) FROM thing WHERE shop_id = $1 OR 1 = 1`)
		if n != 10 {
			t.Errorf("sees %d rows, want its own 10", n)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	err = write(t, d, 1, func(tx *db.Tx) error {
		_, err := tx.Exec(`INSERT INTO thing (shop_id, id, name) VALUES ($1 + 1, 5, 'smuggled')`)
		return err
	})
	if err == nil {
		t.Error("a row was written into another shop")
	}
}

func TestNestedTransactionsAreRefused(t *testing.T) {
	d := kittest.DB(t, nil, things)
	err := write(t, d, 1, func(tx *db.Tx) error {
		return d.Read(tx.Context(), shop(1), func(*db.Tx) error { return nil })
	})
	if err == nil || !strings.Contains(err.Error(), "inside another") {
		t.Errorf("got %v", err)
	}
}

func TestMemoAndAfterCommit(t *testing.T) {
	d := kittest.DB(t, nil, things)
	type key struct{}
	made, after := 0, 0
	err := write(t, d, 1, func(tx *db.Tx) error {
		tx.AfterCommit(func() { after++ })
		for range 3 {
			if _, err := db.Memo(tx, key{}, func() (int, error) { made++; return 1, nil }); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil || made != 1 || after != 1 {
		t.Errorf("made %d times, %d hooks, %v", made, after, err)
	}
	_ = write(t, d, 1, func(tx *db.Tx) error { tx.AfterCommit(func() { after++ }); return errors.New("undo") })
	if after != 1 {
		t.Error("the hook of an undone write ran")
	}
}

func TestMapping(t *testing.T) {
	d := kittest.DB(t, nil, things)
	ten(t, d, 1)
	type price struct {
		Amount   int64
		Currency string
	}
	type row struct {
		thing
		Price  price    `db:"price_*"`
		Tags   []string `db:"tags,json"`
		Note   *string
		Absent string `db:"-"`
	}
	err := d.Read(t.Context(), shop(1), func(tx *db.Tx) error {
		got, err := db.One[row](tx, `
			SELECT id, name, on_sale, amount AS price_amount, 'EUR' AS price_currency, '["a","b"]' AS tags, NULL AS note
			FROM thing WHERE shop_id = $1 AND name = '04'`)
		if got.Name != "04" || !got.OnSale || got.Price != (price{4, "EUR"}) || len(got.Tags) != 2 || got.Note != nil {
			t.Errorf("got %+v", got)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for q, want := range map[string]string{
		`SELECT name, amount AS nonsense FROM thing WHERE shop_id = $1`: "column nonsense has no field",
		`SELECT name AS amount FROM thing WHERE shop_id = $1`:           "does not fit",
	} {
		err := d.Read(t.Context(), shop(1), func(tx *db.Tx) error { _, err := db.All[thing](tx, q); return err })
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", q, err, want)
		}
	}
	if err := write(t, d, 1, func(tx *db.Tx) error {
		_, err := db.One[int64](tx, `SELECT 1 WHERE $1 = shop_id AND 1 = $2`, 1.5)
		return err
	}); err == nil {
		t.Error("a float was taken as an argument")
	}
}

func TestCursors(t *testing.T) {
	text := db.EncodeCursor(int64(1<<60), "Żółw")
	var n int64
	var s string
	if err := db.DecodeCursor(text, &n, &s); err != nil || n != 1<<60 || s != "Żółw" {
		t.Errorf("%d %s %v", n, s, err)
	}
	for _, bad := range []string{"", "x", "!!", text + "x", db.EncodeCursor("a", "b"), db.EncodeCursor(1)} {
		if err := db.DecodeCursor(bad, &n, &s); !errs.Is(err, errs.KindInvalid) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestTime(t *testing.T) {
	at := db.Time(1_790_000_000_123)
	data, err := at.MarshalJSON()
	var back db.Time
	if err != nil || string(data) != `"2026-09-21T14:13:20.123Z"` || back.UnmarshalJSON(data) != nil || back != at {
		t.Errorf("%s %d %v", data, back, err)
	}
	if db.Time(0).Go() != (db.Time(0)).Go() || !db.Time(0).Go().IsZero() || db.TimeOf(db.Time(0).Go()) != 0 {
		t.Error("zero does not stay zero")
	}
}
