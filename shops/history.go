package shops

import (
	"encoding/json"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
)

// ChangeSet is one act in the history of the shop.
type ChangeSet struct {
	ID        id.ID
	ActorKind string
	ActorID   id.ID
	ActorName string
	Summary   string // "" for one act: then the first change tells
	Args      string // JSON list of the arguments of Summary
	UndoOf    id.ID
	UndoneBy  id.ID
	CreatedAt db.Time

	// Of the first change, and how many there are.
	Object   string
	ObjectID id.ID
	Title    string
	Verb     string
	Changes  int64
	Undoable bool // all its changes can be undone
}

// CanUndo says whether an Undo makes sense; it may still meet a conflict.
func (s ChangeSet) CanUndo() bool { return s.Undoable && s.Changes > 0 && s.UndoneBy == 0 }

// SummaryArgs are the arguments for the translated Summary.
func (s ChangeSet) SummaryArgs() []any {
	var args []any
	if json.Unmarshal([]byte(s.Args), &args) != nil {
		return nil
	}
	for i, arg := range args {
		if n, ok := arg.(float64); ok {
			args[i] = int64(n)
		}
	}
	return args
}

// ChangeRow is one change as stored.
type ChangeRow struct {
	ID          id.ID
	ChangeSetID id.ID
	Object      string
	ObjectID    id.ID
	Title       string
	Verb        string
	Before      string // JSON or ""
	After       string // JSON or ""
	Undoable    bool
	CreatedAt   db.Time
	ActorKind   string
	ActorName   string
	Summary     string
	UndoneBy    id.ID
	UndoOf      id.ID
}

// HistoryInput filters and pages the history. From and To are moments.
type HistoryInput struct {
	Object string
	Actor  id.ID
	From   db.Time
	To     db.Time
	After  string
	Before string
	Limit  int
}

const setColumns = `s.id, s.actor_kind, s.actor_id, s.actor_name, s.summary, s.args, s.undo_of, s.undone_by, s.created_at,
	f.object, f.object_id, f.title, f.verb,
	(SELECT COUNT(*) FROM change n WHERE n.shop_id = s.shop_id AND n.change_set_id = s.id) AS changes,
	(SELECT COUNT(*) FROM change n WHERE n.shop_id = s.shop_id AND n.change_set_id = s.id AND NOT n.undoable) = 0 AS undoable
	FROM change_set s JOIN change f ON f.shop_id = s.shop_id AND f.id =
		(SELECT MIN(m.id) FROM change m WHERE m.shop_id = s.shop_id AND m.change_set_id = s.id)`

// History lists the change sets of the shop, newest first. Sets without a change, such
// as an import that found nothing to do, are left out. With a rare Object the page may be
// Partial.
func History(tx *db.Tx, in HistoryInput) (db.Page[ChangeSet], error) {
	by := db.Order[ChangeSet]{Name: "created_at", ID: `s.id`, Row: func(s ChangeSet) int64 { return int64(s.ID) }}
	return db.ReadList(tx, in.listing(), by, db.Reading{After: in.After, Before: in.Before, Limit: pageLimit(in.Limit), Desc: true})
}

// listing is what is asked for, condition by condition, with the indexes each has.
func (in HistoryInput) listing() db.Listing {
	l := db.Listing{Text: `SELECT ` + setColumns + ` WHERE s.shop_id = $1`, Alias: "s"}
	add := func(yes bool, p db.Part) {
		if yes {
			l.Parts = append(l.Parts, p)
		}
	}
	add(in.Actor != 0, db.Part{Cond: `row.actor_id = ?`, Args: []any{in.Actor}, Serves: []string{"created_at"}})
	add(in.Object != "", db.Part{Cond: `EXISTS (SELECT 1 FROM change o WHERE o.shop_id = $1 AND o.change_set_id = row.id AND o.object = ?)`, Args: []any{in.Object}})
	add(in.From != 0, db.Part{Cond: `row.created_at >= ?`, Args: []any{in.From}})
	add(in.To != 0, db.Part{Cond: `row.created_at < ?`, Args: []any{in.To}})
	return l
}

// ChangeSetByID returns one act. Unknown: errs.NotFound.
func ChangeSetByID(tx *db.Tx, set id.ID) (ChangeSet, error) {
	s, found, err := db.Maybe[ChangeSet](tx, `SELECT `+setColumns+` WHERE s.shop_id = $1 AND s.id = $2`, set)
	if err == nil && !found {
		err = errs.NotFound("This change does not exist.")
	}
	return s, err
}

