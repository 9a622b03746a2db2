package ordersweb

import (
	"strconv"

	"github.com/a-h/templ"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/list"
	"github.com/coulisse/coulisse/kit/money"
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/orders"
)

const importPrefix = "imp"

// importsList is the list of imports of history.
func importsList() list.Of[orders.Import] {
	number := func(of func(i orders.Import) int64) func(list.At, orders.Import) list.Value {
		return func(_ list.At, i orders.Import) list.Value { return list.Number(of(i)) }
	}
	return list.Of[orders.Import]{
		About: web.About{Title: text.Key("Order imports"), Line: text.Key("History of another system, booked at its own dates."), Help: "imports", Words: "import history past orders importer historique anciennes commandes", Icon: "upload"},
		Name:  "order-imports", Title: text.Key("Imports of orders"), Path: "/order-imports", Permission: "orders.view", Active: "orders", Sort: "-created_at",
		Columns: []list.Column[orders.Import]{
			{ID: "name", Label: text.Key("File"), Main: true, Value: func(_ list.At, i orders.Import) list.Value { return list.Text(i.Name) }},
			{ID: "created_at", Label: text.Key("Date"), Value: func(_ list.At, i orders.Import) list.Value { return list.Time(i.CreatedAt) }},
			{ID: "invoices", Label: text.Key("Invoices"), Value: number(func(i orders.Import) int64 { return i.Invoices })},
			{ID: "credit_notes", Label: text.Key("Credit notes"), Phone: "hide", Value: number(func(i orders.Import) int64 { return i.CreditNotes })},
			{ID: "left_out", Label: text.Key("Left out"), Phone: "hide", Value: number(func(i orders.Import) int64 { return i.LeftOut })},
			{ID: "total", Label: text.Key("Total"), Phone: "end", Value: func(at list.At, i orders.Import) list.Value { return list.Money(money.Of(i.Total, at.R.Shop.Currency)) }},
		},
		Load: func(tx *db.Tx, q list.Query) (db.Page[orders.Import], error) {
			all, err := orders.Imports(tx)
			if err != nil {
				return db.Page[orders.Import]{}, err
			}
			return db.SortPage(all, db.Order[orders.Import]{Name: "created_at", Row: func(i orders.Import) int64 { return int64(i.ID) }},
				db.Reading{After: q.After, Before: q.Before, Limit: q.Limit, Desc: q.Sort != "created_at"})
		},
		Prefix: importPrefix, ID: func(i orders.Import) id.ID { return i.ID }, Label: func(i orders.Import) string { return i.Name },
		URL:      func(at list.At, i orders.Import) string { return at.R.Path("/order-imports", i.ID.Text(importPrefix)) },
		NoneFits: text.Key("No imports yet"),
		Empty: func(at list.At) ui.EmptyProps {
			return ui.EmptyProps{Icon: "upload", Title: at.Text.T("No imports yet"),
				Text: at.Text.T("The command “coulisse import orders” brings the order history of another system in.")}
		},
		Frame: func(_ *db.Tx, at list.At, frame *ui.PageProps) error {
			frame.Breadcrumb = []ui.Link{{Label: at.Text.T("Orders"), URL: at.R.Path("/orders")}}
			return nil
		},
	}
}

type importInput struct {
	Code  string `form:"code"`
	After int64  `form:"after"`
}

const problemsAtOnce = 100

func showImport(tx *db.Tx, r *web.Request, in importInput) (web.Answer, error) {
	made, err := r.ID("import", importPrefix)
	if err != nil {
		return web.Answer{}, err
	}
	i, err := orders.GetImport(tx, made)
	if err != nil {
		return web.Answer{}, err
	}
	counts, err := orders.ProblemCounts(tx, made)
	if err != nil {
		return web.Answer{}, err
	}
	problems, err := orders.ImportProblems(tx, made, in.Code, in.After, problemsAtOnce+1)
	if err != nil {
		return web.Answer{}, err
	}
	frame := r.Frame(tx, "Imports of orders", "orders")
	frame.Title = i.Name
	frame.Breadcrumb = []ui.Link{{Label: r.Text.T("Orders"), URL: r.Path("/orders")}, {Label: r.Text.T("Imports"), URL: r.Path("/order-imports")}}
	return web.Page(ui.Page(frame, importPage(r, i, problemList(r, i, in, counts, problems)))), nil
}

func problemList(r *web.Request, i orders.Import, in importInput, counts []orders.ProblemCount, problems []orders.ImportProblem) ui.ListProps {
	p, base := r.Text, r.Path("/order-imports", i.ID.Text(importPrefix))
	list := ui.ListProps{Tabs: []ui.Tab{{Label: p.T("All"), URL: base, Active: in.Code == ""}},
		Table: ui.TableProps{Caption: p.T("To repair"), Columns: []ui.Column{{Label: p.T("Line"), Number: true}, {Label: p.T("Document"), Main: true}, {Label: p.T("Column"), Phone: "hide"},
			{Label: p.T("Value"), Phone: "hide"}, {Label: p.T("Problem")}, {Label: p.T("State"), HideLabel: true, Phone: "end"}}},
		Empty: ui.Empty(ui.EmptyProps{Icon: "circle-check", Title: p.T("Nothing to repair"), Text: p.T("Every line went in.")})}
	for _, c := range counts {
		list.Tabs = append(list.Tabs, ui.Tab{Label: p.T(codeWords(c.Code)), URL: base + "?code=" + c.Code, Count: p.Number(c.N), Active: in.Code == c.Code})
	}
	if len(problems) > problemsAtOnce {
		problems = problems[:problemsAtOnce]
		last := strconv.FormatInt(problems[problemsAtOnce-1].Position, 10)
		list.Pager.Next = base + "?code=" + in.Code + "&after=" + last
	}
	for _, problem := range problems {
		state := ui.Nothing()
		if problem.StayedOut {
			state = ui.BadgeHollow(ui.Warning, p.T("Left out"))
		}
		list.Table.Rows = append(list.Table.Rows, ui.TableRow{Cells: []templ.Component{ui.Plain(strconv.FormatInt(problem.Line, 10)), ui.Plain(problem.Document),
			ui.Plain(problem.Column), ui.Plain(problem.Value), ui.Plain(p.T(problem.Message, problem.Args()...)), state}})
	}
	return list
}
