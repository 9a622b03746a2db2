package catalog

import (
	"errors"
	"io"
	"strings"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/job"
)

// The states of an import from the admin: the file is checked without writing, then
// waits for a yes, runs, and is done; failed when the file cannot be read at all.
const (
	ImportChecking = "checking"
	ImportChecked  = "checked"
	ImportRunning  = "running"
	ImportDone     = "done"
	ImportFailed   = "failed"
)

// ImportRun is one import from the admin, with the figures of its last pass.
type ImportRun struct {
	ID             id.ID
	FileHash       string
	FileName       string
	FileSize       int64
	State          string
	ChangeSet      id.ID
	LineCount      int64
	CreatedCount   int64
	UpdatedCount   int64
	UnchangedCount int64
	RefusedCount   int64
	ProblemCount   int64
	Ignored        string // column names, one a line
	Failure        string
	FailureArgs    []any `db:"failure_args,json"`
	CreatedAt      db.Time
	UpdatedAt      db.Time
}

// IgnoredColumns are the columns of the file the catalogue has no place for.
func (r ImportRun) IgnoredColumns() []string {
	return strings.FieldsFunc(r.Ignored, func(c rune) bool { return c == '\n' })
}

// Working says that a job is still reading the file.
func (r ImportRun) Working() bool { return r.State == ImportChecking || r.State == ImportRunning }

const importColumns = `i.id, i.file_hash, i.file_name, i.file_size, i.state, i.change_set, i.line_count, i.created_count, i.updated_count,
	i.unchanged_count, i.refused_count, i.problem_count, i.ignored, i.failure, i.failure_args, i.created_at, i.updated_at`

// Imports lists the latest imports.
func Imports(tx *db.Tx) ([]ImportRun, error) {
	return db.All[ImportRun](tx, `SELECT `+importColumns+` FROM product_import i WHERE i.shop_id = $1 ORDER BY i.id DESC LIMIT 20`)
}

// GetImport returns one import.
func GetImport(tx *db.Tx, run id.ID) (ImportRun, error) {
	return db.One[ImportRun](tx, `SELECT `+importColumns+` FROM product_import i WHERE i.shop_id = $1 AND i.id = $2`, run)
}

// ImportProblems lists what the last pass of an import found wrong, by line.
func ImportProblems(tx *db.Tx, run id.ID) ([]Problem, error) {
	rows, err := db.All[struct {
		Line                        int64
		ColumnName, Handle, Message string
		Args                        []any `db:"args,json"`
	}](tx, `SELECT line, column_name, handle, message, args FROM product_import_problem
		WHERE shop_id = $1 AND import_id = $2 ORDER BY position`, run)
	problems := make([]Problem, 0, len(rows))
	for _, r := range rows {
		problems = append(problems, Problem{Line: r.Line, Column: r.ColumnName, Handle: r.Handle, Message: r.Message, Args: Whole(r.Args)})
	}
	return problems, err
}

// Whole turns the numbers JSON made floats back into whole ones.
func Whole(args []any) []any {
	for i, arg := range args {
		if n, ok := arg.(float64); ok {
			args[i] = int64(n)
		}
	}
	return args
}

// runImport is the job that checks or runs an import, as the person who asked for it.
type runImport struct {
	Import id.ID    `json:"import"`
	DryRun bool     `json:"dry_run"`
	Actor  db.Actor `json:"actor"`
}

// JobKind names the job.
func (runImport) JobKind() string { return "catalog.import" }

// StartImport takes a stored file and has it checked.
func StartImport(tx *db.Tx, fileHash, fileName string, fileSize int64) (ImportRun, error) {
	run := tx.NewID()
	_, err := tx.Exec(`INSERT INTO product_import (shop_id, id, file_hash, file_name, file_size, state, created_at, updated_at)
		VALUES ($1, $2, $3, $4, $5, 'checking', $6, $6)`, run, fileHash, cut(squeeze(fileName), maxWord), fileSize, tx.Now)
	if err != nil {
		return ImportRun{}, err
	}
	if err := job.Enqueue(tx, runImport{Import: run, DryRun: true, Actor: tx.Actor}); err != nil {
		return ImportRun{}, err
	}
	return GetImport(tx, run)
}

