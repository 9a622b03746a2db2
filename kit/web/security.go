package web

import (
	"context"
	"crypto/rand"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"github.com/coulisse/coulisse/kit/errs"
)

func newNonce() string { return rand.Text() }

// secure sets the headers of safety. A handler may have set its own policy (the
// storefront allows the merchant's scripts).
func (s *Server) secure(head http.Header, r *Request) {
	set := func(name, value string) {
		if head.Get(name) == "" {
			head.Set(name, value)
		}
	}
	set("X-Content-Type-Options", "nosniff")
	set("Referrer-Policy", "strict-origin-when-cross-origin")
	if s.config.Secure && r.host == HostShop {
		set("Strict-Transport-Security", "max-age=63072000") // other hosts of the merchant's domain are not ours
	}
	if s.config.Secure {
		set("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
	}
	if r.host != HostShop {
		set("Cross-Origin-Opener-Policy", "same-origin")
		set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
	}
	if r.host == HostAdmin || r.host == HostAPI || !isRead(r.HTTP.Method) {
		set("Cache-Control", "private, no-store")
	} else {
		set("Cache-Control", "private, no-cache")
	}
	if strings.HasPrefix(head.Get("Content-Type"), "text/html") {
		set("Content-Security-Policy", s.policy(r))
	} else {
		set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	}
}

// policy allows what our own pages need: our files, pictures of the files host, and
// scripts and styles of this host or with the nonce of the request.
func (s *Server) policy(r *Request) string {
	files := s.URL(HostFiles, "")
	return "default-src 'none'; script-src 'self' 'nonce-" + r.nonce + "'; style-src 'self' 'nonce-" + r.nonce +
		"'; img-src 'self' data: blob: " + files + "; font-src 'self'; connect-src 'self'; media-src 'self' " + files +
		"; manifest-src 'self'; form-action 'self'" + s.formTargets(r) + "; frame-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'self'"
}

// formTargets are the hosts a form may lead to by redirect: sign-up on the landing page
// ends in the admin, payment of a test card on its own host.
func (s *Server) formTargets(r *Request) string {
	switch r.host {
	case HostLanding:
		return " " + s.URL(HostAdmin, "")
	case HostShop:
		return " " + s.scheme() + "://*." + s.config.Domain + s.config.Port + " https:"
	}
	return ""
}

// Nonce is the nonce of the page's own scripts and styles.
func (r *Request) Nonce() string { return r.nonce }

// trail is what is learnt of a request on its way, for the log and the figures.
type trail struct {
	id, host, route, shop string
}

type trailKey struct{}

func requestID(ctx context.Context) string {
	if known, ok := ctx.Value(trailKey{}).(*trail); ok {
		return known.id
	}
	return ""
}

// RequestID names the request a context belongs to, as the log and error pages do.
func RequestID(ctx context.Context) string { return requestID(ctx) }

// note keeps route and shop of the request for the log line.
func (r *Request) note() {
	known, ok := r.HTTP.Context().Value(trailKey{}).(*trail)
	if !ok {
		return
	}
	known.host, known.shop = string(r.host), r.Shop.Handle
	if r.route != nil {
		known.route = r.route.method + " " + r.route.pattern
	}
}

// Served is one answered request.
type Served struct {
	Host, Route, Shop string // Route is the pattern, not the address
	Status            int
	Took              time.Duration
}

// log is the logger with what names the request.
func (s *Server) log(r *Request) *slog.Logger {
	return s.config.Log.With("request", r.RequestID, "shop", r.Shop.Handle, "path", loggedPath(r.HTTP))
}

// loggedPath is the path without the secret it may carry: links of letters, carts,
// orders and payments name theirs {token}.
func loggedPath(hr *http.Request) string {
	path := hr.URL.Path
	if secret := hr.PathValue("token"); secret != "" {
		path = strings.Replace(path, secret, "…", 1)
	}
	return path
}

// outer stands round everything: request id, panic recovery, forgery, the log line.
func (s *Server) outer(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, hr *http.Request) {
		start := time.Now()
		name := rand.Text()[:16]
		on := &trail{id: name}
		hr = hr.WithContext(context.WithValue(hr.Context(), trailKey{}, on))
		seen := &watched{ResponseWriter: w}
		seen.Header().Set("X-Request-Id", name)
		defer func() {
			if told := recover(); told != nil {
				if told == http.ErrAbortHandler {
					panic(told)
				}
				s.recovered(seen, hr, told)
			}
			if s.config.Served != nil {
				s.config.Served(Served{Host: on.host, Route: on.route, Shop: on.shop, Status: seen.status, Took: time.Since(start)})
			}
			s.config.Log.LogAttrs(hr.Context(), slog.LevelInfo, "request", slog.String("request", name), slog.String("method", hr.Method),
				slog.String("host", hr.Host), slog.String("shop", on.shop), slog.String("path", loggedPath(hr)), slog.Int("status", seen.status),
				slog.Int64("bytes", seen.bytes), slog.Duration("took", time.Since(start)), slog.String("address", s.clientAddress(hr).String()))
		}()
		if s.probe(seen, hr) {
			return
		}
		if err := s.guard.Check(hr); err != nil {
			s.refuse(seen, s.begin(HostLanding, nil, hr), errs.Denied("This form was sent from another site. Open the page again and repeat it there.").WithCause(err))
			return
		}
		next.ServeHTTP(seen, hr)
	})
}

// recovered answers after a panic, which is a bug.
func (s *Server) recovered(w *watched, hr *http.Request, told any) {
	s.config.Log.Error("panic", "request", requestID(hr.Context()), "path", loggedPath(hr), "panic", told, "stack", string(debug.Stack()))
	if w.status != 0 {
		return // half sent: nothing to save
	}
	r := s.begin(HostLanding, nil, hr)
	s.send(w, r, s.errorAnswer(r, errInternal))
}

// probe answers, on every host, the health checks of load balancers and the icon that
// browsers ask for beside documents without a head of their own, such as a PDF: none.
func (s *Server) probe(w http.ResponseWriter, hr *http.Request) bool {
	if hr.URL.Path == "/favicon.ico" {
		w.Header().Set("Cache-Control", "public, max-age=86400")
		w.WriteHeader(http.StatusNoContent)
		return true
	}
	path := hr.URL.Path
	ready := path == "/-/ready" || path == "/readyz"
	if !ready && path != "/-/alive" && path != "/healthz" {
		return false
	}
	if ready && s.config.Ready != nil && !s.config.Ready() {
		w.WriteHeader(http.StatusServiceUnavailable)
		return true
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = w.Write([]byte("ok\n"))
	return true
}

// watched notes status and size for the log.
type watched struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (w *watched) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *watched) Write(p []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	n, err := w.ResponseWriter.Write(p)
	w.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (w *watched) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// wantsJSON says that a program asks.
func (r *Request) wantsJSON() bool {
	if r.host == HostAPI || strings.HasPrefix(r.HTTP.URL.Path, "/api/") {
		return true
	}
	accept := r.HTTP.Header.Get("Accept")
	return strings.Contains(accept, "json") && !strings.Contains(accept, "text/html")
}

func itoa(n int) string { return strconv.Itoa(n) }
