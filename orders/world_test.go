package orders_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/coulisse/coulisse/catalog"
	"github.com/coulisse/coulisse/customers"
	"github.com/coulisse/coulisse/delivery"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/event"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/job"
	"github.com/coulisse/coulisse/kit/kittest"
	"github.com/coulisse/coulisse/kit/mail"
	"github.com/coulisse/coulisse/kit/text"
	"github.com/coulisse/coulisse/orders"
	"github.com/coulisse/coulisse/payments"
	"github.com/coulisse/coulisse/shops"
	"github.com/coulisse/coulisse/stock"
	"github.com/coulisse/coulisse/taxes"
)

const shop = id.ID(1)

// world is a shop in France with a bag (49.00, ten in stock) and a scarf (19.90).
type world struct {
	t     *testing.T
	d     *db.DB
	clock *kittest.Clock
	jobs  *job.Runner
	door  payments.Door
	cards *cards
	mails *letters
	facts *facts
	bag   catalog.Variant
	scarf catalog.Variant
}

// cards is a provider outside the program, in memory.
type cards struct {
	mu     sync.Mutex
	all    map[string]*payments.Snapshot
	refuse bool // the next refund
}

func (c *cards) find(reference string) (*payments.Snapshot, error) {
	s, ok := c.all[reference]
	if !ok {
		return nil, errors.New("unknown reference")
	}
	return s, nil
}

func (c *cards) CreateSession(_ context.Context, _ payments.Account, in payments.SessionInput) (payments.Snapshot, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := &payments.Snapshot{Reference: "ref_" + in.Intent, URL: "https://pay.example/" + in.Intent, Intent: in.Intent, Shop: in.Shop,
		Status: payments.StatusOpen, Amount: in.Amount, Currency: in.Currency, Error: in.Key + " " + in.Capture}
	c.all[s.Reference] = s
	return *s, nil
}

func (c *cards) Get(_ context.Context, _ payments.Account, reference string) (payments.Snapshot, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	s, err := c.find(reference)
	if err != nil {
		return payments.Snapshot{}, err
	}
	return *s, nil
}

func (c *cards) act(reference, kind, key string, amount int64) (payments.Snapshot, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	s, err := c.find(reference)
	if err != nil {
		return payments.Snapshot{}, err
	}
	if kind == "refund" && c.refuse {
		return payments.Snapshot{}, &payments.Refusal{Code: "refused", Message: "The account is closed."}
	}
	if kind == "void" {
		s.Status = payments.StatusVoided
	}
	s.Operations = append(s.Operations, payments.OperationResult{Key: key, Kind: kind, Amount: amount})
	return *s, nil
}

func (c *cards) Capture(_ context.Context, _ payments.Account, reference string, amount int64, key string) (payments.Snapshot, error) {
	return c.act(reference, "capture", key, amount)
}

func (c *cards) Void(_ context.Context, _ payments.Account, reference, key string) (payments.Snapshot, error) {
	return c.act(reference, "void", key, 0)
}

func (c *cards) Refund(_ context.Context, _ payments.Account, reference string, amount int64, _, key string) (payments.Snapshot, error) {
	return c.act(reference, "refund", key, amount)
}

func (c *cards) ParseWebhook(payments.Account, http.Header, []byte) (payments.Notice, error) {
	return payments.Notice{}, errors.New("no webhooks here")
}

// letters is the post office.
type letters struct {
	mu  sync.Mutex
	all []mail.Message
}

func (l *letters) Send(_ context.Context, m mail.Message) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all = append(l.all, m)
	return nil
}

// facts are the names of what orders announced.
type facts struct {
	mu       sync.Mutex
	names    []string
	imported []orders.Imported
	refunded []orders.Refunded
}

func (f *facts) add(name string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.names = append(f.names, name)
}

func (f *facts) count(name string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	n := 0
	for _, each := range f.names {
		if each == name {
			n++
		}
	}
	return n
}

