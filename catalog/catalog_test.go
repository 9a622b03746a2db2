package catalog_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/coulisse/coulisse/catalog"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/event"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/kittest"
	"github.com/coulisse/coulisse/shops"
)

// world is a database with one shop and what the catalogue announced.
type world struct {
	t     testing.TB
	d     *db.DB
	scope db.Scope
	facts []string
}

func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{t: t, scope: db.Scope{Shop: 7, Actor: db.Actor{Kind: "staff", ID: 3, Name: "Ada"}}}
	bus := event.NewBus()
	event.Inside(bus, "test", func(_ *db.Tx, f catalog.ProductChanged) error { w.facts = append(w.facts, f.FactName()); return nil })
	event.Inside(bus, "test", func(_ *db.Tx, f catalog.ProductDeleted) error { w.facts = append(w.facts, f.FactName()); return nil })
	event.Inside(bus, "test", func(_ *db.Tx, f catalog.HandleChanged) error {
		w.facts = append(w.facts, f.OldPath+" → "+f.NewPath)
		return nil
	})
	w.d = kittest.DB(t, bus, shops.Migrations, catalog.Migrations)
	w.write(func(tx *db.Tx) error { return shops.Seed(tx, 7, "FR", "EUR") })
	return w
}

func (w *world) write(fn func(tx *db.Tx) error) {
	w.t.Helper()
	if err := w.try(fn); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) try(fn func(tx *db.Tx) error) error {
	w.facts = nil
	return w.d.Write(context.Background(), w.scope, fn)
}

func (w *world) read(fn func(tx *db.Tx) error) {
	w.t.Helper()
	if err := w.d.Read(context.Background(), w.scope, fn); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) load(product id.ID) (doc catalog.Document) {
	w.t.Helper()
	w.read(func(tx *db.Tx) (err error) {
		doc, err = catalog.Load(tx, product)
		return err
	})
	return doc
}

func shirt() catalog.ProductInput {
	return catalog.ProductInput{Title: "Linen shirt", Status: catalog.Active, Vendor: "Atelier Été", Tags: []string{"Summer", "summer", "men"},
		Options: []string{"Size", "Colour"},
		Variants: []catalog.Variant{
			{Option1: "S", Option2: "Red", SKU: "LS-S-R", Price: 4900, Tracked: true, Delivered: true},
			{Option1: "S", Option2: "Blue", SKU: "LS-S-B", Price: 5900, Tracked: true, Delivered: true},
			{Option1: "M", Option2: "Red", SKU: "LS-M-R", Price: 4500, Cost: 2000, Tracked: true, Delivered: true},
		}}
}

func (w *world) create(in catalog.ProductInput) (p catalog.Product) {
	w.t.Helper()
	w.write(func(tx *db.Tx) (err error) {
		p, err = catalog.Create(tx, in)
		return err
	})
	return p
}

func TestCreateKeepsTheWholeDocument(t *testing.T) {
	w := newWorld(t)
	in := shirt()
	in.Description = `<p>Fresh <b>linen</b>.</p><script>alert(1)</script>`
	p := w.create(in)
	doc := w.load(p.ID)
	if doc.Handle != "linen-shirt" || doc.PriceFrom != 4500 || doc.PriceTo != 5900 || doc.VariantCount != 3 || doc.Version != 1 {
		t.Errorf("product row: %+v", doc.Product)
	}
	if doc.Description != `<p>Fresh <b>linen</b>.</p>` {
		t.Errorf("description %q", doc.Description)
	}
	if !slices.Equal(doc.Tags, []string{"Summer", "men"}) {
		t.Errorf("tags %q", doc.Tags)
	}
	if len(doc.Options) != 2 || !slices.Equal(doc.Options[0].Values, []string{"S", "M"}) || !slices.Equal(doc.Options[1].Values, []string{"Red", "Blue"}) {
		t.Errorf("options %+v", doc.Options)
	}
	if doc.Variants[1].Title != "S / Blue" || doc.Variants[1].Position != 2 {
		t.Errorf("variant %+v", doc.Variants[1])
	}
	if !slices.Equal(w.facts, []string{"catalog.product_changed"}) {
		t.Errorf("facts %q", w.facts)
	}
}

