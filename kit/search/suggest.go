package search

import (
	"cmp"
	"slices"
	"strings"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/id"
)

// candidates is how many documents Suggest looks at; the newest, where more fit.
const candidates = 60

type candidate struct {
	ID    id.ID
	Title string
}

// Suggest returns a few documents while the person is still typing: those whose title
// has the words first, the newest before older ones. Other than Find it does not weigh
// every document that fits, so it costs the same for two letters as for a whole name.
func Suggest(tx *db.Tx, kind, text string, most int) ([]id.ID, error) {
	words := terms(text)
	if len(words) == 0 || most < 1 {
		return nil, nil
	}
	words = words[:min(len(words), maxWords)]
	choices := make([][]choice, len(words))
	for i, word := range words {
		choices[i] = []choice{{word, i == len(words)-1}}
	}
	found, err := newest(tx, kind, choices, true)
	if err == nil && len(found) < most {
		var more []candidate
		more, err = newest(tx, kind, choices, false)
		found = append(found, more...)
	}
	if err != nil || len(found) > 0 {
		return best(found, words, most), err
	}
	return askNear(tx, kind, words, most, 0)
}

// best sorts the candidates by how well their titles fit.
func best(found []candidate, words []string, most int) []id.ID {
	rank := func(c candidate) int { return Names{titles: [][]string{strings.Fields(c.Title)}}.Rank(words) }
	slices.SortStableFunc(found, func(a, b candidate) int { return cmp.Compare(rank(b), rank(a)) })
	var ids []id.ID
	for _, c := range found {
		if len(ids) < most && !slices.Contains(ids, c.ID) {
			ids = append(ids, c.ID)
		}
	}
	return ids
}

// newest asks the index without weighing: it stops as soon as enough are found.
func newest(tx *db.Tx, kind string, choices [][]choice, titles bool) ([]candidate, error) {
	if tx.Engine() == "postgres" {
		quoted := joined(choices, " & ", " | ", "'", "':*")
		if titles {
			quoted = weighed(choices)
		}
		return db.All[candidate](tx, `
			SELECT d.id, d.title FROM search_doc d
			WHERE d.shop_id = $1 AND d.kind = $2 AND d.words @@ CAST($3 AS tsquery) LIMIT $4`,
			kind, "'"+mark(tx.Shop, kind)+"' & "+quoted, candidates)
	}
	columns := "{title body}"
	if titles {
		columns = "{title}"
	}
	return db.All[candidate](tx, `
		SELECT d.id, d.title FROM search_index JOIN search_doc d ON d.shop_id = $1 AND d.doc_id = search_index.rowid
		WHERE d.kind = $2 AND search_index MATCH $3
		ORDER BY search_index.rowid DESC LIMIT $4`,
		kind, `shop : "`+mark(tx.Shop, kind)+`" AND `+columns+` : (`+joined(choices, " AND ", " OR ", `"`, `" *`)+`)`, candidates)
}

// weighed asks PostgreSQL for words of the title, which carry the weight A.
func weighed(choices [][]choice) string {
	parts := make([]string, len(choices))
	for i, group := range choices {
		end := "':A"
		if group[0].open {
			end = "':*A"
		}
		parts[i] = "'" + group[0].word + end
	}
	return strings.Join(parts, " & ")
}
