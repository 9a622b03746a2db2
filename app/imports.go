package app

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/coulisse/coulisse/catalog"
	"github.com/coulisse/coulisse/kit/money"
	"github.com/coulisse/coulisse/orders"
	"github.com/coulisse/coulisse/stock"
)

// ImportProducts brings a product file in and reports to w, line by line.
func (a *App) ImportProducts(ctx context.Context, handle string, file io.Reader, dryRun bool, w io.Writer) error {
	scope, err := a.scopeOf(ctx, handle)
	if err != nil {
		return err
	}
	scope.Actor.Kind = "import"
	report, err := catalog.ImportShopify(ctx, a.db, scope, file, catalog.ImportOptions{DryRun: dryRun, Stock: stock.SetFromImport})
	if err != nil {
		return err
	}
	for _, p := range report.Problems {
		fmt.Fprintf(w, "line %d, %s: %s\n", p.Line, p.Column, fmt.Sprintf(p.Message, p.Args...))
	}
	if len(report.Ignored) > 0 {
		fmt.Fprintln(w, "columns without a place here:", strings.Join(report.Ignored, ", "))
	}
	what := "imported"
	if dryRun {
		what = "would be imported"
	}
	_, err = fmt.Fprintf(w, "%d products %s: %d new, %d changed, %d unchanged, %d refused; %d lines read\n",
		report.Created+report.Updated, what, report.Created, report.Updated, report.Unchanged, report.Refused, report.Lines)
	if err == nil && report.Refused > 0 {
		err = fmt.Errorf("%d products were refused; mend the lines above and import the file again", report.Refused)
	}
	return err
}

// ImportOrders brings history in and reports to w: each line that could not be booked,
// then the sums.
func (a *App) ImportOrders(ctx context.Context, handle, file string, rules io.Reader, dryRun bool, w io.Writer) error {
	scope, err := a.scopeOf(ctx, handle)
	if err != nil {
		return err
	}
	scope.Actor.Kind = "import"
	meaning, err := orders.ReadHistoryMap(rules)
	if err != nil {
		return err
	}
	report, err := orders.ImportHistory(ctx, a.db, scope, orders.HistoryInput{Name: filepath.Base(file), Map: meaning, DryRun: dryRun,
		Open: func() (io.ReadCloser, error) { return os.Open(file) },
		Report: func(p orders.HistoryProblem) {
			fmt.Fprintf(w, "line %d, document %s: %s\n", p.Line, p.Document, fmt.Sprintf(p.Message, p.Args...))
		}})
	if err != nil {
		return err
	}
	return printHistory(w, report, meaning.Currency, dryRun)
}

func printHistory(w io.Writer, r orders.HistoryReport, currency string, dryRun bool) error {
	var codes []string
	for code := range r.Problems {
		codes = append(codes, code)
	}
	slices.Sort(codes)
	for _, code := range codes {
		fmt.Fprintf(w, "%6d × %s\n", r.Problems[code], code)
	}
	what := "imported"
	if dryRun {
		what = "would be imported"
	}
	cash := func(v int64) string { return money.Of(v, currency).Decimal() + " " + currency }
	_, err := fmt.Fprintf(w, "%d lines, %d documents: %d invoices and %d credit notes %s, %d were here already, %d left out\nnet %s, tax %s, total %s\n",
		r.Lines, r.Documents, r.Invoices, r.CreditNotes, what, r.Already, r.LeftOut, cash(r.Net), cash(r.Tax), cash(r.Total))
	return err
}
