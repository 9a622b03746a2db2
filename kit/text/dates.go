package text

import (
	"strconv"
	"strings"
	"time"

	"github.com/coulisse/coulisse/kit/db"
)

// habits are how a language writes numbers and dates.
type habits struct {
	group, decimal, percent string
	plural                  func(n int) int
	day, long, at           string // D day, M month, Y year
	months, short           [12]string
}

func habitsOf(locale string) habits {
	switch baseOf(locale) {
	case "fr":
		return french()
	case "de":
		return german()
	}
	return english()
}

func english() habits {
	return habits{
		group: ",", decimal: ".", percent: "%", plural: pluralOne, day: "D M Y", long: "D M Y", at: " ",
		months: [12]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
		short:  [12]string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"},
	}
}

func french() habits {
	return habits{
		group: "\u202f", decimal: ",", percent: "\u00a0%", plural: pluralFrench, day: "D M Y", long: "D M Y", at: " ",
		months: [12]string{"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"},
		short:  [12]string{"janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."},
	}
}

func german() habits {
	return habits{
		group: ".", decimal: ",", percent: "\u00a0%", plural: pluralOne, day: "D. M Y", long: "D. M Y", at: ", ",
		months: [12]string{"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"},
		short:  [12]string{"Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez."},
	}
}

func pluralOne(n int) int {
	if n == 1 || n == -1 {
		return 0
	}
	return 1
}

// pluralFrench counts zero with one: "0 commande".
func pluralFrench(n int) int {
	if n > -2 && n < 2 {
		return 0
	}
	return 1
}

// Date writes the day of a moment in the person's time zone: "22 Nov 2026".
func (p *Printer) Date(t db.Time) string {
	if t == 0 {
		return ""
	}
	return p.date(t.Go().In(p.Zone), p.habits.day, p.habits.short)
}

// LongDate writes the day with the full month, for documents: "22 novembre 2026".
func (p *Printer) LongDate(t db.Time) string {
	if t == 0 {
		return ""
	}
	return p.date(t.Go().In(p.Zone), p.habits.long, p.habits.months)
}

// DateTime writes day and minute: "22 Nov 2026 10:15".
func (p *Printer) DateTime(t db.Time) string {
	if t == 0 {
		return ""
	}
	return p.Date(t) + p.habits.at + p.Clock(t)
}

// Clock writes hour and minute: "10:15".
func (p *Printer) Clock(t db.Time) string { return t.Go().In(p.Zone).Format("15:04") }

// Day writes a calendar day kept as text ("2026-11-22"); a text that is no day stays.
func (p *Printer) Day(day string) string {
	t, err := time.Parse("2006-01-02", day)
	if err != nil {
		return day
	}
	return p.date(t, p.habits.day, p.habits.short)
}

// LongDay is Day with the full month, for documents.
func (p *Printer) LongDay(day string) string {
	t, err := time.Parse("2006-01-02", day)
	if err != nil {
		return day
	}
	return p.date(t, p.habits.long, p.habits.months)
}

// Month writes a month kept as text ("2026-11"): "November 2026".
func (p *Printer) Month(month string) string {
	t, err := time.Parse("2006-01", month)
	if err != nil {
		return month
	}
	return p.date(t, "M Y", p.habits.months)
}

func (p *Printer) date(t time.Time, pattern string, months [12]string) string {
	day := strconv.Itoa(t.Day())
	if baseOf(p.Locale) == "fr" && day == "1" && strings.HasPrefix(pattern, "D") {
		day = "1er"
	}
	var b strings.Builder
	for _, mark := range pattern {
		switch mark {
		case 'D':
			b.WriteString(day)
		case 'M':
			b.WriteString(months[t.Month()-1])
		case 'Y':
			b.WriteString(strconv.Itoa(t.Year()))
		default:
			b.WriteRune(mark)
		}
	}
	return b.String()
}

// Ago writes how long a moment lies back, and the day from a week on.
func (p *Printer) Ago(t, now db.Time) string {
	minutes := int((now - t) / 60_000)
	switch {
	case minutes < 1:
		return p.T("just now")
	case minutes < 60:
		return p.N(minutes, "%d minute ago", "%d minutes ago")
	case minutes < 24*60:
		return p.N(minutes/60, "%d hour ago", "%d hours ago")
	case minutes < 7*24*60:
		return p.N(minutes/(24*60), "%d day ago", "%d days ago")
	}
	return p.Date(t)
}
