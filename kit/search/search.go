// Package search finds documents by their words, within one shop.
//
// Text is cut and folded in Go, so SQLite (FTS5) and PostgreSQL (tsvector) index the
// same words and find the same documents. Each document carries a word for its shop
// and kind, which every question must match; the person's text is cut into words that
// are quoted one by one, so it cannot ask for another shop, and the answer is joined
// back to search_doc by shop_id. All words must be there; the last may be unfinished.
// When nothing is found, words one slip away are tried.
//
// Tables: search_doc, search_term; on SQLite the index search_index.
package search

import (
	"cmp"
	"context"
	"embed"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/id"
)

// Migrations of the search tables.
//
//go:embed migrations/*.sql
var Migrations embed.FS

// Doc is what can be found. Kind is a plain word such as "product".
type Doc struct {
	Kind  string
	ID    id.ID
	Title string // weighs ten times as much as the body
	Body  string
}

type stored struct {
	DocID id.ID
	Title string
	Body  string
}

func (s stored) terms() map[string]bool {
	all := map[string]bool{}
	for _, term := range append(strings.Fields(s.Title), strings.Fields(s.Body)...) {
		all[term] = true
	}
	return all
}

// Put adds documents or replaces them, in the transaction of the change or in that of
// an after listener.
func Put(tx *db.Tx, docs ...Doc) error {
	words := tally{}
	for _, doc := range docs {
		old, found, err := before(tx, doc.Kind, doc.ID)
		if err != nil {
			return err
		}
		fresh := stored{tx.NewID(), strings.Join(terms(doc.Title), " "), strings.Join(terms(doc.Body), " ")}
		if found && old.Title == fresh.Title && old.Body == fresh.Body {
			continue
		}
		if found {
			fresh.DocID = old.DocID
		}
		if err := write(tx, doc, fresh, found); err != nil {
			return err
		}
		words.add(doc.Kind, old.terms(), fresh.terms())
	}
	return words.write(tx)
}

// Delete removes documents; those that are not there are passed over.
func Delete(tx *db.Tx, kind string, ids ...id.ID) error {
	words := tally{}
	for _, doc := range ids {
		old, found, err := before(tx, kind, doc)
		if err != nil {
			return err
		}
		if !found {
			continue
		}
		if _, err := tx.Exec(`DELETE FROM search_doc WHERE shop_id = $1 AND kind = $2 AND id = $3`, kind, doc); err != nil {
			return err
		}
		if tx.Engine() == "sqlite" {
			if _, err := engine(tx).Exec(`DELETE FROM search_index WHERE rowid = $1`, old.DocID); err != nil {
				return err
			}
		}
		words.add(kind, old.terms(), nil)
	}
	return words.write(tx)
}

func before(tx *db.Tx, kind string, doc id.ID) (stored, bool, error) {
	return db.Maybe[stored](tx, `
		SELECT doc_id, title, body FROM search_doc WHERE shop_id = $1 AND kind = $2 AND id = $3`, kind, doc)
}

// engine is the door to the index, which has no shop_id column: its rows carry the
// shop as a word.
func engine(tx *db.Tx) *db.Tx { return db.System(tx, "the full-text index carries the shop as a word") }

func write(tx *db.Tx, doc Doc, fresh stored, found bool) error {
	if tx.Engine() == "postgres" {
		_, err := tx.Exec(`
			INSERT INTO search_doc (shop_id, kind, id, doc_id, title, body, words)
			VALUES ($1, $2, $3, $4, $5, $6, CAST($7 AS tsvector))
			ON CONFLICT (shop_id, kind, id) DO UPDATE SET title = excluded.title, body = excluded.body, words = excluded.words`,
			doc.Kind, doc.ID, fresh.DocID, fresh.Title, fresh.Body, vector(mark(tx.Shop, doc.Kind), fresh))
		return err
	}
	_, err := tx.Exec(`
		INSERT INTO search_doc (shop_id, kind, id, doc_id, title, body) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (shop_id, kind, id) DO UPDATE SET title = excluded.title, body = excluded.body`,
		doc.Kind, doc.ID, fresh.DocID, fresh.Title, fresh.Body)
	if err == nil && found {
		_, err = engine(tx).Exec(`DELETE FROM search_index WHERE rowid = $1`, fresh.DocID)
	}
	if err == nil {
		_, err = engine(tx).Exec(`INSERT INTO search_index (rowid, shop, title, body) VALUES ($1, $2, $3, $4)`,
			fresh.DocID, mark(tx.Shop, doc.Kind), fresh.Title, fresh.Body)
	}
	return err
}

