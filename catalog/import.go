package catalog

import (
	"context"
	"errors"
	"hash/fnv"
	"io"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/shops"
)

// ImportOptions steer an import. Stock is called with the quantity the file gives for
// a variant; stock lies above the catalogue, so the caller passes stock.SetFromImport.
type ImportOptions struct {
	DryRun   bool
	FileName string
	Stock    func(tx *db.Tx, variant id.ID, quantity int64) error
	Progress func(ImportReport) // after each batch
	// Opened is called with the change set before the first product is written.
	Opened func(changeSet id.ID)
}

// ImportReport says what an import did, or would do. Problems holds the first
// thousand, those of products that go in all the same among them; ProblemCount is how
// many there are. Ignored are the columns that held
// something the catalogue has no place for.
type ImportReport struct {
	Lines        int64
	Created      int64
	Updated      int64
	Unchanged    int64
	Refused      int64
	ProblemCount int64
	Problems     []Problem
	Ignored      []string
	ChangeSet    id.ID
}

// Products is how many products the file holds.
func (r ImportReport) Products() int64 { return r.Created + r.Updated + r.Unchanged + r.Refused }

const (
	keptProblems  = 1000
	batchProducts = 200
	batchLines    = 2000
)

// importer is one import on its way through a file.
type importer struct {
	ctx      context.Context
	d        *db.DB
	scope    db.Scope
	opts     ImportOptions
	file     *productFile
	currency string
	seen     map[uint64]bool // handles of this file, hashed: 16 bytes each
	batch    []*parsed
	lines    int64
	report   ImportReport
}

// ImportShopify reads Shopify's product file and writes its products, each for
// itself: a product with a wrong line is refused and reported by line and column,
// the others go in. The file is streamed. Products are matched by handle, so a second
// import changes only what differs; variants are matched by options, then SKU. Images
// by address are listed as pending and fetched by jobs. All changes make one change
// set that Undo takes back. Invalid when the file as a whole cannot be read.
func ImportShopify(ctx context.Context, d *db.DB, scope db.Scope, r io.Reader, opts ImportOptions) (ImportReport, error) {
	file, err := openProductFile(r)
	if err != nil {
		return ImportReport{}, err
	}
	m := &importer{ctx: ctx, d: d, scope: scope, opts: opts, file: file, seen: map[uint64]bool{}}
	if err := m.open(); err != nil {
		return m.report, err
	}
	err = m.readAll()
	m.report.Ignored = file.ignored
	return m.report, err
}

// open looks up the shop's currency and opens the change set.
func (m *importer) open() error {
	begin := func(tx *db.Tx) error {
		shop, err := shops.Get(tx)
		if err != nil {
			return err
		}
		m.currency = shop.Currency
		if m.opts.DryRun {
			return nil
		}
		m.report.ChangeSet, err = shops.OpenChangeSet(tx, "Import of products from %s", or(m.opts.FileName, "CSV"))
		return err
	}
	if m.opts.DryRun {
		return m.d.Read(m.ctx, m.scope, begin)
	}
	if err := m.d.Write(m.ctx, m.scope, begin); err != nil {
		return err
	}
	if m.opts.Opened != nil {
		m.opts.Opened(m.report.ChangeSet)
	}
	return nil
}

// readAll groups neighbouring lines of one handle into products.
func (m *importer) readAll() error {
	var handle string
	var rows []record
	for {
		r, err := m.file.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			m.flushSafely(handle, rows)
			return err
		}
		m.report.Lines++
		next := m.file.get(r, colHandle)
		if next == "" && len(rows) == 0 {
			m.problem(Problem{Line: r.line, Column: m.file.name(colHandle), Message: "This line has no handle, so it belongs to no product."})
			continue
		}
		if next != "" && next != handle && len(rows) > 0 {
			if err := m.add(handle, rows); err != nil {
				return err
			}
			rows = nil
		}
		if next != "" {
			handle = next
		}
		if len(rows) <= maxRows {
			rows = append(rows, r)
		}
	}
	if len(rows) > 0 {
		if err := m.add(handle, rows); err != nil {
			return err
		}
	}
	return m.flush()
}

