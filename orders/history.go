package orders

import (
	"context"
	"encoding/json"
	"fmt"
	"io"

	"github.com/coulisse/coulisse/customers"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/event"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/shops"
)

// HistoryInput is a file of order history and how to read it. Open is called twice: the
// first reading learns where each document ends, the second books. Report, when set,
// hears each problem.
type HistoryInput struct {
	Name   string
	Open   func() (io.ReadCloser, error)
	Map    HistoryMap
	DryRun bool
	Report func(HistoryProblem)
}

// HistoryReport is what an import did. Net, Tax and Total are invoices less credit notes.
type HistoryReport struct {
	Import      id.ID // of the list of problems; 0 when nothing new went in
	ChangeSet   id.ID
	Lines       int64
	Documents   int64
	Invoices    int64
	CreditNotes int64
	Already     int64 // documents that had come in before
	LeftOut     int64 // documents
	Net         int64
	Tax         int64
	Total       int64
	Problems    map[string]int64 // by code
}

const historyBatch = 25

// ImportHistory books the documents of a file as closed orders at their own dates, each
// with its invoice or credit note by the listeners of Imported. A document whose
// number has come in before is passed over, so a second run adds nothing. Lines that
// cannot be booked are reported and left out; the rest goes in. Batches are small
// transactions: an interrupted import goes on where it stopped when run again.
func ImportHistory(ctx context.Context, d *db.DB, scope db.Scope, in HistoryInput) (HistoryReport, error) {
	run := &historyRun{d: d, scope: scope, in: in, report: HistoryReport{Problems: map[string]int64{}}}
	if err := run.prepare(ctx); err != nil {
		return run.report, err
	}
	ends, err := run.ends()
	if err != nil {
		return run.report, err
	}
	open := map[string][]historyRow{}
	err = run.read(func(row historyRow) error {
		run.report.Lines++
		open[row.document] = append(open[row.document], row)
		if ends[row.document] != row.line {
			return nil
		}
		rows := open[row.document]
		delete(open, row.document)
		return run.document(ctx, rows)
	}, true)
	if err == nil {
		err = run.flush(ctx)
	}
	if err == nil {
		err = run.finish(ctx)
	}
	return run.report, err
}

type historyRun struct {
	d        *db.DB
	scope    db.Scope
	in       HistoryInput
	planner  planner
	shop     shops.Shop
	waiting  []historyDocument
	problems []HistoryProblem // kept for the list in the admin
	report   HistoryReport
}

// keptProblems bounds the list in the admin; the command line tells all.
const keptProblems = 20_000

func (run *historyRun) prepare(ctx context.Context) error {
	if err := run.in.Map.check(); err != nil {
		return err
	}
	return run.d.Read(ctx, run.scope, func(tx *db.Tx) error {
		shop, err := shops.Get(tx)
		if err != nil {
			return err
		}
		if shop.Currency != run.in.Map.Currency {
			return errs.Invalid("The file is in %s, but the shop keeps its books in %s. Import it into a shop with that currency.", run.in.Map.Currency, shop.Currency)
		}
		zone, err := zoneOf(tx)
		if err != nil {
			return err
		}
		run.shop = shop
		run.planner = planner{m: &run.in.Map, zone: zone, seller: shop.Country, report: run.tell}
		return nil
	})
}

// ends reads the file once and returns the last line of each document.
func (run *historyRun) ends() (map[string]int, error) {
	ends := map[string]int{}
	err := run.read(func(row historyRow) error {
		ends[row.document] = row.line
		return nil
	}, false)
	return ends, err
}

func (run *historyRun) read(each func(historyRow) error, tell bool) error {
	file, err := run.in.Open()
	if err != nil {
		return fmt.Errorf("open the file: %w", err)
	}
	defer file.Close()
	bad := func(line int, err error) {
		if tell {
			run.tell(HistoryProblem{Line: int64(line), Code: "broken", Message: "This line is not readable as CSV: %s", Args: []any{err.Error()}, Left: true})
		}
	}
	return readHistory(file, &run.in.Map, bad, func(row historyRow) error {
		if row.document != "" {
			return each(row)
		}
		if tell {
			run.tell(HistoryProblem{Line: int64(row.line), Column: run.in.Map.Columns.Document, Code: "document", Message: "This line names no document.", Left: true})
		}
		return nil
	})
}

