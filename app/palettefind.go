package app

import (
	"strings"
	"unicode"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/search"
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/kit/web"
)

// ownCommands are the acts that belong to the frame itself.
func ownCommands(rs *web.Routes) {
	rs.Command(web.Command{Title: text.Key("Dark mode"), Words: "theme night black thème sombre nuit noir", Icon: "moon", Do: "dark"})
	rs.Command(web.Command{Title: text.Key("Light mode"), Words: "theme day white thème clair jour blanc", Icon: "sun", Do: "light"})
	rs.Command(web.Command{Title: text.Key("Keyboard shortcuts"), Words: "keys help hotkeys touches clavier aide", Icon: "keyboard", Do: "keys"})
	rs.Command(web.Command{Title: text.Key("Log out"), Words: "sign off leave quit déconnexion quitter sortir", Icon: "log-out", Do: "log-out"})
}

// things asks the finders of the departments, each within its permission.
func things(tx *db.Tx, r *web.Request, question string) ([]ranked, error) {
	var groups []ranked
	if len([]rune(question)) < 2 && !hasDigit(question) {
		return nil, nil
	}
	for _, finder := range r.Server().Finders() {
		if finder.Permission != "" && !r.Person.May(finder.Permission) {
			continue
		}
		found, err := finder.Find(tx, r, question, paletteThings)
		if err != nil {
			return nil, err
		}
		group := ranked{rankThing, ui.PaletteGroup{Label: r.Text.T(finder.Label)}}
		if finder.First {
			group.rank++
		}
		if finder.Permission == "" {
			group.rank = 1 // help stands behind the things themselves
		}
		for _, one := range found {
			if hasDigit(one.Label) && strings.EqualFold(strings.TrimPrefix(one.Label, "#"), strings.TrimPrefix(question, "#")) {
				group.rank = rankNumber
			}
			group.Entries = append(group.Entries, ui.PaletteEntry{Label: one.Label, Note: one.Note, URL: r.Path(one.Path), Icon: finder.Icon})
		}
		groups = append(groups, group)
	}
	return groups, nil
}

// acts reads "refund 1042": the first words name an act, the rest what it is done to.
// A number may stand first too.
func (p *palette) acts(tx *db.Tx, r *web.Request, question string) (ranked, error) {
	group := ranked{rankNumber + 1, ui.PaletteGroup{Label: r.Text.T("Do it")}}
	for _, one := range p.fixed {
		if one.command == nil || one.command.Of == nil || one.permission != "" && !r.Person.May(one.permission) {
			continue
		}
		object := objectOf(one.names, question)
		if object == "" {
			continue
		}
		found, err := one.command.Of(tx, r, object, paletteThings)
		if err != nil {
			return group, err
		}
		for _, f := range found {
			group.Entries = append(group.Entries, ui.PaletteEntry{Label: r.Text.T(one.command.Named, f.Label), Note: f.Note, URL: r.Path(f.Path), Icon: one.icon})
		}
	}
	return group, nil
}

// objectOf is what stands behind the name of an act, "" when the question does not name
// it. The longest name counts.
func objectOf(names search.Names, question string) string {
	parts := strings.Fields(question)
	for n := len(parts) - 1; n >= 1; n-- {
		if act := search.Words(strings.Join(parts[:n], " ")); names.Rank(act) > 0 {
			return strings.Join(parts[n:], " ")
		}
	}
	if len(parts) > 1 && hasDigit(parts[0]) && names.Rank(search.Words(strings.Join(parts[1:], " "))) > 0 {
		return parts[0]
	}
	return ""
}

func hasDigit(words string) bool { return strings.ContainsFunc(words, unicode.IsDigit) }