func newWorld(t *testing.T) *world {
	t.Helper()
	return newWorldIn(t, "FR", "EUR")
}

func newWorldIn(t *testing.T, country, currency string) *world {
	t.Helper()
	bus := event.NewBus()
	stock.Listen(bus)
	delivery.Listen(bus)
	payments.Listen(bus)
	orders.Listen(bus)
	w := &world{t: t, cards: &cards{all: map[string]*payments.Snapshot{}}, mails: &letters{}, facts: &facts{}}
	event.After(bus, "test.placed", func(_ *db.Tx, f orders.Placed) error { w.facts.add(f.FactName()); return nil })
	event.After(bus, "test.shipped", func(_ *db.Tx, f orders.Shipped) error { w.facts.add(f.FactName()); return nil })
	event.After(bus, "test.cancelled", func(_ *db.Tx, f orders.Cancelled) error { w.facts.add(f.FactName()); return nil })
	event.After(bus, "test.refunded", func(_ *db.Tx, f orders.Refunded) error {
		w.facts.add(f.FactName())
		w.facts.refunded = append(w.facts.refunded, f)
		return nil
	})
	event.After(bus, "test.imported", func(_ *db.Tx, f orders.Imported) error {
		w.facts.add(f.FactName())
		w.facts.imported = append(w.facts.imported, f)
		return nil
	})
	texts, err := text.Load(orders.Lang)
	w.must(err)
	orders.Mails(bus, orders.Post{Texts: texts, Link: func(_ shops.Shop, path string) string { return "https://shop.example" + path }})
	w.d, w.clock = kittest.DBAt(t, bus, shops.Migrations, catalog.Migrations, stock.Migrations, customers.Migrations,
		taxes.Migrations, delivery.Migrations, payments.Migrations, orders.Migrations)
	providers := payments.Providers{payments.TestPay: w.cards}
	w.door = payments.Door{DB: w.d, Providers: providers}
	w.jobs = job.NewRunner(w.d, slog.New(slog.DiscardHandler))
	event.Deliver(w.jobs, bus)
	payments.Jobs(w.jobs, providers)
	orders.Jobs(w.jobs)
	mail.Handle(w.jobs, w.mails, "example.com")
	w.open(country, currency)
	return w
}

// open makes the shop and its two products.
func (w *world) open(country, currency string) {
	w.t.Helper()
	w.write(func(tx *db.Tx) error {
		if err := shops.Seed(tx, shop, country, currency); err != nil {
			return err
		}
		return event.Publish(tx, shops.Opened{Shop: shop, Name: "Test", Country: country, Currency: currency, Locale: "fr"})
	})
	w.write(func(tx *db.Tx) error {
		for _, m := range []payments.Setting{{Method: payments.TestCard, Active: true, Capture: "manual"}, {Method: payments.CashOnDelivery, Active: true}} {
			if err := payments.SaveSetting(tx, m); err != nil {
				return err
			}
		}
		var err error
		if w.bag, err = product(tx, "Bag", "BAG-1", 4900, true); err != nil {
			return err
		}
		if w.scarf, err = product(tx, "Scarf", "SCARF-1", 1990, false); err != nil {
			return err
		}
		_, err = stock.Adjust(tx, stock.AdjustInput{Variant: w.bag.ID, Delta: 10, UnitCost: 2000, Reason: "received"})
		return err
	})
}

func product(tx *db.Tx, title, sku string, price int64, tracked bool) (catalog.Variant, error) {
	p, err := catalog.Create(tx, catalog.ProductInput{Title: title, Status: "active", TaxCategory: "standard",
		Variants: []catalog.Variant{{SKU: sku, Price: price, Weight: 500, Delivered: true, Tracked: tracked}}})
	if err != nil {
		return catalog.Variant{}, err
	}
	variants, err := catalog.Variants(tx, p.ID)
	if err != nil {
		return catalog.Variant{}, err
	}
	return variants[0], nil
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) try(fn func(tx *db.Tx) error) error {
	scope := db.Scope{Shop: shop, Actor: db.Actor{Kind: "staff", ID: 7, Name: "Ada"}}
	return w.d.Write(context.Background(), scope, fn)
}