func (run *historyRun) tell(p HistoryProblem) {
	run.report.Problems[p.Code]++
	if p.Whole {
		run.report.LeftOut++
	}
	if len(run.problems) < keptProblems {
		run.problems = append(run.problems, p)
	}
	if run.in.Report != nil {
		run.in.Report(p)
	}
}

func (run *historyRun) document(ctx context.Context, rows []historyRow) error {
	run.report.Documents++
	d, ok := run.planner.plan(rows)
	if !ok {
		return nil
	}
	run.waiting = append(run.waiting, d)
	if len(run.waiting) < historyBatch {
		return nil
	}
	return run.flush(ctx)
}

// outcome is what one batch did; counted after its transaction is stored, because the
// transaction may run more than once.
type outcome struct {
	set     id.ID
	already int64
	booked  []historyDocument
	refused []HistoryProblem
}

func (run *historyRun) flush(ctx context.Context) error {
	if len(run.waiting) == 0 {
		return nil
	}
	var done outcome
	work := func(tx *db.Tx) (err error) {
		done, err = run.book(tx)
		return err
	}
	var err error
	if run.in.DryRun {
		err = run.d.Read(ctx, run.scope, work)
	} else {
		err = run.d.Write(ctx, run.scope, work)
	}
	if err != nil {
		return err
	}
	run.waiting = run.waiting[:0]
	run.report.ChangeSet = done.set
	run.report.Already += done.already
	for _, problem := range done.refused {
		run.tell(problem)
	}
	for _, d := range done.booked {
		run.count(d)
	}
	return nil
}

func (run *historyRun) count(d historyDocument) {
	sign := int64(1)
	if d.creditNote {
		sign = -1
		run.report.CreditNotes++
	} else {
		run.report.Invoices++
	}
	run.report.Net += sign * d.net
	run.report.Tax += sign * d.tax
	run.report.Total += sign * d.total
}

type numberRow struct{ Number, Source string }

// book writes the documents of a batch that are not there yet, each behind a savepoint:
// one that a listener refuses (a closed period) does not hold up the others.
func (run *historyRun) book(tx *db.Tx) (outcome, error) {
	done := outcome{set: run.report.ChangeSet}
	numbers := make([]string, len(run.waiting))
	for i, d := range run.waiting {
		numbers[i] = d.number
	}
	known, err := db.AllQ[numberRow](tx, db.Query(`SELECT o.number, o.source FROM orders o WHERE o.shop_id = $1`).AndIn(`o.number`, numbers))
	if err != nil {
		return done, err
	}
	sources := map[string]string{}
	for _, k := range known {
		sources[k.Number] = k.Source
	}
	for _, d := range run.waiting {
		switch source := sources[d.number]; {
		case source == FromImport:
			done.already++
		case source != "":
			done.refused = append(done.refused, HistoryProblem{Document: d.number, Column: run.in.Map.Columns.Document, Value: d.number, Code: "number",
				Message: "An order of the shop has this number already.", Left: true, Whole: true})
		case run.in.DryRun:
			done.booked = append(done.booked, d)
		default:
			if err := run.bookOne(tx, d, &done); err != nil {
				return done, err
			}
		}
	}
	return done, nil
}

func (run *historyRun) bookOne(tx *db.Tx, d historyDocument, done *outcome) error {
	if done.set == 0 {
		set, err := shops.OpenChangeSet(tx, "Import of orders from %s", run.in.Name)
		if err != nil {
			return err
		}
		done.set = set
	}
	err := tx.Try(func() error {
		shops.UseChangeSet(tx, done.set)
		return run.write(tx, d)
	})
	if refusal := errs.As(err); refusal != nil {
		done.refused = append(done.refused, HistoryProblem{Document: d.number, Code: "refused", Message: refusal.Message, Args: refusal.Args, Left: true, Whole: true})
		return nil
	}
	if err == nil {
		done.booked = append(done.booked, d)
	}
	return err
}

