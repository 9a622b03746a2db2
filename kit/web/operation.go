package web

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"reflect"
	"strings"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
)

// Op declares an operation of the API. Path is without the base path: "/orders/{order}".
type Op struct {
	Method, Path, Summary string
	Scope                 string // of the token: "orders.view"; "" for the storefront
	Status                int    // of success: 200, or 201 for POST unless told
	Hot                   bool
	Kept                  bool // a storefront GET: see Access.Kept
	Description           string
	Tag                   string
	MaxBody               int64
}

type apiRequestKey struct{}

// Operation adds an operation. In is a huma input struct (tags path, query, header, and
// a field Body); Out is the JSON body, or Answer for documents, or struct{} for none.
// It runs in one transaction; a write with an Idempotency-Key answers once. Errors
// become problem+json. It panics at start-up when an admin operation has no scope.
func Operation[In, Out any](a *API, op Op, fn func(tx *db.Tx, r *Request, in *In) (Out, error)) {
	if (op.Scope == "") != a.public {
		panic("web: " + op.Method + " " + op.Path + " must declare a scope on the admin API and none on the storefront's")
	}
	if op.Status == 0 {
		op.Status = http.StatusOK
		if op.Method == http.MethodPost {
			op.Status = http.StatusCreated
		}
	}
	one := &route{method: op.Method, pattern: a.prefix + op.Path, access: Access{audience: audienceShopper, permission: op.Scope, hot: op.Hot, kept: op.Kept}}
	a.ops = append(a.ops, one)
	described := a.describe(op, reflect.TypeFor[Out]())
	described.Middlewares = huma.Middlewares{a.enter(one, op)}
	huma.Register(a.huma, described, func(ctx context.Context, in *In) (*huma.StreamResponse, error) {
		r := ctx.Value(apiRequestKey{}).(*Request)
		out := r.server.operate(r, func(tx *db.Tx) (Answer, error) {
			result, err := fn(tx, r, in)
			if err != nil {
				return Answer{}, err
			}
			return answerOf(op, r, any(result)), nil
		})
		return &huma.StreamResponse{Body: func(hc huma.Context) {
			_, w := humago.Unwrap(hc)
			r.server.send(w, r, out)
		}}, nil
	})
}

// answerOf makes the answer of an operation's result.
func answerOf(op Op, r *Request, result any) Answer {
	switch v := result.(type) {
	case Answer:
		return v
	case struct{}:
		if op.Status == http.StatusOK || op.Status == http.StatusCreated {
			return NoContent()
		}
		return NoContent().Status(op.Status)
	}
	a := JSON(op.Status, result)
	if v, ok := result.(interface{ ETag() string }); ok {
		a = a.Header("ETag", v.ETag())
	} else if r.etag != "" {
		a = a.Header("ETag", r.etag)
	}
	return a
}

// operate runs the transaction of an operation and builds its answer, whichever it is.
func (s *Server) operate(r *Request, fn func(tx *db.Tx) (Answer, error)) *built {
	out, err := s.keeping(r, func() (*built, error) { return s.transaction(r, !isRead(r.HTTP.Method), fn) })
	if err != nil {
		return s.mustBuild(r, problemOf(r, s.apiError(err)))
	}
	for _, fn := range out.after {
		fn()
	}
	return out
}

// apiError hides what a program may not know, and locates fields in the body.
func (s *Server) apiError(err error) error {
	if errs.Is(err, errs.KindDenied) && errs.As(err).Code == "" {
		return notFound()
	}
	refusal := errs.As(err)
	if refusal == nil || len(refusal.Fields) == 0 {
		return err
	}
	located := *refusal
	located.Fields = make([]errs.Field, len(refusal.Fields))
	for i, f := range refusal.Fields {
		if !strings.HasPrefix(f.Name, "query.") && !strings.HasPrefix(f.Name, "path.") && !strings.HasPrefix(f.Name, "body.") {
			f.Name = "body." + f.Name
		}
		located.Fields[i] = f
	}
	return &located
}

