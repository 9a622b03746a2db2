package db

import (
	"context"
	"maps"
	"slices"

	"github.com/coulisse/coulisse/kit/id"
)

// Version is the state of what buyers see of a shop. Two equal versions mean that no
// watched table was written between them, by any process.
type Version struct{ Own, All int64 }

type versionRow struct {
	ShopID  id.ID
	Version int64
}

// VersionOf reads the version of a shop.
func VersionOf(tx *Tx, shop id.ID) (Version, error) {
	rows, err := All[versionRow](System(tx, "whether copies of a shop's pages are old"),
		`SELECT v.shop_id, v.version FROM shop_version v WHERE v.shop_id IN ($1, 0)`, shop)
	var v Version
	for _, row := range rows {
		if row.ShopID == 0 {
			v.All = row.Version
			continue
		}
		v.Own = row.Version
	}
	return v, err
}

// VersionNow is VersionOf in a transaction of its own.
func (d *DB) VersionNow(ctx context.Context, shop id.ID) (v Version, err error) {
	err = d.Read(ctx, Scope{Shop: shop}, func(tx *Tx) error {
		v, err = VersionOf(tx, shop)
		return err
	})
	return v, err
}

// Touch raises the shop's version with this transaction although no watched table was
// written: for what shows only at times, such as stock that runs low.
func Touch(tx *Tx) { tx.work.touched[tx.Shop] = true }

// raise is the last statement of a write that touched something: the row is held for
// the commit alone.
func (tx *Tx) raise() error {
	for _, shop := range slices.Sorted(maps.Keys(tx.work.touched)) {
		view := *tx
		view.Shop, view.system = shop, ""
		if shop == 0 {
			view.system = "a change that concerns all shops"
		}
		q, args := `INSERT INTO shop_version (shop_id, version) VALUES ($1, 1)
			ON CONFLICT (shop_id) DO UPDATE SET version = shop_version.version + 1`, []any(nil)
		if shop == 0 {
			args = []any{int64(0)}
		}
		if _, err := view.Exec(q, args...); err != nil {
			return err
		}
	}
	return nil
}