// write makes the closed order of a document and announces it.
func (run *historyRun) write(tx *db.Tx, d historyDocument) error {
	var customer id.ID
	if d.customer != "" || d.email != "" {
		c, err := customers.Upsert(tx, customers.Input{Email: d.email, Reference: d.customer, Name: d.name, Address: customers.Address{Country: d.country}})
		if err != nil {
			return err
		}
		customer = c.ID
	}
	o, lines, err := run.order(tx, &d, customer)
	if err != nil {
		return err
	}
	if err := insert(tx, o); err != nil {
		return err
	}
	if err := insertParts(tx, o.ID, lines, nil); err != nil {
		return err
	}
	counted := customers.CountInput{Customer: customer, Spent: o.Total, At: o.PlacedAt}
	if !d.creditNote {
		counted.Orders = 1
	}
	if err := customers.Count(tx, counted); err != nil {
		return err
	}
	if err := tell(tx, o.ID, "imported", "Imported from %s.", run.in.Name); err != nil {
		return err
	}
	if err := shops.Record(tx, shops.Change{Object: objectOrder, ID: o.ID, Title: o.Number, Verb: "imported", After: map[string]int64{"total": o.Total}}); err != nil {
		return err
	}
	return event.Publish(tx, Imported{Order: o.ID, Kind: d.kind(), Number: d.number, At: d.at, Currency: o.Currency, Country: d.country,
		Settled: run.in.Map.Settled, Lines: d.lines, Taxes: d.taxes, Net: d.net, Tax: d.tax, Total: d.total})
}

// order is the closed order of a document; that of a credit note is negative. Delivery,
// discount and fee of history are lines of their own: they carry their tax.
func (run *historyRun) order(tx *db.Tx, d *historyDocument, customer id.ID) (Order, []Line, error) {
	address, err := json.Marshal(customers.Address{Name: d.name, Country: d.country})
	if err != nil {
		return Order{}, nil, fmt.Errorf("write the address: %w", err)
	}
	name := d.name
	if name == "" {
		name = d.customer
	}
	sign := int64(1)
	if d.creditNote {
		sign = -1
	}
	o := Order{ID: tx.NewID(), Number: d.number, Token: id.Secret(), State: Closed, PaymentState: Paid, DeliveryState: FullyShipped,
		Source: FromImport, Document: d.kind(), CustomerID: customer, Name: name, Email: d.email, Country: d.country, AddressJSON: string(address),
		Locale: run.shop.Locale, Currency: run.in.Map.Currency, PricesIncludeTax: run.in.Map.PricesIncludeTax, Net: sign * d.net, Tax: sign * d.tax,
		Total: sign * d.total, PlacedAt: d.at, CreatedAt: tx.Now, UpdatedAt: tx.Now, ClosedAt: d.at, Version: 1}
	switch {
	case d.creditNote:
		o.PaymentState, o.DeliveryState = FullyRefunded, Returned
	case run.in.Map.Settled == "":
		o.PaymentState = Pending
	default:
		o.Captured = d.total
	}
	lines := make([]Line, len(d.lines))
	for i := range d.lines {
		l := &d.lines[i]
		l.OrderLine = tx.NewID()
		lines[i] = importedLine(o.ID, int64(i+1), sign, *l)
		o.addImported(lines[i])
	}
	return o, lines, nil
}

func importedLine(order id.ID, position, sign int64, l ImportedLine) Line {
	line := Line{ID: l.OrderLine, OrderID: order, Position: position, Kind: l.Kind, Title: l.Title, SKU: l.SKU, Quantity: sign * l.Quantity,
		UnitPrice: l.UnitPrice, Net: sign * l.Net, Tax: sign * l.Tax, Total: sign * l.Total, TaxCountry: l.Rule.Country, TaxRate: l.Rule.Rate,
		TaxCategory: l.Rule.Category, TaxScheme: l.Rule.Scheme, TaxName: l.Rule.Name, TaxReason: l.Rule.Reason, Delivered: l.Kind == Goods}
	if l.Kind == Goods {
		line.Shipped = max(line.Quantity, 0)
	}
	return line
}

func (o *Order) addImported(l Line) {
	listed := l.Net
	if o.PricesIncludeTax {
		listed = l.Total
	}
	switch l.Kind {
	case DeliveryLine:
		o.Delivery += listed
	case DiscountLine:
		o.Discount -= listed
	default:
		o.Subtotal += listed
		o.Quantity += l.Quantity
	}
}

// finish keeps the list of problems of an import that added something.
func (run *historyRun) finish(ctx context.Context) error {
	if run.in.DryRun || run.report.ChangeSet == 0 {
		return nil
	}
	return run.d.Write(ctx, run.scope, func(tx *db.Tx) error {
		made, err := keepImport(tx, run.in.Name, run.report, run.problems)
		run.report.Import = made
		return err
	})
}
