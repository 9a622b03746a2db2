package accounting_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/coulisse/coulisse/accounting"
	"github.com/coulisse/coulisse/invoices"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/kittest"
	"github.com/coulisse/coulisse/orders"
	"github.com/coulisse/coulisse/shops"
	"github.com/coulisse/coulisse/stock"
)

// sold is what one order must be by the rules alone: units and whether it still stands.
type sold struct {
	quantity, shipped, withdrawn, refunded, restocked int64
	cancelled, paid                                   bool
}

// closed says that nothing is left to send or to be paid.
func (m sold) closed() bool { return m.paid && m.toShip() == 0 }

func (m sold) toShip() int64 { return m.quantity - m.shipped - m.withdrawn }

// acts are what people may do with an order; may says what the model expects, and done
// what becomes of it then.
func acts() map[string]struct {
	may  func(m sold, n int64) bool
	do   func(tx *db.Tx, order, line id.ID, n int64) error
	done func(m sold, n int64) sold
} {
	type act = struct {
		may  func(m sold, n int64) bool
		do   func(tx *db.Tx, order, line id.ID, n int64) error
		done func(m sold, n int64) sold
	}
	refund := func(restock bool) act {
		return act{
			func(m sold, n int64) bool { return !m.cancelled && n <= m.quantity-m.refunded },
			func(tx *db.Tx, order, line id.ID, n int64) error {
				_, err := orders.Refund(tx, orders.RefundInput{Order: order, Lines: []orders.RefundLine{{Line: line, Quantity: n, Restock: restock}}})
				return err
			},
			func(m sold, n int64) sold {
				kept := min(n, m.toShip())
				m.withdrawn, m.refunded = m.withdrawn+kept, m.refunded+n
				if restock {
					m.restocked += n - kept
				}
				return m
			},
		}
	}
	return map[string]act{
		"pay": {
			func(m sold, _ int64) bool { return !m.cancelled && !m.paid },
			func(tx *db.Tx, order, _ id.ID, _ int64) error {
				return orders.MarkPaid(tx, orders.ReceivedInput{Order: order})
			},
			func(m sold, _ int64) sold { m.paid = true; return m },
		},
		"ship": {
			func(m sold, n int64) bool { return !m.cancelled && n <= m.toShip() },
			func(tx *db.Tx, order, line id.ID, n int64) error {
				_, err := orders.Ship(tx, orders.ShipInput{Order: order, Lines: []orders.LineQuantity{{Line: line, Quantity: n}}})
				return err
			},
			func(m sold, n int64) sold { m.shipped += n; return m },
		},
		"cancel": {
			func(m sold, _ int64) bool { return !m.cancelled && m.shipped == 0 && !m.closed() },
			func(tx *db.Tx, order, _ id.ID, _ int64) error {
				return orders.Cancel(tx, orders.CancelInput{Order: order})
			},
			func(m sold, _ int64) sold { m.cancelled = true; return m },
		},
		"refund":  refund(false),
		"restock": refund(true),
	}
}

// TestT6RandomSales plays random acts on an order and compares units, stock, money,
// documents and books with what the rules say after each; an act the rules forbid must be
// refused and change nothing.
func TestT6RandomSales(t *testing.T) {
	o := kittest.NewTorture(t, "T6", 12)
	all, names := acts(), []string{"pay", "ship", "cancel", "refund", "restock", "ship", "pay"}
	done := 0
	for round := range o.Rounds {
		c := openCounter(t, "FR", "EUR", shops.UpdateInput{}, false)
		m := sold{quantity: 1 + o.Int64N(6)}
		order := c.unpaid(m.quantity, zoe).ID
		var line id.ID
		c.write(func(tx *db.Tx) error {
			lines, err := orders.Lines(tx, order)
			line = lines[0].ID
			return err
		})
		story := fmt.Sprintf("round %d: %d bags", round, m.quantity)
		for range 2 + o.IntN(7) {
			name, n := names[o.IntN(len(names))], 1+o.Int64N(4)
			story += fmt.Sprintf(", %s %d", name, n)
			act := all[name]
			err := c.try(func(tx *db.Tx) error { return act.do(tx, order, line, n) })
			if err != nil && errs.As(err) == nil {
				t.Fatalf("%s: %v", story, err)
			}
			// What is left of the money decides about paying an order that shrank meanwhile.
			if forgiven := name == "pay" && m.refunded > 0; (err == nil) != act.may(m, n) && !forgiven {
				t.Fatalf("%s: the rules say %v, the program %v", story, act.may(m, n), err)
			}
			if err == nil {
				m, done = act.done(m, n), done+1
			}
			if c.compare(order, m); t.Failed() {
				t.Fatal(story)
			}
		}
	}
	o.Tell("%d sales with %d acts, 0 differences from the model", o.Rounds, done)
}

