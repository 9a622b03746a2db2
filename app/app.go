// Package app composes the program: the departments with their tables, words,
// listeners, jobs and routes, the server of all hosts, and what the command line
// does with them. It is the only place that knows everybody; the wiring of facts
// that a lower department must hear from above stands here too.
package app

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/event"
	"github.com/coulisse/coulisse/kit/files"
	"github.com/coulisse/coulisse/kit/job"
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/payments"
	"github.com/coulisse/coulisse/payments/testpay"
)

// Lang holds the translations of the sentences of this package.
//
//go:embed lang
var Lang embed.FS

// App is one installation, open and ready to serve.
type App struct {
	options Options
	db      *db.DB
	texts   *text.Catalog
	bus     *event.Bus
	runner  *job.Runner
	store   *files.Store
	pay     *testpay.Server
	server  *web.Server
	figures *figures
}

// Open opens the installation and migrates its database. The error is a sentence for
// the person at the command line: a newer database, a folder that cannot be written.
func Open(ctx context.Context, o Options) (*App, error) {
	o = o.withDefaults()
	if err := os.MkdirAll(o.Data, 0o700); err != nil {
		return nil, fmt.Errorf("the data folder %s cannot be made: %w", o.Data, err)
	}
	a := &App{options: o, bus: event.NewBus(), figures: newFigures(o)}
	var err error
	if a.texts, err = text.Load(languages()...); err != nil {
		return nil, err
	}
	a.listen()
	a.db, err = db.Open(ctx, db.Options{URL: o.Database, Dir: o.Data, Clock: o.Clock, Migrations: Migrations(),
		Events: a.bus, AppendOnly: appendOnly(), Watched: watched(), RLS: true, Observe: a.figures.step})
	if err != nil {
		return nil, err
	}
	if err := a.compose(); err != nil {
		return nil, errors.Join(err, a.db.Close())
	}
	return a, nil
}

func (o Options) withDefaults() Options {
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.Domain == "" {
		o.Domain = "localhost"
	}
	if o.From == "" {
		o.From = "shop@" + o.Domain
	}
	return o
}

// compose makes what needs the open database: files, jobs, server.
func (a *App) compose() error {
	var err error
	if a.store, err = a.openFiles(); err != nil {
		return err
	}
	a.runner = job.NewRunner(a.db, a.options.Log)
	if err := a.jobs(); err != nil {
		return err
	}
	a.server, err = a.compile()
	return err
}

// Close releases the database. Serve has ended before.
func (a *App) Close() error { return errors.Join(a.pay.Close(), a.db.Close()) }

// DB is the open database, for the sample world and tests.
func (a *App) DB() *db.DB { return a.db }

// Files is the store of pictures and uploads, for the sample world.
func (a *App) Files() *files.Store { return a.store }

// Door reaches the payment providers outside of transactions, for the sample world.
func (a *App) Door() payments.Door { return payments.Door{DB: a.db, Providers: a.providers()} }

// Post posts a form to a host of this installation and fails when the host does, for the sample world's buyers at the test provider.
func (a *App) Post(ctx context.Context, address string, form map[string]string) error {
	values := url.Values{}
	for name, value := range form {
		values.Set(name, value)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader(values.Encode()))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	client := a.inside(10 * time.Second)
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	answer, err := client.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode >= http.StatusInternalServerError {
		return fmt.Errorf("post to %s: %s", address, answer.Status)
	}
	return nil
}

// Runner is the job runner, for tests that drain it.
func (a *App) Runner() *job.Runner { return a.runner }

// Handler answers all hosts.
func (a *App) Handler() http.Handler { return a.server }

// Server knows the addresses of all hosts.
func (a *App) Server() *web.Server { return a.server }

// Serve answers requests and works on jobs until ctx ends, then drains: no new
// connections, running requests and jobs end, the database is closed by Close.
// started is called once the address is bound.
func (a *App) Serve(ctx context.Context, started func(net.Addr)) error {
	listener, err := net.Listen("tcp", a.options.Listen)
	if err != nil {
		return fmt.Errorf("cannot listen on %s: %w. Is the program running already? Choose another address with --listen", a.options.Listen, err)
	}
	server := &http.Server{Handler: a.server, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 5 * time.Minute, IdleTimeout: 2 * time.Minute,
		MaxHeaderBytes: 64 << 10, ErrorLog: slog.NewLogLogger(a.options.Log.Handler(), slog.LevelDebug)}
	unwatch, err := a.watch()
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	defer unwatch()
	server.RegisterOnShutdown(a.server.EndStreams)
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	// Letters and documents made by jobs carry addresses of files: the store travels along.
	a.runner.Start(files.With(context.WithoutCancel(ctx), a.store, 0))
	if started != nil {
		go started(listener.Addr())
	}
	select {
	case err = <-ended:
	case <-ctx.Done():
	}
	drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), 20*time.Second)
	defer cancel()
	shut := server.Shutdown(drain)
	a.runner.Stop()
	if errors.Is(err, http.ErrServerClosed) {
		err = nil
	}
	return errors.Join(err, shut)
}

// Address is one line of what serve prints.
type Address struct{ Label, URL string }

// Addresses are the front doors of the installation.
func (a *App) Addresses() []Address {
	return []Address{
		{"landing", a.server.URL(web.HostLanding, "/")},
		{"admin", a.server.URL(web.HostAdmin, "/")},
		{"api", a.server.URL(web.HostAPI, "/openapi.json")},
	}
}

func (a *App) path(parts ...string) string {
	return filepath.Join(append([]string{a.options.Data}, parts...)...)
}
