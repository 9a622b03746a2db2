package main

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"math/big"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"
)

// The real history of a wholesaler, imported and then recomputed from the file and
// its map alone: encoding/csv, encoding/json and fractions, no arithmetic of ours.

const historyMap = "../../docs/examples/online-retail-map.json"

func TestRealHistory(t *testing.T) {
	file := shared(t, "online-retail-2010-12.csv")
	want := recompute(t, file)
	p := newPlace(t)
	p.ok("shop create --name Wholesale --email owner@example.com --country GB --currency GBP --handle wholesale")
	started := time.Now()
	first := p.ok("import orders --shop wholesale --from csv --map "+historyMap, file)
	t.Logf("imported in %s", time.Since(started).Round(10*time.Millisecond))
	p.ok("verify")

	books := p.ok("export books --shop wholesale --format csv")
	compare(t, want, booksOf(t, books), first)

	second := p.ok("import orders --shop wholesale --from csv --map "+historyMap, file)
	if !strings.Contains(second, "0 invoices and 0 credit notes imported, "+strconv.Itoa(want.invoices+want.creditNotes)+" were here already") {
		t.Errorf("the second run: %s", second[max(0, len(second)-200):])
	}
	if again := p.ok("export books --shop wholesale --format csv"); again != books {
		t.Error("the second run changed the books")
	}
	p.hledgerAccepts("wholesale")
}

// hledgerAccepts lets another program check the exported books: accounts and
// commodities declared, every transaction balanced.
func (p *place) hledgerAccepts(handle string) {
	p.t.Helper()
	if _, err := exec.LookPath("hledger"); err != nil {
		if os.Getenv("CI") == "true" {
			p.t.Error("hledger is not installed")
		}
		return
	}
	check := exec.CommandContext(p.t.Context(), "hledger", "-f", "-", "check", "-s")
	check.Stdin = strings.NewReader(p.ok("export books --format hledger --shop", handle))
	check.Env = append(os.Environ(), "LANG=C.UTF-8")
	if out, err := check.CombinedOutput(); err != nil {
		p.t.Errorf("hledger check: %v\n%s", err, out)
	}
}

// sums are what both sides must agree on; amounts in pence.
type sums struct {
	invoices, creditNotes int
	net, tax, gross       int64
	byCountry             map[string]int64 // gross, by ISO code
	balances              map[string]int64 // by account, debits positive
	taxed                 map[string]int64 // tax by country and rate, "GB 17.5"
	bases                 map[string]int64 // net by country and rate
}

type historyRules struct {
	Columns    map[string]string `json:"columns"`
	DateLayout string            `json:"date_layout"`
	Prefix     string            `json:"credit_note_prefix"`
	Codes      map[string]string `json:"codes"`
	Countries  map[string]string `json:"countries"`
	TaxRates   map[string]string `json:"tax_rates"`
}

type historyDocument struct {
	number, spelling string
	lines            []historyLine
}

type historyLine struct {
	kind  string
	total int64 // as in the file: negative on credit notes
}

func recompute(t *testing.T, file string) sums {
	t.Helper()
	var rules historyRules
	data, err := os.ReadFile(historyMap)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &rules); err != nil {
		t.Fatal(err)
	}
	want := sums{byCountry: map[string]int64{}, balances: map[string]int64{}, taxed: map[string]int64{}, bases: map[string]int64{}}
	for _, d := range readDocuments(t, file, rules) {
		want.add(t, rules, d)
	}
	return want
}

