package theme

import (
	"encoding/json"
	"strings"

	"github.com/coulisse/coulisse/liquid"
)

// assetURL is the address of a file of the theme's assets.
func (t *Theme) assetURL(_ *liquid.Call, in any, _ []any) (any, error) {
	return t.asset(liquid.PlainText(in)), nil
}

// inlineAsset is the text of an SVG or style sheet of the assets.
func (t *Theme) inlineAsset(c *liquid.Call, in any, _ []any) (any, error) {
	text, ok := t.inline[liquid.PlainText(in)]
	if !ok {
		return nil, c.Errorf("there is no asset %q to write inline", liquid.PlainText(in))
	}
	return liquid.Safe(text), nil
}

func attribute(v any) string { return string(liquid.Escape(liquid.PlainText(v))) }

func stylesheetTag(_ *liquid.Call, in any, _ []any) (any, error) {
	return liquid.Safe(`<link rel="stylesheet" href="` + attribute(in) + `">`), nil
}

func scriptTag(_ *liquid.Call, in any, _ []any) (any, error) {
	return liquid.Safe(`<script type="module" src="` + attribute(in) + `"></script>`), nil
}

// linkTo is {{ product.title | link_to: product.url, class: 'quiet' }}.
func linkTo(c *liquid.Call, in any, args []any) (any, error) {
	if len(args) == 0 {
		return nil, c.Errorf("link_to needs an address")
	}
	var b strings.Builder
	b.WriteString(`<a href="` + attribute(args[0]) + `"`)
	for _, name := range c.Names() {
		b.WriteString(" " + attribute(name) + `="` + attribute(c.Named(name)) + `"`)
	}
	b.WriteString(">" + string(liquid.Escape(liquid.PlainText(in))) + "</a>")
	return liquid.Safe(b.String()), nil
}

// localizedURL puts a path of the shop into the language of the page.
func localizedURL(c *liquid.Call, in any, _ []any) (any, error) {
	return pageOf(c.Render()).url(liquid.PlainText(in)), nil
}

// defaultPagination writes the links to the pages around.
func defaultPagination(c *liquid.Call, in any, _ []any) (any, error) {
	about, ok := in.(liquid.Drop)
	if !ok {
		return "", nil
	}
	p := pageOf(c.Render())
	var b strings.Builder
	for _, one := range []struct{ name, rel, key string }{{"previous", "prev", "general.previous"}, {"next", "next", "general.next"}} {
		if target, ok := about.Get(one.name).(liquid.Drop); ok {
			label, _ := p.word(one.key, nil)
			b.WriteString(`<a rel="` + one.rel + `" href="` + attribute(target.Get("url")) + `">` + string(liquid.Escape(label)) + `</a> `)
		}
	}
	return liquid.Safe(b.String()), nil
}

// JSONer is a Drop that may be written as JSON.
type JSONer interface{ JSON() any }

// toJSON writes a value so that it may stand in a script: < is escaped.
func toJSON(c *liquid.Call, in any, _ []any) (any, error) {
	return marshal(c, in)
}

func marshal(c *liquid.Call, in any) (any, error) {
	switch v := in.(type) {
	case JSONer:
		in = v.JSON()
	case liquid.Safe:
		in = liquid.PlainText(v)
	case liquid.Array:
		list := make([]any, v.Len())
		for i := range list {
			if list[i] = v.At(i); list[i] != nil {
				if one, ok := list[i].(JSONer); ok {
					list[i] = one.JSON()
				}
			}
		}
		in = list
	}
	text, err := json.Marshal(in)
	if err != nil {
		return nil, c.Errorf("this cannot be written as JSON")
	}
	if err := c.Render().Grow(len(text)); err != nil {
		return nil, err
	}
	return liquid.Safe(text), nil
}

// Structured is a Drop that search engines may read.
type Structured interface{ StructuredData() any }

// structuredData writes JSON-LD of an object.
func structuredData(c *liquid.Call, in any, _ []any) (any, error) {
	if told, ok := in.(Structured); ok {
		return marshal(c, told.StructuredData())
	}
	return liquid.Safe("{}"), nil
}
