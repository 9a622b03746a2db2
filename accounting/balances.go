package accounting

import (
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/money"
)

// Balance is one line of the trial balance. Amounts in minor units.
type Balance struct {
	AccountID id.ID
	Number    string
	Label     string
	Role      string
	Sub       string
	Kind      string
	Debit     int64
	Credit    int64
}

// Net is the balance: positive when the account is in debit.
func (b Balance) Net() int64 { return b.Debit - b.Credit }

// Balances returns the trial balance of all months up to and including the month of
// day ("" = everything). Debits and credits of all lines add up to the same sum.
func Balances(tx *db.Tx, from, to string) ([]Balance, error) {
	q := db.Query(`SELECT a.id AS account_id, a.number, a.label, a.role, a.sub, a.kind,
		CAST(SUM(CASE WHEN l.amount > 0 THEN l.amount ELSE 0 END) AS BIGINT) AS debit,
		CAST(SUM(CASE WHEN l.amount < 0 THEN -l.amount ELSE 0 END) AS BIGINT) AS credit
		FROM ledger_line l JOIN ledger_account a ON a.shop_id = l.shop_id AND a.id = l.account_id
		WHERE l.shop_id = $1`)
	if wholeMonths(from, to) {
		q = db.Query(`SELECT a.id AS account_id, a.number, a.label, a.role, a.sub, a.kind,
			CAST(SUM(l.debit) AS BIGINT) AS debit, CAST(SUM(l.credit) AS BIGINT) AS credit
			FROM ledger_month l JOIN ledger_account a ON a.shop_id = l.shop_id AND a.id = l.account_id
			WHERE l.shop_id = $1`)
		if from != "" {
			q.And(`l.month >= ?`, from[:7])
		}
		if to != "" {
			q.And(`l.month <= ?`, to[:7])
		}
	} else {
		if from != "" {
			q.And(`l.day >= ?`, from)
		}
		if to != "" {
			q.And(`l.day <= ?`, to)
		}
	}
	return db.AllQ[Balance](tx, q.Then(` GROUP BY a.id, a.number, a.label, a.role, a.sub, a.kind ORDER BY a.number, a.role, a.sub`))
}

// wholeMonths says whether the period begins and ends with a month, so that the
// monthly sums can answer it.
func wholeMonths(from, to string) bool {
	if from != "" && from[8:] != "01" {
		return false
	}
	return to == "" || nextDay(to)[8:] == "01"
}

// VATLine is one line of the VAT summary: what was sold and what tax is owed, by
// country, rate and scheme. Credit notes are taken off.
type VATLine struct {
	Country  string
	Rate     money.Rate
	Category string
	Scheme   string
	Base     int64
	Tax      int64
	Entries  int64 // postings behind the line, for the drill-down
}

// VATSummary sums bases and taxes of the period from the tagged ledger lines.
func VATSummary(tx *db.Tx, from, to string) ([]VATLine, error) {
	q := db.Query(`SELECT l.tax_country AS country, l.tax_rate AS rate, l.tax_category AS category, l.tax_scheme AS scheme,
		CAST(-SUM(CASE WHEN l.tax_kind = 'base' THEN l.amount ELSE 0 END) AS BIGINT) AS base,
		CAST(-SUM(CASE WHEN l.tax_kind = 'tax' THEN l.amount ELSE 0 END) AS BIGINT) AS tax,
		COUNT(DISTINCT l.entry_id) AS entries
		FROM ledger_line l WHERE l.shop_id = $1`).AndIn(`l.tax_kind`, []string{"base", "tax"})
	if from != "" {
		q.And(`l.day >= ?`, from)
	}
	if to != "" {
		q.And(`l.day <= ?`, to)
	}
	return db.AllQ[VATLine](tx, q.Then(` GROUP BY l.tax_country, l.tax_rate, l.tax_category, l.tax_scheme
		ORDER BY l.tax_scheme, l.tax_country, l.tax_rate DESC, l.tax_category`))
}
