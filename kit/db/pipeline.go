package db

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"github.com/coulisse/coulisse/kit/id"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// A transaction on PostgreSQL spends most of its time waiting for answers. So what needs
// none waits in the session and travels with the next statement that does: BEGIN, the
// wall of row-level security, savepoints, and the writes of Tx.Later. All of them and
// the statement are sent at once and answered at once.

// call is a statement on its way; plain ones are kit/db's own and not prepared.
type call struct {
	text  string
	args  []any
	plain bool
}

func plainly(text string) call { return call{text: text, plain: true} }

// mostWaiting bounds what waits, and what one round trip carries.
const mostWaiting = 100

// flush sends what waits and the calls, and returns the outcome of the last one. Its
// rows go to read, when given, after everything has been answered.
func (s *postgresSession) flush(read rowFunc, calls ...call) (tag pgconn.CommandTag, err error) {
	calls = append(s.waiting, calls...)
	s.waiting, s.deferred = nil, 0
	if len(calls) == 0 {
		return tag, nil
	}
	s.opened = true
	s.trips++
	if s.eager {
		return s.oneByOne(read, calls)
	}
	known, built, err := s.build(calls)
	if err != nil {
		return tag, s.failed(err)
	}
	p := s.conn.PgConn().StartPipeline(s.ctx)
	for i, c := range calls {
		if c.plain {
			p.SendQueryParams(c.text, nil, nil, nil, nil)
			continue
		}
		p.SendQueryStatement(known[i], built[i].ParamValues, built[i].ParamFormats, built[i].ResultFormats)
	}
	err = p.Sync()
	var columns []string
	var rows [][]any
	for i := 0; i < len(calls) && err == nil; i++ {
		tag, columns, rows, err = s.answer(p, read != nil && i == len(calls)-1)
	}
	if closed := p.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return tag, s.failed(err)
	}
	return tag, hand(columns, rows, read)
}

func hand(columns []string, rows [][]any, read rowFunc) error {
	for _, values := range rows {
		if err := read(columns, values); err != nil {
			return err
		}
	}
	return nil
}

// answer reads the answer of one call, with its rows when they are wanted.
func (s *postgresSession) answer(p *pgconn.Pipeline, wanted bool) (tag pgconn.CommandTag, columns []string, all [][]any, err error) {
	results, err := p.GetResults()
	if err != nil {
		return tag, nil, nil, err
	}
	reader, ok := results.(*pgconn.ResultReader)
	if !ok {
		return tag, nil, nil, errors.New("the database answered something else than rows")
	}
	if wanted {
		if columns, all, err = collected(pgx.RowsFromResultReader(s.conn.TypeMap(), reader)); err != nil {
			return tag, nil, nil, err
		}
	}
	tag, err = reader.Close()
	return tag, columns, all, err
}

// collected reads everything before anybody looks: until then the connection is busy, and
// whoever looks may run statements.
func collected(rows pgx.Rows) (columns []string, all [][]any, err error) {
	defer rows.Close()
	for _, field := range rows.FieldDescriptions() {
		columns = append(columns, field.Name)
	}
	for rows.Next() {
		values, err := rows.Values()
		if err != nil {
			return nil, nil, err
		}
		all = append(all, values)
	}
	return columns, all, rows.Err()
}

// build finds the prepared statements and encodes the arguments.
func (s *postgresSession) build(calls []call) ([]*pgconn.StatementDescription, []*pgx.ExtendedQueryBuilder, error) {
	known, built := make([]*pgconn.StatementDescription, len(calls)), make([]*pgx.ExtendedQueryBuilder, len(calls))
	for i, c := range calls {
		if c.plain {
			continue
		}
		sd, err := s.prepared(c.text)
		if err != nil {
			return nil, nil, err
		}
		known[i], built[i] = sd, &pgx.ExtendedQueryBuilder{}
		if err := built[i].Build(s.conn.TypeMap(), sd, c.args); err != nil {
			return nil, nil, err
		}
	}
	return known, built, nil
}

type preparedKey = map[string]*pgconn.StatementDescription

const preparedIn = "coulisse.prepared"

