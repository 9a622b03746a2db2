package orders

import (
	"sort"

	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/money"
)

// Tax is the frozen rule one amount is taxed by; equal values form one rate group.
type Tax struct {
	Country  string     `json:"country"`
	Rate     money.Rate `json:"rate"`
	Category string     `json:"category"` // EN 16931: S K AE G Z E O
	Scheme   string     `json:"scheme"`   // domestic oss ic export none
	Name     string     `json:"name"`     // standard reduced …
	Reason   string     `json:"reason"`
}

// TotalsLine is one line to add up. Discount is the part taken off this line alone.
type TotalsLine struct {
	UnitPrice, Quantity, Discount int64
	Tax                           Tax
}

// TotalsInput is all that totals depend on; no database, no clock.
type TotalsInput struct {
	PricesIncludeTax bool
	Lines            []TotalsLine
	Discount         int64 // on the whole order, shared over the lines
	Delivery         int64
	DeliveryTax      Tax
}

// LineTotal is one line's amounts. Net + Tax = Total, and Listed − Discount is Total
// where prices include tax and Net where they do not.
type LineTotal struct{ Listed, Discount, Net, Tax, Total int64 }

// TaxTotal is one rate group of the document.
type TaxTotal struct {
	Tax
	Base   int64 `json:"base"`
	Amount int64 `json:"tax"`
}

// Totals are the amounts of a cart or an order. Subtotal, Discount and Delivery are
// as the buyer sees them (with tax where prices include it); Net + Tax = Total.
type Totals struct {
	Lines                        []LineTotal
	Taxes                        []TaxTotal
	Subtotal, Discount, Delivery int64
	DeliveryNet, DeliveryTax     int64
	DeliveryTotal                int64
	Net, Tax, Total              int64
}

// Add computes the totals of a document: the discount of the order is shared over
// its lines by largest remainder, tax is rounded half up once per rate group
// (EN 16931 BR-CO-17), and what each line carries of its group's tax is shared so
// that lines and delivery add up to the document. Amounts beyond money.Limit and
// discounts beyond what they reduce are Invalid.
func Add(in TotalsInput) (Totals, error) {
	t := Totals{Lines: make([]LineTotal, len(in.Lines)), Delivery: in.Delivery}
	if in.Delivery < 0 || in.Delivery > money.Limit {
		return Totals{}, errs.Invalid("This amount is too large.")
	}
	if err := t.list(in); err != nil {
		return Totals{}, err
	}
	for _, group := range groupsOf(in) {
		t.taxGroup(in, group)
	}
	for i, l := range t.Lines {
		t.Subtotal += l.Listed
		t.Discount += l.Discount
		t.Lines[i].Total = l.Net + l.Tax
	}
	t.DeliveryTotal = t.DeliveryNet + t.DeliveryTax
	t.Total = t.Net + t.Tax
	if t.Total > money.Limit {
		return Totals{}, errs.Invalid("This amount is too large.")
	}
	return t, nil
}

// list fills what each line costs before tax is looked at: listed amount and discounts.
func (t *Totals) list(in TotalsInput) error {
	rest := make([]int64, len(in.Lines))
	var sum int64
	for i, l := range in.Lines {
		if l.Quantity < 0 || l.UnitPrice < 0 || l.Discount < 0 {
			return errs.Invalid("Quantities, prices and discounts cannot be negative.")
		}
		listed, err := money.Times(l.UnitPrice, l.Quantity)
		if err != nil {
			return err
		}
		if l.Discount > listed {
			return errs.Invalid("A discount cannot exceed what it reduces.")
		}
		t.Lines[i] = LineTotal{Listed: listed, Discount: l.Discount}
		rest[i] = listed - l.Discount
		if sum += rest[i]; sum > money.Limit {
			return errs.Invalid("This amount is too large.")
		}
	}
	if in.Discount < 0 || in.Discount > sum {
		return errs.Invalid("A discount cannot exceed what it reduces.")
	}
	if in.Discount == 0 {
		return nil
	}
	for i, part := range money.Share(in.Discount, rest) {
		t.Lines[i].Discount += part
	}
	return nil
}

// group is one rate group: its lines by index, with delivery as index −1.
type group struct {
	tax     Tax
	members []int
}

// groupsOf cuts lines and delivery by their tax rule, in a fixed order.
func groupsOf(in TotalsInput) []group {
	var groups []group
	at := map[Tax]int{}
	add := func(tax Tax, member int) {
		i, known := at[tax]
		if !known {
			i = len(groups)
			at[tax] = i
			groups = append(groups, group{tax: tax})
		}
		groups[i].members = append(groups[i].members, member)
	}
	for i, l := range in.Lines {
		add(l.Tax, i)
	}
	if in.Delivery != 0 {
		add(in.DeliveryTax, -1)
	}
	sort.SliceStable(groups, func(a, b int) bool {
		x, y := groups[a].tax, groups[b].tax
		if x.Rate != y.Rate {
			return x.Rate > y.Rate
		}
		return x.Country+x.Category+x.Scheme+x.Name < y.Country+y.Category+y.Scheme+y.Name
	})
	return groups
}

// taxGroup rounds the tax of one group once and shares it over the group's members.
func (t *Totals) taxGroup(in TotalsInput, g group) {
	amounts := make([]int64, len(g.members))
	var sum int64
	for n, member := range g.members {
		amounts[n] = t.Delivery
		if member >= 0 {
			amounts[n] = t.Lines[member].Listed - t.Lines[member].Discount
		}
		sum += amounts[n]
	}
	total := TaxTotal{Tax: g.tax, Base: sum, Amount: g.tax.Rate.On(sum)}
	if in.PricesIncludeTax {
		total.Amount = g.tax.Rate.In(sum)
		total.Base = sum - total.Amount
	}
	for n, tax := range money.Share(total.Amount, amounts) {
		net := amounts[n]
		if in.PricesIncludeTax {
			net -= tax
		}
		if member := g.members[n]; member >= 0 {
			t.Lines[member].Net, t.Lines[member].Tax = net, tax
		} else {
			t.DeliveryNet, t.DeliveryTax = net, tax
		}
	}
	t.Taxes = append(t.Taxes, total)
	t.Net += total.Base
	t.Tax += total.Amount
}

// share returns what n of quantity units have of amount, cumulative: the shares of
// successive parts always add up to the whole. Amount may be negative.
func share(amount, n, quantity int64) int64 {
	if quantity == 0 {
		return 0
	}
	return money.MulDiv(amount, n, quantity)
}

// ShareOf returns what units already+1 … already+n of a line carry of one of its
// frozen amounts. Documents that take the units one after another lose no cent.
func ShareOf(amount, already, n, quantity int64) int64 {
	return share(amount, already+n, quantity) - share(amount, already, quantity)
}
