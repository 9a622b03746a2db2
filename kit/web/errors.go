package web

import (
	"context"
	"errors"
	"log/slog"
	"net/http"

	"github.com/coulisse/coulisse/kit/errs"
)

// statusOf is the one table from kinds to statuses.
func statusOf(kind errs.Kind) int {
	switch kind {
	case errs.KindNotFound:
		return http.StatusNotFound
	case errs.KindInvalid:
		return http.StatusUnprocessableEntity
	case errs.KindConflict:
		return http.StatusConflict
	case errs.KindDenied:
		return http.StatusForbidden
	case errs.KindTooMany:
		return http.StatusTooManyRequests
	case errs.KindUnavailable:
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

// Codes whose status is not that of their kind.
func statusOfError(refusal *errs.Error) int {
	switch refusal.Code {
	case "too_large":
		return http.StatusRequestEntityTooLarge
	case "unsupported_media_type":
		return http.StatusUnsupportedMediaType
	case "bad_request":
		return http.StatusBadRequest
	case "unauthorized":
		return http.StatusUnauthorized
	case "version_conflict":
		return http.StatusPreconditionFailed
	case "method_not_allowed":
		return http.StatusMethodNotAllowed
	}
	return statusOf(refusal.Kind)
}

// Problem is problem+json (RFC 9457), and what an error page is drawn from.
type Problem struct {
	Type      string         `json:"type" doc:"Where this kind of problem is explained."`
	Title     string         `json:"title" doc:"The status in words."`
	Status    int            `json:"status"`
	Code      string         `json:"code" doc:"Stable code for programs."`
	Detail    string         `json:"detail" doc:"One sentence that says what to do."`
	Errors    []ProblemField `json:"errors,omitempty"`
	RequestID string         `json:"request_id,omitempty"`
}

// ProblemField is one wrong field.
type ProblemField struct {
	Location string `json:"location" doc:"For example body.lines[0].quantity."`
	Message  string `json:"message"`
}

// problem turns an error into status and Problem and logs internal ones, once.
func (s *Server) problem(r *Request, err error) (int, Problem) {
	refusal := errs.As(err)
	if refusal == nil {
		s.logInternal(r, err)
		status, code := http.StatusInternalServerError, "internal"
		if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
			status, code = http.StatusServiceUnavailable, "unavailable"
		}
		return status, r.describe(status, code, err)
	}
	if cause := errors.Unwrap(refusal); cause != nil {
		s.log(r).Debug("refused", "kind", string(refusal.Kind), "cause", cause.Error())
	}
	status, code := statusOfError(refusal), refusal.Code
	if code == "" {
		code = string(refusal.Kind)
	}
	return status, r.describe(status, code, err)
}

func (r *Request) describe(status int, code string, err error) Problem {
	p := Problem{
		Type: "about:blank", Title: http.StatusText(status), Status: status, Code: code,
		Detail: r.Text.Error(err), RequestID: r.RequestID,
	}
	for _, f := range r.Text.Fields(err) {
		p.Errors = append(p.Errors, ProblemField{Location: f.Name, Message: f.Message})
	}
	return p
}

func (s *Server) logInternal(r *Request, err error) {
	if errors.Is(err, context.Canceled) {
		return // the client went away
	}
	s.log(r).LogAttrs(r.Context(), slog.LevelError, "request failed", slog.String("error", err.Error()))
}

// errorAnswer is the page, or problem+json, of an error.
func (s *Server) errorAnswer(r *Request, err error) *built {
	if r.wantsJSON() || s.config.ErrorPage == nil {
		return s.mustBuild(r, problemOf(r, err))
	}
	status, p := s.problem(r, err)
	a := Page(s.config.ErrorPage(r, p)).Status(status)
	if refusal := errs.As(err); refusal != nil && refusal.Retry > 0 {
		a = a.Header("Retry-After", itoa(refusal.Retry))
	}
	return s.mustBuild(r, a)
}

// mustBuild falls back to plain text when even the error page fails.
func (s *Server) mustBuild(r *Request, a Answer) *built {
	out, err := a.build(r)
	if err == nil {
		return out
	}
	s.logInternal(r, err)
	return &built{
		status: http.StatusInternalServerError,
		header: http.Header{"Content-Type": {"text/plain; charset=utf-8"}},
		body:   bufferOf([]byte(r.Text.Error(err) + "\n")),
	}
}
