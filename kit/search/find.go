package search

import (
	"strings"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/id"
)

// Query is a question within the shop of the transaction.
type Query struct {
	Kind  string
	Text  string
	Limit int    // 20 when zero, at most 500
	After string // Next of the page before
}

const (
	maxWords  = 12
	maxOffset = 10_000
	neighbour = 20 // words one slip away that are tried for each word
)

// Find returns the ids of documents that have all the words, best first, and the
// place of the next page. A text without words finds nothing; a bad place is
// errs.Invalid.
func Find(tx *db.Tx, q Query) (ids []id.ID, next string, err error) {
	words := terms(q.Text)
	if len(words) == 0 {
		return nil, "", nil
	}
	words = words[:min(len(words), maxWords)]
	offset := 0
	if q.After != "" {
		if err := db.DecodeCursor(q.After, &offset); err != nil {
			return nil, "", err
		}
		offset = min(max(offset, 0), maxOffset)
	}
	limit := min(max(q.Limit, 0), 500)
	if limit == 0 {
		limit = 20
	}
	choices := make([][]choice, len(words))
	for i, word := range words {
		choices[i] = []choice{{word, i == len(words)-1}}
	}
	ids, err = ask(tx, q.Kind, choices, limit+1, offset)
	if err == nil && len(ids) == 0 {
		ids, err = askNear(tx, q.Kind, words, limit+1, offset)
	}
	if err == nil && len(ids) > limit {
		ids, next = ids[:limit], db.EncodeCursor(offset+limit)
	}
	return ids, next, err
}

// choice is one way to meet a word; open means that it may go on.
type choice struct {
	word string
	open bool
}

// askNear tries the words one slip away from those typed.
func askNear(tx *db.Tx, kind string, words []string, limit, offset int) ([]id.ID, error) {
	choices := make([][]choice, len(words))
	for i, word := range words {
		last := i == len(words)-1
		near, err := neighbours(tx, kind, word, last)
		if err != nil {
			return nil, err
		}
		choices[i] = append([]choice{{word, last}}, near...)
	}
	return ask(tx, kind, choices, limit, offset)
}

// neighbours finds words by their first letter or, when that is the wrong one, by the
// second. Words of up to three letters are taken as typed.
func neighbours(tx *db.Tx, kind, word string, last bool) ([]choice, error) {
	typed := []rune(word)
	if len(typed) < 4 {
		return nil, nil
	}
	longest := len(typed) + 1
	if last {
		longest = 64
	}
	first, second := initials(word)
	found, err := db.All[string](tx, `
		SELECT term FROM search_term
		WHERE shop_id = $1 AND kind = $2 AND n > 0 AND (first = $3 OR second = $4 OR first = $4 OR second = $3)
			AND length(term) BETWEEN $5 AND $6
		ORDER BY n DESC, term LIMIT 5000`, kind, first, second, len(typed)-1, longest)
	if err != nil {
		return nil, err
	}
	var near []choice
	for _, term := range found {
		if len(near) == neighbour {
			break
		}
		if isNear(typed, []rune(term), last) {
			near = append(near, choice{term, false})
		}
	}
	return near, nil
}

func isNear(typed, term []rune, last bool) bool {
	if last {
		return nearPrefix(typed, term)
	}
	return near(typed, term)
}

func ask(tx *db.Tx, kind string, choices [][]choice, limit, offset int) ([]id.ID, error) {
	if tx.Engine() == "postgres" {
		return db.All[id.ID](tx, `
			SELECT d.id FROM search_doc d
			WHERE d.shop_id = $1 AND d.kind = $2 AND d.words @@ CAST($3 AS tsquery)
			ORDER BY ts_rank(d.words, CAST($3 AS tsquery)) DESC, d.id DESC LIMIT $4 OFFSET $5`,
			kind, "'"+mark(tx.Shop, kind)+"' & "+joined(choices, " & ", " | ", "'", "':*"), limit, offset)
	}
	return db.All[id.ID](tx, `
		SELECT d.id FROM search_index JOIN search_doc d ON d.shop_id = $1 AND d.doc_id = search_index.rowid
		WHERE d.kind = $2 AND search_index MATCH $3
		ORDER BY bm25(search_index, 0.0, 10.0, 1.0), d.id DESC LIMIT $4 OFFSET $5`,
		kind, `shop : "`+mark(tx.Shop, kind)+`" AND {title body} : (`+joined(choices, " AND ", " OR ", `"`, `" *`)+`)`, limit, offset)
}

// joined writes (a or b) and (c): every word quoted, so that no text of a person is
// read as an operator. Words hold only letters and digits, hence no quotes.
func joined(choices [][]choice, and, or, quote, open string) string {
	parts := make([]string, len(choices))
	for i, group := range choices {
		words := make([]string, len(group))
		for j, c := range group {
			end := quote
			if c.open {
				end = open
			}
			words[j] = quote + c.word + end
		}
		parts[i] = "(" + strings.Join(words, or) + ")"
	}
	return strings.Join(parts, and)
}
