package liquidbench

import (
	"fmt"
	"strings"
)

// product is what every engine draws.
type product struct {
	ID, Price, CompareAt int
	Title, URL, Vendor   string
	Image, Description   string
	Tags                 []string
	Available            bool
}

type collection struct {
	Shop, Locale, Title string
	Products            []*product
}

func sample() collection {
	c := collection{Shop: "Atelier", Locale: "en", Title: "Shirts & more"}
	for i := range 100 {
		c.Products = append(c.Products, &product{
			ID: 41000 + i, Price: 1990 + i*10, CompareAt: 1990 + i%3*500, Title: fmt.Sprintf("Linen shirt & scarf no. %d", i),
			URL: fmt.Sprintf("/products/linen-shirt-%d", i), Vendor: "Atelier Nord", Image: fmt.Sprintf("/media/shirt-%d.webp", i),
			Description: "<p>A light shirt made of <em>washed</em> European linen, cut wide, with buttons of mother-of-pearl and a small collar; it gets softer with every wash and lasts for years.</p>",
			Tags:        []string{"Linen", "Summer", "Unisex", "New"}, Available: i%7 != 0,
		})
	}
	return c
}

func (p *product) OnSale() bool { return p.CompareAt > p.Price }

func cents(n int) string { return fmt.Sprintf("€%d.%02d", n/100, n%100) }

func truncate(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n-3]) + "..."
	}
	return s
}

func firstWords(s string, n int) string {
	words := strings.Fields(s)
	if len(words) <= n {
		return s
	}
	return strings.Join(words[:n], " ") + "..."
}

func stripHTML(s string) string {
	var b strings.Builder
	inside := false
	for _, r := range s {
		switch {
		case r == '<':
			inside = true
		case r == '>' && inside:
			inside = false
		case !inside:
			b.WriteRune(r)
		}
	}
	return b.String()
}

func firstTags(p *product) []string { return p.Tags[:min(3, len(p.Tags))] }

const liquidPage = `<!doctype html>
<html lang="{{ shop.locale }}"><head><title>{{ collection.title }} - {{ shop.name }}</title></head><body>
{%- assign shown = collection.products | size -%}
<h1>{{ collection.title }}</h1><p class="count">{{ shown }} products</p>
<ul class="grid">
{%- for product in collection.products -%}
  {%- render 'card', product: product, index: forloop.index, show_vendor: true -%}
{%- endfor -%}
</ul></body></html>`

const liquidCard = `
<li class="card{% if product.on_sale %} card--sale{% endif %}" data-index="{{ index }}">
  <a class="card__link" href="{{ product.url }}" title="{{ product.title }}">
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

const htmlPage = `{{define "page"}}<!doctype html>
<html lang="{{.Locale}}"><head><title>{{.Title}} - {{.Shop}}</title></head><body>
{{- $c := . -}}
<h1>{{.Title}}</h1><p class="count">{{len .Products}} products</p>
<ul class="grid">
{{- range $i, $p := .Products}}{{template "card" (card $p $i)}}{{end -}}
</ul></body></html>{{end}}
{{define "card"}}{{with .Product}}
<li class="card{{if .OnSale}} card--sale{{end}}" data-index="{{$.Index}}">
  <a class="card__link" href="{{.URL}}" title="{{.Title}}">
    <img class="card__image" src="{{.Image}}?width=533" alt="{{.Title}}" width="533" height="533" loading="{{if gt $.Index 4}}lazy{{else}}eager{{end}}" sizes="(min-width: 990px) 25vw, 50vw">
    <span class="card__title">{{truncate .Title 40}}</span>
  </a>
  {{- if $.ShowVendor}}<p class="card__vendor">{{upper .Vendor}}</p>{{end -}}
  <p class="card__price">
    {{- if gt .CompareAt .Price -}}
      <s>{{cents .CompareAt}}</s> <strong>{{cents .Price}}</strong>
    {{- else -}}
      <span>{{cents .Price}}</span>
    {{- end -}}
  </p>
  <ul class="card__tags">
    {{- range firstTags .}}<li class="tag tag--{{lower .}}">{{.}}</li>{{end -}}
  </ul>
  <p class="card__text">{{firstWords (stripHTML .Description) 20}}</p>
  {{- if not .Available}}<p class="card__out">Sold out</p>{{end -}}
  <form method="post" action="/cart"><input type="hidden" name="id" value="{{.ID}}"><button type="submit" class="button button--primary">Add to cart</button></form>
</li>{{end}}{{end}}`

type htmlCard struct {
	Product    *product
	Index      int
	ShowVendor bool
}
