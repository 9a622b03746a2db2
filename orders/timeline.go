package orders

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/money"
	"github.com/coulisse/coulisse/shops"
)

// Entry is one thing that happened to an order. Body is an English sentence with its
// arguments apart, or, for kind "note", the words of a person.
type Entry struct {
	ID        id.ID
	Kind      string
	Body      string
	ArgsJSON  string `db:"args"`
	ActorKind string
	Actor     string
	CreatedAt db.Time
}

// Args are the arguments of the sentence; amounts come back as money.
func (e Entry) Args() []any {
	var raw []json.RawMessage
	_ = json.Unmarshal([]byte(e.ArgsJSON), &raw) // written by tell alone
	args := make([]any, len(raw))
	for i, r := range raw {
		var m money.Money
		var s string
		switch {
		case r[0] == '{' && json.Unmarshal(r, &m) == nil:
			args[i] = m
		case json.Unmarshal(r, &s) == nil:
			args[i] = s
		default:
			args[i] = string(r)
		}
	}
	return args
}

// Timeline returns what happened to an order, the newest first.
func Timeline(tx *db.Tx, order id.ID) ([]Entry, error) {
	return db.All[Entry](tx, `SELECT e.id, e.kind, e.body, e.args, e.actor_kind, e.actor, e.created_at
		FROM order_entry e WHERE e.shop_id = $1 AND e.order_id = $2 ORDER BY e.id DESC LIMIT 500`, order)
}

// tell writes one entry. Numbers among the arguments go in as text.
func tell(tx *db.Tx, order id.ID, kind, sentence string, args ...any) error {
	for i, arg := range args {
		if _, isMoney := arg.(money.Money); !isMoney {
			args[i] = fmt.Sprint(arg)
		}
	}
	data, err := json.Marshal(append([]any{}, args...))
	if err != nil {
		return fmt.Errorf("write an entry of the timeline: %w", err)
	}
	return tellRaw(tx, order, kind, sentence, string(data))
}

func tellRaw(tx *db.Tx, order id.ID, kind, body, args string) error {
	return tx.Later(`INSERT INTO order_entry (shop_id, id, order_id, kind, body, args, actor_kind, actor, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, tx.NewID(), order, kind, body, args, tx.Actor.Kind, tx.Actor.Name, tx.Now)
}

// AddNote keeps what staff wrote about an order; the buyer never sees it.
func AddNote(tx *db.Tx, order id.ID, body string) error {
	o, err := Get(tx, order)
	if err != nil {
		return err
	}
	body = strings.TrimSpace(body)
	if body == "" {
		return errs.InvalidField("body", "Write something first.")
	}
	if len(body) > maxNote {
		return errs.InvalidField("body", "Use %d characters at most.", maxNote)
	}
	if err := tellRaw(tx, order, "note", body, "[]"); err != nil {
		return err
	}
	return record(tx, o, "noted", nil, map[string]string{"note": body})
}

// record writes the change set of an admin act; buyers and the program itself leave
// none, their acts stand in the timeline. Money documents are corrected, never undone.
func record(tx *db.Tx, o Order, verb string, before, after any) error {
	if tx.Actor.Kind != "staff" && tx.Actor.Kind != "token" {
		return nil
	}
	return shops.Record(tx, shops.Change{Object: objectOrder, ID: o.ID, Title: o.Number, Verb: verb, Before: before, After: after})
}

// states is what a change set shows of an order.
type states struct {
	State    string `json:"state"`
	Payment  string `json:"payment_state"`
	Delivery string `json:"delivery_state"`
	Captured int64  `json:"captured"`
	Refunded int64  `json:"refunded"`
}

func statesOf(o Order) states {
	return states{State: o.State, Payment: o.PaymentState, Delivery: o.DeliveryState, Captured: o.Captured, Refunded: o.Refunded}
}
