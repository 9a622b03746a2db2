package liquid

import (
	"context"
	"strings"
	"testing"
	"time"
)

// ownCase is a case of this project: what the shared data does not hold, and
// what is our own choice, escaping above all.
type ownCase struct {
	name     string
	template string
	want     string // output, or with "error: " in front a part of the error
}

var ownCases = []ownCase{
	// Escaping.
	{"text is escaped", `{{ evil }}`, `&lt;b&gt; &amp; &quot;x&quot; &#39;y&#39;`},
	{"escape does not escape twice", `{{ evil | escape }}`, `&lt;b&gt; &amp; &quot;x&quot; &#39;y&#39;`},
	{"escape twice", `{{ evil | escape | escape }}`, `&lt;b&gt; &amp; &quot;x&quot; &#39;y&#39;`},
	{"HTML stays", `{{ html }}`, `<b>bold</b>`},
	{"quoted text is the author's", `{{ '<hr>' }}{% assign x = '<br>' %}{{ x }}`, `<hr><br>`},
	{"append escapes what it adds to HTML", `{{ '<b>' | append: evil | append: '</b>' }}`, `<b>&lt;b&gt; &amp; &quot;x&quot; &#39;y&#39;</b>`},
	{"prepend too", `{{ evil | prepend: '<i>' }}`, `<i>&lt;b&gt; &amp; &quot;x&quot; &#39;y&#39;`},
	{"append of text to text", `{{ amp | append: amp }}`, `a &amp; ba &amp; b`},
	{"capture is HTML already", `{% capture x %}<p>{{ evil }}</p>{% endcapture %}{{ x }}`, `<p>&lt;b&gt; &amp; &quot;x&quot; &#39;y&#39;</p>`},
	{"captured text equals its source", `{% capture x %}{{ amp }}{% endcapture %}{% if x == amp %}same{% endif %}`, `same`},
	{"captured text contains its source", `{% capture x %}<p>{{ amp }}{% endcapture %}{% if x contains amp %}yes{% endif %}`, `yes`},
	{"captured text in a URL", `{% capture x %}{{ amp }}{% endcapture %}{{ x | url_encode }}`, `a+%26+b`},
	{"join with HTML", `{{ list | join: '<br>' }}`, `a&lt;<br>b`},
	{"join with text", `{{ list | join: ', ' }}`, `a&lt;, b`},
	{"join of text only", `{{ list | join: amp }}`, `a&lt;a &amp; bb`},
	{"list is escaped", `{{ list }}`, `a&lt;b`},
	{"object is escaped", `{{ object }}`, `{&quot;k&quot;=&gt;&quot;&lt;v&gt;&quot;}`},
	{"replace in HTML escapes the new text", `{{ '<b>NAME</b>' | replace: 'NAME', evil }}`, `<b>&lt;b&gt; &amp; &quot;x&quot; &#39;y&#39;</b>`},
	{"replace in text stays text", `{{ amp | replace: '&', '<' }}`, `a &lt; b`},
	{"newline_to_br escapes the lines", `{{ lines | newline_to_br }}`, "a&lt;<br />\nb"},
	{"strip_html of HTML", `{{ html | strip_html }}`, `bold`},
	{"strip_html leaves no bracket", `{{ broken | strip_html }}`, `x &lt;img src=a onerror=b`},
	{"truncate cuts no tag", `{{ html | truncate: 10 }}`, `&lt;b&gt;bold...`},
	{"truncate of escaped text", `{{ amp | escape | truncate: 8 }}`, `a ...`},
	{"upcase keeps HTML", `{{ html | upcase }}`, `<B>BOLD</B>`},
	{"split keeps HTML", `{% assign p = html | split: 'o' %}{{ p[0] }}`, `<b>b`},
	{"default is escaped", `{{ nothing | default: evil }}`, `&lt;b&gt; &amp; &quot;x&quot; &#39;y&#39;`},
	{"base64 of text", `{{ '<' | base64_encode | base64_decode }}`, `&lt;`},
	{"decoding gives text", `{{ '%3Cscript%3E' | url_decode }}`, `&lt;script&gt;`},
	{"echo escapes", `{% echo evil %}`, `&lt;b&gt; &amp; &quot;x&quot; &#39;y&#39;`},
	{"cycle escapes", `{% cycle amp, 'x' %}`, `a &amp; b`},
	{"first and last letter", `{{ evil.first }}{{ evil | slice: 0, 3 }}`, `&lt;&lt;b&gt;`},
	{"raw is the author's", `{% raw %}<{{ x }}>{% endraw %}`, `<{{ x }}>`},
	{"render escapes", `{% render 'card', title: evil %}`, `<h2>&lt;b&gt; &amp; &quot;x&quot; &#39;y&#39;</h2>`},
	{"split and join", `{{ evil | split: ' ' | join: '-' }}`, `&lt;b&gt;-&amp;-&quot;x&quot;-&#39;y&#39;`},
	{"map and join", `{{ drops | map: 'title' | join: '|' }}`, `A &amp; B|C`},

	// Language.
	{"lazy list", `{% for d in drops %}{{ forloop.index }}{{ d.title }};{% endfor %}{{ drops.size }}{{ drops.first.title }}{{ drops[-1].title }}`, `1A &amp; B;2C;2A &amp; BC`},
	{"drop as text", `{{ texted }}{% if texted == 'shown' %}!{% endif %}{{ valued | plus: 1 }}{% if valued == 41 %}!{% endif %}`, `shown42!`},
	{"range is lazy", `{{ (1..99999999) | size }} {{ (1..99999999) | last }}`, `99999999 99999999`},
	{"render sees globals, not variables", `{% assign x = 1 %}{% render 'scope' %}`, `[][][shop]`},
	{"objects of the engine", `{{ engine }}`, `coulisse`},
	{"negative index", `{{ list[-1] }}`, `b`},
	{"named arguments", `{{ 'x' | wrap: 1, with: '<', and: amp }}`, `&lt;x&lt; a &amp; b 1`},
	{"block tag", `{% box class: 'wide' %}{{ amp }}{% endbox %}`, `<div class="wide">a &amp; b</div>`},
	{"block tag within blocks", `{% if true %}{% box %}1{% endbox %}{% endif %}`, `<div class="">1</div>`},
	{"whole numbers past 64 bits", `{{ 9223372036854775807 | plus: 1 }}`, `9.223372036854776e+18`},
	{"decimals", `{{ 0.1 | plus: 0.2 }} {{ 1.1 | times: 1.1 }} {{ 7 | divided_by: 2 }} {{ 7 | divided_by: 2.0 }} {{ -7 | modulo: 3 }}`, `0.3 1.21 3 3.5 2`},
	{"time of Go", `{{ when }} {{ when | date: '%s' }}`, `2024-05-06 07:08:09 +0000 1714979289`},
	{"dates", `{{ '2024-02-29 13:05' | date: '%-d.%-m.%y %l:%M %p %j %U' }} {{ 'now' | date: '%F' }} {{ '31/12/2023' | date: '%Y%m%d' }}`, `29.2.24  1:05 PM 060 08 2024-01-01 20231231`},
	{"break in a partial stays there", `{% for i in (1..2) %}{{ i }}{% render 'breaks' %}{% endfor %}`, `1b2b`},

	// Errors.
	{"unknown filter passes", `{{ 'a' | nosuch: 1 | upcase }}`, `A`},
	{"unknown tag is seen", `{% nosuch %}x`, `<!-- Liquid: t:1:4: Unknown tag nosuch -->x`},
	{"include is off", `{% include 'card' %}`, `error: use render`},
	{"place", "a\nb {{ x | }}", `error: t:2:10: Expected id but found end_of_string, near "x |"`},
	{"several", "{{ | }}\n{% if %}{% endif %}\n{% for x of y %}{% endfor %}{% endif %}", `error: t:3:10: For loops`},
	{"unclosed", "{% if x %}{% for y in z %}", `error: t:1:14: 'for' tag was never closed`},
	{"render error", "{% assign x = 1 %}\n{{ 1 | divided_by: 0 }}", `error: t:2:1: divided by 0, near "| divided_by"`},
	{"no loader name", `{% render 'missing' %}`, `error: Could not find asset missing`},
	{"error in a partial", `{% render 'wrong' %}`, `error: wrong:1:8`},
	{"bad attribute", `{% tablerow a in 00 a: 0 %}{% endtablerow %}`, `error: Invalid attribute 'a'`},
	{"a name is no argument", `{{ 0 | plus: a: 0 }}`, `error: plus needs 1 without a name`},
	{"arguments", `{{ 'a' | append }}`, `error: wrong number of arguments (given 1, expected 2)`},
}

