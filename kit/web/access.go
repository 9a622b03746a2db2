package web

import (
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"

	"github.com/coulisse/coulisse/kit/db"
)

type audience string

const (
	audienceAnyone   audience = "anyone"
	audienceSignedIn audience = "signed-in"
	audienceStaff    audience = "staff"
	audienceShopper  audience = "shopper"
)

// Access says who may use a route. The zero Access is nobody's declaration: the server
// does not start with it.
type Access struct {
	audience   audience
	permission string
	hot        bool
	raw        bool
	open       bool
	kept       bool
	limit      int
	maxBody    int64
	load       func(tx *db.Tx, r *Request) (any, error)
	about      About
}

// Anyone is for pages before log-in: landing, log-in, password reset.
func Anyone() Access { return Access{audience: audienceAnyone} }

// SignedIn is for pages of a person without a shop: choice of shop, account, sessions.
func SignedIn() Access { return Access{audience: audienceSignedIn} }

// Staff is for the admin pages of a shop; the route is mounted under /shops/{shop}.
// An empty permission is open to every member of the staff.
func Staff(permission string) Access {
	return Access{audience: audienceStaff, permission: permission}
}

// Shopper is for the storefront: the shop comes from the host.
func Shopper() Access { return Access{audience: audienceShopper} }

// Hot runs the route's writes at READ COMMITTED on PostgreSQL; only for the hot paths
// listed in docs/, with conditional statements.
func (a Access) Hot() Access { a.hot = true; return a }

// Limit allows n requests a minute from one address (an IPv6 network counts as one).
func (a Access) Limit(n int) Access { a.limit = n; return a }

// Raw leaves the body undecoded (r.Body) for webhooks; unknown fields are not looked at.
func (a Access) Raw() Access { a.raw = true; return a }

// WhenReadOnly keeps a write open to staff after the trial has ended: plan, log-out.
func (a Access) WhenReadOnly() Access { a.open = true; return a }

// MaxBody raises the limit of the body, 1 MB unless told, for uploads.
func (a Access) MaxBody(bytes int64) Access { a.maxBody = bytes; return a }

// Loading names the loader of the route's object: it runs in the request's transaction
// before the handler, which finds the object with Loaded. Its NotFound is the answer.
func (a Access) Loading(load func(tx *db.Tx, r *Request) (any, error)) Access {
	a.load = load
	return a
}

// Loaded returns the object the route's loader found.
func Loaded[T any](r *Request) T { return r.Loaded.(T) }

// RouteInfo describes a route for the tests that try every route as every audience.
type RouteInfo struct {
	Host       string // admin, storefront, landing, api …
	Method     string
	Pattern    string // with its mount: /shops/{shop}/orders/{order}
	Audience   string // anyone, signed-in, staff, shopper, token
	Permission string
	Params     []string // names in the pattern, the shop apart
	Hot        bool
	About      About
}

type route struct {
	method  string
	pattern string
	access  Access
	handler Handler
}

// Routes collects what a host answers; order does not matter.
type Routes struct {
	list     []*route
	finders  []Finder
	commands []Command
	tellings []Telling
}

// NewRoutes returns an empty collection.
func NewRoutes() *Routes { return &Routes{} }

// Get declares a page. A GET changes nothing: its transaction cannot write.
func (rs *Routes) Get(pattern string, a Access, h Handler) { rs.add(http.MethodGet, pattern, a, h) }

// Post declares an act of a form.
func (rs *Routes) Post(pattern string, a Access, h Handler) { rs.add(http.MethodPost, pattern, a, h) }

// Put declares a replacement, for scripts.
func (rs *Routes) Put(pattern string, a Access, h Handler) { rs.add(http.MethodPut, pattern, a, h) }

// Patch declares a change, for scripts.
func (rs *Routes) Patch(pattern string, a Access, h Handler) { rs.add(http.MethodPatch, pattern, a, h) }

// Delete declares a removal, for scripts.
func (rs *Routes) Delete(pattern string, a Access, h Handler) {
	rs.add(http.MethodDelete, pattern, a, h)
}

func (rs *Routes) add(method, pattern string, a Access, h Handler) {
	rs.list = append(rs.list, &route{method: method, pattern: pattern, access: a, handler: h})
}

// List returns all routes with their mount, audience and parameters.
func (rs *Routes) List() []RouteInfo {
	infos := make([]RouteInfo, 0, len(rs.list))
	for _, one := range rs.list {
		infos = append(infos, RouteInfo{
			Method: one.method, Pattern: one.mounted(), Audience: string(one.access.audience),
			Permission: one.access.permission, Params: paramsOf(one.pattern), Hot: one.access.hot, About: one.access.about,
		})
	}
	return infos
}

// mounted is the pattern as the mux knows it.
func (ro *route) mounted() string {
	if ro.access.audience != audienceStaff {
		return ro.pattern
	}
	return "/shops/{shop}" + strings.TrimSuffix(ro.pattern, "/")
}

var pathParam = regexp.MustCompile(`\{([a-z_]+)(?:\.\.\.)?\}`)

func paramsOf(pattern string) []string {
	var names []string
	for _, hit := range pathParam.FindAllStringSubmatch(pattern, -1) {
		names = append(names, hit[1])
	}
	return names
}

// check refuses what was not declared, or declared for another host.
func (rs *Routes) check(host HostKind) error {
	var problems []error
	allowed := audiencesOf(host)
	for _, one := range rs.list {
		switch {
		case one.access.audience == "":
			problems = append(problems, fmt.Errorf("%s %s on %s has no declared access", one.method, one.pattern, host))
		case !strings.Contains(allowed, string(one.access.audience)):
			problems = append(problems, fmt.Errorf("%s %s: access %q does not belong on host %s", one.method, one.pattern, one.access.audience, host))
		case one.handler == nil:
			problems = append(problems, fmt.Errorf("%s %s on %s has no handler", one.method, one.pattern, host))
		case !strings.HasPrefix(one.pattern, "/"):
			problems = append(problems, fmt.Errorf("%s %q on %s must start with a slash", one.method, one.pattern, host))
		}
	}
	return errors.Join(problems...)
}

func audiencesOf(host HostKind) string {
	switch host {
	case HostAdmin:
		return "anyone signed-in staff"
	case HostShop:
		return "anyone shopper"
	}
	return "anyone"
}
