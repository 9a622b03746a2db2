package list

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/ui"
)

// Control is how a filter is chosen.
type Control string

// The controls. Choice is one of a few, Several any of a few, Country one country, Dates
// and Amounts a span with two parameters (name_from and name_to), Words a text, Flag yes
// or nothing, Thing one thing that another page links to. Fixed has no control: views
// use it.
const (
	Choice  Control = "choice"
	Several Control = "several"
	Country Control = "country"
	Dates   Control = "dates"
	Amounts Control = "amounts"
	Words   Control = "words"
	Flag    Control = "flag"
	Thing   Control = "thing"
	Fixed   Control = "fixed"
)

// Filter is one thing to narrow a list by, with its chip and control.
type Filter struct {
	Name    string // of the parameter
	Label   string // English
	Control Control
	// Options are what Choice, Several and Country offer; Words takes them as suggestions.
	Options func(tx *db.Tx, at At) ([]ui.Option, error)
	// Of names the thing of a Thing filter.
	Of func(tx *db.Tx, at At, value string) (string, error)
	// From and To are the parameters of Dates and Amounts: name_from and name_to when empty.
	From, To string
	// Sample is a value for the test of plans; the controls have their own where empty.
	Sample string
}

func (f Filter) params() []string {
	if f.Control == Dates || f.Control == Amounts {
		from, to := f.bounds()
		return []string{from, to}
	}
	return []string{f.Name}
}

// bounds are the two parameters of a span.
func (f Filter) bounds() (from, to string) {
	return cmp.Or(f.From, f.Name+"_from"), cmp.Or(f.To, f.Name+"_to")
}

// given is what stands in the address for a parameter: the one value, or several joined.
func (f Filter) given(values []string) string {
	if f.Control != Several {
		for _, value := range slices.Backward(values) {
			return strings.TrimSpace(value)
		}
		return ""
	}
	var all []string
	for _, value := range strings.Split(strings.Join(values, ","), ",") {
		if value != "" && !slices.Contains(all, value) {
			all = append(all, value)
		}
	}
	return strings.Join(all, ",")
}

func (f Filter) set(q Query) bool {
	return slices.ContainsFunc(f.params(), func(name string) bool { return q.Is(name) != "" })
}

// dropped is the query without the filter.
func (f Filter) dropped(q Query) url.Values {
	var pairs []string
	for _, name := range f.params() {
		pairs = append(pairs, name, "")
	}
	return q.with(pairs...)
}

// sample are parameters that ask for the filter, for the test of plans.
func (f Filter) sample() url.Values {
	from, to := f.bounds()
	switch {
	case f.Control == Dates:
		return url.Values{from: {"2026-01-01"}, to: {"2026-06-30"}}
	case f.Control == Amounts:
		return url.Values{from: {"10"}, to: {"20"}}
	case f.Sample != "":
		return url.Values{f.Name: {f.Sample}}
	case f.Control == Country:
		return url.Values{f.Name: {"FR"}}
	case f.Control == Flag:
		return url.Values{f.Name: {"yes"}}
	}
	return url.Values{}
}

// words is the chip of the filter: "Payment: Paid, Refunded".
func (f Filter) words(tx *db.Tx, at At, q Query) (string, error) {
	p := at.Text
	switch f.Control {
	case Flag:
		return p.T(f.Label), nil
	case Country:
		return p.T(f.Label) + ": " + p.Country(q.Is(f.Name)), nil
	case Dates:
		from, to := q.Days(f.Name)
		return p.T(f.Label) + ": " + span(p.Day(from), p.Day(to), at), nil
	case Amounts:
		return p.T(f.Label) + ": " + span(q.Is(f.params()[0]), q.Is(f.params()[1]), at), nil
	case Thing:
		name, err := f.Of(tx, at, q.Is(f.Name))
		return p.T(f.Label) + ": " + name, err
	case Choice, Several:
		names, err := f.names(tx, at, q.Any(f.Name))
		return p.T(f.Label) + ": " + names, err
	}
	return p.T(f.Label) + ": " + q.Is(f.Name), nil
}

func span(from, to string, at At) string {
	switch {
	case to == "":
		return at.Text.T("from %s", from)
	case from == "":
		return at.Text.T("up to %s", to)
	case from == to:
		return from
	}
	return from + " – " + to
}

func (f Filter) names(tx *db.Tx, at At, values []string) (string, error) {
	options, err := f.options(tx, at)
	names := make([]string, len(values))
	for i, value := range values {
		names[i] = value
		for _, o := range options {
			if o.Value == value {
				names[i] = o.Label
			}
		}
	}
	return strings.Join(names, ", "), err
}

func (f Filter) options(tx *db.Tx, at At) ([]ui.Option, error) {
	if f.Options == nil {
		return nil, nil
	}
	return f.Options(tx, at)
}
