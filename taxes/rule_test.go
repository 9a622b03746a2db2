package taxes

import (
	"testing"
	"time"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/money"
)

const today = "2026-11-22"

// sellerAt is a shop without a database.
func sellerAt(t *testing.T, country, postcode string, setting Setting, others ...string) seller {
	t.Helper()
	home, err := placeOf(country, postcode)
	if err != nil {
		t.Fatal(err)
	}
	s := seller{home: home, zone: time.UTC, setting: setting, registered: map[string]bool{}}
	for _, other := range others {
		s.registered[other] = true
	}
	return s
}

func ruleOn(t *testing.T, s seller, b Buyer, category, day string) Rule {
	t.Helper()
	rules, err := rulesOf(s, b, []string{category}, day)
	if err != nil {
		t.Fatalf("%+v %s on %s: %v", b, category, day, err)
	}
	return rules[category]
}

var (
	registered = Setting{Registered: true}
	withOSS    = Setting{Registered: true, OSS: true}
	franchise  = Setting{}
)

func TestDecisionTable(t *testing.T) {
	const german, french, northern, british = "DE136695976", "FR44732829320", "XI403917117", "GB403917117"
	for _, c := range []struct {
		name           string
		home, homeCode string
		setting        Setting
		others         []string
		buyer          Buyer
		category       string
		want           Rule
	}{
		{"consumer at home", "FR", "", registered, nil, Buyer{Country: "FR"}, Standard, Rule{"FR", 200000, "S", SchemeDomestic, Standard, ""}},
		{"book at home", "FR", "", registered, nil, Buyer{Country: "FR"}, Reduced, Rule{"FR", 55000, "S", SchemeDomestic, Reduced, ""}},
		{"business at home pays", "FR", "", withOSS, nil, Buyer{Country: "FR", VATNumber: french}, Standard, Rule{"FR", 200000, "S", SchemeDomestic, Standard, ""}},
		{"foreign business, goods stay at home", "FR", "", withOSS, nil, Buyer{Country: "FR", VATNumber: german}, Standard, Rule{"FR", 200000, "S", SchemeDomestic, Standard, ""}},
		{"distance sale below the threshold", "FR", "", registered, nil, Buyer{Country: "DE"}, Standard, Rule{"FR", 200000, "S", SchemeDomestic, Standard, ""}},
		{"distance sale with OSS", "FR", "", withOSS, nil, Buyer{Country: "DE"}, Standard, Rule{"DE", 190000, "S", SchemeOSS, Standard, ""}},
		{"OSS, category unknown there", "FR", "", withOSS, nil, Buyer{Country: "DE"}, Reduced2, Rule{"DE", 190000, "S", SchemeOSS, Standard, ""}},
		{"OSS to Greece by its other code", "FR", "", withOSS, nil, Buyer{Country: "EL"}, Standard, Rule{"GR", 240000, "S", SchemeOSS, Standard, ""}},
		{"local registration wins over OSS", "FR", "", withOSS, []string{"DE"}, Buyer{Country: "DE"}, Standard, Rule{"DE", 190000, "S", SchemeLocal, Standard, ""}},
		{"business of another state", "FR", "", withOSS, nil, Buyer{Country: "DE", VATNumber: german}, Standard, Rule{"DE", 0, "K", SchemeIC, "", ReasonIntraEU}},
		{"number without prefix", "FR", "", withOSS, nil, Buyer{Country: "DE", VATNumber: "136 695 976"}, Standard, Rule{"DE", 0, "K", SchemeIC, "", ReasonIntraEU}},
		{"wrong number pays as a consumer", "FR", "", withOSS, nil, Buyer{Country: "DE", VATNumber: "DE136695977"}, Standard, Rule{"DE", 190000, "S", SchemeOSS, Standard, ""}},
		{"number of the seller’s state does not count", "FR", "", registered, nil, Buyer{Country: "DE", VATNumber: french}, Standard, Rule{"FR", 200000, "S", SchemeDomestic, Standard, ""}},
		{"British number does not count inside the Union", "FR", "", withOSS, nil, Buyer{Country: "DE", VATNumber: british}, Standard, Rule{"DE", 190000, "S", SchemeOSS, Standard, ""}},
		{"export", "FR", "", withOSS, nil, Buyer{Country: "US"}, Standard, Rule{"US", 0, "G", SchemeExport, "", ReasonExport}},
		{"export to a business", "FR", "", withOSS, nil, Buyer{Country: "GB", VATNumber: british}, Standard, Rule{"GB", 0, "G", SchemeExport, "", ReasonExport}},
		{"exempt goods", "FR", "", registered, nil, Buyer{Country: "FR"}, Exempt, Rule{"FR", 0, "E", SchemeDomestic, Exempt, ReasonExempt}},
		{"small business at home", "FR", "", franchise, nil, Buyer{Country: "FR"}, Standard, Rule{"FR", 0, "E", SchemeNone, "", ReasonFranchise}},
		{"small business abroad", "DE", "", franchise, nil, Buyer{Country: "US"}, Standard, Rule{"DE", 0, "E", SchemeNone, "", ReasonFranchise}},
		{"Monaco is France", "FR", "", registered, nil, Buyer{Country: "MC", PostalCode: "98000"}, Standard, Rule{"FR", 200000, "S", SchemeDomestic, Standard, ""}},
		{"Corsica is France", "FR", "", registered, nil, Buyer{Country: "FR", PostalCode: "20000"}, Standard, Rule{"FR", 200000, "S", SchemeDomestic, Standard, ""}},
		{"Réunion is an export", "FR", "", registered, nil, Buyer{Country: "FR", PostalCode: "974 00"}, Standard, Rule{"RE", 0, "G", SchemeExport, "", ReasonExport}},
		{"Réunion at home", "FR", "97400", registered, nil, Buyer{Country: "RE"}, Standard, Rule{"RE", 85000, "S", SchemeDomestic, Standard, ""}},
		{"Canary Islands", "ES", "28001", withOSS, nil, Buyer{Country: "ES", PostalCode: "35001"}, Standard, Rule{"IC", 0, "G", SchemeExport, "", ReasonExport}},
		{"Livigno", "FR", "", withOSS, nil, Buyer{Country: "IT", PostalCode: "23041"}, Standard, Rule{"IT", 0, "G", SchemeExport, "", ReasonExport}},
		{"Azores by OSS", "FR", "", withOSS, nil, Buyer{Country: "PT", PostalCode: "9500-119"}, Standard, Rule{"PT", 160000, "S", SchemeOSS, Standard, ""}},
		{"Jungholz, reduced falls back to Austria", "DE", "", withOSS, nil, Buyer{Country: "AT", PostalCode: "6691"}, Reduced, Rule{"AT", 100000, "S", SchemeOSS, Reduced, ""}},
		{"Northern Ireland by OSS", "FR", "", withOSS, nil, Buyer{Country: "GB", PostalCode: "bt1 5gs"}, Standard, Rule{"GB", 200000, "S", SchemeOSS, Standard, ""}},
		{"Northern Irish business", "FR", "", withOSS, nil, Buyer{Country: "GB", PostalCode: "BT1 5GS", VATNumber: northern}, Standard, Rule{"GB", 0, "K", SchemeIC, "", ReasonIntraEU}},
		{"Britain at home", "GB", "", registered, nil, Buyer{Country: "GB"}, Standard, Rule{"GB", 200000, "S", SchemeDomestic, Standard, ""}},
		{"Britain, zero rate", "GB", "", registered, nil, Buyer{Country: "GB"}, Zero, Rule{"GB", 0, "Z", SchemeDomestic, Zero, ""}},
		{"Britain to Belfast", "GB", "SW1A 1AA", registered, nil, Buyer{Country: "GB", PostalCode: "BT1 5GS"}, Standard, Rule{"GB", 200000, "S", SchemeDomestic, Standard, ""}},
		{"Isle of Man", "GB", "", registered, nil, Buyer{Country: "IM"}, Standard, Rule{"GB", 200000, "S", SchemeDomestic, Standard, ""}},
		{"Jersey by postcode", "GB", "", registered, nil, Buyer{Country: "GB", PostalCode: "JE2 3QA"}, Standard, Rule{"JE", 0, "G", SchemeExport, "", ReasonExport}},
		{"Britain to France", "GB", "", registered, nil, Buyer{Country: "FR", VATNumber: french}, Standard, Rule{"FR", 0, "G", SchemeExport, "", ReasonExport}},
		{"Britain to France, registered there", "GB", "", registered, []string{"FR"}, Buyer{Country: "FR"}, Standard, Rule{"FR", 200000, "S", SchemeLocal, Standard, ""}},
		{"Belfast to Germany, OSS", "GB", "BT1 5GS", withOSS, nil, Buyer{Country: "DE"}, Standard, Rule{"DE", 190000, "S", SchemeOSS, Standard, ""}},
		{"Switzerland and Liechtenstein", "CH", "", registered, nil, Buyer{Country: "LI"}, Reduced, Rule{"CH", 26000, "S", SchemeDomestic, Reduced, ""}},
		{"Switzerland to France", "CH", "", registered, nil, Buyer{Country: "FR"}, Standard, Rule{"FR", 0, "G", SchemeExport, "", ReasonExport}},
		{"Norway at home", "NO", "", registered, nil, Buyer{Country: "NO"}, Reduced2, Rule{"NO", 150000, "S", SchemeDomestic, Reduced2, ""}},
		{"no VAT known at home", "US", "", registered, nil, Buyer{Country: "US"}, Standard, Rule{"US", 0, "O", SchemeNone, "", ReasonOutsideScope}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := sellerAt(t, c.home, c.homeCode, c.setting, c.others...)
			if got := ruleOn(t, s, c.buyer, c.category, today); got != c.want {
				t.Errorf("\n got %+v\nwant %+v", got, c.want)
			}
		})
	}
}

