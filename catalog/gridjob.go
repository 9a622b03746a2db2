package catalog

import (
	"errors"
	"io"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/job"
	"github.com/coulisse/coulisse/shops"
)

// BulkEditPrefix is that of the ids of large saves.
const BulkEditPrefix = "bed"

// GridAtOnce is how many rows are saved while the person waits; more become a job.
const GridAtOnce = 500

// gridPart is how many rows a step of the job saves in one transaction: short enough
// that buyers do not wait for it.
const gridPart = 200

// BulkEdit is a large save of the bulk grid. Faults are there once it is done.
type BulkEdit struct {
	ID         id.ID
	State      string // running, done
	Reason     string
	ChangeSet  id.ID
	TotalCount int64 // cells
	DoneCount  int64
	SavedCount int64
	Faults     []GridFault `db:"-"`
}

// Done says that nothing more will come.
func (b BulkEdit) Done() bool { return b.State == "done" }

// saveGrid is the job that brings a large save in, as the person who asked for it.
type saveGrid struct {
	Edit  id.ID    `json:"edit"`
	Actor db.Actor `json:"actor"`
}

// JobKind names the job.
func (saveGrid) JobKind() string { return "catalog.save_grid" }

// StartBulkEdit takes many edits for a job that saves them in steps. All of them make
// one change set; those that are wrong are reported in the end. Edits of one product
// should stand together: they are then saved together.
func StartBulkEdit(tx *db.Tx, edits []GridEdit, reason string) (BulkEdit, error) {
	set, err := shops.OpenChangeSet(tx, "Bulk edit of %d cells", len(edits))
	if err != nil {
		return BulkEdit{}, err
	}
	products, err := productsOf(tx, edits)
	if err != nil {
		return BulkEdit{}, err
	}
	bulk := BulkEdit{ID: tx.NewID(), State: "running", Reason: reason, ChangeSet: set, TotalCount: int64(len(edits))}
	_, err = tx.Exec(`INSERT INTO bulk_edit (shop_id, id, state, reason, change_set, total_count, created_at, updated_at)
		VALUES ($1, $2, 'running', $3, $4, $5, $6, $6)`, bulk.ID, reason, set, bulk.TotalCount, tx.Now)
	if err != nil {
		return bulk, err
	}
	var rows [][]any
	for i, part := range gridParts(edits, products) {
		rows = append(rows, []any{bulk.ID, i + 1, db.JSON(part)})
	}
	err = tx.ExecMany(`INSERT INTO bulk_edit_part (shop_id, bulk_edit_id, position, done, edits) VALUES ($1, $2, $3, FALSE, $4)`, rows)
	if err != nil {
		return bulk, err
	}
	return bulk, job.Enqueue(tx, saveGrid{Edit: bulk.ID, Actor: tx.Actor})
}

// gridParts cuts the edits where one product ends and another begins.
func gridParts(edits []GridEdit, products map[id.ID]id.ID) [][]GridEdit {
	var parts [][]GridEdit
	var rows, start int
	for i, e := range edits {
		if i > 0 && e.Variant != edits[i-1].Variant {
			rows++
		}
		if rows >= gridPart && products[e.Variant] != products[edits[i-1].Variant] {
			parts = append(parts, edits[start:i])
			rows, start = 0, i
		}
	}
	return append(parts, edits[start:])
}

const bulkColumns = `b.id, b.state, b.reason, b.change_set, b.total_count, b.done_count, b.saved_count`

// GetBulkEdit returns a large save, with its faults once it is done.
func GetBulkEdit(tx *db.Tx, edit id.ID) (BulkEdit, error) {
	b, err := db.One[BulkEdit](tx, `SELECT `+bulkColumns+` FROM bulk_edit b WHERE b.shop_id = $1 AND b.id = $2`, edit)
	if err != nil || !b.Done() {
		return b, err
	}
	parts, err := db.All[struct {
		Faults []GridFault `db:"faults,json"`
	}](tx, `SELECT faults FROM bulk_edit_part WHERE shop_id = $1 AND bulk_edit_id = $2 ORDER BY position`, edit)
	for _, part := range parts {
		for _, fault := range part.Faults {
			fault.Args = Whole(fault.Args)
			b.Faults = append(b.Faults, fault)
		}
	}
	return b, err
}

// saveParts saves part after part. A job that was cut off goes on where it was.
func (o Outside) saveParts(c *job.Ctx, a saveGrid) error {
	scope := db.Scope{Shop: c.Shop, Actor: a.Actor}
	for {
		err := c.DB.Write(c, scope, func(tx *db.Tx) error { return o.savePart(tx, a.Edit) })
		if errors.Is(err, io.EOF) || errs.Is(err, errs.KindNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// savePart saves the next part; io.EOF when there is none.
func (o Outside) savePart(tx *db.Tx, edit id.ID) error {
	bulk, err := GetBulkEdit(tx, edit)
	if err != nil {
		return err
	}
	part, found, err := db.Maybe[struct {
		Position int64
		Edits    []GridEdit `db:"edits,json"`
	}](tx, `SELECT position, edits FROM bulk_edit_part WHERE shop_id = $1 AND bulk_edit_id = $2 AND done = FALSE ORDER BY position LIMIT 1`, edit)
	if err != nil {
		return err
	}
	if !found || bulk.Done() {
		return io.EOF
	}
	shops.UseChangeSet(tx, bulk.ChangeSet)
	result, err := SaveGrid(tx, GridInput{Edits: part.Edits, Valid: true, Reason: bulk.Reason, Stock: o.EditStock})
	if err != nil {
		return err
	}
	faults := any("")
	if len(result.Faults) > 0 {
		faults = db.JSON(result.Faults)
	}
	_, err = tx.Exec(`UPDATE bulk_edit_part SET done = TRUE, edits = '', faults = $4 WHERE shop_id = $1 AND bulk_edit_id = $2 AND position = $3`,
		edit, part.Position, faults)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`UPDATE bulk_edit SET done_count = done_count + $3, saved_count = saved_count + $4, updated_at = $5,
			state = CASE WHEN done_count + $3 >= total_count THEN 'done' ELSE state END
		WHERE shop_id = $1 AND id = $2`, edit, len(part.Edits), result.Saved, tx.Now)
	return err
}
