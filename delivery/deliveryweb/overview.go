package deliveryweb

import (
	"strings"

	"github.com/coulisse/coulisse/delivery"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/money"
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/kit/web"
)

// zoneBox is one zone with its methods as the overview shows it.
type zoneBox struct {
	Name, Places, URL, NewMethod string
	Methods                      []methodRow
}

// methodRow is one method in its zone.
type methodRow struct {
	Name, Estimate, Price, URL string
	Active, First, Last        bool
}

func overview(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	zones, err := delivery.Zones(tx)
	if err != nil {
		return web.Answer{}, err
	}
	methods, err := delivery.Methods(tx)
	if err != nil {
		return web.Answer{}, err
	}
	boxes := make([]zoneBox, 0, len(zones))
	for _, z := range zones {
		url := r.Path("/settings/delivery/zones", z.ID.Text(delivery.ZonePrefix))
		box := zoneBox{Name: z.Name, Places: placesText(r.Text, z), URL: url, NewMethod: url + "/methods/new"}
		for _, m := range methods {
			if m.ZoneID == z.ID {
				box.Methods = append(box.Methods, methodRow{Name: m.Name, Estimate: m.Estimate, Active: m.Active, First: len(box.Methods) == 0,
					Price: priceText(r.Text, m, r.Shop.Currency), URL: r.Path("/settings/delivery/methods", m.ID.Text(delivery.MethodPrefix))})
			}
		}
		if n := len(box.Methods); n > 0 {
			box.Methods[n-1].Last = true
		}
		boxes = append(boxes, box)
	}
	frame := r.Frame(tx, "Delivery", "delivery")
	frame.Breadcrumb = []ui.Link{{Label: r.Text.T("Settings"), URL: r.Path("/settings")}}
	frame.Narrow = true
	mayEdit := r.Person.May("delivery.edit")
	if mayEdit {
		frame.Actions = ui.Button(ui.ButtonProps{Label: r.Text.T("Add a zone"), URL: r.Path("/settings/delivery/zones/new"), Look: ui.Primary, Icon: "plus", Key: "c"})
	}
	return web.Page(ui.Page(frame, zoneList(boxes, mayEdit))), nil
}

// placesText names the places of a zone: "France, Germany, without FR 97".
func placesText(p *text.Printer, z delivery.Zone) string {
	var in, out []string
	for _, place := range strings.Fields(z.Places) {
		bare, minus := strings.CutPrefix(place, "-")
		name := strings.Replace(bare, ":", " ", 1)
		if bare == delivery.RestOfWorld {
			name = p.T("Rest of the world")
		} else if !strings.Contains(bare, ":") {
			name = p.Country(bare)
		}
		if minus {
			out = append(out, name)
		} else {
			in = append(in, name)
		}
	}
	if len(in) > 8 {
		in = append(in[:7:7], p.T("%d more countries", len(in)-7))
	}
	words := strings.Join(in, ", ")
	if len(out) > 0 {
		words = p.T("%s; without %s", words, strings.Join(out, ", "))
	}
	return words
}

// priceText says what a method costs in one line.
func priceText(p *text.Printer, m delivery.Method, currency string) string {
	first, last := m.Bands[0].Price, m.Bands[len(m.Bands)-1].Price
	words := p.Money(money.Of(first, currency))
	if first == 0 && m.Kind == delivery.Flat {
		words = p.T("Free")
	}
	if len(m.Bands) > 1 {
		words += " – " + p.Money(money.Of(last, currency))
	}
	switch m.Kind {
	case delivery.ByWeight:
		words = p.T("%s by weight", words)
	case delivery.ByPrice:
		words = p.T("%s by value", words)
	}
	if m.FreeFrom > 0 {
		words += " · " + p.T("free from %s", p.Money(money.Of(m.FreeFrom, currency)))
	}
	return words
}

// faults are the messages of a refused form.
type faults struct {
	sentence string
	list     []ui.FieldError
}

func faultsOf(r *web.Request, problem *errs.Error) faults {
	if problem == nil {
		return faults{}
	}
	f := faults{sentence: r.Text.Error(problem)}
	for _, one := range r.Text.Fields(problem) {
		f.list = append(f.list, ui.FieldError{Name: one.Name, Message: one.Message})
	}
	return f
}

// of is the message of one field.
func (f faults) of(name string) string {
	for _, one := range f.list {
		if one.Name == name {
			return one.Message
		}
	}
	return ""
}
