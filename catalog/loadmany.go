package catalog

import (
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/id"
)

// loadMany returns the whole documents of several products, in five statements for all
// of them. Products that do not exist are left out.
func loadMany(tx *db.Tx, products []id.ID) (map[id.ID]*Document, error) {
	docs := make(map[id.ID]*Document, len(products))
	for start := 0; start < len(products); start += documentsAtOnce {
		if err := loadPart(tx, products[start:min(start+documentsAtOnce, len(products))], docs); err != nil {
			return nil, err
		}
	}
	return docs, nil
}

func loadPart(tx *db.Tx, products []id.ID, into map[id.ID]*Document) error {
	rows, err := db.AllQ[Product](tx, db.Query(`SELECT `+productColumns+` FROM product p WHERE p.shop_id = $1`).AndIn(`p.id`, products))
	if err != nil || len(rows) == 0 {
		return err
	}
	variants, err := VariantsOf(tx, products)
	if err != nil {
		return err
	}
	tags, err := TagsOf(tx, products)
	if err != nil {
		return err
	}
	options, err := OptionsOf(tx, products, variants)
	if err != nil {
		return err
	}
	images, err := ImagesOf(tx, products)
	if err != nil {
		return err
	}
	for _, p := range rows {
		// As Load fills them, so that two documents compare equal.
		p.Tags, p.Options, p.Images = tags[p.ID], options[p.ID], images[p.ID]
		if p.Options == nil {
			p.Options = []Option{}
		}
		into[p.ID] = &Document{Product: p, Variants: variants[p.ID]}
	}
	return nil
}
