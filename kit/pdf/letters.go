package pdf

import (
	"strings"
	"sync"

	"golang.org/x/image/font/sfnt"
)

// letters tells which runes the embedded font can draw; read once, it never changes.
var letters = sync.OnceValue(func() map[rune]bool {
	known := map[rune]bool{}
	font, err := sfnt.Parse(regular)
	if err != nil {
		return known
	}
	var buffer sfnt.Buffer
	for r := rune(' '); r <= 0xffff; r++ {
		if glyph, err := font.GlyphIndex(&buffer, r); err == nil && glyph != 0 {
			known[r] = true
		}
	}
	return known
})

// printable makes text safe to draw: narrow spaces become no-break ones, control
// letters go, letters the font lacks become a replacement mark that is seen.
func printable(text string) string {
	known := letters()
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\t':
			return ' '
		case r == '\u202f' || r == '\u2009' || r == '\u2007':
			return '\u00a0'
		case r == '\u2011':
			return '-'
		case r == '\u2212' && !known[r]:
			return '-'
		case r < ' ' || r == '\u200b' || r == '\ufeff' || r >= 0xfe00 && r <= 0xfe0f:
			return -1
		case known[r] || r == '\u00a0':
			return r
		}
		return '?'
	}, text)
}
