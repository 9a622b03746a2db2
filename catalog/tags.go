package catalog

import (
	"slices"
	"strings"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
)

// ChangeTags gives a product some tags and takes others away; the rest stay. Case and
// accents do not tell tags apart. Unknown: errs.NotFound; too many: errs.Invalid.
func ChangeTags(tx *db.Tx, product id.ID, add, remove []string) error {
	return edit(tx, product, func(doc *Document) error {
		kept := slices.DeleteFunc(slices.Clone(doc.Tags), func(tag string) bool { return hasTag(remove, tag) })
		for _, tag := range add {
			if !hasTag(kept, tag) {
				kept = append(kept, tag)
			}
		}
		doc.Tags = kept
		return nil
	})
}

func hasTag(tags []string, wanted string) bool {
	return slices.ContainsFunc(tags, func(tag string) bool { return fold(tag) == fold(wanted) })
}

// SplitTags reads tags written with commas; none is errs.Invalid.
func SplitTags(text string) ([]string, error) {
	var tags []string
	for _, tag := range strings.Split(text, ",") {
		if tag = strings.TrimSpace(tag); tag != "" {
			tags = append(tags, tag)
		}
	}
	if len(tags) == 0 {
		return nil, errs.InvalidField("value", "Write at least one tag.")
	}
	return tags, nil
}

// DeleteDraft removes a product that was never on sale. One that is or was is
// errs.Conflict: archive it, so that old orders still lead to it.
func DeleteDraft(tx *db.Tx, product id.ID) error {
	p, err := Get(tx, product)
	if err != nil {
		return err
	}
	if p.Status != Draft {
		return errs.Conflict("Only drafts are deleted together. Archive this product instead.")
	}
	return Delete(tx, product)
}
