package invoices

import (
	"testing"

	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/orders"
	"pgregory.net/rapid"
)

const lineID = id.ID(11)

// sale is an order of one line and a delivery charge whose acts are played against
// the documents they cause.
type sale struct {
	a        *account
	refunded int64 // units
	given    int64 // gross
}

func newSale(quantity, total, tax, delivery, deliveryTax int64, include bool) *sale {
	rule := orders.Tax{Country: "FR", Rate: 200_000, Category: "S", Scheme: "domestic", Name: "standard"}
	line := orders.Line{ID: lineID, Kind: orders.Goods, Title: "Vase", Quantity: quantity, Total: total, Tax: tax, Net: total - tax,
		TaxCountry: "FR", TaxRate: 200_000, TaxCategory: "S", TaxScheme: "domestic", TaxName: "standard"}
	a := &account{invoiced: map[use]sums{}, credited: map[use]sums{}, lines: []orders.Line{line},
		taxes: []orders.OrderTax{{Part: orders.PartDelivery, Country: rule.Country, Rate: rule.Rate, Category: "S", Scheme: "domestic", Name: "standard"}}}
	a.order = orders.Order{Total: total + delivery, DeliveryNet: delivery - deliveryTax, DeliveryTax: deliveryTax, Currency: "EUR", PricesIncludeTax: include}
	return &sale{a: a}
}

// keep adds the lines of a document to what was invoiced or credited.
func (s *sale) keep(into map[use]sums, lines []Line) {
	for _, l := range lines {
		key := use{l.OrderLineID, l.Use}
		sum := into[key]
		into[key] = sums{sum.Quantity + l.Quantity, sum.Gross + l.Gross, sum.Tax + l.Tax}
	}
}

func (s *sale) ship(n int64) {
	s.a.lines[0].Shipped += n
	lines := s.a.shipped(orders.Shipped{Lines: []orders.ShippedLine{{OrderLine: lineID, Quantity: n}}})
	lines = append(lines, s.a.reduction(lines)...)
	s.keep(s.a.invoiced, lines)
}

// refund gives n units back, as orders does: those that never left first.
func (s *sale) refund(n, delivery, adjustment int64) {
	l := &s.a.lines[0]
	withdrawn := min(n, l.ToShip())
	amount := l.RefundOf(n)
	s.refunded += n
	l.Withdrawn += withdrawn
	l.Refunded += n
	s.a.refunds.Adjusted += adjustment
	s.given += amount + delivery + adjustment
	fact := orders.Refunded{Delivery: delivery, Adjustment: adjustment}
	if n > 0 {
		fact.Lines = []orders.RefundedLine{{OrderLine: lineID, Quantity: n, Withdrawn: withdrawn, Amount: amount}}
	}
	lines := s.a.refunded(fact)
	s.a.order.DeliveryRefunded += delivery
	s.keep(s.a.credited, lines)
}

func total(of map[use]sums) (gross, tax int64) {
	for _, s := range of {
		gross += s.Gross
		tax += s.Tax
	}
	return gross, tax
}

func TestDocumentsTogetherEqualTheOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		quantity := rapid.Int64Range(1, 9).Draw(t, "quantity")
		gross := rapid.Int64Range(1, 99_999).Draw(t, "gross")
		delivery := rapid.Int64Range(0, 2_000).Draw(t, "delivery")
		s := newSale(quantity, gross, part(gross, 1, 6), delivery, part(delivery, 1, 6), true)
		for left := quantity; left > 0; {
			n := rapid.Int64Range(1, left).Draw(t, "shipped")
			s.ship(n)
			left -= n
		}
		got, tax := total(s.a.invoiced)
		if want := gross + delivery; got != want || tax != part(gross, 1, 6)+part(delivery, 1, 6) {
			t.Fatalf("invoices say %d with tax %d, the order %d", got, tax, want)
		}
		for s.refunded < quantity {
			s.refund(rapid.Int64Range(1, quantity-s.refunded).Draw(t, "refunded"), 0, 0)
		}
		s.refund(0, delivery, 0)
		credited, creditedTax := total(s.a.credited)
		if credited != got || creditedTax != tax {
			t.Fatalf("credit notes say %d with tax %d, the invoices %d with %d", credited, creditedTax, got, tax)
		}
	})
}

func TestMoneyKeptEqualsWhatStandsInvoiced(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		quantity := rapid.Int64Range(1, 9).Draw(t, "quantity")
		gross := rapid.Int64Range(10_000, 99_999).Draw(t, "gross")
		s := newSale(quantity, gross, part(gross, 1, 6), 490, 82, true)
		line := &s.a.lines[0]
		for line.ToShip() > 0 {
			switch rapid.IntRange(0, 2).Draw(t, "act") {
			case 0:
				s.ship(rapid.Int64Range(1, line.ToShip()).Draw(t, "ship"))
			case 1:
				s.refund(rapid.Int64Range(1, line.ToRefund()).Draw(t, "refund"), 0, 0)
			case 2:
				s.refund(0, 0, rapid.Int64Range(1, 50).Draw(t, "adjust"))
			}
		}
		invoiced, _ := total(s.a.invoiced)
		credited, _ := total(s.a.credited)
		kept := gross + 490 - s.given
		if line.Shipped > 0 && invoiced-credited != kept {
			t.Fatalf("%d stands invoiced, %d was kept", invoiced-credited, kept)
		}
	})
}

func TestRefundBeforeAnyInvoiceNeedsNoCreditNote(t *testing.T) {
	s := newSale(2, 5000, 833, 490, 82, true)
	s.refund(1, 490, 0)
	if gross, _ := total(s.a.credited); gross != 0 {
		t.Fatalf("a credit note of %d without an invoice", gross)
	}
	s.ship(1)
	if gross, _ := total(s.a.invoiced); gross != 2500 {
		t.Fatalf("the invoice says %d, want the unit that left without delivery", gross)
	}
}

func TestAFreeAmountIsNotAlwaysAPriceReduction(t *testing.T) {
	for name, c := range map[string]struct {
		refunds  refunds
		captured int64
		want     int64 // gross of the credit note for what was given last
	}{
		"goodwill":                          {refunds{Adjusted: 700}, 5490, 700},
		"no more than what stands":          {refunds{Adjusted: 9000}, 5490, 5490},
		"a refund that failed, repeated":    {refunds{Adjusted: 700, Failed: 700}, 5490, 0},
		"what was paid twice":               {refunds{Adjusted: 5490}, 2 * 5490, 0},
		"paid twice, and some goodwill":     {refunds{Adjusted: 5500}, 2 * 5490, 10},
		"repeated together with a goodwill": {refunds{Adjusted: 900, Failed: 700}, 5490, 200},
	} {
		s := newSale(2, 5000, 833, 490, 82, true)
		s.ship(2)
		s.a.order.Captured, s.a.refunds = c.captured, c.refunds
		got := int64(0)
		for _, l := range s.a.refunded(orders.Refunded{}) {
			got += l.Gross
		}
		if got != c.want {
			t.Errorf("%s: credited %d, want %d", name, got, c.want)
		}
	}
}
