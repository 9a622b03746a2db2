package catalog

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/event"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/rich"
	"github.com/coulisse/coulisse/shops"
)

// Collection groups products. ByRule says that its members follow from Rules (all of
// them, or any when AnyRule is set); else Products lists them by hand in order.
// Sort is the order buyers see: one of the sorts of List.
type Collection struct {
	ID             id.ID   `json:"id"`
	Handle         string  `json:"handle"`
	Title          string  `json:"title"`
	Description    string  `json:"description"`
	ByRule         bool    `json:"by_rule"`
	AnyRule        bool    `json:"any_rule"`
	Sort           string  `json:"sort"`
	SEOTitle       string  `json:"seo_title"`
	SEODescription string  `json:"seo_description"`
	CreatedAt      db.Time `json:"created_at"`
	UpdatedAt      db.Time `json:"updated_at"`
	Version        int64   `json:"version"`
	Rules          []Rule  `json:"rules" db:"-"`
	Products       []id.ID `json:"products,omitempty" db:"-"`
	Members        int64   `json:"-" db:"members"`
}

// CollectionInput is a collection as a person or a program writes it.
type CollectionInput struct {
	Title, Handle, Description, Sort string
	SEOTitle, SEODescription         string
	ByRule, AnyRule                  bool
	Rules                            []Rule
	Products                         []id.ID
	Version                          int64
}

const collectionColumns = `c.id, c.handle, c.title, c.description, c.by_rule, c.any_rule, c.sort, c.seo_title, c.seo_description,
	c.created_at, c.updated_at, c.version,
	(SELECT COUNT(*) FROM collection_product m WHERE m.shop_id = c.shop_id AND m.collection_id = c.id) AS members`

// GetCollection returns one collection with its rules, or its products when it is
// kept by hand; NotFound when there is none.
func GetCollection(tx *db.Tx, collection id.ID) (Collection, error) {
	c, err := db.One[Collection](tx, `SELECT `+collectionColumns+` FROM collection c WHERE c.shop_id = $1 AND c.id = $2`, collection)
	if err != nil {
		return c, err
	}
	c.Rules, err = db.All[Rule](tx, `SELECT field, relation, value FROM collection_rule WHERE shop_id = $1 AND collection_id = $2 ORDER BY position`, c.ID)
	if err != nil || c.ByRule {
		return c, err
	}
	c.Products, err = db.All[id.ID](tx, `SELECT product_id FROM collection_product WHERE shop_id = $1 AND collection_id = $2 ORDER BY position, product_id`, c.ID)
	return c, err
}

// CollectionByHandle returns the collection of that public address.
func CollectionByHandle(tx *db.Tx, handle string) (Collection, error) {
	collection, err := db.One[id.ID](tx, `SELECT id FROM collection WHERE shop_id = $1 AND handle = $2`, handle)
	if err != nil {
		return Collection{}, err
	}
	return GetCollection(tx, collection)
}

// Collections lists all collections by title, without rules and products. Shops have
// tens or hundreds of them; the first thousand are returned.
func Collections(tx *db.Tx) ([]Collection, error) {
	return db.All[Collection](tx, `SELECT `+collectionColumns+` FROM collection c WHERE c.shop_id = $1 ORDER BY c.title_key, c.id LIMIT 1000`)
}

// CollectionsOf lists the collections a product is in.
func CollectionsOf(tx *db.Tx, product id.ID) ([]Collection, error) {
	return db.All[Collection](tx, `SELECT `+collectionColumns+` FROM collection c
		JOIN collection_product cp ON cp.shop_id = c.shop_id AND cp.collection_id = c.id
		WHERE c.shop_id = $1 AND cp.product_id = $2 ORDER BY c.title_key, c.id`, product)
}

// CreateCollection writes a new collection and finds its members.
func CreateCollection(tx *db.Tx, in CollectionInput) (Collection, error) {
	c := &Collection{}
	if err := in.fill(tx, c); err != nil {
		return *c, err
	}
	err := saveCollection(tx, "created", nil, c)
	return *c, err
}

