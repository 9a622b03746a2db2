// Package errs is the short closed list of ways an operation can refuse.
//
// Everything that is not one of these kinds is an internal error: it is logged
// once at the edge and never shown. A message is one English sentence for the
// person in front of the screen that says what to do; it is also the key of its
// translation (kit/text), with its arguments kept apart.
package errs

import (
	"errors"
	"fmt"
)

// Kind says how an operation refused; kit/web alone maps it to a status.
type Kind string

// The kinds, with the status kit/web gives them.
const (
	KindNotFound    Kind = "not_found"   // 404; also for rows of another shop
	KindInvalid     Kind = "invalid"     // 422; carries field messages
	KindConflict    Kind = "conflict"    // 409
	KindDenied      Kind = "denied"      // 403, or 404 where existence is a secret
	KindTooMany     Kind = "too_many"    // 429 with Retry-After
	KindUnavailable Kind = "unavailable" // 503
)

// Field is one wrong field: Name as in the form or the JSON path, and its message.
type Field struct {
	Name    string
	Message string
	Args    []any
}

// Error is an expected refusal.
type Error struct {
	Kind    Kind
	Code    string // stable code of the JSON API; the kind when empty
	Message string // English sentence with fmt verbs; the key of its translation
	Args    []any
	Fields  []Field
	Retry   int // seconds, for TooMany and Unavailable
	cause   error
}

// Error returns the English sentence.
func (e *Error) Error() string {
	text := fmt.Sprintf(e.Message, e.Args...)
	for _, f := range e.Fields {
		text += " " + f.Name + ": " + fmt.Sprintf(f.Message, f.Args...)
	}
	return text
}

// Unwrap returns the private cause, for logs only.
func (e *Error) Unwrap() error { return e.cause }

// WithCode sets the stable code shown to programs.
func (e *Error) WithCode(code string) *Error { e.Code = code; return e }

// WithCause keeps the technical cause for the log.
func (e *Error) WithCause(cause error) *Error { e.cause = cause; return e }

// With adds one field message; a nil-safe way to collect several.
func (e *Error) With(field, message string, args ...any) *Error {
	e.Fields = append(e.Fields, Field{Name: field, Message: message, Args: args})
	return e
}

// OrNil returns e as an error when it has field messages, else nil. It lets a
// validation start with Invalid(...) and collect.
func (e *Error) OrNil() error {
	if len(e.Fields) == 0 {
		return nil
	}
	return e
}

// NotFound says the thing does not exist, belongs to another shop or is not to be seen.
func NotFound(message string, args ...any) *Error { return newError(KindNotFound, message, args) }

// Invalid says the input is wrong; add fields with With.
func Invalid(message string, args ...any) *Error { return newError(KindInvalid, message, args) }

// InvalidField is Invalid with one field and the usual headline.
func InvalidField(field, message string, args ...any) *Error {
	return Invalid("Please check the marked fields.").With(field, message, args...)
}

// Conflict says the state of things forbids it: used up, changed meanwhile, already done.
func Conflict(message string, args ...any) *Error { return newError(KindConflict, message, args) }

// Denied says the person may not do this.
func Denied(message string, args ...any) *Error { return newError(KindDenied, message, args) }

// TooMany says to slow down; retry in seconds.
func TooMany(retry int, message string, args ...any) *Error {
	e := newError(KindTooMany, message, args)
	e.Retry = retry
	return e
}

// Unavailable says something outside is down; retry in seconds.
func Unavailable(retry int, message string, args ...any) *Error {
	e := newError(KindUnavailable, message, args)
	e.Retry = retry
	return e
}

// As returns the refusal inside err, or nil for internal errors.
func As(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return nil
}

// Is says whether err is a refusal of that kind.
func Is(err error, kind Kind) bool {
	e := As(err)
	return e != nil && e.Kind == kind
}

func newError(kind Kind, message string, args []any) *Error {
	return &Error{Kind: kind, Message: message, Args: args}
}
