package stock_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/coulisse/coulisse/catalog"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/event"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/kittest"
	"github.com/coulisse/coulisse/shops"
	"github.com/coulisse/coulisse/stock"
	"pgregory.net/rapid"
)

// shelf is a shop with one product and what stock announced.
type shelf struct {
	t        testing.TB
	d        *db.DB
	clock    *kittest.Clock
	scope    db.Scope
	variants []catalog.Variant
	mu       sync.Mutex
	facts    []any
}

func newShelf(t testing.TB) *shelf {
	t.Helper()
	s := &shelf{t: t, scope: db.Scope{Shop: 7, Actor: db.Actor{Kind: "staff", ID: 3, Name: "Ada"}}}
	bus := event.NewBus()
	stock.Listen(bus)
	event.Inside(bus, "test", func(_ *db.Tx, f stock.Left) error { s.heard(f); return nil })
	event.Inside(bus, "test", func(_ *db.Tx, f stock.CameBack) error { s.heard(f); return nil })
	event.Inside(bus, "test", func(_ *db.Tx, f stock.Adjusted) error { s.heard(f); return nil })
	event.Inside(bus, "test", func(_ *db.Tx, f stock.HoldExpired) error { s.heard(f); return nil })
	s.d, s.clock = kittest.DBAt(t, bus, shops.Migrations, catalog.Migrations, stock.Migrations)
	s.write(func(tx *db.Tx) error {
		if err := shops.Seed(tx, 7, "FR", "EUR"); err != nil {
			return err
		}
		p, err := catalog.Create(tx, catalog.ProductInput{Title: "Tea", Options: []string{"Size"}, Variants: []catalog.Variant{
			{Option1: "100 g", Price: 900, Cost: 300, Tracked: true}, {Option1: "1 kg", Price: 8000, Tracked: true},
			{Option1: "Sample", Price: 100, Tracked: false}, {Option1: "Pre-order", Price: 700, Cost: 250, Tracked: true, BackOrder: true}}})
		if err != nil {
			return err
		}
		s.variants, err = catalog.Variants(tx, p.ID)
		return err
	})
	return s
}

func (s *shelf) heard(f any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.facts = append(s.facts, f)
}

func (s *shelf) try(fn func(tx *db.Tx) error) error {
	s.facts = nil
	return s.d.Write(context.Background(), s.scope, fn)
}

func (s *shelf) write(fn func(tx *db.Tx) error) {
	s.t.Helper()
	if err := s.try(fn); err != nil {
		s.t.Fatal(err)
	}
}

func (s *shelf) set(i int, quantity int64) {
	s.t.Helper()
	s.write(func(tx *db.Tx) error {
		_, err := stock.Adjust(tx, stock.AdjustInput{Variant: s.variants[i].ID, Set: &quantity, Reason: "count"})
		return err
	})
}

// want compares on hand and reserved of a variant, and lets Verify look.
func (s *shelf) want(i int, onHand, reserved int64) {
	s.t.Helper()
	s.write(func(tx *db.Tx) error {
		levels, err := stock.Levels(tx, []id.ID{s.variants[i].ID})
		if l := levels[s.variants[i].ID]; l.OnHand != onHand || l.Reserved != reserved || l.Available != onHand-reserved {
			s.t.Errorf("level %+v, want %d on hand, %d reserved", l, onHand, reserved)
		}
		if err != nil {
			return err
		}
		return stock.Verify(tx, func(problem string, args ...any) { s.t.Errorf(problem, args...) })
	})
}

func (s *shelf) demand(i int, quantity int64) stock.Demand {
	return stock.Demand{Variant: s.variants[i].ID, Quantity: quantity}
}

func TestASale(t *testing.T) {
	s := newShelf(t)
	s.set(0, 10)
	s.write(func(tx *db.Tx) error {
		return stock.Reserve(tx, 100, []stock.Demand{s.demand(0, 2), s.demand(0, 1)}, tx.Now.Add(time.Hour))
	})
	s.want(0, 10, 3)
	s.write(func(tx *db.Tx) error { return stock.Claim(tx, 100) })
	s.write(func(tx *db.Tx) error { return stock.Ship(tx, 100, 200, []stock.Demand{s.demand(0, 2)}) })
	s.want(0, 8, 1)
	s.write(func(tx *db.Tx) error { return stock.Ship(tx, 100, 201, []stock.Demand{s.demand(0, 1)}) })
	if got := s.facts[0].(stock.Left); got.Cost != 300 || got.Quantity != 1 || got.Shipment != 201 {
		t.Errorf("fact %+v", got)
	}
	s.want(0, 7, 0)
	s.write(func(tx *db.Tx) error { return stock.Return(tx, 100, 300, []stock.Demand{s.demand(0, 3)}) })
	if got := s.facts[0].(stock.CameBack); got.Cost != 900 || got.Refund != 300 {
		t.Errorf("fact %+v", got)
	}
	s.want(0, 10, 0)
	err := s.try(func(tx *db.Tx) error { return stock.Return(tx, 100, 301, []stock.Demand{s.demand(0, 1)}) })
	if !errs.Is(err, errs.KindConflict) {
		t.Errorf("more came back than left: %v", err)
	}
}