func TestRefusals(t *testing.T) {
	w := newWorld(t)
	w.create(shirt())
	cases := []struct {
		name, field string
		change      func(in *catalog.ProductInput)
	}{
		{"no title", "title", func(in *catalog.ProductInput) { in.Title = "  " }},
		{"unknown status", "status", func(in *catalog.ProductInput) { in.Status = "sold" }},
		{"handle taken", "handle", func(in *catalog.ProductInput) { in.Handle = "Linen Shirt" }},
		{"four options", "options", func(in *catalog.ProductInput) { in.Options = []string{"a", "b", "c", "d"} }},
		{"same option twice", "options[1]", func(in *catalog.ProductInput) { in.Options = []string{"Size", "SIZE"} }},
		{"missing value", "variants[0].option2", func(in *catalog.ProductInput) { in.Variants[0].Option2 = "" }},
		{"two alike", "variants[2].option1", func(in *catalog.ProductInput) { in.Variants[2].Option1 = "s" }},
		{"negative price", "variants[0].price", func(in *catalog.ProductInput) { in.Variants[0].Price = -1 }},
		{"foreign variant", "variants[0].id", func(in *catalog.ProductInput) { in.Variants[0].ID = 99 }},
		{"foreign image", "images[0]", func(in *catalog.ProductInput) { in.Images = []catalog.Image{{ID: 5, Hash: "x"}} }},
		{"no option name", "options", func(in *catalog.ProductInput) { in.Options = nil }},
		{"too many variants", "variants", func(in *catalog.ProductInput) { in.Variants = make([]catalog.Variant, 2049) }},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			in := shirt()
			c.change(&in)
			err := w.try(func(tx *db.Tx) error { _, err := catalog.Create(tx, in); return err })
			e := errs.As(err)
			if e == nil || e.Kind != errs.KindInvalid || !slices.ContainsFunc(e.Fields, func(f errs.Field) bool { return f.Name == c.field }) {
				t.Errorf("got %v, want a message at %s", err, c.field)
			}
		})
	}
}

func TestHandles(t *testing.T) {
	w := newWorld(t)
	for _, want := range []string{"linen-shirt", "linen-shirt-1", "linen-shirt-2"} {
		if p := w.create(shirt()); p.Handle != want {
			t.Errorf("handle %q, want %q", p.Handle, want)
		}
	}
	for title, want := range map[string]string{"Été à l’œuvre — 50 %": "ete-a-loeuvre-50", "Straße": "strasse", "日本の茶": "日本の茶", "!!!": ""} {
		if got := catalog.Slug(title); got != want {
			t.Errorf("Slug(%q) = %q, want %q", title, got, want)
		}
	}
}

func TestUpdateKeepsIdsAndMovesTheAddress(t *testing.T) {
	w := newWorld(t)
	p := w.create(shirt())
	before := w.load(p.ID)
	in := shirt()
	in.Title, in.Handle, in.Version = "Linen shirt, long", "long-shirt", 1
	in.Variants = []catalog.Variant{in.Variants[2], in.Variants[0]}
	in.Variants[0].Price = 4600
	w.write(func(tx *db.Tx) error { _, err := catalog.Update(tx, p.ID, in); return err })
	after := w.load(p.ID)
	if after.Version != 2 || len(after.Variants) != 2 || after.Variants[0].ID != before.Variants[2].ID || after.Variants[1].ID != before.Variants[0].ID {
		t.Errorf("after: %+v", after)
	}
	if !slices.Contains(w.facts, "/products/linen-shirt → /products/long-shirt") {
		t.Errorf("facts %q", w.facts)
	}
	err := w.try(func(tx *db.Tx) error { _, err := catalog.Update(tx, p.ID, in); return err })
	if !errs.Is(err, errs.KindConflict) {
		t.Errorf("an old version gave %v", err)
	}
	in.Version = 2
	w.write(func(tx *db.Tx) error { _, err := catalog.Update(tx, p.ID, in); return err })
	if again := w.load(p.ID); again.Version != 2 || len(w.facts) != 0 {
		t.Errorf("the same input wrote again: version %d, facts %q", again.Version, w.facts)
	}
}

