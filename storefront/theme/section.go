package theme

import (
	"encoding/json"
	"fmt"
	"regexp"

	"github.com/coulisse/coulisse/liquid"
)

// section is a compiled section with its schema.
type section struct {
	body   *liquid.Template
	schema schema
}

// schema is what {% schema %} of a section says.
type schema struct {
	Name     string    `json:"name"`
	Tag      string    `json:"tag"`
	Class    string    `json:"class"`
	Settings []setting `json:"settings"`
	Blocks   []struct {
		Type     string    `json:"type"`
		Name     string    `json:"name"`
		Settings []setting `json:"settings"`
	} `json:"blocks"`
}

// setting is one thing a merchant may set.
type setting struct {
	Type    string          `json:"type"`
	ID      string          `json:"id"`
	Label   string          `json:"label"`
	Default json.RawMessage `json:"default"`
	Options []struct {
		Value string `json:"value"`
		Label string `json:"label"`
	} `json:"options"`

	value any // the default as a template sees it
}

var settingTypes = map[string]bool{"text": true, "textarea": true, "inline_richtext": true, "richtext": true, "html": true,
	"number": true, "range": true, "checkbox": true, "select": true, "radio": true, "color": true, "url": true,
	"image_picker": true, "collection": true, "product": true, "page": true, "link_list": true, "collection_list": true,
	"header": true, "paragraph": true, "text_alignment": true, "font_picker": true}

// fallback is the default of a setting as a template sees it.
func (s setting) fallback() any {
	if len(s.Default) > 0 {
		if value, err := liquid.FromJSON(s.Default); err == nil {
			return value
		}
	}
	switch s.Type {
	case "checkbox":
		return false
	case "number", "range":
		return 0
	}
	return ""
}

// prepare decodes the defaults once.
func (s *schema) prepare() {
	for i, one := range s.Settings {
		s.Settings[i].value = one.fallback()
	}
	for _, block := range s.Blocks {
		for i, one := range block.Settings {
			block.Settings[i].value = one.fallback()
		}
	}
}

var schemaTag = regexp.MustCompile(`(?s)\{%-?\s*schema\s*-?%\}(.*?)\{%-?\s*endschema\s*-?%\}`)

func (t *Theme) parseSection(name, source string) (*section, error) {
	body, err := t.env.Parse(name, source)
	if err != nil {
		return nil, err
	}
	made := &section{body: body}
	found := schemaTag.FindStringSubmatch(source)
	if found == nil {
		return made, nil
	}
	if err := json.Unmarshal([]byte(found[1]), &made.schema); err != nil {
		return nil, fmt.Errorf("the schema is no JSON: %w", err)
	}
	all := made.schema.Settings
	for _, block := range made.schema.Blocks {
		all = append(all, block.Settings...)
	}
	made.schema.prepare()
	for _, s := range all {
		if !settingTypes[s.Type] {
			return nil, fmt.Errorf("the schema has a setting of unknown type %q", s.Type)
		}
	}
	return made, nil
}

// arrangement is a JSON template or a section group: sections in their order. A Liquid
// template is an arrangement with a body alone.
type arrangement struct {
	body  *liquid.Template
	order []string
	parts map[string]part
}

type part struct {
	kind     string
	settings *liquid.Map
	blocks   []part
	id       string
	off      bool
}

