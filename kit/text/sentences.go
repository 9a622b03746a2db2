package text

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
)

// Sentences reads the Go source below root, generated templates included, and returns
// every English sentence meant for translation with one place it stands at: those
// given to T, N, Key, Toast, Frame and to the constructors of kit/errs. Tests are left
// out.
func Sentences(root string) (map[string]string, error) {
	found := map[string]string{}
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := entry.Name()
		if entry.IsDir() && path != root && (strings.HasPrefix(name, ".") || name == "testdata" || name == "node_modules") {
			return filepath.SkipDir
		}
		if entry.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		return scan(path, found)
	})
	return found, err
}

func scan(path string, found map[string]string) error {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	ast.Inspect(file, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		for _, place := range placesOf(call) {
			if place >= len(call.Args) {
				continue
			}
			if sentence, ok := literal(call.Args[place]); ok && sentence != "" {
				if _, known := found[sentence]; !known {
					found[sentence] = files.Position(call.Pos()).String()
				}
			}
		}
		return true
	})
	return nil
}

// placesOf says which arguments of a call are sentences.
func placesOf(call *ast.CallExpr) []int {
	if name, ok := call.Fun.(*ast.Ident); ok && name.Name == "say" {
		return []int{1} // kit/ui speaks its own words with it
	}
	selector, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	from := ""
	if name, ok := selector.X.(*ast.Ident); ok {
		from = name.Name
	}
	first := 0
	if from == "text" {
		first = 1 // the context comes before
	}
	switch selector.Sel.Name {
	case "T":
		return []int{first}
	case "N":
		return []int{first + 1}
	case "Key":
		if from == "text" {
			return []int{0}
		}
	case "Toast":
		return []int{0}
	case "Frame":
		return []int{1}
	case "NotFound", "Invalid", "Conflict", "Denied":
		if from == "errs" {
			return []int{0}
		}
	case "InvalidField", "TooMany", "Unavailable":
		if from == "errs" {
			return []int{1}
		}
	case "With":
		return fieldMessage(call)
	}
	return nil
}

// fieldMessage tells With("quantity", "Write a whole number.") from other Withs.
func fieldMessage(call *ast.CallExpr) []int {
	if len(call.Args) < 2 {
		return nil
	}
	if sentence, ok := literal(call.Args[1]); ok && strings.Contains(sentence, " ") {
		return []int{1}
	}
	return nil
}

// literal returns a string literal, also one written in parts with +.
func literal(e ast.Expr) (string, bool) {
	switch v := e.(type) {
	case *ast.BasicLit:
		if v.Kind != token.STRING {
			return "", false
		}
		text, err := strconv.Unquote(v.Value)
		return text, err == nil
	case *ast.BinaryExpr:
		left, ok := literal(v.X)
		right, also := literal(v.Y)
		return left + right, ok && also && v.Op == token.ADD
	case *ast.ParenExpr:
		return literal(v.X)
	}
	return "", false
}

// Missing lists the sentences that have no translation, with their place.
func (c *Catalog) Missing(language string, sentences map[string]string) []string {
	var list []string
	for sentence, place := range sentences {
		if f := c.languages[language][sentence]; len(f) == 0 || f[0] == "" {
			list = append(list, place+": "+strconv.Quote(sentence))
		}
	}
	sort.Strings(list)
	return list
}

// Unused lists the translations no code asks for.
func (c *Catalog) Unused(language string, sentences map[string]string) []string {
	var list []string
	for sentence := range c.languages[language] {
		if _, used := sentences[sentence]; !used {
			list = append(list, strconv.Quote(sentence))
		}
	}
	sort.Strings(list)
	return list
}
