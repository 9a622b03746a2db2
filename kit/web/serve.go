package web

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/files"
	"github.com/coulisse/coulisse/kit/text"
)

// begin makes the Request with language, time zone and nonce of nobody yet.
func (s *Server) begin(host HostKind, one *route, hr *http.Request) *Request {
	r := &Request{HTTP: hr, server: s, route: one, RequestID: requestID(hr.Context()), host: host, nonce: newNonce()}
	// Nobody yet: the address. Two strangers who choose the same key must not meet.
	r.Caller = "at:" + network(s.clientAddress(hr))
	r.speak(s.config.Text.Best(r.Cookie(languageCookie), hr.Header.Get("Accept-Language")), "")
	return r
}

// speak sets the language and zone of the answer.
func (r *Request) speak(locale, zone string) {
	r.Text = r.server.config.Text.For(locale, r.server.zone(zone))
	ctx := text.With(r.HTTP.Context(), r.Text)
	if store := r.server.config.Files; store != nil {
		ctx = files.With(ctx, store, r.Shop.ID)
	}
	r.HTTP = r.HTTP.WithContext(ctx)
}

// zone is a time zone by name, read from the disk once; an unknown one is UTC.
func (s *Server) zone(name string) *time.Location {
	if name == "" {
		return time.UTC
	}
	if known, ok := s.zones.Load(name); ok {
		return known.(*time.Location)
	}
	place, err := time.LoadLocation(name)
	if err != nil {
		place = time.UTC
	}
	s.zones.Store(name, place) // names come from settings, so they are few
	return place
}

// serve is the handler of one route.
func (s *Server) serve(host HostKind, one *route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, hr *http.Request) {
		r := s.begin(host, one, hr)
		defer r.dropUploads()
		if err := s.prepare(r); err != nil {
			s.refuse(w, r, err)
			return
		}
		out, err := s.keeping(r, func() (*built, error) { return s.answer(r) })
		if err != nil {
			s.refuse(w, r, err)
			return
		}
		for _, fn := range out.after {
			fn()
		}
		s.send(w, r, out)
	})
}

// dropUploads removes the temporary files of a form. net/http does so only for the
// request it made itself, not for the copy that carries our context.
func (r *Request) dropUploads() {
	if r.HTTP.MultipartForm != nil {
		_ = r.HTTP.MultipartForm.RemoveAll() // at worst the system sweeps them
	}
}

// prepare finds the person and the shop and checks what the route declares.
func (s *Server) prepare(r *Request) error {
	access := r.route.access
	if access.limit > 0 {
		if err := s.limits.take(r.route.method+r.route.pattern, s.clientAddress(r.HTTP), access.limit); err != nil {
			return err
		}
	}
	if r.host == HostShop {
		return s.findShop(r)
	}
	if r.host != HostAdmin {
		return nil
	}
	err := s.findPerson(r)
	switch {
	case access.audience == audienceAnyone:
		if err != nil && !errs.Is(err, errs.KindNotFound) {
			return err
		}
		return nil
	case err != nil && err != errNotHere && errs.Is(err, errs.KindNotFound):
		return errLogIn
	case err != nil || access.audience == audienceSignedIn:
		return err
	}
	return s.staffMay(r)
}

// staffMay checks that a member of the staff may do what the route declares.
func (s *Server) staffMay(r *Request) error {
	access := r.route.access
	if access.permission != "" && !r.Person.May(access.permission) {
		return notFound()
	}
	if r.Shop.ReadOnly && !isRead(r.HTTP.Method) && !access.open {
		return errs.Denied("The trial of this shop has ended, so nothing can be changed. Choose a plan to go on.")
	}
	return nil
}