// mark is the word of a shop and kind.
func mark(shop id.ID, kind string) string {
	return "s" + strconv.FormatInt(int64(shop), 10) + "k" + strings.Join(terms(kind), "")
}

// vector writes PostgreSQL's word list by hand: its parser would cut words otherwise
// than we did. Positions end at 16383 and at 256 a word.
func vector(mark string, s stored) string {
	places := map[string][]string{}
	place := 0
	add := func(text, weight string) {
		for _, term := range strings.Fields(text) {
			if place++; place < 16383 && len(places[term]) < 255 {
				places[term] = append(places[term], strconv.Itoa(place)+weight)
			}
		}
	}
	add(s.Title, "A")
	add(s.Body, "")
	var out strings.Builder
	out.WriteString("'" + mark + "'")
	for term, at := range places {
		out.WriteString(" '" + term + "':" + strings.Join(at, ","))
	}
	return out.String()
}

// tally is by how much the count of each word changes, over all documents of a call:
// words such as the vendor's name stand in most of an import.
type tally map[[2]string]int64

func (t tally) add(kind string, old, fresh map[string]bool) {
	for term := range fresh {
		if !old[term] {
			t[[2]string{kind, term}]++
		}
	}
	for term := range old {
		if !fresh[term] {
			t[[2]string{kind, term}]--
		}
	}
}

// write keeps search_term. Words are touched in one order, so that two transactions
// never wait for each other crosswise.
func (t tally) write(tx *db.Tx) error {
	var more, fewer, gone [][]any
	for word, n := range t {
		kind, term := word[0], word[1]
		switch {
		case n > 0:
			first, second := initials(term)
			more = append(more, []any{kind, term, first, second, n})
		case n < 0:
			fewer = append(fewer, []any{kind, term, -n})
			gone = append(gone, []any{kind, term})
		}
	}
	byTerm := func(a, b []any) int {
		return cmp.Or(strings.Compare(a[0].(string), b[0].(string)), strings.Compare(a[1].(string), b[1].(string)))
	}
	for _, list := range [][][]any{more, fewer, gone} {
		slices.SortFunc(list, byTerm)
	}
	err := tx.ExecMany(`
		INSERT INTO search_term (shop_id, kind, term, first, second, n) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (shop_id, kind, term) DO UPDATE SET n = search_term.n + excluded.n`, more)
	if err != nil {
		return err
	}
	err = tx.ExecMany(`UPDATE search_term SET n = n - $4 WHERE shop_id = $1 AND kind = $2 AND term = $3`, fewer)
	if err != nil {
		return err
	}
	return tx.ExecMany(`DELETE FROM search_term WHERE shop_id = $1 AND kind = $2 AND term = $3 AND n <= 0`, gone)
}

func initials(term string) (first, second string) {
	runes := []rune(term)
	first = string(runes[:1])
	if len(runes) > 1 {
		second = string(runes[1:2])
	}
	return first, second
}

// Rebuild fills the engine's index anew from search_doc, after a restore on another
// engine.
func Rebuild(tx *db.Tx) error {
	type row struct {
		Kind string
		ID   id.ID
		stored
	}
	return db.Each(tx, `SELECT kind, id, doc_id, title, body FROM search_doc WHERE shop_id = $1`, nil, func(r row) error {
		if err := write(tx, Doc{Kind: r.Kind, ID: r.ID}, r.stored, true); err != nil {
			return fmt.Errorf("index %s %d: %w", r.Kind, r.ID, err)
		}
		return nil
	})
}

// RebuildAll rebuilds the index of every shop, one write each, after a restore.
func RebuildAll(ctx context.Context, d *db.DB) error {
	var shops []id.ID
	err := d.Read(ctx, db.Scope{Actor: db.SystemActor}, func(tx *db.Tx) (err error) {
		shops, err = db.All[id.ID](db.System(tx, "shops with documents"), `SELECT DISTINCT shop_id FROM search_doc ORDER BY shop_id`)
		return err
	})
	if err != nil {
		return err
	}
	for _, shop := range shops {
		if err := d.Write(ctx, db.Scope{Shop: shop, Actor: db.SystemActor}, Rebuild); err != nil {
			return err
		}
	}
	return nil
}
