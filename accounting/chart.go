package accounting

import (
	"bytes"
	"embed"
	"encoding/csv"
	"fmt"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
)

//go:embed charts
var charts embed.FS

// Charts a shop may keep its books in.
const (
	ChartFrance  = "fr"
	ChartSKR03   = "skr03"
	ChartSKR04   = "skr04"
	ChartUK      = "uk"
	ChartGeneric = "generic"
)

// ChartOf returns the usual chart of a country; the accountant may choose another
// before the first entry.
func ChartOf(country string) string {
	switch country {
	case "FR", "MC":
		return ChartFrance
	case "DE", "AT":
		return ChartSKR03
	case "GB", "IE":
		return ChartUK
	}
	return ChartGeneric
}

// Account is one account of the shop's books.
type Account struct {
	ID     id.ID
	Role   string
	Sub    string // subdivision: provider, country of taxation; "" for most
	Number string
	Label  string
	Kind   string // asset liability equity income expense
}

type chartRow struct{ number, label, kind string }

// UseChart sets the chart of the shop. It is refused once an account is in use,
// because numbers of posted entries must not change their meaning.
func UseChart(tx *db.Tx, chart string) error {
	if _, err := numbersOf(chart); err != nil {
		return err
	}
	used, err := db.One[int64](tx, `SELECT COUNT(*) FROM ledger_account WHERE shop_id = $1`)
	if err != nil {
		return err
	}
	if used > 0 {
		return errs.Conflict("The chart of accounts cannot change once the books have entries.")
	}
	_, err = tx.Exec(`INSERT INTO ledger_chart (shop_id, chart) VALUES ($1, $2)
		ON CONFLICT (shop_id) DO UPDATE SET chart = excluded.chart`, chart)
	return err
}

// Chart returns the shop's chart, generic when none was set.
func Chart(tx *db.Tx) (string, error) {
	chart, found, err := db.Maybe[string](tx, `SELECT chart FROM ledger_chart WHERE shop_id = $1`)
	if err != nil || found {
		return chart, err
	}
	return ChartGeneric, nil
}

// Accounts returns the accounts in use, by number.
func Accounts(tx *db.Tx) ([]Account, error) {
	return db.All[Account](tx, `SELECT id, role, sub, number, label, kind
		FROM ledger_account WHERE shop_id = $1 ORDER BY number, role, sub`)
}

// GetAccount returns one account.
func GetAccount(tx *db.Tx, account id.ID) (Account, error) {
	return db.One[Account](tx, `SELECT id, role, sub, number, label, kind
		FROM ledger_account WHERE shop_id = $1 AND id = $2`, account)
}

type accountKey struct{ role, sub string }

// accountFor finds the account of a role, opening it at its first use.
func accountFor(tx *db.Tx, role, sub string) (Account, error) {
	return db.Memo(tx, accountKey{role, sub}, func() (Account, error) {
		found, ok, err := db.Maybe[Account](tx, `SELECT id, role, sub, number, label, kind
			FROM ledger_account WHERE shop_id = $1 AND role = $2 AND sub = $3`, role, sub)
		if err != nil || ok {
			return found, err
		}
		return openAccount(tx, role, sub)
	})
}

func openAccount(tx *db.Tx, role, sub string) (Account, error) {
	chart, err := Chart(tx)
	if err != nil {
		return Account{}, err
	}
	numbers, err := numbersOf(chart)
	if err != nil {
		return Account{}, err
	}
	row, ok := numbers[role]
	if !ok {
		return Account{}, fmt.Errorf("no account for role %q in chart %q", role, chart)
	}
	account := Account{ID: tx.NewID(), Role: role, Sub: sub, Number: row.number, Label: row.label, Kind: row.kind}
	if sub != "" {
		account.Label += " (" + sub + ")"
	}
	// Two first uses may meet: the loser takes the winner's account.
	_, err = tx.Exec(`INSERT INTO ledger_account (shop_id, id, role, sub, number, label, kind, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (shop_id, role, sub) DO NOTHING`,
		account.ID, role, sub, account.Number, account.Label, account.Kind, tx.Now)
	if err != nil {
		return Account{}, fmt.Errorf("open account %s: %w", role, err)
	}
	return db.One[Account](tx, `SELECT id, role, sub, number, label, kind
		FROM ledger_account WHERE shop_id = $1 AND role = $2 AND sub = $3`, role, sub)
}

// numbersOf reads the chart from charts/roles.csv: role → number, label, kind.
func numbersOf(chart string) (map[string]chartRow, error) {
	columns := map[string][2]string{
		ChartFrance: {"fr", "fr_label"}, ChartSKR03: {"skr03", "de_label"}, ChartSKR04: {"skr04", "de_label"},
		ChartUK: {"uk", "en_label"}, ChartGeneric: {"generic", "en_label"},
	}
	wanted, ok := columns[chart]
	if !ok {
		return nil, errs.InvalidField("chart", "This chart of accounts is not known.")
	}
	data, err := charts.ReadFile("charts/roles.csv")
	if err != nil {
		return nil, err
	}
	rows, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("read chart: %w", err)
	}
	at := map[string]int{}
	for i, name := range rows[0] {
		at[name] = i
	}
	numbers := make(map[string]chartRow, len(rows))
	for _, row := range rows[1:] {
		numbers[row[at["role"]]] = chartRow{row[at[wanted[0]]], row[at[wanted[1]]], row[at["kind"]]}
	}
	return numbers, nil
}
