package job

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/coulisse/coulisse/kit/db"
)

// periodic is work done once per interval over all processes.
type periodic struct {
	name     string
	interval time.Duration
	fn       func(c *Ctx) error
}

// Every registers periodic work. Its context has no shop: it goes through db.System,
// best to enqueue a job per shop. After an error it is tried again within a minute.
func Every(r *Runner, name string, interval time.Duration, fn func(c *Ctx) error) {
	r.every = append(r.every, periodic{name, interval, fn})
}

// RunPeriodic runs the named periodic work now, for tests and the command line.
func (r *Runner) RunPeriodic(ctx context.Context, name string) error {
	for _, p := range r.every {
		if p.name == name {
			return r.runPeriodic(ctx, p)
		}
	}
	return fmt.Errorf("there is no periodic work called %s", name)
}

// period watches one periodic work, so that a long one does not delay the others. It
// sleeps until the next run is due, and looks now and then whether that has changed.
func (r *Runner) period(p periodic) {
	for {
		pause, err := r.untilPeriod(r.ctx, p)
		r.report("read periodic work", err)
		if pause == 0 && err == nil {
			mine, err := r.takePeriod(r.ctx, p)
			r.report("take periodic work", err)
			if mine {
				r.report("periodic work "+p.name, r.keepPeriod(p))
			}
		}
		select {
		case <-time.After(min(max(pause, poll), lease)):
		case <-r.stop:
			return
		case <-r.ctx.Done():
			return
		}
	}
}

// untilPeriod is how long the next run is away; zero also before the first.
func (r *Runner) untilPeriod(ctx context.Context, p periodic) (pause time.Duration, err error) {
	err = r.system(ctx, func(sys *db.Tx) error {
		next, err := db.All[db.Time](sys, `SELECT next_at FROM job_every WHERE shop_id = 0 AND name = $1`, p.name)
		if len(next) == 1 {
			pause = max(0, next[0].Go().Sub(sys.Now.Go()))
		}
		return err
	})
	return pause, err
}

// takePeriod moves the next run by a lease; the process whose statement hits the row
// does the work.
func (r *Runner) takePeriod(ctx context.Context, p periodic) (mine bool, err error) {
	err = r.everywhere(ctx, func(sys *db.Tx) error {
		_, err := sys.Exec(`
			INSERT INTO job_every (shop_id, name, next_at) VALUES (0, $1, $2)
			ON CONFLICT (shop_id, name) DO NOTHING`, p.name, sys.Now)
		if err != nil {
			return err
		}
		n, err := sys.Exec(`
			UPDATE job_every SET next_at = $2 WHERE shop_id = 0 AND name = $1 AND next_at <= $3`,
			p.name, sys.Now.Add(lease), sys.Now)
		mine = n == 1
		return err
	})
	return mine, err
}

// keepPeriod does the work, holding the lease, and sets the next run.
func (r *Runner) keepPeriod(p periodic) error {
	began := r.db.Now()
	ended := make(chan struct{})
	go func() {
		for {
			select {
			case <-time.After(heartbeat):
				r.report("renew the lease of "+p.name, r.setPeriod(p, r.db.Now().Add(lease)))
			case <-ended:
				return
			}
		}
	}()
	failed := r.runPeriodic(r.ctx, p)
	close(ended)
	next := began.Add(p.interval)
	if failed != nil {
		next = began.Add(min(p.interval, time.Minute))
	}
	return errors.Join(failed, r.setPeriod(p, next))
}

func (r *Runner) setPeriod(p periodic, next db.Time) error {
	return r.everywhere(context.WithoutCancel(r.ctx), func(sys *db.Tx) error {
		_, err := sys.Exec(`UPDATE job_every SET next_at = $2 WHERE shop_id = 0 AND name = $1`, p.name, next)
		return err
	})
}

func (r *Runner) runPeriodic(ctx context.Context, p periodic) (err error) {
	defer func() {
		if bad := recover(); bad != nil {
			err = fmt.Errorf("panic: %v\n%s", bad, debug.Stack())
		}
	}()
	return p.fn(&Ctx{Context: ctx, DB: r.db, Attempt: 1})
}

func (r *Runner) everywhere(ctx context.Context, fn func(sys *db.Tx) error) error {
	return r.db.Write(ctx, db.Scope{Actor: db.SystemActor, Hot: true}, func(tx *db.Tx) error {
		return fn(db.System(tx, "periodic work of the installation"))
	})
}
