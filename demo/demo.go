// Package demo makes the sample world: two shops that look like real ones, with
// products whose pictures the program draws, and ninety days of orders in all states
// by buyers of ten countries.
//
// The orders are not written into tables: the world's clock is set back and each sale
// goes through the same operations as a real one — cart, checkout, payment at the test
// provider over HTTP, shipment, refund — so that stock, documents and books are those
// the program makes.
package demo

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/files"
	"github.com/coulisse/coulisse/kit/job"
	"github.com/coulisse/coulisse/payments"
	"github.com/coulisse/coulisse/shops"
)

// Password of every sample person.
const Password = "coulisse-demo"

// Clock is a clock that can be set back while the world is made.
type Clock struct{ back atomic.Int64 }

// Now is the time of the world.
func (c *Clock) Now() time.Time { return time.Now().Add(-time.Duration(c.back.Load())) }

// Set puts the world's clock to t.
func (c *Clock) Set(t time.Time) { c.back.Store(int64(time.Since(t))) }

// Release lets the clock run with the real one again.
func (c *Clock) Release() { c.back.Store(0) }

// Ground is the open installation the world is made in.
type Ground struct {
	DB      *db.DB
	Files   *files.Store
	Runner  *job.Runner
	Door    payments.Door
	Clock   *Clock
	PayHTTP Poster // posts a form to the test provider
	Days    int    // of orders; 90 when zero
	Orders  int    // per shop, for tests; as planned when zero
	Picture int    // side of the product pictures in pixels; 800 when zero
}

// Poster posts a form to an address of this installation and says how it went.
type Poster func(ctx context.Context, url string, form map[string]string) error

// LogIn is a sample person.
type LogIn struct{ Role, Email, Password string }

// Fill makes the world and leaves the clock at the real time. A folder that has it
// already, or a part of it, is left as it is.
func Fill(ctx context.Context, g Ground) ([]LogIn, error) {
	logIns := []LogIn{{"owner", owner, Password}}
	made, err := g.made(ctx)
	if err != nil || made {
		return logIns, err
	}
	defer g.Clock.Release()
	if g.Days == 0 {
		g.Days = 90
	}
	if g.Picture == 0 {
		g.Picture = 800
	}
	now := time.Now()
	g.Clock.Set(now.AddDate(0, 0, -g.Days-2))
	hash, err := shops.HashPassword(Password)
	if err != nil {
		return nil, err
	}
	for _, plan := range plans() {
		if g.Orders > 0 {
			plan.orders, plan.models = g.Orders, 1
		}
		s, err := open(ctx, g, plan, hash)
		if err != nil {
			return nil, fmt.Errorf("make the shop %s: %w", plan.handle, err)
		}
		if err := s.trade(ctx, now); err != nil {
			return nil, fmt.Errorf("trade in the shop %s: %w", plan.handle, err)
		}
		g.Clock.Set(now.AddDate(0, 0, -g.Days-2))
	}
	g.Clock.Release()
	if err := g.Runner.Drain(files.With(ctx, g.Files, 0)); err != nil {
		return nil, err
	}
	return logIns, nil
}

// made says whether the first shop of the world is there.
func (g Ground) made(ctx context.Context) (made bool, err error) {
	err = g.DB.Read(ctx, db.Scope{Actor: db.SystemActor}, func(tx *db.Tx) error {
		_, err := shops.ByHandle(tx, plans()[0].handle)
		made = err == nil
		if errs.Is(err, errs.KindNotFound) {
			return nil
		}
		return err
	})
	return made, err
}

// write runs one write in the shop; it ends early when the program is asked to stop.
func (s *shop) write(ctx context.Context, fn func(tx *db.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return s.g.DB.Write(ctx, s.scope, fn)
}

// asBuyer writes what a visitor of the shop does.
func (s *shop) asBuyer(ctx context.Context, fn func(tx *db.Tx) error) error {
	return s.g.DB.Write(ctx, db.Scope{Shop: s.scope.Shop, Actor: db.Actor{Kind: "buyer"}}, fn)
}
