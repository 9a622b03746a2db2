package deliveryweb

import (
	"slices"
	"strings"

	"github.com/coulisse/coulisse/delivery"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/shops"
)

type zoneForm struct {
	Name      string   `form:"name"`
	Countries []string `form:"countries"`
	Postcodes string   `form:"postcodes"`
}

func newZone(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	return zoneAgain(tx, r, zoneForm{}, nil)
}

func zone(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	in, err := storedZone(tx, r)
	if err != nil {
		return web.Answer{}, err
	}
	return zoneAgain(tx, r, in, nil)
}

// storedZone fills the form from what is stored.
func storedZone(tx *db.Tx, r *web.Request) (zoneForm, error) {
	z, err := zoneOf(tx, r)
	return zoneForm{Name: z.Name, Countries: z.Countries(), Postcodes: strings.Join(z.Postcodes(), " ")}, err
}

func zoneOf(tx *db.Tx, r *web.Request) (delivery.Zone, error) {
	zone, err := r.ID("zone", delivery.ZonePrefix)
	if err != nil {
		return delivery.Zone{}, err
	}
	return delivery.ZoneByID(tx, zone)
}

// zoneAgain draws the form of a new zone, or of the one in the address.
func zoneAgain(tx *db.Tx, r *web.Request, in zoneForm, problem *errs.Error) (web.Answer, error) {
	p := zoneProps{in: in, f: faultsOf(r, problem), action: r.Path("/settings/delivery/zones"), back: r.Path("/settings/delivery"), countries: countryChoices(r.Text, in.Countries), mayEdit: r.Person.May("delivery.edit")}
	title := "Add a zone"
	if r.Param("zone") != "" {
		z, err := zoneOf(tx, r)
		if err != nil {
			return web.Answer{}, err
		}
		title, p.action = z.Name, r.Path("/settings/delivery/zones", z.ID.Text(delivery.ZonePrefix))
		p.removal = p.action + "/removal"
	}
	frame := r.Frame(tx, title, "delivery")
	frame.Breadcrumb = []ui.Link{{Label: r.Text.T("Delivery"), URL: p.back}}
	frame.Narrow = true
	frame.Styles = append(frame.Styles, assets().Path("delivery.css"))
	return web.Page(ui.Page(frame, zonePage(p))).Holds(p.action, in), nil
}

// countryChoices puts the chosen countries first, then the rest of the world.
func countryChoices(p *text.Printer, chosen []string) []ui.Option {
	options := []ui.Option{{Value: delivery.RestOfWorld, Label: p.T("Rest of the world")}}
	for _, c := range p.Countries() {
		options = append(options, ui.Option{Value: c.Code, Label: c.Name})
	}
	slices.SortStableFunc(options, func(a, b ui.Option) int {
		first, second := slices.Contains(chosen, a.Value), slices.Contains(chosen, b.Value)
		switch {
		case first == second:
			return 0
		case first:
			return -1
		}
		return 1
	})
	return options
}

func createZone(tx *db.Tx, r *web.Request, in zoneForm) (web.Answer, error) {
	z, err := delivery.SaveZone(tx, in.input(0))
	if err != nil {
		return web.Answer{}, err
	}
	return web.Redirect(r.Path("/settings/delivery/zones", z.ID.Text(delivery.ZonePrefix), "methods", "new")).
		Toast("The zone was added. Now say how you deliver there.").Undo(shops.CurrentChangeSet(tx)), nil
}

func saveZone(tx *db.Tx, r *web.Request, in zoneForm) (web.Answer, error) {
	z, err := zoneOf(tx, r)
	if err != nil {
		return web.Answer{}, err
	}
	if _, err := delivery.SaveZone(tx, in.input(z.ID)); err != nil {
		return web.Answer{}, err
	}
	return web.Redirect(r.Path("/settings/delivery")).Toast("The zone was saved.").Undo(shops.CurrentChangeSet(tx)), nil
}

func (in zoneForm) input(zone id.ID) delivery.SaveZoneInput {
	return delivery.SaveZoneInput{ID: zone, Name: in.Name, Countries: in.Countries, Postcodes: in.Postcodes}
}

func removeZone(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	z, err := zoneOf(tx, r)
	if err != nil {
		return web.Answer{}, err
	}
	if err := delivery.RemoveZone(tx, z.ID); err != nil {
		return web.Answer{}, err
	}
	return web.Redirect(r.Path("/settings/delivery")).Toast("%s was removed.", z.Name).Undo(shops.CurrentChangeSet(tx)), nil
}
