package catalog

import (
	"maps"
	"slices"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/id"
)

func writeTags(tx *db.Tx, before, after *Document) error {
	if before != nil {
		if slices.Equal(before.Tags, after.Tags) {
			return nil
		}
		if _, err := tx.Exec(`DELETE FROM product_tag WHERE shop_id = $1 AND product_id = $2`, after.ID); err != nil {
			return err
		}
	}
	rows := make([][]any, 0, len(after.Tags))
	for i, tag := range after.Tags {
		rows = append(rows, []any{after.ID, fold(tag), tag, i + 1})
	}
	return tx.ExecMany(`INSERT INTO product_tag (shop_id, product_id, tag_key, tag, position) VALUES ($1, $2, $3, $4, $5)`, rows)
}

func writeOptions(tx *db.Tx, before, after *Document) error {
	if before != nil {
		if slices.Equal(before.OptionNames(), after.OptionNames()) {
			return nil
		}
		if _, err := tx.Exec(`DELETE FROM product_option WHERE shop_id = $1 AND product_id = $2`, after.ID); err != nil {
			return err
		}
	}
	rows := make([][]any, 0, len(after.Options))
	for i, option := range after.Options {
		rows = append(rows, []any{after.ID, i + 1, option.Name})
	}
	return tx.ExecMany(`INSERT INTO product_option (shop_id, product_id, position, name) VALUES ($1, $2, $3, $4)`, rows)
}

func writeImages(tx *db.Tx, before, after *Document) error {
	was := map[id.ID]Image{}
	if before != nil {
		for _, image := range before.Images {
			was[image.ID] = image
		}
	}
	kept := maps.Clone(was)
	var add, change, drop [][]any
	for _, i := range after.Images {
		old, known := was[i.ID]
		delete(was, i.ID)
		row := []any{i.ID, i.ProductID, i.Position, i.Hash, i.Alt, i.Width, i.Height, i.State, i.SourceURL, i.Problem}
		if !known {
			add = append(add, row)
			continue
		}
		if old != i {
			change = append(change, row)
		}
	}
	for gone := range was {
		drop = append(drop, []any{gone})
	}
	if err := tx.ExecMany(`DELETE FROM product_image WHERE shop_id = $1 AND id = $2`, drop); err != nil {
		return err
	}
	err := tx.ExecMany(`UPDATE product_image SET position = $4, hash = $5, alt = $6, width = $7, height = $8, state = $9, source_url = $10, problem = $11
		WHERE shop_id = $1 AND id = $2 AND product_id = $3`, change)
	if err != nil {
		return err
	}
	err = tx.ExecMany(`INSERT INTO product_image (shop_id, id, product_id, position, hash, alt, width, height, state, source_url, problem)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`, add)
	if err != nil {
		return err
	}
	for _, image := range after.Images {
		if _, known := kept[image.ID]; image.State == ImagePending && !known {
			if err := orderFetch(tx, image.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

func writeVariants(tx *db.Tx, before, after *Document) error {
	was := map[id.ID]Variant{}
	if before != nil {
		for _, v := range before.Variants {
			was[v.ID] = v
		}
	}
	var add, change, drop [][]any
	for _, v := range after.Variants {
		old, known := was[v.ID]
		delete(was, v.ID)
		if !known {
			add = append(add, variantRow(v))
			continue
		}
		if old != v {
			change = append(change, variantRow(v))
		}
	}
	for gone := range was {
		drop = append(drop, []any{gone})
	}
	if err := tx.ExecMany(`DELETE FROM variant WHERE shop_id = $1 AND id = $2`, drop); err != nil {
		return err
	}
	err := tx.ExecMany(`UPDATE variant SET position = $4, title = $5, option1 = $6, option2 = $7, option3 = $8, sku = $9, barcode = $10,
			price = $11, compare_at = $12, cost = $13, weight = $14, tax_category = $15, delivered = $16, tracked = $17, back_order = $18,
			image_id = $19, version = $20
		WHERE shop_id = $1 AND id = $2 AND product_id = $3`, change)
	if err != nil {
		return err
	}
	return tx.ExecMany(`INSERT INTO variant (shop_id, id, product_id, position, title, option1, option2, option3, sku, barcode, price, compare_at, cost,
			weight, tax_category, delivered, tracked, back_order, image_id, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)`, add)
}

func variantRow(v Variant) []any {
	return []any{v.ID, v.ProductID, v.Position, v.Title, v.Option1, v.Option2, v.Option3, v.SKU, v.Barcode, v.Price, v.CompareAt, v.Cost,
		v.Weight, v.TaxCategory, v.Delivered, v.Tracked, v.BackOrder, v.ImageID, v.Version}
}
