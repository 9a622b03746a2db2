package bench

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"
)

// Load is what one number of clients got, each asking again as soon as it was answered.
type Load struct {
	Clients   int
	Done      int
	Failed    int    `json:",omitempty"`
	Problem   string `json:",omitempty"` // the first failure
	PerSecond float64
	P50       float64 // milliseconds
	P95       float64
	P99       float64
	CPU       float64 // milliseconds of the answering process each time; steady on a busy machine
}

// work is what a client does once; n counts over all clients.
type work func(client, n int) error

// run lets clients work for a while after a short warm-up.
func run(ctx context.Context, clients int, length time.Duration, do work) Load {
	warm := min(length/4, 500*time.Millisecond)
	_ = closedLoop(ctx, clients, warm, 0, do)
	return closedLoop(ctx, clients, length, 1<<20, do)
}

// costing notes how much the process worked for each thing done.
func costing(p *process, measure func() Load) Load {
	before := p.cpu()
	l := measure()
	if all := l.Done + l.Failed; all > 0 {
		l.CPU = float64((p.cpu() - before).Microseconds()) / 1000 / float64(all)
	}
	return l
}

// cost is costing of run; the warm-up is counted on both sides of the division.
func cost(ctx context.Context, p *process, clients int, length time.Duration, do work) Load {
	warm := min(length/4, 500*time.Millisecond)
	_ = closedLoop(ctx, clients, warm, 0, do)
	return costing(p, func() Load { return closedLoop(ctx, clients, length, 1<<20, do) })
}

func closedLoop(ctx context.Context, clients int, length time.Duration, from int, do work) Load {
	took := make([][]time.Duration, clients)
	failures := make([]error, clients)
	failed := make([]int, clients)
	began := time.Now()
	var all sync.WaitGroup
	for c := range clients {
		all.Add(1)
		go func() {
			defer all.Done()
			for i := 0; time.Since(began) < length && ctx.Err() == nil; i++ {
				start := time.Now()
				if err := do(c, from+i*clients+c); err != nil {
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

func sum(clients int, length time.Duration, took []time.Duration, failures []error, failed []int) Load {
	l := Load{Clients: clients, Done: len(took)}
	for c, err := range failures {
		l.Failed += failed[c]
		if err != nil && l.Problem == "" {
			l.Problem = err.Error()
		}
	}
	if len(took) == 0 {
		return l
	}
	slices.Sort(took)
	at := func(part float64) float64 {
		return float64(took[int(part*float64(len(took)-1))].Microseconds()) / 1000
	}
	l.PerSecond, l.P50, l.P95, l.P99 = float64(len(took))/length.Seconds(), at(0.5), at(0.95), at(0.99)
	return l
}

// ask is one request.
type ask struct {
	Method, Host, Path string
	Token, Cookie      string
	Body               string
	Status             int // that must come
}

// caller sends requests to the one address whatever host they name.
type caller struct {
	client *http.Client
	base   string // "localhost:18161"
}

func newCaller(address string, clients int) *caller {
	dialer := &net.Dialer{}
	transport := &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: clients, MaxIdleConns: 0,
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return dialer.DialContext(ctx, network, address)
		}}
	_, port, _ := net.SplitHostPort(address)
	return &caller{client: &http.Client{Transport: transport, Timeout: time.Minute, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }},
		base: "localhost:" + port}
}

func (c *caller) request(ctx context.Context, a ask) (*http.Request, error) {
	r, err := http.NewRequestWithContext(ctx, a.Method, "http://"+a.Host+"."+c.base+a.Path, bytes.NewReader([]byte(a.Body)))
	if err != nil {
		return nil, err
	}
	if a.Body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if a.Token != "" {
		r.Header.Set("Authorization", "Bearer "+a.Token)
	}
	if a.Cookie != "" {
		r.AddCookie(&http.Cookie{Name: "session", Value: a.Cookie})
	}
	return r, nil
}

// get sends a request and returns the body of its answer.
func (c *caller) get(ctx context.Context, a ask) ([]byte, error) {
	r, err := c.request(ctx, a)
	if err != nil {
		return nil, err
	}
	answer, err := c.client.Do(r)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode != a.Status {
		err = fmt.Errorf("%s %s%s: %d %.300s", a.Method, a.Host, a.Path, answer.StatusCode, body)
	}
	return body, err
}

// head drops the idle connections between figures.
func (c *caller) rest() { c.client.CloseIdleConnections() }
