package app

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/coulisse/coulisse/catalog"
	"github.com/coulisse/coulisse/kit/event"
	"github.com/coulisse/coulisse/kit/fetch"
	"github.com/coulisse/coulisse/kit/job"
	"github.com/coulisse/coulisse/kit/list"
	"github.com/coulisse/coulisse/kit/mail"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/orders"
	"github.com/coulisse/coulisse/payments"
	"github.com/coulisse/coulisse/payments/testpay"
	"github.com/coulisse/coulisse/shops"
	"github.com/coulisse/coulisse/stock"
)

// jobs registers what runs after a commit or by the clock.
func (a *App) jobs() error {
	sender, err := a.sender()
	if err != nil {
		return err
	}
	event.Deliver(a.runner, a.bus)
	mail.Handle(a.runner, sender, a.options.Domain)
	shops.Jobs(a.runner, a.texts, strings.TrimSuffix(a.url(web.HostAdmin, "/"), "/"))
	catalog.Jobs(a.runner, catalog.Outside{Files: a.store, Fetch: fetch.New(fetch.Options{Redirects: 3}), Stock: stock.SetFromImport, EditStock: stock.ApplyEdit})
	stock.Jobs(a.runner)
	payments.Jobs(a.runner, a.providers())
	orders.Jobs(a.runner)
	list.Jobs(a.runner, list.Given{OpenChangeSet: shops.OpenChangeSet, UseChangeSet: shops.UseChangeSet}, lists()...)
	job.Every(a.runner, "web.clean_up", time.Hour, func(c *job.Ctx) error { return c.Write(web.CleanUp) })
	return nil
}

// providers are the payment providers of this installation, by the name stored with
// each payment.
func (a *App) providers() payments.Providers {
	return payments.Providers{payments.TestPay: testpay.NewClient(a.url("pay", ""), a.inside(8*time.Second))}
}

// inside is an HTTP client that reaches the hosts of this installation at the address
// it listens on, whatever the machine's names say: *.localhost is not known everywhere.
func (a *App) inside(limit time.Duration) *http.Client {
	dialer := &net.Dialer{Timeout: 5 * time.Second}
	transport := &http.Transport{Proxy: nil, MaxIdleConnsPerHost: 8, DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
		host, _, err := net.SplitHostPort(address)
		if err == nil && (host == a.options.Domain || strings.HasSuffix(host, "."+a.options.Domain)) {
			address = a.options.Listen
		}
		return dialer.DialContext(ctx, network, address)
	}}
	return &http.Client{Timeout: limit, Transport: transport}
}

func (a *App) sender() (mail.Sender, error) {
	if a.options.Mail == "" {
		return mail.Folder{Dir: a.path("mail"), From: a.options.From}, nil
	}
	u, err := url.Parse(a.options.Mail)
	if err != nil || u.Scheme != "smtp" && u.Scheme != "smtps" || u.Hostname() == "" {
		return nil, fmt.Errorf("--mail is not an address like smtp://user:password@host:587")
	}
	port, _ := strconv.Atoi(u.Port()) // empty: the protocol's own
	password, _ := u.User.Password()
	return mail.Server{Host: u.Hostname(), Port: port, User: u.User.Username(), Password: password, From: a.options.From}, nil
}