// compare looks at the order, the shelf and the books.
func (c counter) compare(order id.ID, m sold) {
	c.t.Helper()
	c.write(func(tx *db.Tx) error {
		lines, err := orders.Lines(tx, order)
		if err != nil {
			return err
		}
		if l := lines[0]; l.Shipped != m.shipped || l.Refunded != m.refunded && !m.cancelled || l.Withdrawn != m.withdrawn && !m.cancelled {
			c.t.Errorf("the line has %d shipped, %d refunded, %d withdrawn; the model %+v", l.Shipped, l.Refunded, l.Withdrawn, m)
		}
		levels, err := stock.Levels(tx, []id.ID{c.bag})
		held := m.toShip()
		if m.cancelled {
			held = 0
		}
		if l := levels[c.bag]; l.OnHand != 10-m.shipped+m.restocked || l.Reserved != held {
			c.t.Errorf("%d on hand, %d reserved; the model %+v", l.OnHand, l.Reserved, m)
		}
		return err
	})
	c.agree(order)
}

// TestT5RefundsInParallel asks many times at once for the refund of one unit of an order
// of five: five go through, and no cent more than was paid goes back.
func TestT5RefundsInParallel(t *testing.T) {
	o := kittest.NewTorture(t, "T5", 40)
	c := openCounter(t, "FR", "EUR", shops.UpdateInput{}, false)
	order := c.order(5, zoe)
	c.ship(order.ID, 5)
	var line id.ID
	c.write(func(tx *db.Tx) error {
		lines, err := orders.Lines(tx, order.ID)
		line = lines[0].ID
		return err
	})
	answers := make([]error, o.Rounds)
	var all sync.WaitGroup
	for i := range answers {
		all.Go(func() {
			answers[i] = c.try(func(tx *db.Tx) error {
				_, err := orders.Refund(tx, orders.RefundInput{Order: order.ID, Lines: []orders.RefundLine{{Line: line, Quantity: 1}}})
				return err
			})
		})
	}
	all.Wait()
	worked := 0
	for _, err := range answers {
		if err == nil {
			worked++
		} else if errs.As(err) == nil {
			t.Error(err)
		}
	}
	if now := c.now(order.ID); worked != 5 || now.Refunded != 5*4900 {
		t.Errorf("%d refunds of 5 units went through, %d given back", worked, now.Refunded)
	}
	c.agree(order.ID)
	o.Tell("%d parallel refunds of one unit of five: exactly 5 went through", o.Rounds)
}

// TestT11ClockJumps lets the clock of the program jump: back by days, over the hour that
// comes twice, over the end of a year and back again. Numbers stay without a gap and
// double, dates never go backwards, entries stay in order, and everything verifies.
func TestT11ClockJumps(t *testing.T) {
	o := kittest.NewTorture(t, "T11", 30)
	c := openCounter(t, "FR", "EUR", shops.UpdateInput{}, false)
	c.write(func(tx *db.Tx) error {
		_, err := stock.Adjust(tx, stock.AdjustInput{Variant: c.bag, Delta: int64(2 * o.Rounds), UnitCost: 2000, Reason: "received"})
		return err
	})
	moments := []time.Time{
		time.Date(2026, 10, 25, 0, 59, 59, 0, time.UTC), // the hour that comes twice in Paris
		time.Date(2026, 10, 25, 1, 0, 1, 0, time.UTC),
		time.Date(2026, 12, 31, 22, 59, 59, 0, time.UTC), // the last second of the year in Paris
		time.Date(2026, 12, 31, 23, 0, 0, 0, time.UTC),
		time.Date(2027, 1, 1, 0, 0, 1, 0, time.UTC),
		time.Date(2027, 3, 28, 1, 0, 0, 0, time.UTC), // the hour that is left out
		time.Date(2024, 2, 29, 12, 0, 0, 0, time.UTC),
		time.Date(2028, 2, 29, 12, 0, 0, 0, time.UTC),
	}
	for range o.Rounds {
		c.clock.Set(moments[o.IntN(len(moments))].Add(time.Duration(o.IntN(3000)) * time.Millisecond))
		order := c.order(1, zoe)
		c.clock.Add(-time.Duration(o.IntN(72)) * time.Hour)
		c.ship(order.ID, 1)
		if o.IntN(3) == 0 {
			c.clock.Set(moments[o.IntN(len(moments))])
			c.refund(order.ID, 1, true, 0, 0)
		}
	}
	c.write(func(tx *db.Tx) error {
		page, err := invoices.List(tx, invoices.ListInput{Limit: 200})
		seen := map[string]bool{}
		for _, i := range page.Rows {
			if seen[i.Kind+i.Number] {
				t.Errorf("%s was given twice", i.Number)
			}
			seen[i.Kind+i.Number] = true
			if i.Series != i.Day[:4] {
				t.Errorf("%s of %s stands in the series of %s", i.Number, i.Day, i.Series)
			}
		}
		report := func(problem string, args ...any) { t.Errorf("verify: "+problem, args...) }
		for _, verify := range []func(*db.Tx, func(string, ...any)) error{stock.Verify, orders.Verify, invoices.Verify, accounting.Verify} {
			if err := verify(tx, report); err != nil {
				return err
			}
		}
		return err
	})
	o.Tell("%d sales under a jumping clock: no number doubled or skipped, everything verifies", o.Rounds)
}
