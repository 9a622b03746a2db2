package liquid

import (
	"context"
	"errors"
	"fmt"
	"math/rand"
	"runtime"
	"runtime/metrics"
	"strings"
	"testing"
	"time"
)

// hostile are templates that try to take the server down.
var hostile = map[string]string{
	"endless range":     `{% for i in (1..1000000000) %}{{ i }}{% endfor %}`,
	"nested loops":      `{% for a in (1..99999) %}{% for b in (1..99999) %}{% for c in (1..99999) %}x{% endfor %}{% endfor %}{% endfor %}`,
	"empty loops":       `{% for a in (1..99999) %}{% for b in (1..99999) %}{% endfor %}{% endfor %}`,
	"doubling":          `{% assign s = "0123456789" %}{% for i in (1..100) %}{% assign s = s | append: s %}{% endfor %}{{ s | size }}`,
	"replace bomb":      `{% assign s = "aaaaaaaaaa" %}{% for i in (1..100) %}{% assign s = s | replace: "a", "aaaaaaaaaa" %}{% endfor %}`,
	"escape bomb":       `{% assign s = '"' %}{% for i in (1..100) %}{% assign s = s | url_decode | append: s | url_decode | escape %}{% endfor %}`,
	"quotes out":        `{% assign s = q %}{% for i in (1..20) %}{% assign s = s | append: s %}{% endfor %}{{ s }}{{ s }}{{ s }}{{ s }}{{ s }}{{ s }}{{ s }}{{ s }}`,
	"capture doubling":  `{% capture s %}ab{% endcapture %}{% for i in (1..100) %}{% capture s %}{{ s }}{{ s }}{% endcapture %}{% endfor %}`,
	"list doubling":     `{% assign l = "a,b,c" | split: "," %}{% for i in (1..100) %}{% assign l = l | concat: l %}{% endfor %}{{ l | size }}`,
	"list of long text": `{% assign s = "0123456789" %}{% for i in (1..16) %}{% assign s = s | append: s %}{% endfor %}{% assign l = "a" | split: "," %}{% for i in (1..16) %}{% assign l = l | concat: l %}{% endfor %}{% assign t = l | map: "a" %}{{ t }}{% for i in t %}{% assign n = s | downcase | upcase %}{% endfor %}`,
	"split all":         `{% assign s = "0123456789" %}{% for i in (1..19) %}{% assign s = s | append: s %}{% endfor %}{% assign l = s | split: "" %}{% assign m = s | split: "" %}`,
	"recursion":         `{% render 'self' %}`,
	"two recursions":    `{% render 'twice' %}`,
	"include recursion": `{% include 'again' %}`,
	"sort":              `{% assign l = (1..99999) | reverse %}{% for i in (1..9999) %}{% assign k = l | sort %}{% endfor %}`,
	"size of long text": `{% assign s = "0123456789" %}{% for i in (1..18) %}{% assign s = s | append: s %}{% endfor %}{% for i in (1..99999) %}{% if s.size == 1 %}{% endif %}{% assign x = s | size %}{% endfor %}`,
	"compare long text": `{% assign s = "          " %}{% for i in (1..18) %}{% assign s = s | append: s %}{% endfor %}{% for i in (1..99999) %}{% if s == blank or s contains "zz" or s < s %}{% endif %}{% assign x = s | plus: 1 | strip %}{% endfor %}`,
	"ifchanged":         `{% assign s = "0123456789" %}{% for i in (1..18) %}{% assign s = s | append: s %}{% endfor %}{% for i in (1..99999) %}{% ifchanged %}{{ s }}{% endifchanged %}{% endfor %}`,
	"many names":        `{% for i in (1..99999) %}{% cycle 'a', 'b' %}{% increment x %}{% capture y %}{{ i }}{% endcapture %}{% cycle y: 1, 2 %}{% endfor %}`,
	"big floats":        `{% for i in (1..99999) %}{% assign x = 1.0000000001 | times: x | plus: 179769313486231570000000000000.5 | divided_by: 0.000000000000001 %}{% endfor %}`,
	"deep blocks":       strings.Repeat("{% if true %}", 5000) + strings.Repeat("{% endif %}", 5000),
	"deep brackets":     "{{ a" + strings.Repeat("[a", 50000) + strings.Repeat("]", 50000) + " }}",
	"deep ranges":       "{{ " + strings.Repeat("(", 50000) + "1",
	"deep liquid":       strings.Repeat("{% liquid\n liquid ", 1) + strings.Repeat("liquid ", 50000) + "%}",
	"unclosed outputs":  strings.Repeat("{{ ", 150000),
	"unclosed tags":     strings.Repeat("{% ", 150000),
	"unclosed comment":  "{% comment %}" + strings.Repeat("{% {{ ", 80000),
	"unclosed raw":      "{% raw %}" + strings.Repeat("{% x ", 80000),
	"many bad filters":  strings.Repeat("{{a|x}}", 70000),
	"many bad tags":     strings.Repeat("{%x%}", 90000),
	"many outputs":      strings.Repeat("{{a}}", 100000),
	"long filter chain": "{{ 'a'" + strings.Repeat(" | append: 'aaaaaaaa'", 20000) + " }}",
	"long condition":    "{% if a " + strings.Repeat(" or a", 80000) + "%}{% endif %}",
	"huge literal":      "{{ " + strings.Repeat("9", 400000) + " | plus: 1 }}",
	"huge float":        "{{ 1." + strings.Repeat("9", 400000) + " | plus: 1 | round: 99999999999 }}",
	"strftime":          `{% assign f = "%1000Y%1000Y%1000Y%1000Y%1000Y%1000Y%1000Y%1000Y" %}{% for i in (1..99999) %}{% assign x = "now" | date: f %}{% endfor %}`,
	"tablerow":          `{% tablerow i in (1..99999) cols: 1 %}{% tablerow j in (1..99999) %}{% endtablerow %}{% endtablerow %}`,
	"inspect":           `{% assign l = "a,b" | split: "," %}{% for i in (1..14) %}{% assign l = l | concat: l %}{% endfor %}{% for i in (1..9999) %}{% assign s = "" | append: l %}{% endfor %}`,
	"uniq":              `{% assign s = "0123456789" %}{% for i in (1..18) %}{% assign s = s | append: s %}{% endfor %}{% assign l = s | split: "x" %}{% for i in (1..14) %}{% assign l = l | concat: l %}{% endfor %}{% assign u = l | uniq | sort | sort_natural | join: "" %}`,
	"where":             `{% assign s = "0123456789" %}{% for i in (1..18) %}{% assign s = s | append: s %}{% endfor %}{% assign l = s | split: "x" %}{% for i in (1..14) %}{% assign l = l | concat: l %}{% endfor %}{% assign u = l | where: s, s %}{% assign u = l | map: "zz" | sum %}`,
}

