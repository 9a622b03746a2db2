package catalog_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/coulisse/coulisse/catalog"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/shops"
)

// save runs a bulk edit of cells given as variant, column, was and now.
func (w *world) save(in catalog.GridInput) (result catalog.GridResult, set id.ID) {
	w.t.Helper()
	w.write(func(tx *db.Tx) (err error) {
		result, err = catalog.SaveGrid(tx, in)
		set = shops.CurrentChangeSet(tx)
		return err
	})
	return result, set
}

func (w *world) many(n int) []catalog.Document {
	w.t.Helper()
	docs := make([]catalog.Document, n)
	w.write(func(tx *db.Tx) error {
		for i := range docs {
			in := shirt()
			in.Title = fmt.Sprintf("Shirt %04d", i)
			for v := range in.Variants {
				in.Variants[v].SKU += fmt.Sprint(i)
			}
			p, err := catalog.Create(tx, in)
			if err != nil {
				return err
			}
			if docs[i], err = catalog.Load(tx, p.ID); err != nil {
				return err
			}
		}
		return nil
	})
	return docs
}

func TestGridReadsEachVariantOnceInAnyWindow(t *testing.T) {
	w := newWorld(t)
	docs := w.many(150) // 450 rows: two windows and a part
	for _, sort := range []string{"", "created_at", "title", "-title", "vendor", "-vendor", "price"} {
		filter := catalog.GridFilter{ListInput: catalog.ListInput{Sort: sort}}
		var index catalog.GridIndex
		seen := map[id.ID]bool{}
		w.read(func(tx *db.Tx) (err error) {
			if index, err = filter.Index(tx); err != nil {
				return err
			}
			// The last window is read first: each stands by itself.
			for i := len(index.Ends) - 1; i >= 0; i-- {
				after := ""
				if i > 0 {
					after = index.Ends[i-1]
				}
				rows, err := filter.Rows(tx, after, index.Ends[i])
				if err != nil {
					return err
				}
				if len(rows) != catalog.GridWindow && i < len(index.Ends)-1 {
					t.Errorf("sort %q: window %d has %d rows", sort, i, len(rows))
				}
				for _, row := range rows {
					if seen[row.ID] {
						t.Errorf("sort %q: variant %d came twice", sort, row.ID)
					}
					seen[row.ID] = true
					if row.Lead() != (len(row.Product.Tags) == 2) {
						t.Errorf("the tags of %s stand on its first variant, not at %d", row.Product.Title, row.Position)
					}
				}
			}
			return nil
		})
		if index.Rows != 450 || len(index.Ends) != 3 || len(seen) != 450 {
			t.Errorf("sort %q: %d rows, %d windows, %d seen", sort, index.Rows, len(index.Ends), len(seen))
		}
	}
	one := catalog.GridFilter{Products: []id.ID{docs[3].ID}}
	w.read(func(tx *db.Tx) error {
		index, err := one.Index(tx)
		rows, wrong := one.Rows(tx, "", "")
		if index.Rows != 3 || len(rows) != 3 || rows[0].Product.Title != "Shirt 0003" || rows[2].SKU != "LS-M-R3" {
			t.Errorf("one product: %+v %+v", index, rows)
		}
		none, bad := catalog.GridFilter{ListInput: catalog.ListInput{Tag: "nothing"}}.Index(tx)
		if none.Rows != 0 || none.Ends != nil {
			t.Errorf("no product: %+v", none)
		}
		_, broken := one.Rows(tx, "nonsense", "")
		if !errs.Is(broken, errs.KindInvalid) {
			t.Error("a broken place:", broken)
		}
		return errors.Join(err, wrong, bad)
	})
}

