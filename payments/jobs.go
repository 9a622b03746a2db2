package payments

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/event"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/job"
)

// operate carries out one operation.
type operate struct {
	Operation id.ID `json:"operation"`
}

// JobKind names the job.
func (operate) JobKind() string { return "payments.operate" }

// poll asks the provider about one payment.
type poll struct {
	Payment id.ID `json:"payment"`
}

// JobKind names the job.
func (poll) JobKind() string { return "payments.poll" }

// Jobs registers the department's jobs. Every minute payments that wait for a
// provider are asked about, and those the buyer has left are given up.
func Jobs(r *job.Runner, providers Providers) {
	job.Handle(r, func(c *job.Ctx, a operate) error {
		return Door{c.DB, providers}.operate(c, c.Shop, a.Operation)
	})
	job.Handle(r, func(c *job.Ctx, a poll) error {
		return Door{c.DB, providers}.poll(c, c.Shop, a.Payment)
	})
	job.Every(r, "payments.sweep", time.Minute, func(c *job.Ctx) error { return c.Write(Sweep) })
}

// operate calls the provider for one operation and books the answer. No answer makes
// the operation unknown and asks again later under the same key; it never makes a
// second operation.
func (d Door) operate(ctx context.Context, shop, operationID id.ID) error {
	o, p, account, err := d.load(ctx, shop, operationID)
	if err != nil || o.State == "done" || o.State == "failed" {
		return err
	}
	provider, ok := d.Providers[p.Provider]
	if !ok {
		return fmt.Errorf("no provider is called %s", p.Provider)
	}
	snapshot, err := call(ctx, provider, account, p, o)
	var refusal *Refusal
	switch {
	case errors.As(err, &refusal):
		return d.write(ctx, shop, func(tx *db.Tx) error {
			p, err := Get(tx, p.ID)
			if err != nil {
				return err
			}
			_, err = give(tx, p, o, refusal.Message)
			return err
		})
	case err != nil:
		return d.write(ctx, shop, func(tx *db.Tx) error { return unknown(tx, p.ID, o) })
	}
	_, err = d.apply(ctx, shop, p.ID, snapshot)
	return err
}

func (d Door) load(ctx context.Context, shop, operationID id.ID) (o operation, p Payment, account Account, err error) {
	err = d.write(ctx, shop, func(tx *db.Tx) error {
		if o, err = db.One[operation](tx, `SELECT `+operationColumns+` FROM payment_operation WHERE shop_id = $1 AND id = $2`, operationID); err != nil {
			return err
		}
		if p, err = Get(tx, o.PaymentID); err != nil {
			return err
		}
		account, err = AccountOf(tx, p.Provider)
		return err
	})
	return o, p, account, err
}

func call(ctx context.Context, provider Provider, account Account, p Payment, o operation) (Snapshot, error) {
	switch o.Kind {
	case kindCapture:
		return provider.Capture(ctx, account, p.Reference, o.Amount, o.key())
	case kindVoid:
		return provider.Void(ctx, account, p.Reference, o.key())
	case kindRefund:
		return provider.Refund(ctx, account, p.Reference, o.Amount, o.Reason, o.key())
	}
	return Snapshot{}, fmt.Errorf("operation %s is not called by a job", o.Kind)
}

// unknown notes that a call was not answered. Its amount stays reserved.
func unknown(tx *db.Tx, payment id.ID, o operation) error {
	hit, err := tx.Exec(`UPDATE payment_operation SET state = 'unknown', updated_at = $3 WHERE shop_id = $1 AND id = $2 AND state IN ('intent', 'unknown')`, o.ID, tx.Now)
	if err != nil || hit == 0 {
		return err
	}
	if o.Kind != kindRefund {
		if _, err = tx.Exec(`UPDATE payment SET state = 'unknown', updated_at = $3 WHERE shop_id = $1 AND id = $2 AND state IN ('authorised', 'captured', 'requires_action')`, payment, tx.Now); err != nil {
			return err
		}
	}
	if err = job.Enqueue(tx, poll{Payment: payment}, job.At(tx.Now.Add(15*time.Second)), job.Unique(payment.Text(PaymentPrefix))); err != nil || o.State == "unknown" {
		return err
	}
	p, err := Get(tx, payment)
	if err != nil {
		return err
	}
	return event.Publish(tx, Unknown{Payment: payment, Order: p.OrderID, Kind: o.Kind})
}

// poll asks by reference. What the provider has done is booked; an operation it has
// never heard of is sent again under its own key; a page the buyer has left for too
// long is closed.
func (d Door) poll(ctx context.Context, shop, payment id.ID) error {
	p, err := d.Sync(ctx, shop, payment)
	var refusal *Refusal
	if err != nil && (!errors.As(err, &refusal) || p.ID == 0) {
		return err // tried again by the job, later each time
	}
	if errs.Is(err, errs.KindNotFound) {
		return nil
	}
	var open []operation
	err = d.write(ctx, shop, func(tx *db.Tx) error {
		open, err = db.All[operation](tx, `SELECT `+operationColumns+` FROM payment_operation
			WHERE shop_id = $1 AND payment_id = $2 AND kind <> 'session' AND state IN ('intent', 'unknown') ORDER BY id`, payment)
		if err != nil {
			return err
		}
		return expire(tx, p, refusal != nil)
	})
	if err != nil {
		return err
	}
	for _, o := range open {
		if err := d.operate(ctx, shop, o.ID); err != nil {
			return err
		}
	}
	return nil
}

// expire gives up a payment the buyer has not made in time: at the provider by a
// void, or here when no session was ever opened or the provider has lost it.
func expire(tx *db.Tx, p Payment, lost bool) error {
	if p.ExpiresAt == 0 || p.ExpiresAt > tx.Now || p.State != Created && p.State != RequiresAction {
		return nil
	}
	if p.Reference == "" || lost {
		_, err := failed(tx, p, "The payment was not made in time.")
		return err
	}
	return Void(tx, p.ID)
}

// stale is a payment that should have been heard of.
type stale struct {
	ShopID id.ID
	ID     id.ID
}

// Sweep orders a poll of each payment that waits for a provider: unknown ones, those
// the buyer has left, and open operations whose job died. It runs over all shops.
func Sweep(tx *db.Tx) error {
	all := db.System(tx, "find the payments of all shops that wait for a provider")
	quiet := tx.Now.Add(-time.Minute)
	list, err := db.All[stale](all, `SELECT shop_id, id FROM payment
		WHERE provider <> '' AND (state = 'unknown' AND updated_at < $1 OR state = 'requires_action' AND updated_at < $1 OR state = 'created' AND expires_at < $2)
		ORDER BY updated_at LIMIT 500`, quiet, tx.Now)
	if err != nil {
		return err
	}
	open, err := db.All[stale](all, `SELECT DISTINCT o.shop_id, o.payment_id AS id FROM payment_operation o
		WHERE o.kind <> 'session' AND o.state IN ('intent', 'unknown') AND o.updated_at < $1 LIMIT 500`, quiet)
	if err != nil {
		return err
	}
	for _, s := range append(list, open...) {
		if err := job.Enqueue(all.InShop(s.ShopID), poll{Payment: s.ID}, job.Unique(s.ID.Text(PaymentPrefix))); err != nil {
			return err
		}
	}
	return nil
}
