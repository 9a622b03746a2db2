package orders

import (
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/payments"
)

// Verify re-derives what orders keep: head from lines, taxes from lines and delivery,
// refunds from their rows, and money from the payments. It reports each difference.
func Verify(tx *db.Tx, report func(problem string, args ...any)) error {
	var page db.Page[Order]
	after := ""
	for {
		var err error
		page, err = List(tx, ListInput{Sort: "placed_at", After: after, Limit: 250})
		if err != nil {
			return err
		}
		for _, o := range page.Rows {
			if err := verifyOrder(tx, o, report); err != nil {
				return err
			}
		}
		if page.Next == "" {
			return nil
		}
		after = page.Next
	}
}

func verifyOrder(tx *db.Tx, o Order, report func(string, ...any)) error {
	lines, err := Lines(tx, o.ID)
	if err != nil {
		return err
	}
	taxed, err := Taxes(tx, o.ID)
	if err != nil {
		return err
	}
	verifySums(o, lines, taxed, report)
	if o.Source == FromImport {
		return nil
	}
	return verifyMoney(tx, o, report)
}

func verifySums(o Order, lines []Line, taxed []OrderTax, report func(string, ...any)) {
	net, tax := o.DeliveryNet, o.DeliveryTax
	for _, l := range lines {
		net, tax = net+l.Net, tax+l.Tax
		if l.Net+l.Tax != l.Total {
			report("Order %s: line %d has net %d and tax %d, but total %d.", o.Number, l.Position, l.Net, l.Tax, l.Total)
		}
	}
	if net != o.Net || tax != o.Tax || o.Net+o.Tax != o.Total {
		report("Order %s: its lines and delivery have net %d and tax %d, the order has %d, %d and total %d.", o.Number, net, tax, o.Net, o.Tax, o.Total)
	}
	var base, amount int64
	groups := map[Tax][2]int64{}
	for _, t := range taxed {
		base, amount = base+t.Base, amount+t.Amount
		g := groups[t.Rule()]
		groups[t.Rule()] = [2]int64{g[0] + t.Base, g[1] + t.Amount}
	}
	if base != o.Net || amount != o.Tax {
		report("Order %s: its frozen taxes have base %d and tax %d, the order has %d and %d.", o.Number, base, amount, o.Net, o.Tax)
	}
	for rule, g := range groups {
		want := rule.Rate.On(g[0])
		if o.PricesIncludeTax {
			want = rule.Rate.In(g[0] + g[1])
		}
		if g[1] != want {
			report("Order %s: tax at %s %% in %s is %d, but %d follows from its base.", o.Number, rule.Rate.Percent(), rule.Country, g[1], want)
		}
	}
}

func verifyMoney(tx *db.Tx, o Order, report func(string, ...any)) error {
	all, err := payments.OfOrder(tx, o.ID)
	if err != nil {
		return err
	}
	var captured, returned int64
	for _, p := range all {
		captured, returned = captured+p.Captured, returned+p.Refunded
	}
	if captured != o.Captured || returned < o.Returned {
		report("Order %s: its payments captured %d and refunded %d, the order says %d and %d.", o.Number, captured, returned, o.Captured, o.Returned)
	}
	if o.Refunded > o.Captured {
		report("Order %s: %d were refunded of %d captured.", o.Number, o.Refunded, o.Captured)
	}
	refunds, err := Refunds(tx, o.ID)
	if err != nil {
		return err
	}
	var asked, forgiven int64
	for _, r := range refunds {
		asked, forgiven = asked+r.Amount-r.Failed, forgiven+r.Forgiven
	}
	if forgiven != o.Forgiven {
		report("Order %s: its refunds took %d off what is owed, the order says %d.", o.Number, forgiven, o.Forgiven)
	}
	if asked != o.Refunded {
		report("Order %s: its refunds add up to %d, the order says %d.", o.Number, asked, o.Refunded)
	}
	return nil
}
