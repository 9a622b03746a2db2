// Package content holds what a shop says besides its products: pages, menus, redirects
// of old addresses, and the settings of its theme.
//
// A page is published or a draft; its body is HTML that was sanitised when it was
// written and is sanitised again when it is drawn. A menu is a short list of entries of
// two levels. A redirect leads an old path to a new one. Every write is a change of the
// shop's history and can be undone.
//
// Tables: page, menu, menu_entry, redirect, theme_setting. Announces content.changed.
// Hears shops.opened: a new shop gets the pages about, contact, terms, privacy and legal
// notice and the menus main and footer, in its language.
package content

import (
	"embed"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/event"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/shops"
)

// Migrations holds the tables of this department.
//
//go:embed migrations/*.sql
var Migrations embed.FS

// Lang holds the translations of its sentences.
//
//go:embed lang
var Lang embed.FS

// Prefixes of ids shown outside.
const (
	PagePrefix     = "pag"
	MenuPrefix     = "mnu"
	RedirectPrefix = "rdr"
)

// Changed says that something visitors see was changed; caches drop it.
type Changed struct {
	Object string `json:"object"` // page, menu, redirect, theme
	ID     id.ID  `json:"id"`
	Handle string `json:"handle"`
}

// FactName names the fact.
func (Changed) FactName() string { return "content.changed" }

// Listen wires what this department does on others' facts.
func Listen(b *event.Bus) { event.Inside(b, "content.seed", seed) }

// Restorers are those of the objects of this department.
func Restorers() shops.Restorers {
	return shops.Restorers{"page": restorePage, "menu": restoreMenu, "redirect": restoreRedirect, "theme": restoreTheme}
}

func changed(tx *db.Tx, object string, row id.ID, handle string) error {
	return event.Publish(tx, Changed{Object: object, ID: row, Handle: handle})
}
