package ui

import "github.com/a-h/templ"

// Scheme colours a badge, a banner, a toast or a timeline entry. The word beside it
// always says the same thing as the colour.
type Scheme string

const (
	Neutral Scheme = "neutral"
	Info    Scheme = "info"
	Success Scheme = "success"
	Warning Scheme = "warning"
	Danger  Scheme = "danger"
)

// Link is a word that leads somewhere.
type Link struct {
	Label string
	URL   string
	Icon  string
	// Key is the hint shown beside it in menus and in the palette: "G O".
	Key string
}

func (s Scheme) orNeutral() string {
	if s == "" {
		return string(Neutral)
	}
	return string(s)
}

// schemeIcon is the icon that says the same as the colour.
func schemeIcon(s Scheme) string {
	switch s {
	case Success:
		return "circle-check"
	case Warning:
		return "triangle-alert"
	case Danger:
		return "circle-alert"
	}
	return "info"
}

// Plain is text as a component, for the cell of a table or the value of a description.
func Plain(text string) templ.Component {
	return plain(text)
}

// Strong is text that leads its row: an order number, the name of a product.
func Strong(text string) templ.Component { return strong(text) }

// Muted is text of second rank.
func Muted(text string) templ.Component { return muted(text) }

// Nothing draws nothing.
func Nothing() templ.Component { return templ.NopComponent }
