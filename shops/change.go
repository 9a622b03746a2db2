package shops

import (
	"encoding/json"
	"fmt"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/id"
)

// Change is one thing created, changed or deleted.
type Change struct {
	Object   string // product, page, order …: the word of the glossary, as in the address
	ID       id.ID
	Title    string // what people call it: "Linen shirt", "1001"
	Verb     string // created, updated, deleted, or the department's own: shipped, refunded …
	Before   any    // JSON-able state before; nil when created
	After    any    // JSON-able state after; nil when deleted
	Undoable bool   // a Restorer can bring Before back
}

// openSet is the change set of a transaction, opened by its first change.
type openSet struct {
	id   id.ID
	undo bool // Undo writes the rows itself while a Restorer works
}

type openSetKey struct{}

// Record writes a change into the change set of the transaction, opening one with its
// first change. A department calls it in the operation itself, beside its SQL.
func Record(tx *db.Tx, c Change) error {
	set, err := currentSet(tx)
	if err != nil || set.undo {
		return err
	}
	if set.id == 0 {
		if set.id, err = insertSet(tx, "", nil, 0); err != nil {
			return err
		}
	}
	return insertChange(tx, set.id, c)
}

// OpenChangeSet begins a change set with a summary (an English sentence, the key of its
// translation) for work over many transactions: imports, bulk edits.
func OpenChangeSet(tx *db.Tx, summary string, args ...any) (id.ID, error) {
	set, err := currentSet(tx)
	if err != nil {
		return 0, err
	}
	set.id, err = insertSet(tx, summary, args, 0)
	return set.id, err
}

// UseChangeSet lets the changes of this transaction join a change set opened before.
// A change set is forgotten when a Tx.Try fails: call it again inside each Try.
func UseChangeSet(tx *db.Tx, set id.ID) {
	if current, err := currentSet(tx); err == nil {
		current.id = set
	}
}

// CurrentChangeSet is the change set of the transaction, zero while nothing was
// recorded; for "Undo" in the answer.
func CurrentChangeSet(tx *db.Tx) id.ID {
	set, err := currentSet(tx)
	if err != nil {
		return 0
	}
	return set.id
}

func currentSet(tx *db.Tx) (*openSet, error) {
	return db.Memo(tx, openSetKey{}, func() (*openSet, error) { return &openSet{}, nil })
}

func insertSet(tx *db.Tx, summary string, args []any, undoOf id.ID) (id.ID, error) {
	if args == nil {
		args = []any{}
	}
	set := tx.NewID()
	err := tx.Later(`INSERT INTO change_set (shop_id, id, actor_kind, actor_id, actor_name, summary, args, undo_of, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		set, tx.Actor.Kind, tx.Actor.ID, tx.Actor.Name, summary, db.JSON(args), undoOf, tx.Now)
	return set, err
}

func insertChange(tx *db.Tx, set id.ID, c Change) error {
	before, err := encode(c.Before)
	if err != nil {
		return err
	}
	after, err := encode(c.After)
	if err != nil {
		return err
	}
	return tx.Later(`INSERT INTO change (shop_id, id, change_set_id, object, object_id, title, verb, before, after, undoable, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		tx.NewID(), set, c.Object, c.ID, clip(c.Title, 300), c.Verb, before, after, c.Undoable, tx.Now)
}

// encode takes text that is JSON already as it is.
func encode(state any) (string, error) {
	switch v := state.(type) {
	case nil:
		return "", nil
	case json.RawMessage:
		return string(v), nil
	case []byte:
		return string(v), nil
	}
	data, err := json.Marshal(state)
	if err != nil {
		return "", fmt.Errorf("encode a change: %w", err)
	}
	return string(data), nil
}

// decodeState reads what encode wrote, for Restorers.
func decodeState(state []byte, into any) error {
	if err := json.Unmarshal(state, into); err != nil {
		return fmt.Errorf("read a recorded state: %w", err)
	}
	return nil
}
