package storefront

import (
	"net/http"
	"strings"

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
			return v.follow(target).Status(http.StatusMovedPermanently), nil
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

// follow leads to the target of a redirect: a path of this shop in the language at hand,
// or another site the merchant named.
func (v *visit) follow(target string) web.Answer {
	if strings.HasPrefix(target, "/") {
		return web.Redirect(v.url(target))
	}
	return web.Leave(target)
}
