package accounting

import (
	"time"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/money"
)

const entryColumns = `SELECT e.id, e.seq, e.hash, e.journal, e.day, e.document_day, e.label, e.ref, e.fact, e.fact_id,
	e.order_id, e.currency, e.total, e.reverses, e.created_at FROM ledger_entry e WHERE e.shop_id = $1`

// JournalInput filters the journal. Days are inclusive; empty means no limit.
type JournalInput struct {
	From, To string
	Journal  string
	Account  id.ID
	Order    id.ID
	Query    string // number of a document
	After    string // cursor: older entries
	Before   string // cursor: newer entries
	Limit    int
}

// Journal returns a page of entries, the newest first, with their lines.
func Journal(tx *db.Tx, in JournalInput) (db.Page[Entry], error) {
	q := db.Query(entryColumns)
	if in.From != "" {
		q.And(`e.day >= ?`, in.From)
	}
	if in.To != "" {
		q.And(`e.day <= ?`, in.To)
	}
	if in.Journal != "" {
		q.And(`e.journal = ?`, in.Journal)
	}
	if in.Order != 0 {
		q.And(`e.order_id = ?`, in.Order)
	}
	if in.Query != "" {
		q.And(`e.ref = ?`, in.Query)
	}
	if in.Account != 0 {
		q.And(`EXISTS (SELECT 1 FROM ledger_line l WHERE l.shop_id = e.shop_id AND l.entry_id = e.id AND l.account_id = ?)`, in.Account)
	}
	page, err := entryPage(tx, q, in)
	if err != nil {
		return page, err
	}
	if err := withNames(tx, page.Rows); err != nil {
		return page, err
	}
	return page, withLines(tx, page.Rows)
}

// entryPage pages by (day, seq): the accounting day first, as an accountant reads.
func entryPage(tx *db.Tx, q *db.Q, in JournalInput) (db.Page[Entry], error) {
	limit := in.Limit
	if limit <= 0 || limit > 200 {
		limit = 50
	}
	var day string
	var seq int64
	backwards := in.Before != ""
	switch {
	case backwards:
		if err := db.DecodeCursor(in.Before, &day, &seq); err != nil {
			return db.Page[Entry]{}, err
		}
		q.And(`(e.day, e.seq) > (?, ?)`, day, seq).Then(` ORDER BY e.day, e.seq LIMIT ?`, limit+1)
	case in.After != "":
		if err := db.DecodeCursor(in.After, &day, &seq); err != nil {
			return db.Page[Entry]{}, err
		}
		q.And(`(e.day, e.seq) < (?, ?)`, day, seq).Then(` ORDER BY e.day DESC, e.seq DESC LIMIT ?`, limit+1)
	default:
		q.Then(` ORDER BY e.day DESC, e.seq DESC LIMIT ?`, limit+1)
	}
	rows, err := db.AllQ[Entry](tx, q)
	if err != nil {
		return db.Page[Entry]{}, err
	}
	return db.NewPage(rows, limit, in.After, in.Before, func(e Entry) string { return db.EncodeCursor(e.Day, e.Seq) }), nil
}

// GetEntry returns one entry with its lines.
func GetEntry(tx *db.Tx, entry id.ID) (Entry, error) {
	found, err := db.OneQ[Entry](tx, db.Query(entryColumns).And(`e.id = ?`, entry))
	if err != nil {
		return Entry{}, err
	}
	rows := []Entry{found}
	if err := withNames(tx, rows); err != nil {
		return Entry{}, err
	}
	err = withLines(tx, rows)
	return rows[0], err
}

// withNames reads what people call the facts behind entries: the number of the order and
// how a payment was made. The seal covers neither; it holds their ids.
func withNames(tx *db.Tx, entries []Entry) error {
	var orderIDs, paymentIDs []id.ID
	for _, e := range entries {
		if e.OrderID != 0 {
			orderIDs = append(orderIDs, e.OrderID)
		}
		if e.Fact == "payment" {
			paymentIDs = append(paymentIDs, e.FactID)
		}
	}
	numbers, err := named(tx, db.Query(`SELECT o.id, o.number AS name FROM orders o WHERE o.shop_id = $1`).AndIn(`o.id`, orderIDs), orderIDs)
	if err != nil {
		return err
	}
	methods, err := named(tx, db.Query(`SELECT p.id, p.method AS name FROM payment p WHERE p.shop_id = $1`).AndIn(`p.id`, paymentIDs), paymentIDs)
	if err != nil {
		return err
	}
	for i, e := range entries {
		entries[i].OrderNumber = numbers[e.OrderID]
		if e.Fact == "payment" {
			entries[i].Method = methods[e.FactID]
		}
	}
	return nil
}

type nameRow struct {
	ID   id.ID
	Name string
}

func named(tx *db.Tx, q *db.Q, asked []id.ID) (map[id.ID]string, error) {
	if len(asked) == 0 {
		return nil, nil
	}
	rows, err := db.AllQ[nameRow](tx, q)
	names := make(map[id.ID]string, len(rows))
	for _, row := range rows {
		names[row.ID] = row.Name
	}
	return names, err
}

type lineRow struct {
	EntryID     id.ID
	Role        string
	Sub         string
	Amount      int64
	OrderID     id.ID
	AccountID   id.ID
	TaxKind     string
	TaxCountry  string
	TaxRate     money.Rate
	TaxCategory string
	TaxScheme   string
}

func withLines(tx *db.Tx, entries []Entry) error {
	ids, at := make([]id.ID, len(entries)), make(map[id.ID]int, len(entries))
	for i, e := range entries {
		ids[i], at[e.ID] = e.ID, i
	}
	rows, err := db.AllQ[lineRow](tx, db.Query(`SELECT l.entry_id, a.role, a.sub, l.amount, l.order_id, l.account_id,
		l.tax_kind, l.tax_country, l.tax_rate, l.tax_category, l.tax_scheme
		FROM ledger_line l JOIN ledger_account a ON a.shop_id = l.shop_id AND a.id = l.account_id
		WHERE l.shop_id = $1`).AndIn(`l.entry_id`, ids).Then(` ORDER BY l.entry_id, l.line_no`))
	if err != nil {
		return err
	}
	for _, r := range rows {
		e := &entries[at[r.EntryID]]
		e.Lines = append(e.Lines, Line{Role: r.Role, Sub: r.Sub, Amount: r.Amount, OrderID: r.OrderID, Account: r.AccountID,
			Tax: Tag{Kind: r.TaxKind, Country: r.TaxCountry, Rate: r.TaxRate, Category: r.TaxCategory, Scheme: r.TaxScheme}})
	}
	return nil
}

func validDay(day string) bool {
	t, err := time.Parse(time.DateOnly, day)
	return err == nil && t.Format(time.DateOnly) == day
}

// Period checks the two days of a report: both written as 2026-11-22, in order.
func Period(from, to string) error {
	problem := errs.Invalid("Please check the marked fields.")
	if from != "" && !validDay(from) {
		problem.With("from", "This date does not exist. Write it like 2026-11-22.")
	}
	if to != "" && !validDay(to) {
		problem.With("to", "This date does not exist. Write it like 2026-11-22.")
	}
	if len(problem.Fields) == 0 && from != "" && to != "" && from > to {
		problem.With("to", "The period ends before it begins.")
	}
	return problem.OrNil()
}

func nextDay(day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return t.AddDate(0, 0, 1).Format(time.DateOnly)
}
