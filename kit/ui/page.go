package ui

import (
	"slices"

	"github.com/a-h/templ"
)

// PageProps fills the frame of an admin page. kit/web makes it (r.Frame); a screen adds what
// belongs to it: Actions, Breadcrumb, Narrow.
type PageProps struct {
	// Title is the heading and the name of the browser tab.
	Title string
	// Subtitle is one line below the title: dates of the thing shown.
	Subtitle string
	// Line says in one sentence what the page is for; Help is the address of its
	// documentation. Both come from the declaration of the page.
	Line string
	Help string
	// Badges stand beside the title: the states of the thing shown.
	Badges []templ.Component
	// Actions are the buttons at the right of the title, the one strong button last.
	Actions    templ.Component
	Breadcrumb []Link
	// Narrow keeps forms and settings at reading width.
	Narrow bool
	// HideTitle leaves out the visible heading; it stays for screen readers.
	HideTitle bool

	Lang string
	// Theme is "light", "dark" or "" to follow the system; it comes from the cookie "theme".
	Theme string

	Nav []NavGroup
	// Active is the ID of the NavLink of this page.
	Active string
	// Foot stands at the bottom of the navigation: settings.
	Foot []NavLink

	Shop    ShopLink
	Shops   []ShopLink
	NewShop Link
	Person  Person

	// Live is the address of the live stream, Since what the page knows already.
	Live, Since string
	// Search is the address the palette asks with ?q=.
	Search string
	// Banner is said over every page of the shop: trial, read-only.
	Banner templ.Component
	Toasts []Toast

	// Styles and Scripts are addresses of what only this page needs, from a Bundle.
	Styles  []string
	Scripts []string
}

// NavGroup is a part of the navigation, with or without a heading.
type NavGroup struct {
	Label string
	Links []NavLink
}

// NavLink leads to a page of the admin.
type NavLink struct {
	ID    string
	Label string
	URL   string
	Icon  string
	// Count is a figure that asks for work: "12".
	Count string
	// Key is the letter pressed after g: "o".
	Key string
	// Sub shows below while this link or one of them is active.
	Sub []NavLink
}

// ShopLink is a shop of the person, for the switcher.
type ShopLink struct {
	Name string
	URL  string
	// Storefront is the public address, for "View shop".
	Storefront string
}

// Person is who is signed in.
type Person struct {
	Name, Email string
	// Key tells people apart in what the browser keeps: the id of the account.
	Key string
	// Links are the entries of the menu: account, sessions.
	Links []Link
	// Leave is the address a log-out is posted to.
	Leave string
}

func (n NavLink) open(active string) bool {
	if n.ID == active {
		return true
	}
	for _, sub := range n.Sub {
		if sub.ID == active {
			return true
		}
	}
	return false
}

func (p PageProps) lang() string {
	if p.Lang == "" {
		return "en"
	}
	return p.Lang
}

// groups are all parts of the navigation, in a slice of their own: Nav is shared by requests.
func (p PageProps) groups() []NavGroup {
	return append(slices.Clone(p.Nav), NavGroup{Links: p.Foot})
}

// firstLinks are the pages at hand on a phone.
func (p PageProps) firstLinks(most int) []NavLink {
	var first []NavLink
	for _, group := range p.Nav {
		first = append(first, group.Links...)
	}
	return first[:min(most, len(first))]
}

// jumps are the pages with a letter of their own, for g o, g p …
func (p PageProps) jumps() []NavLink {
	var jumps []NavLink
	for _, group := range p.groups() {
		for _, link := range group.Links {
			if link.Key != "" {
				jumps = append(jumps, link)
			}
		}
	}
	return jumps
}

// recentKey is where the browser keeps what the person opened last in the shop.
func (p PageProps) recentKey() string {
	if p.Shop.URL == "" || p.Person.Key == "" {
		return ""
	}
	return "recent:" + p.Shop.URL + ":" + p.Person.Key
}
