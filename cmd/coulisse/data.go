package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/coulisse/coulisse/app"
)

type importCommand struct {
	Products importProducts `cmd:"" help:"Bring products in: one change set, reported by row."`
	Orders   importOrders   `cmd:"" help:"Bring history in: invoices and credit notes at their dates, booked."`
}

type importProducts struct {
	storage
	File   string `arg:"" help:"The file; - is standard input." placeholder:"FILE"`
	Shop   string `required:"" help:"Handle of the shop." placeholder:"H"`
	From   string `required:"" enum:"shopify" help:"Where the file comes from: shopify."`
	DryRun bool   `help:"Only say what would happen."`
}

// Run imports products.
func (i importProducts) Run(c *console) error {
	file, err := source(c, i.File)
	if err != nil {
		return err
	}
	defer file.Close()
	return i.open(c, func(a *app.App) error { return a.ImportProducts(c.ctx, i.Shop, file, i.DryRun, c.out) })
}

type importOrders struct {
	storage
	File   string `arg:"" help:"The file." placeholder:"FILE"`
	Shop   string `required:"" help:"Handle of the shop." placeholder:"H"`
	From   string `required:"" enum:"csv" help:"Where the file comes from: csv."`
	Map    string `required:"" help:"What the columns mean; see docs/imports.md." placeholder:"MAP.json"`
	DryRun bool   `help:"Only say what would happen."`
}

// Run imports history.
func (i importOrders) Run(c *console) error {
	rules, err := os.Open(i.Map)
	if err != nil {
		return missing(i.Map, err)
	}
	defer rules.Close()
	if _, err := os.Stat(i.File); err != nil {
		return missing(i.File, err)
	}
	return i.open(c, func(a *app.App) error { return a.ImportOrders(c.ctx, i.Shop, i.File, rules, i.DryRun, c.out) })
}

type exportCommand struct {
	Books exportBooks `cmd:"" help:"Write the books to standard output."`
}

type exportBooks struct {
	storage
	Shop   string `required:"" help:"Handle of the shop." placeholder:"H"`
	Format string `required:"" enum:"hledger,beancount,csv" help:"hledger, beancount or csv."`
	From   string `help:"First day, like 2026-01-01." placeholder:"D"`
	To     string `help:"Last day." placeholder:"D"`
}

// Run exports the books.
func (e exportBooks) Run(c *console) error {
	return e.open(c, func(a *app.App) error { return a.ExportBooks(c.ctx, e.Shop, c.out, e.Format, e.From, e.To) })
}

type verifyCommand struct {
	storage
	Shop string `help:"Handle of one shop; all without it." placeholder:"H"`
}

// Run verifies and fails when there are differences.
func (v verifyCommand) Run(c *console) error {
	return v.open(c, func(a *app.App) error {
		count, problems, err := a.Verify(c.ctx, v.Shop)
		if err != nil {
			return err
		}
		for _, problem := range problems {
			fmt.Fprintln(c.out, problem)
		}
		if len(problems) > 0 {
			return fmt.Errorf("%d differences found", len(problems))
		}
		_, err = fmt.Fprintf(c.out, "%d shops verified, no differences\n", count)
		return err
	})
}

type backupCommand struct {
	storage
	File string `arg:"" help:"The file to write; it must not exist." placeholder:"FILE"`
}

// Run writes the backup.
func (b backupCommand) Run(c *console) error {
	if _, err := os.Stat(b.File); err == nil {
		return fmt.Errorf("%s exists already. Choose another name", b.File)
	}
	return b.open(c, func(a *app.App) error { return a.Backup(c.ctx, b.File) })
}

type restoreCommand struct {
	storage
	File string `arg:"" help:"A file made by backup." placeholder:"FILE"`
}

// Run restores a backup.
func (r restoreCommand) Run(c *console) error {
	if _, err := os.Stat(r.File); err != nil {
		return missing(r.File, err)
	}
	return app.Restore(c.ctx, r.options(), r.File)
}

type migrateCommand struct{ storage }

// Run migrates; opening does it.
func (m migrateCommand) Run(c *console) error {
	return m.open(c, func(a *app.App) error {
		_, err := fmt.Fprintln(c.out, "the database is at this version")
		return err
	})
}

type docsCommand struct {
	What string `arg:"" enum:"schema,openapi,openapi-storefront"`
}

// Run prints generated documentation.
func (d docsCommand) Run(c *console) error {
	if d.What == "schema" {
		return app.PrintSchema(c.ctx, c.out)
	}
	return app.PrintOpenAPI(c.out, d.What == "openapi-storefront")
}

func source(c *console, name string) (io.ReadCloser, error) {
	if name == "-" {
		return io.NopCloser(c.in), nil
	}
	file, err := os.Open(name)
	return file, missing(name, err)
}

func missing(name string, err error) error {
	if errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("the file %s does not exist", name)
	}
	return err
}
