package bench

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"
)

// journey is a buyer from the empty cart to the order. Its requests are what a shop's
// own front end would send, one after the other.
type journey struct {
	m       *meter
	send    func(a ask) ([]byte, error)
	variant string
	email   string
	cart    string // path of the cart
	order   string
	number  string
	token   string
	placing time.Duration // the last request alone
}

// steps is how many requests a journey takes.
const steps = 7

// fillCart goes up to the choice of the delivery.
func (j *journey) fillCart() error {
	var cart struct{ Token string }
	if err := j.call(http.MethodPost, "/api/v1/carts", "{}", 201, &cart); err != nil {
		return err
	}
	j.cart, j.token = "/api/v1/carts/"+cart.Token, cart.Token
	if err := j.call(http.MethodPost, j.cart+"/lines", `{"variant":"`+j.variant+`","quantity":1}`, 201, nil); err != nil {
		return err
	}
	if err := j.call(http.MethodPut, j.cart+"/contact", `{"email":"`+j.email+`"}`, 200, nil); err != nil {
		return err
	}
	address := `{"name":"Ada Martin","line1":"1 rue Haute","postal_code":"69001","city":"Lyon","country":"FR"}`
	if err := j.call(http.MethodPut, j.cart+"/address", address, 200, nil); err != nil {
		return err
	}
	var options struct{ Data []struct{ ID string } }
	if err := j.call(http.MethodGet, j.cart+"/delivery-options", "", 200, &options); err != nil {
		return err
	}
	if len(options.Data) == 0 {
		return errors.New("nothing delivers there")
	}
	return j.call(http.MethodPut, j.cart+"/delivery", `{"option":"`+options.Data[0].ID+`"}`, 200, nil)
}

func (j *journey) place() error {
	var placed struct{ Order, Number string }
	began := time.Now()
	err := j.call(http.MethodPost, j.cart+"/order", `{"payment_method":"bank-transfer"}`, 201, &placed)
	j.placing, j.order, j.number = time.Since(began), placed.Order, placed.Number
	return err
}

func (j *journey) call(method, path, body string, status int, into any) error {
	text, err := j.send(ask{Method: method, Host: handle, Path: path, Body: body, Status: status})
	if err != nil || into == nil {
		return err
	}
	return json.Unmarshal(text, into)
}

func (m *meter) journey(ctx context.Context, n int) *journey {
	return &journey{m: m, variant: m.world.Variants[n%len(m.world.Variants)], email: fmt.Sprintf("bench%d-%d@example.com", m.began.UnixMilli(), n),
		send: func(a ask) ([]byte, error) { return m.caller.get(ctx, a) }}
}

// checkouts measures the whole journey, and its last request by itself: carts are
// filled beforehand for that.
func (m *meter) checkouts(ctx context.Context) (whole, placing, paying Figure, err error) {
	whole, placing, paying = Figure{Name: "checkout, 7 requests"}, Figure{Name: "checkout, placing the order"}, Figure{Name: "payment received and booked"}
	for _, clients := range m.clients {
		load := cost(ctx, m.server, clients, m.length, func(_, n int) error {
			j := m.journey(ctx, n)
			if err := j.fillCart(); err != nil {
				return err
			}
			return j.place()
		})
		if load.Done == 0 {
			return whole, placing, paying, fmt.Errorf("checkout: %s", load.Problem)
		}
		whole.Program = append(whole.Program, load)
	}
	m.say("%-32s %s", whole.Name, loads(whole.Program))
	for _, clients := range m.clients {
		placed, err := m.placeMany(ctx, clients, &placing)
		if err != nil {
			return whole, placing, paying, err
		}
		if err := m.payMany(ctx, clients, placed, &paying); err != nil {
			return whole, placing, paying, err
		}
	}
	m.say("%-32s %s", placing.Name, loads(placing.Program))
	m.say("%-32s %s", paying.Name, loads(paying.Program))
	return whole, placing, paying, nil
}

// placeMany fills carts, then places them as fast as it goes.
func (m *meter) placeMany(ctx context.Context, clients int, f *Figure) ([]string, error) {
	ready := make([]*journey, 60*clients+200)
	var filled sync.WaitGroup
	problems := make([]error, 8)
	for worker := range problems {
		filled.Add(1)
		go func() {
			defer filled.Done()
			for i := worker; i < len(ready); i += len(problems) {
				ready[i] = m.journey(ctx, 1<<22+clients*100_000+i)
				problems[worker] = errors.Join(problems[worker], ready[i].fillCart())
			}
		}()
	}
	filled.Wait()
	if err := errors.Join(problems...); err != nil {
		return nil, err
	}
	f.Program = append(f.Program, costing(m.server, func() Load {
		return each(ctx, clients, len(ready), func(i int) error { return ready[i].place() })
	}))
	var placed []string
	for _, j := range ready {
		placed = append(placed, j.order)
	}
	return slices.DeleteFunc(placed, func(order string) bool { return order == "" }), nil
}

func (m *meter) payMany(ctx context.Context, clients int, placed []string, f *Figure) error {
	load := costing(m.server, func() Load {
		return each(ctx, clients, len(placed), func(i int) error {
			_, err := m.caller.get(ctx, ask{Method: http.MethodPost, Host: "api", Path: "/v1/orders/" + placed[i] + "/payments", Token: m.world.Tokens[i%len(m.world.Tokens)],
				Body: `{"kind":"received"}`, Status: 201})
			return err
		})
	})
	if load.Done == 0 {
		return fmt.Errorf("payment received: %s", load.Problem)
	}
	f.Program = append(f.Program, load)
	return nil
}

// each lets clients do so many things, every one once.
func each(ctx context.Context, clients, things int, do func(i int) error) Load {
	took, failures, failed := make([][]time.Duration, clients), make([]error, clients), make([]int, clients)
	began := time.Now()
	var all sync.WaitGroup
	for c := range clients {
		all.Add(1)
		go func() {
			defer all.Done()
			for i := c; i < things && ctx.Err() == nil; i += clients {
				start := time.Now()
				if err := do(i); err != nil {
					failures[c], failed[c] = err, failed[c]+1
					continue
				}
				took[c] = append(took[c], time.Since(start))
			}
		}()
	}
	all.Wait()
	return sum(clients, time.Since(began), slices.Concat(took...), failures, failed)
}
