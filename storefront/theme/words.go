package theme

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/coulisse/coulisse/liquid"
)

// words are the texts of one language by their dotted key; plurals have the keys
// key.one and key.other.
type words map[string]string

func parseWords(source []byte) (words, error) {
	var tree map[string]any
	if err := json.Unmarshal(source, &tree); err != nil {
		return nil, err
	}
	flat := words{}
	return flat, flat.gather("", tree)
}

func (w words) gather(prefix string, tree map[string]any) error {
	for key, value := range tree {
		switch value := value.(type) {
		case string:
			w[prefix+key] = value
		case map[string]any:
			if err := w.gather(prefix+key+".", value); err != nil {
				return err
			}
		default:
			return fmt.Errorf("the word %s%s is no text", prefix, key)
		}
	}
	return nil
}

// say is the filter t: {{ 'cart.title' | t }}, with count for plurals and any other name
// for {{ name }} in the text. A key that ends in _html holds HTML; what is filled in is
// escaped. An unknown key shows itself.
func say(c *liquid.Call, in any, _ []any) (any, error) {
	p := pageOf(c.Render())
	key := liquid.PlainText(in)
	text, ok := p.word(key, c.Named("count"))
	if !ok {
		return key, nil
	}
	html := strings.HasSuffix(key, "_html")
	for _, name := range c.Names() {
		value := liquid.PlainText(c.Named(name))
		if html {
			value = string(liquid.Escape(value))
		}
		text = strings.ReplaceAll(text, "{{ "+name+" }}", value)
	}
	if html {
		return liquid.Safe(text), nil
	}
	return text, nil
}

// word finds a text in the language of the page, else in English.
func (p *Page) word(key string, count any) (string, bool) {
	for _, locale := range []string{p.Locale, "en"} {
		found := p.theme.words[locale]
		if count != nil {
			form := ".other"
			if n := number(count); n == 1 || locale == "fr" && n == 0 {
				form = ".one"
			}
			if text, ok := found[key+form]; ok {
				return text, true
			}
		}
		if text, ok := found[key]; ok {
			return text, true
		}
	}
	return "", false
}

// number reads a whole number of a template.
func number(v any) int64 {
	switch v := v.(type) {
	case int:
		return int64(v)
	case int64:
		return v
	case float64:
		return int64(v)
	}
	var n int64
	_, _ = fmt.Sscan(liquid.PlainText(v), &n)
	return n
}
