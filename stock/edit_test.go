package stock_test

import (
	"strings"
	"testing"

	"github.com/coulisse/coulisse/catalog"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/shops"
	"github.com/coulisse/coulisse/stock"
)

func TestBulkEditBooksTheDifferenceAndUndoTakesItBack(t *testing.T) {
	s := newShelf(t)
	s.set(0, 47)
	edit := catalog.GridInput{Reason: "received", Stock: stock.ApplyEdit, Edits: []catalog.GridEdit{
		{Variant: s.variants[0].ID, Column: "stock", Was: "47", Now: "50"}, {Variant: s.variants[0].ID, Column: "price", Was: "900", Now: "950"}}}
	s.write(func(tx *db.Tx) error { // somebody buys two meanwhile
		_, err := stock.Adjust(tx, stock.AdjustInput{Variant: s.variants[0].ID, Delta: -2})
		return err
	})
	var undoable shops.ChangeSet
	var redo id.ID
	s.write(func(tx *db.Tx) error {
		result, err := catalog.SaveGrid(tx, edit)
		if result.Saved != 2 || len(result.Faults) != 0 {
			t.Errorf("%+v", result)
		}
		if err != nil {
			return err
		}
		undoable, err = shops.ChangeSetByID(tx, shops.CurrentChangeSet(tx))
		return err
	})
	s.want(0, 48, 0) // 47 became 50 while two were sold
	s.write(func(tx *db.Tx) error {
		page, err := stock.Movements(tx, stock.MovementsInput{Variant: s.variants[0].ID, Limit: 1})
		if len(page.Rows) != 1 || page.Rows[0].Quantity != 3 || page.Rows[0].Reason != "received" {
			t.Errorf("%+v", page.Rows)
		}
		return err
	})
	restorers := shops.Restorers{}
	for _, all := range []shops.Restorers{catalog.Restorers(), stock.Restorers()} {
		for object, restore := range all {
			restorers[object] = restore
		}
	}
	s.write(func(tx *db.Tx) error {
		undo, err := shops.Undo(tx, restorers, undoable.ID)
		if err != nil {
			return err
		}
		redo = undo
		return nil
	})
	s.want(0, 45, 0)
	s.write(func(tx *db.Tx) error {
		_, err := shops.Undo(tx, restorers, redo)
		return err
	})
	s.want(0, 48, 0)
}

func TestBulkEditRefusesStockThatIsPromised(t *testing.T) {
	s := newShelf(t)
	s.set(0, 5)
	s.write(func(tx *db.Tx) error {
		return stock.Reserve(tx, 77, []stock.Demand{{Variant: s.variants[0].ID, Quantity: 4}}, 0)
	})
	s.write(func(tx *db.Tx) error {
		result, err := catalog.SaveGrid(tx, catalog.GridInput{Stock: stock.ApplyEdit, Edits: []catalog.GridEdit{
			{Variant: s.variants[0].ID, Column: "stock", Was: "5", Now: "2"}, {Variant: s.variants[1].ID, Column: "price", Was: "8000", Now: "1"}}})
		if result.Saved != 0 || len(result.Faults) != 1 || !strings.Contains(result.Faults[0].Message, "reserved by orders") {
			t.Errorf("%+v", result)
		}
		return err
	})
}
