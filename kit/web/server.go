package web

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"sort"
	"strings"
	"sync"

	"github.com/a-h/templ"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/files"
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/kit/ui"
)

// HostKind is what a host is for.
type HostKind string

// The kinds of hosts. HostShop is <handle>.<domain> and the merchants' own domains.
const (
	HostLanding HostKind = ""
	HostAdmin   HostKind = "admin"
	HostAPI     HostKind = "api"
	HostFiles   HostKind = "files"
	HostShop    HostKind = "shop"
)

// Authenticator is what kit/web asks about people, tokens and shops; app gives it.
// Each method gets a System transaction for reading, Touch one for writing. Unknown
// things are errs.NotFound.
type Authenticator interface {
	// Person returns who a session cookie belongs to; NotFound when it has ended.
	Person(sys *db.Tx, session string) (Person, error)
	// Touch notes that the session was used; called at most once a minute per session.
	Touch(sys *db.Tx, session string) error
	// Staff returns the shop with that handle and the person with role and permissions
	// in it; NotFound when the person is not of its staff.
	Staff(sys *db.Tx, p Person, handle string) (Person, Shop, error)
	// Shops returns the shops of the person, for the switcher.
	Shops(sys *db.Tx, p Person) ([]Shop, error)
	// Token returns the bearer of an API token, with Can by its scopes, and its shop.
	Token(sys *db.Tx, token string) (Person, Shop, error)
	// ShopByHandle and ShopByDomain find the shop of a storefront host.
	ShopByHandle(sys *db.Tx, handle string) (Shop, error)
	ShopByDomain(sys *db.Tx, host string) (Shop, error)
}

// Config is what app composes the server of.
type Config struct {
	DB     *db.DB
	Log    *slog.Logger
	Text   *text.Catalog
	Auth   Authenticator
	Domain string // "localhost"
	Secure bool   // https: __Host- cookies, HSTS
	Port   string // ":8080" when it stands in public addresses, else ""
	// Proxies may name the client in X-Forwarded-For; nobody else may.
	Proxies []netip.Prefix

	Landing    *Routes
	Admin      *Routes
	Storefront *Routes
	API        *API         // api.<domain>
	ShopAPI    *API         // storefront, /api/v1
	Files      *files.Store // files.<domain>; pages reach it by files.URL(ctx, hash, width)
	// Extra are further hosts by their first label ("pay", "operator"); a Routes or any
	// handler of its own.
	Extra map[string]http.Handler
	// ExtraRoutes are further hosts drawn by routes of ours ("operator").
	ExtraRoutes map[string]*Routes
	// Assets are served at /assets/ on every host with pages.
	Assets http.Handler

	Nav    []NavEntry
	NavAt  func(r *Request) []ui.Link // entries of the menu of the person
	Banner func(tx *db.Tx, r *Request) templ.Component
	// Search is the admin path the palette asks with ?q=.
	Search    string
	ErrorPage func(r *Request, p Problem) templ.Component
	// StoreError draws an error in the look of the storefront; ErrorPage when nil.
	StoreError func(tx *db.Tx, r *Request, p Problem) (Answer, error)
	// LogIn is the path people without a session are sent to; "/log-in" when empty.
	LogIn string
	// Keep lets answers of routes that are Kept stay in memory; the database watches the
	// tables they come from.
	Keep bool
	// Served hears of each request once it is answered.
	Served func(s Served)
	// LastToChange names who last changed what the address of the request names, ""
	// when nobody knows.
	LastToChange func(tx *db.Tx, r *Request) string
	// Ready says whether the program is ready to serve; always when nil.
	Ready func() bool
}

// Server answers all hosts; it is an http.Handler.
type Server struct {
	config  Config
	hosts   map[string]http.Handler // by first label
	landing http.Handler
	shop    http.Handler
	handler http.Handler
	limits  *limits
	touched *touched
	kept    *kept

	directory directory
	guard     *http.CrossOriginProtection
	zones     sync.Map
	live      *live
	adminMux  *http.ServeMux
}

