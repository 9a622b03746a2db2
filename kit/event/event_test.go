package event_test

import (
	"errors"
	"io"
	"log/slog"
	"testing"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/event"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/job"
	"github.com/coulisse/coulisse/kit/kittest"
)

type placed struct {
	Order id.ID `json:"order"`
}

func (placed) FactName() string { return "orders.placed" }

func count(t *testing.T, d *db.DB, q string) (n int64) {
	t.Helper()
	err := d.Read(t.Context(), db.Scope{Shop: 1}, func(tx *db.Tx) (err error) {
		n, err = db.One[int64](tx, q)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func publish(t *testing.T, d *db.DB) error {
	t.Helper()
	return d.Write(t.Context(), db.Scope{Shop: 1, Actor: db.Actor{Kind: "staff", ID: 7, Name: "Ada"}}, func(tx *db.Tx) error {
		return event.Publish(tx, placed{Order: 42})
	})
}

func TestInsideListenersShareTheTransaction(t *testing.T) {
	bus := event.NewBus()
	var heard id.ID
	refuse := error(nil)
	event.Inside(bus, "books", func(tx *db.Tx, f placed) error {
		heard = f.Order
		_, err := db.NextNumber(tx, "books")
		return errors.Join(err, refuse)
	})
	d := kittest.DB(t, bus)
	if err := publish(t, d); err != nil || heard != 42 {
		t.Fatalf("heard %d, %v", heard, err)
	}
	refuse = errors.New("the period is closed")
	if err := publish(t, d); !errors.Is(err, refuse) {
		t.Errorf("got %v", err)
	}
	if n := count(t, d, `SELECT COUNT(*) FROM event WHERE shop_id = $1`); n != 1 {
		t.Errorf("%d events, want 1: a refused one is rolled back", n)
	}
	if n := count(t, d, `SELECT value FROM counter WHERE shop_id = $1`); n != 1 {
		t.Errorf("counter %d, want 1", n)
	}
}

func TestAfterListenersAreCalledOnceByAJob(t *testing.T) {
	bus := event.NewBus()
	fail, calls := true, 0
	var actor db.Actor
	event.After(bus, "mail", func(tx *db.Tx, f placed) error {
		if calls++; fail {
			return errors.New("no")
		}
		actor = tx.Actor
		_, err := db.NextNumber(tx, "mail")
		return err
	})
	d, clock := kittest.DBAt(t, bus)
	r := job.NewRunner(d, slog.New(slog.NewTextHandler(io.Discard, nil)))
	event.Deliver(r, bus)
	if err := publish(t, d); err != nil || calls != 0 {
		t.Fatalf("%d calls before the job, %v", calls, err)
	}
	if err := r.Drain(t.Context()); err == nil {
		t.Error("the listener's error should show")
	}
	fail = false
	clock.Add(3600e9)
	if err := r.Drain(t.Context()); err != nil || calls != 2 || actor.Name != "Ada" {
		t.Errorf("calls %d actor %+v, %v", calls, actor, err)
	}
	defer func() {
		clock.Add(31 * 24 * 3600e9)
		if err := r.RunPeriodic(t.Context(), "event.forget"); err != nil {
			t.Fatal(err)
		}
		if err := r.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n := count(t, d, `SELECT COUNT(*) FROM event_heard WHERE shop_id = $1`); n != 0 {
			t.Errorf("%d notes are kept after a month", n)
		}
	}()
	// The same delivery once more, as after a crash between commit and job's end.
	err := d.Write(t.Context(), db.Scope{Shop: 1}, func(tx *db.Tx) error {
		_, err := tx.Exec(`
			INSERT INTO job (shop_id, id, kind, args, state, run_at, max_attempts, created_at)
			SELECT $1, 99, 'event.deliver', '{"event":' || CAST(e.id AS TEXT) || ',"listener":"mail"}', 'ready', 0, 5, 0
			FROM event e WHERE e.shop_id = $1`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Drain(t.Context()); err != nil || calls != 2 {
		t.Errorf("delivered again: %d calls, %v", calls, err)
	}
}
