// Package pdf draws business documents on A4: invoices, credit notes, packing slips.
//
// A Document flows from top to bottom: blocks of lines, tables whose head comes
// again on each page, totals, notes. The foot with the page numbers is written
// when the number of pages is known. The letters are IBM Plex Sans (SIL Open Font
// License), which has Latin, Greek and Cyrillic and figures of one width, so that
// columns of amounts stand straight; only the letters used are embedded.
// The same input and Date give the same bytes.
package pdf

import (
	"bytes"
	_ "embed"
	"fmt"
	"strings"
	"time"

	"github.com/go-pdf/fpdf"
)

//go:embed font/plex-sans-regular.ttf
var regular []byte

//go:embed font/plex-sans-semibold.ttf
var semibold []byte

const (
	family = "plex"

	// Width and Height of the sheet and its Margin, in millimetres.
	Width  = 210.0
	Height = 297.0
	Margin = 18.0

	footSpace = 26.0
	ink       = 0x1b
	grey      = 0x66
	hairline  = 0xd8
)

// Options say what belongs to the whole document.
type Options struct {
	Title, Author string
	// Language is the tag of the words inside: "fr".
	Language string
	// Date is written as the moment of creation; set it so that a document drawn
	// again is the same file.
	Date time.Time
	// Foot stands small at the foot of each page: name, address, numbers of the seller.
	Foot []string
	// PageWord prints "Page 1 of 2" in the reader's language: "Page %d of %d".
	PageWord string
}

// Document is one document under way. Make it with New, end it with Bytes.
type Document struct {
	sheet   *fpdf.Fpdf
	options Options
}

// New opens a document with its first page.
func New(o Options) *Document {
	sheet := fpdf.New("P", "mm", "A4", "")
	sheet.AddUTF8FontFromBytes(family, "", regular)
	sheet.AddUTF8FontFromBytes(family, "B", semibold)
	sheet.SetMargins(Margin, Margin, Margin)
	sheet.SetAutoPageBreak(false, 0)
	sheet.SetCellMargin(0)
	sheet.SetCatalogSort(true)
	sheet.SetCreationDate(o.Date)
	sheet.SetModificationDate(o.Date)
	sheet.SetTitle(printable(o.Title), true)
	sheet.SetAuthor(printable(o.Author), true)
	sheet.SetCreator("Coulisse", true)
	sheet.SetLang(o.Language)
	sheet.AddPage()
	return &Document{sheet: sheet, options: o}
}

// Sheet is the page underneath, for what a document needs once only (a bar code,
// a picture). Positions are millimetres from the top left.
func (d *Document) Sheet() *fpdf.Fpdf { return d.sheet }

// Bytes writes the feet and returns the file.
func (d *Document) Bytes() ([]byte, error) {
	d.feet()
	var out bytes.Buffer
	if err := d.sheet.Output(&out); err != nil {
		return nil, fmt.Errorf("draw the document: %w", err)
	}
	return out.Bytes(), nil
}

// Logo draws a PNG or JPEG picture top left, at most width by height millimetres.
// A picture that cannot be read is left out: a document never fails for its logo.
func (d *Document) Logo(picture []byte, kind string, width, height float64) {
	info := d.sheet.RegisterImageOptionsReader("logo", fpdf.ImageOptions{ImageType: kind}, bytes.NewReader(picture))
	if d.sheet.Err() || info == nil {
		d.sheet.ClearError()
		return
	}
	scale := min(width/info.Width(), height/info.Height())
	d.sheet.ImageOptions("logo", Margin, d.sheet.GetY(), info.Width()*scale, info.Height()*scale, false, fpdf.ImageOptions{ImageType: kind}, 0, "")
	d.sheet.SetY(d.sheet.GetY() + info.Height()*scale + 4)
}

// Gap leaves room.
func (d *Document) Gap(millimetres float64) { d.sheet.SetY(d.sheet.GetY() + millimetres) }

// Need begins a new page unless that much room is left above the foot.
func (d *Document) Need(millimetres float64) {
	if d.sheet.GetY()+millimetres > Height-footSpace {
		d.sheet.AddPage()
		d.sheet.SetY(Margin)
	}
}

// Rule draws a hairline over the whole width.
func (d *Document) Rule() {
	y := d.sheet.GetY()
	d.sheet.SetDrawColor(hairline, hairline, hairline)
	d.sheet.SetLineWidth(0.2)
	d.sheet.Line(Margin, y, Width-Margin, y)
}

func (d *Document) feet() {
	pages := d.sheet.PageCount()
	for page := 1; page <= pages; page++ {
		d.sheet.SetPage(page)
		d.sheet.SetFont(family, "", 8) // a change of size makes this page know the font again
		d.sheet.SetFont(family, "", 7.5)
		d.sheet.SetTextColor(grey, grey, grey)
		y := Height - footSpace + 6
		d.sheet.SetY(y)
		d.Rule()
		lines := d.footLines()
		for i, line := range lines {
			d.sheet.SetXY(Margin, y+2+float64(i)*3.6)
			d.sheet.CellFormat(Width-2*Margin-30, 3.6, line, "", 0, "L", false, 0, "")
		}
		word := d.options.PageWord
		if word == "" {
			word = "%d / %d"
		}
		d.sheet.SetXY(Width-Margin-30, y+2)
		d.sheet.CellFormat(30, 3.6, printable(fmt.Sprintf(word, page, pages)), "", 0, "R", false, 0, "")
	}
}

// footLines wraps the foot and keeps what fits above the edge of the sheet.
func (d *Document) footLines() []string {
	var lines []string
	for _, text := range d.options.Foot {
		lines = append(lines, d.wrap(text, Width-2*Margin-30)...)
	}
	return lines[:min(len(lines), 5)]
}

// wrap cuts text into lines no wider than width with the font that is set.
func (d *Document) wrap(text string, width float64) []string {
	var lines []string
	for _, paragraph := range strings.Split(printable(text), "\n") {
		line := ""
		for _, word := range strings.Fields(spaced(paragraph)) {
			word = strings.ReplaceAll(word, "\u0001", "\u00a0")
			for _, piece := range d.pieces(word, width) {
				switch {
				case line == "":
					line = piece
				case d.sheet.GetStringWidth(line+" "+piece) <= width:
					line += " " + piece
				default:
					lines = append(lines, line)
					line = piece
				}
			}
		}
		lines = append(lines, line)
	}
	return lines
}

// spaced hides no-break spaces from Fields, which would cut there.
func spaced(text string) string { return strings.ReplaceAll(text, "\u00a0", "\u0001") }

// pieces cuts one word that is wider than the line.
func (d *Document) pieces(word string, width float64) []string {
	var pieces []string
	for d.sheet.GetStringWidth(word) > width {
		runes, n := []rune(word), 1
		for n < len(runes)-1 && d.sheet.GetStringWidth(string(runes[:n+1])) <= width {
			n++
		}
		if n >= len(runes) {
			break
		}
		pieces, word = append(pieces, string(runes[:n])), string(runes[n:])
	}
	return append(pieces, word)
}
