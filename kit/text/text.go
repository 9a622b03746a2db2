// Package text speaks to people: sentences in their language, plurals, money,
// numbers, dates and country names the way they write them.
//
// The English sentence in the code is the key of its translation, gettext style:
// text.T(ctx, "Orders"), p.T("%s was shipped.", number). Each web package embeds a
// folder lang with fr.json ({"Orders": "Commandes"}; a plural is the list of its
// forms: {"%d order": ["%d commande", "%d commandes"]}), each rules package one for
// its error sentences. Load merges them; a missing translation falls back to English
// and is reported by Missing, which a house test runs over the whole source.
//
// The interface speaks English and French; documents also speak German.
package text

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"
	"time"
)

// Lang holds the translations of the sentences of kit itself.
//
//go:embed lang
var Lang embed.FS

// Locale is one language people may choose.
type Locale struct {
	Tag  string // "en", "fr"
	Name string // in its own language
}

// Locales returns the languages of the interface.
func Locales() []Locale { return []Locale{{"en", "English"}, {"fr", "Français"}} }

// DocumentLocales returns the languages of documents and mails to buyers.
func DocumentLocales() []Locale { return append(Locales(), Locale{"de", "Deutsch"}) }

// forms are the translations of one English sentence: one, or one per plural form.
type forms []string

// UnmarshalJSON reads "phrase" or ["one", "many"].
func (f *forms) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '[' {
		return json.Unmarshal(data, (*[]string)(f))
	}
	*f = forms{""}
	return json.Unmarshal(data, &(*f)[0])
}

// Catalog is all translations, merged; safe for concurrent use after Load.
type Catalog struct {
	languages map[string]map[string]forms
	places    sync.Map // language → []Place, sorted once
}

// Load merges every lang/*.json of the given file systems, kit's own sentences first.
// Two departments may translate the same sentence only alike.
func Load(fss ...fs.FS) (*Catalog, error) {
	c := &Catalog{languages: map[string]map[string]forms{}}
	for _, one := range append([]fs.FS{Lang}, fss...) {
		names, err := fs.Glob(one, "lang/*.json")
		if err != nil {
			return nil, fmt.Errorf("list translations: %w", err)
		}
		for _, name := range names {
			if err := c.add(one, name); err != nil {
				return nil, err
			}
		}
	}
	return c, nil
}

func (c *Catalog) add(from fs.FS, name string) error {
	data, err := fs.ReadFile(from, name)
	if err != nil {
		return fmt.Errorf("read translations: %w", err)
	}
	var sentences map[string]forms
	if err := json.Unmarshal(data, &sentences); err != nil {
		return fmt.Errorf("read translations %s: %w", name, err)
	}
	language := strings.TrimSuffix(path.Base(name), ".json")
	if c.languages[language] == nil {
		c.languages[language] = map[string]forms{}
	}
	for english, phrase := range sentences {
		if before, twice := c.languages[language][english]; twice && !slices.Equal(before, phrase) {
			return fmt.Errorf("%s: %q is translated as %q and as %q; let both be the same", name, english, before[0], phrase[0])
		}
		c.languages[language][english] = phrase
	}
	return nil
}

// Best returns the first language of an Accept-Language header, or of the given
// wishes, that the interface speaks; "en" when none is.
func (c *Catalog) Best(wishes ...string) string {
	for _, wish := range wishes {
		for _, part := range strings.Split(wish, ",") {
			tag, _, _ := strings.Cut(strings.TrimSpace(part), ";")
			if base := baseOf(tag); spoken(base) {
				return base
			}
		}
	}
	return "en"
}

// spoken says whether the interface has the language.
func spoken(base string) bool {
	return slices.ContainsFunc(Locales(), func(l Locale) bool { return l.Tag == base })
}

// For returns the printer of a language ("fr", "fr-CA") and time zone; nil is UTC.
func (c *Catalog) For(locale string, zone *time.Location) *Printer {
	if zone == nil {
		zone = time.UTC
	}
	p := &Printer{Locale: locale, Zone: zone, habits: habitsOf(locale)}
	if c != nil {
		p.catalog, p.phrases = c, c.languages[baseOf(locale)]
	}
	return p
}

// baseOf is the first part of a tag: "fr" of "fr-CA".
func baseOf(tag string) string {
	base, _, _ := strings.Cut(strings.ReplaceAll(strings.ToLower(strings.TrimSpace(tag)), "_", "-"), "-")
	return base
}
