package orders

import (
	"encoding/json"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
)

// Import is one import of history that added something.
type Import struct {
	ID          id.ID
	Name        string
	Lines       int64
	Documents   int64
	Invoices    int64
	CreditNotes int64
	Already     int64
	LeftOut     int64
	Net         int64
	Tax         int64
	Total       int64
	CreatedAt   db.Time
}

// ImportProblem is a problem of an import, kept for repair.
type ImportProblem struct {
	Position  int64
	Line      int64
	Document  string
	Column    string `db:"column_name"`
	Value     string
	Code      string
	Message   string
	ArgsJSON  string `db:"args"`
	StayedOut bool
}

// Args are the arguments of the message.
func (p ImportProblem) Args() []any { return Entry{ArgsJSON: p.ArgsJSON}.Args() }

func keepImport(tx *db.Tx, name string, r HistoryReport, problems []HistoryProblem) (id.ID, error) {
	made := tx.NewID()
	if _, err := tx.Exec(`INSERT INTO order_import (shop_id, id, name, lines, documents, invoices, credit_notes, already, left_out, net, tax, total, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		made, name, r.Lines, r.Documents, r.Invoices, r.CreditNotes, r.Already, r.LeftOut, r.Net, r.Tax, r.Total, tx.Now); err != nil {
		return 0, err
	}
	rows := make([][]any, len(problems))
	for i, p := range problems {
		args, err := json.Marshal(append([]any{}, p.Args...))
		if err != nil {
			return 0, err
		}
		rows[i] = []any{made, int64(i + 1), p.Line, p.Document, p.Column, p.Value, p.Code, p.Message, string(args), p.Left}
	}
	return made, tx.ExecMany(`INSERT INTO order_import_problem (shop_id, import_id, position, line, document, column_name, value, code, message, args, stayed_out)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`, rows)
}

// Imports returns the imports of history, the newest first.
func Imports(tx *db.Tx) ([]Import, error) {
	return db.All[Import](tx, `SELECT i.id, i.name, i.lines, i.documents, i.invoices, i.credit_notes, i.already, i.left_out, i.net, i.tax, i.total, i.created_at
		FROM order_import i WHERE i.shop_id = $1 ORDER BY i.id DESC LIMIT 100`)
}

// GetImport returns one import, or NotFound.
func GetImport(tx *db.Tx, made id.ID) (Import, error) {
	i, found, err := db.Maybe[Import](tx, `SELECT i.id, i.name, i.lines, i.documents, i.invoices, i.credit_notes, i.already, i.left_out, i.net, i.tax, i.total, i.created_at
		FROM order_import i WHERE i.shop_id = $1 AND i.id = $2`, made)
	if err == nil && !found {
		err = errs.NotFound("This import does not exist or has been removed.")
	}
	return i, err
}

// ImportProblems returns one page of the problems of an import. Code "" is all kinds.
func ImportProblems(tx *db.Tx, made id.ID, code string, after int64, limit int) ([]ImportProblem, error) {
	q := db.Query(`SELECT p.position, p.line, p.document, p.column_name, p.value, p.code, p.message, p.args, p.stayed_out
		FROM order_import_problem p WHERE p.shop_id = $1 AND p.import_id = $2 AND p.position > $3`, made, after)
	if code != "" {
		q.And(`p.code = ?`, code)
	}
	return db.AllQ[ImportProblem](tx, q.Then(`ORDER BY p.position LIMIT ?`, limit))
}

// ProblemCount is how many problems of one kind an import had.
type ProblemCount struct {
	Code string
	N    int64
}

// ProblemCounts counts the problems of an import by kind, the most frequent first.
func ProblemCounts(tx *db.Tx, made id.ID) ([]ProblemCount, error) {
	return db.All[ProblemCount](tx, `SELECT p.code, COUNT(*) AS n FROM order_import_problem p
		WHERE p.shop_id = $1 AND p.import_id = $2 GROUP BY p.code ORDER BY n DESC, p.code`, made)
}
