package app_test

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib"

	"github.com/coulisse/coulisse/app"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/kittest"
)

// listedTables are filled before the plans are looked at, so that each list has a second
// page. Values that a CHECK or a rule asks for are given by column.
var listedTables = []string{"orders", "product", "variant", "customer", "invoice", "ledger_entry", "stock_movement", "change_set", "change", "shop"}

var plausible = map[string]string{
	"product.status": "active", "invoice.kind": "invoice", "stock_movement.kind": "adjusted", "orders.state": "open", "orders.todo": "ship",
	"orders.payment_state": "paid", "shop.zone": "Europe/Paris", "ledger_entry.day": "2026-03-01", "invoice.day": "2026-03-01",
	"invoice.mentions": "[]", "invoice.seller": "{}", "invoice.buyer": "{}", "invoice.delivered_to": "{}", "orders.address": "{}", "change_set.args": "[]",
	"orders.document": "x",
}

// Every statement that a list of the admin can ask, page by page and filter by filter,
// is served by an index that is in its order: no table is read whole and nothing is
// sorted by the database, so that a million orders cost what a thousand do.
func TestEveryListIsServedByItsIndexes(t *testing.T) {
	if kittest.Engine() == "postgres" {
		t.Skip("the plans of PostgreSQL depend on its statistics; they are measured by coulisse bench")
	}
	seen := map[string][]any{}
	var mu sync.Mutex
	o := kittest.Options(t, app.Migrations()...)
	o.Observe = func(_ context.Context, s db.Step) {
		mu.Lock()
		defer mu.Unlock()
		if s.Kind == db.StepStatement && len(s.Rows) > 0 && strings.HasPrefix(strings.TrimSpace(s.Text), "SELECT") {
			seen[s.Text] = s.Rows[0]
		}
	}
	d := kittest.Open(t, o)
	pool := engineOf(t, o)
	fill(t, pool)
	tried := 0
	for _, l := range app.Lists() {
		for _, q := range l.Queries() {
			tried++
			err := d.Read(t.Context(), db.Scope{Shop: 1}, func(tx *db.Tx) error {
				next, err := l.Try(tx, q)
				if err == nil && next != "" {
					_, err = l.Try(tx, q.From(next))
				}
				return err
			})
			if err != nil {
				t.Fatalf("%T %+v: %v", l, q, err)
			}
		}
	}
	bad := 0
	for text, args := range seen {
		if fault := planFault(t, pool, text, args); fault != "" {
			if bad++; bad <= 12 {
				t.Errorf("%s\nin %s", fault, text)
			}
		}
	}
	t.Logf("%d queries, %d statements, %d with a fault", tried, len(seen), bad)
	if len(seen) < 100 {
		t.Errorf("only %d statements were seen", len(seen))
	}
}

// engineOf opens the test's database beside the program.
func engineOf(t *testing.T, o db.Options) *sql.DB {
	t.Helper()
	driver, address := "sqlite", filepath.Join(o.Dir, "coulisse.db")
	if kittest.Engine() == "postgres" {
		address, _, _ = strings.Cut(o.URL, "&pool_")
		driver = "pgx"
	}
	pool, err := sql.Open(driver, address)
	if err != nil {
		t.Fatal(err)
	}
	pool.SetMaxOpenConns(1)
	t.Cleanup(func() { _ = pool.Close() })
	settings := []string{`PRAGMA foreign_keys = OFF`}
	if driver == "pgx" {
		settings = []string{`SET session_replication_role = replica`, `SET enable_seqscan = off`, `SET enable_sort = off`, `SET enable_bitmapscan = off`, `SET plan_cache_mode = force_custom_plan`}
	}
	for _, setting := range settings {
		if _, err := pool.ExecContext(t.Context(), setting); err != nil {
			t.Fatal(err)
		}
	}
	return pool
}

const filled = 130

func fill(t *testing.T, pool *sql.DB) {
	t.Helper()
	ask := `SELECT name || ' ' || upper(type) FROM pragma_table_info(?)`
	if kittest.Engine() == "postgres" {
		ask = `SELECT column_name || ' ' || upper(data_type) FROM information_schema.columns WHERE table_name = $1 ORDER BY ordinal_position`
	}
	for _, table := range listedTables {
		var names, marks []string
		var kinds []string
		for i, found := range column(t, pool, ask, table) {
			name, kind, _ := strings.Cut(found, " ")
			names, kinds = append(names, name), append(kinds, kind)
			marks = append(marks, fmt.Sprintf("$%d", i+1))
		}
		text := "INSERT INTO " + table + " (" + strings.Join(names, ", ") + ") VALUES (" + strings.Join(marks, ", ") + ")"
		for n := 1; n <= filled; n++ {
			if table == "shop" && n > 1 {
				break
			}
			args := make([]any, len(names))
			for i, name := range names {
				value, given := plausible[table+"."+name]
				switch {
				case given:
					args[i] = value
				case name == "shop_id":
					args[i] = 1
				case kinds[i] == "BOOLEAN":
					args[i] = false
				case kinds[i] == "TEXT":
					args[i] = fmt.Sprintf("%s%05d", name, n)
				default:
					args[i] = n
				}
			}
			if _, err := pool.ExecContext(t.Context(), text, args...); err != nil {
				t.Fatalf("fill %s: %v", table, err)
			}
		}
	}
}

var (
	wholeTable = regexp.MustCompile(`^SCAN (\w+)(?: USING (?:COVERING )?INDEX \w+)?$`)
	planTables = map[string]bool{"row": true, "counted": true, "CONSTANT": true, "seen": true}
)

// planFault is what is wrong with the plan of a statement, empty when nothing is.
func planFault(t *testing.T, pool *sql.DB, text string, args []any) string {
	t.Helper()
	if strings.Contains(text, "search_index") || strings.Contains(text, "tsquery") {
		return ""
	}
	explain := "EXPLAIN QUERY PLAN "
	if kittest.Engine() == "postgres" {
		explain = "EXPLAIN "
	}
	rows, err := pool.QueryContext(t.Context(), explain+text, args...)
	if err != nil {
		return err.Error()
	}
	defer rows.Close()
	var plan []string
	for rows.Next() {
		var a, b, c int
		var line string
		if kittest.Engine() == "postgres" {
			err = rows.Scan(&line)
		} else {
			err = rows.Scan(&a, &b, &c, &line)
		}
		if err != nil {
			t.Fatal(err)
		}
		plan = append(plan, line)
	}
	if err := rows.Err(); err != nil {
		return err.Error()
	}
	// Collections and imports are few and read whole; the stock sorts the variants of one product.
	small := strings.Contains(text, "FROM collection ") || strings.Contains(text, "FROM order_import ") || strings.Contains(text, "FROM page ") ||
		strings.Contains(text, "GROUP BY") || strings.Contains(text, "DISTINCT")
	for _, line := range plan {
		line = strings.TrimLeft(line, " ->")
		hit := wholeTable.FindStringSubmatch(line)
		switch {
		case small:
		case hit != nil && !planTables[hit[1]], strings.HasPrefix(line, "Seq Scan"):
			return "reads a table whole: " + strings.Join(plan, " | ")
		case strings.HasPrefix(line, "USE TEMP B-TREE FOR ORDER BY"), strings.HasPrefix(line, "Sort "):
			return "sorts: " + strings.Join(plan, " | ")
		}
	}
	return ""
}
