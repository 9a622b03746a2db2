package content

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/shops"
)

// Menu is a list of links the theme draws: "main" in the head, "footer" in the foot.
type Menu struct {
	ID        id.ID   `json:"id"`
	Handle    string  `json:"handle"`
	Title     string  `json:"title"`
	Entries   []Entry `json:"entries" db:"-"`
	CreatedAt db.Time `json:"created_at"`
	UpdatedAt db.Time `json:"updated_at"`
	Version   int64   `json:"version"`
}

// Entry is one link of a menu. Depth 1 stands below the last entry of depth 0.
type Entry struct {
	Title  string `json:"title"`
	Target string `json:"target"` // "/pages/about" or a full address
	Depth  int64  `json:"depth,omitempty"`
}

// MenuInput is what an editor writes.
type MenuInput struct {
	Handle  string // kept when empty
	Title   string
	Entries []Entry
	Version int64
}

const menuColumns = `id, handle, title, created_at, updated_at, version`

const maxEntries = 100

// CreateMenu adds a menu. Wrong input: errs.Invalid; taken handle: errs.Conflict.
func CreateMenu(tx *db.Tx, in MenuInput) (Menu, error) {
	m := Menu{ID: tx.NewID(), CreatedAt: tx.Now, UpdatedAt: tx.Now, Version: 1, Handle: shops.HandleOf(in.Title)}
	if err := m.write(in); err != nil {
		return Menu{}, err
	}
	if err := insertMenu(tx, m); err != nil {
		return Menu{}, err
	}
	return m, recordMenu(tx, "created", nil, &m)
}

// UpdateMenu rewrites a menu with all its entries. Unknown: errs.NotFound; changed
// meanwhile: errs.Conflict.
func UpdateMenu(tx *db.Tx, menu id.ID, in MenuInput) (Menu, error) {
	old, err := MenuByID(tx, menu)
	if err != nil {
		return Menu{}, err
	}
	if in.Version != 0 && in.Version != old.Version {
		return Menu{}, errs.Conflict("This menu was changed meanwhile. Look at it again before you save.").WithCode("version_conflict")
	}
	m := old
	if err = m.write(in); err != nil {
		return Menu{}, err
	}
	m.UpdatedAt, m.Version = tx.Now, old.Version+1
	if err = updateMenu(tx, m); err != nil {
		return Menu{}, err
	}
	return m, recordMenu(tx, "updated", &old, &m)
}

// DeleteMenu removes a menu; the two the theme draws stay: errs.Conflict.
func DeleteMenu(tx *db.Tx, menu id.ID) error {
	old, err := MenuByID(tx, menu)
	if err != nil {
		return err
	}
	if old.Handle == "main" || old.Handle == "footer" {
		return errs.Conflict("The theme needs this menu. Remove its entries instead.")
	}
	if err = deleteMenu(tx, menu); err != nil {
		return err
	}
	return recordMenu(tx, "deleted", &old, nil)
}

// Move puts the entry at a place (from 0) one place up (-1) or down (+1).
func Move(tx *db.Tx, menu id.ID, place, by int) (Menu, error) {
	m, err := MenuByID(tx, menu)
	if err != nil {
		return Menu{}, err
	}
	to := place + by
	if place < 0 || place >= len(m.Entries) || to < 0 || to >= len(m.Entries) {
		return m, nil
	}
	entries := append([]Entry(nil), m.Entries...)
	entries[place], entries[to] = entries[to], entries[place]
	return UpdateMenu(tx, menu, MenuInput{Title: m.Title, Entries: entries})
}

// MenuByID returns one menu with its entries. Unknown: errs.NotFound.
func MenuByID(tx *db.Tx, menu id.ID) (Menu, error) {
	m, found, err := db.Maybe[Menu](tx, `SELECT `+menuColumns+` FROM menu WHERE shop_id = $1 AND id = $2`, menu)
	return withEntries(tx, m, found, err)
}

// MenuByHandle returns the menu the theme names. Unknown: errs.NotFound.
func MenuByHandle(tx *db.Tx, handle string) (Menu, error) {
	m, found, err := db.Maybe[Menu](tx, `SELECT `+menuColumns+` FROM menu WHERE shop_id = $1 AND handle = $2`, handle)
	return withEntries(tx, m, found, err)
}

func withEntries(tx *db.Tx, m Menu, found bool, err error) (Menu, error) {
	if err != nil {
		return Menu{}, err
	}
	if !found {
		return Menu{}, errs.NotFound("This menu does not exist.")
	}
	m.Entries, err = db.All[Entry](tx, `SELECT title, target, depth FROM menu_entry WHERE shop_id = $1 AND menu_id = $2 ORDER BY position`, m.ID)
	return m, err
}

// Menus lists all menus with their entries; a shop has a handful.
func Menus(tx *db.Tx) ([]Menu, error) {
	menus, err := db.All[Menu](tx, `SELECT `+menuColumns+` FROM menu WHERE shop_id = $1 ORDER BY id`)
	for i := range menus {
		if err == nil {
			menus[i], err = withEntries(tx, menus[i], true, nil)
		}
	}
	return menus, err
}

