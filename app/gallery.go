package app

import (
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/kit/web"
)

// gallery is the living page of the component kit, /_ui; in the sample world alone.
func gallery(_ *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	return web.Page(ui.GalleryPage(r.Theme())), nil
}
