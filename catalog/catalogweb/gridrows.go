package catalogweb

import (
	"net/http"

	"github.com/coulisse/coulisse/catalog"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/web"
)

// gridColumn is a column as the script knows it.
type gridColumn struct {
	Key      string      `json:"key"`
	Name     string      `json:"name"`
	Kind     string      `json:"kind"`
	Product  bool        `json:"product,omitempty"`
	Fixed    bool        `json:"fixed,omitempty"` // cannot be changed here
	Shown    bool        `json:"shown,omitempty"`
	Currency string      `json:"currency,omitempty"`
	Choices  [][2]string `json:"choices,omitempty"`
}

// gridData is what the script starts with: where the windows are, the first of them
// and its words.
type gridData struct {
	Index   gridPlaces        `json:"index"`
	Columns []gridColumn      `json:"columns"`
	Rows    [][]any           `json:"rows"` // the first window
	URLs    map[string]string `json:"urls"`
	Words   map[string]string `json:"words"`
	AtOnce  int               `json:"at_once"` // rows saved while one waits
}

// gridPlaces is an index of windows.
type gridPlaces struct {
	Rows int64    `json:"rows"`
	Size int      `json:"size"`
	Ends []string `json:"ends"`
}

func placesOf(index catalog.GridIndex) gridPlaces {
	return gridPlaces{Rows: index.Rows, Size: catalog.GridWindow, Ends: index.Ends}
}

func gridColumnsOf(r *web.Request, g gridShow, chosen []catalog.GridColumn) []gridColumn {
	shown := map[string]bool{}
	for _, c := range chosen {
		shown[c.Key] = true
	}
	var list []gridColumn
	for _, c := range g.columns() {
		column := gridColumn{Key: c.Key, Name: r.Text.T(c.Name), Kind: c.Kind, Product: c.Product, Shown: shown[c.Key], Fixed: c.Key == catalog.GridStock && !g.putStock}
		if c.Kind == catalog.GridMoney {
			column.Currency = g.currency
		}
		for _, option := range g.choices[c.Key] {
			column.Choices = append(column.Choices, [2]string{option.Value, option.Label})
		}
		list = append(list, column)
	}
	return list
}

func gridDataOf(r *web.Request, in gridForm, g gridShow, index catalog.GridIndex, lines []gridLine, chosen []catalog.GridColumn) gridData {
	base := r.Path("/product-grid")
	return gridData{Index: placesOf(index), Rows: rowsOf(g, lines, chosen), AtOnce: catalog.GridAtOnce,
		URLs: map[string]string{"rows": in.at(r, "/product-grid/rows"), "index": in.at(r, "/product-grid/index"), "values": base + "/values", "save": base,
			"product": r.Path("/products"), "sheet": Assets().Path("gridsheet.js"), "acts": Assets().Path("gridacts.js")},
		Words: gridWords(r)}
}

// rowsOf writes rows as short lists: variant, product, lead, names, then the cells.
func rowsOf(g gridShow, lines []gridLine, columns []catalog.GridColumn) [][]any {
	rows := make([][]any, len(lines))
	for i, line := range lines {
		lead := 0
		if line.Lead() {
			lead = 1
		}
		row := make([]any, 0, 5+len(columns))
		row = append(row, line.ID.Text(catalog.VariantPrefix), line.ProductID.Text(catalog.ProductPrefix), lead, line.Product.Title, line.Title)
		for n, c := range columns {
			row = append(row, g.text(c, line.cells[n]))
		}
		rows[i] = row
	}
	return rows
}

// gridRows answers one window of rows.
func gridRows(tx *db.Tx, r *web.Request, in gridForm) (web.Answer, error) {
	filter, err := in.filter()
	if err != nil {
		return web.Answer{}, err
	}
	g := gridShowOf(r)
	chosen := g.chosen(in.Columns)
	rows, err := filter.Rows(tx, in.After, in.Until)
	if err != nil {
		return web.Answer{}, err
	}
	lines, err := g.lines(tx, rows, chosen)
	if err != nil {
		return web.Answer{}, err
	}
	return web.JSON(http.StatusOK, map[string]any{"rows": rowsOf(g, lines, chosen)}).Header("Cache-Control", "private, no-store"), nil
}

// gridIndex answers where the windows are now.
func gridIndex(tx *db.Tx, _ *web.Request, in gridForm) (web.Answer, error) {
	filter, err := in.filter()
	if err != nil {
		return web.Answer{}, err
	}
	index, err := filter.Index(tx)
	return web.JSON(http.StatusOK, placesOf(index)).Header("Cache-Control", "private, no-store"), err
}

// gridWords are the sentences the script says.
func gridWords(r *web.Request) map[string]string {
	t := r.Text.T
	return map[string]string{
		"label": t("Products and variants"), "product": t("Product"), "yes": t("Yes"), "no": t("No"), "gone": t("no longer there"), "readonly": t("This cell cannot be changed here."),
		"one": t("1 variant"), "rows": t("{n} variants"), "none": t("no changes"), "change": t("1 change"), "changes": t("{n} changes"), "errors": t("{n} to correct"), "selected": t("{n} cells selected"),
		"pasted": t("{n} cells pasted"), "filled": t("{n} cells filled"), "cleared": t("{n} cells emptied"), "copied": t("{n} cells copied"), "undone": t("Taken back"), "redone": t("Done again"),
		"gathering": t("Reading rows: {done} of {total}"), "saving": t("Saving: {done} of {total} cells"), "save": t("Save"), "saveN": t("Save {n} changes"), "nothing": t("There is nothing to save."),
		"preview": t("{n} cells change, for example:"), "previewNone": t("No cell changes."), "previewWrong": t("{n} cells stay as they are: {why}"), "apply": t("Take over"), "cancel": t("Cancel"),
		"noFormula": t("Select cells with amounts or numbers, then write a formula."), "theirs": t("There now: {theirs}. Yours: {mine}."), "mine": t("Keep mine"), "take": t("Take theirs"),
		"someWrong": t("{n} cells need a correction. Save the others?"), "others": t("Save the others"), "correct": t("Correct them first"),
		"discard": t("Discard all changes that are not saved?"), "discardYes": t("Discard"), "kept": t("Changes that were not saved are back: {n}."),
		"offline": t("The server does not answer. Your changes are kept here; try again."),
	}
}
