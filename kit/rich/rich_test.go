package rich_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/coulisse/coulisse/kit/rich"
)

func TestClean(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"plain text", `5 > 3? No "marks" & no tags`, `5 &gt; 3? No "marks" &amp; no tags`},
		{"nothing to do", "L'été", "L'été"},
		{"apostrophes stay", `<p>À l'anse "généreuse"</p>`, `<p>À l'anse "généreuse"</p>`},
		{"a mark in an attribute stays escaped", `<p><a href="/x" title="l'un">l'un</a></p>`, `<p><a href="/x" title="l&#39;un">l'un</a></p>`},
		{"scripts go", `<p onclick="x()">a<script>alert(1)</script></p>`, `<p>a</p>`},
		{"script addresses go", `<a href="javascript:alert(1)">a</a>`, `a`},
		{"styles go", `<p style="color:red">a</p><style>p{}</style>`, `<p>a</p>`},
		{"frames go", `<iframe src="//evil.example"></iframe>b`, `b`},
		{"what the editor writes", `<h2>A</h2><ul><li><p><strong>b</strong> <em>c</em></p></li></ul><blockquote><p>d</p></blockquote>`,
			`<h2>A</h2><ul><li><p><strong>b</strong> <em>c</em></p></li></ul><blockquote><p>d</p></blockquote>`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := rich.Clean(c.in); got != c.want {
				t.Errorf("Clean(%q)\n got %q\nwant %q", c.in, got, c.want)
			}
		})
	}
}

// TestCleanTextStaysClean: cleaning twice changes nothing, and no tag opens a script.
func TestCleanTextStaysClean(t *testing.T) {
	pieces := rapid.SampledFrom([]string{"<p>", "</p>", "<a href=\"", "\">", "'", `"`, "&#34;", "&#39;", "&lt;", "<", ">", "onload=", "javascript:", "<script>", "x", "&amp;", "<img src=", " "})
	rapid.Check(t, func(t *rapid.T) {
		once := rich.Clean(strings.Join(rapid.SliceOfN(pieces, 0, 20).Draw(t, "pieces"), ""))
		if again := rich.Clean(once); again != once {
			t.Fatalf("cleaning again changed\n%q\nto\n%q", once, again)
		}
		if strings.Contains(once, "<script") {
			t.Fatalf("a script is left in %q", once)
		}
	})
}
