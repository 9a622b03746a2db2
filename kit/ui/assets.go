package ui

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"sort"
	"strings"
	"sync"
)

//go:embed *.css *.js mark.svg thirdparty/*.woff2 thirdparty/*.min.js
var sources embed.FS

// layers is the cascade, weakest first. What is not named here is a component.
const layers = "@layer reset, tokens, base, components, pages;\n"

var (
	cssComment = regexp.MustCompile(`(?s)/\*.*?\*/`)
	cssSpace   = regexp.MustCompile(`\s+`)
	cssTight   = regexp.MustCompile(` ?([{};,]) ?`)
	jsIndent   = regexp.MustCompile(`(?m)^[ \t]+|^[ \t]*//.*$`)
	blankLines = regexp.MustCompile(`\n{2,}`)
	cssAddress = regexp.MustCompile(`url\(([a-z0-9.-]+)\)`)
)

// own is the bundle of the kit itself, put together from the embedded files on first use.
var own = sync.OnceValue(func() *Bundle {
	b := &Bundle{byName: map[string]*asset{}}
	for _, font := range []string{"inter-latin.woff2", "inter-latin-ext.woff2"} {
		b.add(font, mustRead("thirdparty/"+font))
	}
	b.add("mark.svg", mustRead("mark.svg"))
	b.add("htmx.js", mustRead("thirdparty/htmx.min.js"))
	for _, island := range []string{"editor.min.js", "chart.min.js"} {
		b.add(island, mustRead("thirdparty/"+island))
	}
	b.add("ui.css", b.withAddresses(stylesheet()))
	b.add("public.css", []byte(tightCSS("@layer components{"+string(mustRead("frames.css"))+"}")))
	b.add("ui.js", script())
	for _, name := range lazy {
		content := mustRead(name)
		if strings.HasSuffix(name, ".css") {
			content = []byte(tightCSS("@layer components{" + string(content) + "}"))
		} else {
			content = tightScript(content)
		}
		b.add(name, content)
	}
	return b
})

// Assets is the bundle of the kit: "ui.css", "ui.js", "htmx.js", fonts and the mark.
func Assets() *Bundle { return own() }

// AssetPath is the address of a file of the kit; it changes whenever the file does.
func AssetPath(name string) string { return own().Path(name) }

// NewBundle serves the files of a department the same way; its style sheets go to the layer "pages".
func NewBundle(files fs.FS) (*Bundle, error) {
	b := &Bundle{byName: map[string]*asset{}}
	err := fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := fs.ReadFile(files, name)
		if err != nil {
			return fmt.Errorf("read asset %s: %w", name, err)
		}
		if strings.HasSuffix(name, ".css") {
			content = []byte(tightCSS("@layer pages{" + string(content) + "}"))
		}
		b.add(path.Base(name), content)
		return nil
	})
	return b, err
}

// stylesheet joins the style sheets of the kit, each in its layer.
func stylesheet() []byte {
	names, _ := fs.Glob(sources, "*.css")
	sort.Strings(names)
	var all strings.Builder
	all.WriteString(layers)
	for _, name := range names {
		if name == "frames.css" || slices.Contains(lazy, name) {
			continue
		}
		layer := strings.TrimSuffix(name, ".css")
		if layer != "reset" && layer != "tokens" && layer != "base" {
			layer = "components"
		}
		fmt.Fprintf(&all, "@layer %s{%s}\n", layer, mustRead(name))
	}
	return []byte(tightCSS(all.String()))
}

// lazy are the modules and styles that pages load when they are first used. A module
// exports one function that takes the helpers of base.js.
var lazy = []string{"palette.js", "palette.css", "live.js", "lists.js", "lists.css", "rich.js", "rich.css", "combo.js", "range.js", "chart.js", "drop.js", "address.js", "islands.css", "timeline.css"}

// script joins the modules, base.js first; each of the others keeps its names to itself.
func script() []byte {
	names, _ := fs.Glob(sources, "*.js")
	sort.Strings(names)
	var all strings.Builder
	all.Write(mustRead("base.js"))
	for _, name := range names {
		if name != "base.js" && !slices.Contains(lazy, name) {
			fmt.Fprintf(&all, "{\n%s}\n", mustRead(name))
		}
	}
	return tightScript([]byte(all.String()))
}

// tightScript takes out indents and comments that have a line of their own.
func tightScript(js []byte) []byte {
	return blankLines.ReplaceAll(jsIndent.ReplaceAll(js, nil), []byte("\n"))
}

// tightCSS takes out comments and needless space. No string of ours holds a comment sign.
func tightCSS(css string) string {
	css = cssComment.ReplaceAllString(css, "")
	css = cssSpace.ReplaceAllString(css, " ")
	css = cssTight.ReplaceAllString(css, "$1")
	return strings.ReplaceAll(css, ";}", "}")
}

// withAddresses replaces url(name) by the address of that file of the bundle.
func (b *Bundle) withAddresses(css []byte) []byte {
	return cssAddress.ReplaceAllFunc(css, func(found []byte) []byte {
		name := string(cssAddress.FindSubmatch(found)[1])
		return []byte("url(" + b.Path(name) + ")")
	})
}

// mustRead reads an embedded file; the build has made sure that it is there.
func mustRead(name string) []byte {
	content, err := sources.ReadFile(name)
	if err != nil {
		panic(err)
	}
	return content
}