func TestReleaseTwiceGivesBackOnce(t *testing.T) {
	s := newShelf(t)
	s.set(0, 5)
	s.write(func(tx *db.Tx) error { return stock.Reserve(tx, 100, []stock.Demand{s.demand(0, 5)}, 0) })
	for range 2 {
		s.write(func(tx *db.Tx) error { return stock.Release(tx, 100) })
		s.want(0, 5, 0)
	}
}

func TestShortageNamesWhatIsShort(t *testing.T) {
	s := newShelf(t)
	s.set(0, 2)
	err := s.try(func(tx *db.Tx) error {
		return stock.Reserve(tx, 100, []stock.Demand{s.demand(0, 3), s.demand(1, 1)}, 0)
	})
	e := errs.As(err)
	if e == nil || e.Kind != errs.KindConflict || len(e.Fields) != 2 || !strings.Contains(err.Error(), "Only 2 of “Tea, 100 g” are left.") {
		t.Errorf("got %v", err)
	}
	s.want(0, 2, 0)
}

func TestHoldsExpire(t *testing.T) {
	s := newShelf(t)
	s.set(0, 5)
	s.write(func(tx *db.Tx) error {
		return stock.Reserve(tx, 100, []stock.Demand{s.demand(0, 4)}, tx.Now.Add(15*time.Minute))
	})
	s.write(stock.ReleaseExpired)
	s.want(0, 5, 4)
	s.clock.Add(16 * time.Minute)
	s.write(stock.ReleaseExpired)
	if !slices.Contains(s.facts, any(stock.HoldExpired{Owner: 100})) {
		t.Errorf("facts %v", s.facts)
	}
	s.want(0, 5, 0)
	if err := s.try(func(tx *db.Tx) error { return stock.Claim(tx, 100) }); !errs.Is(err, errs.KindConflict) {
		t.Errorf("a late claim: %v", err)
	}
	s.write(func(tx *db.Tx) error { return stock.Reserve(tx, 100, []stock.Demand{s.demand(0, 4)}, 0) })
	s.write(func(tx *db.Tx) error { return stock.Claim(tx, 100) })
	s.want(0, 5, 4)
}