// readDocuments groups the lines that say something by document.
func readDocuments(t *testing.T, file string, rules historyRules) map[string]*historyDocument {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	head, err := r.Read()
	if err != nil {
		t.Fatal(err)
	}
	at := map[string]int{}
	for meaning, column := range rules.Columns {
		for i, name := range head {
			if name == column {
				at[meaning] = i
			}
		}
	}
	documents := map[string]*historyDocument{}
	for {
		row, err := r.Read()
		if err == io.EOF {
			return documents
		}
		if err != nil {
			t.Fatal(err)
		}
		number := row[at["document"]]
		d := documents[number]
		if d == nil {
			d = &historyDocument{number: number, spelling: strings.TrimSpace(row[at["country"]])}
			documents[number] = d
		}
		quantity, err := strconv.ParseInt(row[at["quantity"]], 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		kind := rules.Codes[row[at["sku"]]]
		if total := pence(t, row[at["unit_price"]]) * quantity; total != 0 && kind != "ignore" {
			d.lines = append(d.lines, historyLine{kind, total})
		}
	}
}

// pence reads a price exactly and rounds half away from zero.
func pence(t *testing.T, text string) int64 {
	t.Helper()
	price, ok := new(big.Rat).SetString(text)
	if !ok {
		t.Fatalf("price %q", text)
	}
	return round(price.Mul(price, big.NewRat(100, 1)))
}

func round(r *big.Rat) int64 {
	twice := new(big.Int).Mul(new(big.Int).Abs(r.Num()), big.NewInt(2))
	twice.Add(twice, r.Denom())
	whole := twice.Quo(twice, new(big.Int).Mul(r.Denom(), big.NewInt(2))).Int64()
	if r.Sign() < 0 {
		return -whole
	}
	return whole
}

// add books a document: the tax inside is rounded once for the document.
func (s *sums) add(t *testing.T, rules historyRules, d *historyDocument) {
	t.Helper()
	if len(d.lines) == 0 {
		return
	}
	country, rate := rules.Countries[d.spelling], rules.TaxRates[d.spelling]
	if rate == "" {
		rate = rules.TaxRates["*"]
	}
	percent, ok := new(big.Rat).SetString(rate)
	if !ok || country == "" {
		t.Fatalf("document %s: country %q, rate %q", d.number, d.spelling, rate)
	}
	var gross int64
	for _, l := range d.lines {
		gross += l.total
	}
	inside := new(big.Rat).Quo(percent, new(big.Rat).Add(percent, big.NewRat(100, 1)))
	tax := round(inside.Mul(inside, big.NewRat(gross, 1)))
	if strings.HasPrefix(d.number, rules.Prefix) {
		s.creditNotes++
	} else {
		s.invoices++
	}
	s.net, s.tax, s.gross = s.net+gross-tax, s.tax+tax, s.gross+gross
	s.byCountry[country] += gross
	s.balances["Bank"] += gross
	s.balances["Output VAT"] -= tax
	s.balances["everything sold"] -= gross - tax
	s.taxed[country+" "+rate] += tax
	s.bases[country+" "+rate] += gross - tax
}

// booksOf reads the exported journal: the only thing of ours this test reads.
func booksOf(t *testing.T, export string) sums {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(export)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	at := map[string]int{}
	for i, name := range rows[0] {
		at[name] = i
	}
	got := sums{byCountry: map[string]int64{}, balances: map[string]int64{}, taxed: map[string]int64{}, bases: map[string]int64{}}
	seen := map[string]bool{}
	for _, row := range rows[1:] {
		amount := pence(t, row[at["debit"]]) - pence(t, row[at["credit"]])
		account, label := row[at["account_label"]], row[at["label"]]
		key := row[at["tax_country"]] + " " + row[at["tax_rate"]]
		switch {
		case account == "Bank":
			got.balances["Bank"] += amount
			got.gross += amount
		case strings.HasPrefix(account, "Output VAT"):
			got.balances["Output VAT"] += amount
			got.tax -= amount
		case account != "Trade receivables":
			got.balances["everything sold"] += amount
			got.net -= amount
		}
		switch row[at["tax_kind"]] {
		case "base":
			got.bases[key] -= amount
			got.byCountry[row[at["tax_country"]]] -= amount
		case "tax":
			got.taxed[key] -= amount
			got.byCountry[row[at["tax_country"]]] -= amount
		}
		if ref := row[at["ref"]]; !seen[ref] {
			seen[ref] = true
			if strings.HasPrefix(label, "Credit note") {
				got.creditNotes++
			} else {
				got.invoices++
			}
		}
	}
	return got
}

func compare(t *testing.T, want, got sums, said string) {
	t.Helper()
	if want.invoices != got.invoices || want.creditNotes != got.creditNotes {
		t.Errorf("%d invoices and %d credit notes, want %d and %d", got.invoices, got.creditNotes, want.invoices, want.creditNotes)
	}
	if want.net != got.net || want.tax != got.tax || want.gross != got.gross {
		t.Errorf("net %d, tax %d, gross %d, want %d, %d, %d", got.net, got.tax, got.gross, want.net, want.tax, want.gross)
	}
	if want.net+want.tax != want.gross || want.gross == 0 {
		t.Errorf("the recomputation itself does not add up: %+v", want)
	}
	line := "net " + decimal(want.net) + " GBP, tax " + decimal(want.tax) + " GBP, total " + decimal(want.gross) + " GBP"
	if !strings.Contains(said, line) {
		t.Errorf("the import does not say %q", line)
	}
	same(t, "gross by country", want.byCountry, got.byCountry)
	same(t, "balances", want.balances, got.balances)
	same(t, "tax by country and rate", want.taxed, got.taxed)
	same(t, "base by country and rate", want.bases, got.bases)
	t.Logf("%d invoices, %d credit notes, %s, %d countries", want.invoices, want.creditNotes, line, len(want.byCountry))
}

func same(t *testing.T, what string, want, got map[string]int64) {
	t.Helper()
	for key, v := range want {
		if got[key] != v {
			t.Errorf("%s: %s is %d, want %d", what, key, got[key], v)
		}
	}
	for key, v := range got {
		if want[key] != v {
			t.Errorf("%s: %s is %d, want %d", what, key, v, want[key])
		}
	}
}

func decimal(v int64) string { return big.NewRat(v, 100).FloatString(2) }
