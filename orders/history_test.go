package orders_test

import (
	"context"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/orders"
)

const historyFile = `InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country
536365,85123A,WHITE HANGING HEART,6,12/1/10 8:26,2.55,17850,United Kingdom
536365,POST,POSTAGE,1,12/1/10 8:26,18,17850,United Kingdom
536366,22633,HAND WARMER,6,12/1/10 8:28,1.85,,EIRE
536367,84879,BIRD,1,12/1/10 8:34,0,,United Kingdom
536368,84879,BIRD,1,12/1/10 8:34,1,13047,Atlantis
C536369,D,Discount,-1,12/1/10 9:34,27.5,14527,United Kingdom
536370,FEE,AMAZON FEE,1,12/1/10 9:40,100,,United Kingdom
536371,84879,BIRD,two,12/1/10 9:40,1,13047,United Kingdom
536371,84880,,2,12/1/10 9:40,1.10,13047,United Kingdom
536372,84880,BIRD,2,30/2/10 9:40,1.10,13047,United Kingdom
536373,84880,BIRD,-2,12/1/10 9:40,1.10,13047,United Kingdom
536365,85123B,LATE LINE,1,12/1/10 8:27,1,17850,United Kingdom
`

const historyMap = `{"columns":{"document":"InvoiceNo","sku":"StockCode","title":"Description","quantity":"Quantity","unit_price":"UnitPrice",
"date":"InvoiceDate","country":"Country","customer":"CustomerID"},"date_layout":"1/2/06 15:04","currency":"GBP","credit_note_prefix":"C",
"codes":{"POST":"delivery","D":"discount","FEE":"ignore"},"countries":{"United Kingdom":"GB","EIRE":"IE"},
"tax_rates":{"United Kingdom":"17.5","*":"0"},"prices_include_tax":true,"settled":"bank"}`

func (w *world) importHistory(file, rules string, dry bool) (orders.HistoryReport, []orders.HistoryProblem, error) {
	w.t.Helper()
	m, err := orders.ReadHistoryMap(strings.NewReader(rules))
	if err != nil {
		return orders.HistoryReport{}, nil, err
	}
	var problems []orders.HistoryProblem
	scope := db.Scope{Shop: shop, Actor: db.Actor{Kind: "import", Name: "Import"}}
	report, err := orders.ImportHistory(context.Background(), w.d, scope, orders.HistoryInput{Name: "history.csv", Map: m, DryRun: dry,
		Open:   func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(file)), nil },
		Report: func(p orders.HistoryProblem) { problems = append(problems, p) }})
	return report, problems, err
}

func TestImportHistory(t *testing.T) {
	w := newWorldIn(t, "GB", "GBP")
	dry, _, err := w.importHistory(historyFile, historyMap, true)
	w.must(err)
	report, problems, err := w.importHistory(historyFile, historyMap, false)
	w.must(err)
	again, _, err := w.importHistory(historyFile, historyMap, false)
	w.must(err)
	if dry.Total != report.Total || dry.Invoices != report.Invoices || dry.Import != 0 {
		t.Errorf("the dry run says %+v, the import %+v", dry, report)
	}
	if report.Lines != 12 || report.Documents != 9 || report.Invoices != 3 || report.CreditNotes != 1 || report.LeftOut != 5 {
		t.Errorf("report %+v", report)
	}
	// 15.30 + 18.00 + 1.00, 11.10, 2.20, less 27.50
	if report.Total != 3430+1110+220-2750 {
		t.Errorf("total %d", report.Total)
	}
	if again.Invoices+again.CreditNotes != 0 || again.Already != 4 || again.Import != 0 {
		t.Errorf("the second run: %+v", again)
	}
	var codes []string
	for _, p := range problems {
		codes = append(codes, p.Code)
	}
	want := []string{"customer", "zero_price", "empty", "country", "ignored", "empty", "quantity", "title", "date", "negative", "differs"}
	if diff := cmp.Diff(want, codes); diff != "" {
		t.Error(diff)
	}
	w.drain()
	w.verified()
	w.checkImported()
}

// checkImported looks at the orders and the facts of historyFile.
func (w *world) checkImported() {
	w.t.Helper()
	w.write(func(tx *db.Tx) error {
		o, err := orders.ByNumber(tx, "536365")
		if err != nil {
			return err
		}
		// 34.30 with 17.5 % inside: 5.11
		if o.State != orders.Closed || o.Total != 3430 || o.Tax != 511 || o.Delivery != 1800 || o.Subtotal != 1630 || o.PlacedAt.Day() != "2010-12-01" || o.Name != "17850" {
			w.t.Errorf("order %+v", o)
		}
		note, err := orders.ByNumber(tx, "C536369")
		if err == nil && (note.Total != -2750 || note.Tax != -410 || note.Document != orders.CreditNoteDocument) {
			w.t.Errorf("credit note %+v", note)
		}
		return err
	})
	if len(w.facts.imported) != 4 {
		w.t.Fatalf("%d documents announced", len(w.facts.imported))
	}
	for _, f := range w.facts.imported {
		var net, tax int64
		for _, l := range f.Lines {
			net, tax = net+l.Net, tax+l.Tax
		}
		if net != f.Net || tax != f.Tax || f.Net+f.Tax != f.Total || f.Total <= 0 || f.Settled != "bank" {
			w.t.Errorf("document %s does not add up: %+v", f.Number, f)
		}
		if f.Number == "536366" && (f.Taxes[0].Category != "K" || f.Country != "IE") {
			w.t.Errorf("taxes of 536366: %+v", f.Taxes)
		}
	}
}

func TestImportHistoryRefusesBadFiles(t *testing.T) {
	w := newWorldIn(t, "GB", "GBP")
	euros := newWorld(t)
	long := "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n" + strings.Repeat("x", 3<<20)
	cases := map[string]struct {
		w          *world
		file, code string
		says       string
	}{
		"empty":          {w, "", historyMap, "empty"},
		"missing column": {w, "InvoiceNo,StockCode\n1,2\n", historyMap, "no column Country"},
		"endless line":   {w, long, historyMap, "longer than"},
		"other currency": {euros, historyFile, historyMap, "keeps its books in EUR"},
		"unknown field":  {w, historyFile, `{"colums":{}}`, "not the JSON expected"},
		"empty map":      {w, historyFile, `{}`, "not complete"},
	}
	for name, c := range cases {
		_, _, err := c.w.importHistory(c.file, c.code, false)
		if !errs.Is(err, errs.KindInvalid) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestImportHistoryReadsOtherHabits(t *testing.T) {
	w := newWorldIn(t, "GB", "GBP")
	file := "\xef\xbb\xbfInvoiceNo;StockCode;Description;Quantity;InvoiceDate;UnitPrice;CustomerID;Country\r\n" +
		"1;A;CAF\xc9;2;12/1/10 8:26;2,55;;GB\r\n"
	report, _, err := w.importHistory(file, historyMap, false)
	w.must(err)
	if report.Invoices != 1 || report.Total != 510 {
		t.Errorf("report %+v", report)
	}
	w.write(func(tx *db.Tx) error {
		o, err := orders.ByNumber(tx, "1")
		if err != nil {
			return err
		}
		lines, err := orders.Lines(tx, o.ID)
		if err == nil && lines[0].Title != "CAFÉ" {
			t.Errorf("title %q", lines[0].Title)
		}
		return err
	})
}

func TestTheExampleMapIsWhole(t *testing.T) {
	data, err := os.ReadFile("../docs/examples/online-retail-map.json")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := orders.ReadHistoryMap(strings.NewReader(string(data))); err != nil {
		t.Error(err)
	}
}
