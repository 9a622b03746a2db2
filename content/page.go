package content

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/shops"
)

// States of a page.
const (
	Published = "published"
	Draft     = "draft"
)

// Page is a text with an address of its own, /pages/{handle}.
type Page struct {
	ID             id.ID   `json:"id"`
	Handle         string  `json:"handle"`
	Title          string  `json:"title"`
	Body           string  `json:"body"` // sanitised HTML; Sanitize again when drawn
	Status         string  `json:"status"`
	SEOTitle       string  `json:"seo_title" db:"seo_title"`
	SEODescription string  `json:"seo_description" db:"seo_description"`
	CreatedAt      db.Time `json:"created_at"`
	UpdatedAt      db.Time `json:"updated_at"`
	Version        int64   `json:"version"`
}

// PageInput is what an editor writes. Version, when not 0, must be that of the page as
// it was read.
type PageInput struct {
	Handle         string
	Title          string
	Body           string
	Status         string
	SEOTitle       string
	SEODescription string
	Version        int64
}

const pageColumns = `id, handle, title, body, status, seo_title, seo_description, created_at, updated_at, version`

const maxBody = 500_000

var handleShape = regexp.MustCompile(`^[a-z0-9]+(?:-[a-z0-9]+)*$`)

// CreatePage adds a page; without a handle one is made from the title. Wrong input:
// errs.Invalid; taken handle: errs.Conflict.
func CreatePage(tx *db.Tx, in PageInput) (Page, error) {
	p := Page{ID: tx.NewID(), Status: Published, CreatedAt: tx.Now, UpdatedAt: tx.Now, Version: 1}
	if strings.TrimSpace(in.Handle) == "" {
		in.Handle = shops.HandleOf(in.Title)
	}
	if err := p.write(in); err != nil {
		return Page{}, err
	}
	if err := insertPage(tx, p); err != nil {
		return Page{}, err
	}
	return p, recordPage(tx, "created", nil, &p)
}

// UpdatePage rewrites a page. Unknown: errs.NotFound; changed meanwhile: errs.Conflict.
func UpdatePage(tx *db.Tx, page id.ID, in PageInput) (Page, error) {
	old, err := PageByID(tx, page)
	if err != nil {
		return Page{}, err
	}
	if in.Version != 0 && in.Version != old.Version {
		return Page{}, errs.Conflict("This page was changed meanwhile. Look at it again before you save.").WithCode("version_conflict")
	}
	p := old
	if err = p.write(in); err != nil || p == old {
		return p, err
	}
	p.UpdatedAt, p.Version = tx.Now, old.Version+1
	if err = updatePage(tx, p); err != nil {
		return Page{}, err
	}
	return p, recordPage(tx, "updated", &old, &p)
}

// DeletePage removes a page; Undo brings it back.
func DeletePage(tx *db.Tx, page id.ID) error {
	old, err := PageByID(tx, page)
	if err != nil {
		return err
	}
	if _, err = tx.Exec(`DELETE FROM page WHERE shop_id = $1 AND id = $2`, page); err != nil {
		return err
	}
	return recordPage(tx, "deleted", &old, nil)
}

// PageByID returns one page. Unknown: errs.NotFound.
func PageByID(tx *db.Tx, page id.ID) (Page, error) {
	return onePage(db.Maybe[Page](tx, `SELECT `+pageColumns+` FROM page WHERE shop_id = $1 AND id = $2`, page))
}

// PageByHandle returns the page of an address, drafts too: the storefront looks at Status.
func PageByHandle(tx *db.Tx, handle string) (Page, error) {
	return onePage(db.Maybe[Page](tx, `SELECT `+pageColumns+` FROM page WHERE shop_id = $1 AND handle = $2`, handle))
}

func onePage(p Page, found bool, err error) (Page, error) {
	if err == nil && !found {
		err = errs.NotFound("This page does not exist.")
	}
	return p, err
}

// ListInput pages and filters pages by title.
type ListInput struct {
	Text          string
	Status        string
	Sort          string // handle, title or updated_at, with a minus for descending
	After, Before string
	Limit         int
}

// Pages lists pages by title.
func Pages(tx *db.Tx, in ListInput) (db.Page[Page], error) {
	limit := in.Limit
	if limit <= 0 || limit > 250 {
		limit = 50
	}
	rows, err := matching(tx, in)
	if err != nil {
		return db.Page[Page]{}, err
	}
	by := db.Order[Page]{Name: "handle", Column: `handle`, ID: `id`, Words: true, Word: func(p Page) string { return p.Handle }, Row: func(p Page) int64 { return int64(p.ID) }}
	name, desc := strings.CutPrefix(in.Sort, "-")
	switch name {
	case "", "handle":
	case "title":
		by.Name, by.Column, by.Word = name, name, func(p Page) string { return strings.ToLower(p.Title) }
	case "updated_at":
		by = db.Order[Page]{Name: name, Column: name, ID: `id`, Number: func(p Page) int64 { return int64(p.UpdatedAt) }, Row: by.Row}
	default:
		return db.Page[Page]{}, errs.InvalidField("sort", "This order is not known.")
	}
	return db.SortPage(rows, by, db.Reading{After: in.After, Before: in.Before, Limit: limit, Desc: desc})
}

