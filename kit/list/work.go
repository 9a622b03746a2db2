package list

import (
	"fmt"
	"net/url"
	"strconv"
	"time"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/job"
)

// runJob works on a run until it is over. What a transaction has committed stays done: a
// process that dies goes on behind it.
type runJob struct {
	Run id.ID `json:"run"`
}

// JobKind names the job.
func (runJob) JobKind() string { return "list.run" }

// Jobs registers the work of acts on many rows.
func Jobs(r *job.Runner, g Given, lists ...List) {
	byName := map[string]List{}
	for _, l := range lists {
		byName[l.listName()] = l
	}
	job.Handle(r, func(c *job.Ctx, a runJob) error { return work(c, g, byName, a.Run) })
}

func work(c *job.Ctx, g Given, lists map[string]List, key id.ID) error {
	var run Run
	err := c.Read(func(tx *db.Tx) (err error) {
		run, err = getRun(tx, key)
		return err
	})
	if err != nil {
		return err
	}
	l := lists[run.List]
	if l == nil {
		return job.GiveUp(fmt.Errorf("no list is called %q", run.List))
	}
	// What the act records is recorded as done by the person who asked for it.
	scope := db.Scope{Shop: c.Shop, Actor: db.Actor{Kind: run.ActorKind, ID: run.ActorID, Name: run.ActorName}}
	for run.State == running {
		err := c.DB.Write(c, scope, func(tx *db.Tx) error {
			fresh, err := getRun(tx, key)
			if err == nil && fresh.State == running {
				err = l.step(tx, g, &fresh)
			}
			run = fresh
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// stepRows is how many rows one transaction takes; stepTime ends it earlier, so that the
// work of others never waits long behind it.
const (
	stepRows = 50
	stepTime = 40 * time.Millisecond
)

// step acts on the next rows, in one transaction.
func (l Of[Row]) step(tx *db.Tx, g Given, run *Run) error {
	var act Act[Row]
	for _, a := range l.Acts {
		if a.ID == run.Act {
			act = a
		}
	}
	if act.Do == nil {
		return job.GiveUp(fmt.Errorf("list %s has no act %q", l.Name, run.Act))
	}
	if run.ChangeSet == 0 && g.OpenChangeSet != nil {
		set, err := g.OpenChangeSet(tx, act.Summary)
		if err != nil {
			return err
		}
		run.ChangeSet = set
	}
	next := l.nextTicked
	if len(run.Chosen) == 0 {
		next = l.nextMatching
	}
	began := time.Now()
	for n := 0; n < stepRows && run.State == running && time.Since(began) < stepTime; n++ {
		rows, err := next(tx, run)
		if err != nil {
			return err
		}
		for _, row := range rows {
			if err := l.one(tx, g, run, act, row); err != nil {
				return err
			}
		}
		n += len(rows)
	}
	return run.update(tx)
}

// one acts on a row behind a savepoint: a refusal is noted and the others go on.
func (l Of[Row]) one(tx *db.Tx, g Given, run *Run, act Act[Row], row Row) error {
	err := tx.Try(func() error {
		if g.UseChangeSet != nil {
			g.UseChangeSet(tx, run.ChangeSet)
		}
		return act.Do(tx, row, run.Input)
	})
	refusal := errs.As(err)
	switch {
	case err == nil:
		run.Done++
		return nil
	case refusal == nil:
		return err
	}
	return run.fail(tx, l.ID(row), l.Label(row), refusal)
}

// nextTicked is the next row of those ticked; the run is done after the last.
func (l Of[Row]) nextTicked(tx *db.Tx, run *Run) ([]Row, error) {
	at, _ := strconv.Atoi(run.Place) // empty at the beginning
	if at >= len(run.Chosen) {
		run.State = done
		return nil, nil
	}
	run.Place = strconv.Itoa(at + 1)
	row, err := l.One(tx, run.Chosen[at])
	if refusal := errs.As(err); refusal != nil && refusal.Kind == errs.KindNotFound {
		return nil, run.fail(tx, run.Chosen[at], run.Chosen[at].Text(l.Prefix), refusal)
	}
	if err != nil {
		return nil, err
	}
	return []Row{row}, nil
}

// nextMatching is the next few rows that match, in an order that the act does not change.
func (l Of[Row]) nextMatching(tx *db.Tx, run *Run) ([]Row, error) {
	values, err := url.ParseQuery(run.Query)
	if err != nil {
		return nil, job.GiveUp(fmt.Errorf("read the query of a run: %w", err))
	}
	q := l.read(values, run.Input.Currency, tx.Now.Go())
	q.Sort, q.After, q.Before, q.Limit = l.steady(), run.Place, "", stepRows/2
	page, err := l.Load(tx, q)
	if err != nil {
		return nil, err
	}
	run.Place = page.Next
	if page.Next == "" {
		run.State = done
	}
	return page.Rows, nil
}

// plainArg makes an argument of a message storable: what is no number is stored as written.
func plainArg(arg any) any {
	switch arg.(type) {
	case int, int64, string:
		return arg
	}
	return fmt.Sprint(arg)
}
