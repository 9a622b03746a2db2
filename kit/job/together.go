package job

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/id"
)

// group is how many jobs are looked at, and run together, at once.
const group = 32

// HandleTogether registers the handler of jobs that only read and write the database.
// Many of a shop run in one transaction, each behind a savepoint, and are finished in
// it: the effect and the end of a job are stored together, and a hundred small jobs
// cost a few commits. One that fails is undone alone and tried again by itself.
func HandleTogether[A Args](r *Runner, fn func(tx *db.Tx, a A) error) {
	var none A
	kind := none.JobKind()
	if r.handlers[kind] != nil || r.together[kind] != nil {
		panic("job: two handlers for " + kind)
	}
	r.together[kind] = func(tx *db.Tx, data []byte) error {
		var a A
		if err := json.Unmarshal(data, &a); err != nil {
			return GiveUp(fmt.Errorf("read job %s: %w", kind, err))
		}
		return fn(tx, a)
	}
}

// parted tells the jobs that go together from the others.
func (r *Runner) parted(jobs []claimed) (many, single []claimed) {
	for _, j := range jobs {
		if r.together[j.Kind] != nil && j.Attempt == 1 {
			many = append(many, j)
			continue
		}
		single = append(single, j)
	}
	return many, single
}

// attemptTogether runs the jobs in one transaction and writes the outcome of each.
func (r *Runner) attemptTogether(ctx context.Context, shop id.ID, jobs []claimed) []error {
	problems := make([]error, len(jobs))
	err := r.db.Write(ctx, db.Scope{Shop: shop, Actor: db.SystemActor}, func(tx *db.Tx) error {
		done := make([][]any, 0, len(jobs))
		for i, j := range jobs {
			if problems[i] = tx.Try(func() error { return r.callTogether(tx, j) }); problems[i] == nil {
				done = append(done, []any{j.ID, j.Attempt})
			}
		}
		return tx.ExecMany(finished, done)
	})
	if err != nil {
		for i := range problems {
			problems[i] = err
		}
	}
	var failed []error
	after, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	for i, j := range jobs {
		switch {
		case problems[i] == nil:
		case ctx.Err() != nil:
			r.report("put job back", r.putBack(after, shop, j))
		default:
			failed = append(failed, fmt.Errorf("job %s: %w", j.Kind, problems[i]))
			r.failed(after, shop, j, problems[i])
		}
	}
	return failed
}

// callTogether turns a panic of a handler into its error.
func (r *Runner) callTogether(tx *db.Tx, j claimed) (err error) {
	defer caught(&err)
	if j.Attempt > j.MaxAttempts {
		return GiveUp(errors.New("the program stopped during the last attempt"))
	}
	return r.together[j.Kind](tx, []byte(j.Args))
}
