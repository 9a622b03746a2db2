package app

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/pprof"
	"time"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/job"
	"github.com/coulisse/coulisse/kit/metric"
	"github.com/coulisse/coulisse/kit/web"
)

// figures are what the operator watches; docs/operations.md lists them.
type figures struct {
	all        *metric.Set
	statements *metric.Counter
	slow       *metric.Counter
	waits      *metric.Histogram // transactions, by kind
	requests   *metric.Histogram // by host, route and status
	log        *slog.Logger
	slowAfter  time.Duration
	more       func(ctx context.Context, s db.Step)
}

func newFigures(o Options) *figures {
	f := &figures{all: metric.NewSet(), log: o.Log, slowAfter: o.Slow, more: o.Observe}
	f.statements = f.all.Counter("coulisse_statements_total", "Statements sent to the database.")
	f.slow = f.all.Counter("coulisse_slow_statements_total", "Statements that took longer than --slow.")
	f.waits = f.all.Histogram("coulisse_transaction_seconds", "Transactions with the wait for their turn.", "kind", "outcome")
	f.requests = f.all.Histogram("coulisse_request_seconds", "Requests answered.", "host", "route", "status")
	return f
}

// step counts what the database did and logs statements that were slow: their text,
// never their values.
func (f *figures) step(ctx context.Context, s db.Step) {
	if f.more != nil {
		f.more(ctx, s)
	}
	if s.Kind != db.StepStatement {
		outcome := "done"
		if s.Err != nil {
			outcome = "failed"
		}
		f.waits.Observe(s.Took, string(s.Kind), outcome)
		return
	}
	f.statements.Add(1)
	if f.slowAfter > 0 && s.Took >= f.slowAfter {
		f.slow.Add(1)
		f.log.LogAttrs(ctx, slog.LevelWarn, "slow statement", slog.String("request", web.RequestID(ctx)), slog.String("statement", s.Name()),
			slog.Duration("took", s.Took), slog.Int("rows", len(s.Rows)), slog.String("text", s.Text))
	}
}

// served counts a request that was answered.
func (f *figures) served(s web.Served) {
	f.requests.Observe(s.Took, s.Host, s.Route, fmt.Sprintf("%dxx", s.Status/100))
}

// watch serves the figures, the health checks and the profiles on an address of its
// own, which nobody but the operator reaches.
func (a *App) watch() (stop func(), err error) {
	if a.options.Watch == "" {
		return func() {}, nil
	}
	listener, err := net.Listen("tcp", a.options.Watch)
	if err != nil {
		return nil, fmt.Errorf("cannot listen on %s: %w. Choose another address with --watch", a.options.Watch, err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /metrics", a.metrics)
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "ok\n") })
	mux.HandleFunc("GET /readyz", a.readyz)
	mux.HandleFunc("GET /debug/pprof/", pprof.Index)
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = server.Serve(listener) }()
	return func() { _ = server.Close() }, nil
}

// readyz says whether the database answers: what a load balancer asks before it sends
// anybody here.
func (a *App) readyz(w http.ResponseWriter, r *http.Request) {
	if err := a.answers(r.Context()); err != nil {
		http.Error(w, "the database does not answer", http.StatusServiceUnavailable)
		return
	}
	_, _ = io.WriteString(w, "ok\n")
}

// ready is for the check that public hosts answer too.
func (a *App) ready() bool { return a.answers(context.Background()) == nil }

func (a *App) answers(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	return a.db.Read(ctx, db.Scope{Actor: db.SystemActor}, func(tx *db.Tx) error {
		_, err := db.One[int64](db.System(tx, "whether the database answers"), `SELECT 1 AS one`)
		return err
	})
}

// metrics writes the figures as Prometheus reads them. Jobs are counted when somebody asks.
func (a *App) metrics(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	a.figures.all.WriteAll(w)
	a.db.Figures(func(name, help string, value float64) { metric.Gauge(w, name, help, value) })
	var counts []job.Count
	err := a.db.Read(r.Context(), db.Scope{Actor: db.SystemActor}, func(tx *db.Tx) (err error) {
		counts, err = job.Counts(db.System(tx, "jobs of all shops, for the operator"))
		return err
	})
	if err != nil {
		a.options.Log.Warn("count the jobs", "error", err.Error())
		return
	}
	metric.Head(w, "coulisse_jobs", "Jobs that wait, run or are dead.", "gauge")
	for _, c := range counts {
		metric.Sample(w, "coulisse_jobs", float64(c.N), "kind", c.Kind, "state", c.State)
	}
}
