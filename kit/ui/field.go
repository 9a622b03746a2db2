package ui

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"
)

// Field describes one form field, whichever its kind. Name, Label and Value are enough for
// most; Error comes from the field messages of errs.Invalid and draws the field as wrong,
// with what the person typed still in Value.
type Field struct {
	Name  string
	Label string
	Value string
	// Hint is one line below the field: what to put in and what it does.
	Hint  string
	Error string

	// ID is made from Name when empty; set it when two forms of a page share a name.
	ID string
	// HideLabel keeps the label for screen readers only.
	HideLabel   bool
	Placeholder string
	Required    bool
	Disabled    bool
	ReadOnly    bool
	Autofocus   bool
	// Autocomplete is the browser's word: "email", "current-password", "off".
	Autocomplete string
	// InputMode picks the keyboard of a phone: "numeric", "decimal".
	InputMode string
	MaxLength int
	// Min, Max and Step belong to numbers and dates; Min and Max also to NumberField.
	Min, Max, Step string
	// Prefix and Suffix stand inside the frame: "https://", "kg", "EUR".
	Prefix, Suffix string
	// Rows is the height of a TextArea, 4 when left at zero.
	Rows int
	// Short keeps the field narrow: a postal code, a quantity.
	Short bool

	// Options belong to SelectField, RadioField, CountryField, and to TagsField as suggestions.
	Options []Option
	// Blank is the first, empty choice of a select: "Choose a country".
	Blank string
	// Checked belongs to CheckField and ToggleField; their Value is "on" when left empty.
	Checked bool
	// Accept and Multiple belong to FileField: "image/*".
	Accept   string
	Multiple bool

	Attrs templ.Attributes
}

// Option is one choice of a select or of radio cards.
type Option struct {
	Value string
	Label string
	// Hint and Icon show in radio cards only.
	Hint     string
	Icon     string
	Disabled bool
	// Group puts neighbours of a select under one heading.
	Group string
}

func (f Field) id() string {
	if f.ID != "" {
		return f.ID
	}
	return FieldID(f.Name)
}

// FieldID is the id of the field of that name, for links of an error summary.
func FieldID(name string) string {
	return "f-" + strings.NewReplacer("[", "-", "]", "", ".", "-", " ", "-").Replace(name)
}

func (f Field) describedBy() string {
	var ids []string
	if f.Error != "" {
		ids = append(ids, f.id()+"-error")
	}
	if f.Hint != "" {
		ids = append(ids, f.id()+"-hint")
	}
	return strings.Join(ids, " ")
}

// attrs are the attributes common to all inputs.
func (f Field) attrs(extra ...string) templ.Attributes {
	all := templ.Attributes{"id": f.id(), "name": f.Name}
	set := func(name, value string) {
		if value != "" {
			all[name] = value
		}
	}
	set("aria-describedby", f.describedBy())
	if f.Error != "" {
		all["aria-invalid"] = "true"
	}
	set("placeholder", f.Placeholder)
	set("autocomplete", f.Autocomplete)
	set("inputmode", f.InputMode)
	set("min", f.Min)
	set("max", f.Max)
	set("step", f.Step)
	if f.MaxLength > 0 {
		all["maxlength"] = strconv.Itoa(f.MaxLength)
	}
	all["required"] = f.Required
	all["disabled"] = f.Disabled
	all["readonly"] = f.ReadOnly
	all["autofocus"] = f.Autofocus
	for i := 0; i+1 < len(extra); i += 2 {
		set(extra[i], extra[i+1])
	}
	for name, value := range f.Attrs {
		all[name] = value
	}
	return all
}

// inputAttrs are attrs with the class every input wears unless extra names a fuller one.
func (f Field) inputAttrs(extra ...string) templ.Attributes {
	all := f.attrs(extra...)
	if _, named := all["class"]; !named {
		all["class"] = "input"
	}
	return all
}

// with fills an empty setting of a kind without touching what the caller chose.
func with(value *string, fallback string) {
	if *value == "" {
		*value = fallback
	}
}

func (f Field) rows() string {
	if f.Rows == 0 {
		return "4"
	}
	return strconv.Itoa(f.Rows)
}

func (f Field) checkValue() string {
	if f.Value == "" {
		return "on"
	}
	return f.Value
}

// groups cuts the options where Group changes, in their order.
func (f Field) groups() [][]Option {
	var groups [][]Option
	for i, option := range f.Options {
		if i == 0 || option.Group != f.Options[i-1].Group {
			groups = append(groups, nil)
		}
		groups[len(groups)-1] = append(groups[len(groups)-1], option)
	}
	return groups
}
