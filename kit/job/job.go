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
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
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
func Later() Option { return func(o *order) { o.priority = later } }

const later = 10

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
	// A job that is there already leaves the list of shops as right as it was.
	err = tx.Later(`
		INSERT INTO job (shop_id, id, kind, args, state, priority, run_at, max_attempts, uniq, created_at)
		VALUES ($1, $2, $3, $4, 'ready', $5, $6, $7, $8, $9)
		ON CONFLICT (shop_id, kind, uniq) WHERE uniq <> '' AND state <> 'dead' DO NOTHING`,
		tx.NewID(), a.JobKind(), string(args), o.priority, o.at, o.attempts, o.uniq, tx.Now)
	if err != nil {
		return err
	}
	tx.Notify(topic)
	return readyOnce(tx, o.at)
}

type readyKey struct{}

// readyOnce notes the shop once for the jobs of a transaction, and again only for an
// earlier time: an import orders hundreds of pictures in one.
func readyOnce(tx *db.Tx, at db.Time) error {
	noted, err := db.Memo(tx, readyKey{}, func() (*db.Time, error) { return new(db.Time), nil })
	if err != nil || *noted != 0 && *noted <= at {
		return err
	}
	if err := ready(tx, at); err != nil {
		return err
	}
	*noted = at
	return nil
}

// topic wakes the runners of this process.
const topic = "job"

// ready notes that the shop has work at the time. It touches the row only when the
// shop is not on the list for that time already, because writes of one shop would
// otherwise wait for one another; Runner looks twice before it takes a shop off.
func ready(tx *db.Tx, at db.Time) error {
	return tx.Later(`
		INSERT INTO job_ready (shop_id, next_at)
		SELECT $1, CAST($2 AS BIGINT) WHERE NOT EXISTS (
			SELECT 1 FROM job_ready r WHERE r.shop_id = $1 AND r.next_at <= $2)
		ON CONFLICT (shop_id) DO UPDATE SET next_at = excluded.next_at, lingers = FALSE
		WHERE job_ready.next_at > excluded.next_at`, at)
}

// Row is a job as people see it.
type Row struct {
	ID          id.ID
	Kind        string
	Args        string
	State       string // ready, running, dead
	RunAt       db.Time
	Attempt     int64
	MaxAttempts int64
	LastError   string
	CreatedAt   db.Time
	EndedAt     db.Time
}

// List returns the shop's jobs in a state, newest first, from after a job on (0 = start).
func List(tx *db.Tx, state string, after id.ID, limit int) ([]Row, error) {
	q := db.Query(`
		SELECT id, kind, args, state, run_at, attempt, max_attempts, last_error, created_at, ended_at
		FROM job WHERE shop_id = $1 AND state = $2`, state)
	if after != 0 {
		q.And(`id < ?`, after)
	}
	return db.AllQ[Row](tx, q.Then(`ORDER BY id DESC LIMIT ?`, limit))
}

// Replay gives a dead job all its attempts again. A job that is not dead, or whose
// unique place another has taken, is errs.Conflict.
func Replay(tx *db.Tx, job id.ID) error {
	n, err := tx.Exec(`
		UPDATE job SET state = 'ready', attempt = 0, run_at = $3, ended_at = 0
		WHERE shop_id = $1 AND id = $2 AND state = 'dead'`, job, tx.Now)
	if err == nil && n == 0 {
		err = errs.Conflict("This task is not waiting for a repeat. Load the page again to see its state.")
	}
	if err != nil {
		return err
	}
	tx.Notify(topic)
	return ready(tx, tx.Now)
}

// Discard removes a dead job for good.
func Discard(tx *db.Tx, job id.ID) error {
	_, err := tx.Exec(`DELETE FROM job WHERE shop_id = $1 AND id = $2 AND state = 'dead'`, job)
	return err
}

// Count is how many jobs are in a state, over all shops or in one.
type Count struct {
	Kind  string
	State string
	N     int64
}

// Counts counts the jobs of all shops; sys comes from db.System.
func Counts(sys *db.Tx) ([]Count, error) {
	return db.All[Count](sys, `SELECT kind, state, COUNT(*) AS n FROM job GROUP BY kind, state ORDER BY kind, state`)
}
