package db

import (
	"context"
	"errors"
	"io/fs"
)

func openPostgres(context.Context, Options, []fs.FS) (engine, error) {
	return nil, errors.New("PostgreSQL is not wired yet")
}
