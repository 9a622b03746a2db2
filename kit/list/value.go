package list

import (
	"strconv"

	"github.com/a-h/templ"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/money"
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/kit/ui"
)

// kind is what a Value holds.
type kind int

const (
	isNothing kind = iota
	isText
	isNumber
	isMoney
	isTime
	isDay
)

// Value is what a cell holds: drawn as words on the page, exported as a number, an
// amount or a date that a spreadsheet can count with.
type Value struct {
	kind   kind
	text   string
	number int64
	money  money.Money
	time   db.Time
}

// Text is words, already in the person's language where they are ours.
func Text(words string) Value { return Value{kind: isText, text: words} }

// Number is a whole number.
func Number(n int64) Value { return Value{kind: isNumber, number: n} }

// Money is an amount.
func Money(m money.Money) Value { return Value{kind: isMoney, money: m} }

// Time is a moment; zero is nothing.
func Time(t db.Time) Value {
	if t == 0 {
		return Value{}
	}
	return Value{kind: isTime, time: t}
}

// Day is a day written 2026-11-22; empty is nothing.
func Day(day string) Value {
	if day == "" {
		return Value{}
	}
	return Value{kind: isDay, text: day}
}

// words is the value as people read it.
func (v Value) words(p *text.Printer) string {
	switch v.kind {
	case isText:
		return v.text
	case isNumber:
		return p.Number(v.number)
	case isMoney:
		return p.Money(v.money)
	case isTime:
		return p.DateTime(v.time)
	case isDay:
		return p.Day(v.text)
	}
	return ""
}

// digits is a number without grouping.
func (v Value) digits() string { return strconv.FormatInt(v.number, 10) }

func (v Value) numeric() bool { return v.kind == isNumber || v.kind == isMoney }

// cell is the usual way to draw the value.
func (v Value) cell(p *text.Printer) templ.Component {
	if v.kind == isTime {
		return ui.Time(v.time.Go().UTC().Format("2006-01-02T15:04Z"), p.DateTime(v.time))
	}
	if v.kind == isNothing {
		return ui.Nothing()
	}
	return ui.Plain(v.words(p))
}
