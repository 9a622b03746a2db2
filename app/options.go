package app

import (
	"context"
	"log/slog"
	"time"

	"github.com/coulisse/coulisse/kit/db"
)

// Options are the settings of one installation; the command line fills them.
type Options struct {
	Data     string // folder of the database, files and mails
	Listen   string // "127.0.0.1:8080"
	Domain   string // "localhost"
	Database string // "" = SQLite in Data, else postgres://…
	Secure   bool   // the public addresses are https (behind a proxy that ends TLS)
	Proxies  []string
	Mail     string // "" = .eml files in Data/mail, else smtp://user:password@host:587
	From     string // address mails come from
	Demo     bool   // the sample world: the component gallery is served too
	Version  string
	Watch    string        // address of figures, health checks and profiles; "" = none
	Slow     time.Duration // statements that take longer are logged; 0 = none

	Observe func(ctx context.Context, s db.Step) // hears of each statement, for measurements

	Log   *slog.Logger
	Clock func() time.Time // time.Now when nil
}