// findPerson reads the session, and for staff routes the shop, in one read.
func (s *Server) findPerson(r *Request) error {
	r.session = r.Cookie(sessionCookie)
	if r.session == "" {
		return notFound()
	}
	err := s.config.DB.Read(r.Context(), db.Scope{}, func(tx *db.Tx) error {
		sys := db.System(tx, "who is signed in")
		person, err := s.config.Auth.Person(sys, r.session)
		if err != nil {
			return err
		}
		r.Person = person
		if r.route.access.audience != audienceStaff {
			return nil
		}
		member, shop, err := s.config.Auth.Staff(sys, person, r.HTTP.PathValue("shop"))
		if err == nil {
			r.Person, r.Shop = member, shop
		}
		return hide(err)
	})
	if err != nil {
		if r.Person.Account != 0 && errs.Is(err, errs.KindNotFound) {
			return errNotHere
		}
		return err
	}
	r.Caller = "acc:" + r.Person.Account.Text("acc")
	r.speak(s.config.Text.Best(r.Person.Locale, r.Cookie(languageCookie), r.HTTP.Header.Get("Accept-Language")), firstOf(r.Person.Zone, r.Shop.Zone))
	s.touch(r)
	return nil
}

// findShop turns a storefront host into its shop.
func (s *Server) findShop(r *Request) error {
	var err error
	r.Shop, r.version, err = s.shopOf(r, hostOf(r.HTTP))
	if err != nil {
		r.Shop = Shop{}
		return hide(err)
	}
	if cart := r.Cookie(cartCookie); cart != "" {
		r.Caller = "cart:" + shortHash(cart)
	}
	r.speak(s.config.Text.Best(pathLanguage(r.HTTP.URL.Path), r.Shop.Locale), r.Shop.Zone)
	return nil
}

// pathLanguage is the language a storefront address begins with: "fr" of /fr/cart. The
// shop's first language stands at the root.
func pathLanguage(path string) string {
	first, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	if len(first) == 2 {
		return first
	}
	return ""
}

// touch notes the use of a session, at most once a minute.
func (s *Server) touch(r *Request) {
	if !s.touched.due(r.session) {
		return
	}
	ctx, done := context.WithTimeout(context.WithoutCancel(r.HTTP.Context()), 5*time.Second)
	defer done()
	err := s.config.DB.Write(ctx, db.Scope{Actor: db.SystemActor}, func(tx *db.Tx) error {
		return s.config.Auth.Touch(db.System(tx, "session was used"), r.session)
	})
	if err != nil {
		s.log(r).Warn("note the use of a session", "error", err.Error())
	}
}

// hide makes missing and forbidden look alike; faults stay faults.
func hide(err error) error {
	if errs.Is(err, errs.KindNotFound) || errs.Is(err, errs.KindDenied) {
		return notFound()
	}
	return err
}

// refuse sends the answer of an error. People without a session are led to the log-in.
func (s *Server) refuse(w http.ResponseWriter, r *Request, err error) {
	if err == errLogIn {
		s.toLogIn(w, r)
		return
	}
	if errs.Is(err, errs.KindDenied) && r.host == HostAPI {
		err = notFound()
	}
	if r.host == HostShop && r.Shop.ID != 0 && s.config.StoreError != nil && !r.wantsJSON() {
		if out, ok := s.storeError(r, err); ok {
			s.send(w, r, out)
			return
		}
	}
	s.send(w, r, s.errorAnswer(r, err))
}

// storeError lets the theme draw the error; when that fails too, ours is sent.
func (s *Server) storeError(r *Request, refused error) (*built, bool) {
	status, p := s.problem(r, refused)
	var out *built
	err := s.config.DB.Read(r.Context(), db.Scope{Shop: r.Shop.ID, Actor: r.actor()}, func(tx *db.Tx) error {
		a, err := s.config.StoreError(tx, r, p)
		if err != nil {
			return err
		}
		if a.status == http.StatusOK {
			a.status = status
		}
		out, err = a.build(r)
		return err
	})
	if err != nil {
		s.logInternal(r, err)
	}
	return out, err == nil
}

func firstOf(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}
