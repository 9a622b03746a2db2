package db

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"
)

// statement is one SQL text after its first look; kept for the life of the database.
type statement struct {
	postgres string   // as written
	sqlite   string   // $N rewritten to ?N: SQLite takes $N for a name
	shop     error    // why it may not run for a shop
	always   error    // why it may not run at all
	watched  bool     // it changes what buyers see
	plans    sync.Map // reflect.Type → *rowPlan
}

// rules look at each text once. Texts are constants or made by Q, so the map is small.
type rules struct {
	appendOnly map[string]bool
	watched    map[string]bool
	seen       sync.Map // text → *statement
}

func newRules(appendOnly, watched []string) *rules {
	r := &rules{appendOnly: map[string]bool{}, watched: map[string]bool{}}
	for _, table := range appendOnly {
		r.appendOnly[table] = true
	}
	for _, table := range watched {
		r.watched[table] = true
	}
	return r
}

func (r *rules) statement(q string) (*statement, error) {
	if known, ok := r.seen.Load(q); ok {
		st := known.(*statement)
		return st, st.always
	}
	st := r.look(q)
	r.seen.Store(q, st)
	return st, st.always
}

func (st *statement) allowed(tx *Tx) error {
	if tx.system != "" {
		return nil
	}
	if tx.Shop == 0 {
		return fmt.Errorf("this transaction has no shop; use db.System or a Scope with a shop")
	}
	return st.shop
}

// What the portable SQL leaves out, with what to write instead (data.md, part 3).
var forbidden = []struct {
	pattern *regexp.Regexp
	instead string
}{
	{regexp.MustCompile(`(?i)\bnow\s*\(|\bcurrent_(timestamp|date|time)\b`), "pass tx.Now"},
	{regexp.MustCompile(`(?i)\bfor\s+(no\s+key\s+)?(update|share)\b`), "use a conditional statement"},
	{regexp.MustCompile(`(?i)\bilike\b`), "compare a folded column with LIKE"},
	{regexp.MustCompile(`::`), "write CAST(x AS T)"},
	{regexp.MustCompile(`(?i)=\s*any\s*\(`), "use Q.AndIn"},
	{regexp.MustCompile(`->`), "make the JSON field a column"},
	{regexp.MustCompile(`(?i)\bdelete\s+from\s+\w+\s+(as\s+)?(\w+\s+)?using\b`), "use DELETE … WHERE (…) IN (SELECT …)"},
	{regexp.MustCompile(`(?i)\bor\s+(rollback|replace|ignore|fail|abort)\b`), "use ON CONFLICT"},
	{regexp.MustCompile(`(?i)^\s*(begin|commit|rollback|savepoint|release|end|pragma|vacuum|attach)\b`), "let kit/db hold the transaction"},
}

var (
	shopColumn = regexp.MustCompile(`(?i)\bshop_id\b`)
	shopMark   = regexp.MustCompile(`\$1\b`)
	changes    = regexp.MustCompile(`(?i)\b(?:update|delete\s+from)\s+(\w+)`)
	written    = regexp.MustCompile(`(?i)\b(?:update|delete\s+from|insert\s+into)\s+(\w+)`)
	upserts    = regexp.MustCompile(`(?is)\binsert\s+into\s+(\w+).*\bdo\s+update\b`)
)

const engineOnly = "/* engine only */"

func (r *rules) look(q string) *statement {
	code := blank(q)
	st := &statement{postgres: q, sqlite: numbered(q)}
	if !strings.Contains(q, engineOnly) {
		for _, f := range forbidden {
			if found := f.pattern.FindString(code); found != "" {
				st.always = fmt.Errorf("%q does not run on both engines: %s", strings.TrimSpace(found), f.instead)
				return st
			}
		}
	}
	for _, hit := range append(changes.FindAllStringSubmatch(code, -1), upserts.FindAllStringSubmatch(code, -1)...) {
		if r.appendOnly[strings.ToLower(hit[1])] {
			st.always = fmt.Errorf("table %s is append-only: write a correcting row", hit[1])
			return st
		}
	}
	for _, hit := range written.FindAllStringSubmatch(code, -1) {
		st.watched = st.watched || r.watched[strings.ToLower(hit[1])]
	}
	if !shopColumn.MatchString(code) || !shopMark.MatchString(code) {
		st.shop = fmt.Errorf("a statement must name shop_id and $1, or go through db.System")
	}
	return st
}

// numbered rewrites $N to ?N outside literals and comments.
func numbered(q string) string {
	code := blank(q)
	var out strings.Builder
	for i := 0; i < len(q); i++ {
		if code[i] == '$' && i+1 < len(q) && code[i+1] >= '0' && code[i+1] <= '9' {
			out.WriteByte('?')
			continue
		}
		out.WriteByte(q[i])
	}
	return out.String()
}

// blank returns the text with literals, quoted names and comments turned to spaces,
// byte for byte, so that patterns see code only.
func blank(q string) string {
	out := []byte(q)
	for i := 0; i < len(out); {
		end := i
		switch {
		case out[i] == '\'' || out[i] == '"':
			end = i + 1
			for end < len(out) && out[end] != out[i] {
				end++
			}
			end = min(end+1, len(out))
		case strings.HasPrefix(q[i:], "--"):
			end = endOf(q, i, "\n")
		case strings.HasPrefix(q[i:], "/*"):
			end = endOf(q, i, "*/")
		default:
			i++
			continue
		}
		for ; i < end; i++ {
			out[i] = ' '
		}
	}
	return string(out)
}

func endOf(q string, from int, mark string) int {
	at := strings.Index(q[from:], mark)
	if at < 0 {
		return len(q)
	}
	return from + at + len(mark)
}

// marks turns ? of a condition into $N from the given number on.
func marks(cond string, from int) (string, int) {
	code := blank(cond)
	var out strings.Builder
	for i := 0; i < len(cond); i++ {
		if code[i] != '?' {
			out.WriteByte(cond[i])
			continue
		}
		out.WriteString("$" + strconv.Itoa(from))
		from++
	}
	return out.String(), from
}
