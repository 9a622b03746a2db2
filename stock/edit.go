package stock

import (
	"encoding/json"
	"fmt"

	"github.com/coulisse/coulisse/catalog"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/shops"
)

// objectStock is the word for the stock of a variant in the history.
const objectStock = "stock"

// edited is how the history records an edit of stock. By is what this state differs
// from the other one by: undoing books it as a movement, whatever was sold since.
type edited struct {
	OnHand int64 `json:"on_hand"`
	By     int64 `json:"difference"`
}

// ApplyEdit books a cell of the bulk grid: one movement by the difference, recorded so
// that Undo takes it back. Invalid as Adjust.
func ApplyEdit(tx *db.Tx, e catalog.StockEdit) error {
	m, err := Adjust(tx, AdjustInput{Variant: e.Variant, Delta: e.By, Reason: e.Reason, Note: e.Note})
	if err != nil || m.ID == 0 {
		return err
	}
	return shops.Record(tx, shops.Change{Object: objectStock, ID: e.Variant, Title: e.Title, Verb: "updated", Undoable: true,
		Before: edited{m.OnHand - m.Quantity, -m.Quantity}, After: edited{m.OnHand, m.Quantity}})
}

// Restorers take back edits of stock by a movement the other way.
func Restorers() shops.Restorers {
	return shops.Restorers{objectStock: restoreStock}
}

func restoreStock(tx *db.Tx, variant id.ID, before []byte) error {
	var then edited
	if err := json.Unmarshal(before, &then); err != nil {
		return fmt.Errorf("read the recorded stock: %w", err)
	}
	_, err := Adjust(tx, AdjustInput{Variant: variant, Delta: then.By})
	return err
}
