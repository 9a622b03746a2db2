// Package web carries a request from its host to an operation and its answer back.
//
// Each kind of host has its own routes: landing, admin, api, files, storefront, and
// further hosts given by app. A route is declared with who may use it (Access); the
// server refuses to start with one that is not. Handle turns a function
//
//	func(tx *db.Tx, r *web.Request, in Input) (web.Answer, error)
//
// into a handler: the input is decoded into the struct before, one transaction is
// opened (Read for GET, Write else), the answer is buffered, and sent only after the
// commit; an error rolls back and becomes a page or problem+json by the one table in
// errors.go. Again draws the same page once more after errs.Invalid or errs.Conflict,
// in a fresh read transaction, with what the person typed.
//
// Operations of the JSON API are declared with Operation on an API (huma); the admin
// API needs a bearer token and its scope, the storefront API nothing. A write with an
// Idempotency-Key (or the hidden field _once of a form) stores its answer in the same
// transaction, table idempotency, and gives it again for the same request.
//
// Cross-site posts are refused by http.CrossOriginProtection; pages carry a content
// security policy with a nonce (templ.GetNonce); the session cookie lives on the admin
// host only. The shop always comes from the verified host, the path a person is staff
// of, or the token: never from a parameter.
package web

import (
	"context"
	"embed"
	"net/http"
	"net/url"
	"strings"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/files"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/text"
)

// Migrations hold the table idempotency.
//
//go:embed migrations/*.sql
var Migrations embed.FS

// Person is who asks: a signed-in person, or the bearer of a token. The zero Person
// is nobody. Role and Can are filled once the shop is known.
type Person struct {
	Account           id.ID
	Name, Email, Role string
	Locale            string // wished language, may be empty
	Zone              string
	Session           id.ID  // the session or the token, for lists and ends
	Kind              string // staff or token
	Can               func(permission string) bool
}

// May says whether the person has the permission in the shop of the request.
func (p Person) May(permission string) bool { return p.Can != nil && p.Can(permission) }

// Shop is the shop of the request as far as kit needs it.
type Shop struct {
	ID                                   id.ID
	Handle, Name, Locale, Zone, Currency string
	Country, Email                       string
	Domain                               string // the merchant's own main domain, may be empty
	TrialEnds                            db.Time
	ReadOnly                             bool // trial over without a plan: staff may look, not write
	Closed                               bool // the storefront shows "closed"
}

// Request is one request with what is known about it.
type Request struct {
	HTTP   *http.Request
	Person Person
	Shop   Shop
	Text   *text.Printer
	Loaded any    // the object a route's loader found
	Caller string // who asks, as the key of idempotency: account, token or cart
	Form   url.Values
	// RequestID stands in the log and on error pages.
	RequestID string

	server  *Server
	route   *route
	nonce   string
	body    []byte
	session string
	etag    string
	version db.Version // of the shop's pages, on its host
	keeps   bool       // the answer is made to be kept
	host    HostKind
	toast   *flash
	clash   *clash
}

// Context is the context of the request with printer and nonce, as pages get it.
func (r *Request) Context() context.Context { return r.HTTP.Context() }

// Path makes an address inside the admin of the shop: r.Path("/orders", o.ID.Text("ord"))
// is /shops/{handle}/orders/ord_…; on other hosts it joins the parts alone.
func (r *Request) Path(parts ...string) string {
	path := joinPath(parts)
	if r.route != nil && r.route.access.audience == audienceStaff {
		if path == "/" {
			path = ""
		}
		return "/shops/" + url.PathEscape(r.Shop.Handle) + path
	}
	return path
}

// Param is a value of the path: {order} of the pattern.
func (r *Request) Param(name string) string { return r.HTTP.PathValue(name) }

// ID reads a path value as an id with its prefix: r.ID("order", "ord"). What is none
// is errs.NotFound, because it names nothing.
func (r *Request) ID(name, prefix string) (id.ID, error) { return id.Parse(prefix, r.Param(name)) }

// Query is a value of the address after the question mark.
func (r *Request) Query(name string) string { return r.HTTP.URL.Query().Get(name) }

// Value is what was typed into a form field, also when it could not be decoded.
func (r *Request) Value(name string) string { return r.Form.Get(name) }

// Body is the undecoded body of a Raw route.
func (r *Request) Body() []byte { return r.body }

// Cookie is the value of a cookie, "" when there is none. The name is given plain;
// over https the browser knows it with the prefix __Host-.
func (r *Request) Cookie(name string) string {
	cookie, err := r.HTTP.Cookie(r.cookieName(name))
	if err != nil {
		return ""
	}
	return cookie.Value
}

// URL makes a full address on a host of the installation, for mails and links between
// hosts: r.URL(web.HostAdmin, "/log-in"). It uses the configured domain, never the
// Host header.
func (r *Request) URL(host HostKind, path string) string { return r.server.URL(host, path) }

// ShopURL makes a full address in the storefront of the shop of the request.
func (r *Request) ShopURL(path string) string { return r.server.ShopURL(r.Shop, path) }

// Files is where uploads and pictures are kept.
func (r *Request) Files() *files.Store { return r.server.config.Files }

// FileURL is the address of a picture of the shop at a width; 0 is the stored size.
func (r *Request) FileURL(hash string, width int) string {
	if hash == "" {
		return ""
	}
	return r.server.config.Files.URL(r.Shop.ID, hash, width)
}

// Server is the server that answers.
func (r *Request) Server() *Server { return r.server }

// Address is the address of the client, proxies that are listed taken off.
func (r *Request) Address() string { return r.server.clientAddress(r.HTTP).String() }

// FromHTMX says that htmx asks for a fragment.
func (r *Request) FromHTMX() bool {
	h := r.HTTP.Header
	return h.Get("HX-Request") != "" && h.Get("HX-Request-Type") != "full" && h.Get("HX-Boosted") == "" && h.Get("HX-History-Restore-Request") == ""
}

// actor is who the transaction runs for.
func (r *Request) actor() db.Actor {
	switch {
	case r.Person.Account != 0 || r.Person.Kind != "":
		kind := r.Person.Kind
		if kind == "" {
			kind = "staff"
		}
		return db.Actor{Kind: kind, ID: r.Person.Account, Name: r.Person.Name}
	case r.Shop.ID != 0:
		return db.Actor{Kind: "buyer"}
	}
	return db.Actor{Kind: "system"}
}

// joinPath joins parts of an address; a part without a leading slash is escaped.
func joinPath(parts []string) string {
	var b strings.Builder
	for _, part := range parts {
		if part == "" || part == "/" {
			continue
		}
		if !strings.HasPrefix(part, "/") && !strings.HasPrefix(part, "?") {
			b.WriteByte('/')
			part = url.PathEscape(part)
		}
		b.WriteString(part)
	}
	if b.Len() == 0 {
		return "/"
	}
	return b.String()
}

// notFound is the one answer to what is foreign, missing or forbidden.
func notFound() error { return errs.NotFound("This page does not exist, or you may not see it.") }
