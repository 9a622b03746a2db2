package liquid

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// sharedCase is one line of the conformance data beside the repository; its
// README explains the fields.
type sharedCase struct {
	Suite        string            `json:"suite"`
	Name         string            `json:"name"`
	Template     string            `json:"template"`
	Data         json.RawMessage   `json:"data"`
	Templates    map[string]string `json:"templates"`
	TemplateName string            `json:"template_name"`
	Expect       *string           `json:"expect"`
	ExpectAny    []string          `json:"expect_any"`
	Contains     []string          `json:"contains"`
	Error        bool              `json:"error"`
	Phase        string            `json:"phase"`
	InlineErrors bool              `json:"inline_errors"`
	Modes        []string          `json:"modes"`
	Skip         string            `json:"skip"`
}

// passing is how many cases of each file pass. Raise a number when more do;
// the test fails when fewer do.
var passing = map[string]int{
	"golden.jsonl":             783,
	"spec-basics.jsonl":        643,
	"spec-liquid_ruby.jsonl":   1222,
	"spec-parser_errors.jsonl": 1429,
}

func TestConformance(t *testing.T) {
	for file, want := range passing {
		t.Run(file, func(t *testing.T) {
			cases := sharedCases(t, file)
			passed, counted := 0, 0
			var failures []string
			for _, c := range cases {
				if c.Skip != "" || !strings.Contains(strings.Join(c.Modes, " "), "strict2") {
					continue
				}
				counted++
				if problem := c.run(); problem == "" {
					passed++
				} else {
					failures = append(failures, fmt.Sprintf("%s: %s", c.Name, problem))
				}
			}
			t.Logf("%d of %d pass", passed, counted)
			if passed < want {
				t.Errorf("%d cases pass, %d did before", passed, want)
			}
			if len(failures) > 0 {
				t.Log(strings.Join(failures, "\n"))
			}
		})
	}
}

// With escaping on, a case whose template, data and outcome hold nothing to
// escape must come out the same.
func TestConformanceEscaping(t *testing.T) {
	for file := range passing {
		for _, c := range sharedCases(t, file) {
			all := c.Template + string(c.Data) + fmt.Sprint(c.Templates)
			if c.Expect == nil || c.Skip != "" || !strings.Contains(strings.Join(c.Modes, " "), "strict2") || strings.ContainsAny(*c.Expect, "<>&'\"") {
				continue
			}
			if strings.Contains(all, "&") || strings.Contains(all, "escape") || strings.Contains(all, "_decode") || strings.Contains(all, "\\\"") {
				continue
			}
			if problem := c.runIn(Options{}); problem != "" {
				t.Errorf("%s: %s", c.Name, problem)
			}
		}
	}
}

func sharedCases(t *testing.T, file string) []sharedCase {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "..", "shared", "liquid", file))
	if err != nil {
		t.Skip("the conformance data is not here")
	}
	defer f.Close()
	var cases []sharedCase
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var c sharedCase
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		cases = append(cases, c)
	}
	return cases
}

type partials struct {
	env   *Env
	files map[string]string
}

func (p partials) Load(name string) (*Template, error) {
	name = strings.TrimSuffix(strings.ToLower(name), ".liquid")
	src, ok := p.files[name]
	if !ok {
		return nil, fmt.Errorf("Could not find asset %s", name)
	}
	return p.env.Parse(name, src)
}

// run answers what is wrong with the outcome of a case, nothing when it is right.
func (c *sharedCase) run() string { return c.runIn(Options{NoEscape: true}) }

func (c *sharedCase) runIn(o Options) (problem string) {
	defer func() {
		if r := recover(); r != nil {
			problem = fmt.Sprint("panic: ", r)
		}
	}()
	o.AllowInclude, o.Now = true, conformanceClock
	if c.InlineErrors {
		o.Errors = InlineErrors
	}
	env := NewEnv(o)
	var data any
	if len(c.Data) > 0 {
		var err error
		if data, err = FromJSON(c.Data); err != nil {
			return "data: " + err.Error()
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	var out string
	tmpl, err := env.Parse(c.TemplateName, c.Template)
	if err == nil {
		vars := map[string]any{}
		if m, ok := data.(*Map); ok {
			for _, k := range m.Keys() {
				vars[k] = m.Get(k)
			}
		}
		out, err = tmpl.RenderString(ctx, Data{Globals: Object(vars), Loader: partials{env, c.Templates}})
	}
	if err == nil && c.Phase == "parse" {
		err = unknownTag(tmpl.Warnings())
	}
	return c.judge(out, err)
}

// unknownTag: what the reference refuses, lax mode lets pass with a warning.
func unknownTag(warnings Errors) error {
	for _, w := range warnings {
		if strings.HasPrefix(w.Message, "Unknown tag") {
			return w
		}
	}
	return nil
}

func conformanceClock() time.Time { return time.Date(2024, 1, 1, 0, 1, 58, 0, time.UTC) }

func (c *sharedCase) judge(out string, err error) string {
	if c.Error {
		if err == nil {
			return fmt.Sprintf("no error, template %q gave %q", c.Template, out)
		}
		if strings.Contains(err.Error(), "internal error") {
			return err.Error()
		}
		return ""
	}
	if err != nil {
		return fmt.Sprintf("template %q data %s: error %v", c.Template, c.Data, err)
	}
	if c.Expect != nil && out != *c.Expect {
		return fmt.Sprintf("template %q data %s: got %q, want %q", c.Template, c.Data, out, *c.Expect)
	}
	for _, part := range c.Contains {
		if !strings.Contains(strings.ToLower(out), strings.ToLower(part)) {
			return fmt.Sprintf("template %q: %q lacks %q", c.Template, out, part)
		}
	}
	if c.ExpectAny != nil {
		for _, e := range c.ExpectAny {
			if e == out {
				return ""
			}
		}
		return fmt.Sprintf("template %q: got %q, want one of %q", c.Template, out, c.ExpectAny)
	}
	return ""
}
