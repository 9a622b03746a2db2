// Package job runs work after the transaction that asked for it: mail, webhooks,
// calls to providers, the after listeners of kit/event.
//
// A job is a row written in the business transaction, so it exists exactly when the
// business change does. Workers take jobs shop by shop in turn, so that one shop's
// backlog does not delay another; a lease with a heartbeat brings back the jobs of a
// process that died. A failing job is tried again with growing pauses and is then
// dead: visible and replayable. A job may run twice, so its handler is idempotent by
// shop and job id, or writes its effect in one transaction of its own.
//
// Tables: job (ready, running, dead; a finished job is deleted), job_ready (shops
// with work), job_every (periodic work).
package job

import (
	"embed"
	"encoding/json"
	"fmt"

	"github.com/coulisse/coulisse/kit/db"
)

// Migrations of the job tables.
//
//go:embed migrations/*.sql
var Migrations embed.FS

// Args is what a job needs to know, stored as JSON. Its kind names the handler.
type Args interface{ JobKind() string }

// Option changes when and how often a job runs.
type Option func(*order)

type order struct {
	at       db.Time
	uniq     string
	attempts int64
	priority int64
}

// At sets the earliest time.
func At(t db.Time) Option { return func(o *order) { o.at = t } }

// Unique lets only one job of this kind and key wait or run in the shop; a second
// Enqueue is silently dropped.
func Unique(key string) Option { return func(o *order) { o.uniq = key } }

// Attempts sets how often the job is tried before it is dead; 20 spread over three
// days when not set.
func Attempts(n int) Option { return func(o *order) { o.attempts = int64(n) } }

// Later puts the job behind those of normal priority in the same shop, for imports
// and other bulk work.
func Later() Option { return func(o *order) { o.priority = 10 } }

// Enqueue writes the job in the transaction; it runs soon after the commit, or never
// when the transaction is rolled back.
func Enqueue(tx *db.Tx, a Args, opts ...Option) error {
	o := order{at: tx.Now, attempts: 20}
	for _, opt := range opts {
		opt(&o)
	}
	args, err := json.Marshal(a)
	if err != nil {
		return fmt.Errorf("encode job %s: %w", a.JobKind(), err)
	}
	n, err := tx.Exec(`
		INSERT INTO job (shop_id, id, kind, args, state, priority, run_at, max_attempts, uniq, created_at)
		VALUES ($1, $2, $3, $4, 'ready', $5, $6, $7, $8, $9)
		ON CONFLICT (shop_id, kind, uniq) WHERE uniq <> '' AND state <> 'dead' DO NOTHING`,
		tx.NewID(), a.JobKind(), string(args), o.priority, o.at, o.attempts, o.uniq, tx.Now)
	if err != nil || n == 0 {
		return err
	}
	return ready(tx, o.at)
}

// ready notes that the shop has work at the time, unless it has some earlier.
func ready(tx *db.Tx, at db.Time) error {
	_, err := tx.Exec(`
		INSERT INTO job_ready (shop_id, next_at) VALUES ($1, $2)
		ON CONFLICT (shop_id) DO UPDATE SET next_at = excluded.next_at
		WHERE job_ready.next_at > excluded.next_at`, at)
	return err
}
