package catalog

import (
	"errors"
	"slices"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/shops"
)

// GridEdit is one changed cell in stored values: what the person saw and what it
// shall be.
type GridEdit struct {
	Variant id.ID  `json:"v"`
	Column  string `json:"c"`
	Was     string `json:"w"`
	Now     string `json:"n"`
}

// StockEdit is a changed cell of stock for the department that keeps it: By is how
// many more there shall be, so that a sale meanwhile is not overwritten.
type StockEdit struct {
	Variant id.ID
	Title   string // what people call it
	By      int64
	Reason  string
	Note    string
}

// GridInput are the edits of one save. Valid saves what is right and reports the
// rest; else one fault keeps everything as it is. Stock is stock.ApplyEdit.
type GridInput struct {
	Edits  []GridEdit
	Valid  bool
	Reason string // of the movements of stock
	Stock  func(tx *db.Tx, e StockEdit) error
}

// GridFault says what is wrong with one cell. When somebody else changed it since,
// Theirs is what it holds now.
type GridFault struct {
	Variant  id.ID  `json:"v"`
	Column   string `json:"c"`
	Message  string `json:"m"`
	Args     []any  `json:"a,omitempty"`
	Conflict bool   `json:"x,omitempty"`
	Theirs   string `json:"t,omitempty"`
}

// GridResult says what a save did.
type GridResult struct {
	Saved    int64 // cells
	Products int64
	Faults   []GridFault
}

// errFaulty takes back a save of which a cell is wrong, or of which nothing is left.
var errFaulty = errors.New("a cell of the bulk edit is wrong")

// SaveGrid changes many products at once. Each goes through the same checks as on its
// own page and counts as changed by the transaction's change set; stock becomes
// movements. A cell somebody else changed since it was read is a fault, not an error.
func SaveGrid(tx *db.Tx, in GridInput) (GridResult, error) {
	set := shops.CurrentChangeSet(tx)
	var result GridResult
	err := tx.Try(func() error {
		if err := in.open(tx, set); err != nil {
			return err
		}
		s := &gridSave{tx: tx, in: in}
		err := indexing(tx, s.all)
		result = s.result
		if err == nil && (s.doomed() || result.Saved == 0) {
			err = errFaulty
		}
		return err
	})
	if errors.Is(err, errFaulty) {
		return GridResult{Faults: result.Faults}, nil
	}
	return result, err
}

// open lets the save join the change set there is, or names a new one.
func (in GridInput) open(tx *db.Tx, set id.ID) error {
	if set != 0 || len(in.Edits) < 2 {
		shops.UseChangeSet(tx, set)
		return nil
	}
	_, err := shops.OpenChangeSet(tx, "Bulk edit of %d cells", len(in.Edits))
	return err
}

// gridSave is one save on its way.
type gridSave struct {
	tx      *db.Tx
	in      GridInput
	docs    map[id.ID]*Document
	places  map[id.ID]int      // of the variants of the product at hand
	members map[id.ID][]string // collections by hand of each product, by title
	result  GridResult
	joins   collectionEdits
}

func (s *gridSave) all() error {
	order, byProduct, err := s.group()
	if err != nil {
		return err
	}
	if s.docs, err = loadMany(s.tx, order); err != nil {
		return err
	}
	if err := s.findMembers(order); err != nil {
		return err
	}
	for _, product := range order {
		if err := s.product(product, byProduct[product]); err != nil {
			return err
		}
	}
	return s.joins.write(s.tx)
}

// group finds the product of each edit. Edits of variants that are gone are faults.
func (s *gridSave) group() ([]id.ID, map[id.ID][]GridEdit, error) {
	products, err := productsOf(s.tx, s.in.Edits)
	if err != nil {
		return nil, nil, err
	}
	var order []id.ID
	groups := map[id.ID][]GridEdit{}
	for _, e := range s.in.Edits {
		product := products[e.Variant]
		if product == 0 {
			s.fault(e, errs.NotFound("This variant does not exist or has been removed."))
			continue
		}
		if groups[product] == nil {
			order = append(order, product)
		}
		groups[product] = append(groups[product], e)
	}
	return order, groups, nil
}

func productsOf(tx *db.Tx, edits []GridEdit) (map[id.ID]id.ID, error) {
	var variants []id.ID
	products := map[id.ID]id.ID{}
	for _, e := range edits {
		if _, known := products[e.Variant]; !known {
			products[e.Variant] = 0
			variants = append(variants, e.Variant)
		}
	}
	for start := 0; start < len(variants); start += 1000 {
		rows, err := db.AllQ[struct{ ID, ProductID id.ID }](tx, db.Query(`SELECT v.id, v.product_id FROM variant v WHERE v.shop_id = $1`).
			AndIn(`v.id`, variants[start:min(start+1000, len(variants))]))
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			products[row.ID] = row.ProductID
		}
	}
	return products, nil
}

