package payments_test

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/event"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/job"
	"github.com/coulisse/coulisse/kit/kittest"
	"github.com/coulisse/coulisse/payments"
	"github.com/coulisse/coulisse/payments/testpay"
	"github.com/coulisse/coulisse/shops"
)

// world is a shop, the test provider behind real HTTP, and a door for its webhooks.
type world struct {
	t        *testing.T
	d        *db.DB
	shop     id.ID
	clock    *kittest.Clock
	runner   *job.Runner
	door     payments.Door
	provider *httptest.Server
	hooks    *httptest.Server
	heard    chan string // outcome of each webhook

	mu    sync.Mutex
	deaf  bool // webhooks are lost
	last  []byte
	sign  string
	facts []string
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, heard: make(chan string, 100)}
	bus := event.NewBus()
	payments.Listen(bus)
	w.d, w.clock = kittest.DBAt(t, bus, shops.Migrations, payments.Migrations)
	w.listen(bus)
	w.hooks = httptest.NewServer(http.HandlerFunc(w.webhook))
	server, err := testpay.New(testpay.Options{Clock: w.clock.Now, Hang: 2 * time.Second, Late: time.Minute})
	w.must(err)
	w.provider = httptest.NewServer(server)
	t.Cleanup(func() {
		w.must(server.Close())
		w.provider.Close()
		w.hooks.Close()
	})
	client := testpay.NewClient(w.provider.URL, &http.Client{Timeout: 500 * time.Millisecond})
	client.Clock = w.clock.Now
	w.door = payments.Door{DB: w.d, Providers: payments.Providers{payments.TestPay: client}}
	w.runner = job.NewRunner(w.d, slog.New(slog.NewTextHandler(io.Discard, nil)))
	payments.Jobs(w.runner, w.door.Providers)
	w.must(w.d.Write(t.Context(), db.Scope{Actor: db.SystemActor}, func(tx *db.Tx) error {
		s, _, err := shops.Create(db.System(tx, "test"), shops.CreateInput{Name: "Maison Ruche", Email: "owner@example.com", Country: "FR"})
		w.shop = s.ShopID
		return err
	}))
	for _, method := range payments.KnownMethods() {
		w.method(method, "automatic")
	}
	w.facts = nil
	return w
}

func (w *world) listen(bus *event.Bus) {
	note := func(fact string) error {
		w.mu.Lock()
		w.facts = append(w.facts, fact)
		w.mu.Unlock()
		return nil
	}
	event.Inside(bus, "t1", func(tx *db.Tx, f payments.Authorised) error { return note("authorised " + text(f.Amount)) })
	event.Inside(bus, "t2", func(tx *db.Tx, f payments.Captured) error { return note("captured " + text(f.Amount)) })
	event.Inside(bus, "t3", func(tx *db.Tx, f payments.Failed) error { return note("failed") })
	event.Inside(bus, "t4", func(tx *db.Tx, f payments.Voided) error { return note("voided") })
	event.Inside(bus, "t5", func(tx *db.Tx, f payments.Refunded) error { return note("refunded " + text(f.Amount)) })
	event.Inside(bus, "t6", func(tx *db.Tx, f payments.RefundFailed) error { return note("refund failed " + text(f.Amount)) })
	event.Inside(bus, "t7", func(tx *db.Tx, f payments.Unknown) error { return note("unknown " + f.Kind) })
}

func text(amount int64) string { return strconv.FormatInt(amount, 10) }

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) write(fn func(tx *db.Tx) error) error {
	return w.d.Write(w.t.Context(), db.Scope{Shop: w.shop, Actor: db.SystemActor}, fn)
}

func (w *world) method(method, capture string) {
	w.t.Helper()
	w.must(w.write(func(tx *db.Tx) error {
		return payments.SaveSetting(tx, payments.Setting{Method: method, Capture: capture, Active: true})
	}))
}

// webhook is the shop's door for the provider.
func (w *world) webhook(rw http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	w.mu.Lock()
	w.last, w.sign = body, r.Header.Get("Testpay-Signature")
	deaf := w.deaf
	w.mu.Unlock()
	if deaf {
		return
	}
	outcome, err := w.door.Webhook(r.Context(), w.shop, payments.TestPay, r.Header, body)
	if err != nil {
		rw.WriteHeader(http.StatusInternalServerError)
		outcome = err.Error()
	}
	w.heard <- outcome
}

// hear waits for the next webhook.
func (w *world) hear() string {
	w.t.Helper()
	select {
	case outcome := <-w.heard:
		return outcome
	case <-time.After(10 * time.Second):
		w.t.Fatal("no webhook came")
		return ""
	}
}

func (w *world) start(method string, amount int64) (p payments.Payment) {
	w.t.Helper()
	w.must(w.write(func(tx *db.Tx) (err error) {
		p, err = payments.Start(tx, payments.StartInput{Order: 7, OrderNumber: "1001", Method: method, Amount: amount, Currency: "EUR", ReturnPath: "/orders/abc"})
		return err
	}))
	return p
}

// open starts a card payment and opens its page.
func (w *world) open(amount int64) payments.Payment {
	w.t.Helper()
	p := w.start(payments.TestCard, amount)
	p, err := w.door.OpenSession(w.t.Context(), w.shop, payments.OpenInput{Token: p.Token, Locale: "fr", ReturnURL: "http://shop.example/back", WebhookURL: w.hooks.URL})
	w.must(err)
	return p
}

// card types a card at the provider's page and returns the answer.
func (w *world) card(p payments.Payment, number string) *http.Response {
	w.t.Helper()
	return w.submit("/pay/"+p.Reference, url.Values{"number": {number}, "expiry": {"12/30"}, "code": {"123"}})
}

func (w *world) submit(path string, form url.Values) *http.Response {
	w.t.Helper()
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.PostForm(w.provider.URL+path, form)
	w.must(err)
	w.must(response.Body.Close())
	return response
}

// paid is a captured card payment.
func (w *world) paid(amount int64, card string) payments.Payment {
	w.t.Helper()
	p := w.open(amount)
	w.card(p, card)
	if got := w.hear(); got != "applied" {
		w.t.Fatalf("webhook of the payment: %s", got)
	}
	return w.get(p)
}

func (w *world) get(p payments.Payment) (now payments.Payment) {
	w.t.Helper()
	w.must(w.d.Read(w.t.Context(), db.Scope{Shop: w.shop}, func(tx *db.Tx) (err error) {
		now, err = payments.Get(tx, p.ID)
		return err
	}))
	return now
}

func (w *world) drain() {
	w.t.Helper()
	w.must(w.runner.Drain(w.t.Context()))
}

// told returns the facts since the last call.
func (w *world) told() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	facts := strings.Join(w.facts, ", ")
	w.facts = nil
	return facts
}

// expect compares state, amounts and facts.
func (w *world) expect(p payments.Payment, state string, captured, refunded int64, facts string) {
	w.t.Helper()
	now := w.get(p)
	if now.State != state || now.Captured != captured || now.Refunded != refunded || now.Capturing != 0 || now.Refunding != 0 {
		w.t.Errorf("payment is %s, captured %d (+%d), refunded %d (+%d); wanted %s, %d, %d", now.State, now.Captured, now.Capturing, now.Refunded, now.Refunding, state, captured, refunded)
	}
	if told := w.told(); told != facts {
		w.t.Errorf("told %q, wanted %q", told, facts)
	}
}
