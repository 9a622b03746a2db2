package delivery

import (
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/event"
	"github.com/coulisse/coulisse/kit/money"
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/shops"
)

// Listen wires what the department hears.
func Listen(b *event.Bus) {
	event.Inside(b, "delivery.seed", seedShop)
}

// seedShop lets a new shop sell at once: one flat rate of 4.90 for its own country.
func seedShop(tx *db.Tx, f shops.Opened) error {
	words := wordsOf(f.Locale)
	zone := Zone{ID: tx.NewID(), Name: (*text.Catalog)(nil).For(f.Locale, nil).Country(f.Country), Places: f.Country, Position: 1, CreatedAt: tx.Now}
	if err := putZone(tx, zone); err != nil {
		return err
	}
	price := int64(490) // 4.90, or 490 yen
	if money.Digits(f.Currency) == 3 {
		price *= 10
	}
	return putMethod(tx, Method{ID: tx.NewID(), ZoneID: zone.ID, Name: words.standard, Estimate: words.days, Kind: Flat,
		Bands: []Band{{Price: price}}, TaxCategory: "standard", Active: true, Position: 1, CreatedAt: tx.Now})
}

type seedWords struct{ standard, days string }

func wordsOf(locale string) seedWords {
	switch {
	case len(locale) >= 2 && locale[:2] == "fr":
		return seedWords{"Livraison standard", "2 à 4 jours ouvrés"}
	case len(locale) >= 2 && locale[:2] == "de":
		return seedWords{"Standardversand", "2 bis 4 Werktage"}
	}
	return seedWords{"Standard delivery", "2 to 4 working days"}
}
