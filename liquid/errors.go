package liquid

import (
	"errors"
	"fmt"
	"strings"
)

// What an error is about; ask with errors.Is.
var (
	ErrSyntax = errors.New("liquid: syntax error")
	ErrRender = errors.New("liquid: render error")
	// ErrBudget says that a render was stopped because it used too much.
	ErrBudget = errors.New("liquid: over budget")
)

// Error is one mistake in a template, with its place. Line and Column count
// from 1, columns in characters.
type Error struct {
	Name    string // template
	Line    int
	Column  int
	Message string
	Text    string // the offending text, at most 60 characters of it
	Kind    error  // ErrSyntax, ErrRender or ErrBudget
	Cause   error  // what a filter, tag or loader answered, where there is one

	placed bool
	soft   bool // ends its tag, not the render, where errors are shown in the page
}

// Error reads file:line:column: message, near "text".
func (e *Error) Error() string {
	var b strings.Builder
	if e.Name != "" {
		b.WriteString(e.Name + ":")
	}
	if e.Line > 0 {
		fmt.Fprintf(&b, "%d:%d: ", e.Line, e.Column)
	}
	b.WriteString(e.Message)
	if e.Text != "" {
		fmt.Fprintf(&b, ", near %q", e.Text)
	}
	return b.String()
}

// Unwrap lets errors.Is and errors.As see kind and cause.
func (e *Error) Unwrap() []error {
	if e.Cause != nil {
		return []error{e.Kind, e.Cause}
	}
	return []error{e.Kind}
}

// inline is the form in which the reference engine puts an error in the output.
func (e *Error) inline() string {
	kind := "Liquid error"
	if e.Kind == ErrSyntax {
		kind = "Liquid syntax error"
	}
	switch {
	case e.Line == 0:
		return kind + ": " + e.Message
	case e.Name != "":
		return fmt.Sprintf("%s (%s line %d): %s", kind, e.Name, e.Line, e.Message)
	}
	return fmt.Sprintf("%s (line %d): %s", kind, e.Line, e.Message)
}

// comment is the form a visitor's page gets: visible in the source only. The
// message may repeat text of visitors and may stand inside an attribute, so
// nothing but letters, digits and harmless signs is let through.
func (e *Error) comment() string {
	clean := strings.Map(func(r rune) rune {
		switch {
		case r >= 128, r < 32, strings.ContainsRune("<>\"'`&=", r):
			return -1
		}
		return r
	}, e.Error())
	for strings.Contains(clean, "--") {
		clean = strings.ReplaceAll(clean, "--", "-")
	}
	return "<!-- Liquid: " + clean + " -->"
}

// Errors are all mistakes found in one template, in the order of the text.
type Errors []*Error

func (es Errors) Error() string {
	lines := make([]string, len(es))
	for i, e := range es {
		lines[i] = e.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap lets errors.Is and errors.As look at each of them.
func (es Errors) Unwrap() []error {
	all := make([]error, len(es))
	for i, e := range es {
		all[i] = e
	}
	return all
}

// failf is an error of evaluation that does not know its place yet.
func failf(format string, args ...any) *Error {
	return &Error{Kind: ErrRender, Message: fmt.Sprintf(format, args...)}
}

// tooDeep is over budget, yet harmless where it is shown: the depth is spent at
// this place only, and steps bound the rest.
func tooDeep(format string, args ...any) *Error {
	e := budgetf(format, args...)
	e.soft = true
	return e
}

func budgetf(format string, args ...any) *Error {
	return &Error{Kind: ErrBudget, Message: fmt.Sprintf(format, args...)}
}

// place turns a byte offset into line and column, and fills them in where the
// error has none yet.
func (e *Error) place(name, source string, offset int) {
	if e.placed {
		return
	}
	e.placed, e.Name = true, name
	offset = max(0, min(offset, len(source)))
	before := source[:offset]
	e.Line = strings.Count(before, "\n") + 1
	e.Column = runes(before[strings.LastIndexByte(before, '\n')+1:]) + 1
}

// asError brings any error into the form that carries a place.
func asError(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	var es Errors
	if errors.As(err, &es) && len(es) > 0 {
		return es[0]
	}
	return &Error{Kind: ErrRender, Message: err.Error(), Cause: err}
}

// excerpt keeps an error message short whatever the template holds.
func excerpt(s string) string {
	s = strings.TrimSpace(s)
	if runes(s) <= 60 {
		return s
	}
	r := []rune(s[:min(len(s), 400)])
	return string(r[:min(len(r), 57)]) + "..."
}
