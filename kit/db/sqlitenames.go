package db

import (
	"context"
	"database/sql"
	"fmt"
	"regexp"
	"strings"

	"modernc.org/sqlite"
)

// constraintNames gives SQLite's unique errors, which list columns, the names that
// PostgreSQL would say.
type constraintNames struct {
	byColumns map[string]string // "orders.shop_id, orders.number" → orders_number_key
}

var (
	namedUnique = regexp.MustCompile(`(?is)\bconstraint\s+(\w+)\s+(?:unique|primary\s+key)\s*\(([^)]*)\)`)
	plainKey    = regexp.MustCompile(`(?is)\bprimary\s+key\s*\(([^)]*)\)`)
	uniqueIndex = regexp.MustCompile(`(?is)^\s*create\s+unique\s+index\s+(?:if\s+not\s+exists\s+)?(\w+)\s+on\s+\w+\s*\(([^)]*)\)`)
	columnList  = regexp.MustCompile(`.*constraint failed: (.*?)(?: \(\d+\))?$`)
)

func readConstraintNames(ctx context.Context, pool *sql.DB) (*constraintNames, error) {
	n := &constraintNames{byColumns: map[string]string{}}
	rows, err := pool.QueryContext(ctx, `SELECT tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL`)
	if err != nil {
		return nil, fmt.Errorf("read the schema: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var table, text string
		if err := rows.Scan(&table, &text); err != nil {
			return nil, fmt.Errorf("read the schema: %w", err)
		}
		for _, hit := range plainKey.FindAllStringSubmatch(text, -1) {
			n.byColumns[columnsOf(table, hit[1])] = table + "_pkey"
		}
		for _, hit := range append(namedUnique.FindAllStringSubmatch(text, -1), uniqueIndex.FindAllStringSubmatch(text, -1)...) {
			n.byColumns[columnsOf(table, hit[2])] = hit[1]
		}
	}
	return n, rows.Err()
}

func columnsOf(table, list string) string {
	columns := strings.Split(list, ",")
	for i, column := range columns {
		name, _, _ := strings.Cut(strings.TrimSpace(column), " ")
		columns[i] = table + "." + name
	}
	return strings.Join(columns, ", ")
}

// SQLite's extended codes of broken constraints.
const (
	codeCheck      = 19 | 1<<8
	codeForeignKey = 19 | 3<<8
	codeNotNull    = 19 | 5<<8
	codePrimaryKey = 19 | 6<<8
	codeUnique     = 19 | 8<<8
	codeRowID      = 19 | 10<<8
)

func (n *constraintNames) violation(cause error, e *sqlite.Error) error {
	list := ""
	if hit := columnList.FindStringSubmatch(e.Error()); hit != nil {
		list = hit[1]
	}
	switch e.Code() {
	case codeUnique, codePrimaryKey, codeRowID:
		name, known := n.byColumns[list]
		if !known {
			name = strings.Trim(strings.TrimPrefix(list, "index "), "'")
		}
		return &violation{"unique", name, cause}
	case codeCheck:
		return &violation{"check", list, cause}
	case codeForeignKey:
		return &violation{"foreign key", "foreign key", cause}
	case codeNotNull:
		return &violation{"not null", list, cause}
	}
	return &violation{"other", list, cause}
}