func TestTheRateIsThatOfTheDay(t *testing.T) {
	germany := sellerAt(t, "DE", "", registered)
	for day, want := range map[string]money.Rate{"2020-06-30": 190000, "2020-07-01": 160000, "2020-12-31": 160000, "2021-01-01": 190000} {
		if got := ruleOn(t, germany, Buyer{Country: "DE"}, Standard, day).Rate; got != want {
			t.Errorf("Germany on %s: %s %%", day, got.Percent())
		}
	}
	if got := ruleOn(t, sellerAt(t, "EE", "", registered), Buyer{Country: "EE"}, Standard, "2025-07-01").Rate; got != 240000 {
		t.Errorf("Estonia raised its rate on 2025-07-01: %s %%", got.Percent())
	}
	if got, err := rulesOf(germany, Buyer{Country: "DE"}, []string{Standard}, "2006-12-31"); !errs.Is(err, errs.KindInvalid) {
		t.Errorf("no rate is known for that day, and none is made up: %+v, %v", got, err)
	}
}

func TestTheDayIsThatOfTheShop(t *testing.T) {
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	s := seller{zone: paris}
	late := db.TimeOf(time.Date(2025, 6, 30, 22, 30, 0, 0, time.UTC))
	if got := s.day(late); got != "2025-07-01" {
		t.Errorf("half past midnight in Paris is %s", got)
	}
}

