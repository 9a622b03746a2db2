package list

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/coulisse/coulisse/kit/money"
	"github.com/coulisse/coulisse/kit/text"
)

// workbook writes XLSX row by row; what does not fit in memory waits in a temporary file.
type workbook struct {
	file   *excelize.File
	stream *excelize.StreamWriter
	to     io.Writer
	zone   *time.Location
	rows   int
	styles map[string]int
	err    error
}

func newWorkbook(to io.Writer, p *text.Printer, title string) *workbook {
	w := &workbook{file: excelize.NewFile(), to: to, zone: p.Zone, styles: map[string]int{}}
	name := strings.Map(func(c rune) rune {
		if strings.ContainsRune(`:\/?*[]'`, c) {
			return ' '
		}
		return c
	}, title)
	if w.err = w.file.SetSheetName("Sheet1", name); w.err == nil {
		w.stream, w.err = w.file.NewStreamWriter(name)
	}
	return w
}

// style is a number format; "" is bold, for the heading.
func (w *workbook) style(format string) int {
	if known, ok := w.styles[format]; ok {
		return known
	}
	style := &excelize.Style{CustomNumFmt: &format}
	if format == "" {
		style = &excelize.Style{Font: &excelize.Font{Bold: true}}
	}
	number, err := w.file.NewStyle(style)
	if err != nil && w.err == nil {
		w.err = fmt.Errorf("make a style: %w", err)
	}
	w.styles[format] = number
	return number
}

func (w *workbook) head(labels []string) error {
	if w.err != nil {
		return w.err
	}
	cells := make([]any, len(labels))
	for i, label := range labels {
		cells[i] = excelize.Cell{StyleID: w.style(""), Value: label}
	}
	if err := w.stream.SetColWidth(1, max(1, len(labels)), 18); err != nil {
		return fmt.Errorf("write the workbook: %w", err)
	}
	if err := w.stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return fmt.Errorf("write the workbook: %w", err)
	}
	return w.put(cells)
}

// put writes one row. A sheet has room for a million; beyond, the export ends there.
func (w *workbook) put(cells []any) error {
	if w.rows++; w.rows > excelize.TotalRows {
		return nil
	}
	if err := w.stream.SetRow("A"+strconv.Itoa(w.rows), cells); err != nil {
		return fmt.Errorf("write the workbook: %w", err)
	}
	return w.err
}

func (w *workbook) row(values []Value) error {
	cells := make([]any, len(values))
	for i, v := range values {
		cells[i] = w.cell(v)
	}
	return w.put(cells)
}

// cell is a value a spreadsheet can count with. Text is stored as text, which no
// spreadsheet runs as a formula.
func (w *workbook) cell(v Value) any {
	switch v.kind {
	case isText:
		return excelize.Cell{Value: v.text}
	case isNumber:
		return v.number
	case isMoney:
		amount, err := strconv.ParseFloat(v.money.Decimal(), 64) // a spreadsheet has no other numbers
		if err != nil {
			return v.money.Decimal()
		}
		return excelize.Cell{StyleID: w.style(moneyFormat(v.money)), Value: amount}
	case isTime:
		return excelize.Cell{StyleID: w.style("yyyy-mm-dd hh:mm"), Value: asWritten(v.time.Go().In(w.zone))}
	case isDay:
		if day, err := time.Parse(time.DateOnly, v.text); err == nil {
			return excelize.Cell{StyleID: w.style("yyyy-mm-dd"), Value: day}
		}
		return v.text
	}
	return nil
}

// asWritten is the clock of the shop as if it were UTC: a cell knows no zones.
func asWritten(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
}

func moneyFormat(m money.Money) string {
	digits := money.Digits(m.Currency)
	if digits == 0 {
		return `#,##0 "` + m.Currency + `"`
	}
	return `#,##0.` + strings.Repeat("0", digits) + ` "` + m.Currency + `"`
}

func (w *workbook) end() error {
	if err := w.stream.Flush(); err != nil {
		return fmt.Errorf("write the workbook: %w", err)
	}
	if _, err := w.file.WriteTo(w.to); err != nil {
		return fmt.Errorf("write the workbook: %w", err)
	}
	return w.file.Close()
}
