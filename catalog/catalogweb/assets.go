package catalogweb

import (
	"embed"
	"sync"

	"github.com/coulisse/coulisse/kit/ui"
)

//go:embed catalog.css catalog.js grid.css grid.js gridacts.js gridsheet.js
var sources embed.FS

var assets = sync.OnceValue(func() *ui.Bundle {
	b, err := ui.NewBundle(sources)
	if err != nil {
		panic("catalogweb: " + err.Error()) // embedded files are there or the program is not
	}
	return b
})

// Assets are the files of these screens, for ui.Handler.
func Assets() *ui.Bundle { return assets() }
