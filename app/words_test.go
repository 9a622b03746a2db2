package app_test

import (
	"go/ast"
	"go/token"
	"strconv"
	"strings"
	"testing"

	"github.com/coulisse/coulisse/app"
	"github.com/coulisse/coulisse/kit/text"
)

// TestEverySentenceIsFrench looks at all sentences the program says: each has its
// French, and no French is left over.
func TestEverySentenceIsFrench(t *testing.T) {
	catalog, err := text.Load(app.Languages()...)
	if err != nil {
		t.Fatal(err)
	}
	found, err := text.Sentences("..")
	if err != nil {
		t.Fatal(err)
	}
	if missing := catalog.Missing("fr", found); len(missing) > 0 {
		t.Errorf("%d sentences have no French:\n%s", len(missing), strings.Join(missing, "\n"))
	}
	for _, file := range source(t).files {
		collectTexts(file, found)
	}
	if unused := catalog.Unused("fr", found); len(unused) > 0 {
		t.Errorf("%d translations are asked for by no code:\n%s", len(unused), strings.Join(unused, "\n"))
	}
}

// collectTexts adds the texts of a file: a sentence kept in a row or a table is
// translated where that is shown, not where it is written.
func collectTexts(file *sourceFile, into map[string]string) {
	if file.test {
		return
	}
	ast.Inspect(file.syntax, func(n ast.Node) bool {
		e, ok := n.(ast.Expr)
		if !ok {
			return true
		}
		if words, ok := textOf(e); ok {
			into[words] = file.path
			return false
		}
		return true
	})
}

// textOf is a text written in one piece or in several joined by +.
func textOf(e ast.Expr) (string, bool) {
	switch v := e.(type) {
	case *ast.BasicLit:
		words, err := strconv.Unquote(v.Value)
		return words, err == nil && v.Kind == token.STRING
	case *ast.BinaryExpr:
		left, ok := textOf(v.X)
		right, also := textOf(v.Y)
		return left + right, ok && also
	}
	return "", false
}
