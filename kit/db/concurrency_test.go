package db_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/kittest"
)

// parallel runs fn in n goroutines and waits.
func parallel(n int, fn func(i int)) {
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { fn(i) })
	}
	all.Wait()
}

func TestManyWritersCountWithoutGapOrDouble(t *testing.T) {
	for _, hot := range []bool{false, true} {
		t.Run(fmt.Sprintf("hot=%v", hot), func(t *testing.T) {
			d := kittest.DB(t, nil, things)
			scope := shop(1)
			scope.Hot = hot
			var got sync.Map
			undo := errors.New("undo")
			parallel(32, func(i int) {
				for j := range 10 {
					var n int64
					err := d.Write(t.Context(), scope, func(tx *db.Tx) (err error) {
						if n, err = db.NextNumber(tx, "order"); err != nil {
							return err
						}
						if err := addThing(tx, fmt.Sprint(n), n); err != nil {
							return err
						}
						if j%5 == 4 {
							return undo
						}
						return nil
					})
					if j%5 == 4 {
						if !errors.Is(err, undo) {
							t.Errorf("undone write: %v", err)
						}
						continue
					}
					if err != nil {
						t.Errorf("write: %v", err)
					}
					if _, twice := got.LoadOrStore(n, true); twice {
						t.Errorf("number %d was given twice", n)
					}
				}
			})
			for n := int64(1); n <= 32*8; n++ {
				if _, ok := got.Load(n); !ok {
					t.Errorf("number %d is missing", n)
				}
			}
			if rows := len(names(t, d, 1)); rows != 32*8 {
				t.Errorf("%d rows, want %d", rows, 32*8)
			}
		})
	}
}

func TestTheLastPiecesAreSoldOnce(t *testing.T) {
	d := kittest.DB(t, nil, things)
	if err := write(t, d, 1, func(tx *db.Tx) error { return addThing(tx, "mug", 10) }); err != nil {
		t.Fatal(err)
	}
	hot := shop(1)
	hot.Hot = true
	var sold atomic.Int64
	parallel(32, func(int) {
		err := d.Write(t.Context(), hot, func(tx *db.Tx) error {
			n, err := tx.Exec(`UPDATE thing SET amount = amount - $3 WHERE shop_id = $1 AND name = $2 AND amount >= $3`, "mug", 1)
			if err == nil && n == 0 {
				err = errs.Conflict("Sold out.")
			}
			return err
		})
		if err == nil {
			sold.Add(1)
		} else if !errs.Is(err, errs.KindConflict) {
			t.Error(err)
		}
	})
	if sold.Load() != 10 {
		t.Errorf("sold %d of 10", sold.Load())
	}
}

