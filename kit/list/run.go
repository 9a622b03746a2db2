package list

import (
	"encoding/json"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
)

// RunPrefix begins the ids of runs.
const RunPrefix = "run"

// States of a run.
const (
	running = "running"
	done    = "done"
	stopped = "stopped"
)

// Run is one act on many rows. Without Chosen it acts on all that match Query. Place
// is how far it has come: a cursor, or the number of chosen rows behind it.
type Run struct {
	ID        id.ID
	List      string
	Act       string
	State     string
	ActorKind string
	ActorID   id.ID
	ActorName string
	Query     string
	Chosen    []id.ID `db:"chosen,json"`
	Input     Input   `db:"input,json"`
	Place     string
	Total     int64
	More      bool
	Done      int64
	Failed    int64
	ChangeSet id.ID
	CreatedAt db.Time
	UpdatedAt db.Time
	EndedAt   db.Time
}

func (r *Run) key() string { return r.ID.Text(RunPrefix) }

// Failure is a row that an act was refused for, with the reason.
type Failure struct {
	ObjectID id.ID
	Name     string
	Message  string
	ArgsJSON string `db:"args"`
}

// Args are the arguments of the message.
func (f Failure) Args() []any {
	var args []any
	if json.Unmarshal([]byte(f.ArgsJSON), &args) != nil {
		return nil
	}
	for i, arg := range args {
		if n, ok := arg.(float64); ok {
			args[i] = int64(n)
		}
	}
	return args
}

// mostFailures bounds what a run remembers of what went wrong.
const mostFailures = 1000

const runColumns = `SELECT r.id, r.list, r.act, r.state, r.actor_kind, r.actor_id, r.actor_name, r.query, r.chosen, r.input, r.place, r.total,
	r.more, r.done, r.failed, r.change_set, r.created_at, r.updated_at, r.ended_at FROM list_run r WHERE r.shop_id = $1`

func (r *Run) insert(tx *db.Tx) error {
	if r.Chosen == nil {
		r.Chosen = []id.ID{}
	}
	_, err := tx.Exec(`INSERT INTO list_run (shop_id, id, list, act, state, actor_kind, actor_id, actor_name, query, chosen, input, total, more, created_at, updated_at)
		VALUES ($1, $2, $3, $4, 'running', $5, $6, $7, $8, $9, $10, $11, $12, $13, $13)`,
		r.ID, r.List, r.Act, r.ActorKind, r.ActorID, r.ActorName, r.Query, db.JSON(r.Chosen), db.JSON(r.Input), r.Total, r.More, tx.Now)
	return err
}

// update stores how far the run has come; one that was stopped meanwhile stays so.
func (r *Run) update(tx *db.Tx) error {
	if r.State != running {
		r.EndedAt = tx.Now
	}
	_, err := tx.Exec(`UPDATE list_run SET state = $3, place = $4, done = $5, failed = $6, change_set = $7, updated_at = $8, ended_at = $9
		WHERE shop_id = $1 AND id = $2`, r.ID, r.State, r.Place, r.Done, r.Failed, r.ChangeSet, tx.Now, r.EndedAt)
	return err
}

func getRun(tx *db.Tx, run id.ID) (Run, error) {
	r, found, err := db.MaybeQ[Run](tx, db.Query(runColumns).And(`r.id = ?`, run))
	if err == nil && !found {
		err = errs.NotFound("This does not exist or has been removed.")
	}
	return r, err
}

// fail notes why a row was refused. A run that meets the row again says it once.
func (r *Run) fail(tx *db.Tx, object id.ID, name string, refusal *errs.Error) error {
	if r.Failed++; r.Failed > mostFailures {
		return nil
	}
	message, args := refusal.Message, refusal.Args
	if len(refusal.Fields) > 0 {
		message, args = refusal.Fields[0].Message, refusal.Fields[0].Args
	}
	if args == nil {
		args = []any{}
	}
	for i, arg := range args {
		args[i] = plainArg(arg)
	}
	_, err := tx.Exec(`INSERT INTO list_run_failure (shop_id, run_id, object_id, name, message, args) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (shop_id, run_id, object_id) DO NOTHING`, r.ID, object, name, message, db.JSON(args))
	return err
}

// failuresAtOnce is how many failures a page shows.
const failuresAtOnce = 100

func failuresOf(tx *db.Tx, run, after id.ID) ([]Failure, error) {
	return db.All[Failure](tx, `SELECT f.object_id, f.name, f.message, f.args FROM list_run_failure f
		WHERE f.shop_id = $1 AND f.run_id = $2 AND f.object_id > $3 ORDER BY f.object_id LIMIT $4`, run, after, failuresAtOnce+1)
}