const changeColumns = `c.id, c.change_set_id, c.object, c.object_id, c.title, c.verb, c.before, c.after, c.undoable,
	c.created_at, s.actor_kind, s.actor_name, s.summary, s.undone_by, s.undo_of
	FROM change c JOIN change_set s ON s.shop_id = c.shop_id AND s.id = c.change_set_id`

// PageInput is a place in a list: a cursor of Page.Next or Page.Previous, and how many.
type PageInput struct {
	After, Before string
	Limit         int
}

// ChangesIn lists the changes of one set in the order they were made.
func ChangesIn(tx *db.Tx, set id.ID, in PageInput) (db.Page[ChangeRow], error) {
	limit := pageLimit(in.Limit)
	var last id.ID
	if in.After != "" {
		if err := db.DecodeCursor(in.After, &last); err != nil {
			return db.Page[ChangeRow]{}, err
		}
	}
	rows, err := db.All[ChangeRow](tx, `SELECT `+changeColumns+`
		WHERE c.shop_id = $1 AND c.change_set_id = $2 AND c.id > $3 ORDER BY c.id LIMIT $4`, set, last, limit+1)
	page := db.Page[ChangeRow]{Rows: rows}
	if len(rows) > limit {
		page.Rows = rows[:limit]
		page.Next = db.EncodeCursor(rows[limit-1].ID)
	}
	return page, err
}

// ObjectsIn lists the kinds of things a set changed: who undoes it needs the permission
// for each.
func ObjectsIn(tx *db.Tx, set id.ID) ([]string, error) {
	return db.All[string](tx, `SELECT DISTINCT object FROM change WHERE shop_id = $1 AND change_set_id = $2 ORDER BY object`, set)
}

// ChangesOf is the timeline of one thing, newest first.
func ChangesOf(tx *db.Tx, object string, objectID id.ID, in PageInput) (db.Page[ChangeRow], error) {
	limit := pageLimit(in.Limit)
	q := db.Query(`SELECT `+changeColumns+` WHERE c.shop_id = $1 AND c.object = $2 AND c.object_id = $3`, object, objectID)
	if err := step(q, `c.id`, in.After, in.Before, limit); err != nil {
		return db.Page[ChangeRow]{}, err
	}
	rows, err := db.AllQ[ChangeRow](tx, q)
	return db.NewPage(rows, limit, in.After, in.Before, func(c ChangeRow) string { return db.EncodeCursor(c.ID) }), err
}

// tellableChange leaves out states too large to tell in a line, such as those of a product
// with two thousand variants: fifty of them are not read to show a page.
const tellableChange = `c.id, c.change_set_id, c.object, c.object_id, c.title, c.verb,
	CASE WHEN octet_length(c.before) + octet_length(c.after) > 200000 THEN '' ELSE c.before END AS before,
	CASE WHEN octet_length(c.before) + octet_length(c.after) > 200000 THEN '' ELSE c.after END AS after, c.undoable,
	c.created_at, s.actor_kind, s.actor_name, s.summary, s.undone_by, s.undo_of
	FROM change c JOIN change_set s ON s.shop_id = c.shop_id AND s.id = c.change_set_id`

// Timeline is the newest part of ChangesOf, for the page of the thing. Large states are
// left empty; they are told on the page of their change.
func Timeline(tx *db.Tx, object string, objectID id.ID) ([]ChangeRow, error) {
	return db.All[ChangeRow](tx, `SELECT `+tellableChange+`
		WHERE c.shop_id = $1 AND c.object = $2 AND c.object_id = $3 ORDER BY c.id DESC LIMIT 50`, object, objectID)
}

func pageLimit(limit int) int {
	if limit <= 0 || limit > 250 {
		return 50
	}
	return limit
}

// step adds the keyset condition and order for lists by falling id.
func step(q *db.Q, column, after, before string, limit int) error {
	var at id.ID
	switch {
	case before != "":
		if err := db.DecodeCursor(before, &at); err != nil {
			return err
		}
		q.And(column+` > ?`, at)
		q.Then(`ORDER BY `+column+` LIMIT ?`, limit+1)
		return nil
	case after != "":
		if err := db.DecodeCursor(after, &at); err != nil {
			return err
		}
		q.And(column+` < ?`, at)
	}
	q.Then(`ORDER BY `+column+` DESC LIMIT ?`, limit+1)
	return nil
}
