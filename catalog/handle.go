package catalog

import (
	"strconv"
	"strings"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
)

const handleTaken = "This address is already used. Choose another one."

// productHandle returns the handle to store: the wished one, which must be free, or
// one made from the title with the smallest free number behind it.
func productHandle(tx *db.Tx, product id.ID, wished, title string) (string, error) {
	base := Slug(wished)
	if base != "" {
		_, taken, err := db.Maybe[id.ID](tx, `SELECT id FROM product WHERE shop_id = $1 AND handle = $2 AND id <> $3`, base, product)
		if err == nil && taken {
			err = errs.InvalidField("handle", handleTaken)
		}
		return base, err
	}
	base = slugOr(title, "product")
	used, err := db.All[string](tx, `SELECT handle FROM product WHERE shop_id = $1 AND (handle = $2 OR handle >= $3 AND handle < $4) AND id <> $5`,
		base, base+"-", base+".", product)
	return freeHandle(base, used), err
}

// collectionHandle is productHandle for collections; "all" and "new" stay the storefront's.
func collectionHandle(tx *db.Tx, collection id.ID, wished, title string) (string, error) {
	base := Slug(wished)
	if base == "all" {
		return "", errs.InvalidField("handle", "The address “all” always shows all products. Choose another one.")
	}
	if base != "" {
		_, taken, err := db.Maybe[id.ID](tx, `SELECT id FROM collection WHERE shop_id = $1 AND handle = $2 AND id <> $3`, base, collection)
		if err == nil && taken {
			err = errs.InvalidField("handle", handleTaken)
		}
		return base, err
	}
	base = slugOr(title, "collection")
	used, err := db.All[string](tx, `SELECT handle FROM collection WHERE shop_id = $1 AND (handle = $2 OR handle >= $3 AND handle < $4) AND id <> $5`,
		base, base+"-", base+".", collection)
	if base == "all" {
		used = append(used, base)
	}
	return freeHandle(base, used), err
}

func slugOr(title, fallback string) string {
	if slug := Slug(title); slug != "" {
		return slug
	}
	return fallback
}

func freeHandle(base string, used []string) string {
	taken := make(map[string]bool, len(used))
	for _, handle := range used {
		taken[strings.ToLower(handle)] = true
	}
	handle := base
	for n := 1; taken[handle]; n++ {
		handle = base + "-" + strconv.Itoa(n)
	}
	return handle
}
