package db

import (
	"context"
	"strings"
	"time"
)

// Step is one thing a transaction did, for counts, the log of slow statements and
// traces. Rows is how many rows of arguments a statement ran for.
type Step struct {
	Kind  StepKind
	Text  string  // of a statement, as the engine got it
	Rows  [][]any // its arguments; they hold personal data: never log them
	Began time.Time
	Took  time.Duration
	Err   error
}

// StepKind says what a Step is.
type StepKind string

// A transaction is told after its end; its time holds the wait for its turn and, for a
// write, the commit.
const (
	StepStatement StepKind = "statement"
	StepRead      StepKind = "read"
	StepWrite     StepKind = "write"
)

// Name is the statement in few words: "SELECT orders", "UPDATE cart".
func (s Step) Name() string {
	words := strings.Fields(blank(s.Text))
	if len(words) == 0 {
		return string(s.Kind)
	}
	verb := strings.ToUpper(words[0])
	for i, word := range words[:len(words)-1] {
		switch strings.ToUpper(word) {
		case "FROM", "INTO", "UPDATE":
			return verb + " " + strings.Trim(words[i+1], "(),;")
		}
	}
	return verb
}

// observed runs one statement under the eyes of Options.Observe.
func (tx *Tx) observed(st *statement, rows [][]any, run func() error) error {
	watch := tx.work.db.observe
	if watch == nil {
		return run()
	}
	text := st.postgres
	if tx.Engine() == "sqlite" {
		text = st.sqlite
	}
	began := time.Now()
	err := run()
	watch(tx.work.ctx, Step{Kind: StepStatement, Text: text, Rows: rows, Began: began, Took: time.Since(began), Err: err})
	return err
}

// ended tells that a transaction is over.
func (d *DB) ended(ctx context.Context, kind StepKind, began time.Time, err error) {
	if d.observe != nil {
		d.observe(ctx, Step{Kind: kind, Began: began, Took: time.Since(began), Err: err})
	}
}

// Figures tells how busy the connections are, for whoever watches.
func (d *DB) Figures(tell func(name, help string, value float64)) { d.engine.figures(tell) }

func (e *sqliteEngine) figures(tell func(name, help string, value float64)) {
	tell("coulisse_database_readers_busy", "Readers that work just now.", float64(cap(e.idle)-len(e.idle)))
	tell("coulisse_database_readers", "Readers there are.", float64(cap(e.idle)))
}

func (e *postgresEngine) figures(tell func(name, help string, value float64)) {
	s := e.pool.Stat()
	tell("coulisse_database_connections_busy", "Connections that work just now.", float64(s.AcquiredConns()))
	tell("coulisse_database_connections", "Connections that are open.", float64(s.TotalConns()))
	tell("coulisse_database_connections_limit", "Connections that may be open.", float64(s.MaxConns()))
	tell("coulisse_database_waits_total", "Times a transaction waited for a connection.", float64(s.EmptyAcquireCount()))
	tell("coulisse_database_wait_seconds_total", "Time transactions waited for a connection.", s.EmptyAcquireWaitTime().Seconds())
}