func TestUndoOfEachVerb(t *testing.T) {
	w := newWorld(t)
	var p catalog.Product
	var set id.ID
	w.write(func(tx *db.Tx) (err error) {
		p, err = catalog.Create(tx, shirt())
		return err
	})
	first := w.load(p.ID)
	undo := func() {
		t.Helper()
		w.write(func(tx *db.Tx) (err error) {
			set, err = shops.Undo(tx, catalog.Restorers(), set)
			return err
		})
	}
	w.write(func(tx *db.Tx) error {
		in := shirt()
		in.Tags, in.Options, in.Variants = nil, nil, []catalog.Variant{{Price: 100}}
		_, err := catalog.Update(tx, p.ID, in)
		set = shops.CurrentChangeSet(tx)
		return err
	})
	undo()
	if got := w.load(p.ID); !slices.Equal(got.Tags, first.Tags) || len(got.Variants) != 3 || got.Variants[0].ID != first.Variants[0].ID {
		t.Errorf("after undo of an update: %+v", got)
	}
	undo() // redo
	if got := w.load(p.ID); len(got.Variants) != 1 || got.Variants[0].Price != 100 {
		t.Errorf("after redo: %+v", got)
	}
	w.write(func(tx *db.Tx) error {
		err := catalog.Delete(tx, p.ID)
		set = shops.CurrentChangeSet(tx)
		return err
	})
	undo()
	if got := w.load(p.ID); got.Handle != first.Handle || got.PriceFrom != 100 {
		t.Errorf("after undo of a deletion: %+v", got)
	}
	undo() // delete again
	err := w.try(func(tx *db.Tx) error { _, err := catalog.Get(tx, p.ID); return err })
	if !errs.Is(err, errs.KindNotFound) {
		t.Errorf("after redo of a deletion: %v", err)
	}
}

func TestDuplicateIsADraftOfItsOwn(t *testing.T) {
	w := newWorld(t)
	p := w.create(shirt())
	var copied catalog.Product
	w.write(func(tx *db.Tx) (err error) {
		copied, err = catalog.Duplicate(tx, p.ID)
		return err
	})
	doc := w.load(copied.ID)
	if doc.Status != catalog.Draft || doc.Handle != "linen-shirt-1" || len(doc.Variants) != 3 || doc.Variants[0].SKU != "" || doc.Variants[0].ID == w.load(p.ID).Variants[0].ID {
		t.Errorf("copy: %+v", doc)
	}
}

func TestTwoThousandVariants(t *testing.T) {
	w := newWorld(t)
	in := catalog.ProductInput{Title: "Screws", Options: []string{"Length", "Width", "Head"}}
	for i := range catalog.MaxVariants {
		in.Variants = append(in.Variants, catalog.Variant{Option1: fmt.Sprint(i / 64), Option2: fmt.Sprint(i / 8 % 8), Option3: fmt.Sprint(i % 8), Price: int64(i)})
	}
	p := w.create(in)
	doc := w.load(p.ID)
	if len(doc.Variants) != catalog.MaxVariants || doc.Variants[2047].Price != 2047 {
		t.Fatalf("%d variants", len(doc.Variants))
	}
	in = catalog.InputOf(doc)
	for i := range in.Variants {
		in.Variants[i].Price += 5
	}
	w.write(func(tx *db.Tx) error { _, err := catalog.Update(tx, p.ID, in); return err })
	if got := w.load(p.ID); got.PriceFrom != 5 || got.PriceTo != 2052 {
		t.Errorf("prices %d to %d", got.PriceFrom, got.PriceTo)
	}
}