// prepared returns the statement of this connection for a text; the first use costs a
// round trip.
func (s *postgresSession) prepared(text string) (*pgconn.StatementDescription, error) {
	data := s.conn.PgConn().CustomData()
	all, _ := data[preparedIn].(preparedKey)
	if sd := all[text]; sd != nil {
		return sd, nil
	}
	if all == nil || len(all) >= maxPrepared {
		if all != nil {
			if err := s.conn.DeallocateAll(s.ctx); err != nil {
				return nil, err
			}
		}
		all = preparedKey{}
		data[preparedIn] = all
	}
	sd, err := s.conn.PgConn().Prepare(s.ctx, "c"+strconv.Itoa(len(all)), text, nil)
	if err == nil {
		all[text] = sd
	}
	return sd, err
}

// forget drops the statements of a connection that no longer fit the tables.
func (s *postgresSession) forget() { delete(s.conn.PgConn().CustomData(), preparedIn) }

// oneByOne is the way through poolers that know no named statements: nothing is
// prepared or sent together.
func (s *postgresSession) oneByOne(read rowFunc, calls []call) (tag pgconn.CommandTag, err error) {
	for i, c := range calls {
		if read == nil || i < len(calls)-1 {
			if tag, err = s.conn.Exec(s.ctx, c.text, c.args...); err != nil {
				return tag, s.failed(err)
			}
			continue
		}
		rows, err := s.conn.Query(s.ctx, c.text, c.args...)
		if err != nil {
			return tag, s.failed(err)
		}
		columns, all, err := collected(rows)
		if err != nil {
			return tag, s.failed(err)
		}
		return rows.CommandTag(), hand(columns, all, read)
	}
	return tag, nil
}

// eagerly says whether the address asks for a mode without named statements, as
// poolers need that hand out another connection for each transaction.
func eagerly(mode pgx.QueryExecMode) bool {
	return mode != pgx.QueryExecModeCacheStatement
}

// later lets a statement travel with the next one, or with the commit.
func (s *postgresSession) later(st *statement, args []any) error {
	s.waiting = append(s.waiting, call{text: st.postgres, args: args})
	s.deferred++
	if len(s.waiting) < mostWaiting {
		return nil
	}
	_, err := s.flush(nil)
	return err
}

func (s *postgresSession) try(fn func() error) error {
	sent, before := s.trips, s.shop
	start := len(s.waiting)
	s.waiting = append(s.waiting, plainly("SAVEPOINT attempt"))
	err := fn()
	if err == nil {
		s.waiting = append(s.waiting, plainly("RELEASE attempt"))
		if s.deferred == 0 {
			return nil
		}
		_, err = s.flush(nil)
	}
	if err == nil || s.again {
		return err // after the engine's word the whole transaction is run again
	}
	if s.trips == sent {
		s.waiting, s.shop = s.waiting[:start], before // nothing has left yet
		return err
	}
	s.waiting, s.deferred, s.shop = nil, 0, before
	if _, undo := s.flush(nil, plainly("ROLLBACK TO attempt"), plainly("RELEASE attempt")); undo != nil {
		return errors.Join(err, undo)
	}
	return err
}

// asShop turns the wall of row-level security to the shop of the next statement.
func (s *postgresSession) asShop(shop id.ID, system bool) error {
	wanted := wallOf(shop, system)
	if !s.rls || wanted == s.shop {
		return nil
	}
	s.shop = wanted
	turn := plainly("SET LOCAL coulisse.shop = '" + wanted + "'")
	if last := len(s.waiting) - 1; last >= 0 && strings.HasPrefix(s.waiting[last].text, "SET LOCAL") {
		s.waiting[last] = turn
		return nil
	}
	s.waiting = append(s.waiting, turn)
	return nil
}

// finish gives up what is open. A reading transaction ends behind the reader's back:
// nobody waits for it. A writing one holds rows that the next attempt may need.
func (s *postgresSession) finish(ctx context.Context, release func()) {
	end := func() {
		rollback(ctx, s.conn)
		release()
	}
	switch {
	case !s.opened:
		release()
	case s.reads:
		go end()
	default:
		end()
	}
}
