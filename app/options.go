package app

import (
	"log/slog"
	"time"
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

	Log   *slog.Logger
	Clock func() time.Time // time.Now when nil
}
