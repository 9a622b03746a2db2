package theme_test

import (
	"bytes"
	"context"
	"net/url"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/coulisse/coulisse/catalog"
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/storefront/theme"
)

// files is a small theme whose template index is the given source.
func files(source string) fstest.MapFS {
	made := fstest.MapFS{}
	for name, content := range map[string]string{
		"layout/theme.liquid":         `<main>{{ content_for_layout }}</main>`,
		"templates/index.liquid":      source,
		"templates/arranged.json":     `{"sections":{"a":{"type":"box","settings":{"title":"Given"}},"b":{"type":"box","blocks":{"x":{"type":"line","settings":{"words":"One"}}},"block_order":["x"]},"c":{"type":"box","disabled":true}},"order":["a","b","c"]}`,
		"sections/box.liquid":         `{{ section.settings.title }}:{% for block in section.blocks %}{{ block.settings.words }}{{ block.settings.tone }}{% endfor %}{% schema %}{"name":"Box","tag":"section","settings":[{"type":"text","id":"title","default":"Plain"}],"blocks":[{"type":"line","settings":[{"type":"text","id":"words"},{"type":"text","id":"tone","default":"!"}]}]}{% endschema %}`,
		"snippets/hello.liquid":       `Hello {{ name }}`,
		"locales/en.json":             `{"a":{"hi":"Hi {{ name }}","bag":{"one":"1 thing","other":"{{ count }} things"},"rich_html":"<b>{{ name }}</b>"}}`,
		"locales/fr.json":             `{"a":{"hi":"Salut {{ name }}","bag":{"one":"{{ count }} chose","other":"{{ count }} choses"}}}`,
		"config/settings_schema.json": `[{"name":"x","settings":[{"type":"color","id":"tint","default":"#ffffff"}]}]`,
	} {
		made[name] = &fstest.MapFile{Data: []byte(content)}
	}
	return made
}

func draw(t *testing.T, source string, change func(p *theme.Page)) string {
	t.Helper()
	compiled, err := theme.Load(files(source), func(name string) string { return "/assets/1/" + name })
	if err != nil {
		t.Fatal(err)
	}
	words, err := text.Load()
	if err != nil {
		t.Fatal(err)
	}
	p := &theme.Page{Template: "index", Locale: "en", Currency: "EUR", Words: words.For("en", time.UTC), Nonce: "n1", Path: "/collections/all",
		Query: url.Values{"sort_by": {"price"}, "after": {"old"}}, Objects: map[string]any{"evil": `<script>"&`},
		Image: func(hash string, width int) string { return "/f/" + hash[:2] + "/" + strings.Repeat("w", width/1000) },
		Once:  func() string { return "once-1" }, OnError: func(err error) { t.Error(err) }}
	if change != nil {
		change(p)
	}
	var out bytes.Buffer
	if err := compiled.Render(context.Background(), &out, p); err != nil {
		t.Fatal(err)
	}
	return strings.TrimSuffix(strings.TrimPrefix(out.String(), "<main>"), "</main>")
}

