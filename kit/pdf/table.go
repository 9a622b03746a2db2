package pdf

// Column of a table; Width is its share of the whole width.
type Column struct {
	Title string
	Width float64
	Align Align
}

// Row of a table: one cell a column, and a grey note under the first cell.
type Row struct {
	Cells  []string
	Note   string
	Strong bool
}

const (
	rowHeight  = 4.7
	noteHeight = 3.9
	rowPadding = 1.7
	cellGap    = 3.0
)

// Table draws rows under a head that comes again on each page. Cells wrap; a row
// is never cut by the end of a page unless it is higher than one.
func (d *Document) Table(columns []Column, rows []Row) {
	widths := shares(columns)
	d.Need(22)
	d.head(columns, widths)
	for _, row := range rows {
		height := d.height(row, widths)
		if d.sheet.GetY()+height > Height-footSpace {
			d.sheet.AddPage()
			d.sheet.SetY(Margin)
			d.head(columns, widths)
		}
		d.row(columns, widths, row, height)
	}
	d.Gap(2)
}

func shares(columns []Column) []float64 {
	sum := 0.0
	for _, column := range columns {
		sum += column.Width
	}
	widths := make([]float64, len(columns))
	for i, column := range columns {
		widths[i] = column.Width / sum * (Width - 2*Margin)
	}
	return widths
}

func (d *Document) head(columns []Column, widths []float64) {
	d.font("", 8, grey)
	deepest := 1
	for i, column := range columns {
		deepest = max(deepest, len(d.wrap(column.Title, widths[i]-cellGap)))
	}
	x, y := Margin, d.sheet.GetY()
	for i, column := range columns {
		d.cell(column.Title, x, y, widths[i], 4, column.Align, i == len(columns)-1)
		x += widths[i]
	}
	d.sheet.SetY(y + 4*float64(deepest) + 1)
	d.Rule()
}

func (d *Document) height(row Row, widths []float64) float64 {
	d.font(bold(row.Strong), 9.5, ink)
	deepest := 0.0
	for i := range widths {
		if i < len(row.Cells) {
			deepest = max(deepest, rowHeight*float64(len(d.wrap(row.Cells[i], widths[i]-cellGap))))
		}
		if i == 0 && row.Note != "" {
			d.font("", 8, grey)
			deepest += noteHeight * float64(len(d.wrap(row.Note, widths[0]-cellGap)))
			d.font(bold(row.Strong), 9.5, ink)
		}
	}
	return deepest + 2*rowPadding
}

func (d *Document) row(columns []Column, widths []float64, row Row, height float64) {
	x, top := Margin, d.sheet.GetY()
	for i, column := range columns {
		if i >= len(row.Cells) {
			break
		}
		d.font(bold(row.Strong), 9.5, ink)
		y := d.cell(row.Cells[i], x, top+rowPadding, widths[i], rowHeight, column.Align, i == len(columns)-1)
		if i == 0 && row.Note != "" {
			d.font("", 8, grey)
			d.cell(row.Note, x, y, widths[i], noteHeight, column.Align, false)
		}
		x += widths[i]
	}
	d.sheet.SetY(top + height)
	d.Rule()
}

// cell writes wrapped text in its column and returns the y below it. The last
// column ends at the margin; the others leave a gap.
func (d *Document) cell(text string, x, y, width, height float64, align Align, last bool) float64 {
	if align == "" {
		align = Left
	}
	inner := width - cellGap
	if align == Right && last {
		x += cellGap
	}
	for _, line := range d.wrap(text, inner) {
		d.sheet.SetXY(x, y)
		d.sheet.CellFormat(inner, height, line, "", 0, string(align), false, 0, "")
		y += height
	}
	return y
}