// ConfirmImport lets a checked import run. Conflict when it runs or ran already.
func ConfirmImport(tx *db.Tx, run id.ID) error {
	if _, err := GetImport(tx, run); err != nil {
		return err
	}
	hit, err := tx.Exec(`UPDATE product_import SET state = 'running', updated_at = $3 WHERE shop_id = $1 AND id = $2 AND state = 'checked'`, run, tx.Now)
	if err == nil && hit == 0 {
		err = errs.Conflict("This import has been started already.")
	}
	if err != nil {
		return err
	}
	return job.Enqueue(tx, runImport{Import: run, Actor: tx.Actor})
}

// run reads the file once and keeps the report. A file that cannot be read is the
// merchant's to repair; anything else is tried again, which adds nothing twice.
func (o Outside) run(c *job.Ctx, a runImport) error {
	var run ImportRun
	err := c.Read(func(tx *db.Tx) error {
		var err error
		run, err = GetImport(tx, a.Import)
		return err
	})
	if errs.Is(err, errs.KindNotFound) || err == nil && !run.Working() {
		return nil
	}
	if err != nil {
		return err
	}
	file, err := o.Files.Open(c.Shop, run.FileHash)
	if err != nil {
		return err
	}
	defer file.Close()
	report, err := ImportShopify(c, c.DB, db.Scope{Shop: c.Shop, Actor: a.Actor}, io.Reader(file), ImportOptions{
		DryRun: a.DryRun, FileName: run.FileName, Stock: o.Stock,
		Progress: func(r ImportReport) {
			_ = c.Write(func(tx *db.Tx) error { return keepReport(tx, a, run.State, r, nil) })
		},
	})
	refusal := errs.As(err)
	if err != nil && (refusal == nil || errors.Is(err, c.Err())) {
		return err
	}
	state := ImportDone
	if a.DryRun {
		state = ImportChecked
	}
	if refusal != nil {
		state = ImportFailed
	}
	return c.Write(func(tx *db.Tx) error {
		if err := keepReport(tx, a, state, report, refusal); err != nil {
			return err
		}
		return keepProblems(tx, a.Import, report.Problems)
	})
}

func keepReport(tx *db.Tx, a runImport, state string, r ImportReport, refusal *errs.Error) error {
	message, args := "", any(nil)
	if refusal != nil {
		message, args = refusal.Message, refusal.Args
	}
	_, err := tx.Exec(`UPDATE product_import SET state = $3, change_set = $4, line_count = $5, created_count = $6, updated_count = $7,
			unchanged_count = $8, refused_count = $9, problem_count = $10, ignored = $11, failure = $12, failure_args = $13, updated_at = $14
		WHERE shop_id = $1 AND id = $2`,
		a.Import, state, r.ChangeSet, r.Lines, r.Created, r.Updated, r.Unchanged, r.Refused, r.ProblemCount,
		strings.Join(r.Ignored, "\n"), message, db.JSON(args), tx.Now)
	return err
}

func keepProblems(tx *db.Tx, run id.ID, problems []Problem) error {
	if _, err := tx.Exec(`DELETE FROM product_import_problem WHERE shop_id = $1 AND import_id = $2`, run); err != nil {
		return err
	}
	rows := make([][]any, 0, len(problems))
	for i, p := range problems {
		rows = append(rows, []any{run, i + 1, p.Line, p.Column, p.Handle, p.Message, db.JSON(p.Args)})
	}
	return tx.ExecMany(`INSERT INTO product_import_problem (shop_id, import_id, position, line, column_name, handle, message, args)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, rows)
}
