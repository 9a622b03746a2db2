package liquid

import (
	"context"
	"io"
	"strings"
)

// Template is a compiled template. It never changes and may be rendered by many
// goroutines at once.
type Template struct {
	env      *Env
	name     string
	source   string
	body     *Body
	warnings Errors
	uses     []string
}

// Name is the name given to Parse.
func (t *Template) Name() string { return t.name }

// Source is the text given to Parse.
func (t *Template) Source() string { return t.source }

// Warnings are unknown tags and filters that lax mode let pass.
func (t *Template) Warnings() Errors { return t.warnings }

// Uses are the names of the templates this one calls by a quoted name, each
// once: what an editor checks before something is deleted. Do not change it.
func (t *Template) Uses() []string { return t.uses }

// Loader finds the templates that render, include and the caller's own tags
// name. It is asked again at each use; Env.Parse keeps the compiled form.
type Loader interface {
	Load(name string) (*Template, error)
}

// Data is what one render works with.
type Data struct {
	// Vars are the variables of the template itself. A template inside it that
	// is called by render does not see them.
	Vars map[string]any
	// Globals answers names that are visible everywhere, as shop or settings.
	Globals Drop
	// Loader finds other templates; without one, render and include fail.
	Loader Loader
	// Registers are values for the caller's own tags and filters; templates do
	// not see them. The map is not changed.
	Registers map[string]any
	// Limits replaces the limits of the Env, each where it is not zero.
	Limits Limits
	// OnError hears of every error that CommentErrors or InlineErrors leave in
	// the page.
	OnError func(*Error)
}

// Render writes the page to w, or nothing at all when it answers an error. The
// context's deadline is the time the render may take.
func (t *Template) Render(ctx context.Context, w io.Writer, data Data) error {
	s := t.env.state(ctx, &data)
	defer s.free()
	if err := s.run(t); err != nil {
		return err
	}
	_, err := w.Write(s.out)
	return err
}

// RenderString is Render into a string.
func (t *Template) RenderString(ctx context.Context, data Data) (string, error) {
	var b strings.Builder
	err := t.Render(ctx, &b, data)
	return b.String(), err
}
