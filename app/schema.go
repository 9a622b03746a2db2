package app

import (
	"context"
	"fmt"
	"io"
	"os"

	"github.com/coulisse/coulisse/kit/db"
)

// PrintSchema writes the tables as they stand after all migrations on SQLite, for
// docs/schema.sql.
func PrintSchema(ctx context.Context, w io.Writer) error {
	folder, err := os.MkdirTemp("", "coulisse-schema-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	d, err := db.Open(ctx, db.Options{Dir: folder, Migrations: Migrations()})
	if err != nil {
		return err
	}
	defer d.Close()
	var statements []string
	err = d.Read(ctx, db.Scope{Actor: commandLine}, func(tx *db.Tx) error {
		statements, err = db.All[string](db.System(tx, "print the schema"), `SELECT sql FROM sqlite_master
			WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'search_fts%_%' ORDER BY tbl_name, type DESC, name`)
		return err
	})
	if err != nil {
		return err
	}
	for _, statement := range statements {
		if _, err := fmt.Fprintf(w, "%s;\n\n", statement); err != nil {
			return err
		}
	}
	return nil
}
