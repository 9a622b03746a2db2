package catalog_test

import (
	"context"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"testing"

	"github.com/coulisse/coulisse/catalog"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/shops"
)

func (w *world) run(file string, opts catalog.ImportOptions) catalog.ImportReport {
	w.t.Helper()
	report, err := catalog.ImportShopify(context.Background(), w.d, w.scope, strings.NewReader(file), opts)
	if err != nil {
		w.t.Fatal(err)
	}
	return report
}

func (w *world) byHandle(handle string) catalog.Document {
	w.t.Helper()
	var product id.ID
	w.read(func(tx *db.Tx) error {
		p, err := catalog.ByHandle(tx, handle)
		product = p.ID
		return err
	})
	return w.load(product)
}

const head = "Handle,Title,Vendor,Tags,Option1 Name,Option1 Value,Variant SKU,Variant Price,Variant Inventory Qty,Variant Inventory Tracker,Image Src,Variant Image\n"

func TestGoodProductsGoInBadOnesAreReported(t *testing.T) {
	w := newWorld(t)
	stocked := map[id.ID]int64{}
	report := w.run("\ufeff"+head+
		"cap,Cap,Brown,\"a, b\",Title,Default Title,C-1,19.90,5,shopify,https://x.test/cap.jpg,\n"+
		"cap,,,,,,,,,,https://x.test/cap2.jpg,\n"+
		"bad,Bad,,,Size,S,B-1,12.345,1,shopify,,\n"+
		"bad,,,,,M,B-2,cheap,x,shopify,,\n"+
		",No handle,,,,,,,,,,\n"+ // continues “bad”, as a line without handle does
		"tee,Tee,,,Size,S,T-S,10,1,,https://x.test/t.jpg,https://x.test/s.jpg\n"+
		"tee,,,,,M,T-M,11,2,,,\n", catalog.ImportOptions{Stock: func(_ *db.Tx, v id.ID, n int64) error { stocked[v] = n; return nil }})
	if report.Created != 2 || report.Refused != 1 || report.Lines != 7 {
		t.Errorf("report %+v", report)
	}
	want := []string{"4 Variant Price", "5 Variant Price", "5 Variant Inventory Qty"}
	for i, p := range report.Problems {
		if i >= len(want) || fmt.Sprintf("%d %s", p.Line, p.Column) != want[i] {
			t.Errorf("problem %d: %+v", i, p)
		}
	}
	hat := w.byHandle("cap")
	if len(hat.Images) != 2 || hat.Images[0].State != catalog.ImagePending || len(hat.Options) != 0 || hat.Variants[0].Price != 1990 || !hat.Variants[0].Tracked || len(hat.Tags) != 2 {
		t.Errorf("cap: %+v", hat)
	}
	tee := w.byHandle("tee")
	if len(tee.Variants) != 2 || tee.Variants[0].Tracked || tee.Variants[0].ImageID != tee.Images[1].ID || stocked[tee.Variants[1].ID] != 2 {
		t.Errorf("tee: %+v, stock %v", tee, stocked)
	}
}

// Goods sold twice elsewhere come with a quantity below zero: the merchant is told the
// line and the column, and the product goes in.
func TestAQuantityBelowZeroIsReportedByItsLine(t *testing.T) {
	w := newWorld(t)
	stocked := map[id.ID]int64{}
	report := w.run("Handle,Title,Option1 Name,Option1 Value,Variant Price,Variant Inventory Qty,Variant Inventory Tracker,Variant Inventory Policy\n"+
		"tee,Tee,Size,S,10,-3,shopify,deny\n"+
		"tee,,,M,10,4,shopify,deny\n"+
		"cap,Cap,,,10,-2,shopify,continue\n"+
		"pin,Pin,,,10,-1,,deny\n", catalog.ImportOptions{Stock: func(_ *db.Tx, v id.ID, n int64) error { stocked[v] = n; return nil }})
	if report.Created != 3 || report.Refused != 0 || report.ProblemCount != 1 || len(report.Problems) != 1 {
		t.Fatalf("report %+v", report)
	}
	note := report.Problems[0]
	if note.Line != 2 || note.Column != "Variant Inventory Qty" || note.Handle != "tee" || fmt.Sprintf(note.Message, note.Args...) != "“-3” is below zero. The product goes in with none in stock." {
		t.Errorf("note %+v", note)
	}
	tee, hat := w.byHandle("tee"), w.byHandle("cap")
	if stocked[tee.Variants[0].ID] != 0 || stocked[tee.Variants[1].ID] != 4 || stocked[hat.Variants[0].ID] != -2 {
		t.Errorf("stocked %v", stocked)
	}
}

func TestImportTwiceChangesNothingAndUndoTakesItBack(t *testing.T) {
	w := newWorld(t)
	file := head + "cap,Cap,,,,,C-1,19.90,5,shopify,https://x.test/cap.jpg,\ntee,Tee,,,Size,S,T-S,10,1,,,\ntee,,,,,M,T-M,11,2,,,\n"
	first := w.run(file, catalog.ImportOptions{})
	second := w.run(file, catalog.ImportOptions{})
	if first.Created != 2 || second.Created != 0 || second.Updated != 0 || second.Unchanged != 2 {
		t.Errorf("first %+v, second %+v", first, second)
	}
	third := w.run(strings.Replace(file, "11,2", "12,2", 1), catalog.ImportOptions{})
	if third.Updated != 1 || third.Unchanged != 1 || len(w.byHandle("tee").Variants) != 2 {
		t.Errorf("third %+v", third)
	}
	for _, set := range []id.ID{third.ChangeSet, first.ChangeSet} {
		w.write(func(tx *db.Tx) error { _, err := shops.Undo(tx, catalog.Restorers(), set); return err })
	}
	w.read(func(tx *db.Tx) error {
		counts, err := catalog.CountByStatus(tx)
		if len(counts) != 0 {
			t.Errorf("after undo: %v", counts)
		}
		return err
	})
}

