package demo

import (
	"container/heap"
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/files"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/orders"
	"github.com/coulisse/coulisse/payments"
	"github.com/coulisse/coulisse/payments/testpay"
)

// act is something that happens at a time; it may cause later acts.
type act struct {
	at time.Time
	do func(ctx context.Context) error
}

type agenda []act

func (a agenda) Len() int           { return len(a) }
func (a agenda) Less(i, j int) bool { return a[i].at.Before(a[j].at) }
func (a agenda) Swap(i, j int)      { a[i], a[j] = a[j], a[i] }
func (a *agenda) Push(x any)        { *a = append(*a, x.(act)) }
func (a *agenda) Pop() any {
	last := (*a)[len(*a)-1]
	*a = (*a)[:len(*a)-1]
	return last
}

// trader plays the sales of a shop in the order of time.
type trader struct {
	*shop
	now    time.Time
	agenda agenda
	buyers []person
	orders int
}

// trade plays the plan's orders over the days before now: more of them lately.
func (s *shop) trade(ctx context.Context, now time.Time) error {
	t := &trader{shop: s, now: now}
	for _, p := range people() {
		weight := 1
		if p.address.Country == s.plan.country {
			weight = 3
		}
		for range weight {
			t.buyers = append(t.buyers, p)
		}
	}
	for n := range s.plan.orders {
		// The square root makes a shop that grows.
		share := 1 - float64(n)/float64(s.plan.orders)
		back := time.Duration(share * share * float64(s.g.Days) * float64(24*time.Hour))
		t.plan(now.Add(-back).Add(-time.Duration(s.random.IntN(300))*time.Minute-5*time.Minute), t.buy)
	}
	for t.agenda.Len() > 0 {
		next := heap.Pop(&t.agenda).(act)
		s.g.Clock.Set(next.at)
		if err := next.do(ctx); err != nil {
			return err
		}
		if err := s.g.Runner.Drain(files.With(ctx, s.g.Files, 0)); err != nil {
			return err
		}
	}
	return nil
}

// plan notes an act, unless it lies in the future.
func (t *trader) plan(at time.Time, do func(context.Context) error) {
	if at.Before(t.now) {
		heap.Push(&t.agenda, act{at, do})
	}
}

func (t *trader) after(hours int, do func(context.Context) error) {
	t.plan(t.g.Clock.Now().Add(time.Duration(hours)*time.Hour+time.Duration(t.random.IntN(200))*time.Minute), do)
}

// buy fills a cart and places it.
func (t *trader) buy(ctx context.Context) error {
	buyer := t.buyers[t.random.IntN(len(t.buyers))]
	method := t.method(buyer)
	seed := t.random.Uint64()
	var placed orders.Placement
	err := t.asBuyer(ctx, func(tx *db.Tx) error {
		cart, err := t.cart(tx, buyer, seed)
		if err != nil {
			return err
		}
		placed, err = orders.Place(tx, orders.PlaceInput{CartToken: cart.Token, Method: method})
		return err
	})
	if errs.As(err) != nil {
		return nil // sold out meanwhile: this buyer goes away
	}
	if err != nil {
		return err
	}
	t.orders++
	return t.pay(ctx, placed, method)
}

func (t *trader) method(buyer person) string {
	roll := t.random.IntN(100)
	switch {
	case roll < 26:
		return payments.BankTransfer
	case roll < 34 && buyer.address.Country == t.shop.plan.country:
		return payments.CashOnDelivery
	}
	return payments.TestCard
}

func (t *trader) cart(tx *db.Tx, buyer person, seed uint64) (orders.Cart, error) {
	// A write may run twice: the choice must not depend on how often.
	random := rand.New(rand.NewPCG(seed, 1))
	cart, err := orders.CreateCart(tx, orders.CartInput{Locale: buyer.language})
	if err != nil {
		return cart, err
	}
	for range 1 + random.IntN(3) {
		variant := t.variants[random.IntN(len(t.variants))]
		if _, err = orders.AddLine(tx, orders.AddLineInput{Token: cart.Token, Variant: variant, Quantity: int64(1 + random.IntN(10)/7)}); err != nil {
			return cart, err
		}
	}
	if _, err = orders.SetContact(tx, orders.ContactInput{Token: cart.Token, Email: buyer.email}); err != nil {
		return cart, err
	}
	if _, err = orders.SetAddress(tx, cart.Token, buyer.address); err != nil {
		return cart, err
	}
	options, err := orders.DeliveryOptions(tx, cart.Token)
	if err != nil || len(options) == 0 {
		return cart, fmt.Errorf("nothing delivers to %s: %w", buyer.address.Country, err)
	}
	return orders.SetDelivery(tx, cart.Token, options[random.IntN(len(options))].ID)
}

