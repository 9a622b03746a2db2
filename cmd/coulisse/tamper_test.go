package main

import (
	"database/sql"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/coulisse/coulisse/kit/kittest"
	"github.com/jackc/pgx/v5/pgxpool"
)

// tamper changes rows behind the program's back, as somebody with the file or the
// password of the database would.
func (p *place) tamper(statements ...string) {
	p.t.Helper()
	if at := slices.Index(p.storage, "--database"); at >= 0 {
		p.tamperPostgres(p.storage[at+1], statements)
		return
	}
	pool, err := sql.Open("sqlite", filepath.Join(p.data, "coulisse.db"))
	if err != nil {
		p.t.Fatal(err)
	}
	defer pool.Close()
	for _, statement := range statements {
		done, err := pool.ExecContext(p.t.Context(), statement)
		if err != nil {
			p.t.Fatalf("%s: %v", statement, err)
		}
		if n, _ := done.RowsAffected(); n == 0 {
			p.t.Fatalf("%s: no row", statement)
		}
	}
}

func (p *place) tamperPostgres(url string, statements []string) {
	p.t.Helper()
	pool, err := pgxpool.New(p.t.Context(), url)
	if err != nil {
		p.t.Fatal(err)
	}
	defer pool.Close()
	conn, err := pool.Acquire(p.t.Context())
	if err != nil {
		p.t.Fatal(err)
	}
	defer conn.Release()
	if _, err := conn.Exec(p.t.Context(), `SELECT set_config('coulisse.shop', 'all', FALSE)`); err != nil {
		p.t.Fatal(err)
	}
	for _, statement := range statements {
		done, err := conn.Exec(p.t.Context(), statement)
		if err != nil || done.RowsAffected() == 0 {
			p.t.Fatalf("%s: %d rows, %v", statement, done.RowsAffected(), err)
		}
	}
}

// TestVerifyFinds breaks a copy of the same books in one way after another.
func TestVerifyFinds(t *testing.T) {
	cases := []struct {
		name       string
		statements []string
		says       string
	}{
		{"an amount of the ledger changed", []string{
			`UPDATE ledger_line SET amount = amount + 100 WHERE entry_id = (SELECT MIN(entry_id) FROM ledger_line) AND line_no = 1`}, "was changed after it was posted"},
		{"two amounts changed so that they still balance", []string{
			`UPDATE ledger_line SET amount = amount + 100 WHERE entry_id = (SELECT MIN(entry_id) FROM ledger_line) AND line_no = 1`,
			`UPDATE ledger_line SET amount = amount - 100 WHERE entry_id = (SELECT MIN(entry_id) FROM ledger_line) AND line_no = 2`}, "was changed after it was posted"},
		{"the day of an entry changed", []string{
			`UPDATE ledger_entry SET day = '2010-12-31' WHERE seq = 1`}, "was changed after it was posted"},
		{"an entry deleted", []string{
			`DELETE FROM ledger_line WHERE entry_id = (SELECT id FROM ledger_entry WHERE seq = 2)`,
			`DELETE FROM ledger_entry WHERE seq = 2`}, "entry 2 is missing"},
		{"the last entry deleted", []string{
			`DELETE FROM ledger_line WHERE entry_id = (SELECT id FROM ledger_entry ORDER BY seq DESC LIMIT 1)`,
			`DELETE FROM ledger_entry WHERE seq = (SELECT MAX(seq) FROM ledger_entry)`}, "entries are missing at the end"},
		{"a monthly sum changed", []string{
			`UPDATE ledger_month SET debit = debit + 1 WHERE debit > 0`}, "the sums of account"},
		{"a movement of stock deleted", []string{
			`DELETE FROM stock_movement WHERE seq = 1`}, "movement"},
		{"a level of stock changed", []string{
			`UPDATE stock_level SET on_hand = on_hand + 1`}, "on hand, its movements"},
		{"an invoice deleted", []string{
			`DELETE FROM invoice_line WHERE invoice_id = (SELECT id FROM invoice WHERE chain_seq = 2)`,
			`DELETE FROM invoice WHERE chain_seq = 2`}, "is missing before"},
		{"an invoice number skipped", []string{
			`UPDATE invoice SET seq = seq + 1 WHERE chain_seq = (SELECT MAX(chain_seq) FROM invoice WHERE kind = 'invoice')`}, "is missing before"},
		{"an invoice changed", []string{
			`UPDATE invoice_line SET title = 'Something else' WHERE line_no = 1`}, "was changed after it was issued"},
		{"the name of a buyer changed", []string{
			`UPDATE invoice SET buyer_name = 'Somebody else' WHERE chain_seq = 1`}, "was changed after it was issued"},
		{"the address of a buyer changed", []string{
			`UPDATE invoice SET buyer = replace(buyer, '"country":"', '"country":"X') WHERE chain_seq = 1`}, "was changed after it was issued"},
		{"the buyer of an invoice emptied, the salt left", []string{
			`UPDATE invoice SET buyer = '{"name":"","lines":null,"country":""}' WHERE chain_seq = 1`}, "was changed after it was issued"},
		{"the seller changed", []string{
			`UPDATE invoice SET seller = replace(seller, '"name":"', '"name":"Not ') WHERE chain_seq = 1`}, "was changed after it was issued"},
		{"a legal sentence added", []string{
			`UPDATE invoice SET mentions = '["Paid in full."]' WHERE chain_seq = 1`}, "was changed after it was issued"},
		{"an invoice made one of the first version", []string{
			`UPDATE invoice SET chain_version = 1 WHERE chain_seq = 1`}, "was changed after it was issued"},
		{"the buyer of an invoice damaged", []string{
			`UPDATE invoice SET buyer = '{"name":' WHERE chain_seq = 1`}, "its buyer cannot be read any more"},
		{"the total of an order changed", []string{
			`UPDATE orders SET total = total + 1 WHERE number = '1'`}, "Order 1:"},
		{"a line of an order changed", []string{
			`UPDATE order_line SET tax = tax + 1, net = net - 1 WHERE position = 1`}, "Order 1:"},
	}
	p := newPlace(t)
	p.ok("shop create --name Tea --email owner@example.com --country GB --handle tea")
	p.ok("import products --shop tea --from shopify", write(t, "own.csv", ownProducts))
	p.ok("import orders --shop tea --from csv --map ../../docs/examples/online-retail-map.json", write(t, "history.csv", ownHistory))
	p.ok("verify")
	file := filepath.Join(t.TempDir(), "all.backup")
	p.ok("backup", file)
	for i, c := range cases {
		// One statement finds it on both engines, and a restore per case takes its time.
		if i%4 != 0 && kittest.Engine() == "postgres" {
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			broken := emptyPlace(t)
			broken.ok("restore", file)
			broken.tamper(c.statements...)
			got := broken.run("verify")
			if got.code != 1 || !oneSentence.MatchString(got.err) || !strings.Contains(got.out, c.says) {
				t.Errorf("exit code %d, want %q among\n%s%s", got.code, c.says, got.out, got.err)
			}
		})
	}
}
