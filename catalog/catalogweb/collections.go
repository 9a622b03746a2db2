package catalogweb

import (
	"fmt"
	"strconv"

	"github.com/coulisse/coulisse/catalog"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/shops"
)

type collectionForm struct {
	Title          string       `form:"title"`
	Description    string       `form:"description"`
	Handle         string       `form:"handle"`
	Sort           string       `form:"sort"`
	SEOTitle       string       `form:"seo_title"`
	SEODescription string       `form:"seo_description"`
	How            string       `form:"how"` // hand or rules
	Match          string       `form:"match"`
	Rules          []ruleForm   `form:"rules"`
	Products       []memberForm `form:"products"`
	Version        int64        `form:"version"`
}

type ruleForm struct {
	Test  string `form:"test"` // field and relation: "price:less"
	Value string `form:"value"`
}

type memberForm struct {
	ID     id.ID `form:"id"`
	Place  int64 `form:"place"`
	Remove bool  `form:"remove"`
}

type collectionProps struct {
	in       collectionForm
	f        faults
	c        catalog.Collection
	action   string
	base     string
	host     string
	products string
	tests    []ui.Option
	sorts    []ui.Option
	members  []catalog.Product
	more     bool
	find     string
	found    []catalog.Product
	moments  []ui.Moment
	mayEdit  bool
	picture  func(hash string) string
	prefix   string
}

func newCollection(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	return newCollectionAgain(tx, r, collectionForm{How: "hand", Match: "all", Sort: "manual"}, nil)
}

func newCollectionAgain(tx *db.Tx, r *web.Request, in collectionForm, problem *errs.Error) (web.Answer, error) {
	p := collectionPropsOf(r, catalog.Collection{}, in, problem)
	p.action = r.Path("/collections")
	frame := r.Frame(tx, "Add collection", "collections")
	frame.Breadcrumb = []ui.Link{{Label: r.Text.T("Collections"), URL: r.Path("/collections")}}
	frame.Styles = []string{Assets().Path("catalog.css")}
	return web.Page(ui.Page(frame, collectionView(p))), nil
}

func createCollection(tx *db.Tx, r *web.Request, in collectionForm) (web.Answer, error) {
	input, err := in.input(r)
	if err != nil {
		return web.Answer{}, err
	}
	input.Version = 0
	c, err := catalog.CreateCollection(tx, input)
	if err != nil {
		return web.Answer{}, err
	}
	return web.Redirect(r.Path("/collections", c.ID.Text(catalog.CollectionPrefix))).Toast("Collection “%s” created.", c.Title).Undo(shops.CurrentChangeSet(tx)), nil
}

func loadCollection(tx *db.Tx, r *web.Request) (catalog.Collection, error) {
	collection, err := r.ID("collection", catalog.CollectionPrefix)
	if err != nil {
		return catalog.Collection{}, err
	}
	return catalog.GetCollection(tx, collection)
}

func collection(tx *db.Tx, r *web.Request, _ findForm) (web.Answer, error) {
	in, err := storedCollection(tx, r)
	if err != nil {
		return web.Answer{}, err
	}
	return collectionAgain(tx, r, in, nil)
}

// storedCollection fills the form from what is stored.
func storedCollection(tx *db.Tx, r *web.Request) (collectionForm, error) {
	c, err := loadCollection(tx, r)
	if err != nil {
		return collectionForm{}, err
	}
	in := collectionForm{Title: c.Title, Description: c.Description, Handle: c.Handle, Sort: c.Sort, SEOTitle: c.SEOTitle, SEODescription: c.SEODescription,
		How: "hand", Match: "all", Version: c.Version}
	if c.ByRule {
		in.How = "rules"
	}
	if c.AnyRule {
		in.Match = "any"
	}
	for _, rule := range c.Rules {
		value := rule.Value
		if amount, err := strconv.ParseInt(value, 10, 64); err == nil && isMoney(rule.Field) {
			value = decimal(r, amount)
		}
		in.Rules = append(in.Rules, ruleForm{rule.Field + ":" + rule.Relation, value})
	}
	return in, nil
}

type findForm struct {
	Find string `form:"find"`
}

func collectionAgain(tx *db.Tx, r *web.Request, in collectionForm, problem *errs.Error) (web.Answer, error) {
	c, err := loadCollection(tx, r)
	if err != nil {
		return web.Answer{}, err
	}
	p := collectionPropsOf(r, c, in, problem)
	p.base = r.Path("/collections", c.ID.Text(catalog.CollectionPrefix))
	p.action = p.base
	if err := p.fill(tx, r); err != nil {
		return web.Answer{}, err
	}
	frame := r.Frame(tx, c.Title, "collections")
	frame.Title = c.Title
	frame.Subtitle = r.Text.N(int(c.Members), "%d product", "%d products")
	frame.Breadcrumb = []ui.Link{{Label: r.Text.T("Collections"), URL: r.Path("/collections")}}
	frame.Styles = []string{Assets().Path("catalog.css")}
	frame.Actions = collectionActions(p, r.ShopURL("/collections/"+c.Handle))
	return web.Page(ui.Page(frame, collectionView(p))).Holds(p.action, in), nil
}