func TestTheShopsOwnRateGoesFirst(t *testing.T) {
	s := sellerAt(t, "FR", "", registered)
	s.own = []Rate{{Country: "FR", Category: Standard, Rate: 210000, ValidFrom: "2027-01-01"}}
	if got := ruleOn(t, s, Buyer{Country: "FR"}, Standard, "2026-12-31").Rate; got != 200000 {
		t.Errorf("the day before: %d", got)
	}
	if got := ruleOn(t, s, Buyer{Country: "FR"}, Standard, "2027-01-01").Rate; got != 210000 {
		t.Errorf("the first day: %d", got)
	}
	us := sellerAt(t, "US", "", registered)
	us.own = []Rate{{Country: "US", Category: Standard, Rate: 88750}}
	if got := ruleOn(t, us, Buyer{Country: "US"}, Standard, today); got.Rate != 88750 || got.Category != "S" {
		t.Errorf("a country the seed does not know: %+v", got)
	}
}

func TestUnknownInputIsRefused(t *testing.T) {
	s := sellerAt(t, "FR", "", registered)
	for _, country := range []string{"", "ZZ", "FRANCE", "EU", "F1", "001"} {
		if _, err := rulesOf(s, Buyer{Country: country}, []string{Standard}, today); !errs.Is(err, errs.KindInvalid) {
			t.Errorf("country %q: %v", country, err)
		}
	}
	if _, err := rulesOf(s, Buyer{Country: "FR"}, []string{"luxury"}, today); !errs.Is(err, errs.KindInvalid) {
		t.Errorf("unknown category: %v", err)
	}
}

