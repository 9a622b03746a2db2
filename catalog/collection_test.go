package catalog_test

import (
	"slices"
	"testing"

	"github.com/coulisse/coulisse/catalog"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/shops"
)

func (w *world) collection(in catalog.CollectionInput) (c catalog.Collection) {
	w.t.Helper()
	w.write(func(tx *db.Tx) (err error) {
		c, err = catalog.CreateCollection(tx, in)
		return err
	})
	return c
}

func (w *world) members(collection id.ID) (ids []id.ID) {
	w.t.Helper()
	w.read(func(tx *db.Tx) error {
		page, err := catalog.List(tx, catalog.ListInput{Collection: collection, Sort: "manual"})
		ids = idsOf(page.Rows)
		return err
	})
	return ids
}

func TestRulesFollowTheProduct(t *testing.T) {
	cases := []struct {
		name string
		rule catalog.Rule
		fits bool
	}{
		{"tag is, any case", catalog.Rule{Field: "tag", Relation: "is", Value: "SUMMER"}, true},
		{"tag is not, one of two", catalog.Rule{Field: "tag", Relation: "is_not", Value: "men"}, false},
		{"title contains", catalog.Rule{Field: "title", Relation: "contains", Value: "shirt"}, true},
		{"title starts", catalog.Rule{Field: "title", Relation: "starts", Value: "shirt"}, false},
		{"vendor without accents", catalog.Rule{Field: "vendor", Relation: "is", Value: "atelier ete"}, true},
		{"a variant is dearer", catalog.Rule{Field: "price", Relation: "greater", Value: "5800"}, true},
		{"no variant is cheaper", catalog.Rule{Field: "price", Relation: "less", Value: "4500"}, false},
		{"SKU ends", catalog.Rule{Field: "sku", Relation: "ends", Value: "-r"}, true},
		{"type does not contain", catalog.Rule{Field: "kind", Relation: "not_contains", Value: "hat"}, true},
	}
	w := newWorld(t)
	p := w.create(shirt())
	for _, c := range cases {
		got := w.members(w.collection(catalog.CollectionInput{Title: c.name, ByRule: true, Rules: []catalog.Rule{c.rule}}).ID)
		if slices.Contains(got, p.ID) != c.fits {
			t.Errorf("%s: member %v, want %v", c.name, !c.fits, c.fits)
		}
	}
}

func TestMembershipIsKeptUpToDate(t *testing.T) {
	w := newWorld(t)
	p := w.create(shirt())
	summer := catalog.Rule{Field: "tag", Relation: "is", Value: "summer"}
	cheap := catalog.Rule{Field: "price", Relation: "less", Value: "1000"}
	all := w.collection(catalog.CollectionInput{Title: "Cheap and summer", ByRule: true, Rules: []catalog.Rule{summer, cheap}})
	one := w.collection(catalog.CollectionInput{Title: "Cheap or summer", ByRule: true, AnyRule: true, Rules: []catalog.Rule{summer, cheap}})
	if len(w.members(all.ID)) != 0 || len(w.members(one.ID)) != 1 {
		t.Fatalf("at first: %v and %v", w.members(all.ID), w.members(one.ID))
	}
	in := shirt()
	in.Variants[0].Price = 900
	w.write(func(tx *db.Tx) error { _, err := catalog.Update(tx, p.ID, in); return err })
	if len(w.members(all.ID)) != 1 {
		t.Error("a cheaper price does not bring the product in")
	}
	in.Tags, in.Variants[0].Price = nil, 5000
	w.write(func(tx *db.Tx) error { _, err := catalog.Update(tx, p.ID, in); return err })
	if len(w.members(all.ID)) != 0 || len(w.members(one.ID)) != 0 {
		t.Error("the product stays although no rule fits")
	}
}

func TestCollectionByHandKeepsItsOrderAndIsUndone(t *testing.T) {
	w := newWorld(t)
	one, two := w.create(shirt()), w.create(shirt())
	c := w.collection(catalog.CollectionInput{Title: "Window", Products: []id.ID{two.ID, one.ID, two.ID}})
	if got := w.members(c.ID); !slices.Equal(got, []id.ID{two.ID, one.ID}) {
		t.Errorf("members %v", got)
	}
	var set id.ID
	w.write(func(tx *db.Tx) error {
		err := catalog.DeleteCollection(tx, c.ID)
		set = shops.CurrentChangeSet(tx)
		return err
	})
	w.write(func(tx *db.Tx) error { _, err := shops.Undo(tx, catalog.Restorers(), set); return err })
	if got := w.members(c.ID); !slices.Equal(got, []id.ID{two.ID, one.ID}) {
		t.Errorf("members after undo %v", got)
	}
}

func TestCollectionRefusals(t *testing.T) {
	w := newWorld(t)
	for name, in := range map[string]catalog.CollectionInput{
		"title":          {ByRule: false},
		"handle":         {Title: "Everything", Handle: "all"},
		"rules":          {Title: "Empty", ByRule: true},
		"rules[0].value": {Title: "Words", ByRule: true, Rules: []catalog.Rule{{Field: "price", Relation: "less", Value: "cheap"}}},
		"sort":           {Title: "Sorted", Sort: "magic"},
	} {
		err := w.try(func(tx *db.Tx) error { _, err := catalog.CreateCollection(tx, in); return err })
		if e := errs.As(err); e == nil || e.Fields[0].Name != name {
			t.Errorf("want a message at %s, got %v", name, err)
		}
	}
}
