package deliveryweb_test

import (
	"net/http"
	"testing"

	"github.com/coulisse/coulisse/delivery"
	"github.com/coulisse/coulisse/delivery/deliveryweb"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/kittest"
	"github.com/coulisse/coulisse/kit/kittest/desk"
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/shops"
	"github.com/coulisse/coulisse/taxes"
)

func open(t *testing.T) (*desk.Desk, func(p delivery.Parcel) []delivery.Option) {
	t.Helper()
	d := kittest.DB(t, nil, web.Migrations, shops.Migrations, delivery.Migrations)
	if err := d.Write(t.Context(), db.Scope{Actor: db.SystemActor}, func(tx *db.Tx) error { return shops.Seed(tx, 1, "FR", "EUR") }); err != nil {
		t.Fatal(err)
	}
	phrases, err := text.Load(ui.Lang, shops.Lang, taxes.Lang, delivery.Lang, deliveryweb.Lang)
	if err != nil {
		t.Fatal(err)
	}
	options := func(p delivery.Parcel) (list []delivery.Option) {
		err := d.Read(t.Context(), db.Scope{Shop: 1}, func(tx *db.Tx) (err error) {
			list, err = delivery.Options(tx, p)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	return desk.New(t, d, desk.Shop(1, "FR", "EUR"), phrases, deliveryweb.Routes, nil), options
}

func TestAZoneAndItsMethods(t *testing.T) {
	d, options := open(t)
	d.Get("/settings/delivery").Status(http.StatusOK).Has(".empty", "You deliver nowhere yet")
	d.Get("/settings/delivery/zones/new").Status(http.StatusOK).Has("h1", "Add a zone").Has("label", "Germany")
	d.Post("/settings/delivery/zones", "name", "Neighbours", "postcodes", "??").Status(http.StatusUnprocessableEntity).
		Has(".error", "at least one country").Has(".error", "not a postal code").Value("name", "Neighbours")
	added := d.Post("/settings/delivery/zones", "name", "Neighbours", "countries", "DE", "countries", "AT")
	added.To("/methods/new")
	d.Get("/settings/delivery").Has("h2", "Neighbours").Has(".card-head", "Austria, Germany").Has(".empty", "No method yet")

	page := d.Get("/settings/delivery")
	zone := page.Link(".card-head a")
	d.Get(zone + "/methods/new").Status(http.StatusOK)
	d.Post(zone+"/methods", "name", "Parcel", "kind", "weight", "bands[0].up_to", "half a kilo", "bands[0].price", "4,90", "active", "true").
		Status(http.StatusUnprocessableEntity).Has(".error", "not a weight").Value("bands[0].up_to", "half a kilo").Value("bands[0].price", "4,90")
	d.Post(zone+"/methods", "name", "Parcel", "kind", "weight", "bands[0].up_to", "0,5", "bands[0].price", "4,90", "bands[1].up_to", "2", "bands[1].price", "8.90",
		"bands[2].up_to", "", "bands[2].price", "", "free_from", "60", "active", "true").To("/settings/delivery")
	if got := options(delivery.Parcel{Country: "DE", Weight: 501, Value: 100}); len(got) != 1 || got[0].Price != 890 {
		t.Errorf("501 g: %+v", got)
	}
	d.Post(zone+"/methods", "name", "Letter", "kind", "flat", "price", "2", "active", "true").To("/settings/delivery")
	page = d.Get("/settings/delivery").Has("td", "€4.90 – €8.90 by weight · free from €60.00").Has("td", "Letter")
	method := page.Link("td a.row-link")
	d.Get(method).Status(http.StatusOK).Value("bands[0].up_to", "0.5").Value("bands[1].price", "8.90").Value("free_from", "60.00")
	d.Post(method+"/place", "up", "false").To("/settings/delivery")
	if got := options(delivery.Parcel{Country: "DE", Weight: 100}); got[0].Name != "Letter" {
		t.Errorf("after the move: %+v", got)
	}
	d.Post(method, "name", "Parcel", "kind", "flat", "price", "1,000", "active", "true").Status(http.StatusUnprocessableEntity).Has(".error", "two ways")
	d.Post(method + "/removal").To("/settings/delivery")
	d.Get(method).Status(http.StatusNotFound)
	d.Post(zone + "/removal").To("/settings/delivery")
	if got := options(delivery.Parcel{Country: "DE"}); len(got) != 0 {
		t.Errorf("the zone is gone: %+v", got)
	}
}

func TestInFrench(t *testing.T) {
	d, _ := open(t)
	d.Locale = "fr"
	d.Get("/settings/delivery").Status(http.StatusOK).Has("h1", "Livraison").Has(".empty", "nulle part")
	d.Get("/settings/delivery/zones/new").Has("label", "Allemagne")
}