func TestGridSavesCellsOfManyProductsAsOneChange(t *testing.T) {
	w := newWorld(t)
	docs := w.many(2)
	a, b := docs[0], docs[1]
	result, set := w.save(catalog.GridInput{Edits: []catalog.GridEdit{
		{Variant: a.Variants[1].ID, Column: "price", Was: "5900", Now: "6490"},
		{Variant: a.Variants[0].ID, Column: "title", Was: "Shirt 0000", Now: "Linen blouse"},
		{Variant: a.Variants[0].ID, Column: "tags", Was: "Summer, men", Now: "winter"},
		{Variant: b.Variants[2].ID, Column: "back_order", Was: "", Now: "1"},
		{Variant: b.Variants[2].ID, Column: "variant_tax", Was: "", Now: "reduced"},
		{Variant: b.Variants[0].ID, Column: "status", Was: "active", Now: "archived"},
	}})
	if result.Saved != 6 || result.Products != 2 || len(result.Faults) != 0 {
		t.Fatalf("%+v", result)
	}
	after := w.load(a.ID)
	if after.Title != "Linen blouse" || after.Variants[1].Price != 6490 || after.PriceTo != 6490 || !slices.Equal(after.Tags, []string{"winter"}) || after.Version != 2 {
		t.Errorf("first product: %+v", after)
	}
	if after := w.load(b.ID); !after.Variants[2].BackOrder || after.Variants[2].TaxCategory != "reduced" || after.Status != catalog.Archived {
		t.Errorf("second product: %+v", after)
	}
	w.write(func(tx *db.Tx) error {
		_, err := shops.Undo(tx, catalog.Restorers(), set)
		return err
	})
	if after := w.load(a.ID); after.Title != "Shirt 0000" || after.Variants[1].Price != 5900 || len(after.Tags) != 2 {
		t.Errorf("after Undo: %+v", after)
	}
	if after := w.load(b.ID); after.Variants[2].BackOrder || after.Status != catalog.Active {
		t.Errorf("after Undo: %+v", after)
	}
}

func TestGridRefusesByCell(t *testing.T) {
	w := newWorld(t)
	docs := w.many(2)
	a, b := docs[0], docs[1]
	price := catalog.GridEdit{Variant: a.Variants[0].ID, Column: "price", Was: "4900", Now: "5000"}
	for _, c := range []struct {
		name    string
		edit    catalog.GridEdit
		message string
		theirs  string
	}{
		{"somebody was faster", catalog.GridEdit{Variant: b.Variants[0].ID, Column: "price", Was: "1", Now: "2"}, "Somebody else changed this cell in the meantime.", "4900"},
		{"an empty title", catalog.GridEdit{Variant: b.Variants[0].ID, Column: "title", Was: "Shirt 0001", Now: ""}, "Give the product a name.", ""},
		{"twins", catalog.GridEdit{Variant: b.Variants[1].ID, Column: "option2", Was: "Blue", Now: "red"}, "Two variants have the same options: %s.", ""},
		{"an address that is taken", catalog.GridEdit{Variant: b.Variants[0].ID, Column: "handle", Was: "shirt-0001", Now: "shirt-0000"}, "This address is already used. Choose another one.", ""},
		{"a weight of a house", catalog.GridEdit{Variant: b.Variants[2].ID, Column: "weight", Was: "0", Now: "900000000"}, "The weight must lie between 0 and 100 tonnes.", ""},
		{"no such collection", catalog.GridEdit{Variant: b.Variants[0].ID, Column: "collections", Was: "", Now: "Nowhere"}, "There is no collection “%s” kept by hand.", ""},
		{"a variant that is gone", catalog.GridEdit{Variant: 99, Column: "price", Was: "1", Now: "2"}, "This variant does not exist or has been removed.", ""},
		{"a column that is none", catalog.GridEdit{Variant: b.Variants[0].ID, Column: "shop_id", Was: "1", Now: "2"}, "This field is not known here.", ""},
		{"stock without the right to it", catalog.GridEdit{Variant: b.Variants[0].ID, Column: "stock", Was: "1", Now: "2"}, "You may not change the stock.", ""},
	} {
		result, set := w.save(catalog.GridInput{Edits: []catalog.GridEdit{price, c.edit}})
		if len(result.Faults) != 1 || result.Faults[0].Message != c.message || result.Faults[0].Variant != c.edit.Variant || result.Faults[0].Column != c.edit.Column ||
			result.Faults[0].Theirs != c.theirs || result.Faults[0].Conflict != (c.theirs != "") {
			t.Errorf("%s: %+v", c.name, result.Faults)
		}
		if result.Saved != 0 || set != 0 || w.load(a.ID).Variants[0].Price != 4900 {
			t.Errorf("%s: something was saved all the same", c.name)
		}
	}
}

