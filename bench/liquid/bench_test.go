package liquidbench

import (
	"bytes"
	"context"
	"errors"
	"html"
	"html/template"
	"io"
	"strings"
	"testing"

	"github.com/coulisse/coulisse/liquid"
	osteele "github.com/osteele/liquid"
)

type drop struct{ p *product }

func (d drop) Get(name string) any {
	switch name {
	case "id":
		return d.p.ID
	case "price":
		return d.p.Price
	case "compare_at_price":
		return d.p.CompareAt
	case "on_sale":
		return d.p.OnSale()
	case "title":
		return d.p.Title
	case "url":
		return d.p.URL
	case "vendor":
		return d.p.Vendor
	case "image":
		return d.p.Image
	case "description":
		return d.p.Description
	case "tags":
		return d.p.Tags
	case "available":
		return d.p.Available
	}
	return nil
}

type drops []*product

func (l drops) Len() int     { return len(l) }
func (l drops) At(i int) any { return drop{l[i]} }

// render is one engine, ready to draw the page.
type render func(w io.Writer) error

type one struct{ card *liquid.Template }

func (l one) Load(name string) (*liquid.Template, error) {
	if name != "card" {
		return nil, errors.New("no template " + name)
	}
	return l.card, nil
}

func ours(tb testing.TB, c collection) render {
	env := liquid.NewEnv(liquid.Options{})
	env.Filter("cents", func(_ *liquid.Call, in any, _ []any) (any, error) { return cents(in.(int)), nil })
	page, err := env.Parse("page", liquidPage)
	if err != nil {
		tb.Fatal(err)
	}
	card, err := env.Parse("card", liquidCard)
	if err != nil {
		tb.Fatal(err)
	}
	data := liquid.Data{Loader: one{card}, Globals: liquid.Object{
		"shop":       liquid.Object{"name": c.Shop, "locale": c.Locale},
		"collection": liquid.Object{"title": c.Title, "products": drops(c.Products)},
	}}
	return func(w io.Writer) error { return page.Render(context.Background(), w, data) }
}

type store struct{}

func (store) ReadTemplate(string) ([]byte, error) { return []byte(liquidCard), nil }

func theirs(tb testing.TB, c collection) render {
	e := osteele.NewEngine()
	e.SetAutoEscapeReplacer(replacer{})
	e.RegisterFilter("cents", cents)
	e.RegisterTemplateStore(store{})
	if _, err := e.ParseTemplateAndCache([]byte(liquidCard), "card", 1); err != nil {
		tb.Fatal(err)
	}
	page, err := e.ParseString(liquidPage)
	if err != nil {
		tb.Fatal(err)
	}
	products := []any{}
	for _, p := range c.Products {
		products = append(products, map[string]any{
			"id": p.ID, "price": p.Price, "compare_at_price": p.CompareAt, "on_sale": p.OnSale(), "title": p.Title, "url": p.URL,
			"vendor": p.Vendor, "image": p.Image, "description": p.Description, "tags": p.Tags, "available": p.Available,
		})
	}
	vars := osteele.Bindings{"shop": map[string]any{"name": c.Shop, "locale": c.Locale},
		"collection": map[string]any{"title": c.Title, "products": products}}
	return func(w io.Writer) error {
		if err := page.FRender(w, vars); err != nil {
			return err
		}
		return nil
	}
}

type replacer struct{}

func (replacer) WriteString(w io.Writer, s string) (int, error) {
	return io.WriteString(w, html.EscapeString(s))
}

func standard(tb testing.TB, c collection) render {
	t, err := template.New("").Funcs(template.FuncMap{
		"cents": cents, "truncate": truncate, "firstWords": firstWords, "stripHTML": stripHTML, "upper": strings.ToUpper,
		"lower": strings.ToLower, "firstTags": firstTags,
		"card": func(p *product, i int) htmlCard { return htmlCard{p, i + 1, true} },
	}).Parse(htmlPage)
	if err != nil {
		tb.Fatal(err)
	}
	return func(w io.Writer) error { return t.ExecuteTemplate(w, "page", c) }
}

func compiled(_ testing.TB, c collection) render {
	return func(w io.Writer) error { return templPage(c).Render(context.Background(), w) }
}

var engines = []struct {
	name string
	make func(testing.TB, collection) render
}{{"coulisse", ours}, {"templ", compiled}, {"html-template", standard}, {"osteele", theirs}}

func BenchmarkCollection(b *testing.B) {
	for _, e := range engines {
		b.Run(e.name, func(b *testing.B) {
			draw := e.make(b, sample())
			var page bytes.Buffer
			if err := draw(&page); err != nil {
				b.Fatal(err)
			}
			b.SetBytes(int64(page.Len()))
			b.ReportAllocs()
			for b.Loop() {
				page.Reset()
				if err := draw(&page); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// All engines draw the same page, white space and spelling of escapes aside.
func TestSamePage(t *testing.T) {
	var want string
	for _, e := range engines {
		var page strings.Builder
		if err := e.make(t, sample())(&page); err != nil {
			t.Fatal(e.name, err)
		}
		got := strings.Join(strings.Fields(html.UnescapeString(strings.ToLower(page.String()))), "")
		got = strings.ReplaceAll(got, "/>", ">")
		if want == "" {
			want = got
		}
		if got != want {
			i := 0
			for i < len(got) && i < len(want) && got[i] == want[i] {
				i++
			}
			t.Errorf("%s differs at %d:\n%.200s\n%.200s", e.name, i, got[max(0, i-40):], want[max(0, i-40):])
		}
	}
}
