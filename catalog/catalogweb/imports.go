package catalogweb

import (
	"fmt"
	"mime/multipart"

	"github.com/coulisse/coulisse/catalog"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/shops"
)

type importsProps struct {
	f       faults
	action  string
	retry   string
	rows    []catalog.ImportRun
	waiting []catalog.Image
	pending int64
	failed  int64
	base    string
}

type fileForm struct {
	File *multipart.FileHeader `form:"file"`
}

func imports(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	return importsAgain(tx, r, fileForm{}, nil)
}

func importsAgain(tx *db.Tx, r *web.Request, _ fileForm, problem *errs.Error) (web.Answer, error) {
	p := importsProps{f: faultsOf(r, problem), action: r.Path("/imports"), base: r.Path("/imports"), retry: r.Path("/imports/images/retry")}
	var err error
	if p.rows, err = catalog.Imports(tx); err != nil {
		return web.Answer{}, err
	}
	if p.pending, p.failed, err = catalog.CountImages(tx); err != nil {
		return web.Answer{}, err
	}
	if p.waiting, err = catalog.WaitingImages(tx, 50); err != nil {
		return web.Answer{}, err
	}
	frame := r.Frame(tx, "Import products", "products")
	frame.Narrow = true
	frame.Breadcrumb = []ui.Link{{Label: r.Text.T("Products"), URL: r.Path("/products")}}
	return web.Page(ui.Page(frame, importsView(p, tx.Now, r.Text))), nil
}

// upload stores the file before any transaction is open and has it checked.
func upload(_ *db.DB, r *web.Request, in fileForm) (web.Answer, error) {
	if in.File == nil {
		return web.Answer{}, errs.InvalidField("file", "Choose a file first.")
	}
	file, err := in.File.Open()
	if err != nil {
		return web.Answer{}, fmt.Errorf("open the upload: %w", err)
	}
	defer file.Close()
	stored, err := r.Files().Put(r.Shop.ID, file, fileLimit)
	if err != nil {
		return web.Answer{}, err
	}
	return r.Write(func(tx *db.Tx) (web.Answer, error) {
		run, err := catalog.StartImport(tx, stored.Hash, in.File.Filename, stored.Size)
		if err != nil {
			return web.Answer{}, err
		}
		return web.Redirect(r.Path("/imports", run.ID.Text(catalog.ImportPrefix))), nil
	})
}

type importProps struct {
	run      catalog.ImportRun
	problems []problemRow
	action   string
	again    string
	undo     string
	undone   bool
	failure  string
	products string
}

type problemRow struct {
	catalog.Problem
	Text string
}

func importPage(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	run, err := r.ID("import", catalog.ImportPrefix)
	if err != nil {
		return web.Answer{}, err
	}
	p := importProps{action: r.Path("/imports", r.Param("import"), "run"), again: r.Path("/imports"), products: r.Path("/products")}
	if p.run, err = catalog.GetImport(tx, run); err != nil {
		return web.Answer{}, err
	}
	problems, err := catalog.ImportProblems(tx, run)
	if err != nil {
		return web.Answer{}, err
	}
	for _, problem := range problems {
		p.problems = append(p.problems, problemRow{problem, r.Text.T(problem.Message, problem.Args...)})
	}
	p.failure = r.Text.T(p.run.Failure, catalog.Whole(p.run.FailureArgs)...)
	if p.run.ChangeSet != 0 {
		set, err := shops.ChangeSetByID(tx, p.run.ChangeSet)
		if err == nil && set.CanUndo() {
			p.undo = r.Path("/changes", set.ID.Text(shops.ChangeSetPrefix), "undo")
		}
		p.undone = err == nil && set.UndoneBy != 0
	}
	frame := r.Frame(tx, "Import products", "products")
	frame.Narrow, frame.Subtitle = true, p.run.FileName
	frame.Breadcrumb = []ui.Link{{Label: r.Text.T("Products"), URL: r.Path("/products")}, {Label: r.Text.T("Import products"), URL: r.Path("/imports")}}
	frame.Scripts = []string{Assets().Path("catalog.js")}
	answer := web.Page(ui.Page(frame, importView(p)))
	if p.run.Working() {
		answer = answer.Header("Refresh", "5") // without script; with it the page follows faster
	}
	return answer, nil
}

func runImport(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	run, err := r.ID("import", catalog.ImportPrefix)
	if err != nil {
		return web.Answer{}, err
	}
	if err := catalog.ConfirmImport(tx, run); err != nil {
		return web.Answer{}, err
	}
	return web.Redirect(r.Path("/imports", r.Param("import"))), nil
}

func retryAllImages(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	n, err := catalog.RetryImages(tx, 0)
	if err != nil {
		return web.Answer{}, err
	}
	return web.Redirect(r.Path("/imports")).Toast("%d images are being fetched.", n), nil
}
