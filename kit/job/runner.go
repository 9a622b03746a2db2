package job

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/id"
)

// Ctx is one run of a job.
type Ctx struct {
	context.Context
	DB      *db.DB
	Shop    id.ID
	Job     id.ID
	Attempt int
}

// Read opens a read transaction in the job's shop.
func (c *Ctx) Read(fn func(tx *db.Tx) error) error {
	return c.DB.Read(c, db.Scope{Shop: c.Shop, Actor: db.SystemActor}, fn)
}

// Write opens a write transaction in the job's shop.
func (c *Ctx) Write(fn func(tx *db.Tx) error) error {
	return c.DB.Write(c, db.Scope{Shop: c.Shop, Actor: db.SystemActor}, fn)
}

// Times of the runner.
const (
	poll      = time.Second      // safety net when no wake-up came
	lease     = time.Minute      // a job whose process is silent so long is taken over
	heartbeat = 15 * time.Second // how often leases are renewed
	linger    = 5 * time.Second  // an empty shop is looked at once more after this
	sweep     = time.Minute      // how often the whole job table is looked through
	patience  = 20 * time.Second // how long Stop waits before it cancels, unless told otherwise
)

// workers is how many jobs run at once; one shop may hold half of them.
const workers = 8

// Runner takes jobs and runs them. Register handlers first, then Start.
type Runner struct {
	Patience time.Duration // how long Stop waits for running jobs before it cancels them

	db       *db.DB
	log      *slog.Logger
	handlers map[string]func(c *Ctx, args []byte) error
	together map[string]func(tx *db.Tx, args []byte) error
	every    []periodic

	wake    chan struct{}
	stop    chan struct{}
	ctx     context.Context
	cancel  context.CancelFunc
	loops   sync.WaitGroup
	taking  sync.WaitGroup // the loop that takes jobs
	running sync.WaitGroup // the jobs taken
	slots   chan struct{}

	mu      sync.Mutex
	active  map[key]activeJob
	perShop map[id.ID]int
	hinted  map[id.ID]bool
	turn    int
}

type key struct{ shop, job id.ID }

type activeJob struct {
	attempt int64
	cancel  context.CancelFunc
}

// NewRunner makes a runner that does nothing until Start.
func NewRunner(d *db.DB, log *slog.Logger) *Runner {
	return &Runner{
		Patience: patience, db: d, log: log, handlers: map[string]func(*Ctx, []byte) error{}, together: map[string]func(*db.Tx, []byte) error{},
		wake: make(chan struct{}, 1), stop: make(chan struct{}), slots: make(chan struct{}, workers),
		active: map[key]activeJob{}, perShop: map[id.ID]int{}, hinted: map[id.ID]bool{},
	}
}

// Handle registers the handler of one kind of job. It must be idempotent, and keep
// the network outside of transactions.
func Handle[A Args](r *Runner, fn func(c *Ctx, a A) error) {
	var none A
	if r.handlers[none.JobKind()] != nil {
		panic("job: two handlers for " + none.JobKind())
	}
	r.handlers[none.JobKind()] = func(c *Ctx, data []byte) error {
		var a A
		if err := json.Unmarshal(data, &a); err != nil {
			return GiveUp(fmt.Errorf("read job %s: %w", none.JobKind(), err))
		}
		return fn(c, a)
	}
}

// GiveUp marks an error that no repetition can heal: the job is dead at once.
func GiveUp(err error) error { return &hopeless{err} }

type hopeless struct{ error }

// Unwrap returns the reason.
func (h *hopeless) Unwrap() error { return h.error }

// Start begins to work until Stop or the end of ctx.
func (r *Runner) Start(ctx context.Context) {
	r.ctx, r.cancel = context.WithCancel(ctx)
	r.db.OnNotify(topic, r.hint)
	r.loops.Add(2 + len(r.every))
	r.taking.Add(1)
	go r.loop(func() { defer r.taking.Done(); r.work() })
	go r.loop(r.beat)
	for _, p := range r.every {
		go r.loop(func() { r.period(p) })
	}
}

// Stop takes no more jobs, waits for the running ones and, after a while, cancels
// them; those go back to the queue.
func (r *Runner) Stop() {
	if r.cancel == nil {
		return
	}
	close(r.stop)
	ended := make(chan struct{})
	go func() { r.taking.Wait(); r.running.Wait(); close(ended) }()
	select {
	case <-ended:
	case <-time.After(r.Patience):
	}
	r.cancel()
	<-ended
	r.loops.Wait()
}

func (r *Runner) loop(body func()) {
	defer r.loops.Done()
	body()
}

