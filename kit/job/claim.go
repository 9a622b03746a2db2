package job

import (
	"cmp"
	"context"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/id"
)

// claimed is a job this process holds the lease of. The attempt number is the proof:
// whoever takes the job over raises it.
type claimed struct {
	ID          id.ID
	Kind        string
	Args        string
	Attempt     int64
	MaxAttempts int64
	Priority    int64
	RunAt       db.Time
}

// dueShops reads the list of shops with work, the one read over all shops, and adds
// the shops this process has just written jobs for.
func (r *Runner) dueShops() ([]id.ID, error) {
	r.mu.Lock()
	hinted := r.hinted
	r.hinted = map[id.ID]bool{}
	r.mu.Unlock()
	var shops []id.ID
	err := r.system(r.ctx, func(sys *db.Tx) (err error) {
		shops, err = db.All[id.ID](sys, `SELECT shop_id FROM job_ready WHERE next_at <= $1 ORDER BY shop_id LIMIT 1000`, sys.Now)
		return err
	})
	for _, shop := range shops {
		delete(hinted, shop)
	}
	for shop := range hinted {
		shops = append(shops, shop)
	}
	return shops, err
}

// allDueShops looks at the jobs themselves instead of the list.
func (r *Runner) allDueShops(ctx context.Context) ([]id.ID, error) {
	var shops []id.ID
	err := r.system(ctx, func(sys *db.Tx) (err error) {
		shops, err = db.All[id.ID](sys, `
			SELECT DISTINCT shop_id FROM job
			WHERE (state = 'ready' AND run_at <= $1) OR (state = 'running' AND lease_until <= $1)
			ORDER BY shop_id`, sys.Now)
		return err
	})
	return shops, err
}

func (r *Runner) system(ctx context.Context, fn func(sys *db.Tx) error) error {
	return r.db.Read(ctx, db.Scope{Actor: db.SystemActor}, func(tx *db.Tx) error {
		return fn(db.System(tx, "shops with due jobs"))
	})
}

// sweep puts shops back on the list whose entry was lost to a race or a crash.
func (r *Runner) sweep() error {
	shops, err := r.allDueShops(r.ctx)
	if err != nil {
		return err
	}
	for _, shop := range shops {
		r.hint(shop)
	}
	return nil
}

// The due jobs of one priority, the oldest first. The index holds them in this order,
// so that a backlog of any length costs the same.
const (
	dueSQLite = `
		SELECT j.id, j.kind FROM job j
		WHERE j.shop_id = $1 AND j.state = 'ready' AND j.priority = $2 AND j.run_at <= $3
		ORDER BY j.run_at, j.id LIMIT $4`
	duePostgres = dueSQLite + ` FOR UPDATE SKIP LOCKED /* engine only */`
)

// priorities are those that jobs have: normal and Later.
var priorities = [...]int64{0, later}

type dueJob struct {
	ID   id.ID
	Kind string
}

// claim takes due jobs of one shop: as many as can run together, and up to n of the
// others. When that is all there is, it notes when the shop needs the next look.
func (r *Runner) claim(ctx context.Context, shop id.ID, n int) ([]claimed, error) {
	var jobs []claimed
	err := r.write(ctx, shop, func(tx *db.Tx) error {
		jobs = nil
		if err := rescue(tx); err != nil {
			return err
		}
		ids, all, err := r.choose(tx, n)
		if err != nil {
			return err
		}
		if len(ids) > 0 {
			if jobs, err = take(tx, ids); err != nil {
				return err
			}
		}
		if !all {
			return nil
		}
		return nextLook(tx)
	})
	slices.SortFunc(jobs, func(a, b claimed) int {
		return cmp.Or(cmp.Compare(a.Priority, b.Priority), cmp.Compare(a.RunAt, b.RunAt), cmp.Compare(a.ID, b.ID))
	})
	return jobs, err
}

// rescue puts jobs whose process fell silent back; the attempt counts.
func rescue(tx *db.Tx) error {
	_, err := tx.Exec(`
		UPDATE job SET state = 'ready', lease_until = 0
		WHERE shop_id = $1 AND state = 'running' AND lease_until <= $2`, tx.Now)
	return err
}

// choose looks at the head of the queue; all says that nothing due is left behind it.
func (r *Runner) choose(tx *db.Tx, n int) (ids []id.ID, all bool, err error) {
	text := dueSQLite
	if tx.Engine() == "postgres" {
		text = duePostgres
	}
	looked := 0
	for _, priority := range priorities {
		due, err := db.All[dueJob](tx, text, priority, tx.Now, group)
		if err != nil {
			return nil, false, err
		}
		looked += len(due)
		for _, j := range due {
			if r.together[j.Kind] == nil {
				if n == 0 {
					continue
				}
				n--
			}
			ids = append(ids, j.ID)
		}
		if len(due) == group {
			return ids, false, nil
		}
	}
	return ids, looked == len(ids), nil
}

func take(tx *db.Tx, ids []id.ID) ([]claimed, error) {
	return db.AllQ[claimed](tx, db.Query(`
		UPDATE job SET state = 'running', attempt = attempt + 1, lease_until = $2
		WHERE shop_id = $1 AND state = 'ready'`, tx.Now.Add(lease)).AndIn(`id`, ids).
		Then(`RETURNING id, kind, args, attempt, max_attempts, priority, run_at`))
}

