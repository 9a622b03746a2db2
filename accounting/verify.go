package accounting

import (
	"strings"

	"github.com/coulisse/coulisse/kit/chain"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/money"
)

// Verify re-derives the books from their entries and reports every difference:
// a broken or shortened hash chain, an entry out of balance, monthly sums or VAT
// accounts that disagree with the lines.
func Verify(tx *db.Tx, report func(problem string, args ...any)) error {
	for _, check := range []func(*db.Tx, func(string, ...any)) error{verifyChain, verifyBalance, verifyMonths, verifyVAT} {
		if err := check(tx, report); err != nil {
			return err
		}
	}
	return nil
}

// sealedRow is a ledger line with the fields of its entry that are under the hash.
type sealedRow struct {
	ID          id.ID
	Seq         int64
	Hash        string
	Journal     string
	Day         string
	DocumentDay string
	Label       string
	Ref         string
	Fact        string
	FactID      id.ID
	OrderID     id.ID
	Currency    string
	Reverses    id.ID
	AccountID   id.ID
	Amount      int64
	TaxKind     string
	TaxCountry  string
	TaxRate     money.Rate
	TaxCategory string
	TaxScheme   string
}

// verifyChain walks the chain and reports its first break: after one changed row
// every later hash differs, so more lines would say nothing new.
func verifyChain(tx *db.Tx, report func(string, ...any)) error {
	walk := chainWalk{next: 1, report: report}
	err := db.Each(tx, `SELECT e.id, e.seq, e.hash, e.journal, e.day, e.document_day, e.label, e.ref, e.fact, e.fact_id,
		e.order_id, e.currency, e.reverses, COALESCE(l.account_id, 0) AS account_id, COALESCE(l.amount, 0) AS amount,
		COALESCE(l.tax_kind, '') AS tax_kind, COALESCE(l.tax_country, '') AS tax_country, COALESCE(l.tax_rate, 0) AS tax_rate,
		COALESCE(l.tax_category, '') AS tax_category, COALESCE(l.tax_scheme, '') AS tax_scheme
		FROM ledger_entry e LEFT JOIN ledger_line l ON l.shop_id = e.shop_id AND l.entry_id = e.id
		WHERE e.shop_id = $1 ORDER BY e.seq, l.line_no`, nil, walk.row)
	if err != nil || walk.broken {
		return err
	}
	walk.close()
	if walk.broken {
		return nil
	}
	seq, hash, err := chain.Head(tx, chainName)
	if err != nil {
		return err
	}
	if seq != walk.next-1 || hash != walk.prev {
		report("ledger: the chain ends at entry %d, but its head says %d: entries are missing at the end", walk.next-1, seq)
	}
	return nil
}

type chainWalk struct {
	next   int64  // seq expected next
	prev   string // hash of the entry before
	first  sealedRow
	fields []string
	broken bool
	report func(string, ...any)
}

func (w *chainWalk) row(r sealedRow) error {
	if w.broken {
		return nil
	}
	if r.ID != w.first.ID {
		w.close()
		w.first = r
		w.fields = sealed(Entry{ID: r.ID, Journal: r.Journal, Day: r.Day, DocumentDay: r.DocumentDay, Label: r.Label, Ref: r.Ref,
			Fact: r.Fact, FactID: r.FactID, OrderID: r.OrderID, Currency: r.Currency, Reverses: r.Reverses}, nil, nil)
	}
	if r.AccountID != 0 {
		w.fields = append(w.fields, sealedLine(r.AccountID, Line{Amount: r.Amount, Tax: Tag{Kind: r.TaxKind, Country: r.TaxCountry,
			Rate: r.TaxRate, Category: r.TaxCategory, Scheme: r.TaxScheme}})...)
	}
	return nil
}

