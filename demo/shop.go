package demo

import (
	"bytes"
	"context"
	"fmt"
	"image/jpeg"
	"math/rand/v2"
	"strings"

	"github.com/coulisse/coulisse/catalog"
	"github.com/coulisse/coulisse/content"
	"github.com/coulisse/coulisse/delivery"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/files"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/payments"
	"github.com/coulisse/coulisse/shops"
	"github.com/coulisse/coulisse/stock"
	"github.com/coulisse/coulisse/taxes"
)

const owner = "camille@maison-coulisse.example"

// plan is what a sample shop is.
type plan struct {
	handle, name, country, currency, locale, languages string
	models                                             int   // of each ware
	perMille                                           int64 // price level
	orders                                             int
	settings                                           shops.UpdateInput
	headline, sub, announcement, accent                string
	changedMind, returned                              string // reasons staff write
}

func plans() []plan {
	text := func(s string) *string { return &s }
	return []plan{
		{handle: "maison", name: "Maison Coulisse", country: "FR", currency: "EUR", locale: "fr", languages: "fr en", models: 3, perMille: 1000, orders: 210,
			headline: "Des objets simples, faits pour durer", sub: "Céramique, textile et lumière, choisis auprès d'ateliers européens.",
			announcement: "Livraison offerte en France dès 80 €", accent: "#2f4a3e",
			changedMind: "Le client a changé d’avis.", returned: "Retour sous 14 jours.",
			settings: shops.UpdateInput{LegalName: text("Maison Coulisse SARL"), LegalForm: text("SARL"), Capital: text("10 000 €"), Line1: text("18 rue des Tables Claudiennes"),
				PostalCode: text("69001"), City: text("Lyon"), TaxID: text("FR83404833048"), CompanyID: text("404 833 048"), Register: text("RCS Lyon"),
				Phone: text("+33 4 72 00 00 18"), Languages: text("fr en")}},
		{handle: "northlight", name: "Northlight & Co", country: "DE", currency: "EUR", locale: "en", languages: "en fr", models: 1, perMille: 1150, orders: 24,
			headline: "Good things for quiet rooms", sub: "A small collection of ceramics, wood and light, sent from Hamburg.",
			announcement: "Free delivery in Germany from €90", accent: "#3e5c76",
			changedMind: "The buyer changed their mind.", returned: "Returned within 14 days.",
			settings: shops.UpdateInput{LegalName: text("Northlight & Co GmbH"), LegalForm: text("GmbH"), Line1: text("Große Elbstraße 45"), PostalCode: text("22767"), City: text("Hamburg"),
				TaxID: text("DE136695976"), CompanyID: text("HRB 104822"), Register: text("Amtsgericht Hamburg"), Directors: text("Jette Hansen"), Languages: text("en fr")}},
	}
}

// shop is a sample shop under way.
type shop struct {
	g        Ground
	plan     plan
	scope    db.Scope
	random   *rand.Rand
	variants []id.ID
}