type titled struct{ title string }

func (d titled) Get(name string) any {
	if name == "title" {
		return d.title
	}
	return nil
}

type titledList []titled

func (l titledList) Len() int     { return len(l) }
func (l titledList) At(i int) any { return l[i] }

type textedDrop struct{}

func (textedDrop) Get(string) any { return nil }
func (textedDrop) String() string { return "shown" }

type valuedDrop struct{}

func (valuedDrop) Get(string) any   { return nil }
func (valuedDrop) LiquidValue() any { return 41 }

// box is {% box class: x %} ... {% endbox %}.
type box struct {
	class Expr
	body  *Body
}

func parseBox(p *Parser, t Tag) (Node, error) {
	args, err := t.Markup.Args()
	if err != nil {
		return nil, err
	}
	body, _, err := p.Body(t, "endbox")
	return &box{args.Get("class"), body}, err
}

func (b *box) Render(s *State) error {
	s.WriteHTML(`<div class="`)
	if b.class != nil {
		v, err := b.class.Eval(s)
		if err != nil {
			return err
		}
		if err := s.Write(v); err != nil {
			return err
		}
	}
	s.WriteHTML(`">`)
	if err := b.body.Render(s); err != nil {
		return err
	}
	s.WriteHTML("</div>")
	return nil
}

