package db

import (
	"context"
	"errors"
)

// Schema returns the statements that make the tables and indexes of an SQLite database
// as they stand, for docs/schema.sql. The tables of the full-text index are left out:
// the engine makes them.
func (d *DB) Schema(ctx context.Context) ([]string, error) {
	if d.Engine() != "sqlite" {
		return nil, errors.New("the schema is printed from SQLite")
	}
	var statements []string
	err := d.Read(ctx, Scope{Actor: SystemActor}, func(tx *Tx) error {
		var err error
		statements, err = All[string](System(tx, "print the schema"), `SELECT sql FROM sqlite_master
			WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'search_fts%_%' ORDER BY tbl_name, type DESC, name`)
		return err
	})
	return statements, err
}