// New composes the server. It refuses routes without declared access, routes that
// collide, and routes on the wrong host.
func New(c Config) (*Server, error) {
	if c.Log == nil {
		c.Log = slog.Default()
	}
	if c.LogIn == "" {
		c.LogIn = "/log-in"
	}
	s := &Server{config: c, hosts: map[string]http.Handler{}, limits: newLimits(), touched: newTouched(), kept: newKept(), guard: http.NewCrossOriginProtection()}
	s.live = newLive(s)
	// The sign-up form of the landing page is posted to the admin, where the session begins.
	for _, landing := range []string{s.URL(HostLanding, ""), s.URL("www", "")} {
		if err := s.guard.AddTrustedOrigin(landing); err != nil {
			return nil, fmt.Errorf("trust the landing page: %w", err)
		}
	}
	var problems []error
	mount := func(host HostKind, rs *Routes, api *API) http.Handler {
		h, err := s.mux(host, rs, api)
		problems = append(problems, err)
		return h
	}
	s.landing = mount(HostLanding, c.Landing, nil)
	s.hosts["www"] = s.landing
	s.hosts["admin"] = mount(HostAdmin, c.Admin, nil)
	s.hosts["api"] = mount(HostAPI, nil, c.API)
	s.shop = mount(HostShop, c.Storefront, c.ShopAPI)
	if c.Files != nil {
		s.hosts["files"] = c.Files
	}
	for label, rs := range c.ExtraRoutes {
		s.hosts[label] = mount(HostKind(label), rs, nil)
	}
	for label, h := range c.Extra {
		s.hosts[label] = h
	}
	if err := errors.Join(problems...); err != nil {
		return nil, fmt.Errorf("the routes are not complete: %w", err)
	}
	s.handler = s.outer(http.HandlerFunc(s.byHost))
	return s, nil
}

// ServeHTTP answers a request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// Reserved says whether a shop may not take the handle because a host needs it.
func (s *Server) Reserved(handle string) bool { _, taken := s.hosts[handle]; return taken }

// List returns all routes of all hosts, for the test that tries each as each audience.
func (s *Server) List() []RouteInfo {
	var all []RouteInfo
	add := func(host string, infos []RouteInfo) {
		for _, info := range infos {
			info.Host = host
			all = append(all, info)
		}
	}
	for host, rs := range map[string]*Routes{"landing": s.config.Landing, "admin": s.config.Admin, "shop": s.config.Storefront} {
		if rs != nil {
			add(host, rs.List())
		}
	}
	for host, rs := range s.config.ExtraRoutes {
		add(host, rs.List())
	}
	for host, api := range map[string]*API{"api": s.config.API, "shop": s.config.ShopAPI} {
		if api != nil {
			add(host, api.List())
		}
	}
	sort.Slice(all, func(i, j int) bool {
		return all[i].Host+all[i].Pattern+all[i].Method < all[j].Host+all[j].Pattern+all[j].Method
	})
	return all
}

// mux builds the handler of one kind of host.
func (s *Server) mux(host HostKind, rs *Routes, api *API) (h http.Handler, err error) {
	// ServeMux panics on patterns that collide; here that is an error of start-up.
	defer func() {
		if told := recover(); told != nil {
			err = fmt.Errorf("routes of host %q: %v", host, told)
		}
	}()
	mux := http.NewServeMux()
	if rs != nil {
		if err := rs.check(host); err != nil {
			return nil, err
		}
		for _, one := range rs.list {
			mux.Handle(one.method+" "+exact(one.mounted()), s.serve(host, one))
		}
	}
	if api != nil {
		api.mount(s, mux)
	}
	if host == HostAdmin {
		s.adminMux = mux
	}
	if s.config.Assets != nil {
		mux.Handle("GET /assets/", s.config.Assets)
	}
	return s.fallback(host, mux), nil
}

