package catalogweb

import (
	"encoding/json"
	"net/http"

	"github.com/coulisse/coulisse/catalog"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/money"
	"github.com/coulisse/coulisse/kit/web"
)

// valuesInput is a block of cells to be read before they are saved: typed (Cells, by
// rows), pasted (Text) or calculated (Formula for the first column). Rows of a formula
// hold the cell itself, the price, the price before and the cost as they are shown.
type valuesInput struct {
	Columns []string    `json:"columns"`
	Cells   [][]string  `json:"cells"`
	Text    string      `json:"text"`
	Formula string      `json:"formula"`
	Rows    [][4]string `json:"rows"`
}

// valuesAnswer are the cells as they will be shown, and what is wrong by row and column.
type valuesAnswer struct {
	Cells  [][]string `json:"cells"`
	Faults [][3]any   `json:"faults"`
}

// gridValues reads cells with the rules of the server, so that amounts are exact and
// each mistake is known at once. Nothing is stored.
func gridValues(_ *db.DB, r *web.Request, _ struct{}) (web.Answer, error) {
	var in valuesInput
	if err := json.Unmarshal(r.Body(), &in); err != nil {
		return web.Answer{}, errs.Invalid("These cells did not arrive whole. Please try again.").WithCause(err)
	}
	v := &valueReader{r: r, g: gridShowOf(r), out: valuesAnswer{Faults: [][3]any{}}}
	for _, key := range in.Columns {
		column, known := catalog.GridColumnOf(key)
		if !known {
			return web.Answer{}, errs.Invalid("This field is not known here.")
		}
		v.columns = append(v.columns, column)
	}
	if len(v.columns) == 0 {
		return web.Answer{}, errs.Invalid("This field is not known here.")
	}
	err := error(nil)
	switch {
	case in.Formula != "":
		err = v.calculate(in.Formula, in.Rows)
	case in.Cells != nil:
		v.read(in.Cells)
	default:
		if in.Cells, err = catalog.ParseBlock(in.Text); err == nil {
			v.read(in.Cells)
		}
	}
	return web.JSON(http.StatusOK, v.out), err
}

type valueReader struct {
	r       *web.Request
	g       gridShow
	columns []catalog.GridColumn
	out     valuesAnswer
}

// read takes the cells row by row. A line shorter than the columns leaves the rest
// alone, what is longer falls off.
func (v *valueReader) read(cells [][]string) {
	for i, line := range cells {
		row := make([]string, min(len(line), len(v.columns)))
		for n := range row {
			stored, err := v.g.stored(v.columns[n], line[n])
			row[n] = v.g.text(v.columns[n], stored)
			if err != nil {
				row[n] = line[n]
				v.fault(i, n, err)
			}
		}
		v.out.Cells = append(v.out.Cells, row)
	}
}

func (v *valueReader) fault(row, column int, err error) {
	v.out.Faults = append(v.out.Faults, [3]any{row, column, v.r.Text.Error(err)})
}

// calculate applies a formula to the rows.
func (v *valueReader) calculate(text string, rows [][4]string) error {
	formula, err := catalog.ParseFormula(text)
	if err != nil {
		return err
	}
	for i, row := range rows {
		stored, err := v.g.calculated(v.columns[0], formula, row)
		shown := v.g.text(v.columns[0], stored)
		if err != nil {
			shown = row[0]
			v.fault(i, 0, err)
		}
		v.out.Cells = append(v.out.Cells, []string{shown})
	}
	return nil
}

// calculated is the stored value a formula gives for a cell.
func (g gridShow) calculated(c catalog.GridColumn, formula catalog.Formula, row [4]string) (string, error) {
	on := catalog.FormulaOn{}
	if c.Kind == catalog.GridMoney {
		on.Digits = money.Digits(g.currency)
	}
	price, _ := catalog.GridColumnOf("price")
	for i, into := range []*int64{&on.Own, &on.Price, &on.Before, &on.Cost} {
		column := c
		if i > 0 {
			column = price
		}
		stored, err := g.stored(column, row[i])
		if err == nil {
			*into = numberOf(stored)
		}
		if err != nil && i == 0 {
			return "", err
		}
	}
	result, err := formula.Apply(on)
	if err != nil {
		return "", err
	}
	return g.stored(c, g.text(c, textOf(result)))
}