func (m *Menu) write(in MenuInput) error {
	problem := errs.Invalid("Please check the marked fields.")
	m.Title = strings.TrimSpace(in.Title)
	if in.Handle != "" {
		m.Handle = in.Handle
	}
	if m.Title == "" || len(m.Title) > 100 {
		problem.With("title", "Enter a title of at most 100 characters.")
	}
	if !handleShape.MatchString(m.Handle) || len(m.Handle) > 60 {
		problem.With("handle", "Use small letters, digits and single hyphens.")
	}
	if len(in.Entries) > maxEntries {
		problem.With("entries", "A menu has at most %d entries.", maxEntries)
	}
	m.Entries = nil
	for i, e := range in.Entries {
		e.Title, e.Target = strings.TrimSpace(e.Title), strings.TrimSpace(e.Target)
		if e.Title == "" && e.Target == "" {
			continue
		}
		if e.Title == "" || len(e.Title) > 100 {
			problem.With(fmt.Sprintf("entries[%d].title", i), "Enter a title of at most 100 characters.")
		}
		if !validTarget(e.Target) {
			problem.With(fmt.Sprintf("entries[%d].target", i), "Enter a path like /pages/about or an address that begins with https://.")
		}
		if e.Depth != 1 || len(m.Entries) == 0 {
			e.Depth = 0
		}
		m.Entries = append(m.Entries, e)
	}
	return problem.OrNil()
}

// validTarget takes local paths and addresses people may follow, no scripts.
func validTarget(target string) bool {
	u, err := url.Parse(target)
	if err != nil || target == "" || len(target) > 1000 || strings.ContainsAny(target, " \\\t\r\n") {
		return false
	}
	switch u.Scheme {
	case "":
		return strings.HasPrefix(target, "/") && !strings.HasPrefix(target, "//") || strings.HasPrefix(target, "#")
	case "http", "https":
		return u.Host != ""
	case "mailto", "tel":
		return u.Opaque != ""
	}
	return false
}

func insertMenu(tx *db.Tx, m Menu) error {
	hit, err := tx.Exec(`INSERT INTO menu (shop_id, id, handle, title, created_at, updated_at, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (shop_id, handle) DO NOTHING`,
		m.ID, m.Handle, m.Title, m.CreatedAt, m.UpdatedAt, m.Version)
	if err != nil {
		return err
	}
	if hit == 0 {
		return errs.Conflict("Please check the marked fields.").With("handle", "Another menu has this name. Choose another one.")
	}
	return insertEntries(tx, m)
}

func insertEntries(tx *db.Tx, m Menu) error {
	rows := make([][]any, 0, len(m.Entries))
	for i, e := range m.Entries {
		rows = append(rows, []any{m.ID, i + 1, e.Depth, e.Title, e.Target})
	}
	return tx.ExecMany(`INSERT INTO menu_entry (shop_id, menu_id, position, depth, title, target) VALUES ($1, $2, $3, $4, $5, $6)`, rows)
}

func updateMenu(tx *db.Tx, m Menu) error {
	if _, err := tx.Exec(`UPDATE menu SET title = $3, updated_at = $4, version = $5 WHERE shop_id = $1 AND id = $2`,
		m.ID, m.Title, m.UpdatedAt, m.Version); err != nil {
		return err
	}
	if _, err := tx.Exec(`DELETE FROM menu_entry WHERE shop_id = $1 AND menu_id = $2`, m.ID); err != nil {
		return err
	}
	return insertEntries(tx, m)
}

func deleteMenu(tx *db.Tx, menu id.ID) error {
	if _, err := tx.Exec(`DELETE FROM menu_entry WHERE shop_id = $1 AND menu_id = $2`, menu); err != nil {
		return err
	}
	_, err := tx.Exec(`DELETE FROM menu WHERE shop_id = $1 AND id = $2`, menu)
	return err
}

func recordMenu(tx *db.Tx, verb string, before, after *Menu) error {
	c := shops.Change{Object: "menu", Verb: verb, Undoable: true}
	shown := after
	if before != nil {
		c.Before, shown = before, before
	}
	if after != nil {
		c.After, shown = after, after
	}
	c.ID, c.Title = shown.ID, shown.Title
	if err := shops.Record(tx, c); err != nil {
		return err
	}
	return changed(tx, "menu", shown.ID, shown.Handle)
}

func restoreMenu(tx *db.Tx, menu id.ID, before []byte) error {
	if before == nil {
		return orChanged(tx, deleteMenu(tx, menu), "menu", menu)
	}
	var old Menu
	if err := json.Unmarshal(before, &old); err != nil {
		return fmt.Errorf("read a recorded menu: %w", err)
	}
	version, found, err := db.Maybe[int64](tx, `SELECT version FROM menu WHERE shop_id = $1 AND id = $2`, menu)
	if err != nil {
		return err
	}
	old.UpdatedAt = tx.Now
	if found {
		old.Version = version + 1
		return orChanged(tx, updateMenu(tx, old), "menu", menu)
	}
	old.Version++
	return orChanged(tx, insertMenu(tx, old), "menu", menu)
}
