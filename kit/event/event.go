// Package event tells other departments what has happened.
//
// Publish writes one event row and at once calls the inside listeners in the same
// transaction: books, stock and audit cannot drift from orders, because an error in
// one of them rolls everything back. After listeners (mail, webhooks, search) are
// called by jobs after the commit, at least once; each runs in a write transaction
// that also notes the event as heard, so its effects by SQL happen exactly once.
//
// Listeners are wired in app/, before the database is opened; the bus is then only read.
//
// Tables: event (append-only), event_heard.
package event

import (
	"embed"
	"encoding/json"
	"fmt"
	"time"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/job"
)

// Migrations of the event tables.
//
//go:embed migrations/*.sql
var Migrations embed.FS

// Fact is something that has happened: a plain struct with the ids and amounts its
// listeners need, stored as JSON. Its name is "orders.placed" and the like.
type Fact interface{ FactName() string }

// Bus knows who listens to what.
type Bus struct {
	inside map[string][]insideListener
	after  map[string][]string
	heard  map[string]func(tx *db.Tx, fact []byte) error // listener → call
}

type insideListener struct {
	name string
	call func(tx *db.Tx, fact any) error
}

// NewBus makes an empty bus, for db.Options.Events.
func NewBus() *Bus {
	return &Bus{
		inside: map[string][]insideListener{},
		after:  map[string][]string{},
		heard:  map[string]func(*db.Tx, []byte) error{},
	}
}

// Inside calls fn in the transaction that publishes F, in the order of registration.
// Its error rolls the whole operation back; it may be run again with it.
func Inside[F Fact](b *Bus, listener string, fn func(tx *db.Tx, f F) error) {
	var f F
	b.inside[f.FactName()] = append(b.inside[f.FactName()], insideListener{listener, func(tx *db.Tx, fact any) error {
		typed, ok := fact.(F)
		if !ok {
			return fmt.Errorf("fact %s is a %T, %s expects a %T", f.FactName(), fact, listener, f)
		}
		return fn(tx, typed)
	}})
}

// After calls fn after the commit by a job, in a write transaction of its own. The
// listener's name must be unique and stays the same over releases.
func After[F Fact](b *Bus, listener string, fn func(tx *db.Tx, f F) error) {
	if b.heard[listener] != nil {
		panic("event: two listeners are called " + listener)
	}
	var f F
	b.after[f.FactName()] = append(b.after[f.FactName()], listener)
	b.heard[listener] = func(tx *db.Tx, data []byte) error {
		var typed F
		if err := json.Unmarshal(data, &typed); err != nil {
			return fmt.Errorf("read fact %s: %w", f.FactName(), err)
		}
		return fn(tx, typed)
	}
}

// Publish writes the event, calls the inside listeners and orders the after listeners.
func Publish(tx *db.Tx, f Fact) error { return tx.Publish(f.FactName(), f) }

// Publish is called through db.Tx; see the function Publish.
func (b *Bus) Publish(tx *db.Tx, name string, fact any) error {
	data, err := json.Marshal(fact)
	if err != nil {
		return fmt.Errorf("encode fact %s: %w", name, err)
	}
	event := tx.NewID()
	err = tx.Later(`
		INSERT INTO event (shop_id, id, name, fact, actor_kind, actor_id, actor_name, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		event, name, string(data), tx.Actor.Kind, tx.Actor.ID, tx.Actor.Name, tx.Now)
	if err != nil {
		return err
	}
	for _, listener := range b.inside[name] {
		if err := listener.call(tx, fact); err != nil {
			return fmt.Errorf("%s on %s: %w", listener.name, name, err)
		}
	}
	for _, listener := range b.after[name] {
		if err := job.Enqueue(tx, deliver{event, listener}); err != nil {
			return err
		}
	}
	return nil
}

// deliver is the job that brings one event to one after listener.
type deliver struct {
	Event    id.ID  `json:"event"`
	Listener string `json:"listener"`
}

// JobKind names the job.
func (deliver) JobKind() string { return "event.deliver" }

// Deliver lets the runner bring events to the bus's after listeners, and clear up
// behind them every night.
func Deliver(r *job.Runner, b *Bus) {
	job.HandleTogether(r, b.hear)
	job.Handle(r, forgetIn)
	job.Every(r, "event.forget", 24*time.Hour, forgetEverywhere)
}

// remembered is how long it is known that an event was heard: longer than any job
// that brings it can live.
const remembered = 30 * 24 * time.Hour

// forget is the nightly job that deletes old notes of what a shop has heard.
type forget struct{}

// JobKind names the job.
func (forget) JobKind() string { return "event.forget" }

func forgetIn(c *job.Ctx, _ forget) error {
	const most = 5000
	for {
		var gone int64
		err := c.Write(func(tx *db.Tx) (err error) {
			gone, err = tx.Exec(`
				DELETE FROM event_heard WHERE shop_id = $1 AND (event_id, listener) IN (
					SELECT h.event_id, h.listener FROM event_heard h WHERE h.shop_id = $1 AND h.heard_at < $2
					ORDER BY h.heard_at LIMIT $3)`, tx.Now.Add(-remembered), most)
			return err
		})
		if err != nil || gone < most {
			return err
		}
	}
}

// forgetEverywhere orders the nightly job of every shop that has heard anything.
func forgetEverywhere(c *job.Ctx) error {
	return c.Write(func(tx *db.Tx) error {
		sys := db.System(tx, "nightly work of every shop")
		shops, err := db.All[id.ID](sys, `SELECT DISTINCT shop_id FROM event_heard`)
		if err != nil {
			return err
		}
		for _, shop := range shops {
			if err := job.Enqueue(sys.InShop(shop), forget{}, job.Unique("nightly"), job.Later()); err != nil {
				return err
			}
		}
		return nil
	})
}

// hear calls one listener once: the note that the event was heard and the listener's
// own effects are one transaction. A listener that no longer exists is passed over.
func (b *Bus) hear(tx *db.Tx, d deliver) error {
	call := b.heard[d.Listener]
	if call == nil {
		return nil
	}
	first, err := tx.Exec(`
		INSERT INTO event_heard (shop_id, event_id, listener, heard_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (shop_id, event_id, listener) DO NOTHING`, d.Event, d.Listener, tx.Now)
	if err != nil || first == 0 {
		return err
	}
	row, err := db.One[stored](tx, `
		SELECT fact, actor_kind, actor_id, actor_name FROM event WHERE shop_id = $1 AND id = $2`, d.Event)
	if err != nil {
		return err
	}
	tx.Actor = db.Actor{Kind: row.ActorKind, ID: row.ActorID, Name: row.ActorName}
	return call(tx, []byte(row.Fact))
}

type stored struct {
	Fact      string
	ActorKind string
	ActorID   id.ID
	ActorName string
}
