package ordersweb

import (
	"strconv"

	"github.com/a-h/templ"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/money"
	"github.com/coulisse/coulisse/kit/ui"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/orders"
)

const importPrefix = "imp"

func imports(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	all, err := orders.Imports(tx)
	if err != nil {
		return web.Answer{}, err
	}
	p := r.Text
	t := ui.TableProps{Caption: p.T("Imports"), Columns: []ui.Column{{Label: p.T("File"), Main: true}, {Label: p.T("Date")}, {Label: p.T("Invoices"), Number: true},
		{Label: p.T("Credit notes"), Number: true, Phone: "hide"}, {Label: p.T("Left out"), Number: true, Phone: "hide"}, {Label: p.T("Total"), Number: true, Phone: "end"}}}
	for _, i := range all {
		t.Rows = append(t.Rows, ui.TableRow{URL: r.Path("/order-imports", i.ID.Text(importPrefix)), Name: i.Name, Cells: []templ.Component{ui.Strong(i.Name),
			ui.Time(machine(i.CreatedAt), p.DateTime(i.CreatedAt)), ui.Plain(p.Number(i.Invoices)), ui.Plain(p.Number(i.CreditNotes)), ui.Plain(p.Number(i.LeftOut)),
			ui.Plain(p.Money(money.Of(i.Total, r.Shop.Currency)))}})
	}
	frame := r.Frame(tx, "Imports of orders", "orders")
	frame.Breadcrumb = []ui.Link{{Label: p.T("Orders"), URL: r.Path("/orders")}}
	return web.Page(ui.Page(frame, ui.List(ui.ListProps{Table: t, Empty: ui.Empty(ui.EmptyProps{Icon: "upload", Title: p.T("No imports yet"),
		Text: p.T("The command “coulisse import orders” brings the order history of another system in.")})}))), nil
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