// Reading, computing and writing is safe in a plain write: PostgreSQL cuts one of
// two such transactions off and kit/db runs it again.
func TestReadThenWriteLosesNoUpdate(t *testing.T) {
	d := kittest.DB(t, nil, things)
	if err := write(t, d, 1, func(tx *db.Tx) error { return addThing(tx, "mug", 0) }); err != nil {
		t.Fatal(err)
	}
	var runs atomic.Int64
	parallel(8, func(int) {
		for range 5 {
			err := d.Write(t.Context(), shop(1), func(tx *db.Tx) error {
				runs.Add(1)
				n, err := db.One[int64](tx, `SELECT amount FROM thing WHERE shop_id = $1 AND name = 'mug'`)
				if err != nil {
					return err
				}
				_, err = tx.Exec(`UPDATE thing SET amount = $2 WHERE shop_id = $1 AND name = 'mug'`, n+1)
				return err
			})
			if err != nil {
				t.Error(err)
			}
		}
	})
	err := d.Read(t.Context(), shop(1), func(tx *db.Tx) error {
		n, err := db.One[int64](tx, `SELECT amount FROM thing WHERE shop_id = $1 AND name = 'mug'`)
		if n != 40 {
			t.Errorf("counted %d of 40 in %d runs", n, runs.Load())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if d.Engine() == "postgres" && runs.Load() == 40 {
		t.Log("no transaction met another; the retry was not exercised")
	}
}

// Two transactions that read what the other writes: PostgreSQL lets one commit and
// cuts the other off, which is then run again on what the first has left.
func TestAWriteCutOffByAnotherIsRunAgain(t *testing.T) {
	d := kittest.DB(t, nil, things)
	if d.Engine() != "postgres" {
		return // SQLite writes one after the other: there is nothing to cut off
	}
	if err := write(t, d, 1, func(tx *db.Tx) error { return addThing(tx, "mug", 1) }); err != nil {
		t.Fatal(err)
	}
	double := func(tx *db.Tx, meanwhile func()) error {
		n, err := db.One[int64](tx, `SELECT amount FROM thing WHERE shop_id = $1 AND name = 'mug'`)
		if err != nil {
			return err
		}
		meanwhile()
		_, err = tx.Exec(`UPDATE thing SET amount = $2 WHERE shop_id = $1 AND name = 'mug'`, 2*n)
		return err
	}
	runs := 0
	err := write(t, d, 1, func(tx *db.Tx) error {
		runs++
		return double(tx, func() {
			if runs == 1 {
				err := d.Write(context.Background(), shop(1), func(tx *db.Tx) error { return double(tx, func() {}) })
				if err != nil {
					t.Error(err)
				}
			}
		})
	})
	if err != nil || runs != 2 {
		t.Errorf("%d runs, %v", runs, err)
	}
	err = d.Read(t.Context(), shop(1), func(tx *db.Tx) error {
		n, err := db.One[int64](tx, `SELECT amount FROM thing WHERE shop_id = $1 AND name = 'mug'`)
		if n != 4 {
			t.Errorf("doubled twice 1 is %d", n)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// The same, where the write forgives the error of a part, as an import forgives a line:
// being cut off is no error of that line, and an aborted transaction stores nothing.
func TestAWriteThatForgivesBeingCutOffIsRunAgain(t *testing.T) {
	d := kittest.DB(t, nil, things)
	if d.Engine() != "postgres" {
		return
	}
	if err := write(t, d, 1, func(tx *db.Tx) error { return addThing(tx, "mug", 1) }); err != nil {
		t.Fatal(err)
	}
	raise := func(tx *db.Tx) error {
		_, err := tx.Exec(`UPDATE thing SET amount = amount + 1 WHERE shop_id = $1 AND name = 'mug'`)
		return err
	}
	runs := 0
	err := write(t, d, 1, func(tx *db.Tx) error {
		runs++
		if _, err := db.One[int64](tx, `SELECT amount FROM thing WHERE shop_id = $1 AND name = 'mug'`); err != nil {
			return err
		}
		if runs == 1 {
			if err := d.Write(context.Background(), shop(1), raise); err != nil {
				t.Error(err)
			}
		}
		_ = tx.Try(func() error { return raise(tx) })
		return nil
	})
	if err != nil || runs != 2 {
		t.Errorf("%d runs, %v", runs, err)
	}
	err = d.Read(t.Context(), shop(1), func(tx *db.Tx) error {
		n, err := db.One[int64](tx, `SELECT amount FROM thing WHERE shop_id = $1 AND name = 'mug'`)
		if n != 3 {
			t.Errorf("raised twice 1 is %d", n)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestCancelledWritesTakeNothingFromOthers(t *testing.T) {
	d := kittest.DB(t, nil, things)
	var kept, cut atomic.Int64
	parallel(32, func(i int) {
		for j := range 8 {
			ctx, cancel := context.WithCancel(t.Context())
			err := d.Write(ctx, shop(1), func(tx *db.Tx) error {
				if err := addThing(tx, fmt.Sprint(i, "-", j), 1); err != nil {
					return err
				}
				if (i+j)%3 == 0 {
					cancel()
				}
				return addThing(tx, fmt.Sprint(i, "-", j, " second"), 1)
			})
			cancel()
			switch {
			case err == nil:
				kept.Add(1)
			case errors.Is(err, context.Canceled):
				cut.Add(1)
			default:
				t.Error(err)
			}
		}
	})
	if rows := int64(len(names(t, d, 1))); rows != 2*kept.Load() || cut.Load() == 0 {
		t.Errorf("%d rows for %d writes that were answered (%d cancelled)", rows, kept.Load(), cut.Load())
	}
}

func TestReadersSeeOneState(t *testing.T) {
	d := kittest.DB(t, nil, things)
	err := d.Read(t.Context(), shop(1), func(tx *db.Tx) error {
		first, err := db.One[int64](tx, `SELECT COUNT(*) FROM thing WHERE shop_id = $1`)
		if err != nil {
			return err
		}
		done := make(chan error)
		go func() {
			done <- d.Write(context.Background(), shop(1), func(tx *db.Tx) error { return addThing(tx, "mug", 1) })
		}()
		if err := <-done; err != nil {
			return err
		}
		second, err := db.One[int64](tx, `SELECT COUNT(*) FROM thing WHERE shop_id = $1`)
		if first != second {
			t.Errorf("a read saw %d rows, then %d", first, second)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestAReadCannotWrite(t *testing.T) {
	d := kittest.DB(t, nil, things)
	err := d.Read(t.Context(), shop(1), func(tx *db.Tx) error { return addThing(tx, "mug", 1) })
	if err == nil || !strings.Contains(err.Error(), "open it with Write") {
		t.Errorf("a read transaction that writes is told %v", err)
	}
}

func TestAPanicRollsBackAndGoesOn(t *testing.T) {
	d := kittest.DB(t, nil, things)
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic was swallowed")
			}
		}()
		_ = write(t, d, 1, func(tx *db.Tx) error { _ = addThing(tx, "mug", 1); panic("oh") })
	}()
	if err := write(t, d, 1, func(tx *db.Tx) error { return addThing(tx, "cup", 1) }); err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(names(t, d, 1)); got != "[cup]" {
		t.Errorf("stored %s", got)
	}
}

// BenchmarkWriteOfTenStatements is the shape of placing an order. Run it on both
// engines; clients are set by -cpu.
func BenchmarkWriteOfTenStatements(b *testing.B) {
	o := kittest.Options(b, things)
	o.NoSync = false
	d := kittest.Open(b, o)
	hot := shop(1)
	hot.Hot = true
	b.SetParallelism(8)
	b.ReportAllocs()
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			err := d.Write(b.Context(), hot, func(tx *db.Tx) error {
				for range 9 {
					if err := addThing(tx, tx.NewID().Text("x"), 1); err != nil {
						return err
					}
				}
				_, err := tx.Exec(`UPDATE thing SET amount = amount + 1 WHERE shop_id = $1 AND id = $2`, tx.NewID())
				return err
			})
			if err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkReadOfTwentyRows is the shape of a list.
func BenchmarkReadOfTwentyRows(b *testing.B) {
	d := kittest.Open(b, kittest.Options(b, things))
	err := d.Write(b.Context(), shop(1), func(tx *db.Tx) error {
		for i := range 200 {
			if err := addThing(tx, fmt.Sprint(i), 1); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	b.ResetTimer()
	for b.Loop() {
		err := d.Read(b.Context(), shop(1), func(tx *db.Tx) error {
			rows, err := db.All[thing](tx, `SELECT id, name, amount, on_sale FROM thing WHERE shop_id = $1 ORDER BY id DESC LIMIT $2`, 20)
			if len(rows) != 20 {
				b.Errorf("%d rows", len(rows))
			}
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}
