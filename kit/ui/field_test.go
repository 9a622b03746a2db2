package ui

import (
	"strings"
	"testing"

	"github.com/a-h/templ"
)

func TestFieldSaysWhatIsWrong(t *testing.T) {
	f := Field{Name: "lines[0].price", Label: "Price", Value: `12,5"O`, Hint: "With tax", Error: "This is not an amount"}
	kinds := map[string]templ.Component{
		"text": TextField(f), "e-mail": EmailField(f), "money": MoneyField(f, "EUR"), "number": NumberField(f), "area": TextArea(f),
		"password": PasswordField(f), "select": SelectField(f), "date": DateField(f), "tags": TagsField(f), "file": FileField(f),
		"check": CheckField(f), "toggle": ToggleField(f), "VAT": VATField(f), "country": CountryField(f), "phone": PhoneField(f),
	}
	for kind, component := range kinds {
		doc := draw(t, component)
		control := doc.Find("#f-lines-0-price")
		if control.Length() != 1 || attr(control, "name") != f.Name {
			t.Errorf("%s: no control of that name", kind)
			continue
		}
		if attr(control, "aria-invalid") != "true" {
			t.Errorf("%s: not marked as wrong", kind)
		}
		var told strings.Builder
		for _, id := range strings.Fields(attr(control, "aria-describedby")) {
			told.WriteString(doc.Find("#" + id).Text())
		}
		if !strings.Contains(told.String(), f.Error) || !strings.Contains(told.String(), f.Hint) {
			t.Errorf("%s: told %q", kind, told.String())
		}
	}
}

func TestFieldKeepsWhatWasTyped(t *testing.T) {
	typed := `<b>"12,5O" & more`
	for kind, component := range map[string]templ.Component{
		"text": TextField(Field{Name: "a", Value: typed}), "money": MoneyField(Field{Name: "a", Value: typed}, "EUR"), "tags": TagsField(Field{Name: "a", Value: typed}),
	} {
		if got := attr(draw(t, component).Find("#f-a"), "value"); got != typed {
			t.Errorf("%s keeps %q", kind, got)
		}
	}
	if got := draw(t, TextArea(Field{Name: "a", Value: typed})).Find("textarea").Text(); got != typed {
		t.Errorf("text area keeps %q", got)
	}
}

func TestChoicesShowTheChosen(t *testing.T) {
	f := Field{Name: "c", Label: "Country", Value: "DE", Blank: "Choose", Options: []Option{{Value: "FR", Label: "France", Group: "EU"}, {Value: "DE", Label: "Germany", Group: "EU"}, {Value: "CH", Label: "Switzerland"}}}
	doc := draw(t, SelectField(f))
	if got := doc.Find("option[selected]").Text(); got != "Germany" {
		t.Errorf("selected %q", got)
	}
	if got := doc.Find("optgroup[label=EU] option").Length(); got != 2 {
		t.Errorf("%d options in the group", got)
	}
	if got := attr(draw(t, RadioField(f)).Find("input[checked]"), "value"); got != "DE" {
		t.Errorf("radio %q", got)
	}
	checks := draw(t, ChecksField(f, []string{"FR", "CH"}))
	if got := checks.Find("input[checked]").Length(); got != 2 {
		t.Errorf("%d boxes ticked", got)
	}
}

func TestErrorSummaryLeadsToTheFields(t *testing.T) {
	doc := draw(t, ErrorSummary("Two fields need another look.", []FieldError{{Name: "lines[0].price", Message: "Not an amount"}}))
	if got := attr(doc.Find(".banner a"), "href"); got != "#f-lines-0-price" {
		t.Errorf("leads to %q", got)
	}
	if _, focused := doc.Find("[role=alert][tabindex='-1']").Attr("autofocus"); !focused {
		t.Error("the summary does not take the focus")
	}
	if draw(t, ErrorSummary("", nil)).Find(".banner").Length() != 0 {
		t.Error("a summary without anything to say is drawn")
	}
}

func TestFormActsOnce(t *testing.T) {
	first, second := draw(t, Form(FormProps{Action: "/orders"})), draw(t, Form(FormProps{Action: "/orders"}))
	a, b := attr(first.Find("input[name=_once]"), "value"), attr(second.Find("input[name=_once]"), "value")
	if len(a) < 20 || a == b {
		t.Errorf("keys %q and %q", a, b)
	}
	if draw(t, Form(FormProps{Action: "/orders", Method: "get"})).Find("input[name=_once]").Length() != 0 {
		t.Error("a search carries a key")
	}
}