func open(ctx context.Context, g Ground, p plan, hash string) (*shop, error) {
	s := &shop{g: g, plan: p, random: rand.New(rand.NewPCG(11, 2026)), scope: db.Scope{Actor: db.Actor{Kind: "staff", Name: "Camille"}}}
	err := g.DB.Write(ctx, s.scope, func(tx *db.Tx) error {
		made, account, err := shops.Create(tx, shops.CreateInput{Name: p.name, Email: owner, Country: p.country, Currency: p.currency, Locale: p.locale,
			Handle: p.handle, PasswordHash: hash, Plan: shops.PlanOwn})
		s.scope.Shop, s.scope.Actor.ID = made.ShopID, account.ID
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, step := range []func(context.Context) error{s.settle, s.zones, s.stockUp, s.arrange} {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// settle fills the settings: address and legal facts, taxes, payments, look.
func (s *shop) settle(ctx context.Context) error {
	return s.write(ctx, func(tx *db.Tx) error {
		if err := shops.Update(tx, s.plan.settings); err != nil {
			return err
		}
		if err := taxes.Save(tx, taxes.SaveInput{Setting: taxes.Setting{Registered: true, OSS: true}, PricesIncludeTax: true, TaxID: *s.plan.settings.TaxID}); err != nil {
			return err
		}
		for _, setting := range []payments.Setting{
			{Method: payments.BankTransfer, Active: true, AccountName: *s.plan.settings.LegalName, IBAN: "FR7630006000011234567890189", BIC: "AGRIFRPP"},
			{Method: payments.TestCard, Active: true, Capture: "automatic"}, {Method: payments.CashOnDelivery, Active: true}} {
			if err := payments.SaveSetting(tx, setting); err != nil {
				return err
			}
		}
		return content.SetTheme(tx, map[string]string{"headline": s.plan.headline, "subheadline": s.plan.sub, "announcement": s.plan.announcement, "colour_accent": s.plan.accent})
	})
}

// zones adds a zone for the rest of Europe beside the one every shop starts with.
func (s *shop) zones(ctx context.Context) error {
	words := map[string][5]string{
		"fr": {"Europe", "Colissimo international", "4 à 7 jours ouvrés", "Point relais", "2 à 3 jours ouvrés"},
		"en": {"Europe", "Parcel, Europe", "4 to 7 working days", "Parcel shop", "2 to 3 working days"}}[s.plan.locale]
	var europe []string
	for _, country := range append(taxes.Union(), "GB", "CH", "NO") {
		if country != s.plan.country {
			europe = append(europe, country)
		}
	}
	return s.write(ctx, func(tx *db.Tx) error {
		home, err := delivery.Zones(tx)
		if err != nil || len(home) == 0 {
			return fmt.Errorf("the first zone is missing: %w", err)
		}
		zone, err := delivery.SaveZone(tx, delivery.SaveZoneInput{Name: words[0], Countries: europe})
		if err != nil {
			return err
		}
		for _, m := range []delivery.SaveMethodInput{
			{Zone: zone.ID, Name: words[1], Estimate: words[2], Kind: delivery.ByWeight, Active: true, Bands: []delivery.Band{{UpTo: 1000, Price: 990}, {UpTo: 5000, Price: 1490}, {UpTo: 0, Price: 2490}}},
			{Zone: home[0].ID, Name: words[3], Estimate: words[4], Kind: delivery.Flat, Active: true, FreeFrom: 8000, Bands: []delivery.Band{{Price: 390}}}} {
			if _, err := delivery.SaveMethod(tx, m); err != nil {
				return err
			}
		}
		return nil
	})
}

// stockUp draws the pictures, writes the products and takes their stock in.
func (s *shop) stockUp(ctx context.Context) error {
	for _, w := range wares() {
		for n, m := range w.models[:s.plan.models] {
			image, err := s.picture(w, m)
			if err != nil {
				return err
			}
			if err := s.write(ctx, func(tx *db.Tx) error { return s.product(tx, w, m, n, image) }); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *shop) picture(w ware, m model) (files.Image, error) {
	var out bytes.Buffer
	drawn := drawPicture(s.g.Picture, hex(m.colors[0]), w.draw(hex(m.colors[1]), hex(m.colors[2])))
	if err := jpeg.Encode(&out, drawn, &jpeg.Options{Quality: 88}); err != nil {
		return files.Image{}, err
	}
	return s.g.Files.PutImage(s.scope.Shop, &out)
}

func (s *shop) product(tx *db.Tx, w ware, m model, n int, image files.Image) error {
	title, words, kind, option := w.en, w.textEN, w.kindEN, w.optionEN
	if s.plan.locale == "fr" {
		title, words, kind, option = w.fr, w.textFR, w.kindFR, w.optionFR
	}
	title = fmt.Sprintf(title, m.name)
	in := catalog.ProductInput{Title: title, Description: "<p>" + words + "</p>", Vendor: "Atelier " + []string{"Nord", "Sud", "Loire"}[n%3], Kind: kind,
		Status: "active", TaxCategory: "standard", Tags: []string{w.group}, Images: []catalog.Image{{Hash: image.Hash, Alt: title, Width: int64(image.Width), Height: int64(image.Height), State: "ready"}}}
	if n == 0 {
		in.Tags = append(in.Tags, "new")
	}
	if option != "" {
		in.Options = []string{option}
	}
	choices := w.choices
	if len(choices) == 0 {
		choices = []choice{{}}
	}
	for i, c := range choices {
		in.Variants = append(in.Variants, s.variant(w, m, c, n, i))
	}
	made, err := catalog.Create(tx, in)
	if err != nil {
		return fmt.Errorf("product %s: %w", title, err)
	}
	return s.takeIn(tx, made.ID)
}

func (s *shop) variant(w ware, m model, c choice, n, i int) catalog.Variant {
	value := c.en
	if s.plan.locale == "fr" {
		value = c.fr
	}
	price := (w.price + c.more) * s.plan.perMille / 1000 / 50 * 50
	v := catalog.Variant{Option1: value, SKU: fmt.Sprintf("%s-%s-%d", w.sku, strings.ToUpper(catalog.Slug(m.name))[:3], i+1), Price: price, Cost: price * 42 / 120,
		Weight: w.weight + c.weight, Delivered: true, Tracked: true}
	if n == 2 && w.group != "light" {
		v.CompareAt = price * 125 / 100 / 50 * 50
	}
	return v
}

// takeIn receives the first stock; a few variants stay low or empty, as in life.
func (s *shop) takeIn(tx *db.Tx, product id.ID) error {
	variants, err := catalog.Variants(tx, product)
	if err != nil {
		return err
	}
	for _, v := range variants {
		quantity := int64(12 + s.random.IntN(60))
		switch s.random.IntN(20) {
		case 0:
			continue
		case 1:
			quantity = 4
		}
		if _, err := stock.Adjust(tx, stock.AdjustInput{Variant: v.ID, Delta: quantity, UnitCost: v.Cost, Reason: "received"}); err != nil {
			return err
		}
		s.variants = append(s.variants, v.ID)
	}
	return nil
}

// arrange makes the collections.
func (s *shop) arrange(ctx context.Context) error {
	titles := map[string][2]string{"new": {"Nouveautés", "New in"}, "table": {"Table", "Table"}, "living": {"Maison", "Living"}, "light": {"Lumière", "Light"},
		"desk": {"Bureau", "Desk"}, "wear": {"À porter", "To wear"}, "green": {"Jardin", "Green"}}
	words := map[string][2]string{"new": {"Ce qui vient d'arriver de l'atelier.", "Fresh from the workshop."}, "table": {"Pour manger, verser, partager.", "For eating, pouring, sharing."},
		"living": {"Ce qui rend une pièce à soi.", "What makes a room yours."}, "light": {"La lumière juste, au bon endroit.", "The right light in the right place."},
		"desk": {"Pour écrire à la main.", "For writing by hand."}, "wear": {"Du coton, de la toile.", "Cotton and canvas."}, "green": {"Pots, paniers, balcons.", "Pots, baskets, balconies."}}
	language := 1
	if s.plan.locale == "fr" {
		language = 0
	}
	return s.write(ctx, func(tx *db.Tx) error {
		for _, group := range []string{"new", "table", "living", "light", "desk", "wear", "green"} {
			_, err := catalog.CreateCollection(tx, catalog.CollectionInput{Title: titles[group][language], Handle: group, Description: "<p>" + words[group][language] + "</p>",
				ByRule: true, Rules: []catalog.Rule{{Field: "tag", Relation: "is", Value: group}}})
			if err != nil {
				return fmt.Errorf("collection %s: %w", group, err)
			}
		}
		return s.menu(tx, func(group string) string { return titles[group][language] })
	})
}

// menu puts the collections at the top of every page.
func (s *shop) menu(tx *db.Tx, title func(group string) string) error {
	main, err := content.MenuByHandle(tx, "main")
	if err != nil {
		return err
	}
	in := content.MenuInput{Title: main.Title, Version: main.Version}
	for _, group := range []string{"new", "table", "living", "light", "green"} {
		in.Entries = append(in.Entries, content.Entry{Title: title(group), Target: "/collections/" + group})
	}
	_, err = content.UpdateMenu(tx, main.ID, in)
	return err
}
