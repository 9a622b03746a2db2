package db

import (
	"errors"
	"fmt"
	"strings"

	"github.com/coulisse/coulisse/kit/errs"
)

// violation is a constraint the engine refused to break.
type violation struct {
	kind       string // unique, foreign key, check, not null
	constraint string
	cause      error
}

// Error names the constraint for the log.
func (v *violation) Error() string {
	return fmt.Sprintf("%s constraint %s: %v", v.kind, v.constraint, v.cause)
}

// Unwrap returns the engine's error.
func (v *violation) Unwrap() error { return v.cause }

// Violated returns the name of the unique, foreign key or check constraint that err
// is about, and "" for other errors. SQLite does not tell which foreign key it was:
// then the name is "foreign key".
func Violated(err error) string {
	var v *violation
	if errors.As(err, &v) {
		return v.constraint
	}
	return ""
}

// Violates says whether err is about the named constraint.
func Violates(err error, constraint string) bool { return Violated(err) == constraint }

// explain adds the beginning of the statement to an unexpected error and turns a
// broken unique constraint into errs.Conflict.
func explain(q string, err error) error {
	if errs.As(err) != nil {
		return err
	}
	var v *violation
	if errors.As(err, &v) && v.kind == "unique" {
		return errs.Conflict("This already exists.").WithCause(err)
	}
	return fmt.Errorf("%w in: %s", err, firstWords(q))
}

func firstWords(q string) string {
	short := strings.Join(strings.Fields(q), " ")
	if len(short) > 120 {
		return short[:120] + "…"
	}
	return short
}

// errWroteInRead is a mistake of the program, not a state of the database.
var errWroteInRead = errors.New("a read transaction tried to write; open it with Write")

// outage is an engine that cannot serve just now: disk full, locked, connection lost.
type outage struct {
	seconds int
	message string
	cause   error
}

// Error is for the log.
func (o *outage) Error() string { return o.cause.Error() }

// Unwrap returns the engine's error.
func (o *outage) Unwrap() error { return o.cause }

// refusal turns an outage anywhere in err into errs.Unavailable, and a broken unique
// constraint into errs.Conflict: a write of Tx.Later may meet it as late as the commit.
func refusal(err error) error {
	var v *violation
	if errors.As(err, &v) && v.kind == "unique" && errs.As(err) == nil {
		return errs.Conflict("This already exists.").WithCause(err)
	}
	var o *outage
	if errors.As(err, &o) && errs.As(err) == nil {
		return errs.Unavailable(o.seconds, o.message).WithCause(err)
	}
	return err
}