func ownEnv(o Options) *Env {
	o.Now = func() time.Time { return time.Date(2024, 1, 1, 0, 1, 58, 0, time.UTC) }
	env := NewEnv(o)
	env.Tag("box", parseBox)
	env.Object("engine", func(*State) any { return "coulisse" })
	env.Filter("wrap", func(c *Call, in any, args []any) (any, error) {
		return PlainText(c.Named("with")) + Text(in) + Text(c.Named("with")) + " " + Text(c.Named("and")) + " " + Text(args[0]), nil
	})
	return env
}

func ownData(env *Env) Data {
	return Data{
		Vars: map[string]any{
			"evil": `<b> & "x" 'y'`, "amp": "a & b", "html": Safe("<b>bold</b>"), "list": []string{"a<", "b"},
			"object": map[string]any{"k": "<v>"}, "lines": "a<\nb", "broken": Safe(`<b>x</b> <img src=a onerror=b`),
			"drops": titledList{{"A & B"}, {"C"}}, "texted": textedDrop{}, "valued": valuedDrop{},
			"when": time.Date(2024, 5, 6, 7, 8, 9, 0, time.UTC),
		},
		Globals: Object{"shop": "shop"},
		Loader: partials{env, map[string]string{
			"card": `<h2>{{ title }}</h2>`, "scope": `[{{ x }}][{{ amp }}][{{ shop }}]`, "breaks": `b{% break %}c`, "wrong": `{% for %}{% endfor %}`,
		}},
	}
}

func TestOwnCases(t *testing.T) {
	env := ownEnv(Options{})
	for _, c := range ownCases {
		t.Run(c.name, func(t *testing.T) {
			tmpl, err := env.Parse("t", c.template)
			out := ""
			if err == nil {
				out, err = tmpl.RenderString(context.Background(), ownData(env))
			}
			if want, isError := strings.CutPrefix(c.want, "error: "); isError {
				if err == nil || !strings.Contains(err.Error(), want) {
					t.Errorf("got %q, error %v; want error %q", out, err, want)
				}
				return
			}
			if err != nil || out != c.want {
				t.Errorf("%s\n got %q, error %v\nwant %q", c.template, out, err, c.want)
			}
		})
	}
}