func TestGridSavesTheValidCellsWhenAsked(t *testing.T) {
	w := newWorld(t)
	docs := w.many(1)
	doc := docs[0]
	edits := []catalog.GridEdit{
		{Variant: doc.Variants[0].ID, Column: "price", Was: "4900", Now: "5000"},
		{Variant: doc.Variants[0].ID, Column: "title", Was: "Shirt 0000", Now: ""},
		{Variant: doc.Variants[1].ID, Column: "sku", Was: "LS-S-B0", Now: "NEW"},
		{Variant: doc.Variants[2].ID, Column: "price", Was: "1", Now: "2"},
	}
	result, _ := w.save(catalog.GridInput{Edits: edits, Valid: true})
	if result.Saved != 2 || len(result.Faults) != 2 {
		t.Errorf("%+v", result)
	}
	after := w.load(doc.ID)
	if after.Variants[0].Price != 5000 || after.Variants[1].SKU != "NEW" || after.Title != "Shirt 0000" || after.Variants[2].Price != 4500 {
		t.Errorf("%+v", after)
	}
	// What is already as wished is no conflict.
	if result, _ := w.save(catalog.GridInput{Edits: edits[:1]}); len(result.Faults) != 0 || result.Saved != 1 {
		t.Errorf("the same again: %+v", result)
	}
}

func TestGridPutsProductsIntoCollections(t *testing.T) {
	w := newWorld(t)
	docs := w.many(2)
	var summer, sale catalog.Collection
	w.write(func(tx *db.Tx) (err error) {
		if summer, err = catalog.CreateCollection(tx, catalog.CollectionInput{Title: "Summer, hot", Products: []id.ID{docs[0].ID}}); err != nil {
			return err
		}
		sale, err = catalog.CreateCollection(tx, catalog.CollectionInput{Title: "Sale"})
		return err
	})
	result, set := w.save(catalog.GridInput{Edits: []catalog.GridEdit{
		{Variant: docs[0].Variants[0].ID, Column: "collections", Was: "Summer‚ hot", Now: "sale"},
		{Variant: docs[1].Variants[0].ID, Column: "collections", Was: "", Now: "Sale, Summer‚ hot"},
	}})
	if len(result.Faults) != 0 {
		t.Fatalf("%+v", result)
	}
	members := func() (in [2][]id.ID) {
		w.read(func(tx *db.Tx) error {
			for i, c := range []id.ID{summer.ID, sale.ID} {
				c, err := catalog.GetCollection(tx, c)
				if err != nil {
					return err
				}
				in[i] = c.Products
			}
			return nil
		})
		return in
	}
	if in := members(); !slices.Equal(in[0], []id.ID{docs[1].ID}) || !slices.Equal(in[1], []id.ID{docs[0].ID, docs[1].ID}) {
		t.Errorf("%v", in)
	}
	w.write(func(tx *db.Tx) error {
		_, err := shops.Undo(tx, catalog.Restorers(), set)
		return err
	})
	if in := members(); !slices.Equal(in[0], []id.ID{docs[0].ID}) || len(in[1]) != 0 {
		t.Errorf("after Undo %v", in)
	}
}

// TestGridLeavesAloneWhatIsTheSame guards the comparison of saves: a document loaded with
// others is the same as one loaded by itself.
func TestGridLeavesAloneWhatIsTheSame(t *testing.T) {
	w := newWorld(t)
	docs := w.many(1)
	w.write(func(tx *db.Tx) error {
		p, err := catalog.Create(tx, catalog.ProductInput{Title: "Teapot", Variants: []catalog.Variant{{Price: 100}}})
		if err != nil {
			return err
		}
		doc, err := catalog.Load(tx, p.ID)
		docs = append(docs, doc)
		return err
	})
	var edits []catalog.GridEdit
	for _, doc := range docs {
		edits = append(edits, catalog.GridEdit{Variant: doc.Variants[0].ID, Column: "price", Was: fmt.Sprint(doc.Variants[0].Price), Now: fmt.Sprint(doc.Variants[0].Price)})
	}
	w.save(catalog.GridInput{Edits: edits})
	for _, doc := range docs {
		if after := w.load(doc.ID); after.Version != doc.Version {
			t.Errorf("%s was written though nothing changed", doc.Title)
		}
	}
}
