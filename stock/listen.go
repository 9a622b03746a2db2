package stock

import (
	"time"

	"github.com/coulisse/coulisse/catalog"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/event"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/job"
	"github.com/coulisse/coulisse/shops"
)

// Listen makes the default location of a new shop and keeps the settings of levels
// equal to those of their variants.
func Listen(b *event.Bus) {
	event.Inside(b, "stock", func(tx *db.Tx, _ shops.Opened) error {
		_, err := DefaultLocation(tx)
		return err
	})
	event.Inside(b, "stock", func(tx *db.Tx, f catalog.ProductChanged) error {
		if f.Created {
			return nil
		}
		return follow(tx, f.Product)
	})
}

// Jobs releases expired holds of all shops once a minute, each shop in its own
// transaction.
func Jobs(r *job.Runner) {
	job.Every(r, "stock.expired_holds", time.Minute, func(c *job.Ctx) error {
		return expireHolds(c, c.DB)
	})
}

func expireHolds(c *job.Ctx, d *db.DB) error {
	var waiting []id.ID
	err := d.Read(c, db.Scope{Actor: db.SystemActor}, func(tx *db.Tx) error {
		var err error
		waiting, err = db.All[id.ID](db.System(tx, "find the shops with expired holds"),
			`SELECT DISTINCT shop_id FROM stock_reservation WHERE expires_at > 0 AND expires_at <= $1`, tx.Now)
		return err
	})
	if err != nil {
		return err
	}
	for _, shop := range waiting {
		if err := d.Write(c, db.Scope{Shop: shop, Actor: db.SystemActor}, ReleaseExpired); err != nil {
			return err
		}
	}
	return nil
}