func TestDryRunWritesNothing(t *testing.T) {
	w := newWorld(t)
	report := w.run(head+"cap,Cap,,,,,,1,,,,\ncup,,,,,,,1,,,,\n", catalog.ImportOptions{DryRun: true})
	if report.Created != 1 || report.Refused != 1 || report.ChangeSet != 0 || report.Problems[0].Line != 3 || report.Problems[0].Column != "Title" {
		t.Errorf("report %+v", report)
	}
	w.read(func(tx *db.Tx) error {
		page, err := catalog.List(tx, catalog.ListInput{})
		if len(page.Rows) != 0 {
			t.Errorf("rows %v", page.Rows)
		}
		return err
	})
}

func TestLinesThatAreNotTogetherJoinTheirProduct(t *testing.T) {
	w := newWorld(t)
	report := w.run(head+"tee,Tee,,,Size,S,T-S,10,,,,\ncap,Cap,,,,,,1,,,,\ntee,,,,Size,M,T-M,11,,,,\n", catalog.ImportOptions{})
	if report.Created != 2 || report.Refused != 0 || len(w.byHandle("tee").Variants) != 2 {
		t.Errorf("report %+v, tee %+v", report, w.byHandle("tee").Variants)
	}
}

func TestColumnsWithoutAPlaceAreNamed(t *testing.T) {
	w := newWorld(t)
	report := w.run("Title,Handle,Variant Price,Google MPN,Empty\nCap,cap,1,77,\n", catalog.ImportOptions{})
	if len(report.Ignored) != 1 || report.Ignored[0] != "Google MPN" {
		t.Errorf("ignored %q", report.Ignored)
	}
}

func TestAFileThatBreaksOffKeepsWhatCameBefore(t *testing.T) {
	w := newWorld(t)
	file := head + "cap,Cap,,,,,,1,,,,\ntee,\"Tee" + strings.Repeat("x", 2<<20)
	report, err := catalog.ImportShopify(context.Background(), w.d, w.scope, strings.NewReader(file), catalog.ImportOptions{})
	if err == nil || report.Created != 1 {
		t.Errorf("report %+v, %v", report, err)
	}
}

// TestApparel imports the real file and compares each cell it holds.
func TestApparel(t *testing.T) {
	file, err := os.Open("../../shared/real/shopify-apparel.csv")
	if err != nil {
		t.Skip("the real file is not here")
	}
	defer file.Close()
	w := newWorld(t)
	quantities := 0
	report, err := catalog.ImportShopify(context.Background(), w.d, w.scope, file, catalog.ImportOptions{
		Stock: func(*db.Tx, id.ID, int64) error { quantities++; return nil }})
	if err != nil {
		t.Fatal(err)
	}
	if report.Lines != 22 || report.Refused != 0 || report.ProblemCount != 0 || len(report.Ignored) != 0 {
		t.Errorf("report %+v", report)
	}
	top := w.byHandle("classic-varsity-top")
	if len(top.Variants) != 3 || top.Variants[2].Option1 != "Large" || top.PriceFrom != 6000 || top.Tags[0] != "women" || top.Status != catalog.Active ||
		top.Vendor != "partners-demo" || len(top.Images) != 1 || !strings.HasSuffix(top.Images[0].SourceURL, "casual-fashion-woman_925x.jpg") || !top.Variants[0].Delivered {
		t.Errorf("varsity top: %+v", top)
	}
	if !strings.Contains(top.Description, "complete with an embroidered letter.") {
		t.Errorf("description %q", top.Description)
	}
	if int64(quantities) != report.Lines {
		t.Errorf("%d quantities of %d lines", quantities, report.Lines)
	}
}

// productRows writes a file of n products of three lines each, line by line.
func productRows(n int) io.Reader {
	r, w := io.Pipe()
	go func() {
		_, err := io.WriteString(w, head)
		for i := 0; i < n && err == nil; i++ {
			_, err = fmt.Fprintf(w, "p-%d,Product %d,Vendor %d,\"a, b\",Size,S,P%d-S,10,5,shopify,https://x.test/%d.jpg,\np-%d,,,,,M,P%d-M,11,5,shopify,,\np-%d,,,,,L,P%d-L,12,5,shopify,,\n",
				i, i, i%50, i, i, i, i, i, i)
		}
		w.CloseWithError(err)
	}()
	return r
}

func BenchmarkImport(b *testing.B) {
	w := newWorld(b)
	const products = 5000
	for b.Loop() {
		report, err := catalog.ImportShopify(context.Background(), w.d, w.scope, productRows(products), catalog.ImportOptions{})
		if err != nil || report.Created+report.Unchanged != products {
			b.Fatal(report.Created, err)
		}
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	b.ReportMetric(float64(b.Elapsed().Seconds())/float64(b.N)/(products*3)*100_000, "s/100k-rows")
	b.ReportMetric(float64(m.Sys>>20), "MB")
}