// nextLook moves the shop on the list to its next job or lease. An empty shop stays
// for a moment and is taken off when it is still empty then: a transaction that saw
// it on the list, and so left it alone, may just be committing its job. Each part
// reads the first entry of an index.
func nextLook(tx *db.Tx) error {
	times, err := db.All[db.Time](tx, `
		SELECT next FROM (
			SELECT MIN(j.run_at) AS next FROM job j WHERE j.shop_id = $1 AND j.state = 'ready' AND j.priority = 0
			UNION ALL SELECT MIN(j.run_at) FROM job j WHERE j.shop_id = $1 AND j.state = 'ready' AND j.priority = $2
			UNION ALL SELECT MIN(j.lease_until) FROM job j WHERE j.shop_id = $1 AND j.state = 'running') AS firsts
		WHERE next IS NOT NULL ORDER BY next LIMIT 1`, later)
	if err != nil {
		return err
	}
	if len(times) > 0 {
		_, err = tx.Exec(`UPDATE job_ready SET next_at = $2, lingers = FALSE WHERE shop_id = $1 AND next_at <> $2`, times[0])
		return err
	}
	gone, err := tx.Exec(`DELETE FROM job_ready WHERE shop_id = $1 AND next_at <= $2 AND lingers = TRUE`, tx.Now)
	if err != nil || gone > 0 {
		return err
	}
	_, err = tx.Exec(`UPDATE job_ready SET next_at = $2, lingers = TRUE WHERE shop_id = $1 AND lingers = FALSE`, tx.Now.Add(linger))
	return err
}

const finished = `DELETE FROM job WHERE shop_id = $1 AND id = $2 AND attempt = $3 AND state = 'running'`

// finish removes a job that has done its work, if this process still holds it.
func (r *Runner) finish(ctx context.Context, shop id.ID, j claimed) error {
	return r.write(ctx, shop, func(tx *db.Tx) error {
		_, err := tx.Exec(finished, j.ID, j.Attempt)
		return err
	})
}

// fail notes the error and sets the next attempt, or the end.
func (r *Runner) fail(ctx context.Context, shop id.ID, j claimed, cause error, dead bool) error {
	text := cause.Error()
	if len(text) > 2000 {
		text = text[:2000]
	}
	return r.write(ctx, shop, func(tx *db.Tx) error {
		if dead {
			_, err := tx.Exec(`
				UPDATE job SET state = 'dead', last_error = $4, ended_at = $5, lease_until = 0
				WHERE shop_id = $1 AND id = $2 AND attempt = $3 AND state = 'running'`, j.ID, j.Attempt, text, tx.Now)
			return err
		}
		at := tx.Now.Add(Backoff(j.Attempt, rand.Float64()))
		_, err := tx.Exec(`
			UPDATE job SET state = 'ready', last_error = $4, run_at = $5, lease_until = 0
			WHERE shop_id = $1 AND id = $2 AND attempt = $3 AND state = 'running'`, j.ID, j.Attempt, text, at)
		if err != nil {
			return err
		}
		return ready(tx, at)
	})
}

// putBack returns a job that was cut off by Stop; the attempt does not count.
func (r *Runner) putBack(ctx context.Context, shop id.ID, j claimed) error {
	return r.write(ctx, shop, func(tx *db.Tx) error {
		_, err := tx.Exec(`
			UPDATE job SET state = 'ready', attempt = attempt - 1, run_at = $4, lease_until = 0
			WHERE shop_id = $1 AND id = $2 AND attempt = $3 AND state = 'running'`, j.ID, j.Attempt, tx.Now)
		if err != nil {
			return err
		}
		return ready(tx, tx.Now)
	})
}

// write opens a short transaction. Every statement of this package is conditional on
// the job's state and attempt, so READ COMMITTED is enough.
func (r *Runner) write(ctx context.Context, shop id.ID, fn func(tx *db.Tx) error) error {
	return r.db.Write(ctx, db.Scope{Shop: shop, Actor: db.SystemActor, Hot: true}, fn)
}

// Backoff is the pause after the given attempt: five seconds, doubled each time, at
// most twelve hours, a fifth more or less by chance (0 to 1). Twenty attempts take
// over three days.
func Backoff(attempt int64, chance float64) time.Duration {
	pause := 12 * time.Hour
	if attempt < 14 {
		pause = 5 * time.Second << max(attempt-1, 0)
	}
	return pause*4/5 + time.Duration(chance*float64(pause)*2/5)
}

// beat renews the leases of running jobs and cancels those that were taken over.
func (r *Runner) beat() {
	for {
		select {
		case <-time.After(heartbeat):
		case <-r.ctx.Done():
			return
		}
		r.mu.Lock()
		held := make(map[key]activeJob, len(r.active))
		for k, a := range r.active {
			held[k] = a
		}
		r.mu.Unlock()
		for k, a := range held {
			kept, err := r.renew(k, a.attempt)
			r.report("renew the lease of a job", err)
			if err == nil && !kept {
				a.cancel()
			}
		}
	}
}

func (r *Runner) renew(k key, attempt int64) (kept bool, err error) {
	err = r.write(r.ctx, k.shop, func(tx *db.Tx) error {
		n, err := tx.Exec(`
			UPDATE job SET lease_until = $4 WHERE shop_id = $1 AND id = $2 AND attempt = $3 AND state = 'running'`,
			k.job, attempt, tx.Now.Add(lease))
		kept = n == 1
		return err
	})
	return kept, err
}
