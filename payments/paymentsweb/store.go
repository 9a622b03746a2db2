package paymentsweb

import (
	"strings"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/payments"
)

// Storefront adds what buyers and providers need on the shop's host: the way to the
// provider's page, the way back, and the door for webhooks.
func Storefront(rs *web.Routes, providers payments.Providers) {
	s := store{providers}
	rs.Get("/payments/{token}", web.Shopper().Limit(120), web.HandleOutside(s.pay))
	rs.Get("/payments/{token}/return", web.Shopper().Limit(120), web.HandleOutside(s.back))
	rs.Post("/payments/webhooks/{provider}", web.Shopper().Raw(), web.HandleOutside(s.webhook))
}

type store struct{ providers payments.Providers }

// pay sends the buyer to the provider's page, or back when there is nothing to do there.
func (s store) pay(d *db.DB, r *web.Request, _ struct{}) (web.Answer, error) {
	token := r.Param("token")
	p, err := payments.Door{DB: d, Providers: s.providers}.OpenSession(r.Context(), r.Shop.ID, payments.OpenInput{
		Token: token, Locale: r.Text.Locale,
		ReturnURL: r.ShopURL("/payments/" + token + "/return"), WebhookURL: r.ShopURL("/payments/webhooks/" + payments.TestPay),
	})
	if err != nil {
		return web.Answer{}, err
	}
	if payments.PayPath(p) == "" || p.SessionURL == "" {
		return web.Redirect(home(p)), nil
	}
	if strings.HasPrefix(p.SessionURL, "https://") {
		return web.Leave(p.SessionURL), nil
	}
	return web.Redirect(p.SessionURL), nil // the test provider is a host of ours
}

// back is where the provider sends the buyer. The provider is asked at once, because
// its webhook may be late; when it does not answer, the webhook or the poller will.
func (s store) back(d *db.DB, r *web.Request, _ struct{}) (web.Answer, error) {
	door := payments.Door{DB: d, Providers: s.providers}
	var p payments.Payment
	err := d.Read(r.Context(), db.Scope{Shop: r.Shop.ID}, func(tx *db.Tx) (err error) {
		p, err = payments.ByToken(tx, r.Param("token"))
		return err
	})
	if err != nil {
		return web.Answer{}, err
	}
	if now, err := door.Sync(r.Context(), r.Shop.ID, p.ID); err == nil {
		p = now
	}
	return web.Redirect(home(p)), nil
}

func home(p payments.Payment) string {
	if p.ReturnPath != "" {
		return p.ReturnPath
	}
	return "/"
}

// webhook answers quickly: the event is verified, noted and applied in one short
// transaction; the network is not asked.
func (s store) webhook(d *db.DB, r *web.Request, _ struct{}) (web.Answer, error) {
	_, err := payments.Door{DB: d, Providers: s.providers}.Webhook(r.Context(), r.Shop.ID, r.Param("provider"), r.HTTP.Header, r.Body())
	if err != nil {
		return web.Answer{}, err
	}
	return web.NoContent(), nil
}
