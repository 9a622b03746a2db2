package deliveryweb

import (
	"strconv"
	"strings"

	"github.com/coulisse/coulisse/delivery"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/money"
	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/shops"
)

// spareBands is how many empty lines the form offers below the bands that are set.
const spareBands = 3

type bandForm struct {
	UpTo  string `form:"up_to"` // kilograms or money, by kind; empty without limit
	Price string `form:"price"`
}

type methodForm struct {
	Name        string     `form:"name"`
	Estimate    string     `form:"estimate"`
	Kind        string     `form:"kind"`
	Price       string     `form:"price"` // of a flat method
	Bands       []bandForm `form:"bands"`
	FreeFrom    string     `form:"free_from"`
	TaxCategory string     `form:"tax_category"`
	Active      bool       `form:"active"`
}

func newMethod(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	return methodAgain(tx, r, methodForm{Kind: delivery.Flat, TaxCategory: "standard", Active: true}, nil)
}

func method(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	in, err := storedMethod(tx, r)
	if err != nil {
		return web.Answer{}, err
	}
	return methodAgain(tx, r, in, nil)
}

// storedMethod fills the form from what is stored.
func storedMethod(tx *db.Tx, r *web.Request) (methodForm, error) {
	m, err := methodOf(tx, r)
	if err != nil {
		return methodForm{}, err
	}
	return formOf(m, r), nil
}

func methodOf(tx *db.Tx, r *web.Request) (delivery.Method, error) {
	method, err := r.ID("method", delivery.MethodPrefix)
	if err != nil {
		return delivery.Method{}, err
	}
	return delivery.MethodByID(tx, method)
}

// formOf writes a method as the form shows it: kilograms, amounts as the person writes them.
func formOf(m delivery.Method, r *web.Request) methodForm {
	amount := func(n int64) string { return r.Text.Decimal(money.Of(n, r.Shop.Currency)) }
	in := methodForm{Name: m.Name, Estimate: m.Estimate, Kind: m.Kind, TaxCategory: m.TaxCategory, Active: m.Active}
	if m.FreeFrom > 0 {
		in.FreeFrom = amount(m.FreeFrom)
	}
	if m.Kind == delivery.Flat {
		in.Price = amount(m.Bands[0].Price)
		return in
	}
	for _, b := range m.Bands {
		band := bandForm{Price: amount(b.Price)}
		if b.UpTo > 0 && m.Kind == delivery.ByWeight {
			band.UpTo = kilograms(b.UpTo)
		} else if b.UpTo > 0 {
			band.UpTo = amount(b.UpTo)
		}
		in.Bands = append(in.Bands, band)
	}
	return in
}

// kilograms writes 1500 grams as "1.5".
func kilograms(grams int64) string {
	text := strconv.FormatInt(grams/1000, 10) + "." + strconv.FormatInt(grams%1000+1000, 10)[1:]
	return strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
}

// grams reads "1.5" or "1,5" kilograms.
func grams(text string) (int64, bool) {
	whole, part, _ := strings.Cut(strings.Replace(strings.TrimSpace(text), ",", ".", 1), ".")
	if whole == "" || len(whole) > 6 || len(part) > 3 {
		return 0, false
	}
	n, err := strconv.ParseUint(whole+part+strings.Repeat("0", 3-len(part)), 10, 63)
	return int64(n), err == nil
}

// methodAgain draws the form of a new method in the zone of the address, or of the
// method in the address.
func methodAgain(tx *db.Tx, r *web.Request, in methodForm, problem *errs.Error) (web.Answer, error) {
	p := methodProps{in: in, f: faultsOf(r, problem), currency: r.Shop.Currency, back: r.Path("/settings/delivery"), mayEdit: r.Person.May("delivery.edit")}
	title := "Add a method"
	if r.Param("zone") != "" {
		z, err := zoneOf(tx, r)
		if err != nil {
			return web.Answer{}, err
		}
		p.action = r.Path("/settings/delivery/zones", z.ID.Text(delivery.ZonePrefix), "methods")
	} else {
		m, err := methodOf(tx, r)
		if err != nil {
			return web.Answer{}, err
		}
		title, p.action = m.Name, r.Path("/settings/delivery/methods", m.ID.Text(delivery.MethodPrefix))
		p.removal = p.action + "/removal"
	}
	for range spareBands {
		p.in.Bands = append(p.in.Bands[:len(p.in.Bands):len(p.in.Bands)], bandForm{})
	}
	frame := r.Frame(tx, title, "delivery")
	frame.Breadcrumb = []ui.Link{{Label: r.Text.T("Delivery"), URL: p.back}}
	frame.Narrow = true
	return web.Page(ui.Page(frame, methodPage(p))).Holds(p.action, in), nil
}

