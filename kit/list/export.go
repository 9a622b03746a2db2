package list

import (
	"cmp"
	"encoding/csv"
	"io"
	"strings"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/kit/web"
)

// sheet takes the rows of an export.
type sheet interface {
	head(labels []string) error
	row(values []Value) error
	end() error
}

// export writes the list as it is seen, filters, order and columns, into a file for a
// spreadsheet. It reads page by page in short transactions and holds one page at a time.
func (l Of[Row]) export(d *db.DB, r *web.Request, _ struct{}) (web.Answer, error) {
	w := &Walk[Row]{list: l, db: d, scope: db.Scope{Shop: r.Shop.ID}, ctx: r.Context(), query: l.parse(r, d.Now())}
	w.query.Sort = cmp.Or(w.query.Sort, l.Sort)
	w.query.After = ""
	var set Setting
	err := d.Read(r.Context(), w.scope, func(tx *db.Tx) (err error) {
		if set, err = settingOf(tx, r.Person.Account, l.Name); err == nil {
			// A query that cannot be read is refused here, as long as that can be said.
			first := w.query
			first.Limit = 1
			_, err = l.Load(tx, first)
		}
		return err
	})
	if err != nil {
		return web.Answer{}, err
	}
	name := l.Name + "-" + dayOf(r, d.Now()).Format("2006-01-02")
	if r.Query("format") == "xlsx" {
		return web.Stream("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", name+".xlsx", func(to io.Writer) error {
			return l.fill(w, r, set, newWorkbook(to, r.Text, r.Text.T(l.Title)))
		}), nil
	}
	return web.Stream("text/csv; charset=utf-8", name+".csv", func(to io.Writer) error {
		return l.fill(w, r, set, newCommas(to, r.Text))
	}), nil
}

func (l Of[Row]) fill(w *Walk[Row], r *web.Request, set Setting, to sheet) error {
	var columns []Column[Row]
	var labels []string
	for _, c := range l.chosen(set) {
		if c.Value != nil && !c.Bare {
			columns = append(columns, c.Column)
			labels = append(labels, r.Text.T(c.Label))
		}
	}
	if err := to.head(labels); err != nil {
		return err
	}
	values := make([]Value, len(columns))
	err := w.Each(func(tx *db.Tx, rows []Row) error {
		at := l.at(r, tx.Now)
		for _, row := range rows {
			for i, c := range columns {
				values[i] = c.Value(at, row)
			}
			if err := to.row(values); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return to.end()
}

// commas writes CSV as spreadsheets of the person's country read it: French ones take
// semicolons and decimal commas. The mark at the beginning tells them that it is UTF-8.
type commas struct {
	to    *csv.Writer
	p     *text.Printer
	comma bool
}

func newCommas(to io.Writer, p *text.Printer) *commas {
	c := &commas{to: csv.NewWriter(to), p: p, comma: p.Locale != "en"}
	c.to.UseCRLF = true
	if c.comma {
		c.to.Comma = ';'
	}
	_, _ = io.WriteString(to, "\ufeff") // a writer that fails says so at the first row
	return c
}

func (c *commas) head(labels []string) error { return c.to.Write(labels) }

func (c *commas) row(values []Value) error {
	fields := make([]string, len(values))
	for i, v := range values {
		fields[i] = c.field(v)
	}
	return c.to.Write(fields)
}

func (c *commas) field(v Value) string {
	switch v.kind {
	case isMoney:
		amount := v.money.Decimal()
		if c.comma {
			amount = strings.Replace(amount, ".", ",", 1)
		}
		return amount
	case isNumber:
		return v.digits()
	case isTime:
		return v.time.Go().In(c.p.Zone).Format("2006-01-02 15:04:05")
	case isDay:
		return v.text
	}
	return harmless(v.text)
}

func (c *commas) end() error {
	c.to.Flush()
	return c.to.Error()
}

// harmless keeps a spreadsheet from running a text as a formula: what begins like one
// gets an apostrophe, which spreadsheets take for "this is text".
func harmless(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r\n|", rune(text[0])) {
		return "'" + text
	}
	return text
}
