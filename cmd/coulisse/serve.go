package main

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"os"
	"time"

	"github.com/coulisse/coulisse/app"
	"github.com/coulisse/coulisse/demo"
)

type serveCommand struct {
	storage
	Listen  string        `default:"127.0.0.1:8080" env:"COULISSE_LISTEN" help:"Address to listen on." placeholder:"ADDR"`
	Domain  string        `default:"localhost" env:"COULISSE_DOMAIN" help:"Domain of the installation; shops live below it." placeholder:"D"`
	Secure  bool          `env:"COULISSE_SECURE" help:"The public addresses are https: a proxy in front ends TLS."`
	Proxies []string      `env:"COULISSE_PROXIES" help:"Addresses of proxies whose X-Forwarded-For counts." placeholder:"CIDR"`
	Mail    string        `env:"COULISSE_MAIL" help:"smtp://user:password@host:587; without it mails are files in DIR/mail." placeholder:"URL"`
	From    string        `env:"COULISSE_FROM" help:"Address mails come from." placeholder:"ADDR"`
	Watch   string        `env:"COULISSE_WATCH" help:"Address of figures, health checks and profiles, for the operator alone." placeholder:"ADDR"`
	Slow    time.Duration `default:"500ms" env:"COULISSE_SLOW" help:"Statements that take longer are logged; 0 logs none." placeholder:"TIME"`
}

// Run serves until it is interrupted.
func (s serveCommand) Run(c *console) error {
	options := s.options()
	options.Listen, options.Domain, options.Secure, options.Proxies, options.Mail, options.From = s.Listen, s.Domain, s.Secure, s.Proxies, s.Mail, s.From
	options.Watch, options.Slow = s.Watch, s.Slow
	options.Log = slog.New(slog.NewTextHandler(c.errors, nil))
	a, err := app.Open(c.ctx, options)
	if err != nil {
		return err
	}
	defer a.Close()
	return a.Serve(c.ctx, func(at net.Addr) { printAddresses(c, a, at) })
}

func printAddresses(c *console, a *app.App, _ net.Addr) {
	for _, line := range a.Addresses() {
		fmt.Fprintf(c.out, "  %-11s %s\n", line.Label, line.URL)
	}
	fmt.Fprintln(c.out, "ready")
}

type demoCommand struct {
	Data   string `env:"COULISSE_DATA" help:"Folder to keep the sample world in; a fresh temporary one without it." placeholder:"DIR"`
	Listen string `default:"127.0.0.1:8080" env:"COULISSE_LISTEN" help:"Address to listen on; this machine only." placeholder:"ADDR"`
}

// Run fills the sample world and serves it on the loopback address.
func (d demoCommand) Run(c *console) error {
	if err := loopback(d.Listen); err != nil {
		return err
	}
	folder := d.Data
	if folder == "" {
		var err error
		if folder, err = os.MkdirTemp("", "coulisse-demo-"); err != nil {
			return fmt.Errorf("make a temporary folder: %w", err)
		}
		defer os.RemoveAll(folder)
	}
	clock := &demo.Clock{}
	a, err := app.Open(c.ctx, app.Options{Data: folder, Listen: d.Listen, Domain: "localhost", Demo: true, Version: version, Clock: clock.Now,
		Log: slog.New(slog.NewTextHandler(c.errors, &slog.HandlerOptions{Level: slog.LevelWarn}))})
	if err != nil {
		return err
	}
	defer a.Close()
	return a.Serve(c.ctx, func(at net.Addr) { d.fill(c.ctx, c, a, clock, at) })
}

// fill makes the world while the program already answers, then says so.
func (d demoCommand) fill(ctx context.Context, c *console, a *app.App, clock *demo.Clock, at net.Addr) {
	fmt.Fprintln(c.out, "making the sample world …")
	logIns, err := demo.Fill(ctx, demo.Ground{DB: a.DB(), Files: a.Files(), Runner: a.Runner(), Door: a.Door(), Clock: clock, PayHTTP: a.Post})
	if err != nil {
		fmt.Fprintln(c.errors, "coulisse: the sample world is not complete:", app.Sentence(err))
	}
	for _, l := range logIns {
		fmt.Fprintf(c.out, "  %-11s %s  password: %s\n", l.Role, l.Email, l.Password)
	}
	printAddresses(c, a, at)
}

func loopback(listen string) error {
	host, _, err := net.SplitHostPort(listen)
	if err != nil {
		return usageError{fmt.Errorf("--listen %s is not an address. Write it like 127.0.0.1:8080", listen)}
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return usageError{fmt.Errorf("the sample world has public passwords: --listen must be a loopback address such as 127.0.0.1:8080")}
	}
	return nil
}
