package text

import (
	"testing"

	"github.com/coulisse/coulisse/kit/money"
)

func BenchmarkCountries(b *testing.B) {
	c, err := Load()
	if err != nil {
		b.Fatal(err)
	}
	p := c.For("fr", nil)
	for b.Loop() {
		p.Countries()
	}
}

func BenchmarkMoney(b *testing.B) {
	p := (*Catalog)(nil).For("fr", nil)
	for b.Loop() {
		p.Money(money.Of(123456, "EUR"))
	}
}