func TestFiltersAndTags(t *testing.T) {
	french := func(p *theme.Page) { p.Locale, p.Prefix = "fr", "/fr" }
	for _, c := range []struct {
		name, source, want string
		change             func(p *theme.Page)
	}{
		{"plain text is escaped", `{{ evil }}`, `&lt;script&gt;&quot;&amp;`, nil},
		{"words", `{{ 'a.hi' | t: name: evil }}`, `Hi &lt;script&gt;&quot;&amp;`, nil},
		{"words that hold HTML escape what is filled in", `{{ 'a.rich_html' | t: name: evil }}`, `<b>&lt;script&gt;&quot;&amp;</b>`, nil},
		{"one", `{{ 'a.bag' | t: count: 1 }}`, `1 thing`, nil},
		{"many", `{{ 'a.bag' | t: count: 3 }}`, `3 things`, nil},
		{"zero is singular in French", `{{ 'a.bag' | t: count: 0 }}`, `0 chose`, french},
		{"a missing word falls back to English", `{{ 'a.rich_html' | t: name: 'x' }}`, `<b>x</b>`, french},
		{"an unknown word shows itself", `{{ 'a.none' | t }}`, `a.none`, nil},
		{"money", `{{ 1999 | money }} {{ 1999 | money_with_currency }} {{ 1999 | money: currency: 'USD' }}`, `€19.99 €19.99 EUR $19.99`, nil},
		{"weight", `{{ 800 | weight_with_unit }} {{ 1250 | weight_with_unit }}`, `800 g 1.25 kg`, nil},
		{"brightness", `{{ settings.tint | color_brightness }} {{ 'x' | color_brightness }}`, `255 0`, nil},
		{"settings of the shop go first", `{{ settings.tint }}`, `#000000`, func(p *theme.Page) { p.Settings = map[string]string{"tint": "#000000"} }},
		{"routes in a language", `{{ routes.cart_url }} {{ '/pages/a' | localized_url }} {{ routes.root_url }}`, `/fr/cart /fr/pages/a /fr`, french},
		{"handle", `{{ 'Big  Red Mug!' | handleize }}`, `big-red-mug`, nil},
		{"assets", `{{ 'a.css' | asset_url | stylesheet_tag }}`, `<link rel="stylesheet" href="/assets/1/a.css">`, nil},
		{"json cannot leave a script", `{{ evil | json }}`, `"\u003cscript\u003e\"\u0026"`, nil},
		{"styles carry the nonce", `{% style %}a{b:{{ settings.tint }}}{% endstyle %}`, `<style nonce="n1">a{b:#ffffff}</style>`, nil},
		{"once a page", `{% javascript %}x(){% endjavascript %}{% javascript %}x(){% endjavascript %}`, `<script type="module" nonce="n1">x()</script>`, nil},
		{"forms", `{% form 'contact', class: 'f' %}{{ form.values.email }}{% endform %}`, `<form method="post" action="/fr/checkout" class="f"><input type="hidden" name="_once" value="once-1"></form>`, french},
		{"what was typed comes back", `{% form 'contact' %}{{ form.message }} {{ form.values.email }} {{ form.errors.email }} {{ form.errors.size }}{% endform %}`,
			`<form method="post" action="/checkout"><input type="hidden" name="_once" value="once-1">No &lt;x&gt; wrong 1</form>`,
			func(p *theme.Page) {
				p.Problem = &theme.Problem{Form: "contact", Message: "No", Fields: []theme.FieldError{{Name: "email", Message: "wrong"}}, Values: url.Values{"email": {"<x>"}}}
			}},
		{"snippets", `{% render 'hello', name: evil %}`, `Hello &lt;script&gt;&quot;&amp;`, nil},
		{"a section by name", `{% section 'box' %}`, `<section id="section-box" class="section">Plain:</section>`, nil},
		{"links", `{{ evil | link_to: '/x"y', class: 'c' }}`, `<a href="/x&quot;y" class="c">&lt;script&gt;&quot;&amp;</a>`, nil},
		{"no picture, no tag", `{{ nothing | image_url: width: 300 | image_tag }}`, ``, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := draw(t, c.source, c.change); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestArrangedTemplate(t *testing.T) {
	got := draw(t, "", func(p *theme.Page) { p.Template = "arranged" })
	want := `<section id="section-a" class="section">Given:</section><section id="section-b" class="section">Plain:One!</section>`
	if got != want {
		t.Errorf("got %s", got)
	}
}

func TestPagesOfAList(t *testing.T) {
	asked := 0
	list := &theme.ProductPage{Read: func(size int) ([]*theme.Product, string, string) {
		asked = size
		return []*theme.Product{{Data: catalog.Product{Title: "Vase"}}}, "", "cursor=="
	}}
	got := draw(t, `{% paginate list by 12 %}{% for p in list %}{{ p.title }}{% endfor %} {{ paginate.next.url }}{{ paginate.previous.url }}{% endpaginate %}`,
		func(p *theme.Page) { p.Objects["list"] = list })
	if asked != 12 || got != `Vase /collections/all?after=cursor%3D%3D&amp;sort_by=price` {
		t.Errorf("asked for %d, got %s", asked, got)
	}
}

func TestPictures(t *testing.T) {
	image := &theme.Image{Hash: strings.Repeat("ab", 32), Alt: `A "vase"`, Width: 1000, Height: 1250}
	got := draw(t, `{{ picture | image_url: width: 720 | image_tag: sizes: '50vw', loading: 'eager', class: 'c' }}`, func(p *theme.Page) { p.Objects["picture"] = image })
	for _, part := range []string{`width="720" height="900"`, `sizes="50vw"`, `class="c"`, `alt="A &quot;vase&quot;"`, ` 360w`, ` 720w`} {
		if !strings.Contains(got, part) {
			t.Errorf("no %s in %s", part, got)
		}
	}
	if strings.Contains(got, "940w") || strings.Contains(got, `loading="eager"`) {
		t.Errorf("too much in %s", got)
	}
}

func TestMistakesOfAThemeAreToldWhenItIsLoaded(t *testing.T) {
	broken := files(`{% if %}`)
	broken["sections/bad.liquid"] = &fstest.MapFile{Data: []byte(`{% schema %}{"settings":[{"type":"wish","id":"a"}]}{% endschema %}`)}
	broken["templates/lost.json"] = &fstest.MapFile{Data: []byte(`{"sections":{},"order":["gone"]}`)}
	_, err := theme.Load(broken, func(string) string { return "" })
	if err == nil {
		t.Fatal("a broken theme was loaded")
	}
	for _, part := range []string{"templates/index.liquid:1", `unknown type "wish"`, `"gone"`} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("the error does not tell of %s: %v", part, err)
		}
	}
}
