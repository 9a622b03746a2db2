package invoices

import (
	"encoding/json"

	"github.com/coulisse/coulisse/kit/chain"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/id"
)

// Verify walks the documents and reports a changed or missing one, a gap in a series,
// dates that go backwards, and sums that do not follow from the lines.
func Verify(tx *db.Tx, report func(problem string, args ...any)) error {
	for _, check := range []func(*db.Tx, func(string, ...any)) error{verifyChain, verifySeries, verifySums} {
		if err := check(tx, report); err != nil {
			return err
		}
	}
	return nil
}

// verifyChain recomputes every hash in order. A changed document is named and the walk
// goes on from the hash it holds; after a missing one nothing more can be said.
func verifyChain(tx *db.Tx, report func(string, ...any)) error {
	next, prev := int64(1), ""
	for {
		page, err := db.AllQ[stored](tx, db.Query(columns).And(`i.chain_seq >= ?`, next).Then(` ORDER BY i.chain_seq LIMIT 200`))
		if err != nil {
			return err
		}
		if len(page) == 0 {
			break
		}
		if err := attachLines(tx, page); err != nil {
			return err
		}
		for _, s := range page {
			damaged := s.read()
			switch i := s.Invoice; {
			case i.ChainSeq != next:
				report("invoices: document %d of the chain is missing before %s", next, i.Number)
				return nil
			case damaged != "":
				report("invoices: %s was changed after it was issued: its %s cannot be read any more", i.Number, damaged)
			case i.broken(prev):
				report("invoices: %s was changed after it was issued", i.Number)
			}
			next, prev = s.ChainSeq+1, s.ChainHash
		}
	}
	seq, hash, err := chain.Head(tx, chainName)
	if err != nil {
		return err
	}
	if seq != next-1 || hash != prev {
		report("invoices: the chain ends at document %d, but its head says %d: documents are missing at the end", next-1, seq)
	}
	return nil
}

// stored is a document with its JSON as it lies in the row, so that a damaged one is
// reported like any other change instead of ending the walk.
type stored struct {
	Invoice
	Seller      string
	Buyer       string
	DeliveredTo string
	Mentions    string
}

// read decodes the row's JSON and names the first part that is damaged.
func (s *stored) read() (damaged string) {
	for _, part := range []struct {
		name, text string
		into       any
	}{
		{"seller", s.Seller, &s.Invoice.Seller},
		{"buyer", s.Buyer, &s.Invoice.Buyer},
		{"delivery address", s.DeliveredTo, &s.Invoice.DeliveredTo},
		{"list of legal sentences", s.Mentions, &s.Invoice.Mentions},
	} {
		if err := json.Unmarshal([]byte(part.text), part.into); err != nil {
			return part.name
		}
	}
	return ""
}

type linked struct {
	InvoiceID id.ID
	Line
}

func attachLines(tx *db.Tx, page []stored) error {
	ids, at := make([]id.ID, len(page)), make(map[id.ID]int, len(page))
	for n, i := range page {
		ids[n], at[i.ID] = i.ID, n
	}
	rows, err := db.AllQ[linked](tx, db.Query(`SELECT invoice_id, order_line_id, use, title, sku, quantity, unit_price, net, tax, gross,
		tax_country, tax_rate, tax_name, tax_category, tax_scheme FROM invoice_line WHERE shop_id = $1`).
		AndIn(`invoice_id`, ids).Then(` ORDER BY invoice_id, line_no`))
	for _, r := range rows {
		page[at[r.InvoiceID]].Lines = append(page[at[r.InvoiceID]].Lines, r.Line)
	}
	return err
}

type seriesRow struct {
	Kind, Series, Number, Day string
	Seq                       int64
}

// verifySeries looks for numbers that were skipped and dates that go backwards.
// Imported documents keep the dates of the system they come from.
func verifySeries(tx *db.Tx, report func(string, ...any)) error {
	var last seriesRow
	return db.Each(tx, `SELECT kind, series, seq, number, day FROM invoice WHERE shop_id = $1 ORDER BY kind, series, seq`, nil, func(r seriesRow) error {
		if r.Kind != last.Kind || r.Series != last.Series {
			last = seriesRow{}
		}
		if r.Seq != last.Seq+1 {
			report("invoices: number %d of the %s series %s is missing before %s", last.Seq+1, r.Kind, r.Series, r.Number)
		}
		if r.Day < last.Day && r.Series != "import" {
			report("invoices: %s is dated before the document it follows", r.Number)
		}
		last = r
		return nil
	})
}

type differenceRow struct {
	Number                         string
	Net, Tax, Gross                int64
	LinesNet, LinesTax, LinesGross int64
}

func verifySums(tx *db.Tx, report func(string, ...any)) error {
	return db.Each(tx, `SELECT i.number, i.net, i.tax, i.gross, CAST(COALESCE(SUM(l.net), 0) AS BIGINT) AS lines_net,
		CAST(COALESCE(SUM(l.tax), 0) AS BIGINT) AS lines_tax, CAST(COALESCE(SUM(l.gross), 0) AS BIGINT) AS lines_gross
		FROM invoice i LEFT JOIN invoice_line l ON l.shop_id = i.shop_id AND l.invoice_id = i.id
		WHERE i.shop_id = $1 GROUP BY i.id, i.number, i.net, i.tax, i.gross
		HAVING COALESCE(SUM(l.net), 0) <> i.net OR COALESCE(SUM(l.tax), 0) <> i.tax OR COALESCE(SUM(l.gross), 0) <> i.gross
			OR i.net + i.tax <> i.gross ORDER BY i.number`, nil, func(r differenceRow) error {
		report("invoices: %s says %d + %d = %d, its lines give %d + %d = %d", r.Number, r.Net, r.Tax, r.Gross, r.LinesNet, r.LinesTax, r.LinesGross)
		return nil
	})
}
