package theme

import (
	"maps"
	"net/url"

	"github.com/coulisse/coulisse/liquid"
)

// formTag is {% form 'contact', cart, class: 'stack' %} … {% endform %}. It writes the
// form with its address and the key that makes it act once, and gives its body the
// object form: what was typed before and what was wrong with it.
type formTag struct {
	kind   string
	object liquid.Expr
	args   liquid.Args
	body   *liquid.Body
}

func parseForm(p *liquid.Parser, t liquid.Tag) (liquid.Node, error) {
	kind, err := t.Markup.Literal()
	if err != nil {
		return nil, err
	}
	n := formTag{kind: kind}
	if formAction(kind, "") == "" {
		return nil, t.Errorf("there is no form %q", kind)
	}
	t.Markup.Comma()
	if n.args, err = t.Markup.Args(); err != nil {
		return nil, err
	}
	if len(n.args.Exprs) > 0 {
		n.object = n.args.Exprs[0]
	}
	n.body, _, err = p.Body(t, "endform")
	return n, err
}

// formAction is where a form of a kind is sent; of names the object it is about.
func formAction(kind, of string) string {
	switch kind {
	case "product":
		return "/cart/lines"
	case "cart_line":
		return "/cart/lines/" + of
	case "remove_line":
		return "/cart/lines/" + of + "/removal"
	case "contact":
		return "/checkout"
	case "delivery":
		return "/checkout/delivery"
	case "payment":
		return "/checkout/payment"
	case "pay_again":
		return "/orders/" + of + "/payment"
	}
	return ""
}

// Render writes the form.
func (n formTag) Render(s *liquid.State) error {
	p := pageOf(s)
	var object liquid.Drop
	if n.object != nil {
		value, err := n.object.Eval(s)
		if err != nil {
			return err
		}
		object, _ = value.(liquid.Drop)
	}
	of := ""
	if object != nil {
		of = liquid.PlainText(object.Get("form_key"))
	}
	s.WriteHTML(`<form method="post" action="` + string(liquid.Escape(p.url(formAction(n.kind, of)))) + `"`)
	for i, name := range n.args.Names {
		value, err := n.args.Named[i].Eval(s)
		if err != nil {
			return err
		}
		s.WriteHTML(" " + name + `="` + string(liquid.Escape(liquid.PlainText(value))) + `"`)
	}
	s.WriteHTML(">")
	if p.Once != nil {
		s.WriteHTML(`<input type="hidden" name="_once" value="` + p.Once() + `">`)
	}
	drop := &formDrop{object: object}
	if p.Problem != nil && p.Problem.Form == n.kind {
		drop.problem = p.Problem
	}
	if err := s.With("form", drop, func() error { return n.body.Render(s) }); err != nil {
		return err
	}
	s.WriteHTML("</form>")
	return nil
}

// Get answers what was wrong, for templates that show it away from the form.
func (p *Problem) Get(name string) any {
	switch name {
	case "form":
		return p.Form
	case "message":
		return p.Message
	case "errors":
		return formErrors{p}
	}
	return nil
}

// formDrop is the object form: form.errors, form.message and form.values.
type formDrop struct {
	problem *Problem
	object  liquid.Drop
}

// Get answers a property.
func (d *formDrop) Get(name string) any {
	switch name {
	case "errors":
		if d.problem == nil {
			return nil
		}
		return formErrors{d.problem}
	case "message":
		if d.problem != nil {
			return d.problem.Message
		}
	case "values":
		return formValues{d}
	}
	return nil
}

// formErrors answers the message of a field and walks through all of them.
type formErrors struct{ p *Problem }

// Get answers the message of a field.
func (e formErrors) Get(name string) any {
	for _, f := range e.p.Fields {
		if f.Name == name {
			return f.Message
		}
	}
	return nil
}

// Len is the number of wrong fields.
func (e formErrors) Len() int { return len(e.p.Fields) }

// At answers one wrong field.
func (e formErrors) At(i int) any {
	return liquid.Object{"field": e.p.Fields[i].Name, "message": e.p.Fields[i].Message}
}

// formValues answers what was typed, else what is kept.
type formValues struct{ d *formDrop }

// Get answers the value of a field.
func (v formValues) Get(name string) any {
	if v.d.problem != nil && v.d.problem.Values != nil {
		return v.d.problem.Values.Get(name)
	}
	if v.d.object != nil {
		return v.d.object.Get(name)
	}
	return nil
}

func cloneValues(values url.Values) url.Values {
	if values == nil {
		return url.Values{}
	}
	return maps.Clone(values)
}
