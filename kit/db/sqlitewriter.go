package db

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// writer owns SQLite's one writing connection and lets waiting writes share a commit:
// one transaction, a savepoint each, answers after COMMIT. The disk is waited for
// once per batch instead of once per write. A lone write does not wait for others.
//
// Each write runs in its caller's goroutine while the writer waits, so that a panic
// or a test's Fatal stays where it belongs and costs the others nothing.
type writer struct {
	conn    *sqliteConn
	queue   chan *turn
	stop    chan struct{}
	stopped sync.WaitGroup
}

// A batch ends after so many writes or so much time, lest the first wait for ever.
const (
	batchWrites = 128
	batchTime   = 25 * time.Millisecond
)

// turn is one write in the queue.
type turn struct {
	start  chan *sqliteSession // the connection is handed over
	done   chan error          // fn has ended; the connection is handed back
	answer chan error          // the last word, after the commit
	gone   chan struct{}       // the caller stopped waiting before its turn
	result error
	left   bool // by panic: nobody waits for the answer
}

var (
	errClosed = errors.New("the database is closed")
	errLeft   = errors.New("the write ended by a panic")
)

func startWriter(conn *sqliteConn) *writer {
	w := &writer{conn: conn, queue: make(chan *turn), stop: make(chan struct{})}
	w.stopped.Add(1)
	go w.run()
	return w
}

// close lets the running batch end.
func (w *writer) close() {
	close(w.stop)
	w.stopped.Wait()
	w.conn.drop()
}

// write queues for a turn and returns after the commit.
func (w *writer) write(ctx context.Context, fn func(session) error) error {
	t := newTurn()
	select {
	case w.queue <- t:
	case <-ctx.Done():
		return ctx.Err()
	case <-w.stop:
		return errClosed
	}
	return t.wait(ctx, fn)
}

func newTurn() *turn {
	return &turn{
		start: make(chan *sqliteSession), done: make(chan error, 1),
		answer: make(chan error, 1), gone: make(chan struct{}),
	}
}

// wait runs fn when the turn comes, and again when the batch was lost for another
// write's fault. Once fn has begun, only the writer's answer ends the waiting: the
// caller must know whether its work is stored.
func (t *turn) wait(ctx context.Context, fn func(session) error) error {
	waiting := ctx.Done()
	for {
		select {
		case s := <-t.start:
			waiting = nil
			t.run(s, fn)
		case err := <-t.answer:
			return err
		case <-waiting:
			close(t.gone)
			return ctx.Err()
		}
	}
}

func (t *turn) run(s *sqliteSession, fn func(session) error) {
	ended := false
	defer func() {
		if !ended {
			t.done <- errLeft
		}
	}()
	err := fn(s)
	ended = true
	t.done <- err
}

func (w *writer) run() {
	defer w.stopped.Done()
	for {
		select {
		case t := <-w.queue:
			for todo := []*turn{t}; len(todo) > 0; {
				todo = w.batch(todo)
			}
		case <-w.stop:
			return
		}
	}
}

// batch runs the given writes and those that wait meanwhile in one transaction. It
// returns the writes to run again: those whose work was lost with the transaction
// though another write, which has its error by then, was the cause.
func (w *writer) batch(todo []*turn) []*turn {
	if err := w.conn.command("BEGIN IMMEDIATE"); err != nil {
		w.conn.drop()
		return answer(todo, err)
	}
	var ended []*turn
	for began := time.Now(); ; {
		t, rest := w.next(todo, len(ended), began)
		if t == nil {
			break
		}
		todo = rest
		started, err := w.savepoint(t)
		if err != nil {
			w.undo()
			t.left = t.left || !started
			answer([]*turn{t}, err)
			return append(still(ended), todo...)
		}
		if started {
			ended = append(ended, t)
		}
	}
	if err := w.conn.command("COMMIT"); err != nil {
		w.undo()
		return answer(ended, fmt.Errorf("commit: %w", err))
	}
	for _, t := range ended {
		t.answer <- t.result
	}
	return nil
}

// next takes what is left of an earlier batch first, then whoever waits.
func (w *writer) next(todo []*turn, ended int, began time.Time) (*turn, []*turn) {
	if len(todo) > 0 {
		return todo[0], todo[1:]
	}
	if ended >= batchWrites || time.Since(began) > batchTime {
		return nil, nil
	}
	select {
	case t := <-w.queue:
		return t, nil
	default:
		return nil, nil
	}
}

// savepoint runs one write. An error means that the transaction no longer stands:
// SQLite rolls all of it back on a full disk, an I/O error or an interrupt, and the
// savepoint's disappearance is how it shows.
func (w *writer) savepoint(t *turn) (started bool, err error) {
	if err := w.conn.command("SAVEPOINT request"); err != nil {
		return true, err
	}
	s := &sqliteSession{conn: w.conn, ctx: context.Background()}
	select {
	case t.start <- s:
		started = true
		t.result = <-t.done
		t.left = errors.Is(t.result, errLeft)
	case <-t.gone:
	}
	if s.lost != nil {
		return started, w.conn.explain(s.lost)
	}
	if t.result != nil {
		if err := w.conn.command("ROLLBACK TO request"); err != nil {
			return started, err
		}
	}
	return started, w.conn.command("RELEASE request")
}

// undo gives up the transaction and the connection with it, so that the next batch
// starts clean whatever the disk did.
func (w *writer) undo() {
	_ = w.conn.command("ROLLBACK")
	w.conn.drop()
}

func answer(turns []*turn, err error) []*turn {
	for _, t := range turns {
		t.answer <- err
	}
	return nil
}

// still drops the writes nobody waits for.
func still(turns []*turn) []*turn {
	var left []*turn
	for _, t := range turns {
		if !t.left {
			left = append(left, t)
		}
	}
	return left
}
