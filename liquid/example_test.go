package liquid_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/coulisse/coulisse/liquid"
)

func Example() {
	env := liquid.NewEnv(liquid.Options{})
	page, err := env.Parse("hello.liquid", "<p>Hello {{ name }}{% if guests > 1 %} and {{ guests | minus: 1 }} more{% endif %}</p>\n")
	if err != nil {
		fmt.Println(err)
		return
	}
	_ = page.Render(context.Background(), os.Stdout, liquid.Data{
		Vars: map[string]any{"name": "Ann & Bob", "guests": 4},
	})
	// Output: <p>Hello Ann &amp; Bob and 3 more</p>
}

// Product answers its properties itself.
type Product struct {
	Title string
	Cents int
}

func (p Product) Get(name string) any {
	switch name {
	case "title":
		return p.Title
	case "price":
		return p.Cents
	}
	return nil
}

// Products makes its elements when a loop asks for them.
type Products []Product

func (l Products) Len() int     { return len(l) }
func (l Products) At(i int) any { return l[i] }

func ExampleDrop() {
	env := liquid.NewEnv(liquid.Options{})
	page, _ := env.Parse("list", "{% for p in products %}{{ forloop.index }}. {{ p.title }}\n{% endfor %}{{ products | map: 'price' | sum }}")
	_ = page.Render(context.Background(), os.Stdout, liquid.Data{
		Vars: map[string]any{"products": Products{{"Tea", 450}, {"Cake", 620}}},
	})
	// Output:
	// 1. Tea
	// 2. Cake
	// 1070
}

func ExampleEnv_Filter() {
	env := liquid.NewEnv(liquid.Options{})
	env.Filter("link_to", func(c *liquid.Call, in any, args []any) (any, error) {
		if len(args) == 0 {
			return nil, c.Errorf("link_to needs a URL")
		}
		class := ""
		if v := c.Named("class"); v != nil {
			class = ` class="` + string(liquid.Escape(liquid.PlainText(v))) + `"`
		}
		return liquid.Safe(fmt.Sprintf(`<a href="%s"%s>%s</a>`,
			liquid.Escape(liquid.PlainText(args[0])), class, liquid.Escape(liquid.PlainText(in)))), nil
	})
	page, _ := env.Parse("link", `{{ title | link_to: '/tea', class: 'big' }}`)
	_ = page.Render(context.Background(), os.Stdout, liquid.Data{Vars: map[string]any{"title": "Tea & more"}})
	// Output: <a href="/tea" class="big">Tea &amp; more</a>
}

// panel is {% panel 'title', open: true %} ... {% endpanel %}.
type panel struct {
	title liquid.Expr
	open  liquid.Expr
	body  *liquid.Body
}

func parsePanel(p *liquid.Parser, t liquid.Tag) (liquid.Node, error) {
	args, err := t.Markup.Args()
	if err != nil {
		return nil, err
	}
	if len(args.Exprs) != 1 {
		return nil, t.Errorf("panel needs a title")
	}
	body, _, err := p.Body(t, "endpanel")
	return panel{args.Exprs[0], args.Get("open"), body}, err
}

func (n panel) Render(s *liquid.State) error {
	title, err := n.title.Eval(s)
	if err != nil {
		return err
	}
	open := ""
	if n.open != nil {
		v, err := n.open.Eval(s)
		if err != nil {
			return err
		}
		if v == true {
			open = " open"
		}
	}
	s.WriteHTML("<details" + open + "><summary>")
	if err := s.Write(title); err != nil {
		return err
	}
	s.WriteHTML("</summary>")
	err = s.With("panel", liquid.Object{"title": title}, func() error { return n.body.Render(s) })
	s.WriteHTML("</details>")
	return err
}

func ExampleEnv_Tag() {
	env := liquid.NewEnv(liquid.Options{})
	env.Tag("panel", parsePanel)
	page, _ := env.Parse("faq", `{% panel question, open: true %}About {{ panel.title | downcase }}{% endpanel %}`)
	_ = page.Render(context.Background(), os.Stdout, liquid.Data{Vars: map[string]any{"question": "Tea & Cake"}})
	// Output: <details open><summary>Tea &amp; Cake</summary>About tea &amp; cake</details>
}

// snippets loads templates for render from a map.
type snippets struct {
	env   *liquid.Env
	files map[string]string
}

func (l snippets) Load(name string) (*liquid.Template, error) {
	source, ok := l.files[name]
	if !ok {
		return nil, fmt.Errorf("there is no snippet %q", name)
	}
	return l.env.Parse("snippets/"+name+".liquid", source)
}

func ExampleLoader() {
	env := liquid.NewEnv(liquid.Options{})
	load := snippets{env, map[string]string{"card": "<li>{{ product.title }} at {{ shop.name }}</li>"}}
	page, _ := env.Parse("page", "{% for p in products %}{% render 'card', product: p %}{% endfor %}")
	_ = page.Render(context.Background(), os.Stdout, liquid.Data{
		Vars:    map[string]any{"products": Products{{"Tea", 450}, {"Cake", 620}}},
		Globals: liquid.Object{"shop": liquid.Object{"name": "Ann's"}},
		Loader:  load,
	})
	// Output: <li>Tea at Ann&#39;s</li><li>Cake at Ann&#39;s</li>
}

func ExampleErrors() {
	editor := liquid.NewEnv(liquid.Options{Strict: true})
	_, err := editor.Parse("card.liquid", "{{ title | upcas }}\n{% if %}x{% endif %}\n{% for p of list %}{% endfor %}")
	var all liquid.Errors
	if errors.As(err, &all) {
		for _, e := range all {
			fmt.Printf("line %d, column %d: %s\n", e.Line, e.Column, e.Message)
		}
	}
	// Output:
	// line 1, column 12: Unknown filter 'upcas'
	// line 2, column 7: [:end_of_string] is not a valid expression
	// line 3, column 10: For loops require an 'in' clause
}

func ExampleLimits() {
	env := liquid.NewEnv(liquid.Options{Limits: liquid.Limits{Assigned: 1 << 20}})
	page, _ := env.Parse("bomb", "{% assign s = 'boom' %}{% for i in (1..99) %}{% assign s = s | append: s %}{% endfor %}")
	err := page.Render(context.Background(), &strings.Builder{}, liquid.Data{})
	fmt.Println(errors.Is(err, liquid.ErrBudget), err)
	// Output: true bomb:1:49: template makes more than 1048576 bytes of values, near "| append"
}
