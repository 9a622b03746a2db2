package orders

import (
	"time"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/job"
	"github.com/coulisse/coulisse/payments"
	"github.com/coulisse/coulisse/shops"
)

// UnpaidArgs is the job that cancels an order nobody paid in time.
type UnpaidArgs struct {
	Order id.ID `json:"order"`
}

// JobKind names the job.
func (UnpaidArgs) JobKind() string { return "orders.unpaid" }

const (
	askAgain     = 10 * time.Minute
	giveUpAsking = 24 * time.Hour
	keepCarts    = 60 * 24 * time.Hour
)

// Jobs handles the jobs of this department.
func Jobs(r *job.Runner) {
	job.Handle(r, func(c *job.Ctx, a UnpaidArgs) error {
		return c.Write(func(tx *db.Tx) error { return CancelUnpaid(tx, a.Order) })
	})
	job.Every(r, "orders.sweep_carts", 24*time.Hour, sweepAll)
}

// CancelUnpaid cancels an open order by card that holds no money thirty minutes after
// its payment began, and frees its stock. While the provider's answer is unknown it
// looks again later, for a day at most; money that comes in even then is flagged.
func CancelUnpaid(tx *db.Tx, order id.ID) error {
	o, err := Get(tx, order)
	if err != nil {
		return err
	}
	if o.State != Open || o.Captured > 0 || o.Authorised > 0 || byHand(o.PaymentMethod) {
		return nil
	}
	all, err := payments.OfOrder(tx, order)
	if err != nil {
		return err
	}
	for _, p := range all {
		begun := p.CreatedAt.Add(payWithin)
		if p.State != payments.StateFailed && p.State != payments.StateVoided && begun > tx.Now {
			return nil // begun again later: its own job will look
		}
		if p.State == payments.StateUnknown && o.PlacedAt.Add(giveUpAsking) > tx.Now {
			return job.Enqueue(tx, UnpaidArgs{Order: order}, job.At(tx.Now.Add(askAgain)))
		}
	}
	return cancel(tx, o, CancelInput{Reason: "Not paid in time.", Notify: true})
}

// sweepAll sweeps the carts of every shop, one transaction each.
func sweepAll(c *job.Ctx) error {
	var all []shops.Shop
	err := c.DB.Read(c, db.Scope{Actor: db.SystemActor}, func(tx *db.Tx) (err error) {
		all, err = shops.List(tx)
		return err
	})
	for _, shop := range all {
		if err == nil {
			err = c.DB.Write(c, db.Scope{Shop: shop.ShopID, Actor: db.SystemActor}, SweepCarts)
		}
	}
	return err
}

// SweepCarts removes the carts of a shop that nobody touched for sixty days; those
// that became orders are kept as long, too.
func SweepCarts(tx *db.Tx) error {
	before := tx.Now.Add(-keepCarts)
	if _, err := tx.Exec(`DELETE FROM cart_line WHERE shop_id = $1 AND cart_id IN
		(SELECT c.id FROM cart c WHERE c.shop_id = $1 AND c.updated_at < $2)`, before); err != nil {
		return err
	}
	_, err := tx.Exec(`DELETE FROM cart WHERE shop_id = $1 AND updated_at < $2`, before)
	return err
}