func parseArrangement(source []byte) (*arrangement, error) {
	type piece struct {
		Type       string           `json:"type"`
		Settings   json.RawMessage  `json:"settings"`
		Blocks     map[string]piece `json:"blocks"`
		BlockOrder []string         `json:"block_order"`
		Disabled   bool             `json:"disabled"`
	}
	var read struct {
		Sections map[string]piece `json:"sections"`
		Order    []string         `json:"order"`
	}
	if err := json.Unmarshal(source, &read); err != nil {
		return nil, err
	}
	made := &arrangement{order: read.Order, parts: map[string]part{}}
	one := func(id string, in piece) part {
		p := part{kind: in.Type, id: id, off: in.Disabled, settings: liquid.NewMap()}
		if value, err := liquid.FromJSON(in.Settings); err == nil && len(in.Settings) > 0 {
			if set, ok := value.(*liquid.Map); ok {
				p.settings = set
			}
		}
		return p
	}
	for id, in := range read.Sections {
		p := one(id, in)
		for _, block := range in.BlockOrder {
			p.blocks = append(p.blocks, one(block, in.Blocks[block]))
		}
		made.parts[id] = p
	}
	for _, id := range read.Order {
		if _, ok := made.parts[id]; !ok {
			return nil, fmt.Errorf("the order names a section %q that is not there", id)
		}
	}
	return made, nil
}

// draw writes an arrangement into a render.
func (t *Theme) draw(s *liquid.State, a *arrangement) error {
	if a.body != nil {
		return s.RenderTemplate(a.body, nil)
	}
	for i, id := range a.order {
		if p := a.parts[id]; !p.off {
			if err := t.drawSection(s, p, i+1); err != nil {
				return err
			}
		}
	}
	return nil
}

func (t *Theme) drawSection(s *liquid.State, p part, index int) error {
	found := t.sections[p.kind]
	if found == nil {
		return s.Errorf("there is no section %q", p.kind)
	}
	tag := found.schema.Tag
	if tag == "" {
		tag = "div"
	}
	class := "section"
	if found.schema.Class != "" {
		class += " " + found.schema.Class
	}
	s.WriteHTML("<" + tag + ` id="section-` + string(liquid.Escape(p.id)) + `" class="` + string(liquid.Escape(class)) + `">`)
	drop := sectionDrop{part: p, index: index, settings: settingsDrop{s, p.settings, found.schema.Settings}}
	drop.blocks = make([]any, 0, len(p.blocks))
	for _, block := range p.blocks {
		if block.off {
			continue
		}
		own := settingsDrop{s: s, set: block.settings}
		for _, known := range found.schema.Blocks {
			if known.Type == block.kind {
				own.known = known.Settings
			}
		}
		drop.blocks = append(drop.blocks, sectionDrop{part: block, settings: own})
	}
	err := s.WithGlobal("section", drop, func() error { return s.RenderTemplate(found.body, nil) })
	s.WriteHTML("</" + tag + ">")
	return err
}

// sectionDrop is a section, or a block of one, in a template.
type sectionDrop struct {
	part     part
	index    int
	settings settingsDrop
	blocks   []any
}

// Get answers a property.
func (d sectionDrop) Get(name string) any {
	switch name {
	case "id":
		return d.part.id
	case "type":
		return d.part.kind
	case "settings":
		return d.settings
	case "blocks":
		return d.blocks
	case "index":
		return d.index
	case "attributes":
		return liquid.Safe("")
	}
	return nil
}

// settingsDrop answers what is set, else the default of the schema; names of products,
// collections, pages and menus become those objects.
type settingsDrop struct {
	s     *liquid.State
	set   *liquid.Map
	known []setting
}

// Get answers a setting.
func (d settingsDrop) Get(name string) any {
	for _, s := range d.known {
		if s.ID != name {
			continue
		}
		value, ok := d.set.Lookup(name)
		if !ok {
			value = s.value
		}
		return d.resolve(s.Type, value)
	}
	return d.set.Get(name)
}

func (d settingsDrop) resolve(kind string, value any) any {
	home := map[string]string{"collection": "collections", "product": "all_products", "page": "pages", "link_list": "linklists"}[kind]
	if home == "" {
		if kind == "richtext" || kind == "inline_richtext" || kind == "html" {
			return liquid.Safe(liquid.Text(value))
		}
		return value
	}
	handle := liquid.PlainText(value)
	if drop, ok := d.s.Get(home).(liquid.Drop); ok && handle != "" {
		return drop.Get(handle)
	}
	return nil
}