// close checks the entry read so far.
func (w *chainWalk) close() {
	if w.first.ID == 0 || w.broken {
		return
	}
	switch {
	case w.first.Seq != w.next:
		w.report("ledger: entry %d is missing, the next one is %d", w.next, w.first.Seq)
		w.broken = true
	case chain.Hash(w.prev, w.first.Seq, w.fields...) != w.first.Hash:
		w.report("ledger: entry %d (%s) was changed after it was posted", w.first.Seq, w.first.Ref)
		w.broken = true
	}
	w.next, w.prev = w.first.Seq+1, w.first.Hash
}

type sumRow struct {
	Seq   int64
	Total int64
	Sum   int64
	Debit int64
}

func verifyBalance(tx *db.Tx, report func(string, ...any)) error {
	return db.Each(tx, `SELECT e.seq, e.total, CAST(COALESCE(SUM(l.amount), 0) AS BIGINT) AS sum,
		CAST(COALESCE(SUM(CASE WHEN l.amount > 0 THEN l.amount ELSE 0 END), 0) AS BIGINT) AS debit
		FROM ledger_entry e LEFT JOIN ledger_line l ON l.shop_id = e.shop_id AND l.entry_id = e.id
		WHERE e.shop_id = $1 GROUP BY e.seq, e.total
		HAVING COALESCE(SUM(l.amount), 0) <> 0
			OR COALESCE(SUM(CASE WHEN l.amount > 0 THEN l.amount ELSE 0 END), 0) <> e.total
		ORDER BY e.seq`, nil, func(r sumRow) error {
		report("ledger: entry %d is out of balance by %d (debits %d, total %d)", r.Seq, r.Sum, r.Debit, r.Total)
		return nil
	})
}

type monthRow struct {
	AccountID id.ID
	Month     string
	Debit     int64
	Credit    int64
}

func verifyMonths(tx *db.Tx, report func(string, ...any)) error {
	kept, err := db.All[monthRow](tx, `SELECT account_id, month, debit, credit FROM ledger_month WHERE shop_id = $1`)
	if err != nil {
		return err
	}
	derived, err := db.All[monthRow](tx, `SELECT account_id, substr(day, 1, 7) AS month,
		CAST(SUM(CASE WHEN amount > 0 THEN amount ELSE 0 END) AS BIGINT) AS debit,
		CAST(SUM(CASE WHEN amount < 0 THEN -amount ELSE 0 END) AS BIGINT) AS credit
		FROM ledger_line WHERE shop_id = $1 GROUP BY account_id, substr(day, 1, 7)`)
	if err != nil {
		return err
	}
	type key struct {
		account id.ID
		month   string
	}
	sums := map[key]monthRow{}
	for _, r := range derived {
		sums[key{r.AccountID, r.Month}] = r
	}
	for _, r := range kept {
		if want := sums[key{r.AccountID, r.Month}]; want.Debit != r.Debit || want.Credit != r.Credit {
			report("ledger: the sums of account %s in %s are %d/%d, its lines give %d/%d",
				r.AccountID.Text(AccountPrefix), r.Month, r.Debit, r.Credit, want.Debit, want.Credit)
		}
		delete(sums, key{r.AccountID, r.Month})
	}
	for k := range sums {
		report("ledger: the sums of account %s in %s are missing", k.account.Text(AccountPrefix), k.month)
	}
	return nil
}

// verifyVAT compares the tax-tagged lines with the balances of the VAT accounts.
func verifyVAT(tx *db.Tx, report func(string, ...any)) error {
	summary, err := VATSummary(tx, "", "")
	if err != nil {
		return err
	}
	tagged := int64(0)
	for _, line := range summary {
		tagged += line.Tax
	}
	balances, err := Balances(tx, "", "")
	if err != nil {
		return err
	}
	booked := int64(0)
	for _, b := range balances {
		if strings.HasPrefix(b.Role, "OUTPUT_VAT_") || b.Role == "OSS_VAT_PAYABLE" {
			booked -= b.Net()
		}
	}
	if tagged != booked {
		report("ledger: the VAT summary says %d, the VAT accounts say %d", tagged, booked)
	}
	return nil
}
