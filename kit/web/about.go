package web

import (
	"strings"

	"github.com/coulisse/coulisse/kit/db"
)

// About declares what a page of the admin is for. The frame says Line below the title
// and links to the help page; the palette finds the page by its words.
type About struct {
	// Title is the page in the palette, marked with text.Key; empty for pages of one
	// thing, which need an id to be opened.
	Title string
	// Line says in one sentence what the page is for, marked with text.Key.
	Line string
	// Help is the name of the page of documentation: "orders".
	Help string
	// Words are further words people look for it by, in any language.
	Words string
	// Icon stands beside it in the palette.
	Icon string
	// Fields are the settings on the page, each found on its own.
	Fields []AboutField
}

// AboutField is one setting of a page: the name of its field and its label.
type AboutField struct{ Name, Label string }

// Fields makes the list of settings of a page from pairs of name and label, the labels
// marked with text.Key.
func Fields(pairs ...string) []AboutField {
	list := make([]AboutField, 0, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		list = append(list, AboutField{pairs[i], pairs[i+1]})
	}
	return list
}

// About declares what the page is for.
func (a Access) About(about About) Access { a.about = about; return a }

// Found is something the palette leads to. Path is inside the shop.
type Found struct {
	Label, Note, Path string
}

// Finder finds things of a department by what is typed into the palette. It must
// answer in a few milliseconds at a hundred thousand of them.
type Finder struct {
	Label      string // text.Key("Orders")
	Icon       string
	Permission string
	// First puts them before what others find, unless that fits better.
	First bool
	Find  func(tx *db.Tx, r *Request, words string, most int) ([]Found, error)
}

// Finder adds a finder of the department to the palette.
func (rs *Routes) Finder(f Finder) { rs.finders = append(rs.finders, f) }

// Command is an act of the palette.
type Command struct {
	Title string // text.Key("Refund an order")
	// Words are further words for it, in any language.
	Words      string
	Icon       string
	Path       string // the page it opens; with Of the list one chooses from
	Permission string
	// Of finds what the act is done to ("refund 1042"), each with the path of the page
	// that does it.
	Of func(tx *db.Tx, r *Request, words string, most int) ([]Found, error)
	// Named is the act with its object: text.Key("Refund %s").
	Named string
	// Do is done by script instead: dark, light, log-out.
	Do string
}

// Command adds an act of the department to the palette.
func (rs *Routes) Command(c Command) { rs.commands = append(rs.commands, c) }

// Finders are what the departments of the admin find.
func (s *Server) Finders() []Finder {
	if s.config.Admin == nil {
		return nil
	}
	return s.config.Admin.finders
}

// Commands are the acts of the departments of the admin.
func (s *Server) Commands() []Command {
	if s.config.Admin == nil {
		return nil
	}
	return s.config.Admin.commands
}

// PageInfo is a page of the admin with what it is for.
type PageInfo struct {
	About
	Path       string // inside the shop
	Permission string
	Key        string // pressed after g
}

// Pages are the pages of a shop that can be opened without an id, in the order of
// their declaration.
func (s *Server) Pages() []PageInfo {
	var pages []PageInfo
	if s.config.Admin == nil {
		return nil
	}
	for _, one := range s.config.Admin.list {
		if one.access.about.Title == "" || !isRead(one.method) || one.access.audience != audienceStaff || strings.Contains(one.pattern, "{") {
			continue
		}
		info := PageInfo{About: one.access.about, Path: one.pattern, Permission: one.access.permission}
		if entry, found := navEntry(s.config.Nav, one.pattern); found {
			info.Key = entry.Key
			if info.Icon == "" {
				info.Icon = entry.Icon
			}
		}
		pages = append(pages, info)
	}
	return pages
}

func navEntry(entries []NavEntry, path string) (NavEntry, bool) {
	for _, entry := range entries {
		if entry.Path == path {
			return entry, true
		}
		if sub, found := navEntry(entry.Sub, path); found {
			return sub, true
		}
	}
	return NavEntry{}, false
}