// UpdateCollection replaces a collection's fields, rules and products. Conflict
// means somebody else was faster.
func UpdateCollection(tx *db.Tx, collection id.ID, in CollectionInput) (Collection, error) {
	before, err := GetCollection(tx, collection)
	if err != nil {
		return before, err
	}
	if in.Version != 0 && in.Version != before.Version {
		return before, errs.Conflict(changedMeanwhile)
	}
	after := before
	if err := in.fill(tx, &after); err != nil {
		return before, err
	}
	err = saveCollection(tx, "updated", &before, &after)
	return after, err
}

// DeleteCollection removes a collection; its products stay.
func DeleteCollection(tx *db.Tx, collection id.ID) error {
	before, err := GetCollection(tx, collection)
	if err != nil {
		return err
	}
	return saveCollection(tx, "deleted", &before, nil)
}

// AddToCollection puts products at the end of a collection kept by hand.
func AddToCollection(tx *db.Tx, collection id.ID, products []id.ID) error {
	before, err := GetCollection(tx, collection)
	if err != nil {
		return err
	}
	if before.ByRule {
		return errs.Conflict("“%s” chooses its products by rules. Change the rules instead.", before.Title)
	}
	after := before
	after.Products = slices.Clone(before.Products)
	for _, product := range products {
		if !slices.Contains(after.Products, product) {
			after.Products = append(after.Products, product)
		}
	}
	return saveCollection(tx, "updated", &before, &after)
}

func (in CollectionInput) fill(tx *db.Tx, c *Collection) error {
	old := c.Handle
	c.Title, c.Description = squeeze(in.Title), rich.Clean(in.Description)
	c.SEOTitle, c.SEODescription = squeeze(in.SEOTitle), squeeze(in.SEODescription)
	c.ByRule, c.AnyRule, c.Sort = in.ByRule, in.AnyRule, or(in.Sort, "manual")
	c.Rules, c.Products = nil, nil
	e := errs.Invalid(checkFields)
	if c.Title == "" {
		e.With("title", "Give the collection a name.")
	}
	tooLong(e, "title", c.Title, maxTitle)
	tooLong(e, "seo_title", c.SEOTitle, maxSEO)
	tooLong(e, "seo_description", c.SEODescription, maxSEO)
	if _, known := sorts[c.Sort]; !known {
		e.With("sort", "This order is not known.")
	}
	if c.ByRule {
		c.Rules = cleanRules(in.Rules, e)
	} else {
		c.Products = withoutRepeats(in.Products)
	}
	if err := e.OrNil(); err != nil {
		return err
	}
	wished := in.Handle
	if wished == "" {
		wished = old
	}
	if old != "" && wished == old {
		return nil
	}
	var err error
	c.Handle, err = collectionHandle(tx, c.ID, wished, c.Title)
	return err
}

// saveCollection is the only writer of collections: rows, members, record, facts.
func saveCollection(tx *db.Tx, verb string, before, after *Collection) error {
	db.Forget(tx, ruleSetsKey{})
	if after == nil {
		return removeCollection(tx, verb, before)
	}
	if after.ID == 0 {
		after.ID, after.CreatedAt = tx.NewID(), tx.Now
	}
	after.UpdatedAt, after.Version = tx.Now, after.Version+1
	if err := writeCollection(tx, before, after); err != nil {
		return err
	}
	if err := writeMembers(tx, after); err != nil {
		return err
	}
	change := shops.Change{Object: objectCollection, ID: after.ID, Title: after.Title, Verb: verb, After: after, Undoable: true}
	if before != nil {
		change.Before = before
	}
	if err := shops.Record(tx, change); err != nil {
		return err
	}
	if before != nil && before.Handle != after.Handle {
		moved := HandleChanged{OldPath: "/collections/" + before.Handle, NewPath: "/collections/" + after.Handle}
		if err := event.Publish(tx, moved); err != nil {
			return err
		}
	}
	return event.Publish(tx, CollectionChanged{Collection: after.ID})
}

