package accounting

import (
	"fmt"
	"strconv"

	"github.com/coulisse/coulisse/kit/chain"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/money"
)

// chainName is the shop's chain of ledger entries (kit/chain).
const chainName = "ledger"

// Entry is one posting: what happened, when, and its lines.
type Entry struct {
	ID          id.ID
	Seq         int64
	Hash        string
	Journal     string
	Day         string // accounting date in the shop's zone, "2026-11-22"
	DocumentDay string // date of the document; the same for most
	Label       string // no personal data: it is part of the hash chain
	Ref         string // number of the document or payment
	Fact        string // what posted it: "invoice", "payment" …
	FactID      id.ID
	OrderID     id.ID
	Currency    string
	Total       int64 // sum of the debits
	Reverses    id.ID
	CreatedAt   db.Time
	Lines       []Line `db:"-"`
	OrderNumber string `db:"-"` // set when read
	Method      string `db:"-"` // of a payment; set when read
}

// Line is one side of an entry. Amount is positive for debit, negative for credit.
type Line struct {
	Role    string `db:"-"`
	Sub     string `db:"-"`
	Account id.ID  `db:"-"` // set when read
	Amount  int64
	OrderID id.ID
	Tax     Tag `db:"-"`
}

// Tag marks a line as a taxable base or as tax, for the VAT summary. Tagged lines
// of sales are negative like their credits.
type Tag struct {
	Kind     string // "" none, "base", "tax"
	Country  string
	Rate     money.Rate
	Category string // EN 16931: S K AE G Z E O
	Scheme   string // domestic oss ic export none
}

// Post writes a balanced entry with its lines into the books of the shop, chained
// to the one before. Lines of zero without a tag are left out; an entry with no
// line left is not written. An entry whose lines do not sum to zero is a bug.
func Post(tx *db.Tx, entry Entry) error {
	lines, total, err := balanced(entry)
	if err != nil || len(lines) == 0 {
		return err
	}
	entry.ID, entry.Total = tx.NewID(), total
	if entry.DocumentDay == "" {
		entry.DocumentDay = entry.Day
	}
	accounts := make([]Account, len(lines))
	for i, line := range lines {
		if accounts[i], err = accountFor(tx, line.Role, line.Sub); err != nil {
			return err
		}
	}
	entry.Seq, entry.Hash, err = chain.Next(tx, chainName, sealed(entry, lines, accounts)...)
	if err != nil {
		return err
	}
	if err := insertEntry(tx, entry); err != nil {
		return err
	}
	return insertLines(tx, entry, lines, accounts)
}

func balanced(entry Entry) (lines []Line, total int64, err error) {
	sum := int64(0)
	for _, line := range entry.Lines {
		if line.Amount == 0 && line.Tax.Kind == "" {
			continue
		}
		sum += line.Amount
		total += max(line.Amount, 0)
		lines = append(lines, line)
	}
	if sum != 0 {
		return nil, 0, fmt.Errorf("entry %q is out of balance by %d", entry.Label, sum)
	}
	return lines, total, nil
}

// sealed lists the fields under the hash, in a fixed order. Changing it breaks
// every chain: add a new version to kit/chain instead.
func sealed(entry Entry, lines []Line, accounts []Account) []string {
	fields := []string{strconv.FormatInt(int64(entry.ID), 10), entry.Journal, entry.Day, entry.DocumentDay, entry.Label,
		entry.Ref, entry.Fact, strconv.FormatInt(int64(entry.FactID), 10), strconv.FormatInt(int64(entry.OrderID), 10),
		entry.Currency, strconv.FormatInt(int64(entry.Reverses), 10)}
	for i, line := range lines {
		fields = append(fields, sealedLine(accounts[i].ID, line)...)
	}
	return fields
}

func sealedLine(account id.ID, line Line) []string {
	return []string{strconv.FormatInt(int64(account), 10), strconv.FormatInt(line.Amount, 10),
		line.Tax.Kind, line.Tax.Country, strconv.FormatInt(int64(line.Tax.Rate), 10), line.Tax.Category, line.Tax.Scheme}
}

func insertEntry(tx *db.Tx, e Entry) error {
	return tx.Later(`INSERT INTO ledger_entry (shop_id, id, seq, hash, journal, day, document_day, label, ref,
		fact, fact_id, order_id, currency, total, reverses, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
		e.ID, e.Seq, e.Hash, e.Journal, e.Day, e.DocumentDay, e.Label, e.Ref,
		e.Fact, e.FactID, e.OrderID, e.Currency, e.Total, e.Reverses, tx.Now)
}

func insertLines(tx *db.Tx, e Entry, lines []Line, accounts []Account) error {
	rows, months := make([][]any, len(lines)), make([][]any, len(lines))
	for i, line := range lines {
		order := line.OrderID
		if order == 0 {
			order = e.OrderID
		}
		rows[i] = []any{e.ID, i + 1, accounts[i].ID, e.Day, line.Amount, order,
			line.Tax.Kind, line.Tax.Country, line.Tax.Rate, line.Tax.Category, line.Tax.Scheme}
		months[i] = []any{accounts[i].ID, e.Day[:7], max(line.Amount, 0), max(-line.Amount, 0)}
	}
	err := tx.LaterMany(`INSERT INTO ledger_line (shop_id, entry_id, line_no, account_id, day, amount, order_id,
		tax_kind, tax_country, tax_rate, tax_category, tax_scheme)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`, rows)
	if err != nil {
		return err
	}
	return tx.LaterMany(`INSERT INTO ledger_month (shop_id, account_id, month, debit, credit)
		VALUES ($1, $2, $3, $4, $5) ON CONFLICT (shop_id, account_id, month)
		DO UPDATE SET debit = ledger_month.debit + excluded.debit, credit = ledger_month.credit + excluded.credit`, months)
}

// open returns the balance of a role for one order: positive when it is a debit.
func open(tx *db.Tx, role string, order id.ID) (int64, error) {
	return db.One[int64](tx, `SELECT CAST(COALESCE(SUM(l.amount), 0) AS BIGINT) FROM ledger_line l
		JOIN ledger_account a ON a.shop_id = l.shop_id AND a.id = l.account_id
		WHERE l.shop_id = $1 AND l.order_id = $2 AND a.role = $3`, order, role)
}
