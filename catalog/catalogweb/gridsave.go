package catalogweb

import (
	"encoding/json"
	"net/http"
	"strconv"

	"github.com/coulisse/coulisse/catalog"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/shops"
	"github.com/coulisse/coulisse/stock"
)

func numberOf(stored string) int64 {
	n, _ := strconv.ParseInt(stored, 10, 64)
	return n
}

func textOf(n int64) string { return strconv.FormatInt(n, 10) }

// saveInput are the changed cells: variant, column, what was shown, what shall be.
type saveInput struct {
	Edits  [][4]string `json:"edits"`
	Valid  bool        `json:"valid"`
	Reason string      `json:"reason"`
}

// saveAnswer tells the script what became of a save. Faults hold variant, column,
// message, and when somebody else changed the cell what it holds now.
type saveAnswer struct {
	Saved    int64      `json:"saved"`
	Total    int64      `json:"total"`
	Done     int64      `json:"done"`
	Finished bool       `json:"finished"`
	Follow   string     `json:"follow,omitempty"`
	Toast    string     `json:"toast,omitempty"`
	Undo     string     `json:"undo,omitempty"`
	Faults   [][]string `json:"faults"`
}

// saveCells saves the changed cells: a few at once, many by a job that is followed.
// Wrong cells are told in the answer; they are no failure of the request.
func saveCells(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	var in saveInput
	if err := json.Unmarshal(r.Body(), &in); err != nil {
		return web.Answer{}, errs.Invalid("These cells did not arrive whole. Please try again.").WithCause(err)
	}
	g := gridShowOf(r)
	edits, faults := g.edits(in.Edits)
	if len(faults) > 0 && !in.Valid || len(edits) == 0 {
		return web.JSON(http.StatusOK, saveAnswer{Finished: true, Faults: g.faults(r, faults)}), nil
	}
	if rowsIn(edits) >= catalog.GridAtOnce {
		bulk, err := catalog.StartBulkEdit(tx, edits, in.Reason)
		follow := r.Path("/product-grid/saves", bulk.ID.Text(catalog.BulkEditPrefix))
		return web.JSON(http.StatusAccepted, saveAnswer{Total: bulk.TotalCount, Follow: follow, Faults: g.faults(r, faults)}), err
	}
	result, err := catalog.SaveGrid(tx, g.input(edits, in))
	if err != nil {
		return web.Answer{}, err
	}
	answer := g.told(r, result.Saved, shops.CurrentChangeSet(tx), append(faults, result.Faults...))
	answer.Total, answer.Done = int64(len(edits)), int64(len(edits))
	return web.JSON(http.StatusOK, answer), nil
}

func (g gridShow) input(edits []catalog.GridEdit, in saveInput) catalog.GridInput {
	input := catalog.GridInput{Edits: edits, Valid: in.Valid, Reason: in.Reason}
	if g.putStock {
		input.Stock = stock.ApplyEdit
	}
	return input
}

// edits reads the cells once more: what was typed may never have been checked.
func (g gridShow) edits(cells [][4]string) (edits []catalog.GridEdit, faults []catalog.GridFault) {
	for _, cell := range cells {
		variant, err := id.Parse(catalog.VariantPrefix, cell[0])
		column, known := catalog.GridColumnOf(cell[1])
		if err != nil || !known {
			continue // no cell of this page
		}
		now, err := g.stored(column, cell[3])
		if column.Key == catalog.GridStock && !g.putStock {
			err = errs.Invalid("You may not change the stock.")
		}
		if refusal := errs.As(err); refusal != nil {
			faults = append(faults, catalog.GridFault{Variant: variant, Column: column.Key, Message: refusal.Message, Args: refusal.Args})
			continue
		}
		edits = append(edits, catalog.GridEdit{Variant: variant, Column: column.Key, Was: g.was(column, cell[2]), Now: now})
	}
	return edits, faults
}

func rowsIn(edits []catalog.GridEdit) int {
	rows := map[id.ID]bool{}
	for _, e := range edits {
		rows[e.Variant] = true
	}
	return len(rows)
}

// told is the end of a save in words, with the way to take it back.
func (g gridShow) told(r *web.Request, saved int64, set id.ID, faults []catalog.GridFault) saveAnswer {
	answer := saveAnswer{Saved: saved, Finished: true, Faults: g.faults(r, faults)}
	if saved > 0 {
		answer.Toast = r.Text.N(int(saved), "%d cell saved.", "%d cells saved.")
	}
	if saved > 0 && set != 0 {
		answer.Undo = r.Path("/changes", set.Text(shops.ChangeSetPrefix), "undo")
	}
	return answer
}

func (g gridShow) faults(r *web.Request, faults []catalog.GridFault) [][]string {
	list := make([][]string, 0, len(faults))
	for _, fault := range faults {
		told := []string{fault.Variant.Text(catalog.VariantPrefix), fault.Column, r.Text.Error(errs.Invalid(fault.Message, fault.Args...))}
		if column, known := catalog.GridColumnOf(fault.Column); known && fault.Conflict {
			told = append(told, g.text(column, fault.Theirs))
		}
		list = append(list, told)
	}
	return list
}

// gridProgress tells how far a large save is.
func gridProgress(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	save, err := r.ID("save", catalog.BulkEditPrefix)
	if err != nil {
		return web.Answer{}, err
	}
	bulk, err := catalog.GetBulkEdit(tx, save)
	if err != nil {
		return web.Answer{}, err
	}
	answer := saveAnswer{Faults: [][]string{}}
	if bulk.Done() {
		answer = gridShowOf(r).told(r, bulk.SavedCount, bulk.ChangeSet, bulk.Faults)
	}
	answer.Saved, answer.Total, answer.Done = bulk.SavedCount, bulk.TotalCount, bulk.DoneCount
	return web.JSON(http.StatusOK, answer).Header("Cache-Control", "private, no-store"), nil
}