func createMethod(tx *db.Tx, r *web.Request, in methodForm) (web.Answer, error) {
	z, err := zoneOf(tx, r)
	if err != nil {
		return web.Answer{}, err
	}
	return saveAs(tx, r, in, z.ID, 0)
}

func saveMethod(tx *db.Tx, r *web.Request, in methodForm) (web.Answer, error) {
	m, err := methodOf(tx, r)
	if err != nil {
		return web.Answer{}, err
	}
	return saveAs(tx, r, in, m.ZoneID, m.ID)
}

func saveAs(tx *db.Tx, r *web.Request, in methodForm, zone, method id.ID) (web.Answer, error) {
	input, err := in.input(r.Shop.Currency)
	if err != nil {
		return web.Answer{}, err
	}
	input.Zone, input.ID = zone, method
	if _, err := delivery.SaveMethod(tx, input); err != nil {
		return web.Answer{}, err
	}
	return web.Redirect(r.Path("/settings/delivery")).Toast("The method was saved.").Undo(shops.CurrentChangeSet(tx)), nil
}

// input reads amounts and weights; lines left empty are left out.
func (in methodForm) input(currency string) (delivery.SaveMethodInput, error) {
	wrong := errs.Invalid("Please check the marked fields.")
	amount := func(field, text string) int64 {
		n, err := money.Parse(text, currency)
		if refusal := errs.As(err); refusal != nil {
			wrong.With(field, refusal.Message, refusal.Args...)
		}
		return n
	}
	out := delivery.SaveMethodInput{Name: in.Name, Estimate: in.Estimate, Kind: in.Kind, TaxCategory: in.TaxCategory, Active: in.Active}
	if strings.TrimSpace(in.FreeFrom) != "" {
		out.FreeFrom = amount("free_from", in.FreeFrom)
	}
	if in.Kind == delivery.Flat {
		out.Bands = []delivery.Band{{Price: amount("price", in.Price)}}
		return out, wrong.OrNil()
	}
	for i, b := range in.Bands {
		if strings.TrimSpace(b.UpTo+b.Price) == "" {
			continue
		}
		name := "bands[" + strconv.Itoa(i) + "]."
		band := delivery.Band{Price: amount(name+"price", b.Price)}
		switch {
		case strings.TrimSpace(b.UpTo) == "":
		case in.Kind == delivery.ByWeight:
			n, ok := grams(b.UpTo)
			if !ok || n == 0 {
				wrong.With(name+"up_to", "“%s” is not a weight. Write kilograms like 1.5.", b.UpTo)
			}
			band.UpTo = n
		default:
			band.UpTo = amount(name+"up_to", b.UpTo)
		}
		out.Bands = append(out.Bands, band)
	}
	return out, wrong.OrNil()
}

type placeForm struct {
	Up bool `form:"up"`
}

func moveMethod(tx *db.Tx, r *web.Request, in placeForm) (web.Answer, error) {
	m, err := methodOf(tx, r)
	if err != nil {
		return web.Answer{}, err
	}
	if err := delivery.MoveMethod(tx, m.ID, in.Up); err != nil {
		return web.Answer{}, err
	}
	return web.Redirect(r.Path("/settings/delivery")).Toast("The order was changed.").Undo(shops.CurrentChangeSet(tx)), nil
}

func removeMethod(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	m, err := methodOf(tx, r)
	if err != nil {
		return web.Answer{}, err
	}
	if err := delivery.RemoveMethod(tx, m.ID); err != nil {
		return web.Answer{}, err
	}
	return web.Redirect(r.Path("/settings/delivery")).Toast("%s was removed.", m.Name).Undo(shops.CurrentChangeSet(tx)), nil
}
