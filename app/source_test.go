package app_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// The house tests read the program's own source, once.

// sourceFile is one Go file of the program.
type sourceFile struct {
	path    string // "orders/place.go"
	folder  string // "orders"
	lines   int
	test    bool
	syntax  *ast.File
	imports []*ast.ImportSpec
}

// statement is one whole SQL text found in the source.
type statement struct {
	file   *sourceFile
	line   int
	text   string
	system bool // inside a function that goes through db.System
}

type sourceTree struct {
	set        *token.FileSet
	files      []*sourceFile
	others     []string // paths of templates, styles, scripts and migrations
	folders    []string
	statements []statement
	owners     map[string]string // table → folder that owns it
}

var readSource = sync.OnceValues(func() (*sourceTree, error) {
	tree := &sourceTree{set: token.NewFileSet(), owners: map[string]string{}}
	err := filepath.WalkDir("..", tree.visit)
	if err == nil {
		tree.collectStatements()
	}
	return tree, err
})

func source(t *testing.T) *sourceTree {
	t.Helper()
	tree, err := readSource()
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

var skippedFolders = map[string]bool{".git": true, "testdata": true, "thirdparty": true, "bin": true, "docs": true, "axe": true}

func (tree *sourceTree) visit(name string, entry fs.DirEntry, err error) error {
	if err != nil {
		return err
	}
	short := filepath.ToSlash(strings.TrimPrefix(name, ".."+string(filepath.Separator)))
	if entry.IsDir() {
		if skippedFolders[entry.Name()] {
			return fs.SkipDir
		}
		tree.folders = append(tree.folders, short)
		return nil
	}
	switch path.Ext(short) {
	case ".go":
		return tree.readGo(name, short)
	case ".sql":
		return tree.readMigration(name, short)
	case ".templ", ".css", ".js":
		tree.others = append(tree.others, short)
	}
	return nil
}

func (tree *sourceTree) readGo(name, short string) error {
	if strings.HasSuffix(short, "_templ.go") {
		return nil
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	syntax, err := parser.ParseFile(tree.set, short, text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	tree.files = append(tree.files, &sourceFile{
		path: short, folder: path.Dir(short), lines: strings.Count(string(text), "\n"),
		test: strings.HasSuffix(short, "_test.go"), syntax: syntax, imports: syntax.Imports,
	})
	return nil
}

var createdTable = regexp.MustCompile(`(?im)^\s*create\s+(?:virtual\s+)?table\s+(?:if\s+not\s+exists\s+)?(\w+)`)

func (tree *sourceTree) readMigration(name, short string) error {
	tree.others = append(tree.others, short)
	text, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	owner := strings.TrimSuffix(path.Dir(short), "/migrations")
	for _, hit := range createdTable.FindAllStringSubmatch(string(text), -1) {
		tree.owners[strings.ToLower(hit[1])] = owner
	}
	return nil
}

// collectStatements finds the string constants that are whole SQL statements, pieces
// joined by + included, and whether their function goes through db.System.
func (tree *sourceTree) collectStatements() {
	constants := map[string]map[string]ast.Expr{} // folder → name → value
	throughSystem := map[string]map[string]bool{} // folder → constants used in such functions
	for _, file := range tree.files {
		named := constants[file.folder]
		if named == nil {
			named = map[string]ast.Expr{}
			constants[file.folder], throughSystem[file.folder] = named, map[string]bool{}
		}
		ast.Inspect(file.syntax, func(n ast.Node) bool {
			if spec, ok := n.(*ast.ValueSpec); ok && len(spec.Values) == len(spec.Names) {
				for i, name := range spec.Names {
					named[name.Name] = spec.Values[i]
				}
			}
			if fn, ok := n.(*ast.FuncDecl); ok && usesSystem(fn) {
				ast.Inspect(fn, func(n ast.Node) bool {
					if name, ok := n.(*ast.Ident); ok {
						throughSystem[file.folder][name.Name] = true
					}
					return true
				})
			}
			return true
		})
	}
	for _, file := range tree.files {
		for _, decl := range file.syntax.Decls {
			system := false
			switch d := decl.(type) {
			case *ast.FuncDecl:
				system = usesSystem(d)
			case *ast.GenDecl:
				system = namesOneOf(d, throughSystem[file.folder])
			}
			tree.findIn(file, decl, constants[file.folder], system)
		}
	}
}

// findIn takes each outermost string expression once.
func (tree *sourceTree) findIn(file *sourceFile, root ast.Node, named map[string]ast.Expr, system bool) {
	ast.Inspect(root, func(n ast.Node) bool {
		expr, ok := n.(ast.Expr)
		if !ok {
			return true
		}
		switch expr.(type) {
		case *ast.BasicLit, *ast.BinaryExpr:
		default:
			return true
		}
		text, whole := stringOf(expr, named, 0)
		if !whole {
			return true
		}
		if isStatement(text) {
			tree.statements = append(tree.statements, statement{
				file: file, line: tree.set.Position(expr.Pos()).Line, text: text, system: system,
			})
		}
		return false
	})
}

var beginsStatement = regexp.MustCompile(`(?is)^\s*(select\s.*\sfrom\s|insert\s+into\s|update\s+\w+\s.*\bset\s|delete\s+from\s|with\s+(recursive\s+)?\w+\s.*\sas\s)`)

func isStatement(text string) bool { return beginsStatement.MatchString(text) }

// stringOf evaluates string literals, constants of the package and their sums.
func stringOf(expr ast.Expr, named map[string]ast.Expr, depth int) (string, bool) {
	if depth > 10 {
		return "", false
	}
	switch e := expr.(type) {
	case *ast.BasicLit:
		if e.Kind != token.STRING {
			return "", false
		}
		text, err := strconv.Unquote(e.Value)
		return text, err == nil
	case *ast.ParenExpr:
		return stringOf(e.X, named, depth+1)
	case *ast.Ident:
		if value, ok := named[e.Name]; ok {
			return stringOf(value, named, depth+1)
		}
	case *ast.BinaryExpr:
		left, ok := stringOf(e.X, named, depth+1)
		if !ok || e.Op != token.ADD {
			return "", false
		}
		right, ok := stringOf(e.Y, named, depth+1)
		return left + right, ok
	}
	return "", false
}

// usesSystem says whether the function calls db.System or takes a system transaction,
// which by custom is called sys.
func usesSystem(fn *ast.FuncDecl) bool {
	found := false
	ast.Inspect(fn, func(n ast.Node) bool {
		switch x := n.(type) {
		case *ast.SelectorExpr:
			if pkg, ok := x.X.(*ast.Ident); ok && pkg.Name == "db" && x.Sel.Name == "System" {
				found = true
			}
		case *ast.Ident:
			found = found || x.Name == "sys"
		case *ast.CallExpr:
			if name, ok := x.Fun.(*ast.Ident); ok && name.Name == "engine" && fn.Recv == nil {
				found = true
			}
		}
		return !found
	})
	return found
}

func namesOneOf(d *ast.GenDecl, names map[string]bool) bool {
	for _, spec := range d.Specs {
		if value, ok := spec.(*ast.ValueSpec); ok {
			for _, name := range value.Names {
				if names[name.Name] {
					return true
				}
			}
		}
	}
	return false
}