// mostPages bounds the pages of a shop that a list reads together.
const mostPages = 2000

// matching reads the pages that are asked for; a shop has tens of them.
func matching(tx *db.Tx, in ListInput) ([]Page, error) {
	all, err := db.AllQ[Page](tx, db.Query(`SELECT `+pageColumns+` FROM page WHERE shop_id = $1`).Then(`ORDER BY handle LIMIT ?`, mostPages))
	if err != nil {
		return nil, err
	}
	var rows []Page
	words := strings.ToLower(strings.TrimSpace(in.Text))
	for _, p := range all {
		fits := strings.Contains(strings.ToLower(p.Title), words) || strings.Contains(p.Handle, words)
		if fits && (in.Status == "" || p.Status == in.Status) {
			rows = append(rows, p)
		}
	}
	return rows, nil
}

// write takes the input over, sanitised and checked.
func (p *Page) write(in PageInput) error {
	p.Title, p.Handle = strings.TrimSpace(in.Title), strings.TrimSpace(in.Handle)
	p.Body = Sanitize(strings.ReplaceAll(in.Body, "\r\n", "\n"))
	p.SEOTitle, p.SEODescription = strings.TrimSpace(in.SEOTitle), strings.TrimSpace(in.SEODescription)
	if in.Status != "" {
		p.Status = in.Status
	}
	problem := errs.Invalid("Please check the marked fields.")
	if p.Title == "" || len(p.Title) > 255 {
		problem.With("title", "Enter a title of at most 255 characters.")
	}
	if !handleShape.MatchString(p.Handle) || len(p.Handle) > 100 {
		problem.With("handle", "Use small letters, digits and single hyphens.")
	}
	if p.Status != Published && p.Status != Draft {
		problem.With("status", "A page is published or a draft.")
	}
	if len(in.Body) > maxBody {
		problem.With("body", "This text is too long: at most %d characters.", maxBody)
	}
	if len(p.SEOTitle) > 255 || len(p.SEODescription) > 500 {
		problem.With("seo_description", "Use at most %d characters.", 500)
	}
	return problem.OrNil()
}

func insertPage(tx *db.Tx, p Page) error {
	hit, err := tx.Exec(`INSERT INTO page (shop_id, id, handle, title, body, status, seo_title, seo_description, created_at, updated_at, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (shop_id, handle) DO NOTHING`,
		p.ID, p.Handle, p.Title, p.Body, p.Status, p.SEOTitle, p.SEODescription, p.CreatedAt, p.UpdatedAt, p.Version)
	if err == nil && hit == 0 {
		err = handleTaken()
	}
	return err
}

func updatePage(tx *db.Tx, p Page) error {
	other, taken, err := db.Maybe[id.ID](tx, `SELECT id FROM page WHERE shop_id = $1 AND handle = $2`, p.Handle)
	if err != nil {
		return err
	}
	if taken && other != p.ID {
		return handleTaken()
	}
	_, err = tx.Exec(`UPDATE page SET handle = $3, title = $4, body = $5, status = $6, seo_title = $7, seo_description = $8,
		updated_at = $9, version = $10 WHERE shop_id = $1 AND id = $2`,
		p.ID, p.Handle, p.Title, p.Body, p.Status, p.SEOTitle, p.SEODescription, p.UpdatedAt, p.Version)
	return err
}

func handleTaken() error {
	return errs.Conflict("Please check the marked fields.").With("handle", "Another page has this address. Choose another one.")
}

func recordPage(tx *db.Tx, verb string, before, after *Page) error {
	c := shops.Change{Object: "page", Verb: verb, Undoable: true}
	shown := after
	if before != nil {
		c.Before = before
		shown = before
	}
	if after != nil {
		c.After = after
		shown = after
	}
	c.ID, c.Title = shown.ID, shown.Title
	if err := shops.Record(tx, c); err != nil {
		return err
	}
	return changed(tx, "page", shown.ID, shown.Handle)
}

func restorePage(tx *db.Tx, page id.ID, before []byte) error {
	if before == nil {
		_, err := tx.Exec(`DELETE FROM page WHERE shop_id = $1 AND id = $2`, page)
		return orChanged(tx, err, "page", page)
	}
	var old Page
	if err := json.Unmarshal(before, &old); err != nil {
		return fmt.Errorf("read a recorded page: %w", err)
	}
	now, found, err := db.Maybe[Page](tx, `SELECT `+pageColumns+` FROM page WHERE shop_id = $1 AND id = $2`, page)
	if err != nil {
		return err
	}
	old.UpdatedAt = tx.Now
	if found {
		old.Version = now.Version + 1
		return orChanged(tx, updatePage(tx, old), "page", page)
	}
	old.Version++
	return orChanged(tx, insertPage(tx, old), "page", page)
}

func orChanged(tx *db.Tx, err error, object string, row id.ID) error {
	if err != nil {
		return err
	}
	return changed(tx, object, row, "")
}
