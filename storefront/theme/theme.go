// Package theme draws the pages of a shop from the files of a theme.
//
// A theme is a folder: layout (the frame), templates (one a page: JSON that lists
// sections, or Liquid), sections with their {% schema %}, blocks, snippets, assets,
// locales and config. Load reads and compiles all of it once; a Theme never changes and
// serves any number of requests. Page says what one page is drawn from.
//
// What themes may use is registered in env.go (tags and filters); the objects are the
// Drops of this package (drop_*.go): they answer their properties themselves, without
// reflection and without a database.
package theme

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"

	"github.com/coulisse/coulisse/liquid"
)

// Theme is a compiled theme.
type Theme struct {
	env       *liquid.Env
	asset     func(name string) string
	layouts   map[string]*liquid.Template
	templates map[string]*arrangement
	groups    map[string]*arrangement
	sections  map[string]*section
	snippets  map[string]*liquid.Template
	inline    map[string]string // assets small enough for inline_asset_content
	words     map[string]words
	settings  *liquid.Map
}

// Load reads and compiles a theme. asset answers the address of a file of the folder
// assets. The error names every mistake with file, line and column.
func Load(files fs.FS, asset func(name string) string) (*Theme, error) {
	t := &Theme{asset: asset, layouts: map[string]*liquid.Template{}, templates: map[string]*arrangement{},
		groups: map[string]*arrangement{}, sections: map[string]*section{}, snippets: map[string]*liquid.Template{},
		inline: map[string]string{}, words: map[string]words{}, settings: liquid.NewMap()}
	t.env = newEnv(t)
	var problems []error
	err := fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		source, err := fs.ReadFile(files, name)
		if err != nil {
			return fmt.Errorf("read %s of the theme: %w", name, err)
		}
		if err := t.add(name, source); err != nil {
			problems = append(problems, fmt.Errorf("theme file %s: %w", name, err))
		}
		return nil
	})
	return t, errors.Join(append(problems, err)...)
}

// add takes one file to its place.
func (t *Theme) add(name string, source []byte) (err error) {
	folder, file := path.Split(name)
	base := strings.TrimSuffix(strings.TrimSuffix(file, ".liquid"), ".json")
	switch folder + path.Ext(file) {
	case "layout/.liquid":
		t.layouts[base], err = t.env.Parse(name, string(source))
	case "snippets/.liquid":
		t.snippets[base], err = t.env.Parse(name, string(source))
	case "sections/.liquid", "blocks/.liquid":
		t.sections[base], err = t.parseSection(name, string(source))
	case "templates/.liquid":
		var body *liquid.Template
		if body, err = t.env.Parse(name, string(source)); err == nil {
			t.templates[base] = &arrangement{body: body}
		}
	case "templates/.json":
		t.templates[base], err = parseArrangement(source)
	case "sections/.json":
		t.groups[base], err = parseArrangement(source)
	case "locales/.json":
		t.words[base], err = parseWords(source)
	case "config/.json":
		err = t.addConfig(base, source)
	case "assets/.svg", "assets/.css":
		t.inline[file] = string(source)
	}
	return err
}

// addConfig reads the settings of the whole theme: their defaults and what is set.
func (t *Theme) addConfig(base string, source []byte) error {
	if base == "settings_schema" {
		var groups []struct {
			Settings []setting `json:"settings"`
		}
		if err := json.Unmarshal(source, &groups); err != nil {
			return err
		}
		for _, group := range groups {
			for _, s := range group.Settings {
				if _, known := t.settings.Lookup(s.ID); !known && s.ID != "" {
					t.settings.Set(s.ID, s.fallback())
				}
			}
		}
		return nil
	}
	value, err := liquid.FromJSON(source)
	if err != nil {
		return err
	}
	if data, ok := value.(*liquid.Map); ok {
		if current, ok := data.Get("current").(*liquid.Map); ok {
			for _, key := range current.Keys() {
				t.settings.Set(key, current.Get(key))
			}
		}
	}
	return nil
}

// Has says whether the theme has a template of that name.
func (t *Theme) Has(template string) bool { return t.templates[template] != nil }

// Speaks says whether the theme's words exist in a language.
func (t *Theme) Speaks(locale string) bool { return t.words[locale] != nil }

// Render writes the page, or nothing when it answers an error.
func (t *Theme) Render(ctx context.Context, w io.Writer, p *Page) error {
	layout := t.layouts[p.Layout]
	if layout == nil {
		layout = t.layouts["theme"]
	}
	if layout == nil || t.templates[p.Template] == nil {
		return fmt.Errorf("the theme has no layout or no template %q", p.Template)
	}
	p.theme = t
	data := liquid.Data{Globals: p.globals(), Loader: loader{t}, Registers: map[string]any{pageRegister: p}}
	if p.OnError != nil {
		data.OnError = func(e *liquid.Error) { p.OnError(e) }
	}
	return layout.Render(ctx, w, data)
}

// loader finds snippets for the tag render.
type loader struct{ t *Theme }

// Load answers a snippet by its name.
func (l loader) Load(name string) (*liquid.Template, error) {
	if found := l.t.snippets[name]; found != nil {
		return found, nil
	}
	return nil, fmt.Errorf("there is no snippet %q", name)
}
