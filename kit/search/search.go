package search

import "embed"

// Migrations of the search tables.
//
//go:embed migrations/*.sql
var Migrations embed.FS
