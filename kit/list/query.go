package list

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/money"
	"github.com/coulisse/coulisse/kit/web"
)

// Query is what a list is asked for: words, filters, order and place. It is read from
// the address, where all of its state stands.
type Query struct {
	Text          string
	Sort          string
	After, Before string
	Limit         int

	values   url.Values          // by parameter, of the filters alone
	spans    map[string][]string // the two parameters of each filter of a span
	view     string              // the saved view it came from
	today    time.Time
	currency string
}

// pageRows is how many rows a page has; walkRows how many are read at once for exports
// and acts.
const (
	pageRows = 50
	walkRows = 200
)

// Is is the one value of a filter, empty when it is not in force.
func (q Query) Is(name string) string { return q.values.Get(name) }

// Any are the values of a filter of several choices.
func (q Query) Any(name string) []string {
	if q.Is(name) == "" {
		return nil
	}
	return strings.Split(q.Is(name), ",")
}

// ID is the thing a reference filter names, zero when it is not in force. What is no id
// of that prefix is errs.NotFound.
func (q Query) ID(name, prefix string) (id.ID, error) {
	if q.Is(name) == "" {
		return 0, nil
	}
	return id.Parse(prefix, q.Is(name))
}

// Days are the first and last day of a filter of dates, written 2026-11-22; either may
// be empty. A number of days back from today, such as -30, is counted here.
func (q Query) Days(name string) (from, to string) {
	names := q.spans[name]
	if len(names) < 2 {
		return "", ""
	}
	return q.day(names[0]), q.day(names[1])
}

func (q Query) day(name string) string {
	back, err := strconv.Atoi(q.Is(name))
	if err != nil || back > 0 || back < -36500 {
		return q.Is(name)
	}
	return q.today.AddDate(0, 0, back).Format(time.DateOnly)
}

// Amounts are the bounds of a filter of amounts in minor units; nil is no bound. An
// amount that cannot be read is errs.Invalid.
func (q Query) Amounts(name string) (least, most *int64, err error) {
	names := q.spans[name]
	if len(names) < 2 {
		return nil, nil, nil
	}
	if least, err = q.amount(names[0]); err != nil {
		return nil, nil, err
	}
	most, err = q.amount(names[1])
	return least, most, err
}

func (q Query) amount(name string) (*int64, error) {
	if q.Is(name) == "" {
		return nil, nil
	}
	amount, err := money.Parse(q.Is(name), q.currency)
	if refusal := errs.As(err); refusal != nil {
		return nil, errs.InvalidField(name, refusal.Message, refusal.Args...)
	}
	return &amount, err
}

// parse reads the query from the address of the list.
func (l Of[Row]) parse(r *web.Request, now db.Time) Query {
	return l.read(r.Form, r.Shop.Currency, dayOf(r, now))
}

func dayOf(r *web.Request, now db.Time) time.Time {
	if r.Text.Zone == nil {
		return now.Go()
	}
	return now.Go().In(r.Text.Zone)
}

func (l Of[Row]) read(form url.Values, currency string, today time.Time) Query {
	q := Query{Text: strings.TrimSpace(form.Get("q")), Sort: form.Get("sort"), After: form.Get("after"), Before: form.Get("before"),
		view: form.Get("tab"), Limit: pageRows, values: url.Values{}, spans: map[string][]string{}, today: today, currency: currency}
	if q.Sort == l.Sort {
		q.Sort = ""
	}
	for _, f := range l.Filters {
		if len(f.params()) == 2 {
			q.spans[f.Name] = f.params()
		}
		for _, name := range f.params() {
			if given := f.given(form[name]); given != "" {
				q.values.Set(name, given)
			}
		}
	}
	return q
}

// encode is the query as an address writes it, without its place.
func (q Query) encode() url.Values {
	all := url.Values{}
	for name, values := range q.values {
		all[name] = slices.Clone(values)
	}
	for name, value := range map[string]string{"q": q.Text, "sort": q.Sort, "tab": q.view} {
		if value != "" {
			all.Set(name, value)
		}
	}
	return all
}

// with is the query with some parameters set, as pairs; an empty value drops one.
func (q Query) with(pairs ...string) url.Values {
	all := q.encode()
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] == "" {
			all.Del(pairs[i])
		} else {
			all.Set(pairs[i], pairs[i+1])
		}
	}
	return all
}

// filtered says whether anything narrows the list, the tab's own query apart.
func (q Query) filtered() bool { return q.Text != "" || len(q.values) > 0 }

// fits says whether the query asks for what the other does, and how many of its
// parameters do.
func (q Query) fits(other url.Values) (int, bool) {
	for name := range other {
		if name != "sort" && q.encode().Get(name) != other.Get(name) {
			return 0, false
		}
	}
	return len(other), true
}

// address writes an address with its parameters. Commas and colons are left as they
// are, so that people can read it.
func address(path string, values url.Values) string {
	if len(values) == 0 {
		return path
	}
	return path + "?" + strings.NewReplacer("%2C", ",", "%3A", ":").Replace(values.Encode())
}

// orders are the names of the orders a list knows, each both ways.
func (l Of[Row]) orders() []string {
	known := map[string]bool{}
	for _, sort := range []string{l.Sort, l.steady()} {
		known[strings.TrimPrefix(sort, "-")] = true
	}
	for _, c := range l.Columns {
		known[c.Sort] = true
	}
	delete(known, "")
	var names []string
	for name := range known {
		names = append(names, name, "-"+name)
	}
	slices.Sort(names)
	return names
}

// Queries are all the ways to ask the list, for the test of its plans: every view with
// every filter, alone and in pairs, in every order.
func (l Of[Row]) Queries() []Query {
	today := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	bases := []url.Values{{}}
	for _, v := range l.Views {
		if values, err := url.ParseQuery(v.Query); err == nil && len(values) > 0 {
			bases = append(bases, values)
		}
	}
	var all []Query
	add := func(values url.Values) {
		for _, sort := range l.orders() {
			asked := url.Values{"sort": {sort}}
			for name, value := range values {
				asked[name] = value
			}
			all = append(all, l.read(asked, "EUR", today))
		}
	}
	for _, base := range bases {
		add(base)
		for i, f := range l.Filters {
			one := merged(base, f.sample())
			add(one)
			for _, second := range l.Filters[i+1:] {
				add(merged(one, second.sample()))
			}
		}
	}
	return all
}

func merged(a, b url.Values) url.Values {
	both := url.Values{}
	for _, values := range []url.Values{a, b} {
		for name, value := range values {
			both[name] = value
		}
	}
	return both
}

// Try reads the page of a query and, where the list counts, its count.
func (l Of[Row]) Try(tx *db.Tx, q Query) (string, error) {
	page, err := l.Load(tx, q)
	if err == nil && l.Count != nil {
		_, err = l.Count(tx, q, 1000)
	}
	return page.Next, err
}

// From is the query from a cursor on.
func (q Query) From(after string) Query {
	q.After, q.Before = after, ""
	return q
}
