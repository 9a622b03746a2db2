package storefront

import (
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/web"
)

// Routes declares the pages of the public shop.
func Routes(rs *web.Routes, given Given) {
	rs.Get("/", web.Shopper(), web.Handle(home))
}

// ShopAPI declares the public JSON of the catalogue.
func ShopAPI(a *web.API) {}

func home(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	return web.Bytes("text/html; charset=utf-8", "", []byte("<!doctype html><title>Shop</title>")), nil
}

// Error draws a refusal in the look of the shop.
func Error(tx *db.Tx, r *web.Request, p web.Problem) (web.Answer, error) {
	return web.Bytes("text/plain; charset=utf-8", "", []byte(p.Detail)).Status(p.Status), nil
}