// flushSafely brings in what was read well before the file broke off; the break is
// the error the caller reports.
func (m *importer) flushSafely(handle string, rows []record) {
	if len(rows) > 0 && m.add(handle, rows) != nil {
		return
	}
	_ = m.flush()
}

func (m *importer) add(handle string, rows []record) error {
	p := m.file.parse(handle, rows, m.currency)
	h := fnv.New64a()
	_, _ = h.Write([]byte(handle))
	p.again = m.seen[h.Sum64()]
	m.seen[h.Sum64()] = true
	if len(p.problems) > 0 {
		m.refuse(p)
		return nil
	}
	m.batch = append(m.batch, p)
	m.lines += p.lines
	if len(m.batch) < batchProducts && m.lines < batchLines {
		return nil
	}
	return m.flush()
}

func (m *importer) refuse(p *parsed) {
	m.report.Refused++
	for _, problem := range p.problems {
		m.problem(problem)
	}
}

func (m *importer) problem(p Problem) {
	m.report.ProblemCount++
	if len(m.report.Problems) < keptProblems {
		m.report.Problems = append(m.report.Problems, p)
	}
}

// verdict is what became of one product of a batch.
type verdict struct {
	created, changed bool
	refusal          *errs.Error
}

// flush writes the batch in one transaction. Most batches have nothing wrong and need
// one savepoint; else the batch is taken back and each product gets its own, so that
// only the wrong ones are left out.
func (m *importer) flush() error {
	if len(m.batch) == 0 {
		return nil
	}
	verdicts := make([]verdict, len(m.batch))
	work := func(tx *db.Tx) error {
		if err := m.together(tx, verdicts); err == nil || errs.As(err) == nil {
			return err
		}
		for i, p := range m.batch {
			verdicts[i] = verdict{}
			err := m.one(tx, p, &verdicts[i])
			if refusal := errs.As(err); refusal != nil {
				verdicts[i].refusal = refusal
				continue
			}
			if err != nil {
				return err
			}
		}
		return nil
	}
	var err error
	if m.opts.DryRun {
		err = m.d.Read(m.ctx, m.scope, work)
	} else {
		err = m.d.Write(m.ctx, m.scope, work)
	}
	if err != nil {
		return err
	}
	for i, v := range verdicts {
		m.count(m.batch[i], v)
	}
	m.batch, m.lines = m.batch[:0], 0
	if m.opts.Progress != nil {
		m.opts.Progress(m.report)
	}
	return nil
}

// together tries the whole batch; its refusal says that one product is wrong.
func (m *importer) together(tx *db.Tx, verdicts []verdict) error {
	all := func() error {
		shops.UseChangeSet(tx, m.report.ChangeSet)
		for i, p := range m.batch {
			verdicts[i] = verdict{}
			if err := m.apply(tx, p, &verdicts[i]); err != nil {
				return err
			}
		}
		return nil
	}
	if m.opts.DryRun {
		return all()
	}
	return tx.Try(func() error { return indexing(tx, all) })
}

func (m *importer) one(tx *db.Tx, p *parsed, v *verdict) error {
	if m.opts.DryRun {
		return m.apply(tx, p, v)
	}
	return tx.Try(func() error {
		shops.UseChangeSet(tx, m.report.ChangeSet)
		return m.apply(tx, p, v)
	})
}

func (m *importer) count(p *parsed, v verdict) {
	if v.refusal == nil {
		for _, note := range p.notes {
			m.problem(note)
		}
	}
	switch {
	case v.refusal != nil:
		p.problems = p.problemsOf(m.file, v.refusal)
		m.refuse(p)
	case p.again:
		// Further lines of a product that was met before: it is counted already.
	case v.created:
		m.report.Created++
	case v.changed:
		m.report.Updated++
	default:
		m.report.Unchanged++
	}
}
