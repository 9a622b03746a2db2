package app_test

import (
	"go/ast"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The house rules of CONTRIBUTING.md, checked by machine.

const module = "github.com/coulisse/coulisse/"

// mayKnow is the table "call down, announce up": which rules packages a department
// may import and whose tables it may read, besides kit and shops. Whoever adds a
// department adds its line.
var mayKnow = map[string][]string{
	"shops":      {},
	"operator":   {},
	"catalog":    {},
	"customers":  {},
	"content":    {},
	"taxes":      {},
	"payments":   {},
	"apps":       {},
	"stock":      {"catalog"},
	"promotions": {"catalog", "customers"},
	"delivery":   {"catalog"},
	"orders":     {"catalog", "stock", "customers", "taxes", "promotions", "delivery", "payments"},
	"invoices":   {"orders", "payments", "taxes", "customers"},
	"accounting": {"invoices", "orders", "payments", "delivery", "taxes", "stock"},
	"marketing":  {"customers", "catalog", "orders", "promotions", "content"},
	"reports": {"operator", "catalog", "customers", "content", "taxes", "payments", "stock", "promotions",
		"delivery", "orders", "invoices", "accounting", "marketing"},
}

// anything may be imported by the packages that put the program together.
var anything = []string{"app", "cmd", "demo", "bench"}

func TestImports(t *testing.T) {
	for _, file := range source(t).files {
		for _, spec := range file.imports {
			name := strings.Trim(spec.Path.Value, `"`)
			if own, ok := strings.CutPrefix(name, module); ok && !mayImport(file, own) {
				t.Errorf("%s must not import %s", file.path, own)
			}
			if spec.Name != nil && spec.Name.Name != "_" && !shared(file, name) {
				t.Errorf("%s: import alias %s", file.path, spec.Name.Name)
			}
		}
	}
}

// shared says whether the file imports two packages of the same name, the one reason
// for an alias.
func shared(file *sourceFile, name string) bool {
	n := 0
	for _, spec := range file.imports {
		if path.Base(strings.Trim(spec.Path.Value, `"`)) == path.Base(name) {
			n++
		}
	}
	return n > 1
}

func mayImport(file *sourceFile, to string) bool {
	from := top(file.folder)
	switch {
	case slices.Contains(anything, from):
		return true
	case file.test && from != "kit" && from != "liquid":
		return true // tests of a department put the world around it together
	case file.test && to == file.folder:
		return true
	case strings.HasPrefix(to, "kit/kittest"):
		return from == "kit"
	case from == "kit" || from == "liquid":
		return top(to) == "kit"
	case top(to) == "kit":
		return true
	case from == "storefront" && (to == "liquid" || top(to) == "storefront"):
		return true
	case isWeb(to):
		return false
	case isWeb(file.folder):
		return mayKnow[top(to)] != nil
	case top(to) == from || to == "shops":
		return true
	}
	return slices.Contains(mayKnow[from], to)
}

func top(folder string) string {
	first, _, _ := strings.Cut(folder, "/")
	return first
}

// isWeb says whether a package holds screens; the public shop is one.
func isWeb(folder string) bool {
	return strings.HasSuffix(folder, "web") && top(folder) != "kit" || top(folder) == "storefront"
}

var (
	written  = regexp.MustCompile(`(?i)\b(?:insert\s+into|update|delete\s+from)\s+(\w+)`)
	readFrom = regexp.MustCompile(`(?i)\b(?:from|join)\s+(\w+)`)
)

func TestTablesAreWrittenByTheirOwnerAndReadDownwards(t *testing.T) {
	tree := source(t)
	for _, s := range tree.statements {
		if s.file.test {
			continue
		}
		if isWeb(s.file.folder) {
			t.Errorf("%s:%d: screens hold no SQL", s.file.path, s.line)
		}
		for _, hit := range written.FindAllStringSubmatch(s.text, -1) {
			owner, known := tree.owners[strings.ToLower(hit[1])]
			if known && owner != ownerFolder(s.file.folder) {
				t.Errorf("%s:%d writes table %s of %s", s.file.path, s.line, hit[1], owner)
			}
		}
		for _, hit := range readFrom.FindAllStringSubmatch(s.text, -1) {
			owner, known := tree.owners[strings.ToLower(hit[1])]
			if known && !mayRead(s.file.folder, owner) {
				t.Errorf("%s:%d reads table %s of %s", s.file.path, s.line, hit[1], owner)
			}
		}
	}
}

// ownerFolder is the package a file speaks for: a department, or a package of kit.
func ownerFolder(folder string) string {
	if top(folder) == "kit" {
		return folder
	}
	return top(folder)
}

func mayRead(folder, owner string) bool {
	reader := ownerFolder(folder)
	return reader == owner || owner == "shops" && top(reader) != "kit" ||
		slices.Contains(anything, reader) || slices.Contains(mayKnow[reader], owner)
}

func TestStatementsNameTheirShop(t *testing.T) {
	tree := source(t)
	for _, s := range tree.statements {
		if s.system || s.file.test || s.file.folder == "kit/db" {
			continue
		}
		if !regexp.MustCompile(`\bshop_id\b`).MatchString(s.text) || !regexp.MustCompile(`\$1\b`).MatchString(s.text) {
			t.Errorf("%s:%d: a statement without shop_id and $1 outside db.System:\n%s", s.file.path, s.line, s.text)
		}
		for _, table := range joinsWithoutShop(s.text, tree.owners) {
			t.Errorf("%s:%d: the join of %s does not compare shop_id:\n%s", s.file.path, s.line, table, s.text)
		}
	}
}

var (
	joins     = regexp.MustCompile(`(?is)\bjoin\s+(\w+)\b`)
	endOfJoin = regexp.MustCompile(`(?is)\b(left|inner|cross|join|where|group\s+by|order\s+by|limit|union|returning)\b`)
)

// joinsWithoutShop lists the joined tables whose ON part has no shop_id.
func joinsWithoutShop(text string, owners map[string]string) []string {
	var bad []string
	for _, at := range joins.FindAllStringSubmatchIndex(text, -1) {
		table, rest := text[at[2]:at[3]], text[at[1]:]
		if end := endOfJoin.FindStringIndex(rest); end != nil {
			rest = rest[:end[0]]
		}
		if owners[strings.ToLower(table)] != "" && !strings.Contains(rest, "shop_id") && !globalTables[strings.ToLower(table)] {
			bad = append(bad, table)
		}
	}
	return bad
}

const longest = 600

func TestNoFileIsTooLong(t *testing.T) {
	tree := source(t)
	for _, file := range tree.files {
		if file.lines > longest {
			t.Errorf("%s has %d lines; cut it by subject", file.path, file.lines)
		}
	}
	for _, name := range tree.others {
		text, err := os.ReadFile("../" + name)
		if err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(string(text), "\n"); n > longest && !strings.HasSuffix(name, ".min.js") {
			t.Errorf("%s has %d lines; cut it by subject", name, n)
		}
	}
}

func TestForbiddenFolders(t *testing.T) {
	forbidden := []string{"internal", "pkg", "models", "services", "handlers", "utils", "common", "helpers", "types", "util"}
	for _, folder := range source(t).folders {
		if slices.Contains(forbidden, path.Base(folder)) {
			t.Errorf("folder %s: name it for its subject", folder)
		}
	}
}

func TestMigrationMinutesAreUnique(t *testing.T) {
	seen := map[string]string{}
	for _, name := range source(t).others {
		if path.Ext(name) != ".sql" {
			continue
		}
		minute, _, _ := strings.Cut(path.Base(name), "_")
		stem := strings.NewReplacer(".sqlite.sql", "", ".postgres.sql", "").Replace(name)
		if other, taken := seen[minute]; taken && other != stem {
			t.Errorf("%s and %s have the same minute", other, name)
		}
		seen[minute] = stem
		if !regexp.MustCompile(`^\d{12}_[a-z0-9_]+(\.sqlite|\.postgres)?\.sql$`).MatchString(path.Base(name)) {
			t.Errorf("%s must be named like 202601030915_orders.sql", name)
		}
	}
}

func TestPackageNamesAreUniqueAndHaveNoInit(t *testing.T) {
	names := map[string]string{}
	for _, file := range source(t).files {
		name := strings.TrimSuffix(file.syntax.Name.Name, "_test")
		if other, taken := names[name]; taken && other != file.folder && name != "main" {
			t.Errorf("packages %s and %s are both called %s", other, file.folder, name)
		}
		names[name] = file.folder
		for _, decl := range file.syntax.Decls {
			if fn, ok := decl.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" {
				t.Errorf("%s has an init function", file.path)
			}
		}
	}
}
