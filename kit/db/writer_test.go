package db

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/coulisse/coulisse/kit/errs"
)

var notes = fstest.MapFS{"202611220051_note.sql": {Data: []byte(`-- +goose Up
CREATE TABLE note (shop_id BIGINT NOT NULL, name TEXT NOT NULL, CONSTRAINT note_pk PRIMARY KEY (shop_id, name));`)}}

// batchOf opens a database and makes a second writer that runs batches by hand.
func batchOf(t *testing.T) (*DB, *writer) {
	t.Helper()
	d, err := Open(t.Context(), Options{Dir: t.TempDir(), Migrations: []fs.FS{notes}, NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	w := &writer{queue: make(chan *turn)}
	t.Cleanup(func() {
		w.conn.drop()
		_ = d.Close()
	})
	e := d.engine.(*sqliteEngine)
	w.conn = &sqliteConn{pool: e.pool, names: e.names}
	return d, w
}

// run puts the writes into one batch and returns what each caller was told.
func (w *writer) together(t *testing.T, d *DB, writes ...func(tx *Tx) error) []error {
	t.Helper()
	answers := make([]error, len(writes))
	var all sync.WaitGroup
	turns := make([]*turn, len(writes))
	for i, fn := range writes {
		turns[i] = newTurn()
		all.Add(1)
		go func() {
			defer all.Done()
			defer func() {
				if p := recover(); p != nil {
					answers[i] = fmt.Errorf("panic %v", p)
				}
			}()
			answers[i] = turns[i].wait(context.Background(), func(s session) error {
				tx := d.begin(context.Background(), Scope{Shop: 1}, s)
				return tx.end(fn(tx))
			})
		}()
	}
	for todo := turns; len(todo) > 0; {
		todo = w.batch(todo)
	}
	all.Wait()
	return answers
}

func note(name string) func(tx *Tx) error {
	return func(tx *Tx) error {
		_, err := tx.Exec(`INSERT INTO note (shop_id, name) VALUES ($1, $2)`, name)
		return err
	}
}

func noted(t *testing.T, d *DB) string {
	t.Helper()
	var names []string
	err := d.Read(t.Context(), Scope{Shop: 1}, func(tx *Tx) (err error) {
		names, err = All[string](tx, `SELECT name FROM note WHERE shop_id = $1 ORDER BY name`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(names, " ")
}

func TestInOneBatchAFailureRollsBackAlone(t *testing.T) {
	d, w := batchOf(t)
	boom := errors.New("boom")
	got := w.together(t, d, note("a"),
		func(tx *Tx) error { return errors.Join(note("b")(tx), boom) },
		func(tx *Tx) error { _ = note("c")(tx); panic("oh") },
		note("a"),
		note("d"))
	if got[0] != nil || !errors.Is(got[1], boom) || got[2] == nil || !errs.Is(got[3], errs.KindConflict) || got[4] != nil {
		t.Errorf("answers %v", got)
	}
	if rows := noted(t, d); rows != "a d" {
		t.Errorf("stored %q, want a and d", rows)
	}
}

func TestALostTransactionIsRunAgainWithoutItsCause(t *testing.T) {
	d, w := batchOf(t)
	runs := 0
	got := w.together(t, d,
		func(tx *Tx) error { runs++; return note("a")(tx) },
		func(tx *Tx) error {
			// What SQLite does by itself on a full disk or an interrupt.
			return errors.Join(note("b")(tx), tx.work.session.(*sqliteSession).conn.command("ROLLBACK"))
		},
		note("c"))
	if got[0] != nil || got[1] == nil || got[2] != nil || runs != 2 {
		t.Errorf("answers %v after %d runs", got, runs)
	}
	if rows := noted(t, d); rows != "a c" {
		t.Errorf("stored %q, want a and c", rows)
	}
}

func TestAFullDiskIsUnavailableAndHealsByItself(t *testing.T) {
	d, w := batchOf(t)
	got := w.together(t, d, note("a"), func(tx *Tx) error {
		if err := tx.work.session.(*sqliteSession).conn.command("PRAGMA max_page_count = 1"); err != nil {
			return err
		}
		return note(strings.Repeat("x", 1_000_000))(tx)
	}, note("b"))
	if got[0] != nil || !errs.Is(refusal(got[1]), errs.KindUnavailable) || got[2] != nil {
		t.Errorf("answers %v", got)
	}
	if rows := noted(t, d); rows != "a b" {
		t.Errorf("stored %q", rows)
	}
}

func TestAFailedStatementCannotBeForgotten(t *testing.T) {
	d, w := batchOf(t)
	got := w.together(t, d, note("a"), func(tx *Tx) error {
		_ = note("a")(tx)
		if err := note("b")(tx); err == nil {
			t.Error("a statement ran after a failed one")
		}
		return nil
	})
	if got[1] == nil || noted(t, d) != "a" {
		t.Errorf("answers %v, stored %q", got, noted(t, d))
	}
}

func TestADatabaseOfANewerVersionIsLeftAlone(t *testing.T) {
	dir := t.TempDir()
	later := fstest.MapFS{"migrations/209912312359_later.sql": {Data: []byte("-- +goose Up\nCREATE TABLE later (shop_id BIGINT NOT NULL);\n")}}
	d, err := Open(t.Context(), Options{Dir: dir, Migrations: []fs.FS{later}, NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	_ = d.Close()
	_, err = Open(t.Context(), Options{Dir: dir, NoSync: true})
	if err == nil || !strings.Contains(err.Error(), "newer version") {
		t.Errorf("got %v", err)
	}
}

func TestMigrationNames(t *testing.T) {
	file := &fstest.MapFile{Data: []byte("-- +goose Up\n")}
	for name, c := range map[string]struct {
		files fstest.MapFS
		want  string
	}{
		"same minute":   {fstest.MapFS{"a/202601010000_a.sql": file, "b/202601010000_b.sql": file}, "same minute"},
		"dash":          {fstest.MapFS{"20260101-0000-a.sql": file}, "must be named"},
		"pair is one":   {fstest.MapFS{"202601010000_a.sqlite.sql": file, "202601010000_a.postgres.sql": file}, ""},
		"pair and both": {fstest.MapFS{"202601010000_a.sqlite.sql": file, "202601010000_a.sql": file}, "same minute"},
	} {
		_, err := flatten([]fs.FS{c.files}, "sqlite")
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTheGuardOfStatements(t *testing.T) {
	for text, want := range map[string]string{
		`SELECT 1 FROM note WHERE shop_id = $1`:                                              "",
		`SELECT 1 FROM note`:                                                                 "must name shop_id",
		`SELECT 1 FROM note WHERE name = '$1 shop_id'`:                                       "must name shop_id",
		`SELECT 1 FROM note WHERE shop_id = $10`:                                             "must name shop_id",
		`SELECT shop_id FROM note /* = $1 */`:                                                "must name shop_id",
		`SELECT now() FROM note WHERE shop_id = $1`:                                          "tx.Now",
		`SELECT 1 FROM note WHERE shop_id = $1 FOR UPDATE`:                                   "conditional",
		`SELECT name::text FROM note WHERE shop_id = $1`:                                     "CAST",
		`UPDATE ledger SET x = 1 WHERE shop_id = $1`:                                         "append-only",
		`DELETE FROM ledger WHERE shop_id = $1`:                                              "append-only",
		`INSERT INTO ledger (shop_id) VALUES ($1)`:                                           "",
		`INSERT INTO ledger (shop_id) VALUES ($1) ON CONFLICT (shop_id) DO UPDATE SET x = 1`: "append-only",
		`COMMIT`: "hold the transaction",
	} {
		r := newRules([]string{"ledger"}, nil)
		st, err := r.statement(text)
		if err == nil {
			err = st.allowed(&Tx{Shop: 1})
		}
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
	if got := numbered(`SELECT '$1', x -- $2` + "\n" + `FROM t WHERE a = $12 AND b = $1`); got != `SELECT '$1', x -- $2`+"\n"+`FROM t WHERE a = ?12 AND b = ?1` {
		t.Errorf("numbered: %s", got)
	}
}

func TestSnake(t *testing.T) {
	for name, want := range map[string]string{
		"ID": "id", "ProductID": "product_id", "VATNumber": "vat_number", "SEOTitle": "seo_title", "Line1": "line1",
		"Option1": "option1", "CreatedAt": "created_at", "SessionURL": "session_url", "PricesIncludeTax": "prices_include_tax", "SKU": "sku",
	} {
		if got := snake(name); got != want {
			t.Errorf("snake(%s) = %s, want %s", name, got, want)
		}
	}
}
