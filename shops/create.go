package shops

import (
	"strconv"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/event"
	"github.com/coulisse/coulisse/kit/id"
)

// TrialLength is how long a shop made by sign-up may be used without a plan.
const TrialLength = 7 * 24 * time.Hour

// CreateInput describes a shop to open. Only Email is needed; the rest is guessed.
type CreateInput struct {
	Name         string
	Email        string
	Country      string // FR when empty
	Currency     string // of the country when empty
	Locale       string // of the country when empty
	Handle       string // made from name or e-mail when empty
	Password     string // optional; hashed here (slow: not for requests)
	PasswordHash string // or hashed before
	Plan         string // PlanTrial when empty
}

// Create opens a shop for the person of the e-mail, making her account when it is new,
// with the role owner. Tx is a transaction without shop; the new shop's rows and the
// listeners of shops.opened run in it. Wrong input: errs.Invalid; taken handle:
// errs.Conflict. A password is set only on an account without one.
func Create(tx *db.Tx, in CreateInput) (Shop, Account, error) {
	email, err := CheckEmail(in.Email)
	if err != nil {
		return Shop{}, Account{}, err
	}
	if in.Password != "" {
		if err = CheckPassword(in.Password, email); err != nil {
			return Shop{}, Account{}, err
		}
		if in.PasswordHash, err = HashPassword(in.Password); err != nil {
			return Shop{}, Account{}, err
		}
	}
	place, err := in.place()
	if err != nil {
		return Shop{}, Account{}, err
	}
	account, err := accountFor(tx, email, place.Locale, in.PasswordHash)
	if err != nil {
		return Shop{}, Account{}, err
	}
	shop, err := openShop(tx, in, place, account)
	return shop, account, err
}

func accountFor(tx *db.Tx, email, locale, hash string) (Account, error) {
	account, known, err := AccountByEmail(tx, email)
	if err != nil {
		return Account{}, err
	}
	if !known {
		return insertAccount(tx, email, interfaceLanguage(locale), hash)
	}
	if hash == "" || account.HasPassword() {
		return account, nil
	}
	account.PasswordHash = hash
	return account, setPasswordHash(tx, account.ID, hash)
}

func (in CreateInput) place() (Place, error) {
	country := strings.ToUpper(strings.TrimSpace(in.Country))
	if country == "" {
		country = "FR"
	}
	if !KnownCountry(country) {
		return Place{}, errs.InvalidField("country", "Unknown country %q: use its two-letter code, such as FR.", in.Country)
	}
	place := PlaceOf(country)
	if in.Currency != "" {
		place.Currency = strings.ToUpper(strings.TrimSpace(in.Currency))
	}
	if !KnownCurrency(place.Currency) {
		return Place{}, errs.InvalidField("currency", "Unknown currency %q: use its three-letter code, such as EUR.", in.Currency)
	}
	if in.Locale != "" {
		place.Locale = in.Locale
	}
	if !KnownLanguage(place.Locale) {
		return Place{}, errs.InvalidField("locale", "Choose one of the languages of the list.")
	}
	return place, nil
}

func openShop(tx *db.Tx, in CreateInput, place Place, owner Account) (Shop, error) {
	name := strings.TrimSpace(in.Name)
	if name == "" {
		name = nameFrom(owner.Email)
	}
	if err := checkName(name); err != nil {
		return Shop{}, err
	}
	handle, err := chooseHandle(tx, in.Handle, in.Name, owner.Email)
	if err != nil {
		return Shop{}, err
	}
	s := Shop{ShopID: tx.NewID(), Handle: handle, Name: name, Email: owner.Email, Country: place.Country,
		Currency: place.Currency, Locale: place.Locale, Languages: place.Locale, Zone: place.Zone,
		PricesIncludeTax: true, Plan: in.Plan, CreatedAt: tx.Now, UpdatedAt: tx.Now, Version: 1}
	if s.Plan == "" {
		s.Plan = PlanTrial
	}
	if s.Plan == PlanTrial {
		s.TrialEnds = tx.Now + db.Time(TrialLength.Milliseconds())
	}
	own := db.System(tx, "open a shop").InShop(s.ShopID)
	if own.Actor.Kind == "" || own.Actor.Kind == db.SystemActor.Kind {
		own.Actor = db.Actor{Kind: "staff", ID: owner.ID, Name: owner.Title()}
	}
	if err = insertShop(own, s); err != nil {
		return Shop{}, err
	}
	if err = insertHost(own, handle, HostHandle, true); err != nil {
		return Shop{}, err
	}
	if err = insertStaff(own, owner.ID, RoleOwner); err != nil {
		return Shop{}, err
	}
	if err = Record(own, Change{Object: "shop", ID: s.ShopID, Title: s.Name, Verb: "opened"}); err != nil {
		return Shop{}, err
	}
	return s, event.Publish(own, Opened{Shop: s.ShopID, Name: s.Name, Country: s.Country, Currency: s.Currency, Locale: s.Locale})
}

