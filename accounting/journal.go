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

// JournalInput filters the journal. Days are inclusive; empty means no limit. VAT, when it
// is given, keeps the entries behind a line of the VAT summary.
type JournalInput struct {
	From, To string
	Journal  string
	Account  id.ID
	Order    id.ID
	VAT      *VATLine
	Query    string // number of a document
	After    string // cursor: older entries
	Before   string // cursor: newer entries
	Limit    int
	Forwards bool // the oldest first
}

// Journal returns a page of entries, the newest first unless told, with their lines. Its
// order is the accounting day, then the number, as an accountant reads.
func Journal(tx *db.Tx, in JournalInput) (db.Page[Entry], error) {
	if in.Limit <= 0 || in.Limit > 250 {
		in.Limit = 50
	}
	by := db.Order[Entry]{Name: "day", Column: `e.day`, ID: `e.seq`, Words: true, Word: func(e Entry) string { return e.Day }, Row: func(e Entry) int64 { return e.Seq }}
	page, err := db.ReadList(tx, in.listing(), by, db.Reading{After: in.After, Before: in.Before, Limit: in.Limit, Desc: !in.Forwards})
	if err != nil {
		return page, err
	}
	if err := withNames(tx, page.Rows); err != nil {
		return page, err
	}
	return page, withLines(tx, page.Rows)
}

// CountJournal counts what Journal would list, most at the utmost.
func CountJournal(tx *db.Tx, in JournalInput, most int64) (db.Counted, error) {
	return db.CountList(tx, in.listing(), most)
}

// listing is what is asked for, condition by condition, with the indexes each has.
func (in JournalInput) listing() db.Listing {
	l := db.Listing{Text: entryColumns, Alias: "e"}
	add := func(yes bool, p db.Part) {
		if yes {
			l.Parts = append(l.Parts, p)
		}
	}
	add(in.Order != 0, db.Part{Cond: `row.order_id = ?`, Args: []any{in.Order}, Indexed: true})
	add(in.Query != "", db.Part{Cond: `row.ref = ?`, Args: []any{in.Query}, Indexed: true})
	add(in.Account != 0, db.Part{Indexed: true, Args: []any{in.Account},
		Cond: `EXISTS (SELECT 1 FROM ledger_line l WHERE l.shop_id = $1 AND l.entry_id = row.id AND l.account_id = ?)`,
		Find: `row.id IN (SELECT l.entry_id FROM ledger_line l WHERE l.shop_id = $1 AND l.account_id = ? LIMIT 501)`})
	if v := in.VAT; v != nil {
		add(true, db.Part{Indexed: true, Args: []any{v.Country, v.Rate, v.Category, v.Scheme},
			Cond: `EXISTS (SELECT 1 FROM ledger_line l WHERE l.shop_id = $1 AND l.entry_id = row.id AND l.tax_kind <> ''
				AND l.tax_country = ? AND l.tax_rate = ? AND l.tax_category = ? AND l.tax_scheme = ?)`,
			Find: `row.id IN (SELECT l.entry_id FROM ledger_line l WHERE l.shop_id = $1 AND l.tax_kind <> ''
				AND l.tax_country = ? AND l.tax_rate = ? AND l.tax_category = ? AND l.tax_scheme = ? LIMIT 501)`})
	}
	add(in.Journal != "", db.Part{Cond: `row.journal = ?`, Args: []any{in.Journal}, Serves: []string{"day"}})
	add(in.From != "", db.Part{Cond: `row.day >= ?`, Args: []any{in.From}, Span: `e.day`})
	add(in.To != "", db.Part{Cond: `row.day <= ?`, Args: []any{in.To}, Span: `e.day`})
	return l
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
