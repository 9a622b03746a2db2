package taxes

import (
	"encoding/csv"
	"fmt"
	"sync"

	"github.com/coulisse/coulisse/kit/money"
)

// Rate is one dated rate of one country and category. Days are "2026-11-22"; an
// empty From or To is open.
type Rate struct {
	Country, Category string
	Rate              money.Rate
	ValidFrom         string
	ValidTo           string
	Source            string
	Note              string
}

// Territory is a part of a country that its VAT treats apart.
type Territory struct {
	Country, Postcode, Code, Kind, Name string
}

// The kinds of territory.
const (
	kindOutside   = "outside"   // outside the VAT area of its country
	kindTerritory = "territory" // a VAT area of its own
	kindRegional  = "regional"  // inside, with rates of its own
	kindSame      = "same"      // belongs to the country named
	kindUnion     = "union"     // Northern Ireland: goods follow the rules of the Union
)

func (r Rate) holdsOn(day string) bool {
	return r.ValidFrom <= day && (r.ValidTo == "" || day <= r.ValidTo)
}

// SeedRates returns the rates that come with the program, all dates.
func SeedRates() []Rate { return seeded().rates }

// Territories returns the places treated apart.
func Territories() []Territory { return seeded().territories }

type seedData struct {
	rates       []Rate
	territories []Territory
}

// seeded reads the embedded files once; they never change while the program runs.
// A test reads them too, so the panic cannot reach anybody.
var seeded = sync.OnceValue(func() seedData {
	var data seedData
	for _, row := range seedRows("seed/rates.csv") {
		rate, err := money.ParseRate(row[2])
		if err != nil || !KnownCategory(row[1]) {
			panic(fmt.Sprintf("seed/rates.csv: %v: %v", row, err))
		}
		data.rates = append(data.rates, Rate{Country: row[0], Category: row[1], Rate: rate, ValidFrom: row[3], ValidTo: row[4], Source: row[5], Note: row[6]})
	}
	for _, row := range seedRows("seed/territories.csv") {
		data.territories = append(data.territories, Territory{Country: row[0], Postcode: row[1], Code: row[2], Kind: row[3], Name: row[4]})
	}
	return data
})

func seedRows(name string) [][]string {
	file, err := seed.Open(name)
	if err != nil {
		panic(err)
	}
	defer func() { _ = file.Close() }()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		panic(err)
	}
	return rows[1:]
}
