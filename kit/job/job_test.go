package job_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/job"
	"github.com/coulisse/coulisse/kit/kittest"
)

type greet struct {
	Name string `json:"name"`
}

func (greet) JobKind() string { return "greet" }

func quiet() *slog.Logger { return slog.New(slog.NewTextHandler(io.Discard, nil)) }

func enqueue(t *testing.T, d *db.DB, shop int64, name string, opts ...job.Option) {
	t.Helper()
	err := d.Write(t.Context(), db.Scope{Shop: id.ID(shop)}, func(tx *db.Tx) error {
		return job.Enqueue(tx, greet{name}, opts...)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func jobs(t *testing.T, d *db.DB, shop int64, state string) []job.Row {
	t.Helper()
	var rows []job.Row
	err := d.Read(t.Context(), db.Scope{Shop: id.ID(shop)}, func(tx *db.Tx) (err error) {
		rows, err = job.List(tx, state, 0, 100)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestDrainRunsDueJobsShopByShop(t *testing.T) {
	d, clock := kittest.DBAt(t, nil)
	for i := range 4 {
		enqueue(t, d, 1, fmt.Sprint("big ", i))
	}
	enqueue(t, d, 2, "small")
	enqueue(t, d, 2, "tomorrow", job.At(d.Now().Add(24*time.Hour)))
	r := job.NewRunner(d, quiet())
	var ran []string
	job.Handle(r, func(c *job.Ctx, g greet) error { ran = append(ran, fmt.Sprint(c.Shop, " ", g.Name)); return nil })
	if err := r.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	want := "[1 big 0 2 small 1 big 1 1 big 2 1 big 3]"
	if fmt.Sprint(ran) != want {
		t.Errorf("ran %v, want %v", ran, want)
	}
	clock.Add(25 * time.Hour)
	if err := r.Drain(t.Context()); err != nil || len(ran) != 6 {
		t.Errorf("a day later: %v, %v", ran, err)
	}
}

func TestAJobOfARolledBackWriteNeverRuns(t *testing.T) {
	d := kittest.DB(t, nil)
	_ = d.Write(t.Context(), db.Scope{Shop: 1}, func(tx *db.Tx) error {
		return errors.Join(job.Enqueue(tx, greet{"x"}), errors.New("undo"))
	})
	if rows := jobs(t, d, 1, "ready"); len(rows) != 0 {
		t.Errorf("left %v", rows)
	}
}

func TestUniqueJobsAreQueuedOnce(t *testing.T) {
	d := kittest.DB(t, nil)
	enqueue(t, d, 1, "a", job.Unique("k"))
	enqueue(t, d, 1, "b", job.Unique("k"))
	enqueue(t, d, 2, "c", job.Unique("k"))
	if n := len(jobs(t, d, 1, "ready")); n != 1 {
		t.Errorf("%d jobs wait, want 1", n)
	}
	r := job.NewRunner(d, quiet())
	job.Handle(r, func(*job.Ctx, greet) error { return nil })
	if err := r.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	enqueue(t, d, 1, "d", job.Unique("k"))
	if n := len(jobs(t, d, 1, "ready")); n != 1 {
		t.Errorf("after the first has run %d wait, want 1", n)
	}
}

func TestFailingJobsPauseThenDieAndCanBeReplayed(t *testing.T) {
	d, clock := kittest.DBAt(t, nil)
	enqueue(t, d, 1, "x", job.Attempts(3))
	r := job.NewRunner(d, quiet())
	down, ran := true, 0
	job.Handle(r, func(*job.Ctx, greet) error {
		if ran++; down {
			return errors.New("carrier down")
		}
		return nil
	})
	for try := 1; try <= 3; try++ {
		if err := r.Drain(t.Context()); err == nil {
			t.Fatal("the job should have failed")
		}
		if err := r.Drain(t.Context()); err != nil || ran != try {
			t.Fatalf("it ran %d times before its pause was over (%v)", ran, err)
		}
		clock.Add(time.Hour)
	}
	dead := jobs(t, d, 1, "dead")
	if len(dead) != 1 || dead[0].LastError != "carrier down" || dead[0].Attempt != 3 {
		t.Fatalf("dead jobs %+v", dead)
	}
	down = false
	err := d.Write(t.Context(), db.Scope{Shop: 1}, func(tx *db.Tx) error { return job.Replay(tx, dead[0].ID) })
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Drain(t.Context()); err != nil || ran != 4 || len(jobs(t, d, 1, "dead")) != 0 {
		t.Errorf("replay: ran %d, %v", ran, err)
	}
}

func TestAPanicAndAHopelessErrorDoNotStopOthers(t *testing.T) {
	d := kittest.DB(t, nil)
	enqueue(t, d, 1, "panic")
	enqueue(t, d, 1, "hopeless")
	enqueue(t, d, 1, "fine")
	r := job.NewRunner(d, quiet())
	job.Handle(r, func(_ *job.Ctx, g greet) error {
		switch g.Name {
		case "panic":
			panic("oh")
		case "hopeless":
			return job.GiveUp(errors.New("bad address"))
		}
		return nil
	})
	if err := r.Drain(t.Context()); err == nil {
		t.Error("Drain should tell of the failures")
	}
	if len(jobs(t, d, 1, "ready")) != 1 || len(jobs(t, d, 1, "dead")) != 1 {
		t.Errorf("ready %v dead %v", jobs(t, d, 1, "ready"), jobs(t, d, 1, "dead"))
	}
}

func TestAnExpiredLeaseIsTakenOver(t *testing.T) {
	d, clock := kittest.DBAt(t, nil)
	enqueue(t, d, 1, "x")
	// A process takes the job and dies: nothing is written after the claim.
	err := d.Write(t.Context(), db.Scope{Shop: 1}, func(tx *db.Tx) error {
		_, err := tx.Exec(`UPDATE job SET state = 'running', attempt = 1, lease_until = $2 WHERE shop_id = $1`, tx.Now.Add(time.Minute))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	r := job.NewRunner(d, quiet())
	attempt := 0
	job.Handle(r, func(c *job.Ctx, _ greet) error { attempt = c.Attempt; return nil })
	if err := r.Drain(t.Context()); err != nil || attempt != 0 {
		t.Fatalf("taken while leased: %d %v", attempt, err)
	}
	clock.Add(2 * time.Minute)
	if err := r.Drain(t.Context()); err != nil || attempt != 2 {
		t.Errorf("attempt %d, want 2 (%v)", attempt, err)
	}
}

func TestARunningRunnerIsFairAndWakesUp(t *testing.T) {
	d := kittest.DB(t, nil)
	for i := range 200 {
		enqueue(t, d, 1, fmt.Sprint(i))
	}
	var mu sync.Mutex
	var order []id.ID
	done := make(chan struct{})
	small := 0
	r := job.NewRunner(d, quiet())
	job.Handle(r, func(c *job.Ctx, _ greet) error {
		mu.Lock()
		defer mu.Unlock()
		order = append(order, c.Shop)
		if c.Shop == 2 {
			small++
		}
		if len(order) == 210 {
			close(done)
		}
		return nil
	})
	for i := range 10 {
		enqueue(t, d, 2, fmt.Sprint(i))
	}
	r.Start(context.Background())
	defer r.Stop()
	select {
	case <-done:
	case <-time.After(20 * time.Second):
		t.Fatal("the jobs were not run")
	}
	mu.Lock()
	defer mu.Unlock()
	last := 0
	for i, shop := range order {
		if shop == 2 {
			last = i
		}
	}
	if small != 10 || last > 100 {
		t.Errorf("the small shop's %d jobs ended at place %d of 210", small, last)
	}
}

func TestPeriodicWorkRunsOncePerIntervalOverAllProcesses(t *testing.T) {
	d := kittest.DB(t, nil)
	ran := make(chan int, 10)
	for process := range 2 {
		r := job.NewRunner(d, quiet())
		job.Every(r, "nightly", time.Hour, func(*job.Ctx) error { ran <- process; return nil })
		r.Start(context.Background())
		defer r.Stop()
	}
	<-ran
	select {
	case <-ran:
		t.Error("it ran twice in one interval")
	case <-time.After(1500 * time.Millisecond):
	}
}

func TestStopPutsRunningJobsBack(t *testing.T) {
	d := kittest.DB(t, nil)
	enqueue(t, d, 1, "slow")
	r := job.NewRunner(d, quiet())
	r.Patience = time.Millisecond
	began := make(chan struct{})
	job.Handle(r, func(c *job.Ctx, _ greet) error { close(began); <-c.Done(); return c.Err() })
	r.Start(context.Background())
	<-began
	r.Stop()
	rows := jobs(t, d, 1, "ready")
	if len(rows) != 1 || rows[0].Attempt != 0 || rows[0].LastError != "" {
		t.Errorf("after Stop: %+v", rows)
	}
}

func TestBackoffSpreadsOverThreeDays(t *testing.T) {
	var whole time.Duration
	for attempt := int64(1); attempt < 20; attempt++ {
		low, high := job.Backoff(attempt, 0), job.Backoff(attempt, 1)
		if low <= 0 || high < low {
			t.Errorf("attempt %d: %v to %v", attempt, low, high)
		}
		whole += low
	}
	if whole < 60*time.Hour || whole > 5*24*time.Hour {
		t.Errorf("twenty attempts take %v", whole)
	}
}

type note struct {
	Text string `json:"text"`
}

func (note) JobKind() string { return "note" }

// Jobs that go together keep their own fate: the good ones are stored and finished in
// one transaction, the bad one leaves nothing and is tried again.
func TestJobsThatGoTogetherFailAlone(t *testing.T) {
	d := kittest.DB(t, nil)
	err := d.Write(t.Context(), db.Scope{Shop: 1}, func(tx *db.Tx) error {
		for _, text := range []string{"a", "bad", "panic", "b"} {
			if err := job.Enqueue(tx, note{text}); err != nil {
				return err
			}
		}
		return job.Enqueue(tx, greet{"alone"})
	})
	if err != nil {
		t.Fatal(err)
	}
	r := job.NewRunner(d, quiet())
	alone := 0
	job.Handle(r, func(*job.Ctx, greet) error { alone++; return nil })
	job.HandleTogether(r, func(tx *db.Tx, n note) error {
		if _, err := db.NextNumber(tx, "noted"); err != nil {
			return err
		}
		switch n.Text {
		case "bad":
			return errors.New("no")
		case "panic":
			panic("oh")
		}
		return nil
	})
	if err := r.Drain(t.Context()); err == nil {
		t.Error("the failures are not reported")
	}
	waiting := jobs(t, d, 1, "ready")
	if len(waiting) != 2 || alone != 1 {
		t.Fatalf("%d jobs wait again and %d ran alone, want 2 and 1", len(waiting), alone)
	}
	for _, j := range waiting {
		if j.LastError == "" || j.Attempt != 1 {
			t.Errorf("%s waits without its reason: %+v", j.Args, j)
		}
	}
	var noted int64
	err = d.Write(t.Context(), db.Scope{Shop: 1}, func(tx *db.Tx) (err error) {
		noted, err = db.NextNumber(tx, "noted")
		return err
	})
	if err != nil || noted != 3 {
		t.Errorf("the next number is %d (%v), want 3: two jobs were stored", noted, err)
	}
}
