package search

import "testing"

func TestNamesAreFoundByTheirWordsInAnyLanguage(t *testing.T) {
	refund := NewNames([]string{"Refund an order", "Rembourser une commande"}, "money back remboursement")
	payments := NewNames([]string{"Payments", "Paiements"}, "card bank règlement")
	for _, c := range []struct {
		question string
		want     string
	}{
		{"refund", "refund"}, {"refund order", "refund"}, {"rembours", "refund"}, {"Rémbourser", "refund"}, {"remboursment", "refund"}, {"money", "refund"},
		{"payment", "payments"}, {"paiement", "payments"}, {"REGLEMENT", "payments"}, {"paymnts", "payments"}, {"card", "payments"},
		{"linen", ""}, {"refund linen", ""}, {"", ""},
	} {
		words := Words(c.question)
		got := ""
		if a, b := refund.Rank(words), payments.Rank(words); a > b {
			got = "refund"
		} else if b > a {
			got = "payments"
		}
		if got != c.want {
			t.Errorf("%q finds %q, want %q", c.question, got, c.want)
		}
	}
}

func TestTheNearestNameComesFirst(t *testing.T) {
	orders := NewNames([]string{"Orders"})
	imports := NewNames([]string{"Order imports"})
	words := Words("orders")
	if orders.Rank(words) <= imports.Rank(words) {
		t.Errorf("Orders ranks %d, Order imports %d", orders.Rank(words), imports.Rank(words))
	}
	if a, b := orders.Rank(Words("ord")), orders.Rank(Words("odrers")); a <= b || b == 0 {
		t.Errorf("a beginning ranks %d, a slip %d", a, b)
	}
}

func TestSmallWordsSayNothing(t *testing.T) {
	if got := Words("refund an order"); len(got) != 2 {
		t.Errorf("words: %v", got)
	}
	if got := Words("la"); len(got) != 1 {
		t.Errorf("a small word alone is kept: %v", got)
	}
}
