// Package fetch asks other people's servers without being used against our own.
//
// It is the one client for addresses that users influence: pictures named in an import,
// webhooks, feeds. It speaks https (http only where allowed), to ports 443 and 80, and
// checks the address at the moment of connecting, after names are resolved, so that a
// name cannot point into the private network; special-purpose ranges of IPv4 and IPv6,
// also in their mapped and translated forms, are refused. Redirects are not followed
// unless allowed, and each is checked like the first address. No proxy from the
// environment, no cookies, no credentials; time and size are limited.
package fetch

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"syscall"
	"time"

	"github.com/coulisse/coulisse/kit/errs"
)

// Options limit a client; zero values are the strict defaults.
type Options struct {
	HTTP      bool          // plain http is allowed too
	Timeout   time.Duration // of the whole request; 15 s
	MaxBytes  int64         // of the answer; 10 MB
	Redirects int           // how many are followed; 0
	Agent     string
	// Allow opens further addresses: tests and the built-in test provider on loopback.
	Allow func(netip.AddrPort) bool
}

// Client is safe for concurrent use.
type Client struct {
	options Options
	http    *http.Client
}

// Request is one call; Method is GET when empty.
type Request struct {
	Method string
	URL    string
	Header http.Header
	Body   []byte
}

// Response is the whole answer.
type Response struct {
	Status int
	Header http.Header
	Type   string
	Body   []byte
	URL    string // after redirects
}

// New returns a client.
func New(o Options) *Client {
	if o.Timeout == 0 {
		o.Timeout = 15 * time.Second
	}
	if o.MaxBytes == 0 {
		o.MaxBytes = 10 << 20
	}
	if o.Agent == "" {
		o.Agent = "Coulisse/1"
	}
	c := &Client{options: o}
	dialer := &net.Dialer{Timeout: 5 * time.Second, KeepAlive: -1, Control: c.control}
	c.http = &http.Client{
		Timeout: o.Timeout,
		Transport: &http.Transport{
			Proxy: nil, DialContext: dialer.DialContext, ForceAttemptHTTP2: true,
			TLSHandshakeTimeout: 5 * time.Second, ResponseHeaderTimeout: o.Timeout,
			MaxResponseHeaderBytes: 64 << 10, MaxIdleConnsPerHost: 2, IdleConnTimeout: 30 * time.Second,
		},
		CheckRedirect: c.redirect,
	}
	return c
}

// Get fetches an address. What is not 2xx is errs.Unavailable.
func (c *Client) Get(ctx context.Context, address string) (Response, error) {
	answer, err := c.Do(ctx, Request{URL: address})
	if err == nil && (answer.Status < 200 || answer.Status > 299) {
		return answer, errs.Unavailable(60, "The address answered with status %d.", answer.Status)
	}
	return answer, err
}

// Do calls an address and returns its answer, whatever its status. An address that may
// not be called is errs.Invalid; one that does not answer is errs.Unavailable.
func (c *Client) Do(ctx context.Context, in Request) (Response, error) {
	if err := c.Check(in.URL); err != nil {
		return Response{}, err
	}
	ctx, done := context.WithTimeout(ctx, c.options.Timeout)
	defer done()
	method := in.Method
	if method == "" {
		method = http.MethodGet
	}
	out, err := http.NewRequestWithContext(ctx, method, in.URL, bytes.NewReader(in.Body))
	if err != nil {
		return Response{}, notAnAddress(err)
	}
	for name, values := range in.Header {
		out.Header[http.CanonicalHeaderKey(name)] = values
	}
	out.Header.Set("User-Agent", c.options.Agent)
	got, err := c.http.Do(out)
	if err != nil {
		return Response{}, failure(err)
	}
	defer got.Body.Close()
	body, err := io.ReadAll(io.LimitReader(got.Body, c.options.MaxBytes+1))
	if err != nil {
		return Response{}, failure(err)
	}
	if int64(len(body)) > c.options.MaxBytes {
		return Response{}, errs.Invalid("The answer of this address is larger than %d MB.", max(1, c.options.MaxBytes>>20))
	}
	return Response{Status: got.StatusCode, Header: got.Header, Type: got.Header.Get("Content-Type"), Body: body, URL: got.Request.URL.String()}, nil
}

// Check says whether an address may be called as far as its text tells: scheme, host,
// port, no credentials. What its name resolves to is checked when connecting.
func (c *Client) Check(address string) error {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Host == "" || u.Hostname() == "" {
		return notAnAddress(err)
	}
	if u.Scheme != "https" && (u.Scheme != "http" || !c.options.HTTP) {
		return errs.Invalid("Only addresses that start with https:// are fetched.")
	}
	if u.User != nil {
		return errs.Invalid("The address must not hold a name or password.")
	}
	if port := u.Port(); port != "" && port != "443" && port != "80" && c.options.Allow == nil {
		return errs.Invalid("Port %s is not allowed in an address that is fetched.", port)
	}
	return nil
}

func notAnAddress(err error) error {
	return errs.Invalid("This is not an address. Write it like https://example.com/picture.jpg.").WithCause(err)
}

var errForbidden = errors.New("address in a special-purpose range")

// control runs for each connection, with the address the name was resolved to.
func (c *Client) control(network, address string, _ syscall.RawConn) error {
	to, err := netip.ParseAddrPort(address)
	if err != nil || network != "tcp4" && network != "tcp6" {
		return errForbidden
	}
	if c.options.Allow != nil && c.options.Allow(netip.AddrPortFrom(to.Addr().Unmap(), to.Port())) {
		return nil
	}
	if !Public(to.Addr()) || to.Port() != 443 && to.Port() != 80 {
		return errForbidden
	}
	return nil
}

func (c *Client) redirect(next *http.Request, via []*http.Request) error {
	if len(via) > c.options.Redirects {
		return http.ErrUseLastResponse
	}
	next.Header.Del("Authorization")
	next.Header.Del("Referer")
	return c.Check(next.URL.String())
}

// failure says what happened without telling what the network looks like.
func failure(err error) error {
	var timeout interface{ Timeout() bool }
	switch {
	case errors.Is(err, errForbidden):
		return errs.Invalid("This address is not on the public internet.").WithCause(err)
	case errs.As(err) != nil:
		return errs.As(err)
	case errors.Is(err, context.Canceled):
		return err
	case errors.As(err, &timeout) && timeout.Timeout():
		return errs.Unavailable(60, "The address did not answer in time.").WithCause(err)
	}
	return errs.Unavailable(60, "The address could not be reached.").WithCause(fmt.Errorf("fetch: %w", err))
}