func TestListPagesBothWays(t *testing.T) {
	w := newWorld(t)
	for i := range 7 {
		in := shirt()
		in.Title = fmt.Sprintf("Product %c", 'a'+(i*3)%7)
		in.Variants[0].Price = int64(1000 + 100*(i%3))
		in.Variants = in.Variants[:1]
		w.create(in)
	}
	for _, sort := range []string{"created_at", "-created_at", "title", "-title", "price", "-price", "updated_at", "-updated_at", "vendor", "-vendor"} {
		w.read(func(tx *db.Tx) error {
			var forth, back []id.ID
			in := catalog.ListInput{Sort: sort, Limit: 3}
			pages := 0
			for {
				page, err := catalog.List(tx, in)
				if err != nil {
					return err
				}
				for _, p := range page.Rows {
					forth = append(forth, p.ID)
				}
				if pages++; page.Next == "" || pages > 5 {
					in = catalog.ListInput{Sort: sort, Limit: 3, Before: page.Previous}
					back = idsOf(page.Rows)
					break
				}
				in.After = page.Next
			}
			for in.Before != "" {
				page, err := catalog.List(tx, in)
				if err != nil {
					return err
				}
				back = append(idsOf(page.Rows), back...)
				in.Before = page.Previous
			}
			if len(forth) != 7 || !slices.Equal(forth, back) {
				t.Errorf("%s: forth %v, back %v", sort, forth, back)
			}
			return nil
		})
	}
}

func idsOf(products []catalog.Product) (ids []id.ID) {
	for _, p := range products {
		ids = append(ids, p.ID)
	}
	return ids
}

func TestFilters(t *testing.T) {
	w := newWorld(t)
	one := w.create(shirt())
	two := w.create(catalog.ProductInput{Title: "Teapot", Vendor: "Brown", Tags: []string{"Kitchen"}, Variants: []catalog.Variant{{SKU: "TP-1", Price: 1999}}})
	cases := []struct {
		name string
		in   catalog.ListInput
		want []id.ID
	}{
		{"status", catalog.ListInput{Status: catalog.Draft}, []id.ID{two.ID}},
		{"tag without case", catalog.ListInput{Tag: "SUMMER"}, []id.ID{one.ID}},
		{"vendor without accents", catalog.ListInput{Vendor: "atelier ete"}, []id.ID{one.ID}},
		{"text", catalog.ListInput{Query: "teap"}, []id.ID{two.ID}},
		{"SKU", catalog.ListInput{Query: "TP-1", Sort: "title"}, []id.ID{two.ID}},
		{"nothing", catalog.ListInput{Query: "zebra"}, nil},
	}
	for _, c := range cases {
		w.read(func(tx *db.Tx) error {
			page, err := catalog.List(tx, c.in)
			if got := idsOf(page.Rows); !slices.Equal(got, c.want) {
				t.Errorf("%s: got %v, want %v", c.name, got, c.want)
			}
			return err
		})
	}
}

func TestAnotherShopSeesNothing(t *testing.T) {
	w := newWorld(t)
	p := w.create(shirt())
	variant := w.load(p.ID).Variants[0].ID
	w.scope.Shop = 8
	w.write(func(tx *db.Tx) error { return shops.Seed(tx, 8, "DE", "EUR") })
	for name, fn := range map[string]func(tx *db.Tx) error{
		"get":     func(tx *db.Tx) error { _, err := catalog.Get(tx, p.ID); return err },
		"handle":  func(tx *db.Tx) error { _, err := catalog.ByHandle(tx, p.Handle); return err },
		"variant": func(tx *db.Tx) error { _, err := catalog.GetVariant(tx, variant); return err },
		"update":  func(tx *db.Tx) error { _, err := catalog.Update(tx, p.ID, shirt()); return err },
		"delete":  func(tx *db.Tx) error { return catalog.Delete(tx, p.ID) },
	} {
		if err := w.try(fn); !errs.Is(err, errs.KindNotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