var hostilePartials = map[string]string{
	"self":  `x{% render 'self' %}`,
	"twice": `{% render 'twice' %}{% render 'twice' %}`,
	"again": `{% include 'again' %}{% include 'again' %}`,
}

// deadline is what a storefront would give a page.
const deadline = 80 * time.Millisecond

func attack(src string, mode ErrorMode, limit time.Duration) error {
	env := NewEnv(Options{AllowInclude: true, Errors: mode})
	t, err := env.Parse("t", src)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	_, err = t.RenderString(ctx, Data{Vars: map[string]any{"q": strings.Repeat(`"`, 30)}, Loader: partials{env, hostilePartials}})
	return err
}

// TestHostile runs each template in both modes of errors; one that is not stopped runs
// into the limit of the test run. BenchmarkHostile measures how soon it is.
func TestHostile(t *testing.T) {
	for name, src := range hostile {
		for _, mode := range []ErrorMode{ReturnErrors, CommentErrors} {
			t.Run(fmt.Sprint(name, " ", mode), func(t *testing.T) {
				runtime.GC()
				watch := startWatch()
				err := attack(src, mode, deadline)
				peak := watch()
				t.Logf("%d MB: %.80v", peak>>20, err)
				if err != nil && strings.Contains(err.Error(), "internal error") {
					t.Error(err)
				}
				if peak > 96<<20 {
					t.Errorf("took %d MB", peak>>20)
				}
			})
		}
	}
}

// startWatch answers a function that tells how far the heap grew at most.
func startWatch() func() uint64 {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(sample)
	base := sample[0].Value.Uint64()
	done, peak := make(chan bool), make(chan uint64)
	go func() {
		var most uint64
		for {
			metrics.Read(sample)
			most = max(most, sample[0].Value.Uint64())
			select {
			case <-done:
				peak <- most - min(base, most)
				return
			case <-time.After(500 * time.Microsecond):
			}
		}
	}()
	return func() uint64 { close(done); return <-peak }
}

func TestBudgetsAreNamed(t *testing.T) {
	for name, want := range map[string]string{
		"nested loops": "steps", "doubling": "bytes of values", "endless range": "longer than", "recursion": "Nesting too deep",
	} {
		err := attack(hostile[name], ReturnErrors, time.Minute)
		if !errors.Is(err, ErrBudget) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	tmpl, _ := NewEnv(Options{}).Parse("t", "x")
	if err := tmpl.Render(ctx, &strings.Builder{}, Data{}); !errors.Is(err, context.Canceled) || !errors.Is(err, ErrBudget) {
		t.Error(err)
	}
}

// A render over budget must not spoil the ones after it.
func TestStateIsCleanAfterFailure(t *testing.T) {
	env := NewEnv(Options{})
	bad, err := env.Parse("bad", `{% for i in (1..10) %}{% assign x = 1 %}{{ "a" | append: nil, 1, 2 }}{% endfor %}`)
	if err != nil {
		t.Fatal(err)
	}
	good, _ := env.Parse("good", `[{{ x }}{{ i }}{% for i in (1..3) %}{{ forloop.index }}{{ forloop.parentloop.index }}{% endfor %}]`)
	for range 20 {
		if _, err := bad.RenderString(context.Background(), Data{}); err == nil {
			t.Fatal("no error")
		}
		if out, err := good.RenderString(context.Background(), Data{}); out != "[123]" || err != nil {
			t.Fatal(out, err)
		}
	}
}

type panicking struct{}

func (panicking) Get(string) any { panic("broken drop") }

func TestPanicOfADropIsAnError(t *testing.T) {
	tmpl, _ := NewEnv(Options{}).Parse("t", "{{ d.x }}")
	_, err := tmpl.RenderString(context.Background(), Data{Vars: map[string]any{"d": panicking{}}})
	if err == nil || !strings.Contains(err.Error(), "broken drop") {
		t.Error(err)
	}
}

// TestGeneratedHostile renders random templates made of dangerous pieces.
func TestGeneratedHostile(t *testing.T) {
	r := rand.New(rand.NewSource(7))
	for range 500 {
		src := generate(r, 4)
		err := attack(src, ErrorMode(r.Intn(3)), deadline)
		if err != nil && strings.Contains(err.Error(), "internal error") {
			t.Fatalf("%v\n%s", err, src)
		}
	}
}
