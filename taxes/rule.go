package taxes

import (
	"slices"
	"time"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/money"
	"github.com/coulisse/coulisse/shops"
)

// Buyer is what the rule asks of the buyer: where the goods go, and a VAT number.
type Buyer struct {
	Country, PostalCode, VATNumber string
}

// Rule is the tax on one sale of one tax category. An order line freezes it.
type Rule struct {
	Country  string // where the tax is owed, or where the goods went without tax
	Rate     money.Rate
	Category string // of EN 16931: S K G Z E O
	Scheme   string // domestic oss local ic export none
	RateName string // the tax category whose rate was charged: standard, reduced …
	Reason   string // why no tax was charged: intra_eu export franchise exempt outside_scope; see Mention
}

// The schemes under which tax is declared.
const (
	SchemeDomestic = "domestic"
	SchemeOSS      = "oss"
	SchemeLocal    = "local" // a registration in the country of arrival
	SchemeIC       = "ic"    // delivery to a business of another member state
	SchemeExport   = "export"
	SchemeNone     = "none"
)

// The reasons for charging no tax.
const (
	ReasonIntraEU      = "intra_eu"
	ReasonExport       = "export"
	ReasonFranchise    = "franchise"
	ReasonExempt       = "exempt"
	ReasonOutsideScope = "outside_scope"
)

// RuleFor decides the tax on goods of a category sent to the buyer, at the rate of
// the day on in the shop's time zone. An unknown country or category, or a country
// and day without a rate, is errs.Invalid.
func RuleFor(tx *db.Tx, buyer Buyer, taxCategory string, on db.Time) (Rule, error) {
	rules, err := Rules(tx, buyer, []string{taxCategory}, on)
	return rules[taxCategory], err
}

// Rules is RuleFor for several categories at once, for a cart.
func Rules(tx *db.Tx, buyer Buyer, categories []string, on db.Time) (map[string]Rule, error) {
	seller, err := sellerOf(tx)
	if err != nil {
		return nil, err
	}
	return rulesOf(seller, buyer, categories, seller.day(on))
}

// seller is what the rule asks of the shop.
type seller struct {
	home       place
	zone       *time.Location
	setting    Setting
	registered map[string]bool // other countries with a local registration
	own        []Rate          // the shop's own rates
}

type sellerKey struct{}

// sellerOf loads the shop's side once a transaction.
func sellerOf(tx *db.Tx) (seller, error) {
	return db.Memo(tx, sellerKey{}, func() (seller, error) {
		var s seller
		shop, err := shops.Get(tx)
		if err != nil {
			return s, err
		}
		if s.home, err = placeOf(shop.Country, shop.PostalCode); err != nil {
			return s, err
		}
		if s.zone, err = time.LoadLocation(shop.Zone); err != nil {
			s.zone = time.UTC
		}
		if s.setting, err = Settings(tx); err != nil {
			return s, err
		}
		registrations, err := Registrations(tx)
		if err != nil {
			return s, err
		}
		s.registered = map[string]bool{}
		for _, r := range registrations {
			s.registered[r.Country] = true
		}
		own, err := OwnRates(tx)
		for _, r := range own {
			s.own = append(s.own, r.asRate())
		}
		return s, err
	})
}

func (s seller) day(on db.Time) string { return on.Go().In(s.zone).Format(time.DateOnly) }

func rulesOf(s seller, buyer Buyer, categories []string, day string) (map[string]Rule, error) {
	to, err := placeOf(buyer.Country, buyer.PostalCode)
	if err != nil {
		return nil, err
	}
	rules := make(map[string]Rule, len(categories))
	for _, category := range categories {
		if !KnownCategory(category) {
			return nil, errs.Invalid("“%s” is not a tax category.", category)
		}
		if rules[category], err = decide(s, to, buyer, category, day); err != nil {
			return nil, err
		}
	}
	return rules, nil
}

// decide is the table of directive 2006/112/EC for goods sent from the home country,
// read from top to bottom; the first row that fits wins.
func decide(s seller, to place, buyer Buyer, category, day string) (Rule, error) {
	domestic := to.Area == s.home.Area
	switch {
	case !s.setting.Registered:
		return untaxed(s.home.Country, "E", SchemeNone, ReasonFranchise), nil
	case !s.hasRates():
		return untaxed(to.Country, "O", SchemeNone, ReasonOutsideScope), nil
	case domestic:
		return s.taxed(s.home, category, SchemeDomestic, day)
	case s.home.Union && to.Union && foreignBusiness(s.home, to, buyer.VATNumber):
		return untaxed(to.Country, "K", SchemeIC, ReasonIntraEU), nil
	case s.registered[to.Country]:
		return s.taxed(to, category, SchemeLocal, day)
	case s.home.Union && to.Union && s.setting.OSS:
		return s.taxed(to, category, SchemeOSS, day)
	case s.home.Union && to.Union:
		return s.taxed(s.home, category, SchemeDomestic, day)
	}
	return untaxed(to.Country, "G", SchemeExport, ReasonExport), nil
}

func untaxed(country, category, scheme, reason string) Rule {
	return Rule{Country: country, Category: category, Scheme: scheme, Reason: reason}
}

// foreignBusiness says whether the number is well formed and of a member state (or
// Northern Ireland) other than the seller's. A number typed without its prefix is
// read as one of the country the goods go to.
func foreignBusiness(home, to place, number string) bool {
	if number == "" {
		return false
	}
	_, country, err := CheckVATNumberOf(to.Country, number)
	if err != nil {
		return false
	}
	return (InUnion(country) || country == "XI") && country != home.Country && !(country == "XI" && home.Country == "GB")
}

// taxed looks the rate up. A category the country does not have is charged at its
// standard rate.
func (s seller) taxed(where place, category, scheme, day string) (Rule, error) {
	if category == Exempt {
		return Rule{Country: where.Country, Category: "E", Scheme: scheme, RateName: Exempt, Reason: ReasonExempt}, nil
	}
	for _, name := range []string{category, Standard} {
		rate, ok := s.rate(where.Rates, name, day)
		if !ok {
			continue
		}
		rule := Rule{Country: where.Country, Rate: rate, Category: "S", Scheme: scheme, RateName: name}
		if rate == 0 {
			rule.Category = "Z"
		}
		return rule, nil
	}
	return Rule{}, errs.Invalid("There is no VAT rate for %s on %s. Add it under Settings, Taxes.", where.Country, day)
}

// rate finds the rate of the region, else of its country; the shop's own rows go first.
func (s seller) rate(places []string, category, day string) (money.Rate, bool) {
	for _, where := range places {
		for _, list := range [][]Rate{s.own, SeedRates()} {
			for _, r := range list {
				if r.Country == where && r.Category == category && r.holdsOn(day) {
					return r.Rate, true
				}
			}
		}
	}
	return 0, false
}

// hasRates says whether the home country has a VAT we know, whatever the day: a day
// before its first rate must be refused, not taken for a sale without tax.
func (s seller) hasRates() bool {
	for _, list := range [][]Rate{s.own, SeedRates()} {
		for _, r := range list {
			if r.Category == Standard && slices.Contains(s.home.Rates, r.Country) {
				return true
			}
		}
	}
	return false
}
