package orders_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/coulisse/coulisse/kit/money"
	"github.com/coulisse/coulisse/orders"
)

func rate(percent string) orders.Tax {
	r, err := money.ParseRate(percent)
	if err != nil {
		panic(err)
	}
	return orders.Tax{Country: "FR", Rate: r, Category: "S", Scheme: "domestic", Name: percent}
}

// The document two independent programs agreed on (docs/money.md, rule 5).
func TestAddVectorOfThreeRates(t *testing.T) {
	got, err := orders.Add(orders.TotalsInput{
		Lines: []orders.TotalsLine{
			{UnitPrice: 10000, Quantity: 2, Discount: 1500 + 1000, Tax: rate("20")},
			{UnitPrice: 1333, Quantity: 3, Discount: 211, Tax: rate("5.5")},
			{UnitPrice: 2000, Quantity: 1, Tax: rate("10")},
		},
		Delivery: 790, DeliveryTax: rate("20"),
	})
	if err != nil {
		t.Fatal(err)
	}
	var groups [][2]int64
	for _, g := range got.Taxes {
		groups = append(groups, [2]int64{g.Base, g.Amount})
	}
	want := [][2]int64{{18290, 3658}, {2000, 200}, {3788, 208}}
	if diff := cmp.Diff(want, groups); diff != "" {
		t.Error(diff)
	}
	if got.Net != 24078 || got.Tax != 4066 || got.Total != 28144+0 {
		t.Errorf("net %d tax %d total %d, want 24078 4066 28144", got.Net, got.Tax, got.Total)
	}
}

func TestAddVectors(t *testing.T) {
	cases := []struct {
		name                      string
		in                        orders.TotalsInput
		subtotal, net, tax, total int64
	}{
		{"empty", orders.TotalsInput{}, 0, 0, 0, 0},
		{"tax included", orders.TotalsInput{PricesIncludeTax: true, Lines: []orders.TotalsLine{{UnitPrice: 1999, Quantity: 1, Tax: rate("20")}}}, 1999, 1666, 333, 1999},
		{"tax excluded", orders.TotalsInput{Lines: []orders.TotalsLine{{UnitPrice: 1999, Quantity: 1, Tax: rate("20")}}}, 1999, 1999, 400, 2399},
		{"half a cent goes up", orders.TotalsInput{Lines: []orders.TotalsLine{{UnitPrice: 50, Quantity: 1, Tax: rate("5")}}}, 50, 50, 3, 53},
		{"rounded once per group, not per line", orders.TotalsInput{Lines: []orders.TotalsLine{
			{UnitPrice: 2, Quantity: 1, Tax: rate("20")}, {UnitPrice: 2, Quantity: 1, Tax: rate("20")}, {UnitPrice: 2, Quantity: 1, Tax: rate("20")},
		}}, 6, 6, 1, 7},
		{"delivery by its own rate", orders.TotalsInput{PricesIncludeTax: true, Delivery: 590, DeliveryTax: rate("20"),
			Lines: []orders.TotalsLine{{UnitPrice: 1055, Quantity: 1, Tax: rate("5.5")}}}, 1055, 1000 + 492, 55 + 98, 1645},
		{"order discount shared", orders.TotalsInput{PricesIncludeTax: true, Discount: 100, Lines: []orders.TotalsLine{
			{UnitPrice: 1000, Quantity: 1, Tax: rate("20")}, {UnitPrice: 500, Quantity: 1, Tax: rate("20")},
		}}, 1500, 1167, 233, 1400},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, err := orders.Add(c.in)
			if err != nil {
				t.Fatal(err)
			}
			if got.Subtotal != c.subtotal || got.Net != c.net || got.Tax != c.tax || got.Total != c.total {
				t.Errorf("subtotal %d net %d tax %d total %d, want %d %d %d %d",
					got.Subtotal, got.Net, got.Tax, got.Total, c.subtotal, c.net, c.tax, c.total)
			}
		})
	}
}