func insertShop(tx *db.Tx, s Shop) error {
	_, err := tx.Exec(`INSERT INTO shop (shop_id, handle, name, email, country, currency, locale, languages, zone,
		prices_include_tax, plan, trial_ends, created_at, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13)`,
		s.Handle, s.Name, s.Email, s.Country, s.Currency, s.Locale, s.Languages, s.Zone,
		s.PricesIncludeTax, s.Plan, s.TrialEnds, s.CreatedAt)
	return err
}

// chooseHandle takes the wanted handle as it is, or makes one from name or e-mail and
// counts up until it is free.
func chooseHandle(tx *db.Tx, wanted, name, email string) (string, error) {
	if wanted != "" {
		return wanted, CheckHandle(wanted)
	}
	base := HandleOf(name)
	if base == "" {
		base = HandleOf(nameFrom(email))
	}
	if CheckHandle(base) != nil {
		base = strings.Trim("shop-"+base, "-")
	}
	for n := 1; n <= 50; n++ {
		handle := base
		if n > 1 {
			handle += "-" + strconv.Itoa(n)
		}
		if _, taken, err := ByHost(tx, handle); err != nil || !taken {
			return handle, err
		}
	}
	return base + "-" + tx.NewID().Text("s")[2:], nil
}

// generic are mailboxes that say nothing of the shop: then the domain does.
const generic = " contact info hello bonjour hallo shop boutique admin sales vente mail office webmaster me moi team "

// nameFrom makes a first name for the shop: "Marie Dupont" from marie.dupont@…,
// "Atelier" from contact@atelier.fr.
func nameFrom(email string) string {
	local, domain, _ := strings.Cut(email, "@")
	local, _, _ = strings.Cut(local, "+")
	if strings.Contains(generic, " "+strings.ToLower(local)+" ") {
		local, _, _ = strings.Cut(domain, ".")
	}
	words := strings.FieldsFunc(local, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for i, w := range words {
		r := []rune(w)
		words[i] = string(unicode.ToUpper(r[0])) + string(r[1:])
	}
	if len(words) == 0 {
		return "My shop"
	}
	return clip(strings.Join(words, " "), 60)
}

// HandleOf folds a name to the letters of a handle: "Été à Paris" is "ete-a-paris".
func HandleOf(name string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(strings.ToLower(name)) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case unicode.Is(unicode.Mn, r):
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	return strings.Trim(clip(b.String(), 36), "-")
}

func checkName(name string) error {
	if name == "" || len(name) > 100 || strings.ContainsAny(name, "\r\n\t") {
		return errs.InvalidField("name", "Enter a name of at most 100 characters.")
	}
	return nil
}

// Seed makes a shop row and nothing else, for tests of other departments: no account, no
// listeners.
func Seed(tx *db.Tx, shop id.ID, country, currency string) error {
	place := PlaceOf(country)
	own := db.System(tx, "seed a shop").InShop(shop)
	handle := shop.Text("s")[2:]
	return insertShop(own, Shop{ShopID: shop, Handle: handle, Name: "Test shop", Email: "shop@example.com",
		Country: country, Currency: currency, Locale: place.Locale, Languages: place.Locale, Zone: place.Zone,
		PricesIncludeTax: true, Plan: PlanOwn, CreatedAt: tx.Now})
}
