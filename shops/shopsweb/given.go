package shopsweb

import (
	"time"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/shops"
)

// Given is what these screens need to know of departments above; app fills it. Any
// function may be nil: its line is left out.
type Given struct {
	Checklist Checklist
	// Days adds up the last days of the shop, today last.
	Days func(tx *db.Tx, zone *time.Location) ([]Day, error)
	// Tasks count what waits for this person.
	Tasks func(tx *db.Tx, r *web.Request) ([]Task, error)
	// Restorers of all departments, merged.
	Restorers shops.Restorers
	// Places say where the page of a changed object is: "product" → {"/products", "prd"}.
	Places map[string]Place
	// Permissions to undo by object, settings.edit unless named: "product" → catalog.edit.
	Permissions map[string]string
}

// Checklist has the facts of the set-up list that other departments know.
type Checklist struct {
	ProductAdded func(tx *db.Tx) (bool, error)
	DeliverySet  func(tx *db.Tx) (bool, error)
	PaymentSet   func(tx *db.Tx) (bool, error)
	FirstOrder   func(tx *db.Tx) (bool, error)
}

// Day is one day of the shop: what was placed, and the amount without cancelled orders,
// in the shop's currency.
type Day struct {
	From          time.Time
	Orders, Sales int64
}

// Task is something that waits: its words are the key of their translation.
type Task struct {
	Words, Path, Icon string
	Count             int64
}

// Place is the address of a kind of object inside the shop and the prefix of its ids.
type Place struct{ Path, Prefix string }

type screens struct{ given Given }

// pathOf is where a changed object has its page; "" when it has none.
func (s screens) pathOf(r *web.Request, object string, row id.ID) string {
	switch object {
	case "shop", "domain":
		return r.Path("/settings")
	case "staff", "invitation":
		return r.Path("/settings/staff")
	case "token":
		return r.Path("/settings/tokens")
	}
	place, known := s.given.Places[object]
	if !known {
		return ""
	}
	if place.Prefix == "" {
		return r.Path(place.Path)
	}
	return r.Path(place.Path, row.Text(place.Prefix))
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

func plainProps(r *web.Request, title string) ui.PlainProps {
	return ui.PlainProps{Title: title, Lang: r.Text.Locale, Theme: r.Theme(), Toasts: r.Toasts(), Home: r.URL(web.HostLanding, "/")}
}

func roleName(p *text.Printer, role string) string {
	for _, r := range roleTexts {
		if r.role == role {
			return p.T(r.name)
		}
	}
	return role
}

var roleTexts = []struct{ role, name, hint string }{
	{shops.RoleOwner, text.Key("Owner"), text.Key("May do everything, with staff and programs.")},
	{shops.RoleManager, text.Key("Manager"), text.Key("May do everything but staff and programs.")},
	{shops.RoleCatalogue, text.Key("Catalogue"), text.Key("Products, collections and pictures.")},
	{shops.RoleOrderDesk, text.Key("Order desk"), text.Key("Orders, refunds and customers.")},
	{shops.RoleWarehouse, text.Key("Warehouse"), text.Key("Stock and shipments.")},
	{shops.RoleMarketing, text.Key("Marketing"), text.Key("Pages and texts; sees orders and customers.")},
	{shops.RoleEditor, text.Key("Editor"), text.Key("Pages and menus.")},
	{shops.RoleAccountant, text.Key("Accountant"), text.Key("Reads everything about money, exports the books.")},
	{shops.RoleDeveloper, text.Key("Developer"), text.Key("API tokens and pages; sees the rest.")},
}
