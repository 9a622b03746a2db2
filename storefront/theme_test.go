package storefront_test

import (
	"encoding/json"
	"io"
	"io/fs"
	"net/http/httptest"
	"os"
	"regexp"
	"sort"
	"strings"
	"testing"

	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/storefront"
)

const themeFolder = "themes/default"

// keys of a file of words, plurals by their own name.
func keys(t *testing.T, locale string) map[string]bool {
	t.Helper()
	source, err := os.ReadFile(themeFolder + "/locales/" + locale + ".json")
	if err != nil {
		t.Fatal(err)
	}
	var tree map[string]map[string]any
	if err := json.Unmarshal(source, &tree); err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for group, words := range tree {
		for key := range words {
			found[group+"."+key] = true
		}
	}
	return found
}

func TestBothLanguagesHaveTheSameWords(t *testing.T) {
	en, fr := keys(t, "en"), keys(t, "fr")
	for key := range en {
		if !fr[key] {
			t.Errorf("French lacks %s", key)
		}
	}
	for key := range fr {
		if !en[key] {
			t.Errorf("English lacks %s", key)
		}
	}
}

var usedWord = regexp.MustCompile(`'([a-z_]+\.[a-zA-Z_]+)'\s*\|\s*t\b`)

func TestEveryWordUsedIsThere(t *testing.T) {
	en := keys(t, "en")
	err := fs.WalkDir(os.DirFS(themeFolder), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(name, ".liquid") {
			return err
		}
		source, err := os.ReadFile(themeFolder + "/" + name)
		for _, hit := range usedWord.FindAllStringSubmatch(string(source), -1) {
			if !en[hit[1]] {
				t.Errorf("%s uses the word %s, which is not there", name, hit[1])
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestAssetsStaySmall holds the budget of what every visitor loads, as it is sent.
func TestAssetsStaySmall(t *testing.T) {
	assets := ui.Handler(storefront.Assets())
	budget := map[string]int{"theme.css": 12 << 10, "theme.js": 4 << 10}
	names := make([]string, 0, len(budget))
	for name := range budget {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		r := httptest.NewRequest("GET", storefront.Assets().Path(name), nil)
		r.Header.Set("Accept-Encoding", "br")
		rec := httptest.NewRecorder()
		assets.ServeHTTP(rec, r)
		body, err := io.ReadAll(rec.Body)
		if err != nil || rec.Code != 200 || rec.Header().Get("Content-Encoding") != "br" {
			t.Fatalf("%s: %d %v", name, rec.Code, err)
		}
		if len(body) > budget[name] {
			t.Errorf("%s is %d bytes, the budget is %d", name, len(body), budget[name])
		}
		t.Logf("%s: %d bytes", name, len(body))
	}
}
