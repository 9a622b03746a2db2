package shops

import (
	"net/mail"
	"strings"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
)

// TermsVersion is the date of the terms a person accepts by signing up.
const TermsVersion = "2026-11-01"

// Account is one person, over all shops.
type Account struct {
	ID           id.ID
	Email        string
	Name         string
	Locale       string
	PasswordHash string
	TermsVersion string
	TermsAt      db.Time
	CreatedAt    db.Time
}

// HasPassword says whether the person has chosen one; a fresh sign-up has not.
func (a Account) HasPassword() bool { return a.PasswordHash != "" }

// Title is the name, or the address while there is none.
func (a Account) Title() string {
	if a.Name != "" {
		return a.Name
	}
	return a.Email
}

const accountColumns = `id, email, name, locale, password_hash, terms_version, terms_at, created_at`

// AccountOf returns the account of an id. Unknown: errs.NotFound.
func AccountOf(tx *db.Tx, account id.ID) (Account, error) {
	return db.One[Account](db.System(tx, "account directory"),
		`SELECT `+accountColumns+` FROM account WHERE id = $1`, account)
}

// AccountByEmail looks an address up, however it is written.
func AccountByEmail(tx *db.Tx, email string) (Account, bool, error) {
	return db.Maybe[Account](db.System(tx, "account directory"),
		`SELECT `+accountColumns+` FROM account WHERE email_folded = $1`, FoldEmail(email))
}

// ProfileInput is what a person says of herself.
type ProfileInput struct {
	Name   string
	Locale string
}

// UpdateProfile changes the name and the interface language of an account.
func UpdateProfile(tx *db.Tx, account id.ID, in ProfileInput) error {
	name := strings.TrimSpace(in.Name)
	if len(name) > 120 {
		return errs.InvalidField("name", "Use at most 120 characters.")
	}
	if in.Locale != "fr" && in.Locale != "en" {
		return errs.InvalidField("locale", "Choose one of the languages of the list.")
	}
	_, err := db.System(tx, "account directory").Exec(
		`UPDATE account SET name = $2, locale = $3 WHERE id = $1`, account, name, in.Locale)
	return err
}

// CheckEmail returns the address without surrounding space, or errs.Invalid on field
// "email". It takes plain addresses only, no display names.
func CheckEmail(text string) (string, error) {
	text = strings.TrimSpace(text)
	at := strings.LastIndexByte(text, '@')
	parsed, err := mail.ParseAddress(text)
	domain := text[at+1:]
	if err != nil || parsed.Address != text || at < 1 || len(text) > 254 ||
		!strings.Contains(domain, ".") && domain != "localhost" || strings.ContainsAny(text, " \"'<>(),;:\\\r\n") {
		return "", errs.InvalidField("email", "Enter an e-mail address like name@example.com.")
	}
	return text, nil
}

// FoldEmail is the form by which addresses are compared: without case and with one
// spelling of composed characters. Dots and plus signs stay: they tell people apart at
// most providers.
func FoldEmail(email string) string {
	return cases.Fold().String(norm.NFKC.String(strings.TrimSpace(email)))
}

func insertAccount(tx *db.Tx, email, locale, passwordHash string) (Account, error) {
	a := Account{ID: tx.NewID(), Email: email, Locale: locale, PasswordHash: passwordHash,
		TermsVersion: TermsVersion, TermsAt: tx.Now, CreatedAt: tx.Now}
	_, err := db.System(tx, "account directory").Exec(`INSERT INTO account
		(id, email, email_folded, locale, password_hash, terms_version, terms_at, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		a.ID, a.Email, FoldEmail(a.Email), a.Locale, a.PasswordHash, a.TermsVersion, a.TermsAt, a.CreatedAt)
	return a, err
}
