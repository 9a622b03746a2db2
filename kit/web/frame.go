package web

import (
	"encoding/json"
	"net/url"
	"strconv"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/ui"
)

// NavEntry is one entry of the admin's navigation, given by app. It is shown to people
// who have the permission.
type NavEntry struct {
	ID         string // r.Frame's active
	Label      string // English; translated when drawn
	Icon       string
	Path       string // inside the shop: "/orders"
	Permission string
	Key        string // pressed after g
	Group      string // English heading, "" for none
	Foot       bool   // stands at the bottom
	// Count is a figure that asks for work; 0 is not shown.
	Count func(tx *db.Tx) (int64, error)
	Sub   []NavEntry
}

// Frame fills the frame of an admin page: navigation, shops of the person, banner,
// search, toasts. The title is translated when it is a known sentence; active is the
// ID of a NavEntry.
func (r *Request) Frame(tx *db.Tx, title, active string) ui.PageProps {
	p := ui.PageProps{
		Title: r.Text.T(title), Lang: r.Text.Locale, Theme: r.Theme(), Active: active, Toasts: r.Toasts(),
		NewShop: ui.Link{Label: r.Text.T("New shop"), URL: "/shops/new", Icon: "plus"},
		Person:  ui.Person{Name: r.Person.Name, Email: r.Person.Email, Key: r.Person.Account.Text("acc"), Leave: "/log-out"},
	}
	if r.server.config.NavAt != nil {
		p.Person.Links = r.server.config.NavAt(r)
	}
	p.Shops = r.Shops(tx)
	if r.Shop.ID == 0 {
		return p
	}
	p.Shop = r.shopLink(r.Shop)
	if about := r.route.access.about; about.Line != "" {
		p.Line, p.Help = r.Text.T(about.Line), r.Path("/help", about.Help)
	}
	p.Nav, p.Foot = r.navigation(tx)
	if r.server.config.Search != "" {
		p.Search = r.Path(r.server.config.Search)
		p.Live, p.Since = r.Path("/live"), strconv.FormatInt(int64(tx.Now)<<21, 36)
	}
	if r.server.config.Banner != nil {
		p.Banner = r.server.config.Banner(tx, r)
	}
	return p
}

// Shops are the shops the person may switch to.
func (r *Request) Shops(tx *db.Tx) []ui.ShopLink {
	shops, err := r.server.config.Auth.Shops(db.System(tx, "shops of the person, for the switcher"), r.Person)
	if err != nil {
		return nil // a statement that failed spoils the transaction, which then answers with the fault
	}
	links := make([]ui.ShopLink, 0, len(shops))
	for _, shop := range shops {
		links = append(links, r.shopLink(shop))
	}
	return links
}

func (r *Request) shopLink(shop Shop) ui.ShopLink {
	return ui.ShopLink{Name: shop.Name, URL: "/shops/" + url.PathEscape(shop.Handle), Storefront: r.server.ShopURL(shop, "/")}
}

func (r *Request) navigation(tx *db.Tx) (groups []ui.NavGroup, foot []ui.NavLink) {
	for _, entry := range r.server.config.Nav {
		link, ok := r.navLink(tx, entry)
		switch {
		case !ok:
		case entry.Foot:
			foot = append(foot, link)
		case len(groups) == 0 || groups[len(groups)-1].Label != r.Text.T(entry.Group):
			groups = append(groups, ui.NavGroup{Label: r.Text.T(entry.Group), Links: []ui.NavLink{link}})
		default:
			last := &groups[len(groups)-1]
			last.Links = append(last.Links, link)
		}
	}
	return groups, foot
}

func (r *Request) navLink(tx *db.Tx, entry NavEntry) (ui.NavLink, bool) {
	if entry.Permission != "" && !r.Person.May(entry.Permission) {
		return ui.NavLink{}, false
	}
	link := ui.NavLink{ID: entry.ID, Label: r.Text.T(entry.Label), URL: r.Path(entry.Path), Icon: entry.Icon, Key: entry.Key}
	if entry.Count != nil {
		// A count that fails spoils the transaction, which then answers with the fault.
		if n, err := entry.Count(tx); err == nil && n > 0 {
			link.Count = r.Text.Number(n)
		}
	}
	for _, sub := range entry.Sub {
		if child, ok := r.navLink(tx, sub); ok {
			link.Sub = append(link.Sub, child)
		}
	}
	return link, true
}

// Toasts are the messages left by the page before; showing them ends them.
func (r *Request) Toasts() []ui.Toast {
	text, err := url.QueryUnescape(r.Cookie(toastCookie))
	if err != nil || text == "" {
		return nil
	}
	var f flash
	if json.Unmarshal([]byte(text), &f) != nil || f.Text == "" {
		return nil
	}
	if f.Undo != "" && (f.Undo[0] != '/' || !r.server.mayRedirect(r, f.Undo)) {
		f.Undo = ""
	}
	r.toast = &f
	return []ui.Toast{{Scheme: ui.Success, Text: f.Text, UndoURL: f.Undo}}
}