// exact keeps "/" from matching everything.
func exact(pattern string) string {
	if strings.HasSuffix(pattern, "/") {
		return pattern + "{$}"
	}
	return pattern
}

// fallback answers what no route matches with our own pages instead of net/http's.
func (s *Server) fallback(host HostKind, mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, hr *http.Request) {
		if _, pattern := mux.Handler(hr); pattern != "" {
			mux.ServeHTTP(w, hr)
			return
		}
		r := s.begin(host, nil, hr)
		if host == HostShop {
			if err := s.findShop(r); err != nil {
				s.refuse(w, r, err)
				return
			}
		}
		if other := trimSlash(hr.URL.Path); other != "" && isRead(hr.Method) && !r.wantsJSON() {
			probe := hr.Clone(hr.Context())
			probe.URL.Path = other
			if _, pattern := mux.Handler(probe); pattern != "" {
				s.send(w, r, s.mustBuild(r, Redirect(withQuery(other, hr.URL)).Status(http.StatusMovedPermanently)))
				return
			}
		}
		s.refuse(w, r, notFound())
	})
}

func trimSlash(path string) string {
	if len(path) > 1 && strings.HasSuffix(path, "/") && !strings.HasPrefix(path, "//") {
		return strings.TrimRight(path, "/")
	}
	return ""
}

func withQuery(path string, u *url.URL) string {
	if u.RawQuery == "" {
		return path
	}
	return path + "?" + u.RawQuery
}

// byHost chooses the handler of the host. A storefront host is checked against the
// shops when its route is served.
func (s *Server) byHost(w http.ResponseWriter, hr *http.Request) {
	host := hostOf(hr)
	if _, err := netip.ParseAddr(strings.Trim(host, "[]")); err == nil && isRead(hr.Method) {
		// Somebody typed the number the program listens on: show the front door.
		http.Redirect(w, hr, s.URL(HostLanding, "/"), http.StatusFound)
		return
	}
	s.hostHandler(host).ServeHTTP(w, hr)
}

func (s *Server) hostHandler(host string) http.Handler {
	if host == s.config.Domain {
		return s.landing
	}
	if label, ok := strings.CutSuffix(host, "."+s.config.Domain); ok {
		if h, known := s.hosts[label]; known {
			return h
		}
	}
	return s.shop
}

// hostOf is the host of the request without port, lower case, without a final dot.
func hostOf(hr *http.Request) string {
	host := strings.ToLower(hr.Host)
	if i := strings.LastIndexByte(host, ':'); i >= 0 && !strings.HasSuffix(host, "]") {
		host = host[:i]
	}
	return strings.TrimSuffix(host, ".")
}

// URL makes a full address on a host of the installation from its configured domain.
func (s *Server) URL(host HostKind, path string) string {
	label := ""
	if host != HostLanding {
		label = string(host) + "."
	}
	return s.scheme() + "://" + label + s.config.Domain + s.config.Port + path
}

// ShopURL makes a full address in a shop's storefront: its own domain when it has one.
func (s *Server) ShopURL(shop Shop, path string) string {
	if shop.Domain != "" {
		return s.scheme() + "://" + shop.Domain + s.config.Port + path
	}
	return s.URL(HostKind(shop.Handle), path)
}

func (s *Server) scheme() string {
	if s.config.Secure {
		return "https"
	}
	return "http"
}

// mayRedirect allows local paths and hosts of this installation; the storefront of the
// shop at hand counts, on its own domain too. Handlers that send people to a payment
// provider use Leave.
func (s *Server) mayRedirect(r *Request, target string) bool {
	if strings.HasPrefix(target, "/") && !strings.HasPrefix(target, "//") && !strings.HasPrefix(target, "/\\") {
		return !strings.ContainsAny(target, "\r\n\t\\")
	}
	u, err := url.Parse(target)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.User != nil {
		return false
	}
	host := u.Hostname()
	return host == s.config.Domain || strings.HasSuffix(host, "."+s.config.Domain) || r.Shop.Domain != "" && host == r.Shop.Domain
}
