package catalogweb

import (
	"github.com/coulisse/coulisse/catalog"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/list"
	"github.com/coulisse/coulisse/kit/text"
)

// productActs are what can be done with many products at once; each is one change set.
func productActs() []list.Act[productRow] {
	status := func(to string) func(tx *db.Tx, p productRow, _ list.Input) error {
		return func(tx *db.Tx, p productRow, _ list.Input) error { return catalog.SetStatus(tx, p.ID, to) }
	}
	tags := []list.ActField{{Name: "value", Label: text.Key("Tags"), Hint: text.Key("Separate tags with commas."), Control: list.Several,
		Options: productFilters()[2].Options}}
	collection := []list.ActField{{Name: "value", Label: text.Key("Collection"), Control: list.Choice, Options: collectionOptions(true)}}
	return []list.Act[productRow]{
		{ID: "grid", Label: text.Key("Bulk edit"), Icon: "sliders-horizontal", Permission: mayEdit, To: toGrid},
		{ID: "activate", Label: text.Key("Activate"), Icon: "check", Permission: mayEdit, Summary: text.Key("Products put on sale"), Do: status(catalog.Active)},
		{ID: "draft", Label: text.Key("Make draft"), Icon: "eye-off", Permission: mayEdit, Summary: text.Key("Products made drafts"), Do: status(catalog.Draft)},
		{ID: "archive", Label: text.Key("Archive"), Icon: "inbox", Permission: mayEdit, Summary: text.Key("Products archived"), Do: status(catalog.Archived)},
		{ID: "tag", Label: text.Key("Add tags"), Icon: "tag", Permission: mayEdit, Summary: text.Key("Tags added to products"), Fields: tags, Check: checkTags,
			Do: func(tx *db.Tx, p productRow, in list.Input) error {
				given, err := catalog.SplitTags(in.Value)
				if err != nil {
					return err
				}
				return catalog.ChangeTags(tx, p.ID, given, nil)
			}},
		{ID: "untag", Label: text.Key("Remove tags"), Icon: "minus", Permission: mayEdit, Summary: text.Key("Tags removed from products"), Fields: tags, Check: checkTags,
			Do: func(tx *db.Tx, p productRow, in list.Input) error {
				given, err := catalog.SplitTags(in.Value)
				if err != nil {
					return err
				}
				return catalog.ChangeTags(tx, p.ID, nil, given)
			}},
		{ID: "collect", Label: text.Key("Add to a collection"), Icon: "layers", Permission: mayEdit, Summary: text.Key("Products added to a collection"), Fields: collection, Check: checkCollection, Do: collect(true)},
		{ID: "uncollect", Label: text.Key("Take out of a collection"), Icon: "minus", Permission: mayEdit, Summary: text.Key("Products taken out of a collection"), Fields: collection, Check: checkCollection, Do: collect(false)},
		{ID: "delete", Label: text.Key("Delete drafts"), Icon: "trash-2", Permission: mayEdit, Danger: true, Summary: text.Key("Drafts deleted"),
			Ask: text.Key("Drafts are deleted; products that are or were on sale stay."),
			Do:  func(tx *db.Tx, p productRow, _ list.Input) error { return catalog.DeleteDraft(tx, p.ID) }},
	}
}

func checkTags(_ *db.Tx, in list.Input) error {
	_, err := catalog.SplitTags(in.Value)
	return err
}

// checkCollection refuses a collection that is gone or fills itself by rules.
func checkCollection(tx *db.Tx, in list.Input) error {
	collection, err := id.Parse(catalog.CollectionPrefix, in.Value)
	if err != nil {
		return err
	}
	c, err := catalog.GetCollection(tx, collection)
	if err == nil && c.ByRule {
		err = errs.Conflict("“%s” chooses its products by rules. Change the rules instead.", c.Title)
	}
	return err
}

func collect(in bool) func(tx *db.Tx, p productRow, given list.Input) error {
	return func(tx *db.Tx, p productRow, given list.Input) error {
		collection, err := id.Parse(catalog.CollectionPrefix, given.Value)
		if err != nil {
			return err
		}
		return catalog.PutInto(tx, collection, p.ID, in)
	}
}