// enter is the door of an operation: the shop of the host or the token, its scope, and
// the body kept for the idempotency key.
func (a *API) enter(one *route, op Op) func(huma.Context, func(huma.Context)) {
	limit := op.MaxBody
	if limit == 0 {
		limit = defaultBody
	}
	return func(hc huma.Context, next func(huma.Context)) {
		hr, w := humago.Unwrap(hc)
		host := HostAPI
		if a.public {
			host = HostShop
		}
		r := a.server.begin(host, one, hr)
		err := a.admit(r)
		if err == nil {
			err = r.keepBody(limit)
			hr.Body = r.HTTP.Body // the decoder reads the request it was given
		}
		if err != nil {
			a.server.send(w, r, a.server.mustBuild(r, problemOf(r, err)))
			return
		}
		ctx := context.WithValue(r.Context(), apiRequestKey{}, r)
		r.HTTP = r.HTTP.WithContext(ctx)
		w.Header().Set("X-Content-Type-Options", "nosniff")
		next(huma.WithContext(hc, ctx))
	}
}

// admit finds shop and caller. A scope that is missing looks like a thing that is.
func (a *API) admit(r *Request) error {
	if a.public {
		if err := a.server.findShop(r); err != nil {
			return err
		}
		if cart := r.HTTP.PathValue("token"); cart != "" {
			r.Caller = "cart:" + shortHash(cart)
		}
		if r.Shop.Closed && !isRead(r.HTTP.Method) {
			return errs.Denied("This shop is closed at the moment.").WithCode("shop_closed")
		}
		return nil
	}
	token, ok := strings.CutPrefix(r.HTTP.Header.Get("Authorization"), "Bearer ")
	if !ok || token == "" {
		return errs.Denied("Send a token of the shop: Authorization: Bearer ….").WithCode("unauthorized")
	}
	err := a.server.config.DB.Read(r.Context(), db.Scope{}, func(tx *db.Tx) error {
		var err error
		r.Person, r.Shop, err = a.server.config.Auth.Token(db.System(tx, "the shop of a token"), strings.TrimSpace(token))
		return err
	})
	if errs.Is(err, errs.KindNotFound) || errs.Is(err, errs.KindDenied) {
		if limited := a.server.limits.take("bad token", a.server.clientAddress(r.HTTP), 60); limited != nil {
			return limited
		}
		return errs.Denied("This token is not valid or has been revoked.").WithCode("unauthorized")
	}
	if err != nil {
		return err
	}
	r.speak(a.server.config.Text.Best(r.HTTP.Header.Get("Accept-Language")), r.Shop.Zone)
	if r.Person.Kind == "" {
		r.Person.Kind = "token"
	}
	r.Caller = "tok:" + shortHash(token)
	if err := a.server.limits.take(r.Caller, a.server.clientAddress(r.HTTP), 6000); err != nil {
		return err
	}
	if !r.Person.May(r.route.access.permission) {
		return notFound()
	}
	if r.Shop.ReadOnly && !isRead(r.HTTP.Method) {
		return errs.Denied("The trial of this shop has ended, so nothing can be changed. Choose a plan to go on.").WithCode("read_only")
	}
	return nil
}

// keepBody reads the body within the limit and gives it back to the decoder.
func (r *Request) keepBody(limit int64) error {
	if isRead(r.HTTP.Method) || r.HTTP.Body == nil {
		return nil
	}
	data, err := io.ReadAll(http.MaxBytesReader(nil, r.HTTP.Body, limit))
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return errs.Invalid("This is too large: at most %d MB are accepted here.", max(1, limit>>20)).WithCode("too_large")
	}
	if err != nil {
		return errs.Invalid("The request did not arrive whole.").WithCode("bad_request").WithCause(err)
	}
	r.body = data
	r.HTTP.Body = io.NopCloser(bytes.NewReader(data))
	return nil
}
