package shopsweb

import (
	"strings"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/shops"
)

// LastToChange names who last changed the thing or the settings that an address is
// about, for web.Config; "" when the history does not tell.
func LastToChange(g Given) func(tx *db.Tx, r *web.Request) string {
	return func(tx *db.Tx, r *web.Request) string {
		object, row := g.named(r)
		// A statement that failed spoils the transaction, which then answers with the fault.
		if row == 0 {
			if found, err := shops.History(tx, shops.HistoryInput{Limit: 1}); err == nil && len(found.Rows) > 0 {
				return found.Rows[0].ActorName
			}
			return ""
		}
		if found, err := shops.Timeline(tx, object, row); err == nil && len(found) > 0 {
			return found[0].ActorName
		}
		return ""
	}
}

// named is the object an address is about; "" is any, for settings of several kinds.
func (g Given) named(r *web.Request) (object string, row id.ID) {
	path := strings.TrimPrefix(r.HTTP.URL.Path, r.Path("/"))
	for name, place := range g.Places {
		rest, ok := strings.CutPrefix(path, place.Path+"/")
		if !ok || place.Prefix == "" {
			continue
		}
		first, _, _ := strings.Cut(rest, "/")
		if found, err := id.Parse(place.Prefix, first); err == nil {
			return name, found
		}
	}
	return "", 0
}
