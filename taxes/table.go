package taxes

import "github.com/coulisse/coulisse/kit/db"

// CountryRates are the rates of one country, for the screen.
type CountryRates struct {
	Country string
	// Today has the rate of each category that holds today.
	Today []TodayRate
	// Seed and Own are all dated rows.
	Seed []Rate
	Own  []OwnRate
}

// TodayRate is the rate of one category today.
type TodayRate struct {
	Category string
	Rate     Rate
	Own      bool // from the shop's own rows
}

// Countries lists the countries and regions that have rates, those of the seed and
// the shop's own, in the order of the seed.
func Countries(tx *db.Tx) ([]CountryRates, error) {
	s, err := sellerOf(tx)
	if err != nil {
		return nil, err
	}
	own, err := OwnRates(tx)
	if err != nil {
		return nil, err
	}
	var list []CountryRates
	at := map[string]int{}
	of := func(country string) *CountryRates {
		if _, ok := at[country]; !ok {
			at[country] = len(list)
			list = append(list, CountryRates{Country: country})
		}
		return &list[at[country]]
	}
	for _, r := range SeedRates() {
		c := of(r.Country)
		c.Seed = append(c.Seed, r)
	}
	for _, r := range own {
		c := of(r.Country)
		c.Own = append(c.Own, r)
	}
	day := s.day(tx.Now)
	for i := range list {
		list[i].Today = list[i].today(day)
	}
	return list, nil
}

// CountryByCode returns the rates of one country; empty lists when there are none yet.
func CountryByCode(tx *db.Tx, country string) (CountryRates, error) {
	all, err := Countries(tx)
	if err != nil {
		return CountryRates{}, err
	}
	for _, c := range all {
		if c.Country == country {
			return c, nil
		}
	}
	if !knownRateCountry(country) {
		_, err = placeOf(country, "")
	}
	return CountryRates{Country: country}, err
}

func (c CountryRates) today(day string) []TodayRate {
	var today []TodayRate
	for _, category := range Categories() {
		if rate, own, ok := c.on(category, day); ok {
			today = append(today, TodayRate{Category: category, Rate: rate, Own: own})
		}
	}
	return today
}

func (c CountryRates) on(category, day string) (rate Rate, own, ok bool) {
	for _, r := range c.Own {
		if r.Category == category && r.asRate().holdsOn(day) {
			return r.asRate(), true, true
		}
	}
	for _, r := range c.Seed {
		if r.Category == category && r.holdsOn(day) {
			return r, false, true
		}
	}
	return Rate{}, false, false
}
