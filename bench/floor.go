package bench

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/coulisse/coulisse/app"
	"github.com/coulisse/coulisse/kit/db"
)

// query is one statement with its arguments.
type query struct {
	text string
	args []any
}

// recorder hears the statements of the program while it answers in this process.
type recorder struct {
	mu      sync.Mutex
	on      bool
	current []query
	done    [][]query // one a transaction that was stored
	reads   []query
}

func (r *recorder) observe(_ context.Context, s db.Step) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case !r.on || s.Err != nil:
	case s.Kind == db.StepRead:
		r.reads, r.current = append(r.reads, r.current...), nil
	case s.Kind == db.StepWrite:
		r.done, r.current = append(r.done, slices.DeleteFunc(r.current, func(q query) bool { return !writes(q.text) })), nil
	default:
		for _, args := range s.Rows {
			r.current = append(r.current, query{s.Text, args})
		}
	}
}

var (
	writing = regexp.MustCompile(`(?i)^\s*(insert|update|delete)\b`)
	reads   = regexp.MustCompile(`(?i)\b(?:from|join)\s+(\w+)`)
)

func writes(text string) bool { return writing.MatchString(text) }

// of keeps the statements that read one of the tables.
func (r *recorder) of(tables []string) []query {
	var kept []query
	for _, q := range r.reads {
		for _, hit := range reads.FindAllStringSubmatch(q.text, -1) {
			if slices.Contains(tables, hit[1]) {
				kept = append(kept, q)
				break
			}
		}
	}
	return kept
}

// floors runs the statements of each figure on the engine alone.
func (m *meter) floors(ctx context.Context) error {
	rec := &recorder{}
	options := m.options()
	options.Observe = rec.observe
	a, err := app.Open(ctx, options)
	if err != nil {
		return err
	}
	kept := make([][]query, len(m.asked))
	for i, r := range m.asked {
		if kept[i], err = m.record(ctx, a, rec, r); err != nil {
			return errors.Join(err, a.Close())
		}
	}
	sale, err := m.recordSale(ctx, a, rec)
	if err := errors.Join(err, a.Close()); err != nil {
		return err
	}
	for i, r := range m.asked {
		f := m.figure(r.name)
		for _, clients := range m.clients {
			load, err := m.readFloor(ctx, kept[i], clients)
			if err != nil {
				return fmt.Errorf("floor of %s: %w", r.name, err)
			}
			f.Floor = append(f.Floor, load)
		}
	}
	return m.saleFloors(ctx, sale)
}

func (m *meter) figure(name string) *Figure {
	for i := range m.result.Figures {
		if m.result.Figures[i].Name == name {
			return &m.result.Figures[i]
		}
	}
	return nil
}

// record asks the program inside this process, twice: the second time its caches are warm.
func (m *meter) record(ctx context.Context, a *app.App, rec *recorder, r reading) ([]query, error) {
	for range 2 {
		rec.mu.Lock()
		rec.on, rec.reads, rec.current = true, nil, nil
		rec.mu.Unlock()
		if _, err := m.inside(ctx, a, r.ask); err != nil {
			return nil, err
		}
		if found := rec.of(r.tables); len(found) > 0 {
			return found, nil
		}
	}
	return nil, nil
}

// inside answers a request without the network.
func (m *meter) inside(ctx context.Context, a *app.App, one ask) ([]byte, error) {
	c := newCaller(m.Listen, 1)
	request, err := c.request(ctx, one)
	if err != nil {
		return nil, err
	}
	request.RemoteAddr = "127.0.0.1:1"
	w := &memoryAnswer{header: http.Header{}, status: 200}
	a.Handler().ServeHTTP(w, request)
	if w.status != one.Status {
		return nil, fmt.Errorf("%s %s: %d %.300s", one.Method, one.Path, w.status, w.body.Bytes())
	}
	return w.body.Bytes(), nil
}

// memoryAnswer keeps an answer.
type memoryAnswer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

// Header returns the headers.
func (w *memoryAnswer) Header() http.Header { return w.header }

