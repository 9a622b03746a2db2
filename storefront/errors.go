package storefront

import (
	"net/http"

	"github.com/coulisse/coulisse/content"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/liquid"
)

// Error draws a refusal in the look of the shop. An old address that the merchant led
// elsewhere is followed before it is missing.
func Error(tx *db.Tx, r *web.Request, p web.Problem) (web.Answer, error) {
	v, err := begin(tx, r)
	if err != nil {
		return web.Answer{}, err
	}
	read := r.HTTP.Method == http.MethodGet || r.HTTP.Method == http.MethodHead
	if p.Status == http.StatusNotFound && read {
		target, found, err := content.RedirectFor(tx, v.path)
		if err != nil {
			return web.Answer{}, err
		}
		if found {
			return web.Redirect(v.url(target)).Status(http.StatusMovedPermanently), nil
		}
		if other := v.elsewhere(); other != "" {
			return web.Redirect(other).Status(http.StatusMovedPermanently), nil
		}
	}
	if r.Shop.Closed {
		return v.closed()
	}
	template, key := "error", "error.title"
	if p.Status == http.StatusNotFound {
		template, key = "404", "not_found.title"
	}
	problem := liquid.Object{"status": p.Status, "detail": p.Detail, "again": read && p.Status != http.StatusNotFound, "reference": p.RequestID}
	a, err := v.draw(template, about{title: v.say(key), private: true}, map[string]any{"problem": problem})
	return a.Status(p.Status), err
}