func writeCollection(tx *db.Tx, before, c *Collection) error {
	row := []any{c.ID, c.Handle, c.Title, fold(c.Title), c.Description, c.ByRule, c.AnyRule, c.Sort, c.SEOTitle, c.SEODescription, c.UpdatedAt, c.Version}
	if before == nil {
		_, err := tx.Exec(`INSERT INTO collection (shop_id, id, handle, title, title_key, description, by_rule, any_rule, sort, seo_title, seo_description,
				updated_at, version, created_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`, append(row, c.CreatedAt)...)
		if err != nil {
			return err
		}
		return writeRules(tx, c)
	}
	c.Version = before.Version + 1
	row[len(row)-1] = c.Version
	hit, err := tx.Exec(`UPDATE collection SET handle = $3, title = $4, title_key = $5, description = $6, by_rule = $7, any_rule = $8, sort = $9,
			seo_title = $10, seo_description = $11, updated_at = $12, version = $13
		WHERE shop_id = $1 AND id = $2 AND version = $14`, append(row, before.Version)...)
	if err == nil && hit == 0 {
		err = errs.Conflict(changedMeanwhile)
	}
	if err != nil {
		return err
	}
	if _, err := tx.Exec(`DELETE FROM collection_rule WHERE shop_id = $1 AND collection_id = $2`, c.ID); err != nil {
		return err
	}
	return writeRules(tx, c)
}

func writeRules(tx *db.Tx, c *Collection) error {
	rows := make([][]any, 0, len(c.Rules))
	for i, rule := range c.Rules {
		rows = append(rows, []any{c.ID, i + 1, rule.Field, rule.Relation, rule.Value})
	}
	return tx.ExecMany(`INSERT INTO collection_rule (shop_id, collection_id, position, field, relation, value) VALUES ($1, $2, $3, $4, $5, $6)`, rows)
}

func removeCollection(tx *db.Tx, verb string, before *Collection) error {
	hit, err := tx.Exec(`DELETE FROM collection WHERE shop_id = $1 AND id = $2 AND version = $3`, before.ID, before.Version)
	if err != nil {
		return err
	}
	if hit == 0 {
		return errs.Conflict(changedMeanwhile)
	}
	change := shops.Change{Object: objectCollection, ID: before.ID, Title: before.Title, Verb: verb, Before: before, Undoable: true}
	if err := shops.Record(tx, change); err != nil {
		return err
	}
	return event.Publish(tx, CollectionChanged{Collection: before.ID, Deleted: true})
}

func restoreCollection(tx *db.Tx, collection id.ID, before []byte) error {
	var now *Collection
	current, err := GetCollection(tx, collection)
	if err != nil && !errs.Is(err, errs.KindNotFound) {
		return err
	}
	if err == nil {
		now = &current
	}
	if before == nil {
		if now == nil {
			return nil
		}
		return saveCollection(tx, "deleted", now, nil)
	}
	then := &Collection{}
	if err := json.Unmarshal(before, then); err != nil {
		return fmt.Errorf("read the recorded collection: %w", err)
	}
	handle, err := collectionHandle(tx, collection, then.Handle, then.Title)
	if errs.Is(err, errs.KindInvalid) {
		handle, err = collectionHandle(tx, collection, "", then.Handle)
	}
	if err != nil {
		return err
	}
	then.Handle = handle
	verb := "updated"
	if now == nil {
		verb = "created"
	}
	return saveCollection(tx, verb, now, then)
}

func withoutRepeats(ids []id.ID) []id.ID {
	var once []id.ID
	seen := map[id.ID]bool{0: true}
	for _, one := range ids {
		if !seen[one] {
			seen[one] = true
			once = append(once, one)
		}
	}
	return once
}

// CollectionInputOf is the input that would leave the collection as it is: the base
// of partial changes.
func CollectionInputOf(c Collection) CollectionInput {
	return CollectionInput{Title: c.Title, Handle: c.Handle, Description: c.Description, Sort: c.Sort, SEOTitle: c.SEOTitle,
		SEODescription: c.SEODescription, ByRule: c.ByRule, AnyRule: c.AnyRule, Rules: slices.Clone(c.Rules), Products: slices.Clone(c.Products), Version: c.Version}
}

// PutInto puts a product at the end of a collection kept by hand, or takes it out.
// Nothing is written when it is as asked already.
func PutInto(tx *db.Tx, collection, product id.ID, in bool) error {
	before, err := GetCollection(tx, collection)
	if err != nil {
		return err
	}
	at := slices.Index(before.Products, product)
	if before.ByRule || in == (at >= 0) {
		return nil
	}
	after := before
	after.Products = slices.Clone(before.Products)
	if in {
		after.Products = append(after.Products, product)
	} else {
		after.Products = slices.Delete(after.Products, at, at+1)
	}
	return saveCollection(tx, "updated", &before, &after)
}
