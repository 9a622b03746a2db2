package accountingweb

import (
	"net/url"
	"time"

	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/kit/web"
)

// usualPeriods are the periods a merchant asks for most, in the shop's own calendar.
func usualPeriods(r *web.Request, path string, in journalInput) []ui.Tab {
	zone, err := time.LoadLocation(r.Shop.Zone)
	if err != nil {
		zone = time.UTC
	}
	now := time.Now().In(zone)
	month := func(offset int) time.Time {
		return time.Date(now.Year(), now.Month()+time.Month(offset), 1, 0, 0, 0, 0, zone)
	}
	quarter := -int(now.Month()-1) % 3
	usual := []struct {
		label     string
		from, end time.Time
	}{
		{text.Key("All time"), time.Time{}, time.Time{}},
		{text.Key("This month"), month(0), month(1)},
		{text.Key("Last month"), month(-1), month(0)},
		{text.Key("This quarter"), month(quarter), month(quarter + 3)},
		{text.Key("Last quarter"), month(quarter - 3), month(quarter)},
		{text.Key("This year"), month(1 - int(now.Month())), month(13 - int(now.Month()))},
	}
	var tabs []ui.Tab
	for _, each := range usual {
		period := periodInput{}
		if !each.from.IsZero() {
			period.From, period.To = each.from.Format(time.DateOnly), each.end.AddDate(0, 0, -1).Format(time.DateOnly)
		}
		query := url.Values{}
		for _, keep := range kept(in) {
			query.Set(keep.Value, keep.Label)
		}
		setPeriod(query, period)
		address := r.Path(path)
		if len(query) > 0 {
			address += "?" + query.Encode()
		}
		tabs = append(tabs, ui.Tab{Label: r.Text.T(each.label), URL: address, Active: period.From == in.From && period.To == in.To})
	}
	return tabs
}

// kept are the other questions of the address, so that a change of period does not forget them.
func kept(in journalInput) []ui.Option {
	var keep []ui.Option
	for _, each := range []ui.Option{{Value: "journal", Label: in.Journal}, {Value: "account", Label: in.Account}, {Value: "order", Label: in.Order}, {Value: "q", Label: in.Query},
		{Value: "country", Label: in.Country}, {Value: "rate", Label: in.Rate}, {Value: "category", Label: in.Category}, {Value: "scheme", Label: in.Scheme}} {
		if each.Label != "" {
			keep = append(keep, each)
		}
	}
	return keep
}