func TestAddRefuses(t *testing.T) {
	cases := map[string]orders.TotalsInput{
		"negative price":            {Lines: []orders.TotalsLine{{UnitPrice: -1, Quantity: 1}}},
		"negative quantity":         {Lines: []orders.TotalsLine{{UnitPrice: 1, Quantity: -1}}},
		"overflow":                  {Lines: []orders.TotalsLine{{UnitPrice: money.Limit, Quantity: 1 << 40}}},
		"sum too large":             {Lines: []orders.TotalsLine{{UnitPrice: money.Limit, Quantity: 1}, {UnitPrice: money.Limit, Quantity: 1}}},
		"discount above its line":   {Lines: []orders.TotalsLine{{UnitPrice: 100, Quantity: 1, Discount: 101}}},
		"discount above the order":  {Discount: 101, Lines: []orders.TotalsLine{{UnitPrice: 100, Quantity: 1}}},
		"negative delivery charge":  {Delivery: -1},
		"negative discount of line": {Lines: []orders.TotalsLine{{UnitPrice: 100, Quantity: 1, Discount: -1}}},
	}
	for name, in := range cases {
		if _, err := orders.Add(in); err == nil {
			t.Errorf("%s is accepted", name)
		}
	}
}

// Whatever is sold, lines and delivery add up to the document, tax is that of each
// group rounded once, and the gross a buyer saw never changes.
func TestAddLosesNoCent(t *testing.T) {
	rates := []string{"0", "2.1", "5.5", "10", "17.5", "20", "25.5", "8.875"}
	rapid.Check(t, func(t *rapid.T) {
		in := orders.TotalsInput{PricesIncludeTax: rapid.Bool().Draw(t, "included")}
		var listed int64
		for range rapid.IntRange(1, 12).Draw(t, "lines") {
			l := orders.TotalsLine{
				UnitPrice: rapid.Int64Range(0, 500_000).Draw(t, "price"),
				Quantity:  rapid.Int64Range(1, 300).Draw(t, "quantity"),
				Tax:       rate(rapid.SampledFrom(rates).Draw(t, "rate")),
			}
			l.Discount = rapid.Int64Range(0, l.UnitPrice*l.Quantity).Draw(t, "line discount")
			listed += l.UnitPrice*l.Quantity - l.Discount
			in.Lines = append(in.Lines, l)
		}
		in.Discount = rapid.Int64Range(0, listed).Draw(t, "discount")
		in.Delivery = rapid.Int64Range(0, 10_000).Draw(t, "delivery")
		in.DeliveryTax = rate(rapid.SampledFrom(rates).Draw(t, "delivery rate"))
		got, err := orders.Add(in)
		if err != nil {
			t.Fatal(err)
		}
		checkSums(t, in, got)
	})
}

func checkSums(t *rapid.T, in orders.TotalsInput, got orders.Totals) {
	net, tax, discount := got.DeliveryNet, got.DeliveryTax, int64(0)
	for i, l := range got.Lines {
		net, tax, discount = net+l.Net, tax+l.Tax, discount+l.Discount
		if l.Net < 0 || l.Tax < 0 || l.Discount > l.Listed {
			t.Fatalf("line %d out of range: %+v", i, l)
		}
		if in.PricesIncludeTax && l.Total != l.Listed-l.Discount {
			t.Fatalf("line %d: the buyer saw %d, is charged %d", i, l.Listed-l.Discount, l.Total)
		}
	}
	if net != got.Net || tax != got.Tax || got.Net+got.Tax != got.Total || discount != got.Discount {
		t.Fatalf("parts %d + %d (discount %d) do not add up to %+v", net, tax, discount, got)
	}
	paid := got.Subtotal - got.Discount + got.Delivery
	if !in.PricesIncludeTax {
		paid += got.Tax
	}
	if paid != got.Total {
		t.Fatalf("subtotal − discount + delivery (+ tax) = %d, total %d", paid, got.Total)
	}
	for _, g := range got.Taxes {
		want := g.Rate.On(g.Base)
		if in.PricesIncludeTax {
			want = g.Rate.In(g.Base + g.Amount)
		}
		if g.Amount != want {
			t.Fatalf("group %s: tax %d, want %d", g.Name, g.Amount, want)
		}
	}
}

func TestShareOfLosesNoCent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		amount := rapid.Int64Range(-1_000_000, 1_000_000).Draw(t, "amount")
		quantity := rapid.Int64Range(1, 50).Draw(t, "quantity")
		var done, sum int64
		for done < quantity {
			n := rapid.Int64Range(1, quantity-done).Draw(t, "n")
			sum += orders.ShareOf(amount, done, n, quantity)
			done += n
		}
		if sum != amount {
			t.Fatalf("parts add up to %d, want %d", sum, amount)
		}
	})
}
