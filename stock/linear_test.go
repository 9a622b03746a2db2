package stock_test

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/anishathalye/porcupine"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/kittest"
	"github.com/coulisse/coulisse/stock"
)

// ask is one call: take n units, or give all back that its owner took.
type ask struct {
	give  bool
	owner id.ID
	n     int64
}

// shelfModel is one shelf as a person would keep it: what is free, and who holds what.
type shelfModel struct {
	free  int64
	holds [8]int64 // by owner, 0 … 7
}

// linear is the model porcupine compares a history with: is there an order of the calls,
// each between its beginning and its end, that a single shelf would have answered so?
func linear(units int64) porcupine.Model {
	return porcupine.Model{
		Init: func() any { return shelfModel{free: units} },
		Step: func(state, input, output any) (bool, any) {
			s, in, ok := state.(shelfModel), input.(ask), output.(bool)
			if in.give {
				s.free += s.holds[in.owner]
				s.holds[in.owner] = 0
				return ok, s
			}
			if s.free < in.n {
				return !ok, s
			}
			s.free, s.holds[in.owner] = s.free-in.n, s.holds[in.owner]+in.n
			return ok, s
		},
	}
}

// history lets some people call at the same time and records who was told what, when.
func history(t *testing.T, o *kittest.Torture, call func(ask) (bool, error)) []porcupine.Operation {
	t.Helper()
	const people, calls = 5, 6
	var clock atomic.Int64
	plans := make([][]ask, people)
	for p := range plans {
		for range calls {
			plans[p] = append(plans[p], ask{give: o.IntN(3) == 0, owner: id.ID(o.IntN(4)), n: 1 + o.Int64N(3)})
		}
	}
	var mu sync.Mutex
	var all []porcupine.Operation
	var work sync.WaitGroup
	for p, plan := range plans {
		work.Go(func() {
			for _, in := range plan {
				began := clock.Add(1)
				ok, err := call(in)
				ended := clock.Add(1)
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				all = append(all, porcupine.Operation{ClientId: p, Input: in, Call: began, Output: ok, Return: ended})
				mu.Unlock()
			}
		})
	}
	work.Wait()
	return all
}

// onShelf is the real thing, on the hot path.
func (s *shelf) onShelf(in ask) (bool, error) {
	scope := s.scope
	scope.Hot = true
	err := s.d.Write(context.Background(), scope, func(tx *db.Tx) error {
		if in.give {
			return stock.Release(tx, 100+in.owner)
		}
		return stock.Reserve(tx, 100+in.owner, []stock.Demand{{Variant: s.variants[0].ID, Quantity: in.n}}, 0)
	})
	if errs.Is(err, errs.KindConflict) {
		return false, nil
	}
	return err == nil, err
}

// TestT7StockIsLinearizable records what people who take and give units at the same time
// are told, and looks for an order in which one shelf would have told the same.
func TestT7StockIsLinearizable(t *testing.T) {
	o := kittest.NewTorture(t, "T7", 12)
	for round := range o.Rounds {
		s := newShelf(t)
		s.set(0, 6)
		if told := history(t, o, s.onShelf); !porcupine.CheckOperations(linear(6), told) {
			t.Fatalf("round %d: no order of these calls explains the answers: %+v", round, told)
		}
	}
	o.Tell("%d histories of 30 calls by 5 people, all linearizable", o.Rounds)
}

// TestT7FindsAPlantedBug is the proof that the one above can fail: a shelf that reads,
// computes and writes back sells what it has not, and is found out.
func TestT7FindsAPlantedBug(t *testing.T) {
	o := kittest.NewTorture(t, "T7 planted", 5000)
	for round := range o.Rounds {
		bad := &forgetful{free: 6}
		if !porcupine.CheckOperations(linear(6), history(t, o, bad.call)) {
			o.Tell("a shelf that reads, computes and writes was found out in history %d", round+1)
			return
		}
	}
	t.Error("a shelf that reads, computes and writes was never found out")
}

// forgetful reads in one step and writes in another, as a careless program would.
type forgetful struct {
	mu    sync.Mutex
	free  int64
	holds [8]int64
}

func (f *forgetful) read() int64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.free
}

func (f *forgetful) call(in ask) (bool, error) {
	if in.owner < 0 {
		return false, errors.New("nobody")
	}
	free := f.read()
	runtime.Gosched() // somebody else has time to read the same
	f.mu.Lock()
	defer f.mu.Unlock()
	if in.give {
		f.free, f.holds[in.owner] = free+f.holds[in.owner], 0
		return true, nil
	}
	if free < in.n {
		return false, nil
	}
	f.free, f.holds[in.owner] = free-in.n, f.holds[in.owner]+in.n
	return true, nil
}
