package theme

import (
	"github.com/coulisse/coulisse/liquid"
)

// sectionTag is {% section 'name' %} and {% sections 'group' %}.
type sectionTag struct {
	theme *Theme
	name  string
	group bool
}

func (t *Theme) parseSectionTag(_ *liquid.Parser, tag liquid.Tag) (liquid.Node, error) {
	name, err := tag.Markup.Literal()
	if err != nil {
		return nil, err
	}
	return sectionTag{theme: t, name: name}, tag.Markup.End()
}

func (t *Theme) parseSectionsTag(_ *liquid.Parser, tag liquid.Tag) (liquid.Node, error) {
	name, err := tag.Markup.Literal()
	if err != nil {
		return nil, err
	}
	return sectionTag{theme: t, name: name, group: true}, tag.Markup.End()
}

// Render draws the section, or the sections of the group.
func (n sectionTag) Render(s *liquid.State) error {
	if !n.group {
		return n.theme.drawSection(s, part{kind: n.name, id: n.name, settings: liquid.NewMap()}, 1)
	}
	group := n.theme.groups[n.name]
	if group == nil {
		return s.Errorf("there is no section group %q", n.name)
	}
	return n.theme.draw(s, group)
}

type nothing struct{}

// Render writes nothing: the schema is read when the theme is loaded.
func (nothing) Render(*liquid.State) error { return nil }

func parseSchema(p *liquid.Parser, t liquid.Tag) (liquid.Node, error) {
	_, err := p.Raw(t, "endschema")
	return nothing{}, err
}

// element is <style> or <script> of the page's own, with the nonce that lets it run.
type element struct {
	name string
	body *liquid.Body
	raw  string
	key  string
}

// rawElement makes the tags style (Liquid inside, at each place), stylesheet and
// javascript (plain, once a page).
func rawElement(name, end string, live bool) liquid.TagParser {
	return func(p *liquid.Parser, t liquid.Tag) (liquid.Node, error) {
		if live {
			body, _, err := p.Body(t, end)
			return element{name: name, body: body}, err
		}
		raw, err := p.Raw(t, end)
		return element{name: name, raw: raw, key: t.Name + ":" + p.Name()}, err
	}
}

// Render writes the element.
func (n element) Render(s *liquid.State) error {
	if n.key != "" {
		if s.Register(n.key) != nil {
			return nil
		}
		s.SetRegister(n.key, true)
	}
	kind := ""
	if n.name == "script" {
		kind = ` type="module"`
	}
	s.WriteHTML("<" + n.name + kind + ` nonce="` + pageOf(s).Nonce + `">`)
	if n.body == nil {
		s.WriteHTML(n.raw)
	} else if err := n.body.Render(s); err != nil {
		return err
	}
	s.WriteHTML("</" + n.name + ">")
	return nil
}

// Paged is a list the tag paginate cuts: the length of a page is the theme's choice, so
// the list is read once that is known.
type Paged interface {
	liquid.Array
	// Cut sets how many elements a page has, before the list is read.
	Cut(size int)
	// Cursors are those of the pages around this one, "" at an end.
	Cursors() (previous, next string)
}

// paginate is {% paginate collection.products by 24 %} … {% endpaginate %}. Pages are
// found by cursors, so there are a next and a previous one and no numbers.
type paginate struct {
	list, size liquid.Expr
	body       *liquid.Body
}

func parsePaginate(p *liquid.Parser, t liquid.Tag) (liquid.Node, error) {
	list, err := t.Markup.Expr()
	if err != nil {
		return nil, err
	}
	if !t.Markup.Word("by") {
		return nil, t.Errorf("paginate needs a list and a number: paginate collection.products by 24")
	}
	size, err := t.Markup.Expr()
	if err != nil {
		return nil, err
	}
	body, _, err := p.Body(t, "endpaginate")
	return paginate{list, size, body}, err
}

// Render cuts the list and draws the body with the variable paginate.
func (n paginate) Render(s *liquid.State) error {
	value, err := n.list.Eval(s)
	if err != nil {
		return err
	}
	size, err := n.size.Eval(s)
	if err != nil {
		return err
	}
	about := liquid.Object{"page_size": size, "next": nil, "previous": nil}
	if list, ok := value.(Paged); ok {
		list.Cut(int(min(max(number(size), 1), 100)))
		previous, next := list.Cursors()
		p := pageOf(s)
		if previous != "" {
			about["previous"] = liquid.Object{"url": p.cursorURL("before", previous)}
		}
		if next != "" {
			about["next"] = liquid.Object{"url": p.cursorURL("after", next)}
		}
	}
	return s.With("paginate", about, func() error { return n.body.Render(s) })
}

// cursorURL is this page at another cursor.
func (p *Page) cursorURL(name, cursor string) string {
	query := cloneValues(p.Query)
	query.Del("after")
	query.Del("before")
	query.Set(name, cursor)
	return p.url(p.Path) + "?" + query.Encode()
}
