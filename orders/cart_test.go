package orders_test

import (
	"sync"
	"testing"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/orders"
	"github.com/coulisse/coulisse/payments"
)

// together runs fn n times at once on the hot path.
func (w *world) together(n int, fn func(tx *db.Tx, i int) error) []error {
	failed := make([]error, n)
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			failed[i] = w.d.Write(w.t.Context(), db.Scope{Shop: shop, Hot: true, Actor: db.Actor{Kind: "buyer"}}, func(tx *db.Tx) error { return fn(tx, i) })
		})
	}
	all.Wait()
	return failed
}

// A buyer who clicks eight times at once has eight units, and one line.
func TestUnitsPutIntoACartAtOnceAddUp(t *testing.T) {
	w := newWorld(t)
	var cart orders.Cart
	w.write(func(tx *db.Tx) (err error) {
		cart, err = orders.CreateCart(tx, orders.CartInput{})
		return err
	})
	for _, err := range w.together(8, func(tx *db.Tx, _ int) error {
		_, err := orders.AddLine(tx, orders.AddLineInput{Token: cart.Token, Variant: w.scarf.ID, Quantity: 1})
		return err
	}) {
		if err != nil {
			t.Error(err)
		}
	}
	w.write(func(tx *db.Tx) error {
		got, err := orders.CartByToken(tx, cart.Token)
		if len(got.Lines) != 1 || got.Count() != 8 {
			t.Errorf("%d lines with %d units", len(got.Lines), got.Count())
		}
		return err
	})
}

// A change that comes while the cart is ordered is in the order, or is refused: it is
// never left behind in a cart nobody opens again.
func TestAChangeMeetsTheOrderOfItsCart(t *testing.T) {
	w := newWorld(t)
	for range 5 {
		token := w.cart(w.scarf.ID, 1)
		failed := w.together(2, func(tx *db.Tx, i int) error {
			if i == 0 {
				_, err := orders.Place(tx, orders.PlaceInput{CartToken: token, Method: payments.BankTransfer})
				return err
			}
			_, err := orders.AddLine(tx, orders.AddLineInput{Token: token, Variant: w.scarf.ID, Quantity: 1})
			return err
		})
		if failed[0] != nil || failed[1] != nil && !errs.Is(failed[1], errs.KindConflict) {
			t.Fatalf("order: %v, change: %v", failed[0], failed[1])
		}
		w.write(func(tx *db.Tx) error {
			got, err := orders.CartByToken(tx, token)
			if err != nil {
				return err
			}
			lines, err := orders.Lines(tx, got.OrderID)
			want := int64(2)
			if failed[1] != nil {
				want = 1
			}
			if len(lines) != 1 || lines[0].Quantity != want || got.Count() != want {
				t.Errorf("ordered %+v, in the cart %d units, want %d", lines, got.Count(), want)
			}
			return err
		})
	}
}