func (r *Runner) hint(shop id.ID) {
	r.mu.Lock()
	r.hinted[shop] = true
	r.mu.Unlock()
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

// work gives every shop with due jobs a turn, again and again.
func (r *Runner) work() {
	swept := time.Time{}
	for {
		if time.Since(swept) > sweep {
			r.report("look for forgotten jobs", r.sweep())
			swept = time.Now()
		}
		taken, err := r.round()
		r.report("take jobs", err)
		if taken > 0 && err == nil {
			select {
			case <-r.stop:
				return
			case <-r.ctx.Done():
				return
			default:
				continue
			}
		}
		select {
		case <-r.wake:
		case <-time.After(poll):
		case <-r.stop:
			return
		case <-r.ctx.Done():
			return
		}
	}
}

// round takes a few jobs of every shop that has some, beginning with another shop
// each time. It waits for a free place before it takes a job, so that jobs taken run
// at once.
func (r *Runner) round() (int, error) {
	shops, err := r.dueShops()
	if err != nil || len(shops) == 0 {
		return 0, err
	}
	r.turn++
	taken := 0
	for i := range shops {
		shop := shops[(i+r.turn)%len(shops)]
		room := r.room(shop, len(shops))
		if room == 0 {
			continue
		}
		select {
		case r.slots <- struct{}{}:
		case <-r.stop:
			return taken, nil
		case <-r.ctx.Done():
			return taken, nil
		}
		jobs, err := r.claim(r.ctx, shop, room)
		<-r.slots
		if err != nil {
			return taken, err
		}
		many, single := r.parted(jobs)
		if len(many) > 0 {
			r.begin(shop, many, func(ctx context.Context) { _ = r.attemptTogether(ctx, shop, many) })
		}
		for _, j := range single {
			r.begin(shop, []claimed{j}, func(ctx context.Context) { _ = r.attempt(ctx, shop, j) })
		}
		taken += len(jobs)
	}
	return taken, nil
}

// room is how many jobs of the shop may start: its part of the free places.
func (r *Runner) room(shop id.ID, shops int) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	free := workers - len(r.slots)
	return min(max(1, free/shops), workers/2-r.perShop[shop])
}

// begin runs a job, or jobs that go together, beside others.
func (r *Runner) begin(shop id.ID, jobs []claimed, run func(ctx context.Context)) {
	ctx, cancel := context.WithCancel(r.ctx)
	r.mu.Lock()
	for _, j := range jobs {
		r.active[key{shop, j.ID}] = activeJob{j.Attempt, cancel}
	}
	r.perShop[shop]++
	r.mu.Unlock()
	r.running.Add(1)
	r.slots <- struct{}{}
	go func() {
		defer func() {
			cancel()
			r.mu.Lock()
			for _, j := range jobs {
				delete(r.active, key{shop, j.ID})
			}
			if r.perShop[shop]--; r.perShop[shop] == 0 {
				delete(r.perShop, shop)
			}
			r.mu.Unlock()
			<-r.slots
			r.running.Done()
			r.hint(shop)
		}()
		run(ctx)
	}()
}

// attempt runs the handler and writes the outcome. It returns the handler's error.
func (r *Runner) attempt(ctx context.Context, shop id.ID, j claimed) error {
	err := r.call(&Ctx{Context: ctx, DB: r.db, Shop: shop, Job: j.ID, Attempt: int(j.Attempt)}, j)
	stopped := ctx.Err() != nil
	after, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	switch {
	case err == nil:
		r.report("finish job", r.finish(after, shop, j))
	case stopped:
		r.report("put job back", r.putBack(after, shop, j))
	default:
		r.failed(after, shop, j, err)
	}
	return err
}

// failed plans the next attempt, or ends the job.
func (r *Runner) failed(ctx context.Context, shop id.ID, j claimed, err error) {
	dead := j.Attempt >= j.MaxAttempts || errors.As(err, new(*hopeless))
	r.log.Warn("job failed", "kind", j.Kind, "shop", int64(shop), "job", int64(j.ID),
		"attempt", j.Attempt, "dead", dead, "error", err)
	r.report("note failed job", r.fail(ctx, shop, j, err, dead))
}

// caught turns a panic into an error: one bad job must not stop the program.
func caught(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
	}
}

// call runs the handler.
func (r *Runner) call(c *Ctx, j claimed) (err error) {
	defer caught(&err)
	if r.together[j.Kind] != nil {
		return c.Write(func(tx *db.Tx) error { return r.together[j.Kind](tx, []byte(j.Args)) })
	}
	handler := r.handlers[j.Kind]
	if handler == nil {
		return fmt.Errorf("no handler for jobs of kind %s", j.Kind)
	}
	if j.Attempt > j.MaxAttempts {
		return GiveUp(errors.New("the program stopped during the last attempt"))
	}
	return handler(c, []byte(j.Args))
}

func (r *Runner) report(what string, err error) {
	if err != nil && r.ctx != nil && r.ctx.Err() == nil {
		r.log.Error(what, "error", err)
	}
}

// Drain runs every due job of every shop, one after the other and shop by shop in
// turn, until none is due; for tests and for the command line. It returns the errors
// of the jobs that failed.
func (r *Runner) Drain(ctx context.Context) error {
	var failed []error
	var shops []id.ID
	for {
		taken := 0
		for _, shop := range shops {
			jobs, err := r.claim(ctx, shop, 1)
			if err != nil {
				return err
			}
			taken += len(jobs)
			failed = append(failed, r.runAll(ctx, shop, jobs)...)
		}
		if taken > 0 {
			continue
		}
		due, err := r.allDueShops(ctx)
		if err != nil || len(due) == 0 {
			return errors.Join(append(failed, err)...)
		}
		shops = due
	}
}

// runAll runs jobs one after the other and returns the errors of those that failed.
func (r *Runner) runAll(ctx context.Context, shop id.ID, jobs []claimed) (failed []error) {
	many, single := r.parted(jobs)
	if len(many) > 0 {
		failed = append(failed, r.attemptTogether(ctx, shop, many)...)
	}
	for _, j := range single {
		if err := r.attempt(ctx, shop, j); err != nil {
			failed = append(failed, fmt.Errorf("job %s: %w", j.Kind, err))
		}
	}
	return failed
}
