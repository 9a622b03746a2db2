package shopsweb

import (
	"net/url"
	"time"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/money"
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/kit/web"
)

// figures are what the first page says in numbers; empty for people who may not see
// orders, and the tasks are those of the person.
type figures struct {
	stats []ui.StatProps
	bars  []ui.Bar
	tasks []task
}

type task struct{ Words, Count, URL, Icon string }

// span is some days added up.
type span struct{ orders, sales int64 }

func (s screens) figures(tx *db.Tx, r *web.Request) (figures, error) {
	var f figures
	if s.given.Tasks != nil {
		tasks, err := s.given.Tasks(tx, r)
		if err != nil {
			return f, err
		}
		for _, one := range tasks {
			f.tasks = append(f.tasks, task{Words: r.Text.T(one.Words), Count: r.Text.Number(one.Count), URL: r.Path(one.Path), Icon: one.Icon})
		}
	}
	if s.given.Days == nil || !r.Person.May("orders.view") {
		return f, nil
	}
	days, err := s.given.Days(tx, r.Text.Zone)
	if err != nil || len(days) < 15 {
		return f, err
	}
	cash := func(amount int64) string { return r.Text.Money(money.Of(amount, r.Shop.Currency)) }
	n := len(days)
	today, week := add(days[n-1:]), add(days[n-7:])
	before, weekBefore := add(days[n-8:n-7]), add(days[n-14:n-7])
	todayList, weekList := listOf(r, days[n-1], days[n-1]), listOf(r, days[n-7], days[n-1])
	f.stats = []ui.StatProps{
		stat(r, text.Key("Sales today"), cash(today.sales), today.sales, before.sales, todayList),
		stat(r, text.Key("Orders today"), r.Text.Number(today.orders), today.orders, before.orders, todayList),
		stat(r, text.Key("Sales of seven days"), cash(week.sales), week.sales, weekBefore.sales, weekList),
		stat(r, text.Key("Orders of seven days"), r.Text.Number(week.orders), week.orders, weekBefore.orders, weekList),
		stat(r, text.Key("Average order of seven days"), cash(week.average()), week.average(), weekBefore.average(), weekList),
	}
	for _, day := range days {
		f.bars = append(f.bars, ui.Bar{Label: r.Text.Date(db.TimeOf(day.From)), Value: float64(day.Sales), Words: cash(day.Sales)}) // a drawing, not an amount
	}
	return f, nil
}

func add(days []Day) span {
	var s span
	for _, day := range days {
		s.orders, s.sales = s.orders+day.Orders, s.sales+day.Sales
	}
	return s
}

func (s span) average() int64 {
	if s.orders == 0 {
		return 0
	}
	return s.sales / s.orders
}

// stat compares a figure with that of the same days a week before.
func stat(r *web.Request, label, value string, now, before int64, list string) ui.StatProps {
	s := ui.StatProps{Label: r.Text.T(label), Value: value, URL: list, Good: now >= before}
	switch {
	case before == 0 && now == 0:
	case before <= 0:
		s.Change = r.Text.T("new")
	default:
		percent := (now - before) * 100 / before
		s.Change = r.Text.Number(percent) + " %"
		if percent >= 0 {
			s.Change = "+" + s.Change
		}
	}
	return s
}

// listOf is the list of the orders of some days.
func listOf(r *web.Request, first, last Day) string {
	return r.Path("/orders") + "?" + url.Values{"from": {first.From.Format(time.DateOnly)}, "to": {last.From.Format(time.DateOnly)}}.Encode()
}
