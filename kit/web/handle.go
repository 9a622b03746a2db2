package web

import (
	"net/http"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
)

// Handler is what a route does, made by Handle, HandleOutside or Again.
type Handler interface {
	// decode reads the input; its refusal is errs.Invalid with the input read so far.
	decode(r *Request) (any, error)
	// run acts and makes the answer ready to send.
	run(r *Request, in any) (*built, error)
	// again draws the form once more, or reports that the handler cannot.
	again(tx *db.Tx, r *Request, in any, problem *errs.Error) (Answer, bool, error)
}

// Handle makes a handler of a function. In is a struct whose fields carry the tag
// form:"name"; struct{} when there is no input. The function may run more than once
// for one request, as any write transaction.
func Handle[In any](fn func(tx *db.Tx, r *Request, in In) (Answer, error)) Handler {
	return &handler[In]{fn: fn}
}

// Again adds what to draw after errs.Invalid (422) or errs.Conflict (409): the same
// page with the input kept and the problem shown. fn gets a fresh read transaction.
func Again[In any](h Handler, fn func(tx *db.Tx, r *Request, in In, problem *errs.Error) (Answer, error)) Handler {
	kept, ok := h.(*handler[In])
	if !ok {
		panic("web.Again: the handler takes another input")
	}
	return &handler[In]{fn: kept.fn, outside: kept.outside, redraw: fn, stored: kept.stored}
}

// HandleOutside makes a handler that runs with no open transaction, for the few that
// call the network or compute at length in between (payment sessions, uploads). It
// writes through r.Write, which keeps the hidden key of the form, or on d.
func HandleOutside[In any](fn func(d *db.DB, r *Request, in In) (Answer, error)) Handler {
	return &handler[In]{outside: fn}
}

// Write runs fn in a write transaction of the request's shop: the transaction of a
// HandleOutside, also of one that answers a GET. A form sent twice acts once here too.
// The answer is complete; nothing can be added to it afterwards.
func (r *Request) Write(fn func(tx *db.Tx) (Answer, error)) (Answer, error) {
	out, err := r.server.transaction(r, true, fn)
	return Answer{ready: out}, err
}

type handler[In any] struct {
	fn      func(tx *db.Tx, r *Request, in In) (Answer, error)
	outside func(d *db.DB, r *Request, in In) (Answer, error)
	redraw  func(tx *db.Tx, r *Request, in In, problem *errs.Error) (Answer, error)
	stored  func(tx *db.Tx, r *Request) (In, error)
}

func (h *handler[In]) decode(r *Request) (any, error) { return decodeInto[In](r) }

func (h *handler[In]) run(r *Request, in any) (*built, error) {
	if h.outside != nil {
		a, err := h.outside(r.server.config.DB, r, in.(In))
		if err != nil {
			return nil, err
		}
		return a.build(r)
	}
	return r.server.transaction(r, !isRead(r.HTTP.Method), func(tx *db.Tx) (Answer, error) {
		settled, err := h.settle(tx, r, in.(In))
		if err != nil {
			return Answer{}, err
		}
		return h.fn(tx, r, settled)
	})
}

func (h *handler[In]) again(tx *db.Tx, r *Request, in any, problem *errs.Error) (Answer, bool, error) {
	if h.redraw == nil {
		return Answer{}, false, nil
	}
	typed := in.(In)
	if r.clash != nil {
		typed = r.clash.merged.(In)
	}
	a, err := h.redraw(tx, r, typed, problem)
	return a, true, err
}

// answer runs the handler of the route for a request whose person and shop are known.
func (s *Server) answer(r *Request) (*built, error) {
	in, err := r.route.handler.decode(r)
	if err != nil {
		return s.again(r, in, err)
	}
	out, err := r.route.handler.run(r, in)
	if err != nil {
		return s.again(r, in, err)
	}
	return out, nil
}

// transaction runs fn in the one transaction of the request, with its key of
// idempotency, and builds the answer inside it. It serves pages and programs alike.
func (s *Server) transaction(r *Request, write bool, fn func(tx *db.Tx) (Answer, error)) (*built, error) {
	var out *built
	work := func(tx *db.Tx) error {
		if out != nil {
			out.body.Close() // an earlier run of the same write
			out = nil
		}
		once, err := s.claimOnce(tx, r)
		if err != nil || once.replay != nil {
			out = once.replay
			return err
		}
		if err := r.load(tx); err != nil {
			return err
		}
		a, err := fn(tx)
		if err != nil {
			return err
		}
		if out, err = a.build(r); err != nil {
			return err
		}
		return once.keep(tx, out)
	}
	run := s.config.DB.Read
	if write {
		run = s.config.DB.Write
	}
	err := run(r.Context(), db.Scope{Shop: r.Shop.ID, Actor: r.actor(), Hot: r.route.access.hot}, work)
	return out, err
}

// load finds the object the route declares a loader for.
func (r *Request) load(tx *db.Tx) (err error) {
	if r.route.access.load != nil {
		r.Loaded, err = r.route.access.load(tx, r)
	}
	return hide(err)
}

// again draws a refused form once more where the handler can.
func (s *Server) again(r *Request, in any, refused error) (*built, error) {
	problem := errs.As(refused)
	if problem == nil || problem.Kind != errs.KindInvalid && problem.Kind != errs.KindConflict || unreadable(problem.Code) {
		return nil, refused
	}
	var out *built
	drawn := false
	scope := db.Scope{Shop: r.Shop.ID, Actor: r.actor()}
	err := s.config.DB.Read(r.Context(), scope, func(tx *db.Tx) error {
		if err := r.load(tx); err != nil {
			return err
		}
		a, ok, err := r.route.handler.again(tx, r, in, problem)
		if err != nil || !ok {
			return err
		}
		drawn = true
		if a.status == http.StatusOK {
			a.status = statusOf(problem.Kind)
		}
		out, err = a.build(r)
		return err
	})
	if err != nil {
		return nil, err
	}
	if !drawn {
		return nil, refused
	}
	return out, nil
}

func isRead(method string) bool { return method == http.MethodGet || method == http.MethodHead }

// unreadable says that the form did not arrive, so that there is nothing to draw again.
func unreadable(code string) bool {
	return code == "too_large" || code == "unsupported_media_type" || code == "idempotency_key_reused"
}
