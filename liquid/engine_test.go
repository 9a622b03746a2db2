package liquid

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
)

func draw(t *testing.T, env *Env, source string, data Data) string {
	t.Helper()
	tmpl, err := env.Parse("t", source)
	if err != nil {
		t.Fatal(err)
	}
	out, err := tmpl.RenderString(context.Background(), data)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestParseKeepsCompiledTemplates(t *testing.T) {
	env := NewEnv(Options{CacheBytes: 8000})
	a, _ := env.Parse("a", "one")
	b, _ := env.Parse("a", "two")
	again, _ := env.Parse("a", "one")
	other, _ := env.Parse("b", "one")
	if a != again || a == b || a == other {
		t.Error("the same name and content must be one template, anything else another")
	}
	for i := range 1000 {
		if _, err := env.Parse("a", fmt.Sprint(i)); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(env.cache.young) + len(env.cache.old); n > 40 {
		t.Errorf("%d templates kept", n)
	}
}

func TestManyRendersAtOnce(t *testing.T) {
	page, data := benchEnv(t)
	want, err := page.RenderString(context.Background(), data)
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 5 {
				if got, err := page.RenderString(context.Background(), data); got != want || err != nil {
					t.Error("another page", err)
				}
			}
		})
	}
	all.Wait()
}

func TestErrorsInThePage(t *testing.T) {
	var heard []*Error
	env := NewEnv(Options{Errors: CommentErrors})
	out := draw(t, env, `<a title="{{ x | times: 2 | divided_by: 0 }}">{% assign y = "a" | append %}{{ list | sort: bad }}</a>`, Data{
		Vars:    map[string]any{"x": 1, "bad": `" onclick="alert(1)-->`, "list": []any{1, 2}},
		OnError: func(e *Error) { heard = append(heard, e) },
	})
	want := `<a title="<!-- Liquid: t:1:11: divided by 0, near | divided_by -->"><!-- Liquid: t:1:76: cannot select the property  onclickalert(1)-, near | sort --></a>`
	if out != want {
		t.Errorf("got %s\nwant %s", out, want)
	}
	if len(heard) != 3 {
		t.Errorf("heard of %d errors, want 3: a silent tag counts too", len(heard))
	}
	inline := draw(t, NewEnv(Options{Errors: InlineErrors}), "\n{{ 1 | modulo: 0 }}", Data{})
	if inline != "\nLiquid error (t line 2): divided by 0" {
		t.Error(inline)
	}
}

func TestStrictVariables(t *testing.T) {
	tmpl, _ := NewEnv(Options{StrictVariables: true}).Parse("t", "{{ a.b }}{{ a.c }}")
	_, err := tmpl.RenderString(context.Background(), Data{Vars: map[string]any{"a": map[string]any{"b": nil}}})
	if err == nil || !strings.Contains(err.Error(), "t:1:10: undefined variable c") || !errors.Is(err, ErrRender) {
		t.Error(err)
	}
}

// section shows a name to everything below it, snippets included.
type section struct{ name string }

func (n section) Render(s *State) error {
	t, err := s.Load(n.name)
	if err != nil {
		return err
	}
	return s.WithGlobal("section", Object{"id": n.name}, func() error {
		return s.RenderTemplate(t, map[string]any{"own": "x"})
	})
}

func TestSectionTag(t *testing.T) {
	env := NewEnv(Options{})
	env.Tag("section", func(_ *Parser, t Tag) (Node, error) {
		name, err := t.Markup.Literal()
		if err != nil {
			return nil, err
		}
		return section{name}, t.Markup.End()
	})
	load := partials{env, map[string]string{"top": "{{ section.id }}{{ own }}{{ out }}{% render 'in' %}", "in": "[{{ section.id }}{{ own }}]"}}
	tmpl, _ := env.Parse("t", "{% render 'a' %}{% for x in y %}{% render 'b/c' %}{% render 'a' %}{% endfor %}")
	if used := strings.Join(tmpl.Uses(), " "); used != "a b/c" {
		t.Error(used)
	}
	out := draw(t, env, "{% assign out = 1 %}{% section 'top' %}{{ section.id }}", Data{Loader: load})
	if out != "topx[top]" {
		t.Error(out)
	}
}

func TestRegistersAndCapture(t *testing.T) {
	env := NewEnv(Options{})
	env.Filter("count", func(c *Call, in any, _ []any) (any, error) {
		s := c.Render()
		n, _ := s.Register("n").(int)
		s.SetRegister("n", n+1)
		return n + 1, nil
	})
	data := Data{Registers: map[string]any{"n": 10}}
	if out := draw(t, env, "{{ 0 | count }}{{ 0 | count }}", data); out != "1112" || data.Registers["n"] != 10 {
		t.Error(out, data.Registers)
	}
}

func TestJSONKeepsOrder(t *testing.T) {
	const text = `{"z":1,"a":[1.0,2,"x",null,true],"m":{"k":9007199254740993}}`
	v, err := FromJSON([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	out := draw(t, NewEnv(Options{NoEscape: true}), "{{ v }}", Data{Vars: map[string]any{"v": v}})
	if out != `{"z"=>1, "a"=>[1.0, 2, "x", nil, true], "m"=>{"k"=>9007199254740993}}` {
		t.Error(out)
	}
	back, err := json.Marshal(v)
	if err != nil || string(back) != strings.Replace(text, "1.0", "1", 1) {
		t.Error(string(back), err)
	}
	for _, bad := range []string{"", "{", "[1", "1 2", strings.Repeat("[", 500)} {
		if _, err := FromJSON([]byte(bad)); err == nil {
			t.Errorf("%q has no error", bad)
		}
	}
}
