package shops

import (
	"encoding/json"
	"reflect"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
)

// Restorer brings the state of one thing back: before is the JSON a change was recorded
// with, nil when the thing did not exist and must go. It may call the department's
// operations; what they Record is left out, because Undo records the change itself.
type Restorer func(tx *db.Tx, id id.ID, before []byte) error

// Restorers has the Restorer of each undoable object.
type Restorers map[string]Restorer

// Undo restores what was before a change set, last change first, and returns the change
// set it makes of that; undoing that one is a redo. When a thing was changed since, it
// refuses with errs.Conflict and restores nothing: the later change is undone first.
func Undo(tx *db.Tx, rs Restorers, set id.ID) (id.ID, error) {
	done, err := ChangeSetByID(tx, set)
	if err != nil {
		return 0, err
	}
	if !done.Undoable {
		return 0, errs.Conflict("This cannot be undone. Money documents are corrected by a refund or a credit note instead.")
	}
	current, err := currentSet(tx)
	if err != nil {
		return 0, err
	}
	undo, err := insertSet(tx, "", nil, set)
	if err != nil {
		return 0, err
	}
	// Conditional, so that two people undo it once.
	hit, err := tx.Exec(`UPDATE change_set SET undone_by = $3 WHERE shop_id = $1 AND id = $2 AND undone_by = 0`, set, undo)
	if err != nil {
		return 0, err
	}
	if hit == 0 {
		return 0, errs.Conflict("This has already been undone.")
	}
	current.id, current.undo = undo, true
	defer func() { current.undo = false }()
	return undo, undoChanges(tx, rs, set, undo)
}

// undoChanges works through the set in parts, so that undoing an import of a hundred
// thousand rows holds few of them at a time.
func undoChanges(tx *db.Tx, rs Restorers, set, undo id.ID) error {
	const part = 500
	last := id.ID(1<<63 - 1)
	for {
		rows, err := db.All[ChangeRow](tx, `SELECT `+changeColumns+`
			WHERE c.shop_id = $1 AND c.change_set_id = $2 AND c.id < $3 ORDER BY c.id DESC LIMIT $4`, set, last, part)
		if err != nil {
			return err
		}
		for _, c := range rows {
			if err = undoChange(tx, rs, c, undo); err != nil {
				return err
			}
			last = c.ID
		}
		if len(rows) < part {
			return nil
		}
	}
}

func undoChange(tx *db.Tx, rs Restorers, c ChangeRow, undo id.ID) error {
	restore, ok := rs[c.Object]
	if !ok {
		return errs.Conflict("This cannot be undone. Money documents are corrected by a refund or a credit note instead.")
	}
	if err := unchangedSince(tx, c, undo); err != nil {
		return err
	}
	var before []byte
	if c.Before != "" {
		before = []byte(c.Before)
	}
	if err := restore(tx, c.ObjectID, before); err != nil {
		return err
	}
	return insertChange(tx, undo, Change{Object: c.Object, ID: c.ObjectID, Title: c.Title, Verb: undoneVerb(c),
		Before: json.RawMessage(c.After), After: json.RawMessage(c.Before), Undoable: true})
}

// unchangedSince refuses when a later change, other than of this undo, left the thing in
// another state than this change did. A later change that came and went does not count.
func unchangedSince(tx *db.Tx, c ChangeRow, undo id.ID) error {
	latest, found, err := db.Maybe[ChangeRow](tx, `SELECT `+changeColumns+`
		WHERE c.shop_id = $1 AND c.object = $2 AND c.object_id = $3 AND c.id > $4
			AND (c.before <> '' OR c.after <> '')
		ORDER BY c.id DESC LIMIT 1`, c.Object, c.ObjectID, c.ID)
	if err != nil || !found || sameState(latest.After, c.After) {
		return err
	}
	if latest.ChangeSetID == undo {
		return nil
	}
	return errs.Conflict("%s was changed since, by %s. Undo that change first.", c.Title, actorTitle(latest)).WithCode("changed_since")
}

func undoneVerb(c ChangeRow) string {
	switch {
	case c.Before == "":
		return "deleted"
	case c.After == "":
		return "created"
	}
	return "updated"
}

func actorTitle(c ChangeRow) string {
	if c.ActorName != "" {
		return c.ActorName
	}
	return "Coulisse"
}

// bookkeeping are fields that differ between two equal states.
var bookkeeping = []string{"version", "Version", "updated_at", "UpdatedAt"}

// sameState compares two recorded states without what counts and dates them.
func sameState(a, b string) bool {
	if a == b {
		return true
	}
	var left, right map[string]any
	if json.Unmarshal([]byte(a), &left) != nil || json.Unmarshal([]byte(b), &right) != nil {
		return false
	}
	for _, field := range bookkeeping {
		delete(left, field)
		delete(right, field)
	}
	return reflect.DeepEqual(left, right)
}