func collectionPropsOf(r *web.Request, c catalog.Collection, in collectionForm, problem *errs.Error) collectionProps {
	p := collectionProps{in: in, c: c, f: faultsOf(r, problem), host: r.ShopURL("/collections/"), mayEdit: r.Person.May(mayEdit), products: r.Path("/products"),
		picture: func(hash string) string { return r.FileURL(hash, 165) }, prefix: catalog.ProductPrefix}
	for range 3 {
		p.in.Rules = append(p.in.Rules, ruleForm{Test: "tag:is"})
	}
	for _, field := range catalog.RuleFields {
		for _, relation := range catalog.RuleRelations(field.Kind) {
			p.tests = append(p.tests, ui.Option{Value: field.Name + ":" + relation, Group: r.Text.T(fieldNames[field.Name]),
				Label: r.Text.T(fieldNames[field.Name]) + " " + r.Text.T(relationNames[relation])})
		}
	}
	for _, sort := range []string{"manual", "-created_at", "title", "-title", "price", "-price"} {
		p.sorts = append(p.sorts, ui.Option{Value: sort, Label: r.Text.T(sortNames[sort])})
	}
	return p
}

var fieldNames = map[string]string{"tag": text.Key("Tag"), "title": text.Key("Name"), "vendor": text.Key("Vendor"), "kind": text.Key("Type"),
	"variant_title": text.Key("Variant"), "sku": text.Key("SKU"), "price": text.Key("Price"), "compare_at": text.Key("Price before"), "weight": text.Key("Weight (g)")}

var relationNames = map[string]string{"is": text.Key("is"), "is_not": text.Key("is not"), "contains": text.Key("contains"), "not_contains": text.Key("does not contain"),
	"starts": text.Key("starts with"), "ends": text.Key("ends with"), "greater": text.Key("is more than"), "less": text.Key("is less than")}

var sortNames = map[string]string{"manual": text.Key("By hand"), "-created_at": text.Key("Newest first"), "title": text.Key("Name, A to Z"),
	"-title": text.Key("Name, Z to A"), "price": text.Key("Cheapest first"), "-price": text.Key("Dearest first")}

func isMoney(field string) bool { return field == "price" || field == "compare_at" }

const shownMembers = 200

func (p *collectionProps) fill(tx *db.Tx, r *web.Request) error {
	page, err := catalog.List(tx, catalog.ListInput{Collection: p.c.ID, Sort: "manual", Limit: shownMembers})
	if err != nil {
		return err
	}
	p.members, p.more = page.Rows, page.Next != ""
	p.find = r.Query("find")
	if p.find != "" && !p.c.ByRule {
		found, err := catalog.List(tx, catalog.ListInput{Query: p.find, Limit: 20})
		if err != nil {
			return err
		}
		p.found = found.Rows
	}
	rows, err := shops.Timeline(tx, "collection", p.c.ID)
	p.moments = momentsOf(r, rows, tx.Now, p.mayEdit)
	return err
}

// input turns the form into the catalogue's input; amounts of rules become minor units.
func (in collectionForm) input(r *web.Request) (catalog.CollectionInput, error) {
	to := catalog.CollectionInput{Title: in.Title, Handle: in.Handle, Description: in.Description, Sort: in.Sort, SEOTitle: in.SEOTitle,
		SEODescription: in.SEODescription, ByRule: in.How == "rules", AnyRule: in.Match == "any", Version: in.Version}
	e := errs.Invalid("Please check the marked fields.")
	for i, rule := range in.Rules {
		field, relation := cutTest(rule.Test)
		value := rule.Value
		if isMoney(field) && value != "" && to.ByRule {
			value = strconv.FormatInt(amountOf(r, value, fmt.Sprintf("rules[%d].value", i), e), 10)
		}
		to.Rules = append(to.Rules, catalog.Rule{Field: field, Relation: relation, Value: value})
	}
	return to, e.OrNil()
}

func cutTest(test string) (field, relation string) {
	for i := range test {
		if test[i] == ':' {
			return test[:i], test[i+1:]
		}
	}
	return test, ""
}

func saveCollection(tx *db.Tx, r *web.Request, in collectionForm) (web.Answer, error) {
	c, err := loadCollection(tx, r)
	if err != nil {
		return web.Answer{}, err
	}
	input, err := in.input(r)
	if err != nil {
		return web.Answer{}, err
	}
	input.Products = in.order(c)
	if _, err := catalog.UpdateCollection(tx, c.ID, input); err != nil {
		return web.Answer{}, err
	}
	return web.Redirect(r.Path("/collections", c.ID.Text(catalog.CollectionPrefix))).Toast("Saved.").Undo(shops.CurrentChangeSet(tx)), nil
}

// order is the products by hand after places and removals typed; those the page did
// not show stay behind.
func (in collectionForm) order(c catalog.Collection) []id.ID {
	gone, place := map[id.ID]bool{}, map[id.ID]int64{}
	for _, m := range in.Products {
		gone[m.ID], place[m.ID] = m.Remove, m.Place
	}
	var kept []id.ID
	for _, product := range c.Products {
		if !gone[product] {
			kept = append(kept, product)
		}
	}
	sortByPlace(kept, place)
	return kept
}

type addForm struct {
	Product id.ID `form:"product"`
}

func addToCollection(tx *db.Tx, r *web.Request, in addForm) (web.Answer, error) {
	c, err := loadCollection(tx, r)
	if err != nil {
		return web.Answer{}, err
	}
	if err := catalog.AddToCollection(tx, c.ID, []id.ID{in.Product}); err != nil {
		return web.Answer{}, err
	}
	return web.Redirect(r.Path("/collections", c.ID.Text(catalog.CollectionPrefix))).Toast("Product added.").Undo(shops.CurrentChangeSet(tx)), nil
}

func deleteCollection(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	c, err := loadCollection(tx, r)
	if err != nil {
		return web.Answer{}, err
	}
	if err := catalog.DeleteCollection(tx, c.ID); err != nil {
		return web.Answer{}, err
	}
	return web.Redirect(r.Path("/collections")).Toast("Collection “%s” deleted. Its products stay.", c.Title).Undo(shops.CurrentChangeSet(tx)), nil
}
