package storefront

import (
	"embed"
	"io/fs"
	"sync"

	"github.com/coulisse/coulisse/kit/ui"
)

//go:embed all:themes
var themes embed.FS

var assets = sync.OnceValue(func() *ui.Bundle {
	files, err := fs.Sub(themes, "themes/default/assets")
	var b *ui.Bundle
	if err == nil {
		b, err = ui.NewBundle(files)
	}
	if err != nil {
		panic(err) // the files are part of the program
	}
	return b
})

// Assets are the style sheet and scripts of the theme, fingerprinted.
func Assets() *ui.Bundle { return assets() }