// Every country of the seed has one standard rate today, and no two rows of a country
// and category hold on the same day.
func TestSeed(t *testing.T) {
	for _, country := range append(Union(), "GB", "CH", "NO") {
		s := sellerAt(t, country, "", registered)
		rule := ruleOn(t, s, Buyer{Country: country}, Standard, today)
		if rule.Rate < 80000 || rule.Rate > 270000 || rule.RateName != Standard {
			t.Errorf("%s: %+v", country, rule)
		}
	}
	rates := SeedRates()
	for i, a := range rates {
		if a.Source == "" || a.ValidTo != "" && a.ValidTo < a.ValidFrom {
			t.Errorf("row without source, or ending before it begins: %+v", a)
		}
		for _, b := range rates[i+1:] {
			if a.Country == b.Country && a.Category == b.Category && (a.ValidTo == "" || a.ValidTo >= b.ValidFrom) && (b.ValidTo == "" || b.ValidTo >= a.ValidFrom) {
				t.Errorf("two rates on one day: %+v %+v", a, b)
			}
		}
	}
}

func TestMentions(t *testing.T) {
	for _, c := range []struct{ reason, home, locale, want string }{
		{ReasonFranchise, "FR", "fr", "TVA non applicable, article 293 B du CGI."},
		{ReasonFranchise, "RE", "en", "TVA non applicable, article 293 B du CGI (VAT is not charged, article 293 B of the French tax code)."},
		{ReasonFranchise, "DE", "fr", "Steuerbefreiung für Kleinunternehmer gemäß § 19 UStG (petite entreprise exonérée de TVA)."},
		{ReasonIntraEU, "FR", "fr-CA", "Livraison intracommunautaire exonérée de TVA, article 138 de la directive 2006/112/CE, article 262 ter I du CGI."},
		{ReasonExport, "IT", "en", "Export exempt from VAT, article 146 of directive 2006/112/EC."},
		{ReasonExport, "GB", "en", "Export, zero-rated for VAT."},
		{ReasonExport, "CH", "de", "Ausfuhr, ohne Umsatzsteuer."},
		{ReasonOSS, "ES", "de", "Umsatzsteuer des Bestimmungslandes, erklärt über den One-Stop-Shop der EU (OSS)."},
		{ReasonReverse, "DE", "de", "Steuerschuldnerschaft des Leistungsempfängers."},
		{"", "FR", "en", ""},
	} {
		if got := Mention(c.reason, c.home, c.locale); got != c.want {
			t.Errorf("%s %s %s: %q", c.reason, c.home, c.locale, got)
		}
	}
}
