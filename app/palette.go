package app

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/search"
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/kit/web"
)

// What the palette shows at most of each kind.
const (
	paletteThings = 5  // of each noun
	palettePlaces = 6  // pages, settings, acts
	maxQuestion   = 80 // letters that are looked at
)

// Ranks of things found by a department, beside those search.Names gives: below the
// page that is named, above a page that is nearly named.
const (
	rankThing  = 60
	rankNumber = 200
)

// palette answers "Search or jump to…": pages, settings, acts and the things of the
// shop, as far as the person may see them. What is fixed is cut into words once.
type palette struct {
	texts *text.Catalog
	build sync.Once
	fixed []place
}

// place is a page, a setting on a page, or an act.
type place struct {
	names      search.Names
	title      string // English, the key of its translation
	note       string // English: the page a setting stands on
	path, icon string
	key        string
	permission string
	group      string
	command    *web.Command
}

type paletteInput struct {
	Query string `form:"q"`
}

func (p *palette) answer(tx *db.Tx, r *web.Request, in paletteInput) (web.Answer, error) {
	p.build.Do(func() { p.collect(r.Server()) })
	groups, err := p.groups(tx, r, strings.TrimSpace(in.Query))
	if err != nil {
		return web.Answer{}, err
	}
	if r.FromHTMX() {
		return web.Page(ui.PaletteResults(groups)), nil
	}
	return web.Page(ui.Page(r.Frame(tx, "Search", ""), ui.SearchPage(r.Path("/search"), in.Query, groups))), nil
}

// collect makes the list of everything fixed, found by its words in all languages.
func (p *palette) collect(server *web.Server) {
	for _, page := range server.Pages() {
		group := text.Key("Go to")
		if strings.HasPrefix(page.Path, "/settings") {
			group = text.Key("Settings")
		}
		p.fixed = append(p.fixed, place{names: p.names(page.Title, page.Words), title: page.Title, path: page.Path, icon: page.Icon,
			key: page.Key, permission: page.Permission, group: group})
		for _, field := range page.Fields {
			p.fixed = append(p.fixed, place{names: p.names(field.Label, p.all(page.Title)...), title: field.Label, note: page.Title,
				path: page.Path + "#" + ui.FieldID(field.Name), icon: page.Icon, permission: page.Permission, group: text.Key("Settings")})
		}
	}
	for _, c := range server.Commands() {
		p.fixed = append(p.fixed, place{names: p.names(c.Title, c.Words), title: c.Title, path: c.Path, icon: c.Icon,
			permission: c.Permission, group: text.Key("Actions"), command: &c})
	}
}

func (p *palette) names(title string, others ...string) search.Names {
	return search.NewNames(p.all(title), others...)
}

// all is a sentence in every language of the program.
func (p *palette) all(english string) []string {
	list := []string{english}
	for _, locale := range text.Locales() {
		list = append(list, p.texts.For(locale.Tag, nil).T(english))
	}
	return list
}

// ranked is a group of answers and how well its best one fits.
type ranked struct {
	rank int
	ui.PaletteGroup
}

func (p *palette) groups(tx *db.Tx, r *web.Request, question string) ([]ui.PaletteGroup, error) {
	if letters := []rune(question); len(letters) > maxQuestion {
		question = string(letters[:maxQuestion])
	}
	if question == "" {
		return p.start(r), nil
	}
	words := search.Words(question)
	all := p.places(r, words)
	acts, err := p.acts(tx, r, question)
	if err != nil {
		return nil, err
	}
	all = append(all, acts, switches(tx, r, words))
	things, err := things(tx, r, question)
	if err != nil {
		return nil, err
	}
	all = append(all, things...)
	all = slices.DeleteFunc(all, func(g ranked) bool { return len(g.Entries) == 0 })
	slices.SortStableFunc(all, func(a, b ranked) int { return cmp.Compare(b.rank, a.rank) })
	groups := make([]ui.PaletteGroup, 0, len(all))
	for _, g := range all {
		groups = append(groups, g.PaletteGroup)
	}
	return groups, nil
}

// start is what stands there before a letter is typed: the pages of the navigation and
// the acts.
func (p *palette) start(r *web.Request) []ui.PaletteGroup {
	pages, acts := ui.PaletteGroup{Label: r.Text.T("Go to")}, ui.PaletteGroup{Label: r.Text.T("Actions")}
	for _, one := range p.fixed {
		switch {
		case one.permission != "" && !r.Person.May(one.permission):
		case one.command != nil:
			acts.Entries = append(acts.Entries, one.entry(r))
		case one.key != "":
			pages.Entries = append(pages.Entries, one.entry(r))
		}
	}
	return slices.DeleteFunc([]ui.PaletteGroup{pages, acts}, func(g ui.PaletteGroup) bool { return len(g.Entries) == 0 })
}

// places are the pages, settings and acts that fit, the best first.
func (p *palette) places(r *web.Request, words []string) []ranked {
	type hit struct {
		place
		rank int
	}
	var hits []hit
	for _, one := range p.fixed {
		if one.permission != "" && !r.Person.May(one.permission) {
			continue
		}
		if rank := one.names.Rank(words); rank > 0 {
			hits = append(hits, hit{one, rank})
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return cmp.Compare(b.rank, a.rank) })
	var groups []ranked
	for _, h := range hits {
		i := slices.IndexFunc(groups, func(g ranked) bool { return g.Label == r.Text.T(h.group) })
		if i < 0 {
			groups = append(groups, ranked{h.rank, ui.PaletteGroup{Label: r.Text.T(h.group)}})
			i = len(groups) - 1
		}
		if len(groups[i].Entries) < palettePlaces {
			groups[i].Entries = append(groups[i].Entries, h.entry(r))
		}
	}
	return groups
}

func (one place) entry(r *web.Request) ui.PaletteEntry {
	e := ui.PaletteEntry{Label: r.Text.T(one.title), URL: r.Path(one.path), Icon: one.icon}
	if one.note != "" {
		e.Note = r.Text.T(one.note)
	}
	if one.key != "" {
		e.Key = "G " + strings.ToUpper(one.key)
	}
	if c := one.command; c != nil {
		e.Do = c.Do
		if c.Of != nil {
			e.Fill = e.Label
		}
	}
	return e
}

// switches are the other shops of the person whose name fits.
func switches(tx *db.Tx, r *web.Request, words []string) ranked {
	group := ranked{PaletteGroup: ui.PaletteGroup{Label: r.Text.T("Shops")}}
	for _, shop := range r.Shops(tx) {
		if shop.URL == r.Path("/") {
			continue
		}
		names := search.NewNames([]string{shop.Name}, "switch to change shop store changer basculer passer boutique magasin")
		if rank := names.Rank(words); rank > 0 && len(group.Entries) < palettePlaces {
			group.rank = max(group.rank, rank)
			group.Entries = append(group.Entries, ui.PaletteEntry{Label: r.Text.T("Switch to %s", shop.Name), URL: shop.URL, Icon: "store"})
		}
	}
	return group
}
