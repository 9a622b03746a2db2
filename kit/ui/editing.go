package ui

import (
	"bytes"
	"context"
	"io"
	"slices"
	"sort"
	"strings"

	"github.com/a-h/templ"

	"github.com/coulisse/coulisse/kit/text"
)

// Editing is what the form of a page knows about a save that others may have made
// meanwhile. kit/web puts it into the context of the page.
type Editing struct {
	Action string
	// Seen is what the form showed, for the hidden field of the form.
	Seen string
	// Who saved meanwhile, and what of it concerns this form.
	Who    string
	Fields map[string]ClashField
	drawn  map[string]bool
}

// ClashField is one field somebody else changed while it was open here. Both says that
// this person changed it too, so that one version must be chosen.
type ClashField struct {
	Theirs, Mine []string
	Both         bool
	// Hidden are the fields that carry their version along: Label is the name.
	Hidden []Option
}

type editingKey struct{}

type clashKey struct{}

// WithEditing gives the page what its form must know.
func WithEditing(ctx context.Context, e *Editing) context.Context {
	if e == nil {
		return ctx
	}
	return context.WithValue(ctx, editingKey{}, e)
}

// Form wraps fields and carries the key that makes it act once however often it is sent. Put an ErrorSummary first and a SaveBar or Button last.
// After a save over somebody else's it shows both versions at each field.
func Form(f FormProps) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		children := templ.GetChildren(ctx)
		ctx = templ.ClearChildren(ctx)
		e, ok := ctx.Value(editingKey{}).(*Editing)
		if !ok || e.Action != f.Action || f.Method == "get" {
			return form(f, nil, nil).Render(templ.WithChildren(ctx, children), w)
		}
		if len(e.Fields) == 0 {
			return form(f, e, nil).Render(templ.WithChildren(ctx, children), w)
		}
		// The fields are drawn first: what no field shows is asked at the top.
		e.drawn = map[string]bool{}
		var inside bytes.Buffer
		if err := children.Render(context.WithValue(ctx, clashKey{}, e), &inside); err != nil {
			return err
		}
		return form(f, e, e.left()).Render(templ.WithChildren(ctx, templ.Raw(inside.String())), w)
	})
}

// left are the fields changed by both that no field of the form has shown.
func (e *Editing) left() []string {
	var names []string
	for name, f := range e.Fields {
		if f.Both && !e.drawn[name] {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	return names
}

// clashOf is what somebody else made of a field, noting that it is shown.
func clashOf(ctx context.Context, name string) (ClashField, string, bool) {
	e, ok := ctx.Value(clashKey{}).(*Editing)
	if !ok {
		return ClashField{}, "", false
	}
	found, ok := e.Fields[name]
	e.drawn[name] = e.drawn[name] || ok
	return found, e.Who, ok
}

// theirWords is the other version as people read it: the label of a choice, yes or no.
func (f Field) theirWords(ctx context.Context, values []string) string {
	if len(values) == 0 {
		return text.T(ctx, "empty")
	}
	words := make([]string, len(values))
	for i, value := range values {
		words[i] = value
		if at := slices.IndexFunc(f.Options, func(o Option) bool { return o.Value == value }); at >= 0 && f.Options[at].Label != "" {
			words[i] = f.Options[at].Label
		} else if value == "on" {
			words[i] = text.T(ctx, "Yes")
		}
	}
	return strings.Join(words, ", ")
}

// listNames are the lists of rows that forms hold, by the name of their fields.
var listNames = map[string]string{"variants": text.Key("Variants"), "options": text.Key("Options"), "entries": text.Key("Links"), "rules": text.Key("Rules"),
	"bands": text.Key("Prices"), "collections": text.Key("Collections")}

// listName is what people call a field that no field of the form shows.
func listName(ctx context.Context, name string) string {
	if known, ok := listNames[name]; ok {
		return text.T(ctx, known)
	}
	return strings.ReplaceAll(name, "_", " ")
}
