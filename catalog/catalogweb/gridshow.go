package catalogweb

import (
	"slices"
	"strconv"
	"strings"

	"github.com/coulisse/coulisse/catalog"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/money"
	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/stock"
	"github.com/coulisse/coulisse/taxes"
)

const (
	maySeeStock  = "stock.view"
	mayEditStock = "stock.edit"
)

// gridShow writes and reads cells in the language of the person.
type gridShow struct {
	currency string
	mark     string // of decimals
	choices  map[string][]ui.Option
	byName   map[string]map[string]string
	seeStock bool
	putStock bool
}

func gridShowOf(r *web.Request) gridShow {
	g := gridShow{currency: r.Shop.Currency, seeStock: r.Person.May(maySeeStock), putStock: r.Person.May(mayEditStock),
		mark:    strings.Trim(r.Text.Decimal(money.Of(11, "EUR")), "01"),
		choices: map[string][]ui.Option{}, byName: map[string]map[string]string{}}
	for _, status := range []string{catalog.Active, catalog.Draft, catalog.Archived} {
		g.choices["status"] = append(g.choices["status"], ui.Option{Value: status, Label: r.Text.T(statusNames[status])})
	}
	g.choices["variant_tax"] = []ui.Option{{Value: "", Label: r.Text.T("As the product")}}
	for _, category := range taxes.Categories() {
		option := ui.Option{Value: category, Label: r.Text.T(taxes.CategoryName(category))}
		g.choices["tax_category"] = append(g.choices["tax_category"], option)
		g.choices["variant_tax"] = append(g.choices["variant_tax"], option)
	}
	for column, options := range g.choices {
		names := map[string]string{}
		for _, option := range options {
			names[catalog.GridChoiceKey(option.Value)], names[catalog.GridChoiceKey(option.Label)] = option.Value, option.Value
		}
		g.byName[column] = names
	}
	return g
}

// text is a stored value as it is shown, typed and copied: amounts with the decimal
// mark of the language and without groups, which spreadsheets read.
func (g gridShow) text(c catalog.GridColumn, stored string) string {
	if c.Blank && stored == "0" {
		return ""
	}
	if c.Kind != catalog.GridMoney {
		return stored
	}
	amount, _ := strconv.ParseInt(stored, 10, 64)
	return strings.Replace(money.Of(amount, g.currency).Decimal(), ".", g.mark, 1)
}

// stored reads what was typed.
func (g gridShow) stored(c catalog.GridColumn, typed string) (string, error) {
	return catalog.GridTyped{Column: c, Text: typed, Currency: g.currency, Choices: g.byName[c.Key]}.Stored()
}

// was reads what was shown; it was right once, also where nobody may type it now.
func (g gridShow) was(c catalog.GridColumn, shown string) string {
	stored, err := g.stored(c, shown)
	if err != nil {
		return shown
	}
	return stored
}

// columns are those the person may see.
func (g gridShow) columns() []catalog.GridColumn {
	var list []catalog.GridColumn
	for _, c := range catalog.GridColumns() {
		if c.Key != catalog.GridStock || g.seeStock {
			list = append(list, c)
		}
	}
	return list
}

// standardColumns are shown to whoever has not chosen others.
const standardColumns = "title status price compare_at cost stock sku tags"

// namedByFormulas are read even where they are not shown.
const namedByFormulas = "price compare_at cost"

// chosen are the columns asked for, else the standard ones.
func (g gridShow) chosen(keys string) []catalog.GridColumn {
	for _, wish := range []string{keys, standardColumns} {
		var list []catalog.GridColumn
		words := strings.FieldsFunc(wish, func(c rune) bool { return c == ' ' || c == ',' })
		for _, c := range g.columns() {
			if slices.Contains(words, c.Key) {
				list = append(list, c)
			}
		}
		if len(list) > 0 {
			return list
		}
	}
	return nil
}

// gridLine is one row with the stored values of its columns.
type gridLine struct {
	catalog.GridRow
	cells []string
}

// lines reads what the rows need besides the catalogue.
func (g gridShow) lines(tx *db.Tx, rows []catalog.GridRow, columns []catalog.GridColumn) ([]gridLine, error) {
	levels, titles, err := g.beside(tx, rows, columns)
	if err != nil {
		return nil, err
	}
	lines := make([]gridLine, len(rows))
	for i := range rows {
		line := gridLine{GridRow: rows[i], cells: make([]string, len(columns))}
		for n, c := range columns {
			switch {
			case c.Product && !line.Lead():
			case c.Key == catalog.GridStock:
				line.cells[n] = strconv.FormatInt(levels[line.ID].OnHand, 10)
			case c.Key == catalog.GridCollections:
				line.cells[n] = catalog.GridJoin(titles[line.ProductID])
			default:
				line.cells[n] = c.Of(&rows[i].Product, &rows[i].Variant)
			}
		}
		lines[i] = line
	}
	return lines, nil
}

func (g gridShow) beside(tx *db.Tx, rows []catalog.GridRow, columns []catalog.GridColumn) (levels map[id.ID]stock.Level, titles map[id.ID][]string, err error) {
	for _, c := range columns {
		switch c.Key {
		case catalog.GridStock:
			variants := make([]id.ID, len(rows))
			for i, row := range rows {
				variants[i] = row.ID
			}
			levels, err = stock.Levels(tx, variants)
		case catalog.GridCollections:
			var products []id.ID
			for _, row := range rows {
				if row.Lead() {
					products = append(products, row.ProductID)
				}
			}
			titles, err = catalog.HandCollections(tx, products)
		}
		if err != nil {
			return nil, nil, err
		}
	}
	return levels, titles, nil
}
