package liquid

import (
	"context"
	"errors"
	"math/rand"
	"strings"
	"testing"
	"time"
)

func seeds(f *testing.F) {
	for _, c := range ownCases {
		f.Add(c.template)
	}
	for name, src := range hostile {
		if len(src) < 2000 {
			f.Add(src)
		}
		_ = name
	}
	r := rand.New(rand.NewSource(3))
	for range 200 {
		f.Add(generate(r, 3))
	}
}

// FuzzParse: whatever the text, parsing answers a template or errors that know
// their place.
func FuzzParse(f *testing.F) {
	seeds(f)
	env := NewEnv(Options{Strict: true, AllowInclude: true})
	f.Fuzz(func(t *testing.T, src string) {
		_, err := env.compile("t", src)
		var all Errors
		if err != nil && !errors.As(err, &all) {
			t.Fatalf("%T", err)
		}
		for _, e := range all {
			if e.Line < 1 || e.Column < 1 || strings.Contains(e.Message, "internal error") {
				t.Fatalf("%q: %v", src, e)
			}
		}
	})
}

// FuzzRender: no panic, no budget exceeded, and with escaping on no bracket of
// the data reaches the page.
func FuzzRender(f *testing.F) {
	seeds(f)
	limits := Limits{Steps: 20_000, Output: 1 << 18, Assigned: 1 << 19, Depth: 20, Range: 2000}
	env := NewEnv(Options{AllowInclude: true, Errors: InlineErrors, Limits: limits})
	f.Fuzz(func(t *testing.T, src string) {
		tmpl, err := env.compile("t", src)
		if err != nil {
			return
		}
		data := Data{Loader: partials{env, hostilePartials}, Vars: map[string]any{
			"q": "quote \" & <\u2028>", "l": []any{1, "two", nil, 3.5, []any{true}}, "s": "0,1", "i": 7,
			"a": NewMap().Set("x", 1).Set("b", []any{"c"}), "b": Range{1, 9},
		}}
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		out, err := tmpl.RenderString(ctx, data)
		if err != nil && (strings.Contains(err.Error(), "internal error") || errors.Is(err, context.DeadlineExceeded)) {
			t.Fatalf("%q: %v", src, err)
		}
		if len(out) > limits.Output+len(src) {
			t.Fatalf("%q: %d bytes", src, len(out))
		}
		if strings.Contains(out, "<\u2028") && !strings.Contains(src, "replace") && !strings.Contains(src, "remove") {
			t.Fatalf("%q: not escaped: %q", src, out)
		}
	})
}
