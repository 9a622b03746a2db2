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

// Redirect leads an old path of the shop to a new one.
type Redirect struct {
	ID        id.ID   `json:"id"`
	Path      string  `json:"path"`
	Target    string  `json:"target"`
	CreatedAt db.Time `json:"created_at"`
}

// RedirectInput is an old path and where it leads.
type RedirectInput struct {
	Path   string
	Target string
}

// CreateRedirect adds a redirect, or changes where a known path leads.
func CreateRedirect(tx *db.Tx, in RedirectInput) (Redirect, error) {
	r := Redirect{ID: tx.NewID(), Path: cleanPath(in.Path), Target: strings.TrimSpace(in.Target), CreatedAt: tx.Now}
	problem := errs.Invalid("Please check the marked fields.")
	if !strings.HasPrefix(r.Path, "/") || r.Path == "/" || len(r.Path) > 1000 {
		problem.With("path", "Enter the old path, such as /old-shop/shirt.")
	}
	if !validTarget(r.Target) || !strings.HasPrefix(r.Target, "/") && !strings.HasPrefix(r.Target, "https://") || r.Target == r.Path {
		problem.With("target", "Enter a path like /pages/about or an address that begins with https://.")
	}
	if err := problem.OrNil(); err != nil {
		return Redirect{}, err
	}
	old, found, err := redirectByPath(tx, r.Path)
	if err != nil {
		return Redirect{}, err
	}
	if !found {
		if err = insertRedirect(tx, r); err != nil {
			return Redirect{}, err
		}
		return r, recordRedirect(tx, "created", nil, &r)
	}
	r.ID, r.CreatedAt = old.ID, old.CreatedAt
	if _, err = tx.Exec(`UPDATE redirect SET target = $3 WHERE shop_id = $1 AND id = $2`, r.ID, r.Target); err != nil {
		return Redirect{}, err
	}
	return r, recordRedirect(tx, "updated", &old, &r)
}

// DeleteRedirect removes a redirect. Unknown: errs.NotFound.
func DeleteRedirect(tx *db.Tx, redirect id.ID) error {
	old, found, err := db.Maybe[Redirect](tx, `DELETE FROM redirect WHERE shop_id = $1 AND id = $2 RETURNING id, path, target, created_at`, redirect)
	if err != nil {
		return err
	}
	if !found {
		return errs.NotFound("This redirect does not exist.")
	}
	return recordRedirect(tx, "deleted", &old, nil)
}

// RedirectFor says where an unknown path leads, for the storefront.
func RedirectFor(tx *db.Tx, path string) (string, bool, error) {
	r, found, err := redirectByPath(tx, cleanPath(path))
	return r.Target, found, err
}

// Redirects lists the first thousand redirects by path.
func Redirects(tx *db.Tx) ([]Redirect, error) {
	return db.All[Redirect](tx, `SELECT id, path, target, created_at FROM redirect WHERE shop_id = $1 ORDER BY path LIMIT 1000`)
}

func redirectByPath(tx *db.Tx, path string) (Redirect, bool, error) {
	return db.Maybe[Redirect](tx, `SELECT id, path, target, created_at FROM redirect WHERE shop_id = $1 AND path = $2`, path)
}

// cleanPath takes host, query and a slash at the end away: old addresses come in all of
// these forms.
func cleanPath(text string) string {
	u, err := url.Parse(strings.TrimSpace(text))
	if err != nil {
		return ""
	}
	path := u.Path
	if len(path) > 1 {
		path = strings.TrimRight(path, "/")
	}
	return path
}

func insertRedirect(tx *db.Tx, r Redirect) error {
	_, err := tx.Exec(`INSERT INTO redirect (shop_id, id, path, target, created_at) VALUES ($1, $2, $3, $4, $5)`,
		r.ID, r.Path, r.Target, r.CreatedAt)
	return err
}

func recordRedirect(tx *db.Tx, verb string, before, after *Redirect) error {
	c := shops.Change{Object: "redirect", Verb: verb, Undoable: true}
	shown := after
	if before != nil {
		c.Before, shown = before, before
	}
	if after != nil {
		c.After, shown = after, after
	}
	c.ID, c.Title = shown.ID, shown.Path
	if err := shops.Record(tx, c); err != nil {
		return err
	}
	return changed(tx, "redirect", shown.ID, "")
}

func restoreRedirect(tx *db.Tx, redirect id.ID, before []byte) error {
	if _, err := tx.Exec(`DELETE FROM redirect WHERE shop_id = $1 AND id = $2`, redirect); err != nil || before == nil {
		return err
	}
	var old Redirect
	if err := json.Unmarshal(before, &old); err != nil {
		return fmt.Errorf("read a recorded redirect: %w", err)
	}
	return orChanged(tx, insertRedirect(tx, old), "redirect", redirect)
}