func TestBelowZero(t *testing.T) {
	s := newShelf(t)
	s.set(0, 3)
	s.write(func(tx *db.Tx) error { return stock.Reserve(tx, 100, []stock.Demand{s.demand(0, 2)}, 0) })
	cases := []struct {
		name string
		fn   func(tx *db.Tx) error
		ok   bool
	}{
		{"adjust below zero", func(tx *db.Tx) error {
			_, err := stock.Adjust(tx, stock.AdjustInput{Variant: s.variants[0].ID, Delta: -4})
			return err
		}, false},
		{"adjust below what is reserved", func(tx *db.Tx) error {
			_, err := stock.Adjust(tx, stock.AdjustInput{Variant: s.variants[0].ID, Delta: -2})
			return err
		}, false},
		{"adjust to what is reserved", func(tx *db.Tx) error {
			_, err := stock.Adjust(tx, stock.AdjustInput{Variant: s.variants[0].ID, Delta: -1})
			return err
		}, true},
		{"ship what others hold", func(tx *db.Tx) error { return stock.Ship(tx, 101, 1, []stock.Demand{s.demand(0, 1)}) }, false},
		{"back-order", func(tx *db.Tx) error { return stock.Reserve(tx, 101, []stock.Demand{s.demand(3, 9)}, 0) }, true},
		{"not counted", func(tx *db.Tx) error { return stock.Reserve(tx, 101, []stock.Demand{s.demand(2, 9)}, 0) }, true},
		{"nothing ordered", func(tx *db.Tx) error { return stock.Reserve(tx, 101, []stock.Demand{s.demand(0, 0)}, 0) }, false},
		{"unknown variant", func(tx *db.Tx) error { return stock.Reserve(tx, 101, []stock.Demand{{Variant: 1, Quantity: 1}}, 0) }, false},
	}
	for _, c := range cases {
		if err := s.try(c.fn); (err == nil) != c.ok || err != nil && errs.As(err) == nil {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	s.want(0, 2, 2)
	s.want(3, 0, 9)
}

func TestCountingBeginsBelowZero(t *testing.T) {
	s := newShelf(t)
	s.write(func(tx *db.Tx) error { return stock.Reserve(tx, 100, []stock.Demand{s.demand(3, 2)}, 0) })
	s.write(func(tx *db.Tx) error {
		_, err := catalog.UpdateVariant(tx, s.variants[3].ID, func(v *catalog.Variant) { v.BackOrder = false })
		return err
	})
	err := s.try(func(tx *db.Tx) error { return stock.Reserve(tx, 101, []stock.Demand{s.demand(3, 1)}, 0) })
	if !errs.Is(err, errs.KindConflict) {
		t.Errorf("a variant below zero was sold: %v", err)
	}
	s.set(3, 2)
	s.write(func(tx *db.Tx) error { return stock.Ship(tx, 100, 1, []stock.Demand{s.demand(3, 2)}) })
	s.want(3, 0, 0)
}

func TestAverageCost(t *testing.T) {
	s := newShelf(t)
	v := s.variants[1].ID // no cost of its own
	receive := func(n, unit int64) {
		s.write(func(tx *db.Tx) error {
			_, err := stock.Adjust(tx, stock.AdjustInput{Variant: v, Delta: n, UnitCost: unit, Reason: "received"})
			return err
		})
	}
	receive(2, 100)
	receive(1, 101)
	var costs []int64
	for range 3 {
		s.write(func(tx *db.Tx) error { return stock.Ship(tx, 100, 1, []stock.Demand{s.demand(1, 1)}) })
		costs = append(costs, s.facts[0].(stock.Left).Cost)
	}
	if !slices.Equal(costs, []int64{100, 101, 100}) { // 301 over 3, 201 over 2, the rest
		t.Errorf("costs %v", costs)
	}
	receive(4, 0) // unknown
	s.write(func(tx *db.Tx) error {
		_, err := catalog.UpdateVariant(tx, v, func(v *catalog.Variant) { v.Cost = 50 })
		return err
	})
	s.write(func(tx *db.Tx) error { return stock.Ship(tx, 100, 1, []stock.Demand{s.demand(1, 1)}) })
	if got := s.facts[0].(stock.Adjusted); got.Cost != 200 || got.Quantity != 0 {
		t.Errorf("revaluation %+v", got)
	}
	if got := s.facts[1].(stock.Left); got.Cost != 50 {
		t.Errorf("left %+v", got)
	}
	s.want(1, 3, 0)
}

// TestValueFollowsTheFacts: whatever happens, the value of a level is the sum of what
// the books heard, and empty stock is worth nothing.
func TestValueFollowsTheFacts(t *testing.T) {
	s := newShelf(t)
	order := id.ID(1000)
	rapid.Check(t, func(r *rapid.T) {
		i := rapid.SampledFrom([]int{0, 1, 3}).Draw(r, "variant")
		quantity := rapid.Int64Range(1, 7).Draw(r, "quantity")
		unit := rapid.Int64Range(0, 999).Draw(r, "unit")
		order++
		var before, heard int64
		err := s.try(func(tx *db.Tx) error {
			levels, err := stock.Levels(tx, []id.ID{s.variants[i].ID})
			if err != nil {
				return err
			}
			before = levels[s.variants[i].ID].Value
			if rapid.Bool().Draw(r, "in") {
				_, err = stock.Adjust(tx, stock.AdjustInput{Variant: s.variants[i].ID, Delta: quantity, UnitCost: unit})
				return err
			}
			return stock.Ship(tx, order, order, []stock.Demand{s.demand(i, quantity)})
		})
		if err != nil && errs.As(err) == nil {
			r.Fatal(err)
		}
		for _, f := range s.facts {
			switch f := f.(type) {
			case stock.Left:
				heard -= f.Cost
			case stock.Adjusted:
				heard += f.Cost
			}
		}
		if err != nil {
			heard = 0
		}
		s.write(func(tx *db.Tx) error {
			levels, err := stock.Levels(tx, []id.ID{s.variants[i].ID})
			l := levels[s.variants[i].ID]
			if l.Value != before+heard || l.OnHand == 0 && l.Value != 0 {
				r.Fatalf("level %+v, was worth %d, heard %d", l, before, heard)
			}
			return err
		})
	})
	s.write(func(tx *db.Tx) error {
		return stock.Verify(tx, func(problem string, args ...any) { t.Errorf(problem, args...) })
	})
}

func TestAHundredBuyersForTen(t *testing.T) {
	s := newShelf(t)
	s.set(0, 10)
	hot := s.scope
	hot.Hot = true
	var sold, refused atomic.Int64
	var wait sync.WaitGroup
	for buyer := range 100 {
		wait.Go(func() {
			err := s.d.Write(context.Background(), hot, func(tx *db.Tx) error {
				return stock.Reserve(tx, id.ID(1000+buyer), []stock.Demand{s.demand(3, 1), s.demand(0, 1)}, tx.Now.Add(time.Hour))
			})
			switch {
			case err == nil:
				sold.Add(1)
			case errs.Is(err, errs.KindConflict):
				refused.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	wait.Wait()
	if sold.Load() != 10 || refused.Load() != 90 {
		t.Errorf("%d sold, %d refused", sold.Load(), refused.Load())
	}
	s.want(0, 10, 10)
	s.want(3, 0, 10)
}

func TestShipmentsAndReservationsAtOnce(t *testing.T) {
	s := newShelf(t)
	s.set(0, 40)
	s.write(func(tx *db.Tx) error { return stock.Reserve(tx, 100, []stock.Demand{s.demand(0, 20)}, 0) })
	var wait sync.WaitGroup
	for i := range 20 {
		wait.Go(func() {
			if err := s.d.Write(context.Background(), s.scope, func(tx *db.Tx) error { return stock.Ship(tx, 100, id.ID(i+1), []stock.Demand{s.demand(0, 1)}) }); err != nil {
				t.Error(err)
			}
		})
		wait.Go(func() {
			hot := s.scope
			hot.Hot = true
			if err := s.d.Write(context.Background(), hot, func(tx *db.Tx) error { return stock.Reserve(tx, id.ID(500+i), []stock.Demand{s.demand(0, 1)}, 0) }); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	s.want(0, 20, 20)
}

func TestVerifyFindsWhatWasChanged(t *testing.T) {
	for name, tamper := range map[string]string{
		"deleted movement":  `DELETE FROM stock_movement WHERE shop_id = $1 AND seq = 2`,
		"changed movement":  `UPDATE stock_movement SET quantity = quantity + 1 WHERE shop_id = $1 AND seq = 2`,
		"changed level":     `UPDATE stock_level SET on_hand = on_hand + 1 WHERE shop_id = $1`,
		"lost reservation":  `DELETE FROM stock_reservation WHERE shop_id = $1`,
		"last line deleted": `DELETE FROM stock_movement WHERE shop_id = $1 AND seq = 3`,
	} {
		s := newShelf(t)
		for _, n := range []int64{5, 7, 9} {
			s.set(0, n)
		}
		s.write(func(tx *db.Tx) error { return stock.Reserve(tx, 100, []stock.Demand{s.demand(0, 1)}, 0) })
		s.want(0, 9, 1)
		s.write(func(tx *db.Tx) error { _, err := tx.Exec(tamper); return err })
		var found []string
		s.write(func(tx *db.Tx) error {
			return stock.Verify(tx, func(problem string, args ...any) { found = append(found, fmt.Sprintf(problem, args...)) })
		})
		if len(found) == 0 {
			t.Errorf("%s was not found", name)
		}
	}
}

func TestWhyIsItSeven(t *testing.T) {
	s := newShelf(t)
	for _, n := range []int64{5, 9, 7} {
		s.set(0, n)
	}
	s.write(func(tx *db.Tx) error {
		page, err := stock.Movements(tx, stock.MovementsInput{Variant: s.variants[0].ID, Limit: 2})
		if len(page.Rows) != 2 || page.Rows[0].OnHand != 7 || page.Rows[0].Quantity != -2 || page.Rows[0].ActorName != "Ada" || page.Next == "" {
			t.Errorf("page %+v", page)
		}
		if err != nil {
			return err
		}
		page, err = stock.Movements(tx, stock.MovementsInput{Variant: s.variants[0].ID, Limit: 2, After: page.Next})
		if len(page.Rows) != 1 || page.Rows[0].OnHand != 5 || page.Previous == "" || page.Next != "" {
			t.Errorf("second page %+v", page)
		}
		return err
	})
}

func TestTheListOfStock(t *testing.T) {
	s := newShelf(t)
	s.set(0, 5)
	for state, want := range map[string]int{"": 4, "short": 2, "low": 1, "reserved": 0, "back_order": 1} {
		s.write(func(tx *db.Tx) error {
			page, err := stock.Shelves(tx, stock.ShelvesInput{State: state})
			if len(page.Rows) != want {
				t.Errorf("%q: %d lines, want %d", state, len(page.Rows), want)
			}
			return err
		})
	}
}
