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
	statements, err := d.Schema(ctx)
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
