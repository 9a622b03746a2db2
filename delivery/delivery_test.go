package delivery

import (
	"bytes"
	"flag"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/event"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/kittest"
	"github.com/coulisse/coulisse/shops"
)

var out = flag.String("out", "", "write the sample packing slip to this file, to look at it")

// openShop makes a shop as sign-up does, with what listeners seed.
func openShop(t *testing.T, country string) (*db.DB, id.ID) {
	t.Helper()
	bus := event.NewBus()
	Listen(bus)
	d := kittest.DB(t, bus, shops.Migrations, Migrations)
	var shop id.ID
	must(t, d.Write(t.Context(), db.Scope{Actor: db.SystemActor}, func(tx *db.Tx) error {
		s, _, err := shops.Create(db.System(tx, "test"), shops.CreateInput{Name: "Maison Ruche", Email: "owner@example.com", Country: country})
		shop = s.ShopID
		return err
	}))
	return d, shop
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func change(t *testing.T, d *db.DB, shop id.ID, fn func(tx *db.Tx) error) error {
	t.Helper()
	return d.Write(t.Context(), db.Scope{Shop: shop, Actor: db.SystemActor}, fn)
}

func optionsOf(t *testing.T, d *db.DB, shop id.ID, p Parcel) (list []Option) {
	t.Helper()
	must(t, d.Read(t.Context(), db.Scope{Shop: shop}, func(tx *db.Tx) (err error) {
		list, err = Options(tx, p)
		return err
	}))
	return list
}

func TestANewShopDeliversAtHome(t *testing.T) {
	d, shop := openShop(t, "FR")
	got := optionsOf(t, d, shop, Parcel{Country: "FR", PostalCode: "69001", Weight: 500, Value: 1000, Currency: "EUR"})
	if len(got) != 1 || got[0].Price != 490 || got[0].Name != "Livraison standard" || got[0].TaxCategory != "standard" {
		t.Errorf("%+v", got)
	}
	if got := optionsOf(t, d, shop, Parcel{Country: "DE"}); len(got) != 0 {
		t.Errorf("and nowhere else: %+v", got)
	}
	err := d.Read(t.Context(), db.Scope{Shop: shop}, func(tx *db.Tx) error {
		_, err := Options(tx, Parcel{Country: "FR", Currency: "USD"})
		return err
	})
	if !errs.Is(err, errs.KindInvalid) {
		t.Errorf("another currency: %v", err)
	}
}

func TestTheMostSpecificZoneWins(t *testing.T) {
	zones := []Zone{
		{ID: 1, Places: "*"}, {ID: 2, Places: "FR MC -FR:20 -FR:97"}, {ID: 3, Places: "FR:971 FR:972"}, {ID: 4, Places: "DE AT"}, {ID: 5, Places: "GB:BT IE"},
	}
	for _, c := range []struct {
		country, postcode string
		want              id.ID
	}{
		{"FR", "69001", 2}, {"FR", "", 2}, {"MC", "98000", 2}, {"FR", "20090", 1}, {"FR", "97110", 3}, {"FR", "97490", 1},
		{"DE", "10115", 4}, {"GB", "bt1 5gs", 5}, {"GB", "SW1A 1AA", 1}, {"JP", "", 1},
	} {
		if got, _ := zoneOf(zones, c.country, c.postcode); got.ID != c.want {
			t.Errorf("%s %s: zone %d, wanted %d", c.country, c.postcode, got.ID, c.want)
		}
	}
	if _, found := zoneOf(zones[1:], "JP", ""); found {
		t.Error("without a rest of the world Japan has no zone")
	}
}

func TestPrices(t *testing.T) {
	weight := Method{Kind: ByWeight, Bands: []Band{{UpTo: 500, Price: 490}, {UpTo: 2000, Price: 890}, {UpTo: 30000, Price: 1990}}, FreeFrom: 10000}
	value := Method{Kind: ByPrice, Bands: []Band{{UpTo: 2999, Price: 590}, {UpTo: 0, Price: 290}}}
	flat := Method{Kind: Flat, Bands: []Band{{Price: 490}}, FreeFrom: 5000}
	for _, c := range []struct {
		name   string
		method Method
		parcel Parcel
		want   int64
		taken  bool
	}{
		{"no weight", weight, Parcel{}, 490, true}, {"on the edge", weight, Parcel{Weight: 500}, 490, true}, {"over the edge", weight, Parcel{Weight: 501}, 890, true},
		{"too heavy", weight, Parcel{Weight: 30001}, 0, false}, {"too heavy, even when free", weight, Parcel{Weight: 30001, Value: 10000}, 0, false},
		{"free", weight, Parcel{Weight: 900, Value: 10000}, 0, true}, {"nearly free", weight, Parcel{Weight: 900, Value: 9999}, 890, true},
		{"cheap goods", value, Parcel{Value: 2999}, 590, true}, {"dear goods", value, Parcel{Value: 3000}, 290, true},
		{"flat", flat, Parcel{Weight: 99999, Value: 4999}, 490, true}, {"flat, free", flat, Parcel{Value: 5000}, 0, true},
	} {
		if got, taken := c.method.price(c.parcel); got != c.want || taken != c.taken {
			t.Errorf("%s: %d, %v", c.name, got, taken)
		}
	}
}

func TestZonesAndMethodsAreSetMovedAndUndone(t *testing.T) {
	d, shop := openShop(t, "FR")
	var europe Zone
	var fast, slow Method
	must(t, change(t, d, shop, func(tx *db.Tx) (err error) {
		europe, err = SaveZone(tx, SaveZoneInput{Name: "Nachbarn", Countries: []string{"de", "AT", "ES"}, Postcodes: "-ES:35, -ES:38"})
		return err
	}))
	if europe.Places != "-ES:35 -ES:38 AT DE ES" || !slices.Equal(europe.Countries(), []string{"AT", "DE", "ES"}) {
		t.Errorf("places %q, countries %q", europe.Places, europe.Countries())
	}
	must(t, change(t, d, shop, func(tx *db.Tx) (err error) {
		if slow, err = SaveMethod(tx, SaveMethodInput{Zone: europe.ID, Name: "Paket", Kind: Flat, Bands: []Band{{Price: 990}}, Active: true}); err != nil {
			return err
		}
		fast, err = SaveMethod(tx, SaveMethodInput{Zone: europe.ID, Name: "Express", Kind: ByWeight, Bands: []Band{{UpTo: 1000, Price: 1990}}, Active: true})
		return err
	}))
	names := func() (list []string) {
		for _, o := range optionsOf(t, d, shop, Parcel{Country: "DE", Weight: 100}) {
			list = append(list, o.Name)
		}
		return list
	}
	must(t, change(t, d, shop, func(tx *db.Tx) error { return MoveMethod(tx, fast.ID, true) }))
	if got := names(); !slices.Equal(got, []string{"Express", "Paket"}) {
		t.Errorf("after the move: %v", got)
	}
	must(t, change(t, d, shop, func(tx *db.Tx) error { return MoveMethod(tx, fast.ID, true) })) // at the top already
	var removed id.ID
	must(t, change(t, d, shop, func(tx *db.Tx) error {
		err := RemoveZone(tx, europe.ID)
		removed = shops.CurrentChangeSet(tx)
		return err
	}))
	if got := names(); len(got) != 0 {
		t.Errorf("after removal: %v", got)
	}
	must(t, change(t, d, shop, func(tx *db.Tx) error { _, err := shops.Undo(tx, Restorers(), removed); return err }))
	if got := names(); !slices.Equal(got, []string{"Express", "Paket"}) {
		t.Errorf("after undo: %v", got)
	}
	must(t, change(t, d, shop, func(tx *db.Tx) error {
		_, err := SaveMethod(tx, SaveMethodInput{ID: slow.ID, Name: "Paket", Kind: Flat, Bands: []Band{{Price: 990}}, Active: false})
		return err
	}))
	if got := names(); !slices.Equal(got, []string{"Express"}) {
		t.Errorf("a method switched off is not offered: %v", got)
	}
}

func TestSettingsRefuseNonsense(t *testing.T) {
	d, shop := openShop(t, "FR")
	for name, in := range map[string]SaveZoneInput{
		"no name": {Countries: []string{"FR"}}, "no place": {Name: "x"}, "unknown country": {Name: "x", Countries: []string{"QQ"}},
		"unreadable code": {Name: "x", Countries: []string{"FR"}, Postcodes: "FR:9*"}, "code without country": {Name: "x", Postcodes: "97"},
	} {
		if err := change(t, d, shop, func(tx *db.Tx) error { _, err := SaveZone(tx, in); return err }); !errs.Is(err, errs.KindInvalid) {
			t.Errorf("zone with %s: %v", name, err)
		}
	}
	good := SaveMethodInput{Name: "x", Kind: ByWeight, Bands: []Band{{UpTo: 10, Price: 1}}}
	for name, with := range map[string]func(in *SaveMethodInput){
		"no name": func(in *SaveMethodInput) { in.Name = " " }, "no kind": func(in *SaveMethodInput) { in.Kind = "" }, "no band": func(in *SaveMethodInput) { in.Bands = nil },
		"negative price":     func(in *SaveMethodInput) { in.Bands = []Band{{UpTo: 10, Price: -1}} },
		"falling bands":      func(in *SaveMethodInput) { in.Bands = []Band{{UpTo: 10, Price: 1}, {UpTo: 10, Price: 2}} },
		"limitless too soon": func(in *SaveMethodInput) { in.Bands = []Band{{Price: 1}, {UpTo: 10, Price: 2}} },
		"negative free":      func(in *SaveMethodInput) { in.FreeFrom = -1 },
	} {
		in := good
		with(&in)
		if _, err := in.check(); !errs.Is(err, errs.KindInvalid) {
			t.Errorf("method with %s: %v", name, err)
		}
	}
	err := change(t, d, shop, func(tx *db.Tx) error {
		in := good
		in.Zone = 12345
		_, err := SaveMethod(tx, in)
		return err
	})
	if !errs.Is(err, errs.KindNotFound) {
		t.Errorf("method in a zone that is not there: %v", err)
	}
}

func TestQuoteRefusesWhatIsNotOffered(t *testing.T) {
	d, shop := openShop(t, "FR")
	option := optionsOf(t, d, shop, Parcel{Country: "FR"})[0].ID
	must(t, d.Read(t.Context(), db.Scope{Shop: shop}, func(tx *db.Tx) error {
		if _, err := Quote(tx, Parcel{Country: "FR"}, option); err != nil {
			t.Error(err)
		}
		if _, err := Quote(tx, Parcel{Country: "DE"}, option); !errs.Is(err, errs.KindConflict) {
			t.Errorf("another country: %v", err)
		}
		return nil
	}))
}

func TestShipments(t *testing.T) {
	d, shop := openShop(t, "FR")
	const order = id.ID(77)
	var first Shipment
	must(t, change(t, d, shop, func(tx *db.Tx) (err error) {
		first, err = CreateShipment(tx, ShipmentInput{Order: order, Carrier: "Colissimo", Tracking: "6A 123", Lines: []ShipmentLine{{OrderLine: 1, Variant: 2, Quantity: 3}}})
		return err
	}))
	if first.TrackingURL != "https://www.laposte.fr/outils/suivre-vos-envois?code=6A123" {
		t.Errorf("tracking page: %s", first.TrackingURL)
	}
	for name, in := range map[string]ShipmentInput{
		"no lines": {Order: order}, "no quantity": {Order: order, Lines: []ShipmentLine{{OrderLine: 1, Variant: 2}}},
		"a script as address": {Order: order, TrackingURL: "javascript:alert(1)", Lines: []ShipmentLine{{OrderLine: 1, Variant: 2, Quantity: 1}}},
	} {
		if err := change(t, d, shop, func(tx *db.Tx) error { _, err := CreateShipment(tx, in); return err }); !errs.Is(err, errs.KindInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	must(t, change(t, d, shop, func(tx *db.Tx) error {
		_, err := SetTracking(tx, first.ID, "Our van", "7", "https://example.com/7")
		return err
	}))
	must(t, d.Read(t.Context(), db.Scope{Shop: shop}, func(tx *db.Tx) error {
		all, err := ShipmentsOf(tx, order)
		if len(all) != 1 || all[0].Tracking != "7" || len(all[0].Lines) != 1 || all[0].Lines[0].Quantity != 3 {
			t.Errorf("%+v", all)
		}
		return err
	}))
	err := d.Read(t.Context(), db.Scope{Shop: shop + 1}, func(tx *db.Tx) error { _, err := ShipmentByID(tx, first.ID); return err })
	if !errs.Is(err, errs.KindNotFound) {
		t.Errorf("another shop’s shipment: %v", err)
	}
}

func TestPackingSlip(t *testing.T) {
	slip, err := PackingSlip(PackingSlipInput{
		Locale: "fr", Shop: "Maison Ruche", ShopLines: []string{"12 rue des Lilas", "69001 Lyon"}, To: []string{"Παναγιώτης Ελευθερίου", "Οδός Ερμού 4", "10563 Αθήνα", "Grèce"},
		OrderNumber: "1001", OrderedOn: "21 novembre 2026", ShippedOn: "22 novembre 2026", Delivery: "Livraison standard", Carrier: "Colissimo", Tracking: "6A12345678901",
		Note: "Merci de sonner deux fois.", Date: time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC),
		Lines: []SlipLine{{Title: "Pull en laine", Variant: "M / Bleu", SKU: "PULL-M-B", Quantity: 1, Ordered: 2}, {Title: "Bougie", SKU: "BOU-1", Quantity: 3, Ordered: 3}},
	})
	must(t, err)
	if !bytes.HasPrefix(slip, []byte("%PDF-")) {
		t.Error("no PDF")
	}
	if *out != "" {
		must(t, os.WriteFile(*out, slip, 0o644))
	}
	if _, err := PackingSlip(PackingSlipInput{OrderNumber: "№ 1"}); err != nil {
		t.Errorf("a number no bar code can hold: %v", err)
	}
}
