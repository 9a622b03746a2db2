package pdf

import "strings"

// Align of a column.
type Align string

const (
	Left   Align = "L"
	Right  Align = "R"
	Centre Align = "C"
)

// Title is the name of the document, large.
func (d *Document) Title(text string) {
	d.Need(14)
	d.flow(text, "B", 18, 8, ink)
	d.Gap(4)
}

// Heading stands over a part.
func (d *Document) Heading(text string) {
	d.Need(16)
	d.Gap(3)
	d.flow(text, "B", 10.5, 5.2, ink)
	d.Gap(0.8)
}

// Text is a paragraph.
func (d *Document) Text(text string) {
	d.flow(text, "", 9.5, 4.7, ink)
}

// Small is a paragraph of second rank: legal mentions, terms.
func (d *Document) Small(text string) {
	d.flow(text, "", 8, 4, grey)
}

// Block is a few lines that stand together, as an address; Title is above them, small and grey.
type Block struct {
	Title string
	Lines []string
	// Strong draws the first line bold.
	Strong bool
}

// Beside puts blocks side by side in columns of equal width.
func (d *Document) Beside(blocks ...Block) {
	width := (Width - 2*Margin) / float64(len(blocks))
	inner := width - 6
	top, bottom := d.room(blocks, inner), 0.0
	for i, block := range blocks {
		y, x := top, Margin+float64(i)*width
		if block.Title != "" {
			d.font("", 8, grey)
			y = d.lines(block.Title, x, y, inner, 4.4)
		}
		for n, line := range block.Lines {
			if strings.TrimSpace(line) == "" {
				continue
			}
			style := ""
			if block.Strong && n == 0 {
				style = "B"
			}
			d.font(style, 9.5, ink)
			y = d.lines(line, x, y, inner, 4.7)
		}
		bottom = max(bottom, y)
	}
	d.sheet.SetY(bottom)
}

// room makes sure that the tallest block stands on one page and returns its top.
func (d *Document) room(blocks []Block, inner float64) float64 {
	tallest := 0.0
	d.font("B", 9.5, ink)
	for _, block := range blocks {
		height := 4.4
		for _, line := range block.Lines {
			height += 4.7 * float64(len(d.wrap(line, inner)))
		}
		tallest = max(tallest, height)
	}
	d.Need(tallest)
	return d.sheet.GetY()
}

// Pair is a label and what it says.
type Pair struct {
	Label, Value string
	Strong       bool
	// Ruled draws a line above, for a sum.
	Ruled bool
}

// Pairs lists labels and values in two columns from the left margin.
func (d *Document) Pairs(pairs ...Pair) {
	for _, p := range pairs {
		d.Need(5)
		y := d.sheet.GetY()
		d.font("", 9.5, grey)
		left := d.lines(p.Label, Margin, y, 40, 4.7)
		d.font(bold(p.Strong), 9.5, ink)
		d.sheet.SetY(max(left, d.lines(p.Value, Margin+42, y, Width-2*Margin-42, 4.7)))
	}
}

// Totals lists amounts at the right margin, as under the lines of an invoice.
func (d *Document) Totals(pairs ...Pair) {
	const label, value = 62.0, 34.0
	d.Need(6 * float64(len(pairs)))
	for _, p := range pairs {
		d.Need(6)
		y, x := d.sheet.GetY(), Width-Margin-label-value
		if p.Ruled {
			d.sheet.SetDrawColor(hairline, hairline, hairline)
			d.sheet.SetLineWidth(0.2)
			d.sheet.Line(x, y+0.4, Width-Margin, y+0.4)
			y += 1.2
		}
		size, colour := 9.5, grey
		if p.Strong {
			size, colour = 11, ink
		}
		d.font(bold(p.Strong), size, colour)
		bottom := d.lines(p.Label, x, y, label, 5.2)
		d.font(bold(p.Strong), size, ink)
		d.sheet.SetXY(Width-Margin-value, y)
		d.sheet.CellFormat(value, 5.2, printable(p.Value), "", 0, "R", false, 0, "")
		d.sheet.SetY(bottom)
	}
}

func bold(strong bool) string {
	if strong {
		return "B"
	}
	return ""
}

func (d *Document) font(style string, size float64, colour int) {
	d.sheet.SetFont(family, style, size)
	d.sheet.SetTextColor(colour, colour, colour)
}

// flow writes wrapped lines over the whole width, page after page.
func (d *Document) flow(text, style string, size, height float64, colour int) {
	d.font(style, size, colour)
	for _, line := range d.wrap(text, Width-2*Margin) {
		d.Need(height)
		d.sheet.SetX(Margin)
		d.sheet.CellFormat(0, height, line, "", 1, "L", false, 0, "")
	}
}

// lines writes wrapped lines in a column and returns the y below them.
func (d *Document) lines(text string, x, y, width, height float64) float64 {
	for _, line := range d.wrap(text, width) {
		d.sheet.SetXY(x, y)
		d.sheet.CellFormat(width, height, line, "", 0, "L", false, 0, "")
		y += height
	}
	return y
}
