// Package liquid renders templates written in the Liquid language. It is
// complete, safe against what strangers write, and fast; and it knows nothing
// of shops: objects, tags and filters of a shop belong to the package using it.
//
// # Embedding
//
// An [Env] is the engine. Register what is your own first, then share it:
//
//	env := liquid.NewEnv(liquid.Options{})
//	env.Filter("money", money)
//	env.Tag("form", parseForm)
//	page, err := env.Parse("templates/product.liquid", source)
//	err = page.Render(ctx, w, liquid.Data{
//		Vars:    map[string]any{"product": product},
//		Globals: liquid.Object{"shop": shop},
//		Loader:  snippets,
//	})
//
// [Env.Parse] keeps compiled templates by name and content, so it may be called
// at each use: a changed template is compiled again, the others are not. A
// [Template] never changes and serves any number of goroutines.
//
// Vars are seen by the template itself; a snippet called by render sees its
// arguments and Globals only. Nothing is written to w when Render answers an
// error.
//
// # Values
//
// Go values a template can work with: nil, bool, every int type, float32 and
// float64, string, [Safe], []any, []string, []int, map[string]any (walked in the
// order of its keys), [*Map] (in the order they were set), time.Time (for the
// filter date), [Range], [Drop] and [Array]. Other types print nothing.
//
// A [Drop] answers its properties itself, without reflection:
//
//	func (p *Product) Get(name string) any {
//		switch name {
//		case "title":
//			return p.Title
//		case "variants":
//			return variants{p} // an Array: made while it is walked through
//		}
//		return nil
//	}
//
// A Drop may also be an [Array] (it can be looped over and has size, first and
// last), have String() string (what {{ drop }} prints, escaped) or
// LiquidValue() any (the plain value it stands for).
//
// # Filters
//
// A [FilterFunc] gets the value, its positions and, through [Call.Named], its
// names. A text quoted in a template arrives as Safe, not as string: use [Text]
// for arguments, [PlainText] where HTML escapes would be wrong, as in URLs.
// Answer Safe for HTML the filter made, with [Escape] on everything in it that
// came from outside, and string for everything else. A filter that makes text
// or lists of a size the template decides calls [State.Grow] first.
//
// # Tags
//
// A [TagParser] runs when a template is parsed. It reads what stands behind the
// tag's name from Tag.Markup ([Markup.Expr], [Markup.Value], [Markup.Args],
// [Markup.Condition], [Markup.Ident], [Markup.Literal], [Markup.Word],
// [Markup.End]) and answers a [Node]. A block tag reads its body with
// [Parser.Body], a tag whose body is no Liquid with [Parser.Raw]. When rendered,
// a Node evaluates its expressions with Expr.Eval, writes with [State.Write]
// (escapes), [State.WriteText] and [State.WriteHTML], renders its body with
// Body.Render, shows variables to it with [State.With], calls other templates
// with [State.Load] and [State.RenderTemplate], and finds what the caller left
// for it in [State.Register] and [State.Context]. See the example of Env.Tag.
//
// # Escaping
//
// Unless [Options].NoEscape is set, {{ value }} escapes every text that is not
// Safe. Safe are: text quoted in the template (its author wrote it as HTML),
// what capture gathered, what escape and newline_to_br answer, and what
// the caller's filters and drops answer as Safe.
//
//   - append, prepend and join of Safe and plain text escape the plain part and
//     answer Safe: {{ '<b>' | append: product.title }} needs no thought.
//   - escape of Safe text changes nothing, so themes that escape by hand are right.
//   - Filters that change letters or replace keep Safe what was Safe; truncate,
//     truncatewords and slice keep it only where the piece holds no '<', so a tag
//     cut in two cannot swallow what follows.
//   - strip_html of Safe text leaves entities and escapes every bracket left.
//   - url_decode, base64_decode and the like answer plain text.
//   - == and contains see through escapes: captured text equals its source.
//
// Escaping makes text safe in HTML and in quoted attributes. Within scripts,
// styles and unquoted attributes it does not; give themes a json filter.
//
// # Budgets
//
// [Limits] bound each render: steps (nodes, loop turns, filters, and one for
// every 256 bytes a filter or comparison looks at), bytes written, bytes of
// values made, depth of templates, elements of a loop. The context's deadline is
// its time. A render over budget answers an error that errors.Is [ErrBudget];
// its memory goes back and no other render notices. Nesting of blocks and
// brackets ends at 100, a source at 512 KB, reported mistakes at 20. A panic in
// a Drop or filter becomes an error of that render.
//
// # Errors
//
// [Env.Parse] answers [Errors]: each with file, line, column and the text it is
// about, all of one template at once. With Options.Strict unknown tags and
// filters are among them, as an editor wants; without it an unknown filter hands
// its value on, an unknown tag leaves a comment, and [Template.Warnings] lists
// both. [Options].Errors says whether an error while rendering ends the render
// (the default), becomes a comment in the page, or text as in the reference.
//
// # What differs from the reference
//
// The language is that of Shopify/liquid 5.13 in its strict2 grammar;
// CONFORMANCE.md has the figures. On purpose different:
//
//   - Escaping is on.
//   - include has to be switched on.
//   - Errors end the render unless Options.Errors says otherwise.
//   - break and continue inside a snippet called by render end that snippet.
//   - Whole numbers beyond 64 bits become floats.
//   - There is no lax grammar: {{ a b }} is an error everywhere.
package liquid