func (w *world) write(fn func(tx *db.Tx) error) {
	w.t.Helper()
	w.must(w.try(fn))
}

func (w *world) drain() {
	w.t.Helper()
	w.must(w.jobs.Drain(context.Background()))
}

// cart is filled and ready for a payment.
func (w *world) cart(variant id.ID, quantity int64) string {
	w.t.Helper()
	return w.cartTo(variant, quantity, customers.Address{Name: "Zoé Martin", Line1: "1 rue du Lac", PostalCode: "69003", City: "Lyon", Country: "FR"})
}

func (w *world) cartTo(variant id.ID, quantity int64, to customers.Address) string {
	w.t.Helper()
	var token string
	w.write(func(tx *db.Tx) error {
		c, err := orders.CreateCart(tx, orders.CartInput{Locale: "en"})
		if err != nil {
			return err
		}
		token = c.Token
		if _, err := orders.AddLine(tx, orders.AddLineInput{Token: token, Variant: variant, Quantity: quantity}); err != nil {
			return err
		}
		if _, err := orders.SetContact(tx, orders.ContactInput{Token: token, Email: "Zoe@Example.com"}); err != nil {
			return err
		}
		_, err = orders.SetAddress(tx, token, to)
		return err
	})
	return token
}

func (w *world) place(token, method string) orders.Placement {
	w.t.Helper()
	var p orders.Placement
	w.write(func(tx *db.Tx) (err error) {
		p, err = orders.Place(tx, orders.PlaceInput{CartToken: token, Method: method})
		return err
	})
	return p
}

func (w *world) order(order id.ID) orders.Order {
	w.t.Helper()
	var o orders.Order
	w.write(func(tx *db.Tx) (err error) { o, err = orders.Get(tx, order); return err })
	return o
}

func (w *world) lines(order id.ID) []orders.Line {
	w.t.Helper()
	var all []orders.Line
	w.write(func(tx *db.Tx) (err error) { all, err = orders.Lines(tx, order); return err })
	return all
}

func (w *world) available(variant id.ID) int64 {
	w.t.Helper()
	var level stock.Level
	w.write(func(tx *db.Tx) error {
		levels, err := stock.Levels(tx, []id.ID{variant})
		level = levels[variant]
		return err
	})
	return level.Available
}

// card lets the buyer act at the provider's page: authorised or failed.
func (w *world) card(p orders.Placement, status string) {
	w.t.Helper()
	ctx := context.Background()
	paid, err := w.door.OpenSession(ctx, shop, payments.OpenInput{Token: p.Payment.Token})
	w.must(err)
	w.cards.mu.Lock()
	w.cards.all[paid.Reference].Status = status
	w.cards.mu.Unlock()
	_, err = w.door.Sync(ctx, shop, p.Payment.ID)
	w.must(err)
}

// states checks the three states of an order.
func (w *world) states(order id.ID, state, payment, delivered string) orders.Order {
	w.t.Helper()
	o := w.order(order)
	if o.State != state || o.PaymentState != payment || o.DeliveryState != delivered {
		w.t.Errorf("order is %s, %s, %s; want %s, %s, %s", o.State, o.PaymentState, o.DeliveryState, state, payment, delivered)
	}
	return o
}

// verified checks that what orders keeps can be derived again.
func (w *world) verified() {
	w.t.Helper()
	w.write(func(tx *db.Tx) error {
		return orders.Verify(tx, func(problem string, args ...any) { w.t.Errorf("verify: "+problem, args...) })
	})
}

func later(w *world, d time.Duration) { w.clock.Add(d) }
