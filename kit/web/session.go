package web

import (
	"errors"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/coulisse/coulisse/kit/errs"
)

// Names of cookies; over https each gets the prefix __Host-, which binds it to its
// host, to Secure and to the path "/".
const (
	sessionCookie  = "session"
	toastCookie    = "toast"
	languageCookie = "language"
	themeCookie    = "theme"
	cartCookie     = "cart" // the storefront's; here it only tells buyers apart
)

var (
	errInternal = errors.New("a bug: see the log")
	errLogIn    = errs.NotFound("Please log in first.")
	errNotHere  = errs.NotFound("This page does not exist, or you may not see it.")
)

// SignIn answers with the session cookie of a fresh session, in place of any old one.
// maxAge is in seconds; 0 ends with the browser.
func (a Answer) SignIn(session string, maxAge int) Answer {
	return a.Cookie(&http.Cookie{Name: sessionCookie, Value: session, MaxAge: maxAge})
}

// SignOut removes the session cookie; the session itself is ended by the handler.
func (a Answer) SignOut() Answer {
	return a.Cookie(&http.Cookie{Name: sessionCookie, MaxAge: -1})
}

// Speak keeps the language the person chose.
func (a Answer) Speak(language string) Answer {
	return a.Cookie(&http.Cookie{Name: languageCookie, Value: language, MaxAge: 365 * 24 * 3600})
}

// Session is the session cookie of the request, "" when there is none: for log-out.
func (r *Request) Session() string { return r.Cookie(sessionCookie) }

// Theme is "light", "dark" or "": a script writes the cookie, so it has no prefix.
func (r *Request) Theme() string {
	cookie, err := r.HTTP.Cookie(themeCookie)
	if err != nil || cookie.Value != "light" && cookie.Value != "dark" {
		return ""
	}
	return cookie.Value
}

func (r *Request) cookieName(name string) string {
	if r.server.config.Secure {
		return "__Host-" + name
	}
	return name
}

// writeCookies sets the cookies with what all of ours have.
func (r *Request) writeCookies(w http.ResponseWriter, cookies []*http.Cookie) {
	for _, c := range cookies {
		set := *c
		set.Name, set.Path, set.Domain = r.cookieName(c.Name), "/", ""
		set.HttpOnly, set.Secure = true, r.server.config.Secure
		if set.SameSite == 0 {
			set.SameSite = http.SameSiteLaxMode
		}
		http.SetCookie(w, &set)
	}
}

// toLogIn leads to the log-in and back; programs get 401.
func (s *Server) toLogIn(w http.ResponseWriter, r *Request) {
	if r.wantsJSON() {
		s.send(w, r, s.mustBuild(r, problemOf(r, errs.Denied("Please log in first.").WithCode("unauthorized"))))
		return
	}
	target := s.config.LogIn
	if isRead(r.HTTP.Method) && r.HTTP.URL.Path != "/" {
		target += "?next=" + url.QueryEscape(r.HTTP.URL.RequestURI())
	}
	if r.HTTP.Header.Get("HX-Request") != "" {
		// A fragment cannot hold the log-in: the whole page goes there.
		a := NoContent().Header("HX-Redirect", target)
		s.send(w, r, s.mustBuild(r, a))
		return
	}
	s.send(w, r, s.mustBuild(r, Redirect(target)))
}

// Next is the local path a log-in leads back to, or the fallback.
func (r *Request) Next(fallback string) string {
	next := r.HTTP.URL.Query().Get("next")
	if posted := r.Value("next"); posted != "" {
		next = posted
	}
	if next != "" && next[0] == '/' && r.server.mayRedirect(r, next) {
		return next
	}
	return fallback
}

// touched remembers when a session was last noted.
type touched struct {
	mu   sync.Mutex
	last map[string]time.Time
}

func newTouched() *touched { return &touched{last: map[string]time.Time{}} }

func (t *touched) due(session string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := time.Now()
	if last, ok := t.last[session]; ok && now.Sub(last) < time.Minute {
		return false
	}
	if len(t.last) > 50_000 {
		clear(t.last)
	}
	t.last[session] = now
	return true
}