// pay pays by card at the provider's page, or later by transfer, or not at all.
func (t *trader) pay(ctx context.Context, placed orders.Placement, method string) error {
	order := placed.Order.ID
	switch method {
	case payments.TestCard:
		return t.card(ctx, placed)
	case payments.BankTransfer:
		if t.random.IntN(100) < 84 {
			t.after(20+t.random.IntN(50), func(ctx context.Context) error { return t.received(ctx, order, true) })
		}
	case payments.CashOnDelivery:
		t.after(20, func(ctx context.Context) error { return t.ship(ctx, order) })
		t.after(96, func(ctx context.Context) error { return t.received(ctx, order, false) })
	}
	return nil
}

func (t *trader) card(ctx context.Context, placed orders.Placement) error {
	session, err := t.g.Door.OpenSession(ctx, t.scope.Shop, payments.OpenInput{Token: placed.Payment.Token, Locale: placed.Order.Locale})
	if err != nil {
		return err
	}
	number, roll := testpay.CardSuccess, t.random.IntN(100)
	switch {
	case roll < 5:
		return nil // the buyer closes the page: the order is cancelled by itself
	case roll < 9:
		number = testpay.CardDeclined
	}
	form := map[string]string{"number": number, "expiry": "12/34", "code": "123"}
	if err := t.g.PayHTTP(ctx, session.SessionURL, form); err != nil {
		return err
	}
	if number == testpay.CardDeclined {
		return nil
	}
	if _, err := t.g.Door.Sync(ctx, t.scope.Shop, placed.Payment.ID); err != nil {
		return err
	}
	order := placed.Order.ID
	if t.random.IntN(100) < 4 {
		t.after(3, func(ctx context.Context) error {
			return t.act(ctx, func(tx *db.Tx) error {
				return orders.Cancel(tx, orders.CancelInput{Order: order, Reason: t.shop.plan.changedMind})
			})
		})
		return nil
	}
	t.after(14+t.random.IntN(40), func(ctx context.Context) error { return t.ship(ctx, order) })
	return nil
}

// received books the money of a transfer or of the carrier, and lets transfers ship.
func (t *trader) received(ctx context.Context, order id.ID, ship bool) error {
	err := t.act(ctx, func(tx *db.Tx) error {
		o, err := orders.Get(tx, order)
		if err != nil {
			return err
		}
		all, err := payments.OfOrder(tx, order)
		if err != nil || len(all) == 0 {
			return err
		}
		return orders.MarkPaid(tx, orders.ReceivedInput{Order: order, Payment: all[0].ID, Amount: o.Due(), At: tx.Now})
	})
	if ship {
		t.after(18, func(ctx context.Context) error { return t.ship(ctx, order) })
	}
	return err
}

// ship sends the order, some of it in two parcels, and a few come back.
func (t *trader) ship(ctx context.Context, order id.ID) error {
	roll, parcel := t.random.IntN(100), fmt.Sprintf("6A%011d", t.random.Int64N(99_999_999_999))
	err := t.act(ctx, func(tx *db.Tx) error {
		in := orders.ShipInput{Order: order, Carrier: "Colissimo", Tracking: parcel, Notify: true}
		lines, err := orders.Lines(tx, order)
		if err != nil {
			return err
		}
		if roll < 12 && len(lines) > 1 {
			in.Lines = []orders.LineQuantity{{Line: lines[0].ID, Quantity: lines[0].ToShip()}}
		}
		_, err = orders.Ship(tx, in)
		return err
	})
	switch {
	case roll < 9:
		t.after(40, func(ctx context.Context) error { return t.ship(ctx, order) })
	case roll > 91:
		t.after(24*7, func(ctx context.Context) error { return t.refund(ctx, order) })
	}
	return err
}

func (t *trader) refund(ctx context.Context, order id.ID) error {
	return t.act(ctx, func(tx *db.Tx) error {
		lines, err := orders.Lines(tx, order)
		if err != nil || len(lines) == 0 {
			return err
		}
		_, err = orders.Refund(tx, orders.RefundInput{Order: order, Lines: []orders.RefundLine{{Line: lines[0].ID, Quantity: 1, Restock: true}},
			Reason: t.shop.plan.returned, Notify: true})
		return err
	})
}

// act writes what staff do; what is not possible any more is left.
func (t *trader) act(ctx context.Context, fn func(tx *db.Tx) error) error {
	err := t.write(ctx, fn)
	if errs.As(err) != nil {
		return nil
	}
	return err
}
