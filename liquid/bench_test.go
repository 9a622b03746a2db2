package liquid

import (
	"context"
	"fmt"
	"io"
	"maps"
	"math/rand"
	"slices"
	"testing"
	"time"
)

// The page of the benchmarks: a collection of a hundred products, each drawn by
// a card snippet called with render, about 100 KB of HTML.
const benchPage = `<!doctype html>
<html lang="{{ shop.locale }}"><head><title>{{ collection.title }} - {{ shop.name }}</title></head><body>
{%- assign shown = collection.products | size -%}
<h1>{{ collection.title }}</h1><p class="count">{{ shown }} products</p>
<ul class="grid">
{%- for product in collection.products -%}
  {%- render 'card', product: product, index: forloop.index, show_vendor: true -%}
{%- endfor -%}
</ul></body></html>`

const benchCard = `
<li class="card{% if product.on_sale %} card--sale{% endif %}" data-index="{{ index }}">
  <a class="card__link" href="{{ product.url }}" title="{{ product.title | escape }}">
    <img class="card__image" src="{{ product.image | append: '?width=533' }}" alt="{{ product.title }}" width="533" height="533" loading="{% if index > 4 %}lazy{% else %}eager{% endif %}" sizes="(min-width: 990px) 25vw, 50vw">
    <span class="card__title">{{ product.title | truncate: 40 }}</span>
  </a>
  {%- if show_vendor %}<p class="card__vendor">{{ product.vendor | upcase }}</p>{% endif -%}
  <p class="card__price">
    {%- if product.compare_at_price > product.price -%}
      <s>{{ product.compare_at_price | cents }}</s> <strong>{{ product.price | cents }}</strong>
    {%- else -%}
      <span>{{ product.price | cents }}</span>
    {%- endif -%}
  </p>
  <ul class="card__tags">
    {%- for tag in product.tags limit: 3 %}<li class="tag tag--{{ tag | downcase }}">{{ tag }}</li>{% endfor -%}
  </ul>
  <p class="card__text">{{ product.description | strip_html | truncatewords: 20 }}</p>
  {%- unless product.available %}<p class="card__out">Sold out</p>{% endunless -%}
  <form method="post" action="/cart"><input type="hidden" name="id" value="{{ product.id }}"><button type="submit" class="button button--primary">Add to cart</button></form>
</li>`

type benchProduct struct {
	id, price, compareAt int
	title, url, vendor   string
	image, description   string
	tags                 []string
	available            bool
}

func (p *benchProduct) Get(name string) any {
	switch name {
	case "id":
		return p.id
	case "price":
		return p.price
	case "compare_at_price":
		return p.compareAt
	case "on_sale":
		return p.compareAt > p.price
	case "title":
		return p.title
	case "url":
		return p.url
	case "vendor":
		return p.vendor
	case "image":
		return p.image
	case "description":
		return p.description
	case "tags":
		return p.tags
	case "available":
		return p.available
	}
	return nil
}

type benchProducts []*benchProduct

func (l benchProducts) Len() int     { return len(l) }
func (l benchProducts) At(i int) any { return l[i] }

func benchData() Data {
	products := benchProducts{}
	for i := range 100 {
		products = append(products, &benchProduct{
			id: 41000 + i, price: 1990 + i*10, compareAt: 1990 + i%3*500, title: fmt.Sprintf("Linen shirt & scarf no. %d", i),
			url: fmt.Sprintf("/products/linen-shirt-%d", i), vendor: "Atelier Nord", image: fmt.Sprintf("/media/shirt-%d.webp", i),
			description: "<p>A light shirt made of <em>washed</em> European linen, cut wide, with buttons of mother-of-pearl and a small collar; it gets softer with every wash and lasts for years.</p>",
			tags:        []string{"Linen", "Summer", "Unisex", "New"}, available: i%7 != 0,
		})
	}
	return Data{Globals: Object{
		"shop":       Object{"name": "Atelier", "locale": "en"},
		"collection": Object{"title": "Shirts & more", "products": products},
	}}
}

func benchEnv(tb testing.TB) (*Template, Data) {
	tb.Helper()
	env := NewEnv(Options{Strict: false})
	env.Filter("cents", func(_ *Call, in any, _ []any) (any, error) {
		n, _ := in.(int)
		b := make([]byte, 0, 16)
		b = append(b, "\u20ac"...)
		b = fmt.Appendf(b, "%d.%02d", n/100, n%100)
		return string(b), nil
	})
	page, err := env.Parse("page", benchPage)
	if err != nil {
		tb.Fatal(err)
	}
	data := benchData()
	data.Loader = partials{env, map[string]string{"card": benchCard}}
	return page, data
}

func BenchmarkCollectionPage(b *testing.B) {
	page, data := benchEnv(b)
	out, err := page.RenderString(context.Background(), data)
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(out)))
	b.ReportAllocs()
	for b.Loop() {
		if err := page.Render(context.Background(), io.Discard, data); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkBesideHostile is the same page while hostile templates keep another
// core busy.
func BenchmarkBesideHostile(b *testing.B) {
	page, data := benchEnv(b)
	stop, stopped := make(chan bool), make(chan bool)
	go func() {
		defer close(stopped)
		for {
			for _, src := range hostile {
				select {
				case <-stop:
					return
				default:
					_ = attack(src, CommentErrors, deadline)
				}
			}
		}
	}()
	for b.Loop() {
		if err := page.Render(context.Background(), io.Discard, data); err != nil {
			b.Fatal(err)
		}
	}
	close(stop)
	<-stopped
}

// BenchmarkHostile renders ten thousand generated hostile templates, and those of
// TestHostile, one after the other: the longest time and the most memory any of
// them took. An operation is all of them.
func BenchmarkHostile(b *testing.B) {
	r := rand.New(rand.NewSource(11))
	sources := slices.Collect(maps.Values(hostile))
	for range 10_000 {
		sources = append(sources, generate(r, 4))
	}
	var slowest time.Duration
	var peak uint64
	for b.Loop() {
		for _, src := range sources {
			watch, start := startWatch(), time.Now()
			_ = attack(src, CommentErrors, deadline)
			slowest = max(slowest, time.Since(start))
			peak = max(peak, watch())
		}
	}
	b.ReportMetric(float64(slowest.Microseconds())/1000, "slowest-ms")
	b.ReportMetric(float64(peak)/(1<<20), "peak-MB")
}

func BenchmarkParseCard(b *testing.B) {
	env := NewEnv(Options{})
	b.ReportAllocs()
	for b.Loop() {
		if _, err := env.compile("card", benchCard); err != nil {
			b.Fatal(err)
		}
	}
}