func (s *gridSave) fault(e GridEdit, err error) {
	refusal := errs.As(err)
	s.result.Faults = append(s.result.Faults, GridFault{Variant: e.Variant, Column: e.Column, Message: refusal.Message, Args: refusal.Args})
}

// product applies the edits of one product. Wrong cells are left out, and the others
// are tried again, because what is refused may depend on them.
func (s *gridSave) product(product id.ID, edits []GridEdit) error {
	before := s.docs[product]
	s.places = map[id.ID]int{}
	for i := range before.Variants {
		s.places[before.Variants[i].ID] = i
	}
	good := slices.DeleteFunc(slices.Clone(edits), func(e GridEdit) bool { return s.conflict(before, e) })
	for len(good) > 0 {
		after := before.clone()
		for _, e := range good {
			column, _ := GridColumnOf(e.Column)
			column.put(&after.Product, &after.Variants[s.places[e.Variant]], e.Now)
		}
		wrong, err := s.check(before, after, good)
		if err != nil {
			return err
		}
		if wrong == nil && s.doomed() {
			return nil
		}
		if wrong == nil {
			return s.write(before, after, good)
		}
		good = slices.DeleteFunc(good, func(e GridEdit) bool { return slices.Contains(wrong, e) })
	}
	return nil
}

// doomed says that nothing of this save will stay, so that nothing need be written.
func (s *gridSave) doomed() bool { return len(s.result.Faults) > 0 && !s.in.Valid }

const changedCell = "Somebody else changed this cell in the meantime."

// conflict reports an edit whose cell no longer holds what the person saw. Stock is
// left out: its difference is booked whatever was sold meanwhile.
func (s *gridSave) conflict(doc *Document, e GridEdit) bool {
	column, known := GridColumnOf(e.Column)
	if !known {
		s.fault(e, errs.Invalid("This field is not known here."))
		return true
	}
	now := ""
	switch e.Column {
	case GridStock:
		return false
	case GridCollections:
		now = joinWords(s.members[doc.ID])
	default:
		now = column.Of(&doc.Product, &doc.Variants[s.places[e.Variant]])
	}
	if now == e.Was || now == e.Now {
		return false
	}
	s.result.Faults = append(s.result.Faults, GridFault{Variant: e.Variant, Column: e.Column, Message: changedCell, Conflict: true, Theirs: now})
	return true
}

// check returns the edits that are wrong, with their faults noted.
func (s *gridSave) check(before, after *Document, edits []GridEdit) ([]GridEdit, error) {
	err := after.check(before)
	if err == nil && after.Handle != before.Handle {
		after.Handle, err = productHandle(s.tx, after.ID, after.Handle, after.Title)
	}
	if err == nil {
		err = s.checkCollections(edits)
	}
	refusal := errs.As(err)
	if refusal == nil {
		return nil, err
	}
	var wrong []GridEdit
	for _, field := range refusal.Fields {
		e := culprit(after, edits, field.Name)
		if slices.Contains(wrong, e) {
			continue
		}
		wrong = append(wrong, e)
		s.result.Faults = append(s.result.Faults, GridFault{Variant: e.Variant, Column: e.Column, Message: field.Message, Args: field.Args})
	}
	if len(wrong) == 0 {
		wrong = append(wrong, edits[0])
		s.fault(edits[0], refusal)
	}
	return wrong, nil
}

// write saves the product and books its stock. Stock that is refused is a fault of its cell.
func (s *gridSave) write(before, after *Document, edits []GridEdit) error {
	if _, err := save(s.tx, "updated", before, after); err != nil {
		return err
	}
	s.result.Products++
	for _, e := range edits {
		var err error
		switch e.Column {
		case GridStock:
			err = s.bookStock(after, e)
		case GridCollections:
			s.joins.add(after.ID, s.members[after.ID], splitWords(e.Now))
		}
		if refusal := errs.As(err); refusal != nil {
			if len(refusal.Fields) > 0 {
				err = errs.Invalid(refusal.Fields[0].Message, refusal.Fields[0].Args...)
			}
			s.fault(e, err)
			continue
		}
		if err != nil {
			return err
		}
		s.result.Saved++
	}
	return nil
}
