package catalog

import (
	"strings"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
)

// CollectionsInput chooses collections for the list of the admin. How is hand or rules;
// Sort is title, members or updated_at, with a minus for descending.
type CollectionsInput struct {
	Query         string
	How           string
	Sort          string
	After, Before string
	Limit         int
}

// BrowseCollections returns one page of collections. A shop has tens of them: they are
// read together and put in order here.
func BrowseCollections(tx *db.Tx, in CollectionsInput) (db.Page[Collection], error) {
	if in.Limit < 1 || in.Limit > maxLimit {
		in.Limit = defaultLimit
	}
	name, desc := strings.CutPrefix(in.Sort, "-")
	by := db.Order[Collection]{Name: name, Row: func(c Collection) int64 { return int64(c.ID) }}
	switch name {
	case "", "title":
		by.Name, by.Column, by.Words, by.Word = "title", "title", true, func(c Collection) string { return fold(c.Title) }
	case "members":
		by.Column, by.Number = name, func(c Collection) int64 { return c.Members }
	case "updated_at":
		by.Column, by.Number = name, func(c Collection) int64 { return int64(c.UpdatedAt) }
	default:
		return db.Page[Collection]{}, errs.InvalidField("sort", "This order is not known.")
	}
	all, err := Collections(tx)
	if err != nil {
		return db.Page[Collection]{}, err
	}
	var rows []Collection
	for _, c := range all {
		if strings.Contains(fold(c.Title), fold(in.Query)) && (in.How == "" || c.ByRule == (in.How == "rules")) {
			rows = append(rows, c)
		}
	}
	return db.SortPage(rows, by, db.Reading{After: in.After, Before: in.Before, Limit: in.Limit, Desc: desc})
}