// WriteHeader keeps the status.
func (w *memoryAnswer) WriteHeader(status int) { w.status = status }

// Write keeps the body.
func (w *memoryAnswer) Write(p []byte) (int, error) { return w.body.Write(p) }

// sale is what one checkout stored: the transactions up to the cart, that of the
// order, that of the money.
type sale struct {
	cart, order, payment [][]query
	names                []string // texts that must be unique: number, token, e-mail
}

func (m *meter) recordSale(ctx context.Context, a *app.App, rec *recorder) (sale, error) {
	var s sale
	take := func() (kept [][]query) {
		rec.mu.Lock()
		defer rec.mu.Unlock()
		kept, rec.done, rec.current = rec.done, nil, nil
		return slices.DeleteFunc(kept, func(one []query) bool { return len(one) == 0 })
	}
	rec.mu.Lock()
	rec.on = true
	rec.mu.Unlock()
	take()
	j := m.journey(ctx, 1<<23)
	j.send = func(one ask) ([]byte, error) { return m.inside(ctx, a, one) }
	if err := j.fillCart(); err != nil {
		return s, err
	}
	s.cart = take()
	if err := j.place(); err != nil {
		return s, err
	}
	s.order = take()
	_, err := m.inside(ctx, a, ask{Method: http.MethodPost, Host: "api", Path: "/v1/orders/" + j.order + "/payments", Token: m.world.Tokens[0],
		Body: `{"kind":"received"}`, Status: 201})
	s.payment = take()
	s.names = []string{j.number, j.email, j.token}
	return s, err
}

// saleFloors stores the rows of checkouts on a copy of the database.
func (m *meter) saleFloors(ctx context.Context, s sale) error {
	copied, drop, err := m.copyWorld(ctx)
	if err != nil {
		return fmt.Errorf("copy the database for the floors of writes: %w", err)
	}
	defer drop()
	for name, work := range map[string][][]query{
		"checkout, 7 requests":        slices.Concat(s.cart, s.order),
		"checkout, placing the order": s.order,
		"payment received and booked": s.payment,
	} {
		f := m.figure(name)
		if f == nil {
			continue
		}
		for _, clients := range m.clients {
			load, err := m.writeFloor(ctx, copied, work, s.names, clients)
			if err != nil {
				return fmt.Errorf("floor of %s: %w", name, err)
			}
			f.Floor = append(f.Floor, load)
		}
	}
	return nil
}

// copyWorld copies the database; where names the copy.
func (m *meter) copyWorld(ctx context.Context) (where string, drop func(), err error) {
	if m.Database != "" {
		return copyPostgres(ctx, m.Database)
	}
	folder, err := os.MkdirTemp(m.Data, "floor")
	if err != nil {
		return "", nil, err
	}
	drop = func() { _ = os.RemoveAll(folder) }
	where = filepath.Join(folder, "coulisse.db")
	for _, end := range []string{"", "-wal"} {
		if err := copyFile(filepath.Join(m.Data, "coulisse.db"+end), where+end); err != nil && !errors.Is(err, os.ErrNotExist) {
			return "", drop, err
		}
	}
	return where, drop, nil
}

// fresh gives the arguments of a recorded statement values of their own for run n:
// ids made during the recording move on, texts that must be unique get the number.
func (m *meter) fresh(args []any, names []string, n int) []any {
	made := slices.Clone(args)
	for i, arg := range made {
		switch v := arg.(type) {
		case int64:
			// The high bits of an id are the milliseconds it was made at.
			if v>>21 >= m.began.UnixMilli() {
				made[i] = v + int64(n)*1000<<21
			}
		case string:
			if slices.Contains(names, v) || secret.MatchString(v) {
				made[i] = fmt.Sprintf("%s.%d", v, n)
			}
		}
	}
	return made
}

// secret is the shape of tokens.
var secret = regexp.MustCompile(`^[A-Za-z0-9_-]{24,64}$`)

// floorName is how a copy is called.
func floorName(database string) string { return strings.TrimSuffix(database, "_floor") + "_floor" }
